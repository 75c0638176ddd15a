"""Reads: the periphery's grid and noise around one matrix product, in both directions."""

import dataclasses

import numpy as np
import pytest
import stats
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from analog_lab.core import blas
from analog_lab.devices import ConstantStep, Scales, preset
from analog_lab.periphery import Adc, Dac, Periphery, Wires, effective_weights
from analog_lab.tile import ProgrammedTile, Tile

WIDE = ConstantStep(w_max=100.0, w_min=-100.0)
QUIET = {"out_noise": 0.0}


def tile_of(weights, seed=0, **edge):
    weights = np.asarray(weights)
    return Tile(weights.shape, WIDE, Periphery(**edge) if edge else Periphery.ideal(), seed=seed, weights=weights)


def random(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def test_an_ideal_periphery_is_the_matrix_product():
    w, x, d = random(20, 30), random(7, 30, seed=1), random(7, 20, seed=2)
    tile = tile_of(w)
    np.testing.assert_allclose(tile.forward(x), x.astype(float) @ w.T.astype(float), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(tile.backward(d), d.astype(float) @ w.astype(float), rtol=1e-4, atol=1e-4)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 1000))
def test_backward_is_the_adjoint_of_forward(n_out, n_in, seed):
    tile = tile_of(random(n_out, n_in, seed=seed))
    x, d = random(n_in, seed=seed + 1), random(n_out, seed=seed + 2)
    size = float(np.linalg.norm(x) * np.linalg.norm(d) * np.linalg.norm(tile.weights))
    assert tile.forward(x) @ d == pytest.approx(x @ tile.backward(d), abs=1e-5 * size)


@pytest.mark.parametrize("bits", [2, 5, 7])
def test_inputs_come_in_steps_of_the_largest_of_their_sample(bits):
    """Through a unit matrix without ADC: y = α DAC(x / α) with α = max|x| of each sample."""
    x = random(6, 40) * np.float32([[1e-3], [1], [50], [1e-30], [1e30], [7]])
    y = tile_of(np.eye(40), dac_bits=bits, adc_bits=None, **QUIET).forward(x)
    alpha = np.abs(x).max(axis=1, keepdims=True)
    np.testing.assert_allclose(y / alpha, Dac(bits)(x / alpha), atol=1e-6)
    assert len(np.unique(np.round(y[0] / alpha[0] / Dac(bits).step))) > min(2**bits - 1, 20) / 2


def test_outputs_come_in_steps_and_saturate():
    """Through a unit matrix scaled by 20, α = 1: y = ADC(20 x), at most 12."""
    x = np.linspace(-1, 1, 401).astype(np.float32)
    tile = tile_of(20 * np.eye(401), dac_bits=None, adc_bits=9, **QUIET)
    y, sums = tile.forward(x), np.diag(tile.weights) * x  # a cell with a tight bound holds less than 20
    expected = Adc(9, 12.0)(sums)
    off_ties = np.abs((sums / Adc(9).step) % 1 - 0.5) > 1e-4
    np.testing.assert_allclose(y[off_ties], expected[off_ties], atol=1e-5)
    assert y.max() == pytest.approx(12) and y.min() == pytest.approx(-12)
    assert len(np.unique(np.round(y / Adc(9).step))) > 200


def test_without_management_inputs_are_clipped_at_the_bound():
    edge = {"noise_management": "none", "in_bound": 2.0, "dac_bits": 8, "adc_bits": None, **QUIET}
    y = tile_of(np.eye(3), **edge).forward([5.0, -3.0, 1.0])
    np.testing.assert_allclose(y, Dac(8, 2.0)([5.0, -3.0, 1.0]), atol=1e-6)
    assert y[0] == 2.0


@pytest.mark.parametrize("backward", [False, True])
def test_zeros_read_as_zeros_whatever_the_noise(backward):
    tile = tile_of(random(5, 5), out_noise=1.0, in_noise=1.0)
    read = tile.backward if backward else tile.forward
    assert not read(np.zeros((2, 5))).any()
    assert read([[0] * 5, [1] * 5])[1].any()


