"""One crossbar array with its three operations: read forward, read backward, update by pulses."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core import key64, rng_from
from ..core.blas import product
from ..devices import Cells, Ideal, PulsedDevice
from ..periphery import Periphery
from . import threads
from .drifting import Clock
from .mapping import Mapping, Pair
from .pulses import PulseUpdate, Trains, lines
from .readable import Readable, Tap

Array = NDArray[np.float32]
WIDEST = 65535  # the pulse kernel lists columns as 16-bit numbers
PULSES_A_THREAD = 100_000  # below this, about 0.2 ms of work, handing rows to another thread does not pay
WORD = 2**64
COUNTERS = ("seed", "steps", "reads", "pulses_fired")


class Tile(Readable):
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
        A side of ``shape`` is outside 1 … 65535, ``device`` takes no pulses, or ``weights`` has another shape or a
        value that is not finite.
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
        if not isinstance(shape, (tuple, list)) or len(shape) != 2 or not all(map(_side, shape)):
            raise ValueError(f"shape={shape} must be (n_out, n_in), each a whole number of 1 … {WIDEST}")
        self._open((int(shape[0]), int(shape[1])), periphery, seed)
        if not (pulses is None or isinstance(pulses, PulseUpdate)):
            raise ValueError(f"pulses={pulses!r} is no PulseUpdate(…)")
        self.pulses = pulses or PulseUpdate()
        self.steps = 0
        self._writes = 0
        self.pulses_fired = 0
        self._clock: Clock | None = None  # runs from the first drift on
        self._become(device)
        self._put(self.cells.clip(np.zeros(self.shape)))
        self._update_key = key64(seed, "updates")
        if weights is not None:
            self.set_weights(weights)

    def __repr__(self) -> str:
        return f"Tile({self.shape}, {self.device}, seed={self.seed}, steps={self.steps})"

    @property
    def weights(self) -> Array:
        """A copy of what the array shows and reads with, shape (n_out, n_in)."""
        return self._w.copy()

    @property
    def hidden(self) -> Array:
        """A copy of what the cells keep; other than ``weights`` where there is write noise."""
        return self._v.copy()

    @property
    def nbytes(self) -> int:
        """Bytes that the cells take: weights, and all that pulses and time need to know of each of them."""
        shown = 0 if self._w is self._v else self._w.nbytes
        return self._v.nbytes + shown + self.cells.nbytes + (self._clock.nbytes if self._clock else 0)

    def set_weights(self, weights: ArrayLike) -> None:
        """Write ``weights``, clipped to each cell's bounds; write noise is drawn anew."""
        self._put(self.cells.clip(self._checked(weights, "weights")))

    def _checked(self, weights: Any, name: str) -> Array:
        """Return weights as an array, or say what is wrong with them."""
        w = np.array(weights, np.float32)
        if w.shape != self.shape:
            raise ValueError(f"{name} have shape {w.shape}; the tile is {self.shape}")
        if not np.all(np.isfinite(w)):
            raise ValueError(f"{name} must be finite; at least one is infinite or not a number")
        return w

    def set_device(self, device: PulsedDevice) -> None:
        """Give the same chip another device: the same draws rescaled; weights are kept, clipped to the new bounds.

        Cells that drift go on drifting, from where and when they began.
        """
        kept = self._v
        self._become(device)
        self._put(self.cells.clip(kept))

    def _become(self, device: PulsedDevice) -> None:
        """Fabricate the cells of ``device``."""
        if not isinstance(device, PulsedDevice):
            raise ValueError(f"device={type(device).__name__} takes no pulses: a tile holds pulsed cells")
        self.cells: Cells = device.fabricate(self.shape, self.seed)
        self.device = device
        self._granularity = device.granularity
        if self._clock and device.drift:
            self._clock.drift = device.drift
        else:
            self._clock = None

    def _put(self, v: Array) -> None:
        """Let the cells keep ``v``, and show it with write noise of its own."""
        self._v = self._w = np.ascontiguousarray(v)
        if self.cells.write_noise > 0:
            rng = rng_from(self.seed, "writes", self.steps, self._writes)
            self._w = self.cells.show(self._v, rng.standard_normal(self.shape, np.float32))
        self._writes += 1

    @property
    def mapping(self) -> Mapping:
        """How weights are conductances: a pair of 0 to 25 µS each, whose range is that of the widest cell."""
        widest = max(float(self.cells.w_max.max()), -float(self.cells.w_min.min()), float(np.abs(self._w).max()))
        return Pair(w_max=widest if 0 < widest < np.inf else max(float(np.abs(self._w).max()), 1.0))

    def _held(self) -> Array:
        return self._w

    def _cells(self) -> tuple[NDArray[np.float64], ...]:
        return self.mapping.to_conductances(self._w)

    def _stamp(self) -> Any:
        return self.steps, self._writes, self.device

    def _history(self) -> list[Tap]:
        mapping = self.mapping
        cells = zip(mapping.equations(), self._cells(), strict=True)
        taps = [Tap(equation.split(" ")[0], equation, "µS", g) for equation, g in cells]
        return [Tap("Weight", "w", "", self.weights), *taps]

    def trains(self, x: ArrayLike, d: ArrayLike, lr: float) -> Trains:
        """Return the pulse trains that the next ``update`` with these arguments would apply; changes nothing."""
        x, d = lines(x, self.shape[1], "x"), lines(d, self.shape[0], "d")
        if isinstance(self.device, Ideal):
            raise ValueError("an ideal cell takes no pulses: its update is exact")
        return self.pulses.trains(x, d, lr, self._granularity, (self._update_key + self.steps) % WORD)

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
        cells, key = self.cells, np.uint64(trains.key)
        lists = columns, n_positive, n_negative, trains.d_bits

        def rows(first: int, last: int) -> None:
            kernels.pulse(
                self._v, cells.w_min, cells.w_max, cells.law, cells.noise, *lists, trains.d_negative, key, first, last
            )
            if self._w is not self._v:
                kernels.reveal(self._w, self._v, np.float32(cells.write_noise), *lists, key, first, last)

        threads.over(self.shape[0], rows, min(threads.limit(), 1 + fired // PULSES_A_THREAD))
        self.steps += 1
        self.pulses_fired += fired
        return fired

    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        """Move the weights by pulses so that on average ``W -= lr Σ_b d_b x_bᵀ``; return the pulses fired.

        ``x`` is (batch, n_in), ``d`` (batch, n_out), or one vector each. Nothing changes if an argument is refused.
        One update is one mini-batch, after which cells that age decay and diffuse.
        """
        if isinstance(self.device, Ideal):
            return self._exact(x, d, lr)
        fired = self.apply(self.trains(x, d, lr))
        self.age()
        return fired

    def _exact(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        """``W -= lr Σ_b d_b x_bᵀ`` without pulses."""
        x, d = lines(x, self.shape[1], "x"), lines(d, self.shape[0], "d")
        if len(x) != len(d):
            raise ValueError(f"x has {len(x)} samples and d has {len(d)}; they must be the same")
        finite = np.isfinite(lr) and np.isfinite(x).all() and np.isfinite(d).all()
        change = np.float32(lr) * product(d.T, x) if finite else np.full(1, np.nan)
        if not np.isfinite(change).all():
            raise ValueError("x, d and lr must be finite; at least one value is infinite or not a number")
        with np.errstate(over="ignore"):
            moved = self._v - change
        if not np.isfinite(moved).all():
            raise ValueError(f"lr={lr:g} moves weights out of float32")
        self._v[...] = moved
        self.steps += 1
        return 0

    def age(self) -> None:
        """Let one mini-batch pass: decay and diffusion of cells whose device has an ``Ageing``."""
        cells = self.cells
        if cells.times:
            from . import kernels

            alike = np.zeros((1, self.shape[1]), np.float32)
            ways = [part if np.ndim(part) else alike + part for part in cells.times]
            key = key64(self.seed, "ageing", self.steps, self._writes)
            kernels.age(self._v, cells.w_min, cells.w_max, *ways, np.uint64(key))
            self._put(self._v)

    def drift(self, dt_s: float) -> None:
        """Let ``dt_s`` seconds pass without pulses: the weights drift as the device's ``Drift`` says.

        Raises
        ------
        ValueError
            The device does not drift, or the time is negative or not finite.
        """
        if self.device.drift is None:
            raise ValueError(f"{type(self.device).__name__} has no drift: give its device one, drift=Drift(nu=…)")
        if isinstance(dt_s, str) or dt_s is None or not (math.isfinite(dt_s) and dt_s >= 0):
            raise ValueError(f"dt_s={dt_s} is not a time of 0 or more")
        self._clock = self._clock or Clock(self.device.drift, self._v, self.seed)
        self._put(self._clock.advance(self._v, dt_s, self.cells.w_min, self.cells.w_max))

    def clone(self) -> Tile:
        """Return a copy that goes on bit for bit as this tile would."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._v = self._v.copy()
        twin._w = twin._v if self._w is self._v else self._w.copy()
        twin._clock = copy.deepcopy(self._clock)
        return twin

    __copy__ = clone

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Become what was pickled; buffers that others own may be read-only, and are copied."""
        self.__dict__.update(state)
        self.__dict__.update(self.clone().__dict__)

    def state(self) -> dict[str, Any]:
        """Return all that, with the same settings, fixes the tile's future: arrays and numbers."""
        counters = {name: getattr(self, name) for name in COUNTERS}
        clock = self._clock.state() if self._clock else {}
        return {"weights": self.weights, "hidden": self.hidden, "writes": self._writes, **counters, **clock}

    def restore(self, state: dict[str, Any]) -> None:
        """Become the chip of ``state``; weights that do not fit the cells are clipped.

        Raises
        ------
        ValueError
            Something is missing, an array has another shape, or a value is not finite; the tile is then as it was.
        """
        counters: tuple[str, ...] = ("writes", *COUNTERS)
        missing = [name for name in ("weights", "hidden", *counters) if name not in state]
        if "drift_begun" in state:
            missing += [name for name in Clock.STATE if name not in state]
        if missing:
            raise ValueError(f"the state has no {', '.join(missing)}")
        shown, kept = (self._checked(state[name], name) for name in ("weights", "hidden"))
        if "drift_begun" in state:
            counters = (*counters, "drift_drifts")
        for name in counters:
            if not isinstance(state[name], (int, np.integer)) or state[name] < 0:
                raise ValueError(f"{name}={state[name]} is not a whole number of 0 or more")
        clock = None
        if "drift_begun" in state and self.device.drift:
            clock = Clock(self.device.drift, kept, int(state["seed"]))
            clock.restore({name: state[name] for name in Clock.STATE})
        if int(state["seed"]) != self.seed:
            self.__init__(self.shape, self.device, self.periphery, self.pulses, int(state["seed"]))  # type: ignore[misc]
        self._put(self.cells.clip(kept))
        if self._w is not self._v:
            self._w = np.ascontiguousarray(shown)
        self._clock, self._solved = clock, None
        self.steps, self.reads, self.pulses_fired = (int(state[name]) for name in ("steps", "reads", "pulses_fired"))
        self._writes = int(state["writes"])


def _side(n: Any) -> bool:
    return isinstance(n, (int, float, np.number)) and bool(math.isfinite(n) and n == int(n) and 1 <= n <= WIDEST)
