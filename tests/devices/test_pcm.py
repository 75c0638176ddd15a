"""Phase change: the published check values, drift and 1/f noise against their closed forms, and the HERMES fits."""

import dataclasses
import math

import numpy as np
import pytest
import stats

from analog_lab.core import rng_from
from analog_lab.devices.pcm import Flicker, Pcm, PowerDrift
from analog_lab.devices.presets import RETENTIVE
from analog_lab.devices.retentive import Scales
from analog_lab.devices.retentive_laws import Spread, Table

HOUR, DAY, YEAR = 3600.0, 86_400.0, 365 * 86_400.0
PCM = Pcm()
JOSHI = RETENTIVE["pcm-joshi"].device
ONE, TWO = RETENTIVE["pcm-hermes-1"].device, RETENTIVE["pcm-hermes-2"].device
N = 40_000


@pytest.mark.parametrize(
    ("x", "us", "percent"), [(0, 0.263, 1.05), (0.5, 0.953, 3.81), (0.838, 1.086, 4.35), (1, 1.055, 4.22)]
)
def test_programming_noise_check_values(x, us, percent):
    sigma = float(PCM.sigma_us(25 * x))
    assert round(sigma, 3) == us
    assert round(sigma / 25 * 100, 2) == percent


def test_programming_noise_is_largest_at_0_838():
    g = np.linspace(0, 25, 25_001)
    assert round(g[np.argmax(PCM.sigma_us(g))] / 25, 3) == 0.838


def test_a_smaller_range_stretches_the_polynomial():
    small = Pcm(g_max_us=10.0)
    np.testing.assert_allclose(small.sigma_us([0.0, 5.0, 10.0]), np.array([0.26348, 0.952705, 1.05538]) * 0.4)
    np.testing.assert_allclose(small.nu_mean(5.0), PCM.nu_mean(12.5))


@pytest.mark.parametrize(("nu", "hour", "day", "year"), [(0.049, 0.775, 0.664, 0.497), (0.1, 0.595, 0.433, 0.240)])
def test_drift_check_values(nu, hour, day, year):
    law = Table((0.0, 25.0), (nu, nu)), Table((0.0, 25.0), (0.0, 0.0))
    device = Pcm(drift_law=PowerDrift(*law)).nominal()
    held = device.program(10.0, rng_from(1))
    for t, factor in ((HOUR, hour), (DAY, day), (YEAR, year)):
        assert round(float(device.drift(held, t)) / 10, 3) == factor
    assert float(device.drift(held, 0.0)) == 10.0


@pytest.mark.parametrize(("t", "percent"), [(1.0, 3.7), (HOUR, 4.2), (DAY, 4.5), (YEAR, 5.0)])
def test_read_noise_check_values(t, percent):
    held = PCM.nominal().program(25.0, rng_from(1))
    relative = float(PCM.sigma_read_us(25.0, t)) / float(PCM.nominal().drift(held, t))
    assert round(100 * relative, 1) == percent
    exact = 0.0088 * math.sqrt(math.log((t + 20 + 250e-9) / 500e-9))
    assert relative == pytest.approx(exact, rel=1e-12)


def test_read_noise_begins_at_once_and_counts_the_time_before():
    assert float(PCM.sigma_read_us(25.0, 0.0)) == pytest.approx(25 * 0.0088 * math.sqrt(math.log(20.00000025 / 5e-7)))
    assert Flicker().growth(0.0) == 0.0


def test_the_exponent_is_clipped_at_both_ends():
    g = 25 * np.array([0.0, 1e-6, 0.05, 1.0])
    np.testing.assert_allclose(PCM.nu_mean(g), [0.1, 0.1, 0.0244 - 0.0155 * math.log(0.05), 0.049])
    np.testing.assert_allclose(PCM.nu_std(g), [0.045, 0.045, -0.0059 - 0.0125 * math.log(0.05), 0.008])


def test_q_is_capped_at_a_fifth():
    quiet = PCM.nominal()
    for g, q in ((25.0, 0.0088), (12.5, 0.0088 / 0.5**0.65), (0.1, 0.2), (0.0, 0.2)):
        sigma = float(PCM.sigma_read_us(g, 0.0))
        assert sigma == pytest.approx(g * q * Flicker().growth(20.0))
        assert float(quiet.sigma_read_us(g, 0.0)) == 0.0


