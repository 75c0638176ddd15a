"""A matrix larger than one array: blocks on tiles, with partial sums added as numbers; and images as its inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core import key64
from ..core.checks import sides, whole
from ..devices import Ideal, PulsedDevice
from ..periphery import Periphery
from .crossbar import Tile
from .pulses import PulseUpdate, lines
from .readable import Readable

Array = NDArray[np.float32]
T = TypeVar("T", bound=Readable)
Place = tuple[slice, slice]  # outputs and inputs of a block


class Blocks(Generic[T]):
    """A matrix of ``shape`` (n_out, n_in) cut into blocks of at most ``tile_size``, inputs x outputs, that can be read.

    ``y_c = Σ_r W_cr x_r`` over blocks r of inputs and c of outputs: every block is read through an edge of its own, and
    the partial sums are added as numbers. ``make(seed, place)`` gives the array of a block, whose seed comes from
    ``seed`` and its place; with ``bias`` an input line that always carries 1 is added.

    Raises
    ------
    ValueError
        A size below 1, or a neuron on partial sums.
    """

    def __init__(
        self,
        shape: tuple[int, int],
        tile_size: tuple[int, int],
        make: Callable[[int, Place], T],
        seed: int = 0,
        bias: bool = False,
    ) -> None:
        tile_size = sides("tile_size", tile_size)
        if len(shape) != 2 or not all(side == int(side) and side >= 1 for side in shape):
            raise ValueError(f"shape={shape} must be (n_out, n_in), each a whole number of at least 1")
        self.shape, self.bias = (int(shape[0]), int(shape[1])), bool(bias)
        self._full = (self.shape[0], self.shape[1] + self.bias)
        self._rows, self._columns = (
            [slice(a, b) for a, b in cuts(n, size)]
            for n, size in zip(self._full, (tile_size[1], tile_size[0]), strict=True)
        )
        self.tiles = [
            [make(key64(seed, "block", i, j) >> 1, (rows, columns)) for j, columns in enumerate(self._columns)]
            for i, rows in enumerate(self._rows)
        ]
        neuron = self.tiles[0][0].periphery.neuron
        if neuron and len(self._columns) > 1:
            raise ValueError(f"a {neuron.kind} at the edge would bend the partial sums of {len(self._columns)} blocks")

    @property
    def periphery(self) -> Periphery:
        """The edge of every block."""
        return self.tiles[0][0].periphery

    @property
    def blocks(self) -> list[tuple[T, slice, slice]]:
        """Every array with its outputs and its inputs, output after output."""
        return [
            (tile, rows, columns)
            for row, rows in zip(self.tiles, self._rows, strict=True)
            for tile, columns in zip(row, self._columns, strict=True)
        ]

    @property
    def weights(self) -> Array:
        """A copy of what the arrays show, put together, (n_out, n_in), with a column more for the bias."""
        whole = np.empty(self._full, np.float32)
        for tile, rows, columns in self.blocks:
            whole[rows, columns] = tile.weights
        return whole

    def forward(self, x: ArrayLike) -> Array:
        """Return ``W x``, and the bias: (batch, n_in) to (batch, n_out), or one vector to one vector."""
        v = self._driven(x)
        parts = [
            _added([tile.forward(v[:, place]) for tile, place in zip(row, self._columns, strict=True)])
            for row in self.tiles
        ]
        y = np.concatenate(parts, axis=1)
        return y[0] if np.ndim(x) == 1 else y

    def backward(self, d: ArrayLike) -> Array:
        """Return ``Wᵀ d`` without the line of the bias: (batch, n_out) to (batch, n_in), or one vector to one."""
        v = lines(d, self._full[0], "d")
        parts = [
            _added([tile.backward(v[:, place]) for tile, place in zip(column, self._rows, strict=True)])
            for column in zip(*self.tiles, strict=True)
        ]
        x = np.concatenate(parts, axis=1)[:, : self.shape[1]]
        return x[0] if np.ndim(d) == 1 else x

    def _driven(self, x: ArrayLike) -> Array:
        v = lines(x, self.shape[1], "x")
        return np.concatenate([v, np.ones((len(v), 1), np.float32)], axis=1) if self.bias else v


class TileArray(Blocks[Tile]):
    """A matrix of ``n_out`` x ``n_in`` over tiles of at most ``tile_size``, with the three operations of a ``Tile``.

    Reads as ``Blocks``. Each tile is a chip of its own, with a seed from ``seed`` and its place.

    Parameters
    ----------
    shape
        (n_out, n_in).
    device, periphery, pulses, seed, weights
        As of ``Tile``. A neuron at the edge needs a single block of inputs, as it must see whole sums.
    tile_size
        Inputs × outputs of one tile.
    bias
        Whether an input line that always carries 1 is added: ``weights`` then has n_in + 1 columns, the last the bias.

    Raises
    ------
    ValueError
        A size below 1, weights of another shape, or a neuron on partial sums.
    """

    def __init__(
        self,
        shape: tuple[int, int],
        device: PulsedDevice,
        periphery: Periphery | None = None,
        pulses: PulseUpdate | None = None,
        seed: int = 0,
        weights: ArrayLike | None = None,
        tile_size: tuple[int, int] = (256, 256),
        bias: bool = False,
    ) -> None:
        def make(seed: int, place: Place) -> Tile:
            rows, columns = place
            return Tile((rows.stop - rows.start, columns.stop - columns.start), device, periphery, pulses, seed)

        super().__init__(shape, tile_size, make, seed, bias)
        if weights is not None:
            self.set_weights(weights)

    @property
    def device(self) -> PulsedDevice:
        """The cell of every tile."""
        return self.tiles[0][0].device

    @property
    def pulses_fired(self) -> int:
        """Pulses of all tiles so far."""
        return sum(tile.pulses_fired for tile, _, _ in self.blocks)

    def set_weights(self, weights: ArrayLike) -> None:
        """Write weights, clipped to each cell's bounds."""
        w = np.asarray(weights, np.float32)
        if w.shape != self._full:
            raise ValueError(f"weights have shape {w.shape}; these tiles hold {self._full}")
        if not np.isfinite(w).all():
            raise ValueError("weights must be finite; at least one is infinite or not a number")
        for tile, rows, columns in self.blocks:
            tile.set_weights(w[rows, columns])

    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        """Move the weights by pulses so that on average ``W -= lr Σ_b d_b x_bᵀ``; return the pulses fired.

        Nothing changes if an argument is refused.
        """
        v, e = self._driven(x), lines(d, self._full[0], "d")
        if isinstance(self.device, Ideal):
            for again in (False, True):  # first on copies, which may refuse
                for tile, rows, columns in self.blocks:
                    (tile if again else tile.clone()).update(v[:, columns], e[:, rows], lr)
            return 0
        trains = [(tile, tile.trains(v[:, columns], e[:, rows], lr)) for tile, rows, columns in self.blocks]
        fired = sum(tile.apply(train) for tile, train in trains)
        for tile, _ in trains:
            tile.age()
        return fired

    def state(self) -> dict[str, Any]:
        """Return all that, with the same settings, fixes the future of all tiles."""
        return {
            f"{i}.{j}.{name}": value
            for i, row in enumerate(self.tiles)
            for j, tile in enumerate(row)
            for name, value in tile.state().items()
        }

    def __copy__(self) -> TileArray:
        """Return a copy with tiles of its own."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.tiles = [[tile.clone() for tile in row] for row in self.tiles]
        return twin

    def restore(self, state: dict[str, Any]) -> None:
        """Become the chips of ``state``; raises ``ValueError``, with nothing changed, where it does not fit."""
        places = {f"{i}.{j}" for i, row in enumerate(self.tiles) for j, _ in enumerate(row)}
        given = {".".join(name.split(".")[:2]) for name in state}
        if places != given:
            raise ValueError(f"the state has {len(given)} blocks; these are {len(places)}")
        parts: list[tuple[Tile, dict[str, Any]]] = []
        for i, row in enumerate(self.tiles):
            for j, tile in enumerate(row):
                head = f"{i}.{j}."
                parts.append((tile, {k.removeprefix(head): v for k, v in state.items() if k.startswith(head)}))
                tile.clone().restore(parts[-1][1])  # raises
        for tile, part in parts:
            tile.restore(part)


def _added(parts: list[Array]) -> Array:
    """Return the sum of partial sums, from the first block to the last."""
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def cuts(n: int, size: int) -> list[tuple[int, int]]:
    """Return the blocks of at most ``size`` that ``n`` lines are cut into, as equal as they can be."""
    blocks = -(-n // size)
    edges = [n * k // blocks for k in range(blocks + 1)]
    return list(zip(edges[:-1], edges[1:], strict=True))


def patches(images: ArrayLike, kernel: int, stride: int = 1, padding: int = 0) -> Array:
    """Return what a convolution reads: (batch, channels, height, width) to (batch, places, channels kernel²).

    Rows of places from the upper left; in each, channels, then rows, then columns, as torch's ``unfold`` has them, so
    that a convolution is a tile of (channels_out, channels kernel²) read once for each place.

    Raises
    ------
    ValueError
        ``images`` has not four axes, or the kernel does not fit.
    """
    v = np.asarray(images, np.float32)
    if v.ndim != 4:
        raise ValueError(f"images have shape {v.shape}; they must be (batch, channels, height, width)")
    for name, value, least in (("kernel", kernel, 1), ("stride", stride, 1), ("padding", padding, 0)):
        whole(name, value, least)
    v = np.pad(v, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    if min(v.shape[2:]) < kernel:
        raise ValueError(f"kernel={kernel} does not fit images of {v.shape[2]} x {v.shape[3]} with their padding")
    windows = np.lib.stride_tricks.sliding_window_view(v, (kernel, kernel), axis=(2, 3))[:, :, ::stride, ::stride]
    batch, channels, high, wide = windows.shape[:4]
    return np.ascontiguousarray(windows.transpose(0, 2, 3, 1, 4, 5)).reshape(batch, high * wide, channels * kernel**2)
