"""Named cells: their numbers and their sources."""

import math
import re

import numpy as np
import pytest

from analog_lab.devices import PRESETS, PulsedDevice, preset, response, symmetric_point
from analog_lab.devices.neurosim import bend, curve_constant
from analog_lab.devices.response import asymmetry, nonlinearity, states, weight_range

# (w_max - w_min) / dw_min as the source's table has it
STATES = {
    "reram-es": 1481,
    "reram-sb": 1000,
    "reram-array-om": 21,
    "reram-array-hfo2": 4.3,
    "capacitor": 400,
    "ecram": 1000,
    "ecram-mo": 7089,
    "idealized": 10_000,
    "gokmen-vlasov": 1250,
    "pcm": 200,
}
# states, labels up and down, on/off: MLP+NeuroSim V3.0
SYNAPSES = {
    "ag-asi": (97, 2.4, -4.88, 12.5, 26e6),
    "taox-hfox": (128, 0.04, -0.63, 10, 100e3),
    "pcmo": (50, 3.68, -6.76, 6.84, 23e6),
    "alox-hfo2": (40, 1.94, -0.61, 4.43, 16.9e3),
    "gst-pcm": (100, 0.105, 2.4, 19.8, 4.71e3),
    "epiram": (64, 0.5, -0.5, 50.2, 81e3),
    "hzo-fefet": (32, 1.75, 1.46, 45, 559e3),
}
# dw_min_dtod, dw_min_std, w_max_dtod, w_min_dtod, up_down, up_down_dtod, write_noise_std: presets/devices.py of aihwkit
SPREADS = {
    "reram-es": (0.2, 5.0, 0.3, 0.3, 0.259359, 0.05, 75),
    "reram-sb": (0.3, 3.75, 0.24, 0.4, 0, 0.01, 56),
    "reram-array-om": (0.7829, 0.4158, 0.3499, 0.5695, 0, 0.01, 1.4113),
    "reram-array-hfo2": (0.7125, 0.2174, 0.4295, 0.5990, 0, 0.01, 0.5841),
    "capacitor": (0.1, 0.3, 0.07, 0.07, 0, 0.06, 0),
    "ecram": (0.1, 0.3, 0.05, 0.05, 0, 0.01, 0),
    "ecram-mo": (0.1, 2.0, 0.05, 0.05, 0, 0.01, 0),
    "idealized": (0.3, 0.3, 0.3, 0.3, 0, 0, 0),
    "gokmen-vlasov": (0.3, 0.3, 0.3, 0.3, 0, 0.01, 0),
    "pcm": (0.2, 0.6, 0.1, 0, 0, 0.05, 0),
}
PULSED = [name for name, p in PRESETS.items() if isinstance(p.device, PulsedDevice)]


@pytest.mark.parametrize(
    ("asked", "near"),
    [("PCM", "pcm"), ("pcm_inference", "pcm-inference"), ("reram", "reram-es"), ("idealised", "idealized")],
)
def test_an_unknown_name_suggests_the_nearest(asked, near):
    with pytest.raises(ValueError, match=f"did you mean '{near}'"):
        preset(asked)


def test_the_list_is_complete():
    assert {*STATES, *SYNAPSES} == set(PULSED)


@pytest.mark.parametrize("name", STATES)
def test_states_are_those_of_the_source(name):
    assert states(preset(name)) == pytest.approx(STATES[name], rel=0.01)
    assert PRESETS[name].states == pytest.approx(states(preset(name)))


@pytest.mark.parametrize("name", STATES)
def test_spreads_and_asymmetry_are_those_of_the_source(name):
    names = "dw_min_dtod", "dw_min_std", "w_max_dtod", "w_min_dtod", "up_down", "up_down_dtod", "write_noise_std"
    cell = preset(name)
    assert tuple(getattr(cell, field) for field in names) == SPREADS[name]
    assert cell.dw_min_log_normal == (cell.corrupt.range == 0.01) == ("array" in name)
    array = "array" in name
    assert (getattr(cell, "reference_std", 0), getattr(cell, "subtract_symmetry_point", False)) == (0.05 * array, array)


