"""Learning rules: what each does to its arrays, and what each is for, on real digits over several chips."""

import numpy as np
import pytest
import stats

from analog_lab.data import digits
from analog_lab.devices import ConstantStep, Ideal, SoftBounds, SoftBoundsReference, preset
from analog_lab.periphery import Periphery
from analog_lab.tile import Tile
from analog_lab.training import RULES as NAMED
from analog_lab.training import FloatMatrix, Learner, MixedPrecision, Mlp, OneSidedPair, PcmCapacitor, TikiTaka

EVEN = ConstantStep(dw_min=0.01, w_max=5.0, w_min=-5.0).nominal()
RULES = {
    "memory": lambda tile: Learner(tile),
    "mixed": MixedPrecision(transfer_every=2).on,
    "plain": TikiTaka("plain").on,
    "buffered": TikiTaka("buffered", transfer_every=2).on,
    "chopped": TikiTaka("chopped", chop=0.3).on,
    "dynamic": TikiTaka("dynamic", chop=0.5).on,
}
ONE_SIDED = ConstantStep(dw_min=0.01, w_max=1.0, w_min=0.0).nominal()  # only ever pulsed upwards
SHOWN = {
    "one-sided": OneSidedPair(refresh_every=2, upper=0.1, lower=0.05).on,
    "pcm-capacitor": PcmCapacitor(transfer_every=3).on,
}


def tile_of(shape, device=EVEN, seed=0, weights=None):
    return Tile(shape, device, Periphery.ideal(), seed=seed, weights=weights)


