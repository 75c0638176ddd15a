"""Wires: against a sparse nodal solve of every node, closed forms, Kirchhoff's laws, and published losses."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.linalg import splu

from analog_lab.devices import ConstantStep, preset
from analog_lab.periphery import (
    Periphery,
    Wires,
    aihwkit_ir_drop,
    effective_weights,
    first_order,
    kappa,
    node_voltages,
    product_form,
)
from analog_lab.tile import OffsetColumn, Pair, ProgrammedTile, Tile

ALL = Wires(1.0, 1.5, 3.0, 0.5)


def cells(n_out, n_in, seed=0):
    return np.random.default_rng(seed).uniform(1, 50, (n_out, n_in))


def nodal(g_us, wires, wrong_end=False):
    """Return what a unit voltage at each input brings to each output, in µS: all nodes at once, by their admittances.

    ``wrong_end`` puts the driver's resistance on the first output's node of the output line instead: a known fault.
    """
    g = np.asarray(g_us) * 1e-6
    m, n = g.shape
    u = np.arange(m * n).reshape(m, n)
    v, size = u + m * n, 2 * m * n
    links = [(u, v, g), (u[:-1], u[1:], 1 / wires.r_in_ohm), (v[:, :-1], v[:, 1:], 1 / wires.r_out_ohm)]
    driver = wires.r_in_ohm + (0 if wrong_end else wires.r_driver_ohm)
    sense = wires.r_out_ohm + wires.r_sense_ohm + (wires.r_driver_ohm if wrong_end else 0)
    diagonal, rows, columns, values = np.zeros(size), [], [], []
    for a, b, c in links:
        a, b, c = a.ravel(), b.ravel(), np.broadcast_to(c, a.shape).ravel()
        np.add.at(diagonal, a, c)
        np.add.at(diagonal, b, c)
        rows, columns, values = [*rows, a, b], [*columns, b, a], [*values, -c, -c]
    diagonal[u[0]] += 1 / driver
    diagonal[v[:, -1]] += 1 / sense
    every = np.arange(size)
    entries = np.concatenate([*values, diagonal]), (np.concatenate([*rows, every]), np.concatenate([*columns, every]))
    drive = np.zeros((size, n))
    drive[u[0], np.arange(n)] = 1 / driver
    return splu(coo_array(entries).tocsc()).solve(drive)[v[:, -1]] / sense * 1e6


def worst(a, b):
    return np.abs(a - b).max() / np.abs(b).max()


@pytest.mark.parametrize("shape", [(32, 32), (64, 64), (20, 40), (40, 20), (1, 7), (7, 1), (1, 1)])
@pytest.mark.parametrize("factor", [1e-3, 1e-1, 1.0, 1e2, 1e4])
def test_effective_weights_are_those_of_all_nodes(shape, factor):
    g, wires = cells(*shape), Wires(*(factor * r for r in dataclasses.astuple(ALL)))
    assert worst(effective_weights(g, wires), nodal(g, wires)) < 1e-9


@pytest.mark.parametrize(
    ("n", "r", "low", "high"), [(128, 0.002, 5e-4, 2e-3), (128, 30, 0.85, 0.95), (256, 1, 0.5, 0.6)]
)
def test_large_arrays_at_losses_from_a_thousandth_to_nine_tenths(n, r, low, high):
    g = cells(n, n)
    found = effective_weights(g, r)
    assert low < 1 - found.sum() / g.sum() < high
    assert worst(found, nodal(g, Wires(r, r))) < 1e-9


@pytest.mark.parametrize("name", ["r_in_ohm", "r_out_ohm", "r_driver_ohm", "r_sense_ohm"])
def test_every_resistance_alone(name):
    """The others are 0 here, and in the nodal solve far too small to matter."""
    g = cells(24, 32)
    rest = Wires(1e-7, 1e-7, 0.0, 0.0)
    value = getattr(rest, name) + 50.0
    alone = dataclasses.replace(Wires(0.0, 0.0), **{name: value})
    exact = nodal(g, dataclasses.replace(rest, **{name: value}))
    assert worst(effective_weights(g, alone), exact) < 1e-5
    assert worst(effective_weights(g, alone), g) > 0.01


def test_a_resistance_at_the_wrong_end_would_be_seen():
    g, wires = cells(32, 32), Wires(1.0, 1.0, 500.0)
    found = effective_weights(g, wires)
    assert worst(found, nodal(g, wires)) < 1e-9 < 1e-3 < worst(found, nodal(g, wires, wrong_end=True))


def test_one_number_stands_for_both_lines():
    assert Wires(3.0) == Wires(3.0, 3.0)
    np.testing.assert_array_equal(effective_weights([[5.0, 9.0]], 3.0), effective_weights([[5.0, 9.0]], Wires(3.0)))


def test_closed_forms():
    wires = Wires(10.0, 20.0, 300.0, 400.0)
    series = 1e6 / (310.0 + 420.0 + 1e6 / 25.0)
    assert effective_weights([[25.0]], wires) == pytest.approx(series)
    both = np.array([[10.0, 30.0]]) * 1e-6  # two inputs meet at the sense amplifier
    expected = both / (1 + 400.0 * both.sum())
    np.testing.assert_allclose(effective_weights(both * 1e6, Wires(0, 0, 0, 400.0)), expected * 1e6)
    both = both.T  # one input feeds two outputs
    np.testing.assert_allclose(
        effective_weights(both * 1e6, Wires(0, 0, 400.0, 0)), both / (1 + 400 * both.sum()) * 1e6
    )
    np.testing.assert_allclose(effective_weights(both, 0.0), both, rtol=1e-15)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 99), st.floats(0, 1e4), st.floats(0, 1e4))
def test_wires_only_lose_and_the_turned_array_is_the_transpose(n_out, n_in, seed, r_in, r_out):
    g, wires = (
        cells(n_out, n_in, seed) * np.random.default_rng(seed).integers(0, 2, (n_out, n_in)),
        Wires(r_in, r_out, 5.0, 7.0),
    )
    found = effective_weights(g, wires)
    assert np.all(found >= -1e-9) and np.all(found.sum(axis=1) <= g.sum(axis=1) * (1 + 1e-9))
    turned = effective_weights(g[::-1, ::-1].T, wires.turned())[::-1, ::-1].T
    np.testing.assert_allclose(found, turned, atol=1e-9 * max(g.max(), 1))


def test_currents_obey_kirchhoff_and_are_those_of_the_effective_weights():
    g, v = cells(12, 17), np.random.default_rng(1).uniform(-0.2, 0.2, 17)
    found = node_voltages(g, ALL, v)
    np.testing.assert_allclose(found.i_cell_ua, g * (found.v_in - found.v_out), rtol=1e-9)
    np.testing.assert_allclose(np.diff(found.v_in, axis=0), -found.i_in_ua[1:] * 1e-6 * 1.0, atol=1e-15)
    np.testing.assert_allclose(v - found.v_in[0], found.i_in_ua[0] * 1e-6 * 4.0, atol=1e-15)
    np.testing.assert_allclose(np.diff(found.v_out, axis=1), -found.i_out_ua[:, :-1] * 1e-6 * 1.5, atol=1e-15)
    np.testing.assert_allclose(found.v_out[:, -1], found.sensed_ua * 1e-6 * 2.0, atol=1e-15)
    np.testing.assert_allclose(found.i_in_ua[:-1] - found.i_in_ua[1:], found.i_cell_ua[:-1], atol=1e-9)
    np.testing.assert_allclose(found.sensed_ua, effective_weights(g, ALL) @ v, rtol=1e-9)


# Loss of the sum of all currents at equal inputs against κ
LOSSES = [(0.0014, 0.0010), (0.0228, 0.0155), (0.090, 0.0573), (0.227, 0.133), (0.90, 0.37), (2.25, 0.59), (9.0, 0.84)]


@pytest.mark.parametrize(("k", "loss"), LOSSES)
@pytest.mark.parametrize("n", [32, 64])
def test_the_loss_depends_on_kappa(k, loss, n):
    g = np.random.default_rng(0).uniform(1, 50, (n, n))
    r = k / kappa(g, 1.0)
    assert kappa(g, r) == pytest.approx(k)
    assert 1 - effective_weights(g, r).sum() / g.sum() == pytest.approx(loss, rel=0.05)
    if k < 0.03:
        assert loss == pytest.approx(2 / 3 * k, rel=0.1)


@pytest.mark.parametrize(("n", "loss"), [(8, 0.0015), (16, 0.0057), (32, 0.022), (64, 0.080)])
def test_the_last_column_of_a_larger_array_loses_more(n, loss):
    """2 Ω a segment, all cells 12.5 µS, equal inputs."""
    g = np.full((n, n), 12.5)
    assert 1 - effective_weights(g, 2.0)[-1].sum() / (12.5 * n) == pytest.approx(loss, rel=0.03)


def test_approximations_are_as_good_as_they_say():
    g = cells(64, 64)
    exact = effective_weights(g, 1.0)
    assert 1 - exact.sum() / g.sum() == pytest.approx(0.075, abs=0.01)
    assert worst(first_order(g, 1.0), exact) < 0.02 and worst(product_form(g, 1.0), exact) < 0.003
    strong = effective_weights(g, 30.0)
    assert worst(first_order(g, 30.0), strong) > 1 and first_order(g, 30.0).min() < 0
    assert product_form(g, 30.0).min() > 0 and worst(product_form(g, 30.0), strong) < 0.3
    for form in (first_order, product_form):  # right to first order: the error falls with the square
        errors = [worst(form(g, r), effective_weights(g, r)) for r in (1e-3, 1e-4)]
        assert errors[0] / errors[1] == pytest.approx(100, rel=0.05)


def test_the_formula_of_the_reference_simulator():
    """By hand: two inputs of 1, weights 1 and 0.5, a ratio of 10."""
    a = 1.5 * 2 / 10
    c = a * (a * (0.05 * a - 0.2) + 0.5)
    assert aihwkit_ir_drop([[1.0, 0.5]], [1.0, 1.0], 1.0, 10.0) == pytest.approx(1.5 - c * 0.5 * 0.75)
    assert aihwkit_ir_drop([[1.0, 0.5]], [1.0, 1.0], 0.0) == pytest.approx(1.5)


def test_an_array_with_wires_reads_with_what_they_leave(monkeypatch):
    w = np.random.default_rng(0).uniform(-0.5, 0.5, (6, 9))
    ideal = {"dac_bits": None, "adc_bits": None, "out_noise": 0.0, "noise_management": "none"}
    edge, x = Periphery(**ideal, more=(Wires(200.0, 300.0),)), np.random.default_rng(1).standard_normal((4, 9))
    mapping = Pair(25.0, 1.0, 0.5)
    chip = ProgrammedTile(w, preset("pcm-inference").nominal(), mapping, edge)
    plus, minus = (effective_weights(g, edge.wires) for g in mapping.to_conductances(w))
    left = mapping.to_weights(plus, minus)
    np.testing.assert_allclose(chip.forward(x), x @ left.T, atol=1e-5)
    np.testing.assert_allclose(chip.backward(np.eye(6)), left, atol=1e-5)
    assert np.abs(chip.forward(x) - x @ w.T).max() > 0.01
    offset = OffsetColumn(25.0, 1.0, 0.5)
    other = ProgrammedTile(w, preset("pcm-inference").nominal(), offset, edge)
    whole = effective_weights(np.vstack(offset.to_conductances(w)), edge.wires)
    np.testing.assert_allclose(other.forward(x), x @ offset.to_weights(whole[:-1], whole[-1]).T, atol=1e-5)
    calls = []
    monkeypatch.setattr("analog_lab.tile.readable.effective_weights", lambda g, r: calls.append(1) or g)
    tile = Tile((6, 9), ConstantStep(), edge, weights=w)
    for _ in range(3):
        tile.forward(x)
    assert len(calls) == 2
    tile.update(x, np.ones((4, 6)), 0.01)
    tile.forward(x)
    assert len(calls) == 4
    rows = {name: value for name, _, value, _ in chip.trace(x[0]).table(2, 3)}
    assert rows["g⁺ effective"] == pytest.approx(plus[2, 3]) and rows["Weight effective"] == pytest.approx(left[2, 3])
    assert rows["Column sum"] == pytest.approx((left @ x[0])[2], rel=1e-5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Wires(-1.0), "Wires r_in_ohm=-1 is below 0"),
        (lambda: Wires(r_sense_ohm=float("inf")), "r_sense_ohm=inf is not a finite number"),
        (lambda: effective_weights([[1.0, -2.0]], 1.0), "g_us=-2 is not a conductance"),
        (lambda: effective_weights([[np.nan]], 1.0), "g_us=nan is not a conductance"),
        (lambda: effective_weights([], 1.0), r"g_us has shape \(0,\)"),
        (lambda: kappa([[1.0]], -1.0), "r_in_ohm=-1 is below 0"),
        (lambda: effective_weights([[1.0]], -1.0), "r_in_ohm=-1 is below 0"),
        (lambda: node_voltages([[1.0]], 1.0, [1.0, 2.0]), r"v_in has shape \(2,\); it must be 1 finite"),
    ],
)
def test_bad_wires_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("shape", "wires"), [((8, 64), 1.0), ((64, 8), 1.0), ((10, 200), 1.0), ((40, 40), Wires(1.0, 5.0))]
)
def test_kappa_tells_the_loss_of_any_array_of_equal_cells(shape, wires):
    g = np.full(shape, 20.0)
    wires = wires if isinstance(wires, Wires) else Wires(wires)
    k = 0.01 / kappa(g, wires)
    scaled = Wires(k * wires.r_in_ohm, k * wires.r_out_ohm)
    assert kappa(g, scaled) == pytest.approx(0.01)
    loss = 1 - effective_weights(g, scaled).sum() / g.sum()
    assert loss == pytest.approx(2 / 3 * 0.01, rel=0.15)  # ⅔ for long lines; the ends of short ones add to it


def test_the_first_order_has_every_resistance():
    """Each alone and small: what first order says is lost is lost."""
    g = np.random.default_rng(3).uniform(1, 50, (7, 9))
    for wires in (Wires(1e-3, 0.0), Wires(0.0, 1e-3), Wires(0.0, 0.0, 1e-2), Wires(0.0, 0.0, 0.0, 1e-2)):
        exact = g - effective_weights(g, wires)
        for form in (first_order, product_form):
            np.testing.assert_allclose(g - form(g, wires), exact, rtol=1e-4, atol=1e-12)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (([1.0], [1.0]), r"w has shape \(1,\) and x \(1, 1\)"),
        (([[1.0, 2.0]], [1.0]), r"they must be \(n_out, n_in\) and \(batch, n_in\)"),
        (([[1.0]], [1.0], 1.0, 0.0), "ratio=0.0 must be finite, and the ratio above 0"),
        (([[math.nan]], [1.0]), "must be finite"),
    ],
)
def test_an_ir_drop_that_cannot_be_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        aihwkit_ir_drop(*given)