@pytest.mark.parametrize(("device", "g"), [(PCM, 10.0), (PCM, 25.0), (ONE, 8.0), (TWO, 10.0)])
def test_exponents_are_drawn_once_as_the_law_says(device, g):
    nu = device.program(np.full(N, g), rng_from(7, "chip")).nu
    mean, std = float(device.nu_mean(g)), float(device.nu_std(g))
    assert mean > 3.5 * std, "the fold at 0 does not show"
    assert nu.min() >= 0
    assert stats.mean(nu, mean) > stats.ALPHA
    assert stats.mean(nu, 1.1 * mean) < stats.ALPHA
    assert stats.variance(nu, std**2) > stats.ALPHA
    assert stats.variance(nu, (1.1 * std) ** 2) < stats.ALPHA


def test_drift_and_programming_draw_apart():
    held = PCM.program(np.full(N, 10.0), rng_from(8, "chip"))
    assert abs(np.corrcoef(held.xi, held.eta)[0, 1]) < 5 / math.sqrt(N)


def test_each_cell_follows_its_own_power_of_time():
    held = PCM.program(np.full(50, 10.0), rng_from(9, "chip"))
    for t in (10.0, HOUR, YEAR):
        np.testing.assert_allclose(np.log(PCM.drift(held, t) / held.g_us), -held.nu * math.log1p(t / 20), rtol=1e-9)


def test_a_cell_meant_to_be_empty_holds_half_a_normal_draw():
    """P(0) = 1/2, mean 0.105 and spread 0.154 µS: σ/√2π and σ √(1/2 - 1/2π)."""
    g = PCM.program(np.zeros(N), rng_from(10, "chip")).g_us
    sigma = 0.26348
    assert round(sigma / math.sqrt(2 * math.pi), 3) == 0.105
    assert round(sigma * math.sqrt(0.5 - 0.5 / math.pi), 3) == 0.154
    assert stats.binomial((g == 0).sum(), N, 0.5) > stats.ALPHA
    assert stats.binomial((g == 0).sum(), N, 0.55) < stats.ALPHA
    assert stats.mean(g, sigma / math.sqrt(2 * math.pi)) > stats.ALPHA
    assert stats.mean(g, 1.1 * sigma / math.sqrt(2 * math.pi)) < stats.ALPHA
    assert stats.variance(g, sigma**2 * (0.5 - 0.5 / math.pi)) > stats.ALPHA
    assert stats.variance(g, 1.21 * sigma**2 * (0.5 - 0.5 / math.pi)) < stats.ALPHA


def test_the_scale_of_drift_multiplies_the_exponent():
    twice = dataclasses.replace(PCM, scale=Scales(drift=2.0))
    once, double = (device.program(np.full(50, 10.0), rng_from(11)) for device in (PCM, twice))
    np.testing.assert_allclose(double.nu, 2 * once.nu)
    still = dataclasses.replace(PCM, scale=Scales(drift=0.0))
    held = still.program(np.full(50, 10.0), rng_from(11))
    np.testing.assert_array_equal(still.drift(held, YEAR), held.g_us)


def test_a_table_of_exponents_replaces_the_law():
    law = PowerDrift(Table((0.0, 10.0, 25.0), (0.08, 0.06, 0.03)), Table((0.0, 25.0), (0.02, 0.0)))
    device = Pcm(drift_law=law)
    np.testing.assert_allclose(device.nu_mean([5.0, 17.5]), [0.07, 0.045])
    np.testing.assert_allclose(device.nu_std(12.5), 0.01)
    with pytest.raises(ValueError, match=r"g_us=25\.0 is outside this table \(0–20 µS\)"):
        Pcm(drift_law=PowerDrift(Table((0.0, 20.0), (0.1, 0.1)), law.std))


@pytest.mark.parametrize(("g", "sigma"), [(0.25, 0.31), (5, 0.62), (10, 0.87), (20, 1.09), (25, 1.07)])
def test_joshi_check_values(g, sigma):
    assert round(float(JOSHI.sigma_us(g)), 2) == sigma


def test_two_fits_of_one_figure_agree():
    g = np.linspace(0.25, 25, 500)
    assert np.abs(JOSHI.sigma_us(g) - PCM.sigma_us(g)).max() < 0.025