def test_without_management_zeros_are_read_like_any_input():
    tile = tile_of(np.eye(100), noise_management="none", dac_bits=None, adc_bits=None, in_noise=0.3, out_noise=0.4)
    y = tile.forward(np.zeros((300, 100)))
    assert stats.normal(y, 0, 0.5) > stats.ALPHA
    assert stats.normal(y, 0, 0.55) < stats.ALPHA


@pytest.mark.parametrize("factor", [1.0, 1.1])
def test_read_noise_scales_with_the_largest_input(factor):
    tile = tile_of(np.zeros((300, 4)), dac_bits=None, adc_bits=None, out_noise=0.06)
    x = np.full((150, 4), -3.0)
    forward = stats.normal(tile.forward(x), 0, 0.06 * 3 * factor)
    assert (forward > stats.ALPHA) == (factor == 1)


@pytest.mark.parametrize("factor", [1.0, 1.1])
def test_input_noise_is_on_every_line(factor):
    tile = tile_of(np.eye(200), dac_bits=None, adc_bits=None, out_noise=0.0, in_noise=0.1)
    x = np.full((200, 200), 2.0)
    assert (stats.normal(tile.forward(x), 2.0, 0.1 * 2 * factor) > stats.ALPHA) == (factor == 1)


def test_noise_differs_between_reads_samples_and_kinds():
    tile = tile_of(np.eye(100), dac_bits=None, adc_bits=None, out_noise=0.1)
    x = np.ones((200, 100))
    first, second = tile.forward(x) - 1, tile.forward(x) - 1
    driven = tile_of(np.eye(100), dac_bits=None, adc_bits=None, out_noise=0.0, in_noise=0.1)
    lines, again = driven.forward(x) - 1, driven.forward(x) - 1
    pairs = [(first, lines)]
    for one, two in ((first, second), (lines, again)):
        pairs += [(one, two), (one[1:], one[:-1]), (one[1:], two[:-1]), (one[:-1], two[1:])]
    for a, b in pairs:
        assert stats.mean(a * b, 0) > stats.ALPHA
        assert stats.mean(a * (b + 0.1 * a), 0) < stats.ALPHA


def test_one_seed_gives_one_trace():
    traces = [
        [t.forward(np.ones(4)) for _ in range(3)]
        for t in (tile_of(random(3, 4), seed, adc_bits=None) for seed in (1, 1, 2))
    ]
    np.testing.assert_array_equal(traces[0], traces[1])
    assert not np.any(np.equal(traces[0], traces[2]))


def test_one_vector_or_a_batch():
    tile = tile_of(random(3, 4), out_noise=0.0)
    assert tile.forward(np.ones(4)).shape == (3,)
    assert tile.forward(np.ones((1, 4))).shape == (1, 3)
    assert tile.forward(np.ones((0, 4))).shape == (0, 3)
    assert tile.backward(list(range(3))).dtype == np.float32


@pytest.mark.parametrize("edge", [{}, {"out_noise": 0.1}])
@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.ones(3), r"x has shape \(3,\); it must be \(4,\) or \(batch, 4\)"),
        (np.ones((2, 2, 4)), "x has shape"),
        ([1, 2, np.nan, 4], "x must be finite"),
        ([[1, 2, 3, 4], [1, 2, np.inf, 4]], "x must be finite"),
    ],
)
def test_a_refused_read_does_not_count(edge, x, message):
    tile = tile_of(random(3, 4), **edge)
    with pytest.raises(ValueError, match=message):
        tile.forward(x)
    assert tile.reads == 0


