"""Pulsed cells: closed forms of the step laws, what fabrication draws, and what is refused."""

import math

import numpy as np
import pytest
import stats
from hypothesis import given
from hypothesis import strategies as st

from analog_lab.devices import Ageing, ConstantStep, Corrupt, SoftBounds, response, symmetric_point
from analog_lab.devices.laws import base_step

LAWS = [ConstantStep, SoftBounds]
EXACT = {"dw_min": 0.01, "w_max": 1.0, "w_min": -1.0} | dict.fromkeys(
    ("dw_min_dtod", "dw_min_std", "w_max_dtod", "w_min_dtod", "up_down_dtod"), 0.0
)
N = 40_000


def base(cells):
    """The base steps of cells up and down, shape (2, n)."""
    return np.stack([base_step(cells.law, s, cells.w_min, cells.w_max) for s in (0, 1)])


def test_defaults_are_those_of_the_reference():
    device = ConstantStep()
    assert vars(device) == {
        "dw_min": 0.001,
        "dw_min_dtod": 0.3,
        "dw_min_std": 0.3,
        "w_max": 0.6,
        "w_max_dtod": 0.3,
        "w_min": -0.6,
        "w_min_dtod": 0.3,
        "up_down": 0.0,
        "up_down_dtod": 0.01,
        "dw_min_log_normal": False,
        "write_noise_std": 0.0,
        "corrupt": Corrupt(prob=0.0, range=0.1),
        "ageing": Ageing(0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        "drift": None,
    }


def test_constant_steps_add_up_and_stop_at_the_bound():
    w = response(ConstantStep(**EXACT), [1] * 150 + [-1] * 3)[:, 0]
    np.testing.assert_allclose(w[:101], 0.01 * np.arange(101), atol=1e-6)
    np.testing.assert_array_equal(w[101:151], 1.0)
    np.testing.assert_allclose(w[151:], [0.99, 0.98, 0.97], atol=1e-6)


@pytest.mark.parametrize("sign", [1, -1])
def test_soft_bounds_are_approached_geometrically(sign):
    n = np.arange(301)
    w = response(SoftBounds(**{**EXACT, "w_max": 0.8, "w_min": -0.5}), [sign] * 300)[:, 0]
    bound = 0.8 if sign > 0 else 0.5
    np.testing.assert_allclose(sign * w, bound * (1 - (1 - 0.01 / bound) ** n), atol=2e-6)


@pytest.mark.parametrize("up_down", [0.5, 0.2, -0.2, -0.6])
@pytest.mark.parametrize("start", [-0.9, 0.9])
def test_alternating_pulses_end_at_the_symmetric_point(up_down, start):
    """With steps u and d at zero and bounds ±1 it lies at (u - d) / (u + d); pulses of finite size step across it."""
    device = SoftBounds(**{**EXACT, "up_down": up_down})
    u, d = 0.01 * (1 + min(up_down, 0)), 0.01 * (1 - max(up_down, 0))
    assert symmetric_point(device) == pytest.approx((u - d) / (u + d), abs=1e-6)
    above, below = response(device, [1, -1] * 900, w0=start)[-2:, 0]
    assert below < symmetric_point(device) < above
    assert below == pytest.approx((u - d - u * d) / (u + d - u * d), abs=1e-5)
    assert above == pytest.approx((u - d + u * d) / (u + d - u * d), abs=1e-5)


def test_the_symmetric_point_ignores_spreads_and_knows_unequal_bounds():
    """w = (s↑ - s↓) / (s↑ / w_max + s↓ / |w_min|) for s↑ = 0.01, s↓ = 0.006, bounds 0.8 and -0.5."""
    device = SoftBounds(dw_min=0.01, w_max=0.8, w_min=-0.5, up_down=0.4)
    assert symmetric_point(device) == pytest.approx(0.004 / (0.01 / 0.8 + 0.006 / 0.5), rel=1e-6)
    assert math.isnan(symmetric_point(ConstantStep(up_down=0.4)))


@pytest.mark.parametrize("law", LAWS)
def test_asymmetry_shrinks_one_direction_only(law):
    even, less_down, less_up = (base(law(**{**EXACT, "up_down": v}).fabricate(1, 0))[:, 0] for v in (0, 0.25, -0.25))
    np.testing.assert_allclose(less_down, even * [1, 0.75], rtol=1e-6)
    np.testing.assert_allclose(less_up, even * [0.75, 1], rtol=1e-6)


@pytest.mark.parametrize("factor", [1.0, 1.1])
def test_fabrication_spreads_steps_and_bounds_by_what_it_is_told(factor):
    device = SoftBounds(dw_min_dtod=0.2, w_max_dtod=0.15, w_min_dtod=0.1, up_down_dtod=0.1)
    cells = device.fabricate(N, 5)
    up, down = base(cells) / [[0.001], [-0.001]]
    values = [
        stats.normal((up + down) / 2, 1, 0.2 * factor),
        stats.normal((up - down) / 2, 0, 0.1 * factor),
        stats.normal(cells.w_max, 0.6, 0.6 * 0.15 * factor),
        stats.normal(cells.w_min, -0.6, 0.6 * 0.1 * factor),
    ]
    assert all((p > stats.ALPHA) == (factor == 1) for p in values)


def test_draws_of_different_parameters_are_independent():
    cells = SoftBounds(up_down_dtod=0.0).fabricate(N, 5)
    assert stats.mean((cells.w_max - 0.6) * (cells.w_min + 0.6), 0) > stats.ALPHA
    assert stats.mean((cells.w_max - 0.6) * (base(cells)[0] - 0.001), 0) > stats.ALPHA


def test_another_spread_rescales_the_same_draws():
    small = ConstantStep(dw_min_dtod=0.1, w_max_dtod=0.05, up_down_dtod=0).fabricate((30, 20), 9)
    large = ConstantStep(dw_min_dtod=0.2, w_max_dtod=0.15, up_down_dtod=0).fabricate((30, 20), 9)
    np.testing.assert_allclose(base(large)[0] - 0.001, 2 * (base(small)[0] - 0.001), atol=1e-9)
    np.testing.assert_allclose(large.w_max - 0.6, 3 * (small.w_max - 0.6), atol=1e-6)
    np.testing.assert_array_equal(large.w_min, small.w_min)
    assert not np.array_equal(small.w_max, ConstantStep(w_max_dtod=0.05).fabricate((30, 20), 10).w_max)


def test_huge_spreads_still_make_consistent_cells():
    cells = SoftBounds(dw_min_dtod=2, w_max_dtod=2, w_min_dtod=2).fabricate(N, 1)
    assert np.all(base(cells)[0] >= 0) and np.all(base(cells)[1] <= 0)
    assert np.all(cells.w_min <= 0) and np.all(cells.w_max >= 0)
    assert np.all(np.isfinite(cells.law.slope))


@pytest.mark.parametrize("factor", [1.0, 1.1])
@pytest.mark.parametrize("law", LAWS)
def test_pulse_noise_is_a_fraction_of_the_step(law, factor):
    device = law(**{**EXACT, "dw_min_std": 0.5})
    w = response(device, [1], n_cells=N, seed=2, w0=0.5)
    step = 0.01 if law is ConstantStep else 0.005
    assert (stats.normal(w[1] - 0.5, step, 0.5 * step * factor) > stats.ALPHA) == (factor == 1)


def test_nominal_has_no_spread_and_the_same_means():
    device = SoftBounds(dw_min=0.02, up_down=0.3)
    cells = device.nominal().fabricate(100, 3)
    np.testing.assert_allclose(base(cells)[0], 0.02, rtol=1e-6)
    np.testing.assert_allclose(base(cells)[1], -0.02 * (1 - 0.3), rtol=1e-6)
    assert device.nominal().dw_min_std == 0


@given(
    law=st.sampled_from(LAWS),
    dw_min=st.floats(1e-4, 1),
    spread=st.floats(0, 2),
    up_down=st.floats(-1, 1),
    seed=st.integers(0, 1000),
    signs=st.lists(st.sampled_from([-1, 1]), min_size=1, max_size=20),
)
def test_a_cell_never_leaves_its_bounds(law, dw_min, spread, up_down, seed, signs):
    spreads = dict.fromkeys(("dw_min_dtod", "dw_min_std", "w_max_dtod", "w_min_dtod", "up_down_dtod"), spread)
    device = law(dw_min=dw_min, up_down=up_down, **spreads)
    cells = device.fabricate(16, seed)
    w = response(device, signs, n_cells=16, seed=seed, w0=0.3)
    assert np.all((cells.w_min <= w) & (w <= cells.w_max))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"dw_min": 0.0}, "dw_min=0 is not positive"),
        ({"dw_min": math.nan}, "dw_min=nan is not a finite number"),
        ({"w_max": -1.0}, "w_max=-1 is negative"),
        ({"w_min": 0.1}, "w_min=0.1 is positive"),
        ({"w_min": 0.0, "w_max": 0.0}, "leave no range"),
        ({"dw_min_std": -0.1}, "dw_min_std=-0.1 is below 0"),
        ({"up_down": math.inf}, "up_down=inf is not a finite number"),
    ],
)
def test_bad_devices_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        SoftBounds(**values)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"signs": [1, 0]}, "signs must be"),
        ({"signs": [1], "n_cells": 0}, "n_cells=0 is not a whole number of at least 1"),
        ({"signs": [1], "n_cells": 3, "w0": [0.0, 0.1]}, r"w0=\[0.0, 0.1\] is not one finite number or 3"),
        ({"signs": [1], "w0": math.nan}, "w0=nan is not one finite"),
    ],
)
def test_bad_responses_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        response(SoftBounds(), **arguments)