def test_joshi_knows_one_time_and_no_drift():
    held = JOSHI.program([1.0, 20.0], rng_from(1))
    assert held.nu is None and JOSHI.nu_mean(1.0) is None and JOSHI.nu_std(1.0) is None
    np.testing.assert_array_equal(JOSHI.read(held, 27.36, rng_from(2)), held.g_us)
    with pytest.raises(
        ValueError, match=r"t_s=0\.0 is outside this fit \(27\.36 s only\): its source has no drift law"
    ):
        JOSHI.drift(held, 0.0)


@pytest.mark.parametrize(
    ("device", "sigmas", "t0"),
    [
        (ONE, (0.15781817, 0.865312925, 1.00756712), 200.0),
        (TWO, (0.16603222, 0.9910132037, 1.09269846), 300.0),
    ],
)
def test_hermes_spread_and_start(device, sigmas, t0):
    np.testing.assert_allclose(device.sigma_us(device.g_max_us * np.array([0, 0.5, 1])), sigmas, atol=1e-8)
    held = device.program(device.g_max_us / 2, rng_from(1))
    assert float(device.drift(held, t0)) == pytest.approx(float(held.g_us) * 2 ** -float(held.nu), rel=1e-12)
    assert device.read_law.t_read_s == 512e-9


@pytest.mark.parametrize("device", [ONE, TWO])
def test_hermes_exponents_come_in_two_pieces(device):
    x = np.array([0.01, 0.09, 0.5, 1.0])
    expected = [0.13, -0.0387 * math.log(0.09) - 0.0182, 0.0736 - 0.0126 / 2 - 0.0436 / 4, 0.0736 - 0.0126 - 0.0436]
    np.testing.assert_allclose(device.nu_mean(device.g_max_us * x), expected)
    std = {0.5: (0.012075, 0.009), 1.0: (0.0055, 0.0048)}
    for place, pair in std.items():
        assert float(device.nu_std(device.g_max_us * place)) == pytest.approx(pair[device is TWO], abs=1e-12)


@pytest.mark.parametrize(
    ("device", "q", "std"),
    [
        (ONE, (0.04, 0.0271667, 0.0217, 0.0168), (0.04, 0.0336488, 0.0253310)),
        (TWO, (0.04, 0.0281500, 0.0167125, 0.0123), (0.04, 0.0293500, 0.0212402)),
    ],
)
def test_hermes_noise_and_spread_of_the_exponent(device, q, std):
    """q at 0, 5, 50 and 100 % of the range, the spread at 0, 5 and 10 %."""
    g = device.g_max_us * np.array([0, 0.05, 0.5, 1.0])
    t = 1000 + device.drift_law.t0_s
    growth = math.sqrt(math.log((t + 512e-9) / 1024e-9))
    np.testing.assert_allclose(device.read_law.q(g, device.g_max_us), q, atol=1e-7)
    np.testing.assert_allclose(device.nu_std(device.g_max_us * np.array([0, 0.05, 0.1])), std, atol=1e-7)
    held = device.nominal().program(g, rng_from(1))
    noise = device.sigma_read_us(g, 1000.0)
    np.testing.assert_allclose(noise, device.nominal().drift(held, 1000.0) * q * growth, rtol=1e-5)


def test_hermes_pieces_nearly_meet():
    """The fits join to within a fifth where a piece ends, so none of their numbers can be far off."""
    for device in (ONE, TWO):
        curves = [device.drift_law.mean, device.drift_law.std, device.read_law.q]
        for curve in curves:
            ends = np.array([curve.until - 1e-9, curve.until]) * device.g_max_us
            below, above = curve(ends, device.g_max_us)
            assert above == pytest.approx(below, rel=0.2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Pcm(g_max_us=26.0), r"g_max_us=26\.0 is outside this fit \(0–25 µS\)"),
        (lambda: Pcm(g_max_us=math.nan), "g_max_us=nan is not a finite"),
        (lambda: PowerDrift(t0_s=0.0), r"t0_s=0\.0 is not a positive time"),
        (lambda: Flicker(t_read_s=-1.0), r"t_read_s=-1\.0 is not a positive time"),
        (lambda: Pcm(prog=Spread(((1.0,), (1.0,)), (0.0, 25.0), (1.0, 2.0))), "does not grow"),
    ],
)
def test_parameters_that_make_no_sense_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()
