"""Every stage of the read path: against vectors of the reference simulator, its statistics, and what is refused."""

import numpy as np
import pytest
import stats

from analog_lab.devices import ConstantStep
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
)
from analog_lab.tile import Tile

WIDE = ConstantStep(w_max=100.0, w_min=-100.0, w_max_dtod=0.0, w_min_dtod=0.0)
BARE = {"dac_bits": None, "adc_bits": None}


def tile_of(w, *more, seed=0, **edge):
    if not any(isinstance(stage, SumNoise) for stage in more):
        edge = {"out_noise": 0.0, **edge}
    return Tile(np.shape(w), WIDE, Periphery(**edge, more=more), seed=seed, weights=w)


def matrix_and_inputs():
    rng = np.random.default_rng(0)
    w = rng.uniform(-0.5, 0.5, (5, 8)).astype(np.float32)
    return w, (rng.standard_normal((4, 8)).astype(np.float32) * 3)[[0, 2]]


BENT = Adc(9, nonlinearity=2.0, slope_calibration=0.1, asymmetry=0.2)
# What aihwkit 1.2 (built from source) makes of these weights and the first and third input, five digits
PEER = [
    ((), {}, [-2.7674, 1.6605, -0.55348, 2.2139, 2.7674], [0.73667, 3.6834, 3.9289, -2.4556, 1.4733]),
    (
        (BoundManagement(),),
        {"out_bound": 0.5},
        [-2.8712, 1.7412, -0.54195, 2.3292, 2.7328],
        [0.59343, 3.7038, 4.0108, -2.4147, 1.3915],
    ),
    ((), {"out_bound": 0.5}, [-2.8712, 1.7412, -0.54195, 2.3292, 2.7328], [0.66505, 2.6091, 2.6091, -2.4351, 1.4017]),
    (
        (Dac(7, asymmetry=0.2),),
        {},
        [-2.7674, 1.6605, -0.27674, 2.4907, 2.4907],
        [0.49112, 3.4378, 3.4378, -1.7189, 1.4733],
    ),
    (
        (Offset(r_series=0.3), BENT),
        {},
        [-1.6605, 1.107, -0.27674, 1.3837, 1.6605],
        [1.2278, 6.8756, 7.6123, -2.9467, 2.4556],
    ),
    (
        (Offset(r_series=0.3),),
        {},
        [-0.83023, 0.55348, -0.27674, 0.55348, 0.83023],
        [0.49112, 3.1923, 3.4378, -1.4733, 0.98223],
    ),
    (
        (Passes("two", digital=True),),
        {"out_bound": 0.4},
        [-2.8689, 1.7435, -0.53504, 1.7804, 2.7213],
        [0.66301, 3.5851, 3.5442, -1.195, 1.2523],
    ),
    (
        (Scale("constant", 2.0),),
        {},
        [-2.0706, 0.94118, -0.56471, 1.6941, 1.0353],
        [0.28235, 2.7294, 2.6353, -2.0706, 0.65882],
    ),
]


@pytest.mark.parametrize(("more", "edge", "first", "third"), PEER)
def test_reads_without_noise_are_those_of_the_reference_simulator(more, edge, first, third):
    w, x = matrix_and_inputs()
    np.testing.assert_allclose(tile_of(w, *more, **edge).forward(x), [first, third], rtol=6e-5)


@pytest.mark.parametrize("stage", [Offset(), WeightNoise(0.0), Passes("two"), SumNoise(0.0), BoundManagement()])
def test_a_stage_that_does_nothing_changes_nothing(stage):
    w, x = matrix_and_inputs()
    np.testing.assert_allclose(tile_of(w, stage).forward(x), tile_of(w).forward(x), rtol=1e-5)


@pytest.mark.parametrize("factor", [1.0, 1.1])
@pytest.mark.parametrize(("kind", "std"), [("additive", 0.1 * 5), ("pcm", 0.1 * np.sqrt(0.5 * 9 + 2 * 16))])
def test_noise_of_the_cells(kind, std, factor):
    tile = tile_of([[0.5, -2.0]], WeightNoise(0.1, kind), **BARE, noise_management="none")
    y = tile.forward(np.tile([3.0, 4.0], (20_000, 1)))
    assert (stats.normal(y, -6.5, factor * std) > stats.ALPHA) == (factor == 1)


