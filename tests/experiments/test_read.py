"""One read: sums against closed forms, wires against their table, and values set by hand."""

import numpy as np
import pytest

from analog_lab.core import from_query, to_query
from analog_lab.experiments import record
from analog_lab.experiments.array import G_MAX_US, Drawn
from analog_lab.experiments.read import Read
from analog_lab.figures.read import figure
from analog_lab.periphery import effective_weights


def last(spec, name):
    return record(spec)[name][-1]


def test_the_lab_of_two_by_two():
    np.testing.assert_allclose(last(Read(adc_bits="none"), "sum_ua"), [5.0, 3.5], rtol=1e-6)
    np.testing.assert_allclose(last(Read(), "i_cell_ua"), [[1, 4], [0.5, 3]], rtol=1e-6)
    assert record(Read()).const["full_ua"] == 10


def test_steps_come_one_after_the_other():
    trace = record(Read(n_in=3, n_out=4, pattern="random"))
    assert len(trace) == 5 == len(trace.const["stages"])
    first = {
        name: int(np.argmax(np.abs(values).reshape(5, -1).max(axis=1) > 0)) for name, values in trace.frames.items()
    }
    assert first["g_us"] == 0 and first["v"] == first["v_row"] == 1 and first["i_cell_ua"] == 2
    assert first["line_ua"] == first["sum_ua"] == 3 and first["out_ua"] == first["code"] == 4


@pytest.mark.parametrize("pairs", [False, True])
@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("r", [0.0, 5.0])
def test_sums_are_products_with_what_wires_leave(pairs, backward, r):
    way = "backward" if backward else "forward"
    spec = Read(n_in=5, n_out=7, pattern="random", pairs=pairs, direction=way, r_wire_ohm=r, adc_bits="none")
    g = effective_weights(spec.g_us, r) if r else spec.g_us
    w = g[::2] - g[1::2] if pairs else g
    wanted = spec.v @ w if backward else w @ spec.v
    np.testing.assert_allclose(last(spec, "sum_ua"), wanted, atol=1e-5)
    line = last(spec, "line_ua")
    np.testing.assert_allclose(line[::2] - line[1::2] if pairs and not backward else line, wanted, atol=1e-5)
    ohm = last(spec, "v_column" if backward else "v_row") - last(spec, "v_row" if backward else "v_column")
    np.testing.assert_allclose(last(spec, "i_cell_ua"), spec.g_us * ohm, atol=1e-5)


@pytest.mark.parametrize(("n", "loss"), [(8, 0.0015), (16, 0.0057), (32, 0.022), (64, 0.080)])
def test_the_table_of_wires(n, loss):
    """All cells 12.5 µS, equal inputs, 2 Ω a segment, driver at output 0, sense after the last input: last column."""
    spec = Read(n_in=n, n_out=n, pattern="equal", r_wire_ohm=2.0)
    assert last(spec, "loss")[-1] == pytest.approx(loss, rel=0.05 if n == 8 else 0.025)
    assert np.all(np.diff(last(spec, "loss")) > 0)
    assert np.all(last(spec, "v_row") <= 0.2 + 1e-7) and np.all(last(spec, "v_column") >= 0)


def test_a_transposed_read_sees_the_same_wires():
    """Reciprocity: <W x, d> = <x, Wᵀ d>, with wires, through the same array."""
    forth = Read(n_in=9, n_out=6, pattern="random", r_wire_ohm=8.0, adc_bits="none")
    back = Read(n_in=9, n_out=6, pattern="random", r_wire_ohm=8.0, adc_bits="none", direction="backward")
    assert last(forth, "sum_ua") @ back.v == pytest.approx(forth.v @ last(back, "sum_ua"), rel=1e-5)


