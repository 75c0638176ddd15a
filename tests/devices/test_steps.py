"""Cells of every law: what fabrication draws for each, what nominal takes away, and that bounds hold."""

import dataclasses
import math

import numpy as np
import pytest
import stats
from hypothesis import given
from hypothesis import strategies as st

from analog_lab.devices import (
    Ageing,
    ConstantStep,
    Corrupt,
    Drift,
    ExpStep,
    Ideal,
    LinearStep,
    PiecewiseStep,
    PowStep,
    PowStepReference,
    SetResetStep,
    SoftBounds,
    SoftBoundsReference,
    preset,
    response,
    symmetric_point,
)
from analog_lab.devices.response import asymmetry, mean_step, nonlinearity, retention, states, weight_range
from analog_lab.tile import Tile

LAWS = (
    ConstantStep,
    LinearStep,
    SoftBounds,
    SoftBoundsReference,
    ExpStep,
    SetResetStep,
    PowStep,
    PowStepReference,
    PiecewiseStep,
)

N = 40_000
factors = pytest.mark.parametrize("factor", [1.0, 1.1])


@factors
def test_steps_spread_log_normally_if_asked(factor):
    cells = ConstantStep(dw_min=0.01, dw_min_dtod=0.7, dw_min_log_normal=True, up_down_dtod=0.0).fabricate(N, 3)
    gain = np.log(cells.law.step[0] / 0.01)
    assert (stats.normal(gain, 0, factor * 0.7) > stats.ALPHA) == (factor == 1)
    np.testing.assert_array_equal(cells.law.step[1], -cells.law.step[0])


@factors
def test_slopes_of_linear_steps_spread(factor):
    device = LinearStep(gamma_up=0.5, gamma_down=0.4, gamma_up_dtod=0.1, gamma_down_dtod=0.05, w_max=0.8, w_min=-0.5)
    cells = device.fabricate(N, 3)
    gamma = [-cells.law.slope[s] / cells.law.step[s] * bound for s, bound in ((0, 0.8), (1, -0.5))]
    assert (stats.normal(gamma[0], 0.5, factor * 0.1) > stats.ALPHA) == (factor == 1)
    assert (stats.normal(gamma[1], 0.4, factor * 0.05) > stats.ALPHA) == (factor == 1)
    own = dataclasses.replace(device, mean_bound_reference=False).fabricate(N, 3)
    np.testing.assert_allclose(own.law.slope[0] * own.w_max, cells.law.slope[0] * 0.8, rtol=1e-4)


def test_steps_may_grow_only_if_allowed():
    grows = LinearStep(gamma_up=-0.5, gamma_up_dtod=0.0, allow_increasing=True)
    assert mean_step(grows, 0.3)[0] == pytest.approx(0.001 * (1 + 0.5 * 0.5))
    shrinks = dataclasses.replace(grows, allow_increasing=False)
    assert mean_step(shrinks, 0.3)[0] == pytest.approx(0.001 * (1 - 0.5 * 0.5))


@factors
def test_exponents_of_power_steps_spread(factor):
    cells = PowStep(pow_gamma=2.0, pow_gamma_dtod=0.1, pow_up_down=0.2, pow_up_down_dtod=0.05).fabricate(N, 3)
    up, down = cells.law.exponent
    assert (stats.normal((up + down) / 2, 2 - 0.2, factor * 0.2) > stats.ALPHA) == (factor == 1)
    assert (stats.normal((up - down) / 2, 0.2, factor * 0.1) > stats.ALPHA) == (factor == 1)


@factors
def test_references_and_slopes_of_referenced_cells_spread(factor):
    device = SoftBoundsReference(reference_mean=0.1, reference_std=0.05, slope_up_dtod=0.2, w_max_dtod=0.0)
    cells = device.fabricate(N, 3)
    reference = cells.law.reference
    assert (stats.normal(reference, 0.1, factor * 0.05) > stats.ALPHA) == (factor == 1)
    assert (stats.normal(0.6 / (cells.w_max + reference), 1, factor * 0.2) > stats.ALPHA) == (factor == 1)