@pytest.mark.parametrize("factor", [1.0, 1.1])
def test_columns_differ_in_their_noise(factor):
    tile = tile_of(np.zeros((30_000, 1)), SumNoise(0.2, spread=0.3), **BARE, noise_management="none")
    std = tile.forward(np.ones((300, 1))).std(axis=0)
    assert (stats.normal(std, 0.2, factor * 0.06) > stats.ALPHA) == (factor == 1)


def test_stochastic_rounding_is_right_on_average():
    tile = tile_of([[1.0]], Dac(3, stochastic=True), adc_bits=None, noise_management="none")
    y = tile.forward(np.full((20_000, 1), 0.4))
    assert set(np.unique(y.round(5))) == {np.float32(0.33333), np.float32(0.66667)}
    assert stats.mean(y, 0.4) > stats.ALPHA > stats.mean(y, 0.41)
    np.testing.assert_allclose(tile_of([[1.0]], Dac(3), adc_bits=None, noise_management="none").forward([0.4]), 1 / 3)


@pytest.mark.parametrize("factor", [1.0, 1.1])
def test_offsets_and_read_asymmetry_belong_to_the_chip(factor):
    tile = tile_of(np.ones((40_000, 1)), Offset(0.1, w_min=0.0), **BARE, noise_management="none")
    v = 1 - tile.forward([1.0])
    assert stats.binomial(np.count_nonzero(v), 40_000, 0.5) > stats.ALPHA
    signs = np.random.default_rng(0).choice([-1, 1], 40_000)
    assert (stats.normal((v * signs)[v > 0], 0, factor * 0.1) > stats.ALPHA) == (factor == 1)
    np.testing.assert_array_equal(tile.forward([1.0]), 1 - v)
    tile = tile_of(np.ones((40_000, 1)), Passes("two", asymmetry_std=0.1), **BARE, noise_management="none")
    np.testing.assert_array_equal(tile.forward([1.0]), 1.0)
    assert (stats.normal(tile.forward([-1.0]), -1, factor * 0.1) > stats.ALPHA) == (factor == 1)


@pytest.mark.parametrize("kind", ["relu", "sigmoid", "tanh"])
def test_a_neuron_at_the_edge(kind):
    function = {"relu": lambda v: max(v, 0.0), "sigmoid": lambda v: 1 / (1 + np.exp(-v)), "tanh": np.tanh}[kind]
    x = np.float32([[-2.0], [-0.1], [0.3], [3.0]])
    expected = np.vectorize(function)(x)
    for analog in (False, True):
        y = tile_of([[1.0]], Neuron(kind, analog), **BARE, noise_management="none").forward(x)
        np.testing.assert_allclose(y, expected, atol=1e-6)
    np.testing.assert_allclose(tile_of([[1.0]], Neuron("relu", True), **BARE).forward(x), np.maximum(x, 0), atol=1e-6)
    step = 1e-3
    rise = (np.vectorize(function)(x + step) - np.vectorize(function)(x - step)) / (2 * step)
    np.testing.assert_allclose(Neuron(kind).slope(expected), rise, atol=1e-4)
    np.testing.assert_allclose(tile_of([[1.0]], Neuron(kind), **BARE).backward([[2.0]]), 2.0)


def test_an_analog_neuron_is_noisy_and_saturates():
    edge = Neuron("relu", analog=True, noise=0.1, saturation=1.0)
    y = tile_of([[1.0]], edge, **BARE, noise_management="none").forward(np.repeat([[0.5], [9.0]], 20_000, 0))
    assert stats.normal(y[:20_000], 0.5, 0.1) > stats.ALPHA > stats.normal(y[:20_000], 0.5, 0.11)
    np.testing.assert_array_equal(y[20_000:], 1.0)
    scale = Periphery(None, None, out_noise=0.0, more=(Scale("constant", 4.0), Neuron("tanh", analog=True)))
    tile = Tile((1, 1), WIDE, scale, weights=[[1.0]])
    np.testing.assert_allclose(tile.forward([0.7]), np.tanh(0.7), atol=1e-6)


