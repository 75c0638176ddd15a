"""Flash: the check values of SONOS, the growing spread and the sinking mean of one chip, and the read voltage."""

import dataclasses
import math

import numpy as np
import pytest
import stats

from analog_lab.core import rng_from
from analog_lab.devices.flash import SONOS, Flash, Retention
from analog_lab.devices.presets import RETENTIVE
from analog_lab.devices.retentive import Scales

DAY = 86_400.0
FLASH = RETENTIVE["flash-sonos"].device
FITS = [(19.887, 176.31), (25.591, 186.86), (28.728, 193.57), (31.043, 198.90), (33.762, 204.77), (34.579, 207.34)]
N = 40_000


def us(i_na):
    """Conductance of a current at 0.1 V."""
    return np.asarray(i_na) / 100


@pytest.mark.parametrize(("i", "sigma"), [(100, 8.6), (400, 17.8), (800, 19.7), (1600, 19.9)])
def test_programming_check_values(i, sigma):
    assert round(100 * float(FLASH.sigma_us(us(i))), 1) == sigma


@pytest.mark.parametrize("day", range(6))
def test_the_spread_of_each_day_is_the_fit(day):
    a, b = FITS[day]
    i = np.array([20.0, 100.0, 400.0, 1600.0, 3200.0])
    np.testing.assert_allclose(SONOS.sigma_na(i, day * DAY), a * (1 - np.exp(-i / b)), rtol=1e-4)


def test_days_between_are_interpolated_linearly():
    i = np.array([3000.0])
    middle = (SONOS.sigma_na(i, DAY) + SONOS.sigma_na(i, 2 * DAY)) / 2
    np.testing.assert_allclose(SONOS.sigma_na(i, 1.5 * DAY), middle, rtol=1e-5)
    assert float(SONOS.mean_shift_na(np.array(800.0), 1.5 * DAY)) == pytest.approx(-(24.9 + 28.9) / 2)


def test_the_mean_sinks():
    """At 800 nA by 25 nA in a day and 38 in five, more than the spread; small currents stay."""
    device = FLASH.nominal()
    held = device.program(us([50.0, 800.0, 3200.0]), rng_from(1))
    np.testing.assert_allclose(100 * (device.drift(held, DAY) - held.g_us), [0.3, -24.9, -38.9], atol=1e-9)
    np.testing.assert_allclose(100 * (device.drift(held, 5 * DAY) - held.g_us), [1.5, -37.9, -60.3], atol=1e-9)
    still = dataclasses.replace(FLASH, scale=Scales(drift=0.0))
    held = still.program(us(800.0), rng_from(1))
    assert float(still._mean(held.target_us, 5 * DAY)) == 8.0


def test_the_growing_spread_is_one_chip():
    held = FLASH.program(np.full(500, us(800.0)), rng_from(2, "chip"))
    for day in (0, 0.5, 1, 3.3, 5):
        t = day * DAY
        mean = 800 + float(SONOS.mean_shift_na(np.array(800.0), t))
        sigma = float(SONOS.sigma_na(np.array(mean), t))
        np.testing.assert_allclose((100 * FLASH.drift(held, t) - mean) / sigma, held.xi, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("day", [0, 2, 5])
def test_the_chip_spreads_as_the_law_says(day):
    g = FLASH.drift(FLASH.program(np.full(N, us(2000.0)), rng_from(3, "chip")), day * DAY)
    sigma = FITS[day][0] / 100  # far above B the spread is A
    assert stats.variance(g, sigma**2) > stats.ALPHA
    assert stats.variance(g, (1.1 * sigma) ** 2) < stats.ALPHA


def test_read_noise():
    for i in (100.0, 800.0, 3200.0):
        sigma = 12.580 * (1 - math.exp(-i / 215.37))
        assert 100 * float(FLASH.sigma_read_us(us(i), 0.0)) == pytest.approx(sigma, rel=1e-4)


def test_small_currents_have_almost_no_error():
    assert 100 * float(FLASH.sigma_us(us(1.0))) < 0.12


def test_the_read_voltage_only_sets_the_unit():
    """Half the voltage, twice the conductance, the same currents."""
    half = Flash(v_read_v=0.05, g_max_us=64.0)
    i = np.array([100.0, 800.0, 3200.0])
    np.testing.assert_allclose(half.current_na(half.sigma_us(i / 50)), FLASH.current_na(FLASH.sigma_us(i / 100)))
    a, b = half.program(i / 50, rng_from(4)), FLASH.program(i / 100, rng_from(4))
    np.testing.assert_allclose(half.current_na(half.drift(a, DAY)), FLASH.current_na(FLASH.drift(b, DAY)))


def test_the_last_current_and_the_last_day():
    with pytest.raises(ValueError, match=r"g_max_us=33\.0 is outside this fit \(0–32 µS\)"):
        Flash(g_max_us=33.0)
    held = FLASH.program(32.0, rng_from(0))
    with pytest.raises(ValueError, match=r"t_s=518400\.0 is outside this fit \(0–432000 s\)"):
        FLASH.drift(held, 6 * DAY)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Flash(v_read_v=0.0), r"v_read_v=0\.0 is not a positive number"),
        (lambda: Flash(i_max_na=math.inf), "i_max_na=inf is not a positive number"),
        (lambda: Flash(read_na=(1.0, 0.0)), "must be positive"),
        (lambda: Retention((0.0,), (), (0.0,), ((0.0,),)), "must be as many"),
        (lambda: Retention((1.0,), ((1.0, 1.0),), (0.0,), ((0.0,),)), "must rise from 0"),
        (lambda: Retention((0.0,), ((1.0, -1.0),), (0.0,), ((0.0,),)), "must be positive"),
        (lambda: Retention((0.0,), ((1.0, 1.0),), (0.0, 1.0), ((0.0,),)), "must give 2 currents"),
    ],
)
def test_parameters_that_make_no_sense_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()
