"""Pulse by pulse: sparks are coincidences, cells obey the law, alternating pulses find the symmetric point."""

import numpy as np
import pytest

from analog_lab.experiments import record
from analog_lab.experiments.pulse import Pulse

EXACT = {"dtod": 0.0, "ctoc": 0.0}


def test_every_spark_is_a_row_and_a_column_that_fire_together():
    trace = record(Pulse(pulses=200))
    meeting = trace["d_bits"][:, :, None] * trace["x_bits"][:, None, :]
    np.testing.assert_array_equal(trace["hits"], meeting)
    np.testing.assert_array_equal(trace["hits"].sum(axis=(1, 2)), trace["fired"])
    assert trace["fired"].sum() > 200


def test_a_cell_changes_when_and_only_when_it_is_hit():
    trace = record(Pulse(pulses=100, ctoc=0.0))
    moved = np.diff(trace["g_us"], axis=0) != 0
    np.testing.assert_array_equal(moved, trace["hits"][1:] == 1)


@pytest.mark.parametrize(("direction", "sign"), [("up", 1), ("down", -1)])
def test_pulses_push_the_way_they_say(direction, sign):
    trace = record(Pulse(direction=direction, pulses=50, **EXACT))
    assert np.all(sign * np.diff(trace["cells_us"], axis=0) > 0)
    assert np.all(trace["sign"][1:] == sign)


def test_soft_bounds_approach_the_bound_geometrically():
    trace = record(Pulse(direction="up", pulses=100, dw_min=0.02, **EXACT))
    n = np.arange(101)
    w = 1 - (1 + 0.8) * (1 - 0.02) ** n
    np.testing.assert_allclose(trace["cells_us"][:, 0], 12.5 * (1 + w / 2), rtol=2e-6)


def test_alternating_pulses_end_at_one_third_when_up_is_twice_down():
    trace = record(Pulse(direction="alternate", up_down=0.5, dw_min=0.01, pulses=1000, **EXACT))
    assert trace.const["symmetric_w"] == pytest.approx(1 / 3)
    assert trace.const["symmetric_us"] == pytest.approx(12.5 * (1 + 1 / 6), rel=1e-6)
    ends = trace["cells_us"][-2:].mean(axis=0)
    np.testing.assert_allclose(ends, trace.const["symmetric_us"], atol=0.02)


def test_a_constant_step_with_unequal_steps_has_no_symmetric_point():
    assert record(Pulse(law="constant step", up_down=0.5, pulses=20)).const["symmetric_us"] is None


def test_busier_lines_fire_more_often():
    rates = [record(Pulse(rate=rate, pulses=1000))["x_bits"].mean() for rate in (0.2, 0.8)]
    assert rates[1] == pytest.approx(4 * rates[0], rel=0.2)
