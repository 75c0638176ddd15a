"""Matrices over many tiles, slices of numbers, and the floorplan of a network."""

import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from analog_lab.devices import ConstantStep, SoftBounds, preset
from analog_lab.energy import Crossbar, Workload, conv2d, lstm
from analog_lab.periphery import Neuron, Periphery
from analog_lab.tile import Floorplan, Matrix, Pair, ProgrammedTile, Sliced, Tile, TileArray, digits, patches

WIDE = ConstantStep(w_max=100.0, w_min=-100.0, w_max_dtod=0.0, w_min_dtod=0.0)
FINE = Periphery(None, None, out_noise=0.0, noise_management="none")


def random(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 12), st.integers(1, 12), st.booleans())
def test_tiles_of_any_plan_are_the_matrix(n_out, n_in, rows, columns, bias):
    w = random(n_out, n_in + bias)
    tiles = TileArray((n_out, n_in), WIDE, Periphery.ideal(), weights=w, tile_size=(columns, rows), bias=bias)
    np.testing.assert_array_equal(tiles.weights, w)
    x, d = random(3, n_in, seed=1), random(3, n_out, seed=2)
    np.testing.assert_allclose(tiles.forward(x), x @ w[:, :n_in].T + (w[:, -1] if bias else 0), atol=1e-4)
    np.testing.assert_allclose(tiles.backward(d), d @ w[:, :n_in], atol=1e-4)
    assert tiles.forward(x[0]).shape == (n_out,) and tiles.backward(d[0]).shape == (n_in,)
    plan = Floorplan.of([(n_in, n_out)], (columns, rows), "row" if bias else "none")
    assert len(plan.tiles) == sum(len(row) for row in tiles.tiles)
    placed = {(t.block[1], t.block[0]): (t.outputs, t.inputs) for t in plan.tiles}
    assert placed == {(i, j): tile.shape for i, row in enumerate(tiles.tiles) for j, tile in enumerate(row)}


def test_updates_reach_every_block_and_the_bias():
    device = ConstantStep(dw_min=1e-3, w_max=5.0, w_min=-5.0).nominal()
    tiles = TileArray((20, 30), device, Periphery.ideal(), tile_size=(16, 8), bias=True)
    x, d = random(40, 30, seed=1), random(40, 20, seed=2)
    fired = tiles.update(x, d, 0.01)
    wanted = -0.01 * d.T @ np.c_[x, np.ones(40)]
    assert fired == tiles.pulses_fired > 1000
    assert np.corrcoef(tiles.weights.ravel(), wanted.ravel())[0, 1] > 0.93
    assert tiles.weights[:, -1] @ wanted[:, -1] > 0
    with pytest.raises(ValueError, match="d must be finite|must be finite"):
        tiles.update(x, d * np.nan, 0.01)
    assert tiles.pulses_fired == fired


def test_every_block_is_a_chip_of_its_own_and_goes_on_from_its_state():
    tiles = TileArray((8, 8), SoftBounds(), tile_size=(4, 4), seed=3)
    bounds = [tile.cells.w_max for row in tiles.tiles for tile in row]
    assert not any(np.array_equal(a, b) for a, b in zip(bounds, bounds[1:], strict=False))
    twin = TileArray((8, 8), SoftBounds(), tile_size=(4, 4), seed=4)
    tiles.update(random(3, 8), random(3, 8), 0.01)
    twin.restore(tiles.state())
    for t in (tiles, twin):
        t.update(random(3, 8), random(3, 8), 0.01)
    np.testing.assert_array_equal(twin.weights, tiles.weights)
    state, before = tiles.state(), twin.state()
    del state["1.1.steps"]
    with pytest.raises(ValueError, match="the state has no steps"):
        twin.restore(state)
    assert all(np.array_equal(value, before[name]) for name, value in twin.state().items())


@pytest.mark.parametrize(("kernel", "stride", "padding"), [(3, 1, 0), (5, 2, 2), (1, 3, 1)])
def test_a_convolution_is_a_tile_read_at_every_place(kernel, stride, padding):
    images, w = random(2, 3, 9, 8), random(4, 3, kernel, kernel, seed=1)
    read = patches(images, kernel, stride, padding)
    tile = Tile((4, 3 * kernel**2), WIDE, Periphery.ideal(), weights=w.reshape(4, -1))
    y = tile.forward(read.reshape(-1, read.shape[2])).reshape(*read.shape[:2], 4).transpose(0, 2, 1)
    expected = torch.conv2d(torch.tensor(images), torch.tensor(w), stride=stride, padding=padding)
    np.testing.assert_allclose(y, expected.reshape(2, 4, -1), atol=1e-4)
    assert Matrix.convolution(3, 4, kernel, 9, stride, padding).n_in == read.shape[2]


