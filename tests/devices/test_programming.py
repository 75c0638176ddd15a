"""Write-verify against the chance of each write, and stuck cells."""

import dataclasses
import math

import numpy as np
import pytest
import stats

from analog_lab.core import rng_from
from analog_lab.devices.presets import RETENTIVE
from analog_lab.devices.programming import StuckCells, write_verify
from analog_lab.devices.retentive import Scales

NAMES = list(RETENTIVE)
MILO, WAN, PCM = (RETENTIVE[name].device for name in ("rram-milo", "rram-wan", "pcm-inference"))
N = 40_000


def inside(z):
    """Chance that a normal draw lies within ±z."""
    return math.erf(z / math.sqrt(2))


def test_a_verified_cell_is_within_the_tolerance_where_the_read_is_exact():
    held = write_verify(MILO, np.full(2000, 100.0), rng_from(1), 1.0, 200)
    assert held.verified.all() and np.abs(held.g_us - 100).max() <= 1.0
    np.testing.assert_array_equal(held.g_us, 100 + MILO.sigma_us(100.0) * held.xi)


@pytest.mark.parametrize(("tolerance", "read"), [(3.0, 0.0), (1.5, 0.01)])
def test_writes_follow_a_geometric_law(tolerance, read):
    """Each write passes with p = P(|σ ξ + σ_r ζ| ≤ tolerance), so n writes are used with chance p (1 - p)^(n - 1)."""
    device = dataclasses.replace(MILO, read_noise=read)
    held = write_verify(device, np.full(N, 100.0), rng_from(2), tolerance, 8)
    sigma = math.hypot(float(MILO.sigma_us(100.0)), read * 225)
    for wrong, passes in ((1.0, True), (1.1, False)):
        p = inside(tolerance / (wrong * sigma))
        assert (stats.binomial((held.pulses == 1).sum(), N, p) > stats.ALPHA) is passes
        assert (stats.binomial(held.verified.sum(), N, 1 - (1 - p) ** 8) > stats.ALPHA) is passes
    p = inside(tolerance / sigma)
    chances = np.append(p * (1 - p) ** np.arange(7), (1 - p) ** 7)
    assert stats.counts(np.bincount(held.pulses, minlength=9)[1:], N * chances) > stats.ALPHA


def test_a_noisy_read_lets_cells_outside_pass():
    held = write_verify(dataclasses.replace(MILO, read_noise=0.02), np.full(N, 100.0), rng_from(3), 2.0, 20)
    assert held.verified.mean() > 0.99
    assert (np.abs(held.g_us - 100) > 2.0).mean() > 0.1


def test_a_cell_that_never_passes_is_kept_and_reported():
    held = write_verify(MILO, np.full(500, 100.0), rng_from(4), 1e-9, 3)
    assert not held.verified.any() and (held.pulses == 3).all()
    np.testing.assert_array_equal(held.g_us, 100 + MILO.sigma_us(100.0) * held.xi)


def test_the_last_write_is_kept_not_the_best():
    once, twice = (write_verify(MILO, np.full(N, 100.0), rng_from(5), 1.0, most) for most in (1, 2))
    first = once.verified
    np.testing.assert_array_equal(once.g_us[first], twice.g_us[first])
    assert (np.abs(twice.g_us - 100) > np.abs(once.g_us - 100))[~first].any()


def test_a_new_write_draws_a_new_exponent():
    held = write_verify(PCM, np.full(N, 10.0), rng_from(6), 0.5, 10)
    np.testing.assert_allclose(held.nu, np.abs(PCM.nu_mean(10.0) + PCM.nu_std(10.0) * held.eta))
    assert stats.variance(held.nu, float(PCM.nu_std(10.0)) ** 2) > stats.ALPHA


def test_the_generator_is_left_at_the_same_place_whatever_happens():
    ends = []
    for device, tolerance, most in ((MILO, 1e-9, 5), (MILO, 100.0, 50), (MILO.nominal(), 1.0, 1)):
        rng = rng_from(7)
        write_verify(device, np.full(30, 100.0), rng, tolerance, most)
        ends.append(rng.random())
    assert len(set(ends)) == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_can_be_written_and_verified(name):
    device = RETENTIVE[name].device
    g = np.linspace(device.g_min_us, device.g_max_us, 60).reshape(6, 10)
    held = write_verify(device, g, rng_from(8), 0.05 * device.g_max_us, 30)
    assert held.verified.shape == held.pulses.shape == g.shape
    assert held.verified.mean() > 0.9
    perfect = write_verify(device.nominal(), g, rng_from(8), 1e-6, 30)
    assert perfect.verified.all() and (perfect.pulses == 1).all()


