"""Any list of stages that a periphery accepts can be read, and a trace is the read that follows."""

import copy
import dataclasses

import numpy as np
import pytest
import stats
from hypothesis import assume, given
from hypothesis import strategies as st

from analog_lab.devices import Ageing, ConstantStep, Ideal, Scales, SoftBounds, preset
from analog_lab.periphery import (
    Adc,
    BoundManagement,
    Dac,
    LineNoise,
    Neuron,
    Offset,
    Passes,
    Periphery,
    Scale,
    SumNoise,
    WeightNoise,
    Wires,
)
from analog_lab.tile import Floorplan, OffsetColumn, Pair, ProgrammedTile, Single, Sliced, Tile, TileArray, patches

KINDS = (
    (Scale("constant", 0.5), Scale("constant", 3.0), Scale("none")),
    tuple(Dac(bits, 1.0, dither, uneven) for bits in (None, 2, 8) for dither in (False, True) for uneven in (0.0, 1.0)),
    (LineNoise(0.05),),
    (Wires(0.0, 2.0), Wires(5.0, 0.0), Wires(1.0, 1.0, 10.0, 10.0)),
    (Passes("one"), Passes("two"), Passes("two", True), Passes("two", False, 0.1)),
    (Offset(0.1), Offset(0.0, r_series=0.1)),
    (WeightNoise(0.02), WeightNoise(0.02, "pcm")),
    (SumNoise(0.05), SumNoise(0.05, 0.3)),
    (Neuron("relu"), Neuron("tanh"), Neuron("relu", True, 0.1), Neuron("sigmoid", True, 0.1, 2.0)),
    (Adc(None), Adc(2, 0.5), Adc(9, 12.0, 0.1, 0.1, 0.0, 0.1)),
    (BoundManagement(),),
)


@st.composite
def peripheries(draw):
    stages = tuple(draw(st.sampled_from(kind)) for kind in KINDS if draw(st.booleans()))
    try:
        return Periphery(more=tuple(draw(st.permutations(stages))))
    except ValueError:
        assume(False)


@given(peripheries(), st.integers(1, 6), st.integers(1, 6), st.booleans(), st.integers(0, 2**32), st.booleans())
def test_every_path_reads_and_its_trace_is_the_read(periphery, n_out, n_in, programmed, seed, silent):
    rng = np.random.default_rng(seed)
    w = rng.uniform(-0.6, 0.6, (n_out, n_in))
    if programmed:
        tile = ProgrammedTile(w, preset("pcm-inference"), periphery=periphery, seed=seed)
    else:
        tile = Tile((n_out, n_in), SoftBounds(), periphery, seed=seed, weights=w)
    x = np.zeros(n_in) if silent else rng.standard_normal(n_in)
    trace = tile.trace(x)
    assert tile.reads == 0
    np.testing.assert_allclose(trace.y, tile.forward(x), rtol=2e-6, atol=1e-7)
    for cell in ((0, 0), (n_out - 1, n_in - 1)):
        assert all(np.isfinite(value).all() for _, _, value, _ in trace.table(*cell))
    assert np.isfinite(tile.forward(rng.standard_normal((5, n_in)))).all()
    back = tile.backward(rng.standard_normal((3, n_out)))
    assert back.shape == (3, n_in) and np.isfinite(back).all()
    assert tile.forward(np.zeros((0, n_in))).shape == (0, n_out)


def quiet(*more, **fields):
    return Periphery(**{"out_noise": 0.0, **fields}, more=more)


WIDE = ConstantStep(w_max=5000.0, w_min=-5000.0, w_max_dtod=0.0, w_min_dtod=0.0)


def wide(w, edge):
    w = np.asarray(w, float)
    return Tile(w.shape, WIDE, edge, weights=w)


@pytest.mark.parametrize("batch", [1, 3])
def test_a_plain_read_rounds_as_its_stages_do(batch):
    """Halves of a step, and 2,000 whole numbers: no DAC step lies between the kernel and the trace."""
    halves = np.array([[alpha / 2, alpha] for alpha in range(2, 402, 2)])
    plain, staged = (wide(np.eye(2), quiet(*more, adc_bits=None)) for more in ((), (WeightNoise(0.0),)))
    for x in halves:
        np.testing.assert_array_equal(plain.forward(np.tile(x, (batch, 1)))[0], staged.forward(x))
    w = np.random.default_rng(0).integers(-9, 9, (7, 12))
    plain, staged = (wide(w, quiet(*more)) for more in ((), (WeightNoise(0.0),)))
    for seed in range(200):
        x = np.random.default_rng(seed).integers(-50, 50, (batch, 12))
        np.testing.assert_array_equal(plain.forward(x), staged.forward(x))


