"""The converter over the sums: rounding, dither and energies, against closed forms and published ratios."""

import numpy as np
import pytest

from analog_lab.energy import Costs
from analog_lab.experiments import record
from analog_lab.experiments.edge import Edge, digital_pj, parts_pj, sums, time_ns
from analog_lab.labs.tasks.edge import small_sum_lsb


def test_without_noise_no_number_of_reads_helps():
    trace = record(Edge(noise_lsb=0.0, reads=20))
    assert np.array_equal(trace["rms_lsb"][0], trace["rms_lsb"][-1])
    assert np.median(trace["rms_lsb"][0]) == pytest.approx(1 / np.sqrt(12), rel=0.05), "uniform rounding"


def test_half_a_step_of_noise_averages():
    """After n reads: √((σ² + 1/12) / n), a little less as the noise does not fill the step evenly."""
    trace = record(Edge(noise_lsb=0.5, reads=64, adc_bits=6))
    for n in (1, 4, 16, 64):
        assert np.median(trace["rms_lsb"][n - 1]) == pytest.approx(np.sqrt((0.25 + 1 / 12) / n), rel=0.08)


def test_a_small_sum_is_stuck_without_noise_and_found_with_it():
    assert small_sum_lsb(0.0, 64) == pytest.approx(0.30, abs=1e-6)
    assert small_sum_lsb(0.5, 64) == pytest.approx(np.sqrt((0.25 + 1 / 12) / 64), rel=0.06)


def test_the_survey_has_eight_bits_at_nearly_twice_four():
    assert Costs().with_adc(8).adc.value / Costs().with_adc(4).adc.value == pytest.approx(1.9, abs=0.05)


def test_a_small_layer_loses_and_a_large_one_wins():
    small, large = Edge(size=4), Edge(size=256)
    assert sum(parts_pj(small, 10)) > digital_pj(small) and sum(parts_pj(large, 10)) < digital_pj(large)


def test_shared_converters_take_their_time():
    alone, shared = time_ns(Edge(converters=0)), time_ns(Edge(converters=8))
    assert shared > 2 * alone


def test_sums_are_standard_and_the_same_for_a_seed():
    y = sums(Edge())
    assert y.mean() == pytest.approx(0, abs=1e-9) and y.std() == pytest.approx(1)
    assert np.array_equal(y, sums(Edge())) and not np.array_equal(y, sums(Edge(seed=8)))
