"""Any named cell: every preset has its trace, pulses lead up and down, time moves one chip."""

import numpy as np
import pytest

from analog_lab.devices import PRESETS, PulsedDevice, response, symmetric_point, weight_range
from analog_lab.experiments import record
from analog_lab.experiments.cells import LEVELS, STEPS, WRITES, Cell, const, plan

PULSED = [name for name, preset in PRESETS.items() if isinstance(preset.device, PulsedDevice)]
PROGRAMMED = [name for name in PRESETS if name not in PULSED]


@pytest.mark.parametrize("name", PRESETS)
def test_every_named_cell_has_its_trace_and_its_words(name):
    trace = record(Cell(cell=name, cells=12))
    c = trace.const
    assert trace["g"].shape == (len(trace), 12) and 2 < len(trace) <= 2 * STEPS + 1
    assert np.isfinite(trace["g"]).all() and np.isfinite(trace["nominal"]).all()
    assert c["title"] and c["source"] and c["measured"] and c["assumed"]
    assert c["url"].startswith("https://doi.org/10.") or not PRESETS[name].doi
    assert c["low"] <= c["bottom"] < c["top"] < c["high"]
    again = record(Cell(cell=name, cells=12))
    np.testing.assert_array_equal(trace["g"], again["g"])
    other = record(Cell(cell=name, cells=12, seed=8))
    assert not np.array_equal(trace["g"], other["g"])


@pytest.mark.parametrize("name", PULSED)
def test_the_cell_without_spread_goes_up_and_down_as_the_engine_says(name):
    spec = Cell(cell=name, cells=10, span=0.5)
    trace, (ups, burst) = record(spec), plan(spec)
    device, signs = PRESETS[name].device, np.repeat([1, -1], ups * burst)
    w = response(device.nominal(), signs, w0=weight_range(device)[0])[::burst, 0]
    c = trace.const
    expected = c["offset"] + c["factor"] * w.astype(float)
    np.testing.assert_allclose(trace["nominal"], expected, atol=2e-4 * (c["top"] - c["bottom"]))
    np.testing.assert_array_equal(trace["sign"], [0, *[1] * ups, *[-1] * ups])
    np.testing.assert_array_equal(trace["x"], np.arange(2 * ups + 1) * burst)


@pytest.mark.parametrize("name", PULSED)
def test_steps_balance_at_the_symmetric_point(name):
    c = record(Cell(cell=name, cells=10, span=0.1)).const
    point = symmetric_point(PRESETS[name].device)
    if not np.isfinite(point):
        assert c["symmetric"] is None
        return
    assert c["symmetric"] == pytest.approx(c["offset"] + c["factor"] * point, abs=1e-6 * (c["top"] - c["bottom"]))
    up, down = (np.interp(c["symmetric"], c["step_w"], c[f"step_{way}"]) for way in ("up", "down"))
    assert up == pytest.approx(-down, rel=0.02)


def test_more_pulses_go_further():
    spans = [record(Cell(cell="capacitor", cells=10, span=span))["nominal"].max() for span in (0.25, 0.5, 1.0)]
    assert spans == sorted(spans) and spans[0] < -0.4 and spans[2] == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("name", PROGRAMMED)
def test_programmed_cells_aim_at_five_levels_and_spread_as_their_source_says(name):
    trace = record(Cell(cell=name, cells=400))
    c, device = trace.const, PRESETS[name].device
    targets = np.asarray(c["targets"])
    assert np.array_equal(np.unique(targets), np.asarray(c["levels"])) and len(c["levels"]) == LEVELS
    assert len(np.unique(np.unique(targets, return_counts=True)[1])) == 1
    error = (trace["g"][0] - targets)[targets > 0.4 * device.g_max_us]
    sigma = np.sqrt(np.mean(device.sigma_us(targets[targets > 0.4 * device.g_max_us]) ** 2))
    assert error.std() < 4 * sigma + 0.1 * device.g_max_us
    if c["one_time"]:
        assert c["held"] is None and len(trace) == WRITES
        assert not np.array_equal(trace["g"][0], trace["g"][1]), "written anew"
    else:
        assert c["held"].shape == (len(trace), LEVELS)
        assert np.all(np.diff(trace["x"]) > 0)


def test_phase_change_loses_conductance_and_time_moves_one_chip():
    trace = record(Cell(cell="pcm-inference", cells=200))
    high = np.asarray(trace.const["targets"]) > 10
    kept = trace["g"][-1, high] / trace["g"][0, high]
    assert 0.3 < kept.mean() < 0.6
    early, late = trace["g"][5, high], trace["g"][15, high]
    assert np.corrcoef(early, late)[0, 1] > 0.9


def test_only_the_capacitor_forgets_among_the_pulsed_cells():
    forgets = [name for name in PULSED if record(Cell(cell=name, cells=10, span=0.1)).const["retention"]]
    assert forgets == ["capacitor"]
    kept = record(Cell(cell="capacitor", cells=10, span=0.1)).const["retention"]
    assert kept["w"][0] == pytest.approx([-1, -0.5, 0, 0.5, 1], abs=1e-5)
    assert np.interp(1e6, kept["batches"], kept["w"][:, -1]) == pytest.approx(np.exp(-1), abs=0.01)


def test_a_bend_that_is_none_is_not_a_number():
    assert const(Cell(cell="pcm"))["nonlinearity"] == [pytest.approx(3.39, abs=0.01), None]
