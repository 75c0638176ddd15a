"""Where a network lives: its matrices are cut into tiles, and an inference reads them layer after layer.

First the tiles are filled, one after another. Then inputs run through: a dense layer is one read of its tiles, a
convolution one for every place of its window, a recurrent layer one for every step of the sequence.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core import Spec, knob
from ..tile import Floorplan
from ..tile.floorplan import Matrix
from .trace import Controls

Layers = tuple[tuple[str, Matrix], ...]


def cnn(kernel: int) -> Layers:
    """Return a network of two convolutions for pictures of 28 x 28, each followed by a maximum over 2 x 2."""
    first = (28 - kernel + 1) // 2
    second = (first - kernel + 1) // 2
    return (
        ("conv", Matrix.convolution(1, 16, kernel, 28)),
        ("conv", Matrix.convolution(16, 32, kernel, first)),
        ("dense", Matrix(32 * second**2, 128)),
        ("dense", Matrix(128, 10)),
    )


NETWORKS: dict[str, Layers] = {
    "MNIST": (("dense", Matrix(784, 256)), ("dense", Matrix(256, 128)), ("dense", Matrix(128, 10))),
    "digits": (("dense", Matrix(64, 32)), ("dense", Matrix(32, 10))),
    "CNN": cnn(5),
    "LSTM": (("lstm", Matrix.lstm(28, 64, 28)), ("dense", Matrix(64, 10))),
}
INPUTS = 3  # images that run through
PIECES = 12  # frames of the longest layer


@dataclass(frozen=True)
class Plan(Spec):
    """The knobs of the experiment."""

    network: str = knob(
        "MNIST", choices=tuple(NETWORKS), label="network", help="784-256-128-10, 64-32-10, a CNN, an LSTM"
    )
    tile: int = knob(256, choices=(64, 128, 256, 512), label="tile", help="inputs and outputs of one array")
    kernel: int = knob(5, choices=(3, 5, 7), label="CNN window", help="side of the window that slides, of the CNN")
    bias: str = knob(
        "digital", choices=("digital", "row"), label="biases", help="added as numbers, or a row of the array"
    )
    columns: int = knob(
        1, choices=(1, 2), label="columns a weight", help="2 where both cells of a pair stand side by side"
    )
    pipeline: bool = knob(False, scale="bool", label="pipeline", help="every layer works on an input of its own")

    @property
    def layers(self) -> Layers:
        """The kinds and matrices of the network."""
        return cnn(self.kernel) if self.network == "CNN" else NETWORKS[self.network]

    @property
    def plan(self) -> Floorplan:
        """The tiles of the network."""
        layers = [matrix for _, matrix in self.layers]
        return Floorplan.of(layers, (self.tile, self.tile), self.bias, self.columns)


@dataclass(frozen=True)
class Frame:
    """``filled`` tiles hold their weights; ``image`` is the input on which each layer works (-1: none), ``reads`` how
    many reads of it are done, ``done`` how many inputs have left the chip."""

    filled: np.int32
    image: np.ndarray
    reads: np.ndarray
    done: np.int32


def const(spec: Plan) -> dict[str, Any]:
    """The tiles and layers as a picture needs them."""
    plan, kinds = spec.plan, [kind for kind, _ in spec.layers]
    layers = [
        {
            "kind": kind,
            "n_in": matrix.n_in,
            "n_out": matrix.n_out,
            "reads": matrix.reads,
            "window": [math.isqrt(matrix.reads) + spec.kernel - 1, spec.kernel] if kind == "conv" else None,
            "tiles": len(plan.of_layer(n)),
        }
        for n, (kind, matrix) in enumerate(zip(kinds, plan.layers, strict=True))
    ]
    tiles = [
        {"layer": t.layer, "block": list(t.block), "inputs": t.inputs, "outputs": t.outputs, "at": list(t.position)}
        for t in plan.tiles
    ]
    return {
        "tile": spec.tile,
        "layers": layers,
        "tiles": tiles,
        "utilisation": plan.utilisation,
        "reads": plan.reads,
        "messages": plan.messages,
        "inputs": INPUTS,
    }


def _stages(spec: Plan) -> Iterator[list[tuple[int, int]]]:
    """Yield which (layer, input) work at the same time, stage after stage."""
    count = len(spec.plan.layers)
    if not spec.pipeline:
        yield from ([(layer, image)] for image in range(INPUTS) for layer in range(count))
        return
    for t in range(INPUTS + count - 1):
        yield [(layer, t - layer) for layer in range(count) if 0 <= t - layer < INPUTS]


def run(spec: Plan, controls: Controls | None = None) -> Iterator[Frame]:
    """Fill the tiles, then run the inputs through."""
    plan = spec.plan
    idle, none = np.full(len(plan.layers), -1, np.int32), np.zeros(len(plan.layers), np.int32)
    step = math.ceil(len(plan.tiles) / 24)
    for filled in [*range(0, len(plan.tiles), step), len(plan.tiles)]:
        yield Frame(np.int32(filled), idle, none, np.int32(0))
    done = 0
    for stage in _stages(spec):
        longest = max(plan.layers[layer].reads for layer, _ in stage)
        pieces = min(PIECES, longest)
        for piece in range(1, pieces + 1):
            image, reads = idle.copy(), none.copy()
            for layer, number in stage:
                image[layer] = number
                reads[layer] = min(plan.layers[layer].reads, math.ceil(longest * piece / pieces))
            yield Frame(np.int32(len(plan.tiles)), image, reads, np.int32(done))
        done += sum(layer == len(plan.layers) - 1 for layer, _ in stage)
    yield Frame(np.int32(len(plan.tiles)), idle, none, np.int32(done))


def times(spec: Plan) -> tuple[int, int]:
    """Return the reads one after another until the first input is through, and between two inputs from then on."""
    reads = [matrix.reads for matrix in spec.plan.layers]
    return sum(reads), max(reads) if spec.pipeline else sum(reads)