def test_floorplans_of_known_networks():
    mlp = [(784, 256), (256, 128), (128, 10)]
    for bias, columns, tiles in (("digital", 1, 6), ("row", 1, 7), ("digital", 2, 10), ("row", 2, 11)):
        assert len(Floorplan.of(mlp, bias=bias, columns_per_weight=columns).tiles) == tiles
    plan = Floorplan.of(mlp)
    assert plan.utilisation == pytest.approx(234_752 / (6 * 256**2))
    assert plan.reads == 6 and plan.messages == 6 + 3
    assert [len(plan.of_layer(n)) for n in range(3)] == [4, 1, 1]
    assert len({tile.position for tile in plan.tiles}) == 6 and max(p for t in plan.tiles for p in t.position) == 2
    assert Matrix.convolution(1, 8, 5, 28).reads == 576
    assert Floorplan.of([Matrix.convolution(1, 8, 5, 28)]).reads == 576
    for layers, tile in ((mlp, (256, 256)), ([(300, 70), (70, 9)], (64, 32))):
        bar = Crossbar(tile)
        counted = [np.prod(bar.blocks(layer)) for layer in Workload(tuple(layers)).stack]
        plan = Floorplan.of(layers, tile)
        assert [len(plan.of_layer(n)) for n in range(len(layers))] == counted
    lstm = Matrix.lstm(28, 64)
    assert (lstm.n_in, lstm.n_out) == (92, 256) and len(Floorplan.of([lstm]).tiles) == 1