@pytest.mark.parametrize(
    ("tolerance", "most", "message"),
    [
        (0.0, 5, r"tolerance_us=0\.0 is not positive"),
        (math.nan, 5, "tolerance_us=nan"),
        (1.0, 0, "max_pulses=0 is not"),
    ],
)
def test_a_budget_that_makes_no_sense_is_named(tolerance, most, message):
    with pytest.raises(ValueError, match=message):
        write_verify(MILO, 100.0, rng_from(0), tolerance, most)


def test_stuck_cells_are_as_many_as_asked_for():
    device = dataclasses.replace(WAN, stuck=StuckCells(low=0.1, high=0.05), scale=Scales(read=0.0))
    n = 200_000
    held = device.program(np.full(n, 20.0), rng_from(9, "chip"))
    low, high = (int((held.stuck & (held.g_us == g)).sum()) for g in (0.0, 40.0))
    assert low + high == held.stuck.sum()
    for count, chance in ((low, 0.1), (high, 0.05)):
        assert stats.binomial(count, n, chance) > stats.ALPHA
        assert stats.binomial(count, n, 1.1 * chance) < stats.ALPHA


@pytest.mark.parametrize("name", NAMES)
def test_drift_does_not_move_stuck_cells_and_reads_keep_their_noise(name):
    device = dataclasses.replace(RETENTIVE[name].device, stuck=StuckCells(0.3, 0.3))
    g = np.full(2000, 0.6 * device.g_max_us)
    held = device.program(g, rng_from(10, "chip"))
    t = min(device.times_s[1], 1e5)
    moved = device.drift(held, t)
    np.testing.assert_array_equal(moved[held.stuck], held.g_us[held.stuck])
    assert set(np.unique(held.g_us[held.stuck])) == {device.g_min_us, device.g_max_us}
    top = held.stuck & (held.g_us == device.g_max_us)
    noisy = np.ptp(device.read(held, t, rng_from(10, "read"))[top]) > 0
    assert noisy == (float(device.sigma_read_us(device.g_max_us, t)) > 0)


def test_more_stuck_cells_are_added_to_the_same_ones():
    def stuck(low, high):
        device = dataclasses.replace(WAN, stuck=StuckCells(low, high))
        return device.program(np.full(N, 20.0), rng_from(11))

    few, many = stuck(0.01, 0.02), stuck(0.1, 0.2)
    assert (few.stuck <= many.stuck).all()
    free = ~many.stuck
    np.testing.assert_array_equal(few.g_us[free], many.g_us[free])


def test_stuck_cells_stay_through_write_verify_and_use_up_the_budget():
    device = dataclasses.replace(MILO, stuck=StuckCells(0.2, 0.1))
    held = write_verify(device, np.full(N, 100.0), rng_from(12), 3.0, 40)
    assert stats.binomial(held.stuck.sum(), N, 0.3) > stats.ALPHA
    assert set(np.unique(held.g_us[held.stuck])) == {50.0, 225.0}
    assert not held.verified[held.stuck].any() and (held.pulses[held.stuck] == 40).all()
    assert held.verified[~held.stuck].all()


def test_a_further_write_makes_no_cell_stuck():
    held = write_verify(dataclasses.replace(MILO, stuck=StuckCells(0.2, 0.1)), np.full(N, 100.0), rng_from(13), 1e-9, 3)
    assert not np.isin(held.g_us[~held.stuck], [50.0, 225.0]).any()


def test_a_nominal_cell_has_none():
    assert dataclasses.replace(MILO, stuck=StuckCells(0.5, 0.5)).nominal().stuck == StuckCells()


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [(-0.1, 0.0, r"low=-0\.1 is below 0"), (0.6, 0.6, "add up to more than 1"), (0.0, math.nan, "high=nan")],
)
def test_fractions_that_make_no_sense_are_named(low, high, message):
    with pytest.raises(ValueError, match=message):
        StuckCells(low, high)
