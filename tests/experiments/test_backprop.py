"""One step of training on tiles: gradients against finite differences, pulses against lr x δ, and a loss that falls."""

import dataclasses

import numpy as np
import pytest
import stats

from analog_lab.experiments import record
from analog_lab.experiments.backprop import (
    NETWORKS,
    PHASES,
    Backprop,
    Edge,
    Twin,
    backward,
    forward,
    tiles_of,
)
from analog_lab.labs.backprop import PAGE

IDEAL = PAGE.presets["Ideal"]
EXACT = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "sigmoid": lambda z: 1 / (1 + np.exp(-z))}


def loss_of(spec, weights, x, target, shift=None):
    """½ Σ (y − t)² in double precision; ``shift`` (layer, neuron, h) is added to one sum z."""
    a = x
    for n, w in enumerate(weights, start=1):
        z = w @ a
        if shift and shift[0] == n:
            z[shift[1]] += shift[2]
        a = EXACT[spec.f](z) if n < len(weights) else z
    return 0.5 * np.sum((a - target) ** 2)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("f", EXACT)
def test_errors_and_row_sums_are_the_gradient_within_a_millionth(network, f):
    spec = Backprop(**IDEAL, network=network, f=f)
    tiles, (x, targets), h = tiles_of(spec), spec.data, 1e-5
    edge = Edge([x[0], *(np.zeros(n) for n in spec.sizes[1:])])
    list(forward(spec, tiles, edge))
    list(backward(spec, tiles, edge, targets[0]))
    weights = [tile.weights.astype(float) for tile in tiles]
    for layer in range(1, len(spec.sizes)):
        for k in range(spec.sizes[layer]):
            up, down = (loss_of(spec, weights, x[0], targets[0], (layer, k, s * h)) for s in (1, -1))
            assert edge.d[layer][k] == pytest.approx((up - down) / (2 * h), abs=1e-6)
    for layer in range(1, len(tiles)):  # the backward vector: the change of the loss with what drove the rows
        rest = weights[layer:]
        for i in range(spec.sizes[layer]):
            moved = np.zeros(spec.sizes[layer])
            moved[i] = h
            up, down = (loss_of(spec, rest, edge.a[layer] + s * moved, targets[0]) for s in (1, -1))
            assert edge.s[layer][i] == pytest.approx((up - down) / (2 * h), abs=1e-6)
    assert not edge.there[2, 0] and not edge.there[2, -1], "the first tile is not read backward"


def updates(chips=1500, lr=None):
    """Weight changes of the first tile in one step, one row a chip, and x, δ: cells without spreads."""
    spec = Backprop(**IDEAL, steps=1)
    tile, (x, targets) = tiles_of(spec)[0], spec.data
    edge = Edge([x[0], *(np.zeros(n) for n in spec.sizes[1:])])
    tiles = tiles_of(spec)
    list(forward(spec, tiles, edge))
    list(backward(spec, tiles, edge, targets[0]))
    changes = []
    for _ in range(chips):
        before = tile.weights
        tile.apply(tile.trains(x[0], edge.d[1], lr or spec.lr))
        changes.append(tile.weights - before)
        tile.set_weights(before)
    return spec, np.array(changes), x[0], edge.d[1]


def test_the_mean_update_is_lr_x_delta():
    spec, changes, x, d = updates()
    i, j = np.unravel_index(np.abs(np.outer(d, x)).argmax(), (len(d), len(x)))
    assert stats.mean(changes[:, i, j], -spec.lr * d[i] * x[j]) > stats.ALPHA
    projected = (changes * np.outer(d, x)).sum(axis=(1, 2)) / np.sum(np.outer(d, x) ** 2)
    assert stats.mean(projected, -spec.lr) > stats.ALPHA


def test_a_tenth_more_would_be_seen():
    spec, changes, x, d = updates(lr=1.1 * Backprop().lr)
    projected = (changes * np.outer(d, x)).sum(axis=(1, 2)) / np.sum(np.outer(d, x) ** 2)
    assert stats.mean(projected, -spec.lr) < stats.ALPHA


def test_a_step_goes_forward_backward_and_then_changes_the_weights():
    trace = record(Backprop(steps=2))
    named = [PHASES[k] for k in trace["phase"]]
    assert named[:7] == ["start", "forward", "activation", "forward", "error", "backward", "derivative"]
    assert named[7 : 7 + trace.spec.bl] == ["update"] * trace.spec.bl
    assert named[7 + trace.spec.bl :] == ["forward", "backward", "update", "done"]
    moved = np.any(np.diff(trace["w"], axis=0) != 0, axis=1)
    assert not moved[:6].any() and moved[6:16].any(), "reads change nothing, pulses do"
    assert np.all(np.diff(trace["at"]) >= 0) and trace["at"][-1] == 2


def test_cells_move_where_row_and_column_fire_and_against_x_delta():
    trace = record(Backprop(**IDEAL, steps=1))
    n_in, n_out, _ = trace.spec.sizes
    x, d = trace["a"][-2][:n_in], trace["d"][-2][n_in : n_in + n_out]
    for k in range(7, 7 + trace.spec.bl):
        hits = trace["hits"][k][: n_in * n_out].reshape(n_out, n_in)
        np.testing.assert_array_equal(hits, np.outer(trace["d_hits"][k][:n_out], trace["x_hits"][k][:n_in]))
        change = (trace["w"][k] - trace["w"][k - 1])[: n_in * n_out].reshape(n_out, n_in)
        np.testing.assert_array_equal(np.sign(np.round(change, 6)), -np.sign(np.outer(d, x)) * hits)


def test_activations_wait_until_the_update_is_over():
    trace = record(Backprop(steps=1))
    parked = trace["there"][:, 0, 1]
    assert not parked[1] and parked[2:].all()
    drives = sum(trace.spec.sizes[:-1])
    np.testing.assert_array_equal(trace["a"][2][:drives], trace["a"][-1][:drives])


def test_the_loss_falls_and_ideal_cells_follow_their_twin():
    ends = np.array([record(Backprop(**IDEAL, seed=seed))["loss"][[0, -1]] for seed in range(8)])
    assert np.all(ends[:, 1] < 0.5 * ends[:, 0])
    assert np.abs(ends[:, 1, 0] - ends[:, 1, 1]).max() < 0.05
    np.testing.assert_allclose(ends[:, 0, 0], ends[:, 0, 1], atol=1e-5)
    broken = [record(Backprop(**PAGE.presets["Broken"], seed=seed))["loss"][-1] for seed in range(8)]
    assert np.median(broken, axis=0)[0] > 2 * np.median(ends[:, 1, 0])


def test_the_twin_descends_by_the_gradient():
    spec = Backprop(**IDEAL)
    twin, (x, targets), h = Twin(spec), spec.data, 1e-5
    start = [w.copy() for w in twin.layers]
    twin.train(x[0], targets[0])
    for n, w in enumerate(start):
        for at in np.ndindex(w.shape):
            sides = []
            for s in (1, -1):
                other = [v.copy() for v in start]
                other[n][at] += s * h
                sides.append(loss_of(spec, other, x[0], targets[0]))
            slope = (sides[0] - sides[1]) / (2 * h)
            assert twin.layers[n][at] - w[at] == pytest.approx(-spec.lr * slope, abs=1e-8)


def test_looking_at_the_loss_changes_nothing_that_follows():
    spec = Backprop(steps=3)
    long, short = record(dataclasses.replace(spec, steps=6)), record(spec)
    count = len(short) - 1
    for name in ("w", "a", "z", "d", "hits"):
        np.testing.assert_array_equal(long[name][:count], short[name][:count])
