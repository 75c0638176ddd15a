"""Where a network lives: its matrices cut into tiles on a chip, and what travels between them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..core.checks import sides, whole
from .array import cuts

BIASES = ("digital", "row", "none")


@dataclass(frozen=True)
class Matrix:
    """The matrix of one layer, and how many times an inference reads it."""

    n_in: int
    n_out: int
    reads: int = 1
    name: str = ""

    def __post_init__(self) -> None:
        for field in ("n_in", "n_out", "reads"):
            object.__setattr__(self, field, whole(field, getattr(self, field)))

    @classmethod
    def convolution(
        cls, channels_in: int, channels_out: int, kernel: int, size: int, stride: int = 1, padding: int = 0
    ) -> Matrix:
        """Return the matrix of a convolution on ``size`` x ``size`` images: kernel² channels_in inputs, read per place.

        ``reads = (⌊(size + 2 padding - kernel) / stride⌋ + 1)²``; a 5 x 5 kernel on 28 x 28 images is read 576 times.
        """
        given = {"channels_in": channels_in, "kernel": kernel, "size": size, "stride": stride}
        for name, value in given.items():
            whole(name, value)
        side = (size + 2 * whole("padding", padding, 0) - kernel) // stride + 1
        if side < 1:
            raise ValueError(f"kernel={kernel} does not fit images of {size} x {size} with padding={padding}")
        return cls(channels_in * kernel**2, channels_out, side**2, f"convolution {kernel} x {kernel}")

    @classmethod
    def lstm(cls, n_in: int, n_hidden: int, steps: int = 1) -> Matrix:
        """Return the matrix of an LSTM: inputs and state on its lines, four gates of the state as its outputs."""
        return cls(whole("n_in", n_in) + whole("n_hidden", n_hidden), 4 * n_hidden, steps, "LSTM")


@dataclass(frozen=True)
class Placed:
    """One tile: whose block it holds, ``inputs`` x ``outputs`` cells of it in use, and where on the chip it is."""

    layer: int
    block: tuple[int, int]
    inputs: int
    outputs: int
    position: tuple[int, int]


@dataclass(frozen=True)
class Floorplan:
    """The tiles of a network on one chip, as a plain record; make one with ``of``.

    ``tile_size`` is inputs × outputs, ``position`` (row, column) on a grid that is nearly square, layer after layer.
    A *message* is one vector on its way: inputs to a tile, or partial sums from a tile to where they are added (all row
    blocks but one). *Reads* count each tile once for each time it is read.
    """

    layers: tuple[Matrix, ...]
    tile_size: tuple[int, int]
    tiles: tuple[Placed, ...]

    @classmethod
    def of(
        cls,
        layers: Iterable[Any],
        tile_size: tuple[int, int] = (256, 256),
        bias: str = "digital",
        columns_per_weight: int = 1,
    ) -> Floorplan:
        """Cut every layer into tiles.

        ``layers`` are matrices, or pairs (n_in, n_out). A bias is added as a number (``digital``), takes a line of the
        array (``row``), or there is none. ``columns_per_weight`` is 2 where the two cells of a pair stand side by side.

        Raises
        ------
        ValueError
            There is no layer, or a size is no whole number of at least 1.
        """
        shapes = tuple(_matrix(layer) for layer in layers)
        if not shapes:
            raise ValueError("no layers: a floorplan has at least one")
        if bias not in BIASES:
            raise ValueError(f"bias={bias!r} is not one of {', '.join(BIASES)}")
        tile_size, columns_per_weight = sides("tile_size", tile_size), whole("columns_per_weight", columns_per_weight)
        if tile_size[1] < columns_per_weight:
            raise ValueError(f"tile_size={tile_size} has no room for {columns_per_weight} columns of a weight")
        blocks = [
            (n, (r, c), b - a, (e - d) * columns_per_weight)
            for n, layer in enumerate(shapes)
            for c, (d, e) in enumerate(cuts(layer.n_out, tile_size[1] // columns_per_weight))
            for r, (a, b) in enumerate(cuts(layer.n_in + (bias == "row"), tile_size[0]))
        ]
        wide = math.ceil(math.sqrt(len(blocks)))
        tiles = tuple(Placed(*block, (k // wide, k % wide)) for k, block in enumerate(blocks))
        return cls(shapes, tile_size, tiles)

    def of_layer(self, layer: int) -> tuple[Placed, ...]:
        """Return the tiles of one layer."""
        return tuple(tile for tile in self.tiles if tile.layer == layer)

    @property
    def utilisation(self) -> float:
        """Cells in use, as a fraction of all cells of all tiles."""
        used = sum(tile.inputs * tile.outputs for tile in self.tiles)
        return used / (len(self.tiles) * self.tile_size[0] * self.tile_size[1])

    @property
    def reads(self) -> int:
        """Reads of single tiles in one inference."""
        return sum(self.layers[tile.layer].reads for tile in self.tiles)

    @property
    def messages(self) -> int:
        """Messages in one inference: inputs to every tile, and partial sums from all row blocks but the first."""
        return sum(self.layers[tile.layer].reads * (1 + (tile.block[0] > 0)) for tile in self.tiles)


def _matrix(layer: Any) -> Matrix:
    if isinstance(layer, Matrix):
        return layer
    if hasattr(layer, "n_in"):
        return Matrix(layer.n_in, layer.n_out, layer.reads)
    if not isinstance(layer, (tuple, list)) or len(layer) != 2:
        raise ValueError(f"layer {layer!r} is not (inputs, outputs)")
    return Matrix(*layer)
