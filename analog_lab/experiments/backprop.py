"""The same wires backwards: one step of training on crossbar tiles, walked through, and then many of them.

Forward, each tile is driven at its rows and its columns sum; what drove the rows stays parked beside them. Backward,
the same tile is driven at its columns by the errors and its rows sum; the derivative of f is multiplied in outside of
the array. Then every tile is pulsed from both sides at once. Beside it the same network learns in floating point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..core import Spec, key64, knob, rng_from
from ..devices import PulsedDevice
from ..periphery import Periphery
from ..tile import PulseUpdate, Tile
from ..training.mlp import ACTIVATIONS
from .cell import LAWS, knob_cell
from .trace import Controls

NETWORKS = {"3-3-2": (3, 3, 2), "4-5-3": (4, 5, 3), "3-3-3-2": (3, 3, 3, 2)}
PHASES = ("start", "forward", "activation", "error", "backward", "derivative", "update", "done")
W_TOP = 1.0  # the cells hold weights between -1 and 1
START = 0.7  # the largest weight at the start
Array = np.ndarray


@dataclass(frozen=True)
class Backprop(Spec):
    """The knobs of the experiment."""

    f: str = knob("tanh", choices=tuple(ACTIVATIONS), label="neuron f", help="what the edge makes of a column's sum")
    lr: float = knob(0.2, 0.02, 0.3, scale="log", label="learning rate", help="of both networks")
    dw_min: float = knob(0.02, 0.002, 0.1, scale="log", label="step Δw", help="mean weight change of one pulse")
    network: str = knob("4-5-3", choices=tuple(NETWORKS), label="network", help="neurons in each layer")
    examples: int = knob(2, 1, 6, scale="int", label="examples", help="labelled inputs, taken in turn, one a step")
    target: float = knob(0.8, 0.2, 1.0, fmt=".1f", label="target", help="of the right output; that of the others is 0")
    steps: int = knob(16, 1, 60, scale="int", label="steps", help="of training; the first is walked through")
    bl: int = knob(10, 1, 31, scale="int", label="train length", help="slots of the pulse trains of one update")
    bits: int | str = knob(8, choices=("none", 4, 6, 8), label="converters", help="bits of DAC and ADC")
    noise: float = knob(0.05, 0.0, 0.5, fmt=".2f", label="read noise", help="on every sum; the largest input is 1")
    up_down: float = knob(
        0.1, -0.9, 0.9, fmt="+.2f", label="asymmetry", help="a down pulse is smaller by this fraction; below 0 an up is"
    )
    ctoc: float = knob(0.3, 0.0, 5.0, fmt="%", label="pulse noise", help="spread from pulse to pulse, in steps")
    dtod: float = knob(0.1, 0.0, 0.4, fmt="%", label="cell spread", help="spread of step and bounds, cell to cell")
    law: str = knob("soft bounds", choices=tuple(LAWS), label="cell law", help="how the step depends on the weight")
    seed: int = knob(7, 0, 2**31 - 1, scale="int", label="chip", help="which chip: the seed of every random draw")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons of each layer, the inputs first."""
        return NETWORKS[self.network]

    @property
    def device(self) -> PulsedDevice:
        """The cell that the knobs describe, with weights between -1 and 1."""
        return knob_cell(self.law, self.dw_min, self.up_down, self.dtod, self.ctoc)

    @property
    def periphery(self) -> Periphery:
        """The edge of every tile; without converters and noise it reads exactly."""
        bits = None if self.bits == "none" else int(self.bits)
        return Periphery(dac_bits=bits, adc_bits=bits, out_noise=self.noise, out_bound=4.0)

    @property
    def weights(self) -> list[Array]:
        """The weights at the start, (outputs, inputs) of each layer."""
        rng = rng_from(self.seed, "weights")
        return [rng.uniform(-START, START, (m, n)) for n, m in zip(self.sizes[:-1], self.sizes[1:], strict=True)]

    @property
    def data(self) -> tuple[Array, Array]:
        """The examples: inputs (examples, n_in) between -1 and 1, and targets (examples, n_out)."""
        rng, n_out = rng_from(self.seed, "examples"), self.sizes[-1]
        x = rng.uniform(0.2, 1.0, (6, self.sizes[0])) * rng.choice([-1, 1], (6, self.sizes[0]))
        return x[: self.examples], self.target * np.eye(n_out)[np.arange(self.examples) % n_out]


