"""The trace of a read: it is the read, and every number in its table follows from the ones before."""

import numpy as np
import pytest

from analog_lab.devices import ConstantStep, preset
from analog_lab.periphery import Adc, BoundManagement, Dac, Neuron, Offset, Passes, Periphery, WeightNoise
from analog_lab.tile import OffsetColumn, Pair, ProgrammedTile, Single, Tile

RNG = np.random.default_rng(0)
W, X = RNG.uniform(-0.5, 0.5, (4, 6)), RNG.standard_normal(6)
RICH = (
    Dac(5, stochastic=True),
    Passes("two", digital=True, asymmetry_std=0.05),
    WeightNoise(0.02, "pcm"),
    Offset(0.1, r_series=0.05),
    Adc(8, bound=1.0, nonlinearity=0.3, nonlinearity_std=0.2, asymmetry=0.1),
    BoundManagement(3),
    Neuron("tanh"),
)
CHIPS = {
    "pulsed": lambda edge: Tile((4, 6), ConstantStep(), edge, seed=1, weights=W),
    "programmed": lambda edge: ProgrammedTile(W, preset("pcm-inference"), periphery=edge, seed=1),
    "offset column": lambda edge: ProgrammedTile(
        W, preset("rram-wan"), OffsetColumn(g_max_us=40.0, w_max=0.5), edge, seed=1
    ),
}


@pytest.mark.parametrize("edge", [Periphery(), Periphery(in_noise=0.1), Periphery(more=RICH), Periphery.ideal()])
@pytest.mark.parametrize("make", CHIPS.values(), ids=CHIPS)
def test_a_trace_is_the_next_read_and_changes_nothing(make, edge):
    tile, twin = make(edge), make(edge)
    for _ in range(2):
        trace = tile.trace(X)
        y = twin.forward(X)
        np.testing.assert_allclose(trace.y, y, atol=1e-6)
        np.testing.assert_array_equal(tile.forward(X), y)


def test_every_number_follows_from_the_ones_before():
    tile = ProgrammedTile(W, preset("pcm-inference"), periphery=Periphery(7, 9), seed=3)
    tile.drift(3600.0)
    trace = tile.trace(X)
    rows = {name: (value, unit) for name, _, value, unit in trace.table(1, 2)}
    s = 25.0 / np.abs(W).max()
    assert rows["Weight"][0] == W[1, 2] and rows["g⁺"] == (pytest.approx(s * max(W[1, 2], 0)), "µS")
    assert rows["g⁺ drifted"][0] == pytest.approx(tile.device.drift(tile.programmed[0], 3600.0)[1, 2])
    read = (rows["g⁺ read"][0] - rows["g⁻ read"][0]) / s
    assert rows["Weight read"][0] == pytest.approx(read, rel=1e-5)
    q = round(X[2] / np.abs(X).max() * 63) / 63
    assert rows["DAC"][0] == pytest.approx(q, abs=1e-6) and rows["Line voltage"] == (pytest.approx(0.2 * q), "V")
    assert rows["Cell current"] == (pytest.approx(read * s * 0.2 * q, rel=1e-5), "µA")
    assert rows["Column current"][0] == pytest.approx(trace["Cell current"].value[1].sum())
    assert rows["Column sum"][0] == pytest.approx(rows["Column current"][0] / (0.2 * s), rel=1e-4)
    step = 24 / 510
    assert rows["ADC code"][0] == round(rows["Noise of the sum"][0] / step)
    assert rows["ADC"][0] == pytest.approx(rows["ADC code"][0] * step)
    assert rows["Output"][0] == pytest.approx(np.abs(X).max() * rows["ADC"][0], rel=1e-6)
    with pytest.raises(ValueError, match=r"\(i, j\)=\(4, 0\) is outside an array of 4 outputs x 6 inputs"):
        trace.table(4, 0)
    with pytest.raises(ValueError, match=r"x has shape \(1, 6\); a trace follows one vector of 6 numbers"):
        tile.trace(X[None])


def test_time_moves_one_chip():
    tile = ProgrammedTile(W, preset("pcm-inference").nominal(), periphery=Periphery.ideal(), seed=3)
    np.testing.assert_allclose(tile.weights, W, rtol=1e-6)
    tile.drift(1e6)
    aged = tile.weights
    assert np.all(np.abs(aged) < np.abs(W)) and np.all(np.sign(aged) == np.sign(W))
    tile.drift(0.0)
    np.testing.assert_allclose(tile.weights, W, rtol=1e-6)
    noisy = ProgrammedTile(W, preset("pcm-inference"), periphery=Periphery.ideal(), seed=3)
    first, second = noisy.forward(np.eye(6)), noisy.forward(np.eye(6))
    assert not np.allclose(first, second) and np.allclose(first, second, atol=0.2)


def test_writing_until_it_agrees_brings_weights_closer():
    errors = []
    for tolerance in (None, 0.3):
        tile = ProgrammedTile(W, preset("pcm-inference"), seed=1, tolerance_us=tolerance, max_pulses=50)
        errors.append(np.abs(tile.weights - W).max())
    assert errors[1] < 0.75 * errors[0]


@pytest.mark.parametrize("mapping", [Pair(), Pair(two_sided=True), Pair(g_min_us=2.0), OffsetColumn(), Single()])
def test_weights_come_back_from_every_mapping(mapping):
    cells = mapping.to_conductances(W)
    assert all(g.min() >= mapping.g_min_us and g.max() <= mapping.g_max_us for g in cells)
    np.testing.assert_allclose(mapping.to_weights(*cells), W, atol=1e-15)
    assert len(mapping.equations()) == len(cells)
    assert mapping.columns(4) == {Pair: 8, OffsetColumn: 5, Single: 4}[type(mapping)]


def test_a_pair_forgets_its_common_mode_and_columns_may_have_scales_of_their_own():
    plus, minus = Pair(two_sided=True).to_conductances(W)
    np.testing.assert_allclose(plus + minus, 25.0)
    np.testing.assert_allclose(Pair().to_weights(plus + 1, minus + 1), W, atol=1e-15)
    own = Pair.columnwise(W * [[1], [10], [0], [1e-3]])
    cells = own.to_conductances(W * [[1], [10], [0], [1e-3]])
    np.testing.assert_allclose(np.maximum(*cells).max(axis=1), [25, 25, 0, 25])
    np.testing.assert_allclose(own.to_weights(*cells), W * [[1], [10], [0], [1e-3]], rtol=1e-12)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Pair(g_max_us=1.0, g_min_us=2.0), "g_min_us=2 and g_max_us=1 must satisfy"),
        (lambda: Single(w_max=0.0), "w_max=0.0 is not a positive number"),
        (lambda: Pair().to_conductances([[0.5, 1.5]]), "w=1.5 is outside ±1"),
        (lambda: Pair().to_conductances([[np.nan]]), "w=nan is outside ±1"),
        (lambda: ProgrammedTile(W, ConstantStep()), "device=ConstantStep is not programmed once"),
        (lambda: ProgrammedTile(W[0], preset("rram-wan")), r"weights of shape \(6,\) are not a matrix"),
        (lambda: ProgrammedTile(W, preset("rram-wan"), Pair(200.0)), "outside this fit"),
        (lambda: ProgrammedTile(W, preset("rram-wan")).drift(1e9), "t_s=1000000000.0 is outside this fit"),
    ],
)
def test_what_cannot_be_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
