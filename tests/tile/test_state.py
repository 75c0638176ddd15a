"""What a tile holds: weights within bounds, the same chip under another device, copies that go on bit for bit."""

import copy
import pickle
import threading

import numpy as np
import pytest

from analog_lab.devices import ConstantStep, Drift, SoftBounds
from analog_lab.periphery import Periphery
from analog_lab.tile import Tile, threads

X, D = np.linspace(-1, 1, 60).reshape(3, 20), np.linspace(1, -0.5, 30).reshape(3, 10)


def advance(tile, steps=3):
    """Read and update a few times; return all that came out."""
    out = []
    for _ in range(steps):
        out += [tile.forward(X), tile.backward(D), np.array(tile.update(X, D, 0.01)), tile.weights]
    return out


@pytest.mark.parametrize("copied", [Tile.clone, copy.deepcopy, lambda tile: pickle.loads(pickle.dumps(tile))])
def test_a_copy_goes_on_bit_for_bit_and_apart(copied):
    tile = Tile((10, 20), SoftBounds(), seed=5)
    advance(tile)
    twin = copied(tile)
    for a, b in zip(advance(tile), advance(twin), strict=True):
        np.testing.assert_array_equal(a, b)
    held = twin.weights
    advance(tile)
    np.testing.assert_array_equal(twin.weights, held)
    assert (twin.steps, twin.reads) == (6, 12)


def test_weights_are_copies_clipped_to_each_cell():
    tile = Tile((10, 20), SoftBounds(), weights=np.full((10, 20), 5.0))
    np.testing.assert_array_equal(tile.weights, tile.cells.w_max)
    tile.weights[:] = 0
    np.testing.assert_array_equal(tile.weights, tile.cells.w_max)
    tile.set_weights(np.full((10, 20), -5.0))
    np.testing.assert_array_equal(tile.weights, tile.cells.w_min)
    assert not Tile((2, 2), SoftBounds()).weights.any()


def test_another_device_is_the_same_chip():
    tile = Tile((10, 20), SoftBounds(w_max=1.0, w_max_dtod=0.1), seed=3, weights=np.full((10, 20), 0.7))
    before = tile.cells
    tile.set_device(SoftBounds(w_max=1.0, w_max_dtod=0.2))
    np.testing.assert_allclose(tile.cells.w_max - 1, 2 * (before.w_max - 1), atol=1e-6)
    np.testing.assert_array_equal(tile.weights, np.minimum(np.float32(0.7), tile.cells.w_max))
    assert np.any(tile.weights < 0.7)
    tile.set_device(SoftBounds(w_max=1.0, w_max_dtod=0.1))
    np.testing.assert_array_equal(tile.cells.law.slope, before.law.slope)


def test_an_edge_moved_in_a_run_changes_the_reads_and_not_the_weights():
    tile = Tile((10, 20), ConstantStep(), seed=3, weights=np.full((10, 20), 0.3))
    noisy, before = tile.forward(X), tile.weights
    tile.set_periphery(Periphery.ideal())
    np.testing.assert_allclose(tile.forward(X), X @ before.T, atol=1e-5)
    assert not np.allclose(noisy, X @ before.T, atol=1e-3)
    np.testing.assert_array_equal(tile.weights, before)


