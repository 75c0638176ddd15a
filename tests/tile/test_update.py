"""The pulsed update: its trains, its mean and variance, its order, and agreement with a reference of twenty lines."""

import numpy as np
import pytest
import stats
from hypothesis import given
from hypothesis import strategies as st

from analog_lab.devices import ConstantStep, SoftBounds
from analog_lab.tile import PulseUpdate, Tile

NO_SPREAD = dict.fromkeys(("dw_min_dtod", "w_max_dtod", "w_min_dtod", "up_down_dtod"), 0.0)
EXACT = NO_SPREAD | {"dw_min_std": 0.0}
PLAIN = PulseUpdate(update_management=False, update_bl_management=False)


def vectors(batch, n_out, n_in, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((batch, n_in)).astype(np.float32), rng.standard_normal((batch, n_out)).astype(np.float32)


def reference(device, cells, w, trains, rng):
    """Apply trains slot by slot to all cells at once, in NumPy; return the weights and the pulses fired."""
    fired = 0
    for b in range(len(trains.x_bits)):
        for k in range(trains.bl[b]):
            rows, columns = trains.d_bits[b] >> k & 1, trains.x_bits[b] >> k & 1
            hit = np.outer(rows, columns).astype(bool)
            up = np.not_equal.outer(trains.d_negative[b], trains.x_negative[b])
            w = np.where(hit, device.step(w, cells, up, rng.standard_normal(w.shape)), w)
            fired += hit.sum()
    return w, fired


@pytest.mark.parametrize("law", [ConstantStep, SoftBounds])
def test_without_pulse_noise_the_kernel_is_the_reference(law):
    device = law(dw_min=0.02, dw_min_std=0.0, up_down=0.2)
    tile = Tile((13, 37), device, seed=4)
    x, d = vectors(6, 13, 37)
    trains = tile.trains(x, d, 0.05)
    w, fired = reference(device, tile.cells, tile.weights, trains, np.random.default_rng(0))
    assert tile.apply(trains) == fired == trains.coincidences().sum() > 1000
    assert np.abs(w).max() > 0.2
    np.testing.assert_allclose(tile.weights, w, atol=1e-6)


@pytest.mark.parametrize("factor", [1.0, 1.1])
def test_with_pulse_noise_the_kernel_has_the_law_of_the_reference(factor):
    """Every cell is the same and sees several pulses; only the noise differs, of which the reference draws its own."""
    device = SoftBounds(dw_min=0.05, dw_min_std=1.0, up_down=0.3, **NO_SPREAD)
    other = SoftBounds(dw_min=0.05, dw_min_std=factor, up_down=0.3, **NO_SPREAD)
    x, d = np.ones((3, 400), np.float32), np.ones((3, 100), np.float32)
    x[1], d[2] = -1, -1
    tile = Tile((100, 400), device, seed=1)
    trains = tile.trains(x, d, 0.2)
    w, _ = reference(other, other.fabricate((100, 400), 1), tile.weights, trains, np.random.default_rng(1))
    assert trains.coincidences()[:, 0, 0].tolist() == [4, 4, 4]
    tile.apply(trains)
    assert (stats.alike(tile.weights, w) > stats.ALPHA) == (factor == 1)


@given(st.integers(0, 2**30), st.floats(0.001, 0.5))
def test_slots_one_after_the_other_are_the_whole_bit_for_bit(seed, lr):
    tile = Tile((9, 70), SoftBounds(dw_min=0.01), seed=seed)
    x, d = vectors(1, 9, 70, seed)
    trains = tile.trains(x, d, lr)
    whole, slots = tile.clone(), tile.clone()
    fired = whole.apply(trains)
    assert sum(slots.apply(trains.slot(k)) for k in range(31)) == fired
    np.testing.assert_array_equal(whole.weights, slots.weights)
    assert tile.update(x, d, lr) == fired
    np.testing.assert_array_equal(whole.weights, tile.weights)


def test_a_batch_is_its_samples_in_order():
    """Without pulse noise, which is keyed by the sample's place, one batch equals its samples one by one."""
    device = SoftBounds(dw_min=0.1, dw_min_std=0.0)
    whole, single = (Tile((8, 20), device, seed=3) for _ in range(2))
    trains = whole.trains(*vectors(5, 8, 20), 0.3)
    whole.apply(trains)
    for b in range(5):
        lines = {name: getattr(trains, name)[b : b + 1] for name in ("x_bits", "x_negative", "d_bits", "d_negative")}
        single.apply(type(trains)(**lines, bl=trains.bl[b : b + 1], key=trains.key))
    np.testing.assert_array_equal(whole.weights, single.weights)


@pytest.mark.parametrize(("signs", "end"), [([-1, 1], 0.5), ([1, -1], 0.9)])
def test_order_and_clipping_after_every_pulse(signs, end):
    """A step of 0.5 from 0.9 with the bound at 1: up then down ends at 0.5, down then up at 0.9."""
    tile = Tile((1, 1), ConstantStep(dw_min=0.5, w_max=1.0, w_min=-1.0, **EXACT), weights=[[0.9]])
    tile.update([[1.0], [1.0]], [[s] for s in signs], 0.5)
    assert tile.weights[0, 0] == pytest.approx(end)


@pytest.mark.parametrize(
    ("x", "d", "lr", "sign"), [(1, 1, 1, -1), (-1, 1, 1, 1), (1, -1, 1, 1), (-1, -1, 1, -1), (1, 1, -1, 1)]
)
def test_equal_signs_step_down(x, d, lr, sign):
    tile = Tile((1, 1), ConstantStep(dw_min=0.01, **EXACT))
    assert tile.update([x], [d], 0.03 * lr) == 3
    assert tile.weights[0, 0] == pytest.approx(0.03 * sign)


@pytest.mark.parametrize(("k", "bl"), [(20, 20), (19.4, 20), (0.3, 1), (31, 31), (31.2, 31), (500, 31)])
def test_the_train_is_as_long_as_needed(k, bl):
    """k = lr xm dm / Δw pulses at the busiest cell need ⌈k⌉ slots; 20.000000000000004 is 20."""
    trains = PulseUpdate().trains([0.5, 0.2], [0.3], k * 0.002 / 0.15, 0.002, 5)
    assert trains.bl.tolist() == [bl]
    assert not np.any(trains.x_bits >> bl)
    if k == 20:
        assert trains.x_bits[0, 0] == trains.d_bits[0, 0] == 2**20 - 1


def test_where_k_exceeds_the_train_the_errors_saturate_and_not_the_inputs():
    """k = 4 bl: errors from a quarter of the largest on fire in every slot; inputs keep their proportions."""
    x, d = np.full((2000, 2), [1.0, 0.5]), np.full((2000, 3), [1.0, 0.26, 0.125])
    trains = PulseUpdate(bl=25).trains(x, d, 0.1, 0.001, 3)
    fires = [np.bitwise_count(bits).sum(axis=0) for bits in (trains.x_bits, trains.d_bits)]
    slots = 25 * 2000
    assert fires[0][0] == fires[1][0] == fires[1][1] == slots
    for count in (fires[0][1], fires[1][2]):
        assert stats.binomial(count, slots, 0.5) > stats.ALPHA
        assert stats.binomial(count, slots, 0.55) < stats.ALPHA


@pytest.mark.parametrize("managed", [True, False])
def test_lines_fire_in_proportion_and_every_slot_alike(managed):
    """P(x_j) = B |x_j| with B = √(lr / (Δw BL)), times √(dm / xm) under management; here lr / (Δw BL) = 0.25."""
    x, d = np.full((4000, 1), -0.8), np.full((4000, 1), 0.2)
    pulses = PulseUpdate(bl=10, update_management=managed, update_bl_management=False)
    trains = pulses.trains(x, d, 0.0025, 0.001, 8)
    chances = (0.2, 0.2) if managed else (0.4, 0.1)
    for bits, chance in zip((trains.x_bits, trains.d_bits), chances, strict=True):
        slots = np.array([(bits >> k & 1).sum() for k in range(10)])
        assert stats.binomial(slots.sum(), 40_000, chance) > stats.ALPHA
        assert stats.binomial(slots.sum(), 40_000, 1.1 * chance) < stats.ALPHA
        assert stats.counts(slots, np.full(10, slots.mean())) > stats.ALPHA
    both = np.bitwise_count(trains.x_bits & trains.d_bits).sum()
    assert stats.binomial(both, 40_000, chances[0] * chances[1]) > stats.ALPHA


def test_trains_of_neighbouring_lines_samples_and_updates_share_nothing():
    tile = Tile((50, 50), ConstantStep(), pulses=PLAIN)
    x = np.full((400, 50), 0.5)
    lr = 0.001 * 31  # both factors are 1: every line fires in half of the slots
    first = tile.trains(x, x, lr)
    tile.steps += 1
    second = tile.trains(x, x, lr)
    pairs = [
        (first.x_bits, first.d_bits),
        (first.x_bits[:, 1:], first.x_bits[:, :-1]),
        (first.x_bits[1:], first.x_bits[:-1]),
        (first.x_bits, second.x_bits),
        (first.x_bits[1:], second.x_bits[:-1]),
        (first.x_bits[:-1], second.x_bits[1:]),
        (first.x_bits & 0x3FFFFFFF, first.x_bits >> 1),
    ]
    for one, two in pairs:
        agree = 31 - np.bitwise_count(one ^ two)
        slots = 30 if two.max() < 2**30 else 31
        agree = agree - (31 - slots)
        assert stats.binomial(agree.sum(), slots * one.size, 0.5) > stats.ALPHA
    assert stats.binomial(np.bitwise_count(first.x_bits).sum(), 31 * first.x_bits.size, 0.55) < stats.ALPHA


def diagonal_changes(device, x, d, lr, repeats, pulses):
    """Changes of the diagonal cells, which share neither row nor column and so are independent, (repeats, n)."""
    n, changes = len(x), []
    tile = Tile((n, n), device, pulses=pulses, seed=6)
    for _ in range(repeats):
        tile.set_weights(np.zeros((n, n)))
        tile.update(x, d, lr)
        changes.append(np.diag(tile.weights))
    return np.array(changes, float)


def test_mean_and_variance_of_a_stochastic_update():
    """E = BL Δw p, Var = Δw² BL p (1 - p + s²) with p = p_x p_d."""
    dw, s, px, pd, n = 0.001, 1.0, 0.3, 0.2, 500
    device = ConstantStep(dw_min=dw, dw_min_std=s, **NO_SPREAD)
    w = diagonal_changes(device, np.full(n, px), np.full(n, -pd), dw * 31, 80, PLAIN)
    p = px * pd
    assert stats.mean(w, 31 * dw * p) > stats.ALPHA
    assert stats.mean(w, 31 * dw * p * 1.1) < stats.ALPHA
    assert stats.variance(w, dw**2 * 31 * p * (1 - p + s**2)) > stats.ALPHA
    assert stats.variance(w, dw**2 * 31 * p * (1 - p + (1.1 * s) ** 2)) < stats.ALPHA


def test_the_expected_change_is_the_outer_product():
    """With every management on and random signs and sizes: E[ΔW] = -lr d xᵀ while no probability saturates."""
    rng = np.random.default_rng(2)
    x, d = rng.standard_normal(300), rng.standard_normal(300)
    lr = 0.002
    w = diagonal_changes(ConstantStep(**NO_SPREAD), x, d, lr, 100, PulseUpdate())
    projected = w @ (x * d) / np.sum((x * d) ** 2)
    assert stats.mean(projected, -lr) > stats.ALPHA
    assert stats.mean(projected, -1.1 * lr) < stats.ALPHA


def test_nothing_happens_without_input_error_or_rate():
    tile = Tile((3, 4), ConstantStep(), weights=np.full((3, 4), 0.1))
    before = tile.weights
    for x, d, lr in (([0] * 4, [1] * 3, 0.1), ([1] * 4, [0] * 3, 0.1), ([1] * 4, [1] * 3, 0.0)):
        assert tile.update(x, d, lr) == 0
    assert tile.update(np.zeros((0, 4)), np.zeros((0, 3)), 0.1) == 0
    np.testing.assert_array_equal(tile.weights, before)


@given(
    law=st.sampled_from([ConstantStep, SoftBounds]),
    dw_min=st.floats(1e-3, 1),
    spread=st.floats(0, 1.5),
    shape=st.tuples(st.integers(1, 20), st.integers(1, 40)),
    batch=st.integers(1, 4),
    lr=st.floats(1e-4, 10),
    seed=st.integers(0, 1000),
)
def test_weights_stay_in_each_cells_bounds_and_pulses_are_counted(law, dw_min, spread, shape, batch, lr, seed):
    device = law(dw_min=dw_min, dw_min_std=spread, dw_min_dtod=spread, w_max_dtod=spread, w_min_dtod=spread)
    tile = Tile(shape, device, seed=seed)
    x, d = vectors(batch, *shape, seed)
    trains = tile.trains(x, d, lr)
    assert tile.update(x, d, lr) == trains.coincidences().sum() == tile.pulses_fired
    assert np.all((tile.cells.w_min <= tile.weights) & (tile.weights <= tile.cells.w_max))


@pytest.mark.parametrize(
    ("x", "d", "lr", "message"),
    [
        ([1.0, 2.0], [1.0] * 3, 0.1, r"x has shape \(2,\); it must be \(4,\) or \(batch, 4\)"),
        ([1.0] * 4, [1.0] * 4, 0.1, r"d has shape \(4,\); it must be \(3,\)"),
        (np.ones((2, 4)), np.ones((3, 3)), 0.1, "x has 2 samples and d has 3"),
        (np.ones((1, 2, 4)), np.ones(3), 0.1, "x has shape"),
        ([1.0, np.nan, 0, 0], [1.0] * 3, 0.1, "x and d must be finite"),
        ([1.0] * 4, [1.0, 0, -np.inf], 0.1, "x and d must be finite"),
        ([1.0] * 4, [1.0] * 3, np.nan, "lr=nan is not a finite number"),
    ],
)
def test_a_refused_update_leaves_no_trace(x, d, lr, message):
    tile, twin = (Tile((3, 4), SoftBounds(), seed=2) for _ in range(2))
    with pytest.raises(ValueError, match=message):
        tile.update(x, d, lr)
    assert (tile.steps, tile.pulses_fired) == (0, 0)
    for t in (tile, twin):
        t.update(np.ones(4), np.ones(3), 0.05)
    np.testing.assert_array_equal(tile.weights, twin.weights)


def test_a_batch_that_fails_in_its_last_sample_changes_nothing():
    tile = Tile((3, 4), SoftBounds(), weights=np.full((3, 4), 0.1))
    before = tile.weights
    d = np.ones((5, 3))
    d[4, 2] = np.nan
    with pytest.raises(ValueError, match="must be finite"):
        tile.update(np.ones((5, 4)), d, 0.1)
    np.testing.assert_array_equal(tile.weights, before)


@pytest.mark.parametrize("bl", [0, 32, 2.5, True])
def test_a_train_is_one_word(bl):
    with pytest.raises(ValueError, match=f"bl={bl} is outside 1 … 31"):
        PulseUpdate(bl=bl)


def test_bad_trains_are_refused():
    trains = PulseUpdate().trains([1.0, 1.0], [1.0], 0.1, 0.01, 0)
    with pytest.raises(ValueError, match="trains for 1 x 2 cells do not fit a tile of \\(3, 4\\)"):
        Tile((3, 4), SoftBounds()).apply(trains)
    with pytest.raises(ValueError, match="k=31 is outside 0 … 30"):
        trains.slot(31)
    with pytest.raises(ValueError, match="dw=0 is not a positive number"):
        PulseUpdate().trains([1.0], [1.0], 0.1, 0, 0)


@pytest.mark.parametrize("lr", [1e14, 1e20, 1e60])
def test_a_huge_rate_fires_every_slot(lr):
    tile = Tile((3, 4), ConstantStep(dw_min=0.01, **EXACT))
    assert tile.update(np.ones(4), np.ones(3), lr) == 31 * 12