@dataclass(frozen=True)
class Frame:
    """One look at the network; arrays run over the layers one after another.

    ``w`` are the weights of all tiles, each as (outputs, inputs); ``z`` the column sums, ``a`` the inputs and what f
    makes of the sums, ``s`` the row sums of the backward read, ``d`` the errors, all with one number a neuron.
    ``there`` says for a, z, s and d of which layers they exist by now. ``x_hits`` and ``d_hits`` count the pulses of
    this frame on rows and columns, ``hits`` those on each cell. ``layer`` is the tile at work, -1 for all; ``at`` the
    training steps done so far, ``loss`` that of the chip and of its twin before the present one.
    """

    phase: np.uint8
    layer: np.int8
    step: np.int32
    slot: np.int32
    at: np.float32
    example: np.int32
    loss: np.ndarray
    w: np.ndarray
    a: np.ndarray
    z: np.ndarray
    s: np.ndarray
    d: np.ndarray
    there: np.ndarray
    x_hits: np.ndarray
    d_hits: np.ndarray
    hits: np.ndarray


@dataclass
class Edge:
    """What the periphery keeps during one step: a, z, s and d of every layer, and which of them are there yet."""

    a: list[Array]
    z: list[Array] = field(init=False)
    s: list[Array] = field(init=False)
    d: list[Array] = field(init=False)
    there: Array = field(init=False)

    def __post_init__(self) -> None:
        self.z, self.s, self.d = ([np.zeros(len(a)) for a in self.a] for _ in range(3))
        self.there = np.zeros((4, len(self.a)), np.uint8)
        self.there[0, 0] = 1

    def put(self, name: str, layer: int, values: Array) -> None:
        """Keep ``values`` as a, z, s or d of a layer."""
        getattr(self, name)[layer] = np.asarray(values, float).ravel()
        self.there["azsd".index(name), layer] = 1


def const(spec: Backprop) -> dict[str, Any]:
    """What the scene needs beside the frames."""
    return {
        "sizes": list(spec.sizes),
        "phases": list(PHASES),
        "f": spec.f,
        "lr": spec.lr,
        "dw_min": spec.dw_min,
        "w_top": W_TOP,
        "steps": spec.steps,
        "bl": spec.bl,
        "targets": spec.data[1].tolist(),
    }


def tiles_of(spec: Backprop) -> list[Tile]:
    """Return one tile a layer, at the weights of the start."""
    pulses = PulseUpdate(spec.bl, update_bl_management=False)  # every train has the same length
    return [
        Tile(w.shape, spec.device, spec.periphery, pulses, key64(spec.seed, "tile", n), w)
        for n, w in enumerate(spec.weights)
    ]


def forward(spec: Backprop, tiles: list[Tile], edge: Edge) -> Iterator[tuple[str, int]]:
    r"""Read layer after layer: z_j = Σ_i W_ij x_i at the columns, x_j = f(z_j) of the next; the last has no f."""
    f, last = ACTIVATIONS[spec.f][0], len(tiles) - 1
    for n, tile in enumerate(tiles):
        edge.put("z", n + 1, tile.forward(edge.a[n]))
        if n == last:
            edge.put("a", n + 1, edge.z[n + 1])
        yield "forward", n
        if n < last:
            edge.put("a", n + 1, f(edge.z[n + 1]))
            yield "activation", n


def backward(spec: Backprop, tiles: list[Tile], edge: Edge, target: Array) -> Iterator[tuple[str, int]]:
    r"""δ = y − t at the output; then from layer to layer s_i = Σ_j W_ij δ_j at the rows, δ_i = s_i f'(z_i).

    For L = ½ Σ (y − t)², δ of every layer is the gradient of L with respect to its sums z. The first tile is not read
    backward, as nothing before it learns. Source: Rumelhart, Hinton and Williams, Nature 323, 533 (1986).
    """
    slope, last = ACTIVATIONS[spec.f][1], len(tiles)
    edge.put("d", last, edge.a[last] - target)
    yield "error", last - 1
    for n in range(last - 1, 0, -1):
        edge.put("s", n, tiles[n].backward(edge.d[n + 1]))
        yield "backward", n
        edge.put("d", n, edge.s[n] * slope(edge.a[n]))
        yield "derivative", n


class Twin:
    """The same network in floating point, its weights held within those of the cells."""

    def __init__(self, spec: Backprop) -> None:
        self.spec, self.layers = spec, [w.copy() for w in spec.weights]

    def train(self, x: Array, target: Array) -> None:
        """Take one step of gradient descent on one example."""
        f, slope = ACTIVATIONS[self.spec.f]
        a = [x]
        for w in self.layers:
            z = w @ a[-1]
            a.append(f(z) if w is not self.layers[-1] else z)
        d, moved = a[-1] - target, []
        for w, x_in in zip(reversed(self.layers), reversed(a[:-1]), strict=True):
            moved.append(np.clip(w - self.spec.lr * np.outer(d, x_in), -W_TOP, W_TOP))
            d = (w.T @ d) * slope(x_in)
        self.layers = moved[::-1]


