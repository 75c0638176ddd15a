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


def test_an_analog_relu_has_half_the_step_and_both_give_the_function():
    digital, analog = (Edge(adc_bits=4, function=f"ReLU, {where}") for where in ("digital", "analog"))
    assert analog.adc.step == pytest.approx(digital.adc.step * 14 / 30)
    y = np.linspace(-4, 4, 801)
    for spec in (digital, analog):
        out = spec.convert(y)
        assert out.min() == 0 and out.max() == pytest.approx(3.0)
        inside = np.abs(y) <= 3
        assert np.abs(out - np.maximum(y, 0))[inside].max() <= spec.adc.step / 2 * (1 + 1e-5)
    ratio = [np.median(record(spec)["rms_lsb"][0]) * spec.adc.step for spec in (analog, digital)]
    assert ratio[0] / ratio[1] == pytest.approx(14 / 30, rel=0.05)


@pytest.mark.parametrize("where", ["digital", "analog"])
def test_tanh_saturates_at_one_on_both_sides_of_the_converter(where):
    spec = Edge(adc_bits=8, span=4.0, function=f"tanh, {where}")
    y = np.linspace(-4, 4, 801)
    np.testing.assert_allclose(spec.convert(y), np.tanh(y), atol=spec.adc.step / 2 + 1e-6)
    assert np.isfinite(record(spec)["rms_lsb"]).all()
