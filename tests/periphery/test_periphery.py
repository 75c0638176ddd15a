"""Converters and the edge of the array: their grids and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analog_lab.periphery import Adc, Dac, Periphery


def test_seven_bits_are_126_steps_and_nine_are_510():
    assert Dac(7).step == pytest.approx(2 / 126)
    assert Adc(9).step == pytest.approx(24 / 510)
    assert len(np.unique(Dac(7)(np.linspace(-2, 2, 10_001)))) == 127
    assert len(np.unique(Adc(9)(np.linspace(-20, 20, 100_001)))) == 511


def test_halves_round_to_even_and_beyond_the_bound_clips():
    dac = Dac(3, 3.0)  # levels -3 … 3
    np.testing.assert_array_equal(dac([0.5, 1.5, 2.5, -0.5, -1.5, 7, -7]), [0, 2, 2, 0, -2, 3, -3])


@given(st.integers(2, 16), st.floats(0.1, 50), st.floats(-100, 100))
def test_a_converter_gives_the_nearest_level(bits, bound, value):
    converter = Adc(bits, bound)
    out = float(converter(value))
    assert abs(out) <= bound * (1 + 1e-6)
    if abs(value) < bound:
        assert abs(out - value) <= converter.step / 2 + 1e-5 * bound
    assert out / converter.step == pytest.approx(round(out / converter.step), abs=1e-2)
    assert float(converter(out)) == pytest.approx(out, abs=1e-6 * bound)


def test_no_converter_passes_everything():
    np.testing.assert_array_equal(Dac(None)([5.3, -100]), np.float32([5.3, -100]))


def test_defaults_are_those_of_the_reference():
    edge = Periphery()
    assert (edge.dac_bits, edge.adc_bits, edge.in_bound, edge.out_bound) == (7, 9, 1.0, 12.0)
    assert (edge.in_noise, edge.out_noise, edge.noise_management) == (0.0, 0.06, "abs-max")
    assert (edge.dac, edge.adc, edge.line_noise, edge.sum_noise) == (Dac(), Adc(), 0.0, 0.06)
    assert not edge.is_ideal
    assert Periphery.ideal().is_ideal


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"dac_bits": 0}, "Dac bits=0: a converter of 0 bits"),
        ({"adc_bits": 17}, "Adc bits=17 is outside 2 … 16"),
        ({"adc_bits": 4.5}, "Adc bits=4.5 is outside"),
        ({"dac_bits": True}, "Dac bits=True is outside"),
        ({"out_bound": 0.0}, "Adc bound=0.0 is not a positive number"),
        ({"out_noise": -0.1}, "SumNoise std=-0.1 is below 0"),
        ({"in_noise": float("nan")}, "LineNoise std=nan is not a finite number"),
        ({"noise_management": "max"}, "noise_management='max' is not one of abs-max, constant, none"),
        ({"in_bound": 2.0}, "in_bound=2 must be 1"),
    ],
)
def test_bad_edges_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        Periphery(**values)