@pytest.mark.parametrize(
    ("n", "w", "edge", "read"),
    [
        (256, 1.0, {"dac_bits": 5}, 48.0),  # aihwkit 1.2: its bound of 12 at the factor 4
        (256, 1.0, {"out_bound": 2.0}, 32.0),  # 16 times 2
        (1, 1188.0, {}, 192.0),
    ],
)
def test_bound_management_stops_where_inputs_would_fall_below_the_grid(n, w, edge, read):
    tile = wide(np.full((1, n), w), quiet(BoundManagement(), **edge))
    assert tile.forward(np.ones(n))[0] == pytest.approx(read, rel=1e-3)


def test_every_try_halves_once_and_draws_noise_of_its_own():
    """Sums of 100 at a bound of 12 need four tries: α = 16, and the noise in front of the ADC grows with it."""
    tile = wide(np.full((1, 4), 25.0), Periphery(adc_bits=16, out_noise=0.5, more=(BoundManagement(),)))
    reads = np.array([tile.forward(np.ones(4))[0] for _ in range(3000)])
    assert stats.mean(reads, 100.0) > stats.ALPHA
    assert reads.std() == pytest.approx(16 * 0.5, rel=0.1)
    trace = wide(np.full((1, 4), 25.0), quiet(BoundManagement())).trace(np.ones(4))
    assert trace["ADC"].value[0] * 16 == trace.y[0] == pytest.approx(100, rel=0.02)
    assert [tap.name for tap in trace.taps].count("ADC") == 1  # of the last try


def test_saturation_of_either_pass_is_managed():
    for w in ([[30.0, 0.1]], [[0.1, 30.0]]):
        tile = wide(w, quiet(Passes("two", True), BoundManagement()))
        assert abs(tile.forward([1.0, -1.0])[0] - (w[0][0] - w[0][1])) < 0.6


def test_a_stage_that_changes_the_signal_is_in_the_trace():
    trace = wide([[1.0, 1.0]], quiet(Offset(r_series=0.3))).trace([1.0, 0.5])
    assert "Offset and series resistance" in [tap.name for tap in trace.taps]
    plus, base = 1.492 + 1.492, 1.492
    assert trace["Offset and series resistance"].value[0] == pytest.approx(
        plus / (1 + 0.3 * plus) - base / (1 + 0.3 * base), abs=0.01
    )


@pytest.mark.parametrize("mapping", [Pair(25.0, 0.0, 0.5), OffsetColumn(25.0, 0.0, 0.5), Single(25.0, 0.0, 0.5)])
def test_currents_of_a_trace_are_those_of_the_conductances(mapping):
    cell = dataclasses.replace(preset("pcm-inference"), scale=Scales(0.0, 0.0, 0.0, 0.0))
    edge = Periphery(adc_bits=None, out_noise=0.0, noise_management="none", more=(Dac(8, 2.0),))
    tile = ProgrammedTile([[0.5, -0.25]], cell, mapping, edge)
    g = mapping.to_conductances(np.array([[0.5, -0.25]]))
    first = g[0][0, 0] - (g[1][0, 0] if isinstance(mapping, Pair) else 12.5)
    trace = tile.trace([2.0, -2.0])
    assert trace["Line voltage"].value.tolist() == pytest.approx([0.2, -0.2])
    assert trace["Cell current"].at(0, 0) == pytest.approx(first * 0.2, rel=1e-5)
    assert trace["Column current"].value[0] == pytest.approx(trace["Cell current"].value.sum(), rel=1e-5)
    assert trace["Weight read"].equation == mapping.back


def test_the_negative_pass_meets_its_own_weights_in_the_trace():
    edge = dataclasses.replace(Periphery.ideal(), more=(Passes("two", asymmetry_std=0.5),))
    trace = wide(np.ones((3, 4)), edge).trace([1.0, -1.0, 0.5, -0.5])
    per_volt = trace["Column current"].value / trace["Column sum"].value
    np.testing.assert_allclose(per_volt, per_volt[0], rtol=1e-5)


def test_offset_cells_of_a_column_follow_their_equation_with_both_signs():
    """y = 0: what is left is the offset itself, (1 - v) y₀ - (1 + v) y₀ = -2 v y₀ with y₀ = Σ q."""
    tile = wide(np.zeros((4000, 3)), dataclasses.replace(Periphery.ideal(), more=(Offset(0.1),)))
    v = tile.forward(np.ones(3)) / (-2 * 3)
    assert (v == 0).mean() == pytest.approx(0.5, abs=0.05) and v.max() > 0.2
    assert stats.mean(v, 0.1 / np.sqrt(2 * np.pi)) > stats.ALPHA


