"""Named cells: their numbers and their sources."""

import pytest

from analog_lab.devices import PRESETS, preset


@pytest.mark.parametrize(("name", "states", "tilt"), [("idealized", 10_000, 0.0), ("gokmen-vlasov", 1250, 0.01)])
def test_states_and_asymmetry_are_those_of_the_source(name, states, tilt):
    device = preset(name)
    assert (device.w_max - device.w_min) / device.dw_min == pytest.approx(states)
    assert device.up_down_dtod == tilt


def test_every_preset_has_a_source_and_a_note():
    assert all(len(p.source) > 20 and len(p.note) > 20 for p in PRESETS.values())


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(ValueError, match="no preset 'idealised': did you mean 'idealized'. choose from"):
        preset("idealised")