def test_the_seed_is_the_chip():
    first, again, other = (Tile((10, 20), SoftBounds(), seed=seed) for seed in (1, 1, 2))
    for a, b in zip(advance(first), advance(again), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(first.cells.w_max, other.cells.w_max)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weights": np.zeros((3, 2))}, r"weights have shape \(3, 2\); the tile is \(2, 3\)"),
        ({"hidden": np.zeros((3, 2))}, r"hidden have shape \(3, 2\)"),
        ({"hidden": np.full((2, 3), np.nan)}, "hidden must be finite"),
        ({"drift_since_s": np.full((2, 3), np.nan)}, "drift_since_s must be finite"),
        ({"drift_last": np.zeros(3)}, r"drift_last must be finite, of shape \(2, 3\)"),
        ({"drift_drifts": None}, "the state has no drift_drifts"),
        ({"writes": None}, "the state has no writes"),
        ({"steps": -1}, "steps=-1 is not a whole number of 0 or more"),
        ({"steps": float("inf")}, "steps=inf is not a whole number"),
        ({"drift_drifts": -1}, "drift_drifts=-1 is not a whole number"),
        ({"drift_drifts": 1.5}, "drift_drifts=1.5 is not a whole number"),
        ({"drift_now_s": -5.0}, "drift_since_s must lie between 0 and drift_now_s=-5"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_whole(change, message):
    def chip(seed):
        device = ConstantStep(write_noise_std=2.0, drift=Drift(nu=0.1))
        tile = Tile((2, 3), device, seed=seed, weights=np.full((2, 3), 0.1 * seed))
        tile.drift(10.0)
        return tile

    tile, bad = chip(1), {**chip(2).state(), **change}
    before = tile.state()
    with pytest.raises(ValueError, match=message):
        tile.restore({name: value for name, value in bad.items() if value is not None})
    for name, value in tile.state().items():
        np.testing.assert_array_equal(value, before[name])


def test_a_refused_drift_starts_no_clock():
    device = ConstantStep(drift=Drift(nu=0.1)).nominal()
    tile = Tile((2, 2), device, weights=np.full((2, 2), 0.3))
    for wrong in (-1.0, None, float("nan")):
        with pytest.raises(ValueError, match="is not a time of 0 or more"):
            tile.drift(wrong)
    tile.set_weights(np.full((2, 2), 0.2))
    tile.drift(100.0)
    np.testing.assert_allclose(tile.weights, 0.2 * 100**-0.1, rtol=1e-6)


def test_a_copy_and_an_unpickled_chip_are_chips_of_their_own():
    device = ConstantStep(write_noise_std=2.0, drift=Drift(nu=0.1))
    tile = Tile((3, 4), device, weights=np.full((3, 4), 0.2))
    tile.drift(5.0)
    buffers = []
    data = pickle.dumps(tile, 5, buffer_callback=buffers.append)
    frozen = pickle.loads(data, buffers=[bytes(buffer) for buffer in buffers])
    before = tile.weights
    for twin in (copy.copy(tile), copy.deepcopy(tile), frozen):
        twin.update(np.ones(4), np.ones(3), 0.05)
        assert not np.array_equal(twin.weights, before)
        np.testing.assert_array_equal(tile.weights, before)
    tile.update(np.ones(4), np.ones(3), 0.05)
    np.testing.assert_array_equal(tile.weights, frozen.weights)


def test_write_noise_goes_on_from_a_state():
    device = ConstantStep(write_noise_std=2.0)
    tile = Tile((2, 3), device, seed=1)
    tile.set_weights(np.full((2, 3), 0.2))
    twin = Tile((2, 3), device, seed=1)
    twin.restore(tile.state())
    for t in (tile, twin):
        t.set_weights(np.full((2, 3), 0.3))
    np.testing.assert_array_equal(twin.weights, tile.weights)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Tile((0, 3), SoftBounds()), r"shape=\(0, 3\) must be"),
        (lambda: Tile((3,), SoftBounds()), r"shape=\(3,\) must be"),
        (lambda: Tile((1, 70_000), SoftBounds()), "each a whole number of 1 … 65535"),
        (lambda: Tile((2, 3), SoftBounds(), weights=np.zeros((3, 2))), r"shape \(3, 2\); the tile is \(2, 3\)"),
        (lambda: Tile((2, 3), SoftBounds(), weights=np.full((2, 3), np.nan)), "weights must be finite"),
        (lambda: Tile((2, 3), SoftBounds(), seed=-1), "seed part -1"),
    ],
)
def test_what_makes_no_tile_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.fixture
def thread_limit():
    yield threads.set_limit
    threads.set_limit(None)


def test_the_number_of_threads_changes_no_bit(thread_limit, monkeypatch):
    rng = np.random.default_rng(0)
    x, d = rng.standard_normal((32, 300)), rng.standard_normal((32, 101))
    parts, over, ends = [], threads.over, []

    def spy(count, work, n):
        parts.append(n)
        over(count, work, n)

    monkeypatch.setattr(threads, "over", spy)
    for limit in (1, 2, 3):
        thread_limit(limit)
        tile = Tile((101, 300), SoftBounds(dw_min=0.002), seed=8)
        for _ in range(3):
            tile.update(x, d, 0.005)
        ends.append(tile.weights)
    assert parts == [1] * 3 + [2] * 3 + [3] * 3
    np.testing.assert_array_equal(ends[0], ends[1])
    np.testing.assert_array_equal(ends[0], ends[2])


def test_parts_cover_the_rows_once_on_several_threads(thread_limit):
    thread_limit(3)
    met, seen = threading.Barrier(3, timeout=30), []

    def work(first, last):
        met.wait()  # all three parts must be running at the same time
        seen.append((first, last))

    threads.over(10, work, 3)
    assert sorted(seen) == [(0, 3), (3, 6), (6, 10)]


def test_a_small_update_stays_on_one_thread(thread_limit, monkeypatch):
    thread_limit(3)
    seen = []
    monkeypatch.setattr(threads, "over", lambda count, work, n: (seen.append(n), work(0, count)))
    Tile((10, 20), SoftBounds()).update(X, D, 0.01)
    assert seen == [1]


def test_an_error_in_a_part_reaches_the_caller(thread_limit):
    thread_limit(2)

    def work(first, last):
        if first:
            raise ArithmeticError(f"rows {first} … {last}")

    with pytest.raises(ArithmeticError, match="rows 2 … 4"):
        threads.over(4, work, 2)


def test_a_limit_below_one_is_refused():
    with pytest.raises(ValueError, match="threads=0 is below 1"):
        threads.set_limit(0)