def _loss(spec: Backprop, tiles: list[Tile], twin: Twin) -> Array:
    """Return the mean of ½ Σ (y − t)² over the examples: as the chip reads it, and in floating point."""
    x, targets = spec.data
    f, chip, exact = ACTIVATIONS[spec.f][0], x, x
    for n, (tile, w) in enumerate(zip(tiles, twin.layers, strict=True)):
        chip, exact = tile.clone().forward(chip), exact @ w.T  # a clone: looking changes no later noise
        if n < len(tiles) - 1:
            chip, exact = f(chip), f(exact)
    return np.array([0.5 * np.mean(np.sum((y - targets) ** 2, axis=1)) for y in (chip, exact)], np.float32)


def run(spec: Backprop, controls: Controls | None = None) -> Iterator[Frame]:
    """Walk through the first step slot by slot; every later step has three frames."""
    tiles, twin = tiles_of(spec), Twin(spec)
    x, targets = spec.data
    for step in range(spec.steps):
        k = step % spec.examples
        loss = _loss(spec, tiles, twin)
        edge = Edge([x[k], *(np.zeros(n) for n in spec.sizes[1:])])
        looks = _walk(spec, tiles, edge, targets[k]) if step == 0 else _glance(spec, tiles, edge, targets[k])
        count = len(PHASES) + spec.bl if step == 0 else 3
        for n, (phase, layer, slot, lines) in enumerate(looks):
            at = step + min(n / count, 0.99)
            yield _frame(tiles, edge, phase, layer, step, slot, at, k, loss, lines)
        twin.train(x[k], targets[k])
    loss = _loss(spec, tiles, twin)
    yield _frame(tiles, edge, "done", -1, spec.steps - 1, 0, spec.steps, k, loss, None)


def _walk(spec: Backprop, tiles: list[Tile], edge: Edge, target: Array) -> Iterator[tuple[str, int, int, Any]]:
    """Take one step in full: every read, every f, every slot of the trains."""
    yield "start", 0, 0, None
    for phase, layer in forward(spec, tiles, edge):
        yield phase, layer, 0, None
    for phase, layer in backward(spec, tiles, edge, target):
        yield phase, layer, 0, None
    trains = _trains(spec, tiles, edge)
    for k in range(spec.bl):
        slots = [train.slot(k) for train in trains]
        for tile, one in zip(tiles, slots, strict=True):
            tile.apply(one)
        yield "update", -1, k + 1, slots


def _glance(spec: Backprop, tiles: list[Tile], edge: Edge, target: Array) -> Iterator[tuple[str, int, int, Any]]:
    """Take one step in three looks."""
    list(forward(spec, tiles, edge))
    yield "forward", -1, 0, None
    list(backward(spec, tiles, edge, target))
    yield "backward", -1, 0, None
    trains = _trains(spec, tiles, edge)
    for tile, train in zip(tiles, trains, strict=True):
        tile.apply(train)
    yield "update", -1, spec.bl, trains


def _trains(spec: Backprop, tiles: list[Tile], edge: Edge) -> list[Any]:
    """The pulse trains of every tile: x on its rows, δ on its columns; W -= lr x δᵀ on average."""
    return [tile.trains(edge.a[n], edge.d[n + 1], spec.lr) for n, tile in enumerate(tiles)]


def _frame(
    tiles: list[Tile], edge: Edge, phase: str, layer: int, step: int, slot: int, at: float, k: int, loss: Any, sent: Any
) -> Frame:
    def joined(parts: Any, kind: Any = np.float32) -> Array:
        return np.concatenate([np.asarray(part).ravel() for part in parts]).astype(kind)

    shapes = [tile.shape for tile in tiles]
    if sent is None:
        rows, columns = [np.zeros(n) for _, n in shapes], [np.zeros(m) for m, _ in shapes]
        hits = [np.zeros(shape) for shape in shapes]
    else:
        rows, columns = ([np.bitwise_count(getattr(one, bits)[0]) for one in sent] for bits in ("x_bits", "d_bits"))
        hits = [one.coincidences()[0] for one in sent]
    return Frame(
        np.uint8(PHASES.index(phase)), np.int8(layer), np.int32(step), np.int32(slot), np.float32(at), np.int32(k),
        loss, joined(tile.weights for tile in tiles), joined(edge.a), joined(edge.z), joined(edge.s), joined(edge.d),
        edge.there.copy(), joined(rows, np.uint8), joined(columns, np.uint8), joined(hits, np.uint8),
    )  # fmt: skip