@given(st.lists(st.integers(-127, 127), min_size=1), st.integers(1, 8))
def test_digits_make_the_number(values, slice_bits):
    parts = digits(values, 8, slice_bits)
    assert len(parts) == -(-7 // slice_bits) and np.abs(parts).max() < 2**slice_bits
    weights = 2 ** (slice_bits * np.arange(len(parts)))
    np.testing.assert_array_equal(weights @ parts, values)


@pytest.mark.parametrize(
    ("slice_bits", "input_slice_bits", "arrays", "passes"), [(1, 1, 7, 7), (2, 3, 4, 3), (8, 8, 1, 1)]
)
def test_slices_join_to_the_rounded_product(slice_bits, input_slice_bits, arrays, passes):
    w, x = random(6, 10), random(5, 10, seed=1)
    sliced = Sliced(w, lambda part, k: Tile(part.shape, WIDE, FINE, weights=part), 8, slice_bits, 8, input_slice_bits)
    w_8 = np.rint(w / np.abs(w).max() * 127) * np.abs(w).max() / 127
    peak = np.abs(x).max(axis=1, keepdims=True)
    np.testing.assert_allclose(sliced.forward(x), (np.rint(x / peak * 127) * peak / 127) @ w_8.T, atol=2e-4)
    assert len(sliced.arrays) == arrays and sliced.passes == passes
    assert sliced.arrays[0].reads == 1  # all passes of a batch in one call
    np.testing.assert_allclose(sliced.forward(x[0]), sliced.forward(x)[0], atol=1e-6)
    np.testing.assert_array_equal(sliced.forward(np.zeros(10)), 0)


def test_more_cells_a_weight_are_less_noisy():
    w, x = random(20, 50), random(30, 50, seed=1)

    def chip(part, k):
        return ProgrammedTile(part, preset("pcm-inference"), Pair(25.0), FINE, seed=k)

    errors = [np.std(Sliced(w, chip, 8, bits, 8, 8).forward(x) - x @ w.T) for bits in (1, 8)]
    assert errors[0] < 0.7 * errors[1]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: TileArray((3, 4), WIDE, tile_size=(0, 4)), r"tile_size=0 is less than 1"),
        (
            lambda: TileArray((3, 4), WIDE, weights=np.ones((4, 3))),
            r"weights have shape \(4, 3\); these tiles hold \(3, 4\)",
        ),
        (lambda: TileArray((3, 4), WIDE, weights=np.full((3, 4), np.nan)), "weights must be finite"),
        (
            lambda: TileArray((3, 9), WIDE, Periphery(more=(Neuron(),)), tile_size=(4, 4)),
            "bend the partial sums of 3 blocks",
        ),
        (lambda: TileArray((3, 4), WIDE).forward([1, 2]), r"x has shape \(2,\)"),
        (lambda: TileArray((0, 3), WIDE), r"shape=\(0, 3\) must be"),
        (lambda: TileArray((3,), WIDE), r"shape=\(3,\) must be"),
        (lambda: Tile((3, 4), WIDE, "ideal"), "periphery='ideal' is no Periphery"),
        (lambda: Tile((3, 4), WIDE).set_periphery(None), "periphery=None is no Periphery"),
        (lambda: ProgrammedTile(np.eye(2), preset("rram-wan"), "pair"), "mapping='pair' is no Mapping"),
        (lambda: Pair.columnwise(np.ones((0, 3))), r"w has shape \(0, 3\)"),
        (lambda: Pair(w_max="1"), "w_max=1 is not a positive number"),
        (lambda: Floorplan.of([(3, 4)], (256,)), "tile_size=.256,. is not .inputs, outputs."),
        (lambda: Floorplan.of([(3,)]), "layer .3,. is not .inputs, outputs."),
        (lambda: digits(1.5, 8, 2), "value=1.5 is not whole"),
        (lambda: Sliced([[0.5]], None, 1, 1), "bits=1 is outside 2 … 32"),
        (lambda: Floorplan.of([]), "no layers"),
        (lambda: Floorplan.of([(3, 4)], 256), "tile_size=256 is not .inputs, outputs."),
        (lambda: Floorplan.of([(3, 4)], (256.0, 256)), "tile_size=256.0 is not a whole number"),
        (lambda: TileArray((3, 4), WIDE, tile_size=(2, 2.5)), "tile_size=2.5 is not a whole number"),
        (lambda: Floorplan.of([7]), "layer 7 is not .inputs, outputs."),
        (lambda: Matrix("a", 3), "n_in='a' is not a whole number"),
        (lambda: Matrix(float("nan"), 3), "n_in=nan is not a whole number"),
        (lambda: Matrix(True, 3), "n_in=True is not a number"),
        (lambda: Matrix.convolution(1, 8, -3, 28), "kernel=-3 is less than 1"),
        (lambda: Matrix.convolution(1, 8, 3, 28, stride=0), "stride=0 is less than 1"),
        (lambda: Matrix.convolution(1, 8, 3, 28, padding=-1), "padding=-1 is less than 0"),
        (lambda: Matrix.convolution(1, 8, 3, 28.5), "size=28.5 is not a whole number"),
        (lambda: Matrix.lstm(-28, 64), "n_in=-28 is less than 1"),
        (lambda: Floorplan.of([(0, 4)]), "n_in=0 is less than 1"),
        (lambda: Floorplan.of([(4, 4)], bias="column"), "bias='column' is not one of"),
        (lambda: Floorplan.of([(4, 4)], columns_per_weight=0), "columns_per_weight=0"),
        (lambda: Matrix.convolution(1, 8, 5, 4), "kernel=5 does not fit images of 4 x 4"),
        (lambda: patches(np.ones((2, 3, 4)), 3), "must be .batch, channels, height, width"),
        (lambda: patches(np.ones((1, 1, 2, 2)), 3), "kernel=3 does not fit images of 2 x 2"),
        (lambda: digits(200, 8, 2), "value=200 is outside ±127, which 8 bits hold"),
        (lambda: digits(0, 1, 1), "bits=1 is outside 2 … 32"),
        (lambda: digits(0, 8, 0), "slice_bits=0 is outside"),
        (lambda: Sliced([[0.5]], lambda w, k: Tile(w.shape, WIDE, weights=w)), "slices need a fixed scale"),
        (lambda: Sliced([[np.inf]], None), "not a matrix of finite numbers"),
    ],
)
def test_what_cannot_be_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_floorplan_takes_what_energy_knows_of_a_layer():
    plan = Floorplan.of([conv2d(3, 8, 5, 28), lstm(28, 64, 28)])
    assert [(m.n_in, m.n_out, m.reads) for m in plan.layers] == [(75, 8, 576), (92, 256, 28)]
    assert plan.layers[1] == dataclasses.replace(Matrix.lstm(28, 64, 28), name="")
    assert Matrix.convolution(1, 1, 3, 10, padding=1).reads == 100 and Matrix.convolution(1, 1, 3, 10, 2, 1).reads == 25
