"""Every rule learns the digits on a cell that suits it, and the images that choose a setting are not the test's."""

import dataclasses

import numpy as np
import pytest

from analog_lab.experiments import record
from analog_lab.experiments.rules import Rules
from analog_lab.training import RULES

FLOOR = {"one-sided": 30.0, "agad": 60.0}  # pairs of phase-change cells are poor; a dynamic reference starts late


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_learns(rule):
    trace = record(Rules(rule=rule, epochs=3))
    assert trace["accuracy"][0] < 30, "nothing is known before the first image"
    assert trace["accuracy"][-1] > FLOOR.get(rule, 88.0)
    assert (np.diff(trace["pulses"]) > 0).all()


def test_own_cells_do_not_care_for_the_knob():
    one = Rules(rule="pcm-capacitor", epochs=1)
    other = dataclasses.replace(one, cell="reram-sb")
    assert np.array_equal(record(one)["accuracy"], record(other)["accuracy"])
