"""A pair of cells: the weight is the difference, whatever both have in common."""

import numpy as np
import pytest

from analog_lab.experiments import record
from analog_lab.experiments.pairs import Pairs, pair_us


def test_minus_04_is_0_and_10_microsiemens():
    assert pair_us(Pairs(w=-0.4, g_max_us=25.0)) == pytest.approx((0.0, 10.0))
    assert pair_us(Pairs(w=1.0, g_max_us=5.0)) == pytest.approx((5.0, 0.0))


@pytest.mark.parametrize("w", [-1.0, -0.4, 0.0, 0.73])
def test_what_is_common_leaves_the_weight_and_adds_current(w):
    trace = record(Pairs(w=w))
    np.testing.assert_allclose(trace["w"], w, atol=1e-6)
    np.testing.assert_allclose(trace["g_plus_us"] - trace["g_minus_us"], 25 * w, atol=1e-4)
    assert max(trace["g_plus_us"].max(), trace["g_minus_us"].max()) <= 25 * (1 + 1e-6)
    flow = trace["i_plus_ua"] + trace["i_minus_ua"]
    assert (np.diff(flow) >= -1e-6).all() and flow[-1] == pytest.approx(0.2 * (50 - 25 * abs(w)), rel=1e-5)


def test_noise_is_that_of_two_cells_together():
    """σ_w = √(σ(g⁺)² + σ(g⁻)²) / g_max, with σ = g Q √ln(…) of the phase-change cell at 25 + 20 s."""
    trace = record(Pairs(w=-0.4, noise=1.0))
    g = np.stack([trace["g_plus_us"], trace["g_minus_us"]], axis=1).astype(float)
    q = np.minimum(0.0088 / np.maximum((g / 25) ** 0.65, 1e-3), 0.2)
    growth = np.sqrt(np.log((45 + 250e-9) / (2 * 250e-9)))
    expected = np.sqrt(((g * q * growth) ** 2).sum(axis=1)) / 25
    assert np.median(trace["noise"], axis=1) == pytest.approx(expected, rel=0.06)  # of 400 reads and 15 chips
    assert record(Pairs(noise=0.0))["noise"].max() < 1e-9