def random(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize("name", [*RULES, *SHOWN])
def test_a_learner_reads_as_its_tile_and_goes_on_from_its_state(name):
    rule, cell = {**RULES, **SHOWN}[name], Ideal() if name in SHOWN else SoftBounds()
    learner = rule(tile_of((4, 6), cell, 1, random(4, 6) / 5))
    x, d = random(5, 6), random(5, 4, seed=1)
    np.testing.assert_array_equal(learner.forward(x), learner.tile.forward(x))
    np.testing.assert_array_equal(learner.backward(d), learner.tile.backward(d))
    for _ in range(7):
        learner.update(x, d, 0.1)
    twin = rule(tile_of((4, 6), cell, 9))
    twin.restore(learner.state())
    for _ in range(9):
        assert twin.update(x, d, 0.1) == learner.update(x, d, 0.1)
    np.testing.assert_array_equal(twin.weights, learner.weights)
    assert twin.pulses_fired == learner.pulses_fired > 0


def test_mixed_precision_moves_cells_by_whole_steps_and_keeps_the_rest():
    learner = MixedPrecision().on(tile_of((2, 3)))
    assert learner.update([1.0, 0.5, 0.0], [-1.0, 0.0], 0.008) == 0
    np.testing.assert_array_equal(learner.weights, 0)
    fired = learner.update([1.0, 0.5, 0.0], [-1.0, 0.0], 0.008)  # 0.016 and 0.008 in all
    np.testing.assert_allclose(learner.weights, [[0.01, 0, 0], [0, 0, 0]], atol=1e-7)
    np.testing.assert_allclose(learner.chi, [[0.006, 0.008, 0], [0, 0, 0]], atol=1e-7)
    assert fired == 1


def test_mixed_precision_follows_the_gradient_on_average():
    device = ConstantStep(dw_min=0.01, w_max=50.0, w_min=-50.0).nominal()
    learner = MixedPrecision().on(tile_of((30, 40), device))
    x, d = random(200, 40, seed=1), random(200, 30, seed=2)
    for k in range(0, 200, 20):
        learner.update(x[k : k + 20], d[k : k + 20], 0.02)
    wrong = (learner.weights + learner.chi + 0.02 * d.T @ x) / 0.01
    assert abs(wrong.mean()) < 5 * wrong.std() / np.sqrt(wrong.size)
    assert wrong.std() < 8 < 25 < (0.02 * d.T @ x / 0.01).std()  # a row of many steps scatters


def test_tiki_taka_hands_on_one_column_after_the_other():
    learner = TikiTaka("plain").on(tile_of((2, 3)))
    learner.update([1.0, 1.0, 1.0], [-1.0, 0.0], 0.5)  # A gets 0.31 in its first row, 31 slots at most; C half of it
    a = learner.fast.weights
    assert a[0].min() > 0.2 and not a[1].any()
    np.testing.assert_allclose(learner.weights[:, 0], [0.5 * a[0, 0], 0], atol=0.011)
    assert not learner.weights[:, 1:].any()
    for _ in range(2):
        learner.update(np.zeros(3), np.zeros(2), 0.5)
    assert np.count_nonzero(learner.weights[0]) == 3


def test_a_buffer_waits_for_a_whole_step():
    learner = TikiTaka("buffered", momentum=0.25).on(tile_of((1, 1)))
    learner.fast.set_weights([[0.3]])
    learner.update([0.0], [0.0], 0.02)  # 0.3 of 0.02 are 0.6 steps of 0.01
    assert learner.weights[0, 0] == 0 and learner.buffer[0, 0] == pytest.approx(0.6)
    learner.update([0.0], [0.0], 0.02)
    assert learner.weights[0, 0] == pytest.approx(0.01) and learner.buffer[0, 0] == pytest.approx(0.3)


def test_choppers_flip_as_often_as_they_are_asked_to():
    learner = TikiTaka("chopped", chop=0.3).on(tile_of((1, 1)))
    flips, before = 0, 1.0
    for _ in range(2000):
        learner.update([0.0], [0.0], 0.1)
        flips, before = flips + (learner.chopper[0] != before), learner.chopper[0]
    assert stats.binomial(flips, 2000, 0.3) > stats.ALPHA > stats.binomial(flips, 2000, 0.45)


def test_chopping_takes_away_what_an_offset_adds_up_to():
    """A's cells rest at 0.2 instead of 0, and there is no gradient: C should not move."""
    moved = []
    for kind in ("buffered", "chopped"):
        learner = TikiTaka(kind, chop=0.5, longest=31).on(tile_of((20, 5), EVEN))
        for _ in range(400):
            learner.fast.set_weights(np.full((20, 5), 0.2))
            learner.update(np.zeros(5), np.zeros(20), 0.05)
        moved.append(float(np.abs(learner.weights.mean())))
    assert moved[0] > 0.5 and moved[1] < moved[0] / 5


def test_a_dynamic_reference_is_the_mean_of_the_period_before():
    """Reads of 0.2 + c s, s the signal: against the reference of the other sign each hands on 2 s, whatever the 0.2."""
    rule, signal = TikiTaka("dynamic", chop=0.25, longest=31), 0.03
    learner = rule.on(tile_of((1, 1)))
    read, naive = [], np.zeros(4)  # buffer, mean, reference, moved
    for turn in range(40):
        chopper = 1.0 if turn // 4 % 2 == 0 else -1.0
        assert learner.chopper[0] == chopper
        learner.fast.set_weights([[0.2 + chopper * signal]])
        learner.update([0.0], [0.0], 0.1)
        omega = 0.2 + chopper * signal
        naive[1] += min(5 / 4, 1) * (omega - naive[1])
        naive[0] += chopper * 0.1 / 0.01 * (omega - naive[2]) * (turn >= 4)
        naive[3] += np.trunc(naive[0])
        naive[0] -= np.trunc(naive[0])
        if turn % 4 == 3:
            naive[2] = naive[1]
        read.append(learner.weights[0, 0])
        # A sum on the edge of a whole step may round to either side
        assert learner.weights[0, 0] + 0.01 * learner.buffer[0, 0] == pytest.approx(
            0.01 * (naive[3] + naive[0]), abs=1e-5
        )
    assert not any(read[:4]) and read[-1] == pytest.approx(36 * 2 * signal * 0.1, abs=0.011)


def test_a_dynamic_reference_does_not_mind_where_the_cells_rest():
    """Five chips whose fast cells rest beside 0: the buffered rule learns their offsets, the dynamic one does not."""
    cell, offset = (
        SoftBoundsReference(dw_min=0.01, subtract_symmetry_point=True, reference_std=std) for std in (0.0, 0.2)
    )
    lost = {}
    for kind in ("buffered", "dynamic"):
        rules = [TikiTaka(kind, fast=fast, transfer_lr=3.0, longest=31, chop=0.05) for fast in (cell, offset)]
        made = [[accuracy(lambda w, k, r=r: r.on(tile_of(w.shape, cell, k, w)), s) for s in range(5)] for r in rules]
        lost[kind] = float(np.median(made[0]) - np.median(made[1]))
    assert lost["buffered"] > 0.03 > 0.02 > lost["dynamic"]


def test_a_one_sided_pair_pulses_one_side_for_each_sign():
    learner = OneSidedPair(ONE_SIDED, refresh_every=0).on(tile_of((2, 2), Ideal(), weights=[[0.3, -0.2], [0.0, 0.0]]))
    plus, minus = (side.weights for side in (learner.pair.plus, learner.pair.minus))
    np.testing.assert_allclose(plus, [[0.3, 0], [0, 0]], atol=1e-7)
    np.testing.assert_allclose(minus, [[0, 0.2], [0, 0]], atol=1e-7)
    learner.update([1.0, -1.0], [-1.0, 0.0], 0.05)  # ΔW = 0.05 and -0.05 in the first row
    np.testing.assert_allclose(learner.pair.plus.weights, [[0.35, 0], [0, 0]], atol=1e-6)
    np.testing.assert_allclose(learner.pair.minus.weights, [[0, 0.25], [0, 0]], atol=1e-6)
    np.testing.assert_allclose(learner.weights, [[0.35, -0.25], [0, 0]], atol=1e-6)
    assert learner.pulses_fired == 10


def test_a_full_pair_is_written_anew_and_others_are_left():
    rule = OneSidedPair(ONE_SIDED, refresh_every=1, reset_std=0.0)
    learner = rule.on(tile_of((1, 3), Ideal()))
    learner.pair.plus.set_weights([[0.9, 0.9, 0.5]])
    learner.pair.minus.set_weights([[0.7, 0.1, 0.8]])
    learner.update(np.zeros(3), np.zeros(1), 0.1)
    # Of 20 and 30 pulses on two sides of one row each side is exact
    np.testing.assert_allclose(learner.pair.plus.weights, [[0.2, 0.9, 0.0]], atol=1e-6)
    np.testing.assert_allclose(learner.pair.minus.weights, [[0.0, 0.1, 0.3]], atol=1e-6)
    np.testing.assert_allclose(learner.weights, [[0.2, 0.8, -0.3]], atol=1e-6)


def test_a_transfer_keeps_the_weight_and_turns_the_capacitor_round():
    rule = PcmCapacitor(ONE_SIDED, EVEN, gain=3.0, transfer_every=2)
    learner = rule.on(tile_of((1, 2), Ideal(), weights=[[0.6, -0.3]]))
    np.testing.assert_allclose(learner.pair.weights, [[0.2, -0.1]], atol=1e-7)
    learner.update([1.0, -1.0], [-1.0], 0.05)
    np.testing.assert_allclose(learner.fast.weights, [[0.05, -0.05]], atol=1e-6)
    np.testing.assert_allclose(learner.weights, [[0.65, -0.35]], atol=1e-6)
    learner.update([1.0, -1.0], [-1.0], 0.05)  # ± 0.1 are 3.3 steps of 3 x 0.01
    np.testing.assert_allclose(learner.weights, [[0.7, -0.4]], atol=1e-6)
    np.testing.assert_allclose(learner.pair.weights, [[0.23, -0.13]], atol=1e-6)
    np.testing.assert_allclose(learner.fast.weights, [[-0.01, 0.01]], atol=1e-6)
    learner.update([1.0, -1.0], [-1.0], 0.05)
    np.testing.assert_allclose(learner.fast.weights, [[-0.06, 0.06]], atol=1e-6)
    np.testing.assert_allclose(learner.weights, [[0.75, -0.45]], atol=1e-6)


def test_a_transfer_to_cells_of_uneven_steps_loses_nothing():
    """The first pulse of phase change is 25 times its last: unwatched, it would overshoot the capacitor."""
    capacitor = ConstantStep(dw_min=0.01, w_max=1.0, w_min=-1.0).nominal()
    rule = PcmCapacitor(preset("pcm"), capacitor, transfer_every=1000)
    learner = rule.on(tile_of((8, 8), Ideal()))
    for seed in range(6):
        learner.fast.set_weights(np.random.default_rng(seed).uniform(-0.9, 0.9, (8, 8)))
        before = learner._whole()
        assert learner._transfer() > 0
        np.testing.assert_allclose(learner._whole(), before, atol=1e-5)
        assert learner.pair.weights.std() > 0.05


def test_inversion_cancels_what_the_capacitor_adds_by_itself():
    """Pulses of both signs on a capacitor whose steps up are larger: without inversion its drift adds up."""
    uneven = ConstantStep(dw_min=0.01, up_down=0.5, w_max=5.0, w_min=-5.0).nominal()
    moved = []
    for inversion in (False, True):
        rule = PcmCapacitor(ONE_SIDED, uneven, transfer_every=10, inversion=inversion)
        learner = rule.on(tile_of((5, 5), Ideal()))
        for k in range(200):
            learner.update(np.ones(5), np.full(5, (-1.0) ** k), 0.03)
        moved.append(float(learner.weights.mean()))
    assert moved[0] > 1.0 and abs(moved[1]) < moved[0] / 5


def test_phase_change_alone_learns_poorly_and_a_capacitor_saves_it():
    found = {
        name: [accuracy(lambda w, k, r=rule: r.on(tile_of(w.shape, Ideal(), k, w)), seed, 4) for seed in range(3)]
        for name, rule in (("pair", OneSidedPair()), ("both", PcmCapacitor(transfer_every=100)))
    }
    assert max(found["pair"]) < 0.85 and np.median(found["both"]) > 0.93, found


def test_every_rule_is_found_by_its_name():
    assert set(NAMED) == {
        "sgd", "mixed-precision", "tiki-taka", "ttv2", "c-ttv2", "agad", "one-sided", "pcm-capacitor"
    }  # fmt: skip


def accuracy(make, seed, epochs=8):
    data = digits()
    rng = np.random.default_rng(seed)
    shapes = (32, 64), (10, 32)
    weights = [rng.uniform(-1, 1, shape) / np.sqrt(shape[1]) for shape in shapes]
    network = Mlp([make(w, 2 * seed + k) for k, w in enumerate(weights)])
    for _ in range(epochs):
        order = rng.permutation(len(data.train_x))
        for part in np.array_split(order, len(order) // 10):
            network.train(data.train_x[part], data.train_y[part], 0.1)
    return network.accuracy(data.test_x, data.test_y)


def test_other_rules_recover_what_pulsed_descent_loses_on_soft_bounds():
    """Five chips: descent is well below float, mixed precision and Tiki-Taka are close to it."""
    cell = SoftBoundsReference(subtract_symmetry_point=True)
    rules = {
        "float": None,
        "sgd": Learner,
        "mixed": MixedPrecision().on,
        "plain": TikiTaka("plain", transfer_lr=10.0).on,
        "buffered": TikiTaka("buffered", transfer_lr=3.0, longest=31).on,
    }
    found = {}
    for name, rule in rules.items():
        made = (lambda w, k: FloatMatrix(w)) if rule is None else (lambda w, k, r=rule: r(tile_of(w.shape, cell, k, w)))
        found[name] = [accuracy(made, seed) for seed in range(5)]
    middle = {name: float(np.median(values)) for name, values in found.items()}
    assert middle["float"] > 0.95
    assert middle["sgd"] < middle["float"] - 0.05
    for name in ("mixed", "plain", "buffered"):
        assert middle[name] > middle["sgd"] + 0.02, found
    assert middle["plain"] > middle["float"] - 0.03


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MixedPrecision(0), "transfer_every=0 is less than 1"),
        (lambda: MixedPrecision(step=-1.0), "step=-1.0 is not a positive number"),
        (lambda: MixedPrecision().on(tile_of((2, 2), Ideal())), "an ideal cell takes no pulses"),
        (lambda: MixedPrecision().on(tile_of((2, 2))).update([1, np.nan], [1, 1], 0.1), "must be finite"),
        (lambda: MixedPrecision().on(tile_of((2, 2))).update(np.ones((2, 2)), [1, 1], 0.1), "x has 2 samples"),
        (lambda: TikiTaka("fast"), "kind='fast' is not one of plain, buffered, chopped, dynamic"),
        (lambda: TikiTaka(transfer_lr=0.0), "transfer_lr=0.0 is not a positive number"),
        (lambda: TikiTaka(longest=0), "longest=0 is less than 1"),
        (lambda: TikiTaka(chop=1.5), "chop=1.5 is outside 0 … 1"),
        (lambda: TikiTaka().on(tile_of((2, 2), Ideal())), "an ideal cell takes no pulses"),
        (lambda: TikiTaka(fast=Ideal()).on(tile_of((2, 2))), "an ideal cell takes no pulses"),
        (lambda: TikiTaka("dynamic", chop=0.0), "chop=0: a dynamic reference needs periods"),
        (lambda: OneSidedPair().on(tile_of((2, 2))), r"OneSidedPair has cells of its own: give the layer device=Ideal"),
        (lambda: PcmCapacitor().on(tile_of((2, 2))), r"PcmCapacitor has cells of its own"),
        (lambda: OneSidedPair(upper=0.2), "lower=0.25 and upper=0.2 must satisfy"),
        (lambda: OneSidedPair(refresh_every=-1), "refresh_every=-1 is less than 0"),
        (lambda: OneSidedPair(reset_std=-1), "reset_std=-1 is not a number of 0 or more"),
        (lambda: PcmCapacitor(gain=0), "gain=0 is not a positive number"),
        (lambda: PcmCapacitor(tries=0), "tries=0 is less than 1"),
    ],
)
def test_what_makes_no_rule_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_refused_step_changes_nothing():
    for name, rule in {**RULES, **SHOWN}.items():
        learner = rule(tile_of((2, 2), Ideal() if name in SHOWN else EVEN))
        before = learner.state()
        with pytest.raises(ValueError, match="finite"):
            learner.update([1.0, np.inf], [1.0, 1.0], 0.1)
        for name, value in learner.state().items():
            np.testing.assert_array_equal(value, before[name])
