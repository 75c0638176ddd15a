"""An array of cells that are programmed once, and then drift: the chip of an inference."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core import rng_from
from ..devices import Programmed, RetentiveDevice, write_verify
from ..periphery import Periphery
from .mapping import Mapping, Pair
from .readable import Readable, Tap

Array = NDArray[np.float32]


class ProgrammedTile(Readable):
    """A crossbar of retentive cells that hold ``weights`` (n_out, n_in) since they were programmed.

    Time moves this one chip: ``drift(t_s)`` sets how long ago it was programmed, and draws nothing. Every read has read
    noise of its own.

    Parameters
    ----------
    weights
        What is wanted, (n_out, n_in).
    device
        The cell, such as ``preset("pcm-inference")``.
    mapping
        How weights are conductances; by default a one-sided pair over the range of the cell, for the largest weight.
    periphery
        The array's edge.
    seed
        Fixes what programming and reads draw.
    tolerance_us, max_pulses
        Where given, cells are written until a read agrees within the tolerance in µS; see ``write_verify``.

    Raises
    ------
    ValueError
        ``weights`` is no matrix of finite numbers, ``device`` is not programmed, or the mapping leaves its range.
    """

    def __init__(
        self,
        weights: ArrayLike,
        device: RetentiveDevice,
        mapping: Mapping | None = None,
        periphery: Periphery | None = None,
        seed: int = 0,
        tolerance_us: float | None = None,
        max_pulses: int = 10,
    ) -> None:
        w = np.array(weights, np.float64)
        if w.ndim != 2 or w.size == 0 or not np.isfinite(w).all():
            raise ValueError(f"weights of shape {w.shape} are not a matrix of finite numbers")
        if not isinstance(device, RetentiveDevice):
            raise ValueError(f"device={type(device).__name__} is not programmed once: a Tile holds pulsed cells")
        if not (mapping is None or isinstance(mapping, Mapping)):
            raise ValueError(f"mapping={mapping!r} is no Mapping, such as Pair(…)")
        self._open((w.shape[0], w.shape[1]), periphery, seed)
        self.device, self.target = device, w
        peak = float(np.abs(w).max()) or 1.0
        self._mapping = mapping or Pair(device.g_max_us, device.g_min_us, peak)
        self.t_s = device.times_s[0]
        rng = rng_from(seed, "programming")
        self.programmed: tuple[Programmed, ...] = tuple(
            device.program(g, rng) if tolerance_us is None else write_verify(device, g, rng, tolerance_us, max_pulses)
            for g in self.mapping.to_conductances(w)
        )

    @property
    def mapping(self) -> Mapping:
        """How weights are conductances."""
        return self._mapping

    @property
    def weights(self) -> Array:
        """What the cells stand for at this time, without read noise, (n_out, n_in)."""
        return self.mapping.to_weights(*self._drifted()).astype(np.float32)

    def drift(self, t_s: float) -> None:
        """Let the chip be read ``t_s`` seconds after it was programmed, earlier or later than now.

        Raises ``ValueError`` at a time that the source of the cell says nothing of.
        """
        self.device.drift(self.programmed[0], t_s)  # raises
        self.t_s = float(t_s)

    def state(self) -> dict[str, Any]:
        """Return all that programming drew, the time and the number of reads: arrays and numbers."""
        cells = {
            f"cell{k}.{name}": value
            for k, chip in enumerate(self.programmed)
            for name, value in vars(chip).items()
            if value is not None
        }
        return {"seed": self.seed, "reads": self.reads, "t_s": self.t_s, "target": self.target, **cells}

    def restore(self, state: dict[str, Any]) -> None:
        """Become the chip of ``state``; raises ``ValueError``, with nothing changed, where it does not fit."""
        chips = []
        for k, chip in enumerate(self.programmed):
            own: dict[str, Any] = {name: state.get(f"cell{k}.{name}") for name in vars(chip)}
            wrong = [name for name, v in own.items() if v is not None and np.shape(v) != np.shape(chip.g_us)]
            wrong += [name for name in vars(chip) if getattr(chip, name) is not None and own[name] is None]
            if wrong:
                raise ValueError(f"{wrong[0]} of cell {k} is missing or not of shape {np.shape(chip.g_us)}")
            chips.append(dataclasses.replace(chip, **own))
        if np.shape(state["target"]) != self.shape:
            raise ValueError(f"target has shape {np.shape(state['target'])}; the tile is {self.shape}")
        self.drift(state["t_s"])  # raises
        self.programmed, self.target = tuple(chips), np.array(state["target"])
        self._open(self.shape, self.periphery, int(state["seed"]))
        self.reads = int(state["reads"])

    def _drifted(self) -> tuple[NDArray[np.float64], ...]:
        return tuple(self.device.drift(chip, self.t_s) for chip in self.programmed)

    def _cells(self) -> tuple[NDArray[np.float64], ...]:
        rng = rng_from(self.seed, "read noise", self.reads)
        return tuple(self.device.read(chip, self.t_s, rng) for chip in self.programmed)

    def _still(self) -> tuple[NDArray[np.float64], ...]:
        return self._drifted()

    def _stamp(self) -> float:
        return self.t_s

    def _noisy(self) -> tuple[NDArray[np.float64], ...] | None:
        return self._cells() if self.device.scale.read else None

    def _held(self) -> Array:
        return self.mapping.to_weights(*self._cells()).astype(np.float32)

    def _history(self) -> list[Tap]:
        mapping = self.mapping
        taps = [Tap("Weight", "w", "", self.target)]
        chain = (
            ("", mapping.to_conductances(self.target), None),
            (" programmed", tuple(chip.g_us for chip in self.programmed), "g + σ(g) ξ"),
            (" drifted", self._drifted(), f"g(t), t = {self.t_s:g} s"),
            (" read", self._cells(), "g(t) + read noise"),
        )
        for what, conductances, said in chain:
            for equation, g in zip(mapping.equations(), conductances, strict=True):
                of = "cell" if g.ndim == 2 else "input"
                taps.append(Tap(equation.split(" ")[0] + what, said or equation, "µS", g, of))
        return [
            *taps,
            Tap("Weight read", mapping.back, "", self._held()),
        ]