def test_with_the_symmetry_point_subtracted_every_cell_has_it_at_its_own_zero():
    device = SoftBoundsReference(up_down=0.4, up_down_dtod=0.1, subtract_symmetry_point=True, dw_min=0.002)
    cells = device.fabricate(500, 1)
    up, down = (cells.law.change(s, np.zeros(500), cells.w_min, cells.w_max) for s in (0, 1))
    np.testing.assert_allclose(up + down, 0, atol=2e-9)
    assert np.ptp(cells.law.reference) > 0.1


def test_towards_a_bound_at_zero_steps_of_soft_bounds_are_all_alike():
    cell = SoftBounds(dw_min=0.1, w_max=0.0, w_min=-1.0).nominal()
    np.testing.assert_allclose(response(cell, [1, 1, 1, 1, -1], w0=-0.35)[:, 0], [-0.35, -0.25, -0.15, -0.05, 0, -0.1])
    with pytest.raises(ValueError, match="w_min=0: the steps of soft bounds"):
        SoftBoundsReference(w_min=0.0)


def test_no_slope_is_divided_by_less_than_a_thousandth():
    cells = SoftBoundsReference(slope_up_dtod=1e-9, slope_down_dtod=1.0, w_min_dtod=0.0).fabricate(N, 3)
    assert cells.w_min.min() == pytest.approx(-600.0)


def test_a_corrupt_cell_is_stuck_between_its_own_bounds():
    spoilt = Corrupt(prob=1.0, range=10.0)
    cells = ConstantStep(w_max=0.5, w_min=-0.1, w_max_dtod=0.3, corrupt=spoilt).fabricate(N, 1)
    whole = ConstantStep(w_max=0.5, w_min=-0.1, w_max_dtod=0.3).fabricate(N, 1)
    assert np.all((whole.w_min <= cells.w_min) & (cells.w_max <= whole.w_max)) and cells.w_max.max() > 0.6


def test_a_corrupt_cell_is_stuck_whatever_its_slopes():
    cells = SoftBoundsReference(slope_up_dtod=0.5, slope_down_dtod=0.5, corrupt=Corrupt(prob=1.0)).fabricate(100, 1)
    np.testing.assert_array_equal(cells.w_min, cells.w_max)


@factors
def test_decay_diffusion_and_rest_spread(factor):
    ageing = Ageing(lifetime=100, lifetime_dtod=0.1, diffusion=0.01, diffusion_dtod=0.2, reset=0.1, reset_dtod=0.03)
    cells = ConstantStep(ageing=ageing).fabricate(N, 2)
    assert (stats.normal(1 / cells.times.rate.astype(float), 100, factor * 10) > stats.ALPHA) == (factor == 1)
    assert (stats.normal(cells.times.diffusion, 0.01, factor * 0.002) > stats.ALPHA) == (factor == 1)
    assert (stats.normal(cells.times.rest, 0.1, factor * 0.03) > stats.ALPHA) == (factor == 1)


@pytest.mark.parametrize("law", LAWS)
def test_nominal_cells_are_all_alike_and_without_noise(law):
    device = law(
        write_noise_std=3.0,
        corrupt=Corrupt(prob=0.2),
        ageing=Ageing(lifetime=50, lifetime_dtod=0.2, diffusion=0.1, reset_dtod=0.1),
        drift=Drift(nu=0.1, nu_dtod=0.3),
    ).nominal()
    cells = device.fabricate(20, 1)
    for part in (cells.w_min, cells.w_max, *cells.times):
        assert np.ptp(part) == 0
    w = response(device, [1, 1, 1, -1, -1] * 4, n_cells=20, seed=3, w0=0.1)
    assert np.ptp(w, axis=1).max() == 0 and np.ptp(w) > 0
    assert device.drift == Drift(nu=0.1) and device.ageing.lifetime == 50 and device.nominal() == device


