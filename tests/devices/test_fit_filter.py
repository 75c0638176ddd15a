"""The filter under every fit: a normal draw that stops at its bounds, and a likelihood without kinks."""

import numpy as np
import pytest
import stats

from analog_lab.devices import fit_filter

DRAWS = 200_000
clipped = fit_filter.clipped.py_func  # a part of a kernel cannot be called from here


@pytest.mark.parametrize("mean", [-1.15, -0.95, 0.2, 0.9, 1.0, 1.15])
def test_a_normal_draw_that_stops_at_its_bounds(mean):
    x = np.clip(mean + 0.2 * np.random.default_rng(1).standard_normal(DRAWS), -1, 1)
    expected, variance = clipped(mean, 0.04, -1.0, 1.0)
    assert stats.mean(x, expected) > stats.ALPHA
    assert stats.variance(x, variance) > stats.ALPHA
    assert stats.mean(x, 1.1 * expected) < stats.ALPHA
    assert stats.variance(x, 1.1 * variance) < stats.ALPHA


def test_far_from_its_bounds_or_far_beyond_them():
    assert clipped(0.1, 1e-4, -1.0, 1.0) == (0.1, 1e-4)
    assert clipped(3.0, 1e-4, -1.0, 1.0) == pytest.approx((1.0, 0.0), abs=1e-9)
    assert clipped(-3.0, 0.0, -1.0, 1.0) == (-1.0, 0.0)


def test_the_likelihood_has_no_kink_where_a_cell_meets_its_bound():
    """Its slope over the upper bound changes by little from one place to the next, through where the cell stops."""
    signs = np.array([0] + [1] * 60 + [-1] * 60, np.int8)
    w, out = np.concatenate([[-0.9], np.minimum(-0.9 + 0.035 * np.arange(1, 61), 1.0), 1 - 0.03 * np.arange(60)]), []
    bounds, kept = np.arange(0.9, 1.2, 0.002), np.empty(121)
    for hi in bounds:
        p = np.array([0.035, 0.03, hi, -1.0])
        out.append(fit_filter.surprise(fit_filter.CONSTANT, p, 0.3, 0.1, -0.9, signs, w, kept))
    slope = np.diff(out)
    assert np.abs(np.diff(slope)).max() < 0.1 * np.ptp(slope)