def test_stages_stand_where_signals_meet_them():
    more = (Neuron("tanh"), BoundManagement(), WeightNoise(), Offset(), Dac(5))
    kinds = [Scale, Dac, LineNoise, Passes, Offset, WeightNoise, SumNoise, Adc, BoundManagement, Neuron]
    edge = Periphery(more=more)
    assert [type(stage) for stage in edge.stages] == kinds
    assert edge.dac.bits == 5 and not edge.is_plain
    assert [type(stage) for stage in edge.backward.stages] == kinds[:-2]
    analog = Periphery(more=(Neuron("relu", analog=True),)).stages
    assert [type(stage) for stage in analog[-3:]] == [SumNoise, Neuron, Adc]
    assert all(stage.label and stage.equation() for stage in edge.stages)
    assert Periphery().is_plain


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Dac(0), "Dac bits=0: a converter of 0 bits carries nothing; .* None leaves the converter out"),
        (lambda: Adc(1), "Adc bits=1: a converter of 1 bits has no level besides 0"),
        (lambda: Adc(9, bound=float("nan")), "Adc bound=nan is not a positive number"),
        (lambda: Adc(9, nonlinearity=-1.0), "Adc nonlinearity=-1 is below 0"),
        (lambda: Adc(9, asymmetry=1.5), "asymmetry=1.5 is above 1"),
        (lambda: Scale("max"), "noise_management='max' is not one of abs-max, constant, none"),
        (lambda: Scale("constant", 0.0), "alpha=0: nothing can be divided by it"),
        (lambda: Scale("abs-max", 2.0), "alpha=2 is used by kind='constant' alone"),
        (lambda: Passes("three"), "kind='three' is neither 'one' nor 'two'"),
        (lambda: Passes("one", digital=True), "belong to kind='two'"),
        (lambda: Offset(r_series=-1.0), "Offset r_series=-1 is below 0"),
        (lambda: WeightNoise(0.1, "read"), "kind='read' is neither 'additive' nor 'pcm'"),
        (lambda: SumNoise(float("inf")), "SumNoise std=inf is not a finite number"),
        (lambda: BoundManagement(0), "BoundManagement most=0 is below 1"),
        (lambda: Neuron("step"), "kind='step' is not one of relu, sigmoid, tanh"),
        (lambda: Neuron("relu", noise=0.1), "belong to an analog neuron"),
        (lambda: Periphery(more=(Neuron("tanh", analog=True),)), "an analog tanh needs a fixed scale"),
        (
            lambda: Periphery(more=(Neuron("relu", analog=True), Passes("two", digital=True))),
            "an analog relu needs whole sums",
        ),
        (lambda: Periphery(more=(Dac(5), Dac(6))), "more has 2 stages Dac: one is enough"),
        (lambda: Periphery(dac_bits=5, more=(Dac(6),)), r"dac_bits=5 and Dac\(…\) are both given"),
        (lambda: Periphery(more=Dac(5)), r"is one stage: more takes several, as \(Dac"),
        (lambda: Dac("7"), "Dac bits=7 is outside"),
        (lambda: Adc(bound="1"), "Adc bound=1 is not a positive number"),
        (lambda: Periphery(more=("noise",)), "'noise', which is none of the stages"),
        (lambda: Periphery(more=(Dac(7, bound=2.0),)), "in_bound=2 must be 1"),
        (lambda: tile_of([[1.0]], WeightNoise()).forward([np.nan]), "x must be finite"),
    ],
)
def test_bad_stages_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_an_edge_takes_a_stage_in_the_place_of_one_of_its_kind():
    edge = Periphery(6, 7, out_bound=5.0, more=(WeightNoise(0.1),))
    changed = edge.having(Adc(7, 3.0), Scale("constant", 2.0)).having(Adc(7, 4.0))
    assert (changed.adc, changed.scale, changed.dac) == (Adc(7, 4.0), Scale("constant", 2.0), edge.dac)
    assert WeightNoise(0.1) in changed.stages and len(changed.stages) == len(edge.stages)
