"""Any list of stages that a periphery accepts can be read, and a trace is the read that follows."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from analog_lab.devices import SoftBounds, preset
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
from analog_lab.tile import ProgrammedTile, Tile

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