@given(
    law=st.sampled_from(LAWS),
    dw_min=st.floats(1e-4, 1),
    spread=st.floats(0, 2),
    up_down=st.floats(-1, 1),
    corrupt=st.sampled_from([0.0, 0.5]),
    log_normal=st.booleans(),
    seed=st.integers(0, 1000),
    signs=st.lists(st.sampled_from([-1, 1]), min_size=1, max_size=20),
)
def test_a_cell_of_any_law_stays_finite_and_within_its_bounds(
    law, dw_min, spread, up_down, corrupt, log_normal, seed, signs
):
    device = law(
        dw_min=dw_min,
        up_down=up_down,
        corrupt=Corrupt(prob=corrupt),
        dw_min_log_normal=log_normal,
        **dict.fromkeys((name for name in law.spreads if name != "write_noise_std"), spread),
    )
    cells = device.fabricate(16, seed)
    w = response(device, signs, n_cells=16, seed=seed, w0=0.3)
    assert np.all((cells.w_min <= w) & (w <= cells.w_max))


def test_a_thousand_pulses_reach_the_top_of_soft_bounds_made_for_them():
    w = response(SoftBounds.from_pmax(p_max=1000, alpha=0.002).nominal(), np.ones(1000), w0=-1)[:, 0]
    n = np.arange(1001)
    np.testing.assert_allclose(w, -1 + 2 * (1 - np.exp(-0.002 * n)) / (1 - np.exp(-2)), atol=5e-6)
    with pytest.raises(ValueError, match="p_max=0 and alpha=0.1 must be positive"):
        SoftBounds.from_pmax(p_max=0, alpha=0.1)


def test_one_reset_undoes_any_number_of_sets():
    w = response(SetResetStep().nominal(), [1] * 10 + [-1, -1], w0=0.0)[:, 0]
    assert w[10] > 0.9 and w[11:] == pytest.approx([0.01, 0.01])
    noisy = response(dataclasses.replace(SetResetStep().nominal(), reset_std=0.004, w_min=-1.0), [-1], N, w0=1.0)[1]
    assert stats.normal(noisy, 0.01, 0.004) > stats.ALPHA > stats.normal(noisy, 0.01, 0.0044)


def test_steps_drawn_by_hand_are_interpolated():
    device = PiecewiseStep(piecewise_up=(1.0, 0.5, 0.8), piecewise_down=(0.2, 1.0), w_max=1.0, w_min=-1.0)
    up, down = mean_step(device, [-1.0, -0.5, 0.0, 0.75, 1.0])
    np.testing.assert_allclose(up, [0.001, 0.00075, 0.0005, 0.000725, 0.0008], rtol=1e-5)
    np.testing.assert_allclose(down, [-0.0002, -0.0004, -0.0006, -0.0009, -0.001], rtol=1e-5)


def test_the_granularity_of_an_exponential_cell_is_the_mean_of_its_steps_at_zero():
    cell = preset("reram-es")
    up = 0.00135 * (1 + 1.18445 * math.exp(-2.5))
    down = 0.00135 * (1 - 0.259359) * (1 + 0.081404 * math.exp(2.5))
    assert cell.granularity == pytest.approx((up + down) / 2, rel=1e-6)
    assert ConstantStep(dw_min=0.02).granularity == 0.02
    assert ExpStep(A_up=1e3, A_down=1e3).granularity == 0.001
    assert PowStep(dw_min=0.02, pow_gamma=2.0).granularity == 0.005
    assert PiecewiseStep(dw_min=0.02, piecewise_up=(1.0, 0.5, 0.2), piecewise_down=(1.0,)).granularity == 0.01
    assert SetResetStep().granularity == pytest.approx(0.01 * (1 + 27.235))