def test_codes_are_whole_steps_of_the_converter():
    trace = record(Read(n_in=16, n_out=16, pattern="random", pairs=True, adc_bits=6))
    code, lsb = trace["code"][-1], trace.const["lsb_ua"]
    np.testing.assert_allclose(trace["out_ua"][-1], code * lsb, rtol=1e-5)
    assert np.all(np.abs(trace["out_ua"][-1] - trace["sum_ua"][-1]) <= lsb / 2 * (1 + 1e-4))
    assert lsb == pytest.approx(2 * trace.const["full_ua"] / 62)
    assert record(Read(adc_bits="none")).const["lsb_ua"] is None


def test_read_noise_is_that_of_the_cells_summed_up():
    """Standard deviation noise · G_max · √Σ V²; 2,000 draws, tolerance at α = 1e-6."""
    quiet = Drawn(np.full((2000, 4), 10.0), np.array([0.1, 0.2, 0.05, 0.2]))
    noisy = Drawn(quiet.g_us, quiet.v, noise=0.02, seed=3)
    off = noisy.settled().sum_ua - quiet.settled().sum_ua
    std = 0.02 * G_MAX_US * np.linalg.norm(quiet.v)
    assert off.std() == pytest.approx(std, rel=4.9 / np.sqrt(2 * 2000))
    np.testing.assert_array_equal(noisy.settled().sum_ua, noisy.settled().sum_ua)


def test_what_is_set_by_hand_survives_in_a_link():
    spec = Read(n_in=4, n_out=3).with_cell(2, 1, 12.5).with_cell(0, 0, 3).with_cell(2, 1, 7).with_input(3, -0.15)
    assert spec.cells == "3,2,7;1,1,3" and spec.inputs == "4,-0.15"
    assert spec.g_us[1, 2] == 7 and spec.g_us[0, 0] == 3 and spec.v[3] == -0.15
    assert from_query(Read, to_query(spec)) == (spec, [])
    back = Read(direction="backward").with_input(1, 0.05)
    assert back.errors == "2,0.05" and back.inputs == ""


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda s: s.with_cell(0, 0, 31), "conductance=31 is outside 0 … 25 µS"),
        (lambda s: s.with_cell(0, 0, float("nan")), "conductance=nan is not a finite number"),
        (lambda s: s.with_cell(2, 0, 3), "row 3, column 1 is outside 2 rows and 2 columns"),
        (lambda s: s.with_input(0, 0.3), "0.3 V is outside"),
        (lambda s: s.with_input(2, 0.1), "line 3 is outside the 2 driven lines"),
    ],
)
def test_a_bad_value_is_refused_in_words(act, said):
    with pytest.raises(ValueError, match=said):
        act(Read())


def test_a_link_takes_no_more_cells_than_it_carries():
    spec = Read(n_in=64, n_out=64, cells=";".join(f"{1 + k // 64},{1 + k % 64},5" for k in range(256)))
    spec.with_cell(0, 0, 6)
    with pytest.raises(ValueError, match="256 values set by hand are the most"):
        spec.with_cell(63, 63, 6)


def test_an_array_that_cannot_be_drawn_is_refused():
    for arguments, said in (
        ((np.ones(3), np.ones(3)), "g_us has shape"),
        ((np.ones((3, 2)), np.ones(2), True), "two columns an output"),
        ((np.full((2, 2), 26.0), np.zeros(2)), "g_us=26 is outside 0 … 25 µS"),
        ((np.ones((2, 2)), np.zeros(3)), "v has shape"),
        ((np.ones((2, 2)), np.array([0.1, 0.3])), "v=0.3 is outside ±0.2 V"),
    ):
        with pytest.raises(ValueError, match=said):
            Drawn(*arguments)


def test_the_chart_draws_the_sums_over_the_range_of_the_converter():
    trace = record(Read())
    made = figure(trace)
    np.testing.assert_allclose(made.data[0].y, [5, 3.5], rtol=1e-6)
    assert list(made.layout.yaxis.range) == [0, 10] and "microamperes: 5, 3.5" in made.layout.meta["alt"]
    signed = figure(record(Read(pairs=True, adc_bits="none")))
    assert list(signed.layout.yaxis.range) == [-10, 10] and len(signed.data) == 1
