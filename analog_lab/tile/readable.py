"""An array that can be read: forwards, backwards, and with every stage of the read written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core import key64
from ..periphery import (
    Adc,
    LineNoise,
    Passes,
    Periphery,
    Signal,
    Stage,
    SumNoise,
    WeightNoise,
    Wires,
    effective_weights,
)
from .mapping import Mapping
from .pulses import lines
from .reading import Wiring, read

Array = NDArray[np.float32]
NOISE = (LineNoise, SumNoise, WeightNoise)


@dataclass(frozen=True, eq=False)
class Tap:
    """What one stage of a read made: a number for each ``of`` "cell" (n_out, n_in), "input" or "output".

    With two digital passes outputs between the array and the sum have a row for each pass.
    """

    name: str
    equation: str
    unit: str
    value: NDArray[Any]
    of: str = "cell"

    def at(self, i: int, j: int) -> float | tuple[float, ...]:
        """Return the number that belongs to output i and input j, or those of both passes."""
        if self.of == "cell":
            return float(self.value[i, j])
        k = j if self.of == "input" else i
        return float(self.value[k]) if self.value.ndim == 1 else tuple(float(part) for part in self.value[:, k])


@dataclass(frozen=True, eq=False)
class ReadTrace:
    """Everything that one read of one vector was, from the weights to the numbers that came out."""

    shape: tuple[int, int]
    taps: tuple[Tap, ...]

    def __getitem__(self, name: str) -> Tap:
        for tap in self.taps:
            if tap.name == name:
                return tap
        raise KeyError(f"{name!r} is none of {', '.join(tap.name for tap in self.taps)}")

    @property
    def y(self) -> Array:
        """What came out, (n_out,)."""
        value: Array = self.taps[-1].value
        return value

    def table(self, i: int, j: int) -> list[tuple[str, str, float | tuple[float, ...], str]]:
        """Return what happened to the weight from input j to output i: (name, equation, number, unit) of every stage.

        Raises
        ------
        ValueError
            There is no such weight.
        """
        if not (0 <= i < self.shape[0] and 0 <= j < self.shape[1]):
            raise ValueError(
                f"(i, j)=({i}, {j}) is outside an array of {self.shape[0]} outputs x {self.shape[1]} inputs"
            )
        return [(tap.name, tap.equation, tap.at(i, j), tap.unit) for tap in self.taps]


class Readable:
    """Reads of an array; what it reads with is for the subclass to say."""

    shape: tuple[int, int]
    periphery: Periphery
    seed: int
    reads: int
    _read_key: int

    def _open(self, shape: tuple[int, int], periphery: Periphery | None, seed: int) -> None:
        """Set up the edge."""
        self.shape, self.seed, self.reads = shape, seed, 0
        self.set_periphery(Periphery() if periphery is None else periphery)
        self._read_key = key64(seed, "reads")
        self._solved: Any = None  # wires, conductances, and what they leave of these and of the weights

    @property
    def mapping(self) -> Mapping:
        """How weights are conductances."""
        raise NotImplementedError

    @property
    def weights(self) -> Array:
        """What the array shows, without read noise, (n_out, n_in)."""
        raise NotImplementedError

    def _held(self) -> Array:
        """Return the weights that the cells have at the next read, (n_out, n_in)."""
        raise NotImplementedError

    def _cells(self) -> tuple[NDArray[np.float64], ...]:
        """Return the conductances that the next read meets."""
        raise NotImplementedError

    def _still(self) -> tuple[NDArray[np.float64], ...]:
        """Return the conductances without what every read draws anew."""
        return self._cells()

    def _stamp(self) -> Any:
        """Return what changes whenever ``_still`` does."""
        raise NotImplementedError

    def _matrix(self) -> Array:
        """Return what the next read multiplies with: the weights, or what the wires leave of them."""
        return self._held() if self.periphery.wires is None else self._left()[1]

    def _left(self) -> tuple[tuple[NDArray[np.float64], ...], Array]:
        """Return what the wires leave of conductances and weights at the next read.

        Solved again only where conductances or wires have changed since the last read. Noise that every read draws
        anew is not solved for: wires leave of it the same part as of the cell, right to first order in the noise.
        """
        wires = self.periphery.wires or Wires(0.0)
        stamp, old = (wires, self._stamp()), self._solved
        if old is None or old[0] != stamp:
            still = self._still()
            solved = self.mapping.through(lambda g: effective_weights(g, wires), still)
            self._solved = old = stamp, still, solved, self.mapping.to_weights(*solved).astype(np.float32)
        left, matrix = old[2:]
        if noisy := self._noisy():
            parts = zip(old[1], left, noisy, strict=True)
            # below 1e-9 of the largest, the solver's own rounding is no part of a cell
            left = tuple(n * np.divide(s, g, out=np.ones_like(g), where=g > 1e-9 * g.max()) for g, s, n in parts)
            matrix = self.mapping.to_weights(*left).astype(np.float32)
        return left, matrix

    def _noisy(self) -> tuple[NDArray[np.float64], ...] | None:
        """Return the conductances of the next read, None where these are ``_still``."""
        return None

    def _history(self) -> list[Tap]:
        """Return what became of each weight and its conductances before the read."""
        raise NotImplementedError

    def set_periphery(self, periphery: Periphery) -> None:
        """Give the array another edge."""
        if not isinstance(periphery, Periphery):
            raise ValueError(f"periphery={periphery!r} is no Periphery(…)")
        self.periphery = periphery

    def forward(self, x: ArrayLike) -> Array:
        """Return ``y = α ADC(W DAC(x / α) + noise)``: (batch, n_in) to (batch, n_out), or one vector to one vector.

        The stages in between are those of ``periphery.stages``.
        """
        return self._read(x, "x", Wiring(self.periphery, self._matrix().T, self._key(), self.seed, "forth"))

    def backward(self, d: ArrayLike) -> Array:
        """Return ``Wᵀ d`` through the same periphery, driven from the other side: (batch, n_out) to (batch, n_in).

        Without bound management and neuron.
        """
        return self._read(d, "d", Wiring(self.periphery.backward, self._matrix(), self._key(), self.seed, "back"))

    def _key(self) -> int:
        return self._read_key + self.reads

    def _read(self, value: ArrayLike, name: str, wiring: Wiring) -> Array:
        y = read(lines(value, len(wiring.matrix), name), wiring, name)
        self.reads += 1
        return y[0] if np.ndim(value) == 1 else y

    def trace(self, x: ArrayLike) -> ReadTrace:
        """Return what the next ``forward`` of the vector ``x`` (n_in,) would be, stage by stage; changes nothing."""
        x = np.asarray(x, np.float32)
        if x.shape != self.shape[1:]:
            raise ValueError(f"x has shape {x.shape}; a trace follows one vector of {self.shape[1]} numbers")
        history = [*self._history(), *self._lost()]
        taps = [*history, Tap("Input", "x", "", x, "input")]
        held = self._matrix()
        volt = self.periphery.dac.v_read_v / self.periphery.dac.bound  # of a line that carries 1

        def tap(stage: Stage, signal: Signal) -> None:
            value, summed = signal.value.copy(), any(t.of == "output" for t in taps)
            value = value[0] if len(value) == 1 else value
            of = "output" if summed or isinstance(stage, Passes) else "input"
            if isinstance(stage, Wires) or (isinstance(stage, NOISE) and stage.std == 0):
                return
            if isinstance(stage, Passes):
                q = signal.lines.sum(axis=0)
                taps.append(Tap("Line voltage", f"V = {volt:.3g} V × q", "V", q * volt, "input"))
                met = held if signal.negative is None else np.where(q < 0, signal.negative.T, held)
                cell = met * q * self.mapping.difference * volt
                taps.append(Tap("Cell current", "I_ij = Δg_ij V_j", "µA", cell))
                taps.append(Tap("Column current", "I_i = Σ_j I_ij", "µA", cell.sum(axis=1), "output"))
            taps.append(Tap(stage.label, stage.equation(), "", value, of))
            if isinstance(stage, Adc) and stage.bits:
                taps.append(Tap("ADC code", "y / step", "", stage.code(value), of))

        wiring = Wiring(self.periphery, held.T, self._key(), self.seed, "forth")
        y = read(x[None], wiring, "x", tap)
        return ReadTrace(self.shape, (*taps, Tap("Output", self._last(), "", y[0], "output")))

    def _lost(self) -> list[Tap]:
        """Return what wires leave of conductances and weights."""
        if self.periphery.wires is None:
            return []
        left, matrix = self._left()
        taps = []
        for equation, g in zip(self.mapping.equations(), left, strict=True):
            of = "cell" if g.ndim == 2 else "input"
            taps.append(Tap(equation.split(" ")[0] + " effective", "W_eff of the array", "µS", g, of))
        return [*taps, Tap("Weight effective", "from effective conductances", "", matrix)]

    def _last(self) -> str:
        neuron = self.periphery.neuron
        if neuron is None:
            return "α y"
        return "y" if neuron.analog else f"{neuron.kind}(α y)"