def test_no_single_weight_and_no_curve_are_said_to_be_none():
    several = PiecewiseStep(piecewise_up=(1, 0.2, 1, 0.2), piecewise_down=(0.2, 1, 0.2, 1))
    level = PiecewiseStep(piecewise_up=(1, 0.5, 0.5, 0.2), piecewise_down=(0.2, 0.5, 0.5, 1))
    one = PiecewiseStep(piecewise_up=(1.0, 0.2), piecewise_down=(0.2, 1.0))
    assert math.isnan(symmetric_point(several)) and math.isnan(symmetric_point(level))
    assert symmetric_point(one) == pytest.approx(0, abs=1e-9)
    assert math.isnan(symmetric_point(SetResetStep()))
    stalls = PiecewiseStep(piecewise_up=(1, 0, 1), piecewise_down=(1, 0, 1))
    assert all(map(math.isnan, nonlinearity(stalls)))
    up, down = nonlinearity(SetResetStep())
    assert up == pytest.approx(3.39, abs=0.01) and math.isnan(down)
    assert math.isnan(nonlinearity(preset("pcm"))[1])


def test_retention_ends_at_the_bounds_as_cells_do():
    device = SoftBoundsReference(up_down=0.8, subtract_symmetry_point=True, ageing=Ageing(lifetime=10)).nominal()
    tile = Tile((2, 2), device)
    for _ in range(200):
        tile.age()
    np.testing.assert_allclose(tile.weights, retention(device, 0.0, 200), atol=1e-6)


def test_cells_in_numbers():
    soft = SoftBounds(dw_min=0.01, w_max=1.0, w_min=-1.0)
    assert states(soft) == 200 and weight_range(soft) == (-1, 1)
    assert asymmetry(soft) == pytest.approx(0.5, abs=1e-3)
    assert asymmetry(ConstantStep()) == 0 and asymmetry(ConstantStep(up_down=1.0)) == 1
    assert asymmetry(ConstantStep(up_down=0.5)) == pytest.approx(0.5 / 1.5)
    # 200 pulses of a hundredth of the rest: f = (1 - e^-2x) / (1 - e^-2), which bends most at x = -½ ln((1 - e^-2) / 2)
    x = -0.5 * math.log(-math.expm1(-2) / 2)
    assert nonlinearity(soft)[0] == pytest.approx(10.1015 * (math.expm1(-2 * x) / math.expm1(-2) - x), rel=5e-3)
    assert nonlinearity(soft)[1] == pytest.approx(-nonlinearity(soft)[0], rel=1e-5)
    assert weight_range(SoftBoundsReference(reference_mean=0.1)) == pytest.approx((-0.7, 0.5))


def test_retention_is_the_mean_of_what_cells_do():
    device = ConstantStep(ageing=Ageing(lifetime=20, reset=0.1)).nominal()
    np.testing.assert_allclose(retention(device, [0.5, -0.3], [[0], [10]])[1], 0.1 + np.array([0.4, -0.4]) * 0.95**10)
    assert retention(ConstantStep(), 0.4, 1e6) == 0.4
    device = SoftBoundsReference(reference_mean=0.2, ageing=Ageing(lifetime=5, reset=0.1)).nominal()
    assert retention(device, 0.35, 3) == pytest.approx(0.1 + 0.25 * 0.8**3)


def test_a_cell_read_against_its_symmetric_point_decays_to_that_point_beyond_its_rest():
    soft = SoftBoundsReference(up_down=0.5, ageing=Ageing(lifetime=5, reset=0.1), subtract_symmetry_point=True)
    point = symmetric_point(SoftBounds(up_down=0.5))
    assert soft.nominal().fabricate(1, 0).times.rest == pytest.approx(0.1 + point)
    assert point == pytest.approx(0.2)


def test_an_ideal_cell_answers_with_equal_steps():
    w = response(Ideal(dw_min=0.01), [1] * 500 + [-1] * 200)[:, 0]
    assert w[500] == pytest.approx(5, rel=1e-5) and w[-1] == pytest.approx(3, rel=1e-5)
    assert math.isnan(symmetric_point(Ideal()))