@pytest.mark.parametrize("name", SYNAPSES)
def test_a_synapse_crosses_its_range_in_its_states_with_its_labels(name):
    n, up, down, on_off, r_on = SYNAPSES[name]
    cell = preset(name).nominal()
    rise = response(cell, np.ones(n), w0=-1)[:, 0]
    fall = response(cell, -np.ones(n), w0=1)[:, 0]
    assert rise[-1] == pytest.approx(1, abs=1e-5) and fall[-1] == pytest.approx(-1, abs=1e-6)
    assert rise[-2] < 1 - 1e-4 and fall[-2] > -1 + 1e-5
    # The curve has a bend at whole pulses only, so a short one just misses its deepest point
    assert nonlinearity(cell) == pytest.approx((up, down), rel=0.01)
    low, high = PRESETS[name].g_us
    assert high / low == pytest.approx(on_off) and high == pytest.approx(1e6 / r_on)


def test_depression_a_tenth_of_the_pulses_below_the_top():
    """The check value of Ag:a-Si: 0.604 of the range; between two pulses, as a tenth of 97 is no whole number."""
    fall = response(preset("ag-asi").nominal(), -np.ones(10), w0=1)[:, 0]
    between = np.interp(9.7, np.arange(11), np.log(fall + 1 + 0.0))
    assert np.exp(between) / 2 == pytest.approx(0.604, abs=2e-3)


@pytest.mark.parametrize(("label", "a"), [(0.10, 12.626), (0.105, 12.024)])
def test_labels_are_solved_for_the_constant_of_the_curve(label, a):
    assert curve_constant(label) == pytest.approx(a, abs=6e-4)
    assert curve_constant(-label) == -curve_constant(label)
    x = np.linspace(0, 1, 100_001)
    f = (1 - np.exp(-x / a)) / (1 - np.exp(-1 / a))
    assert 10.1015 * np.max(f - x) == pytest.approx(label, abs=1e-5)
    assert bend(a) == pytest.approx(np.max(f - x), rel=1e-6)


def test_the_label_0_is_a_straight_line_and_too_steep_ones_are_refused():
    assert math.isinf(curve_constant(0))
    with pytest.raises(ValueError, match="label=9.5 is outside -9 … 9"):
        curve_constant(9.5)


@pytest.mark.parametrize("name", PULSED)
def test_every_preset_is_a_record_that_works(name):
    p = PRESETS[name]
    assert all(len(text) > 20 for text in (p.source, p.measured, p.assumed)) and p.title
    assert re.fullmatch(r"10\.\d{4,5}/\S+", p.doi) or name == "idealized"
    w = response(p.device, [1] * 40 + [-1] * 40, n_cells=30, seed=1)
    assert np.all(np.isfinite(w)) and w.std() > 0
    low, high = weight_range(p.device)
    assert low < high and 0 <= asymmetry(p.device) <= 1
    point = symmetric_point(p.device)
    assert math.isnan(point) or low <= point <= high


@pytest.mark.parametrize("name", ["ecram", "ecram-mo", "capacitor", "reram-sb", "reram-array-om", "epiram"])
def test_presets_shifted_to_their_symmetric_point_have_it_at_0(name):
    assert symmetric_point(preset(name)) == pytest.approx(0, abs=1e-6)


def test_phase_change_takes_56_pulses_to_nine_tenths_and_70_to_all_but_a_hundredth():
    w = response(preset("pcm").nominal(), np.ones(100))[:, 0]
    assert np.argmax(w >= 1.8) == 56 and np.argmax(w >= 1.98) == 70
    assert np.diff(w[:2]) == pytest.approx(0.282, abs=5e-4)
