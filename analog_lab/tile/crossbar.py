"""One crossbar array with its three operations: read forward, read backward, update by pulses."""

from __future__ import annotations

import copy

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core import key64
from ..devices import Cells, PulsedDevice
from ..periphery import Periphery
from . import threads
from .blas import product
from .pulses import PulseUpdate, Trains, lines

Array = NDArray[np.float32]
WIDEST = 65535  # the pulse kernel lists columns as 16-bit numbers
PULSES_A_THREAD = 100_000  # below this, about 0.2 ms of work, handing rows to another thread does not pay
WORD = 2**64


class Tile:
    """A crossbar of ``n_out`` x ``n_in`` cells; its weights are the only state, and one seed fixes all of it.

    Parameters
    ----------
    shape
        (n_out, n_in); ``w[i, j]`` joins input j to output i.
    device
        The cell at every cross point.
    periphery, pulses
        The array's edge, and how an update becomes pulses.
    seed
        Fixes the cells, the read noise, the pulse trains and the pulse noise.
    weights
        Weights to start from, shape (n_out, n_in), clipped to each cell's bounds; zeros if not given.

    Raises
    ------
    ValueError
        A side of ``shape`` is outside 1 … 65535, or ``weights`` has another shape or a value that is not finite.
    """

    def __init__(
        self,
        shape: tuple[int, int],
        device: PulsedDevice,
        periphery: Periphery | None = None,
        pulses: PulseUpdate | None = None,
        seed: int = 0,
        weights: ArrayLike | None = None,
    ) -> None:
        if len(shape) != 2 or not all(1 <= side <= WIDEST for side in shape):
            raise ValueError(f"shape={shape} must be (n_out, n_in), each 1 … {WIDEST}")
        self.shape = (int(shape[0]), int(shape[1]))
        self.device = device
        self.periphery = periphery or Periphery()
        self.pulses = pulses or PulseUpdate()
        self.seed = seed
        self.steps = 0
        self.reads = 0
        self.pulses_fired = 0
        self.cells: Cells = device.fabricate(self.shape, seed)
        self._w: Array = np.zeros(self.shape, np.float32)
        self._read_key = key64(seed, "reads")
        self._update_key = key64(seed, "updates")
        if weights is not None:
            self.set_weights(weights)

    def __repr__(self) -> str:
        return f"Tile({self.shape}, {self.device}, seed={self.seed}, steps={self.steps})"

    @property
    def weights(self) -> Array:
        """A copy of what the array holds, shape (n_out, n_in)."""
        return self._w.copy()

    def set_weights(self, weights: ArrayLike) -> None:
        """Write ``weights``, clipped to each cell's bounds."""
        w = np.asarray(weights, np.float32)
        if w.shape != self.shape:
            raise ValueError(f"weights have shape {w.shape}; the tile is {self.shape}")
        if not np.all(np.isfinite(w)):
            raise ValueError("weights must be finite; at least one is infinite or not a number")
        self._w = np.ascontiguousarray(self.cells.clip(w))

    def set_device(self, device: PulsedDevice) -> None:
        """Give the same chip another device: the same draws rescaled; weights are kept, clipped to the new bounds."""
        self.cells = device.fabricate(self.shape, self.seed)
        self.device = device
        self._w = np.ascontiguousarray(self.cells.clip(self._w))

    def set_periphery(self, periphery: Periphery) -> None:
        """Give the array another edge."""
        self.periphery = periphery

    def forward(self, x: ArrayLike) -> Array:
        """Return ``y = α ADC(W DAC(x / α) + noise)``: (batch, n_in) to (batch, n_out), or one vector to one vector."""
        return self._read(x, self.shape[1], "x", self._w.T)

    def backward(self, d: ArrayLike) -> Array:
        """Return ``Wᵀ d`` through the same periphery, driven from the other side: (batch, n_out) to (batch, n_in)."""
        return self._read(d, self.shape[0], "d", self._w)

    def _read(self, value: ArrayLike, n: int, name: str, matrix: Array) -> Array:
        v = lines(value, n, name)
        edge = self.periphery
        if edge.is_ideal:
            if not np.isfinite(v).all():
                raise ValueError(f"{name} must be finite; at least one value is infinite or not a number")
            y = product(v, matrix)
        else:
            y = self._through(edge, v, name, matrix)
        self.reads += 1
        return y[0] if np.ndim(value) == 1 else y

    def _through(self, edge: Periphery, v: Array, name: str, matrix: Array) -> Array:
        """Read through converters and noise."""
        from . import kernels

        q, scale = np.empty_like(v), np.empty(len(v), np.float32)
        key = np.uint64((self._read_key + self.reads) % WORD)
        manage = edge.noise_management == "abs-max"
        step, bound = np.float32(edge.dac.step), np.float32(edge.in_bound)
        if not kernels.drive(v, manage, step, bound, np.float32(edge.in_noise), key, q, scale):
            raise ValueError(f"{name} must be finite; at least one value is infinite or not a number")
        y = product(q, matrix)
        step, bound = np.float32(edge.adc.step), np.float32(edge.out_bound)
        kernels.sense(y, scale, step, bound, np.float32(edge.out_noise), key)
        return y

    def trains(self, x: ArrayLike, d: ArrayLike, lr: float) -> Trains:
        """Return the pulse trains that the next ``update`` with these arguments would apply; changes nothing."""
        x, d = lines(x, self.shape[1], "x"), lines(d, self.shape[0], "d")
        return self.pulses.trains(x, d, lr, self.device.dw_min, (self._update_key + self.steps) % WORD)

    def apply(self, trains: Trains) -> int:
        """Apply pulse trains to the cells; return the number of pulses fired.

        Samples in order, slots in order; after each pulse the weight is clipped to its cell's bounds. Pulse noise is
        keyed by (key, row, sample, slot, position), so that the result does not depend on the number of threads.
        """
        from . import kernels

        batch, n = trains.x_bits.shape
        if n != self.shape[1] or trains.d_bits.shape != (batch, self.shape[0]):
            raise ValueError(f"trains for {trains.d_bits.shape[1]} x {n} cells do not fit a tile of {self.shape}")
        used = np.bitwise_or.reduce(trains.x_bits, axis=None) | np.bitwise_or.reduce(trains.d_bits, axis=None)
        slots = int(used).bit_length()
        columns = np.empty((batch, slots, n), np.uint16)
        n_positive, n_negative = np.empty((batch, slots), np.int32), np.empty((batch, slots), np.int32)
        fired: int = kernels.line_up(trains.x_bits, trains.x_negative, trains.d_bits, columns, n_positive, n_negative)
        cells, std, key = self.cells, np.float32(self.device.dw_min_std), np.uint64(trains.key)

        def rows(first: int, last: int) -> None:
            kernels.pulse(
                self._w,
                cells.base,
                cells.slope,
                cells.w_min,
                cells.w_max,
                columns,
                n_positive,
                n_negative,
                trains.d_bits,
                trains.d_negative,
                std,
                key,
                first,
                last,
            )

        threads.over(self.shape[0], rows, min(threads.limit(), 1 + fired // PULSES_A_THREAD))
        self.steps += 1
        self.pulses_fired += fired
        return fired

    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        """Move the weights by pulses so that on average ``W -= lr Σ_b d_b x_bᵀ``; return the pulses fired.

        ``x`` is (batch, n_in), ``d`` (batch, n_out), or one vector each. Nothing changes if an argument is refused.
        """
        return self.apply(self.trains(x, d, lr))

    def clone(self) -> Tile:
        """Return a copy that goes on bit for bit as this tile would."""
        twin = copy.copy(self)
        twin._w = self._w.copy()
        return twin