def test_slopes_of_a_neuron_at_its_limits():
    assert Neuron("relu", True, saturation=1.0).slope([0.0, 0.5, 1.0]).tolist() == [0, 1, 0]
    noisy = Neuron("sigmoid", True, noise=0.1)
    assert noisy.slope([-0.1, 0.5, 1.1]).tolist() == [0, 0.25, 0]
    assert Neuron("tanh").slope([-1.2, 0.0]).tolist() == [0, 1]
    low = dataclasses.replace(Periphery.ideal(), more=(Neuron("tanh", True, saturation=0.5),))
    assert wide([[1.0]], low).forward([-3.0])[0] == -0.5


def test_ideal_cells_learn_over_several_tiles():
    tiles = TileArray((4, 6), Ideal(), Periphery.ideal(), tile_size=(4, 3))
    x, d = np.arange(6.0), np.arange(4.0)
    assert tiles.update(x, d, 0.1) == 0
    np.testing.assert_allclose(tiles.weights, -0.1 * np.outer(d, x), atol=1e-6)
    before = tiles.weights
    with pytest.raises(ValueError, match="finite"):
        tiles.update(np.r_[x[:-1], np.inf], d, 0.1)
    np.testing.assert_array_equal(tiles.weights, before)
    twin = copy.copy(tiles)
    twin.update(x, d, 0.1)
    np.testing.assert_array_equal(tiles.weights, before)


def test_tiles_age_once_a_mini_batch():
    cell = dataclasses.replace(SoftBounds(), ageing=Ageing(lifetime=2.0))
    tiles = TileArray((4, 4), cell, Periphery.ideal(), weights=np.full((4, 4), 0.2), tile_size=(2, 2))
    before = tiles.weights
    tiles.update(np.zeros(4), np.zeros(4), 0.1)
    np.testing.assert_allclose(tiles.weights, before / 2, rtol=1e-5)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: quiet(Neuron("relu", analog=True), BoundManagement()), "puts out the same at any scale"),
        (lambda: Dac(float("inf")), "Dac bits=inf is outside 2 … 16"),
        (lambda: Adc([8]), r"Adc bits=\[8\] is outside"),
        (lambda: Adc(8, None), "Adc bound=None is not a positive number"),
        (lambda: Pair(g_max_us=None), "g_max_us=None is not a number"),
        (lambda: Periphery(more=None), "more=None is not a tuple of stages"),
        (lambda: Tile(None, WIDE), "shape=None must be"),
        (lambda: Tile((float("inf"), 2), WIDE), "shape=.inf, 2. must be"),
        (lambda: Tile(("a", 2), WIDE), "must be .n_out, n_in."),
        (lambda: Tile((2, 2), WIDE, pulses="x"), "pulses='x' is no PulseUpdate"),
        (lambda: TileArray((2, 2), WIDE, "ideal"), "periphery='ideal' is no Periphery"),
        (lambda: patches(np.ones((1, 1, 4, 4)), 3.0), "kernel=3.0 is not a whole number"),
        (lambda: Floorplan.of([(3, 4)], (8, 1), columns_per_weight=2), "no room for 2 columns of a weight"),
        (
            lambda: TileArray((4, 4), WIDE).restore(TileArray((8, 8), WIDE, tile_size=(4, 4)).state()),
            "the state has 4 blocks; these are 1",
        ),
        (
            lambda: Sliced(np.eye(2), lambda w, k: Tile(w.shape, ConstantStep(), FIXED, weights=w)),
            "the cells do not hold weights of ±1",
        ),
        (
            lambda: Sliced(np.eye(2), lambda w, k: wide(w, dataclasses.replace(FIXED, more=(Neuron(),)))),
            "a relu at the edge would bend each slice",
        ),
        (lambda: Sliced(np.eye(2), lambda w, k: None), "make gave None: it must be an array"),
        (lambda: Sliced(np.eye(2), lambda w, k: wide(w[:1], FIXED)), r"it must be an array of \(2, 2\)"),
    ],
)
def test_what_no_array_can_be_is_refused(make, said):
    with pytest.raises(ValueError, match=said):
        make()


FIXED = Periphery(noise_management="none")


def test_pairs_stay_on_one_tile():
    plan = Floorplan.of([(10, 129)], columns_per_weight=2)
    assert all(tile.outputs % 2 == 0 for tile in plan.tiles)
    assert all(tile.outputs <= 256 for tile in plan.tiles) and sum(tile.outputs for tile in plan.tiles) == 258


@given(st.floats(0.1, 100), st.floats(0, 0.9), st.floats(1e-3, 1e3))
def test_conductances_stay_within_their_range(top, low, w_max):
    for kind in (Pair, OffsetColumn, Single):
        for g in kind(top, low * top, w_max).to_conductances(np.array([[-w_max, 0.0, w_max]])):
            assert (g >= low * top).all() and (g <= top).all()
