"""Published chips: two operations a multiply-add, every number with its source."""

import pytest
from stats import near

from analog_lab.energy import CHIPS, CRITICISMS, HERMES_MAC_FJ
from analog_lab.energy.chips import KINDS

FJ = {9.76: 205, 2.48: 806, 12.4: 161, 43.1: 46, 6.44: 311, 6.5: 308, 26 / 3: 231, 0.837: 2390}


@pytest.mark.parametrize("chip", CHIPS, ids=lambda chip: chip.name)
def test_a_chip_costs_2000_over_its_tops_per_watt(chip):
    assert chip.fj_per_mac == near(FJ[chip.tops_per_w], rel=0.01)
    assert chip.energy_j(1e15) == near(chip.fj_per_mac)
    assert chip.source and chip.bits and chip.kind in KINDS and 2016 <= chip.year <= 2026


def test_the_table_says_what_was_measured():
    assert [chip.name for chip in CHIPS if chip.kind == "simulated"] == ["PUMA"]
    assert not any(chip.measured for chip in CHIPS if "Mythic" in chip.name)
    assert len({chip.name for chip in CHIPS}) == len(CHIPS) == len(FJ)
    assert CHIPS[0].fj_per_mac == HERMES_MAC_FJ.value


def test_every_objection_has_a_source():
    assert len(CRITICISMS) >= 5
    assert all(c.text.endswith(".") and c.source for c in CRITICISMS)
    assert any("1023" in c.text for c in CRITICISMS)
