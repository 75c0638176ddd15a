"""Learning rules: what each does to its arrays, and what each is for, on real digits over several chips."""

import numpy as np
import pytest
import stats

from analog_lab.data import digits
from analog_lab.devices import ConstantStep, Ideal, SoftBounds, SoftBoundsReference
from analog_lab.periphery import Periphery
from analog_lab.tile import Tile
from analog_lab.training import FloatMatrix, Learner, MixedPrecision, Mlp, TikiTaka

EVEN = ConstantStep(dw_min=0.01, w_max=5.0, w_min=-5.0).nominal()
RULES = {
    "memory": lambda tile: Learner(tile),
    "mixed": MixedPrecision(transfer_every=2).on,
    "plain": TikiTaka("plain").on,
    "buffered": TikiTaka("buffered", transfer_every=2).on,
    "chopped": TikiTaka("chopped", chop=0.3).on,
}


def tile_of(shape, device=EVEN, seed=0, weights=None):
    return Tile(shape, device, Periphery.ideal(), seed=seed, weights=weights)


def random(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_learner_reads_as_its_tile_and_goes_on_from_its_state(rule):
    learner = rule(tile_of((4, 6), SoftBounds(), 1, random(4, 6) / 5))
    x, d = random(5, 6), random(5, 4, seed=1)
    np.testing.assert_array_equal(learner.forward(x), learner.tile.forward(x))
    np.testing.assert_array_equal(learner.backward(d), learner.tile.backward(d))
    for _ in range(7):
        learner.update(x, d, 0.1)
    twin = rule(tile_of((4, 6), SoftBounds(), 1))
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
        (lambda: MixedPrecision(0), "transfer_every=0 is not a whole number"),
        (lambda: MixedPrecision(step=-1.0), "step=-1.0 is not a positive number"),
        (lambda: MixedPrecision().on(tile_of((2, 2), Ideal())), "an ideal cell takes no pulses"),
        (lambda: MixedPrecision().on(tile_of((2, 2))).update([1, np.nan], [1, 1], 0.1), "must be finite"),
        (lambda: MixedPrecision().on(tile_of((2, 2))).update(np.ones((2, 2)), [1, 1], 0.1), "x has 2 samples"),
        (lambda: TikiTaka("fast"), "kind='fast' is not one of plain, buffered, chopped"),
        (lambda: TikiTaka(transfer_lr=0.0), "transfer_lr=0.0 is not a positive number"),
        (lambda: TikiTaka(longest=0), "longest=0 is not a whole number"),
        (lambda: TikiTaka(chop=1.5), "chop=1.5 is outside 0 … 1"),
        (lambda: TikiTaka().on(tile_of((2, 2), Ideal())), "an ideal cell takes no pulses"),
    ],
)
def test_what_makes_no_rule_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_refused_step_changes_nothing():
    for rule in RULES.values():
        learner = rule(tile_of((2, 2)))
        before = learner.state()
        with pytest.raises(ValueError, match="finite"):
            learner.update([1.0, np.inf], [1.0, 1.0], 0.1)
        for name, value in learner.state().items():
            np.testing.assert_array_equal(value, before[name])