def test_products_run_on_one_blas_thread_and_leave_the_number_as_it_was(monkeypatch):
    seen, dot = [], np.dot

    def spy(a, b):
        seen.extend(library.num_threads for library in blas._libraries())
        return dot(a, b)

    monkeypatch.setattr(blas.np, "dot", spy)
    with threadpool_limits(2, user_api="blas"):
        before = [library.num_threads for library in blas._libraries()]
        tile_of(random(3, 4)).forward(np.ones(4))
        after = [library.num_threads for library in blas._libraries()]
    assert seen and set(seen) == {1}
    assert before == after and max(before) == 2


@pytest.mark.parametrize("size", [1e-45, 1e-40, 1e-37, 1e-36])
@pytest.mark.parametrize("bits", [None, 2, 7, 16])
def test_inputs_too_small_to_scale_stay_finite(size, bits):
    tile = tile_of(np.full((3, 4), 0.5), dac_bits=bits, adc_bits=None, **QUIET)
    y = tile.forward([size, 0, size / 2, 0])
    assert np.all(np.isfinite(y)) and np.abs(y).max() <= 2 * size


def test_wires_are_solved_again_when_they_or_the_cells_change_and_only_then(monkeypatch):
    from analog_lab.tile import readable

    calls = []
    honest = readable.effective_weights
    monkeypatch.setattr(readable, "effective_weights", lambda g, wires: calls.append(1) or honest(g, wires))
    edge = dataclasses.replace(Periphery.ideal(), more=(Wires(5.0),))
    w = np.random.default_rng(0).uniform(-0.5, 0.5, (6, 5)).astype(np.float32)
    tile = Tile((6, 5), ConstantStep(dw_min=0.01), edge, weights=w)
    x, d = np.ones(5), np.ones(6)

    def fresh():
        return tile.mapping.to_weights(
            *(honest(g, tile.periphery.wires) for g in tile.mapping.to_conductances(tile.weights))
        )

    def reads(pairs_solved):
        calls.clear()
        for _ in range(2):
            np.testing.assert_allclose(tile.forward(x), fresh() @ x, rtol=1e-5)
        assert len(calls) == 2 * pairs_solved  # an array for each side of a pair

    reads(1)
    reads(0)
    state = tile.state()
    for change in (
        lambda: tile.update(x, d, 0.1),
        lambda: tile.set_weights(w / 2),
        lambda: tile.set_periphery(dataclasses.replace(Periphery.ideal(), more=(Wires(9.0),))),
        lambda: tile.set_device(ConstantStep(dw_min=0.01, w_max=0.1)),
        lambda: tile.restore(state),
    ):
        change()
        reads(1)
        reads(0)


def test_read_noise_passes_the_wires_as_the_cells_do():
    """To first order in the noise: 7 % of noise and 4 % of loss leave an error of a hundredth of the noise."""
    w = np.random.default_rng(0).uniform(-0.5, 0.5, (32, 32))
    wires = Wires(8.0)
    edge = dataclasses.replace(Periphery.ideal(), more=(wires,))
    tile = ProgrammedTile(w, preset("pcm-inference"), periphery=edge)
    noisy, still = tile._cells(), tile._still()
    exact = tile.mapping.to_weights(*(effective_weights(g, wires) for g in noisy))
    x = np.eye(32)
    read = tile.forward(x).T
    noise = tile.mapping.to_weights(*noisy) - tile.mapping.to_weights(*still)
    assert np.abs(read - exact).std() < 0.02 * noise.std()
    assert (
        np.abs(read - tile.mapping.to_weights(*(effective_weights(g, wires) for g in still))).std() > 0.5 * noise.std()
    )


def test_cells_next_to_nothing_stay_finite_behind_wires():
    """What the solver rounds is no part of a cell: 1e-105 µS with read noise reads as nothing."""
    device = dataclasses.replace(preset("rram-wan"), scale=Scales(prog=1e-104))
    edge = Periphery(None, None, out_noise=0, more=(Wires(1.0),))
    tile = ProgrammedTile([[1.0, 0.0], [0.0, -1.0]], device, periphery=edge, seed=1)
    y = tile.forward(np.eye(2))
    assert np.isfinite(y).all() and abs(y[0, 1]) < 0.2
