"""Pulsed cells: the weight moves by one small step per pulse, up or down.

Names, defaults and equations follow the simulator aihwkit 1.2 (IBM, MIT licence), as its code has them.
"""

from __future__ import annotations

import dataclasses
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core import rng_from
from .ageing import Ageing, Corrupt, Drift, check, check_kind
from .laws import DOWN, UP, Law, Noise, OfChange, base_step, cast

Array = NDArray[np.float32]
Float = NDArray[np.float64]
Shape = int | tuple[int, ...]
FINEST = 1e-30


class Times(NamedTuple):
    """How cells age (see ``Ageing``): one number a cell, or one for all where cells are alike."""

    rate: Array
    rest: Array
    diffusion: Array


@dataclass(frozen=True, eq=False)
class Cells:
    """The fabricated cells of one array: what differs from cell to cell.

    A cell keeps a weight v between ``w_min`` and ``w_max``; what the array shows is ``w = v + write_noise ξ``, ξ drawn
    anew whenever the cell is written. Arrays have the array's shape and are float32. ``times`` is None where cells do
    not age.
    """

    w_min: Array
    w_max: Array
    law: Law
    noise: Noise
    write_noise: float = 0.0
    times: Times | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of all that pulses and ageing need to know of the cells."""
        return sum(part.nbytes for part in (self.w_min, self.w_max, *self.law, *(self.times or ())))

    def clip(self, v: ArrayLike) -> Array:
        """Return weights clipped to the bounds of each cell, as float32."""
        return np.clip(np.asarray(v, np.float32), self.w_min, self.w_max)

    def show(self, v: Array, xi: ArrayLike = 0.0) -> Array:
        """Return what cells that keep ``v`` show, with a draw ξ of write noise a cell."""
        return v if self.write_noise == 0 else v + np.float32(self.write_noise) * np.asarray(xi, np.float32)


@dataclass(frozen=True)
class PulsedDevice(ABC):
    """A cell whose weight is changed by pulses; the spreads are relative standard deviations.

    Parameters
    ----------
    dw_min
        Base step of one pulse, in most laws the mean step at w = 0; ``dw_min_dtod`` spreads it over cells,
        ``dw_min_std`` from pulse to pulse.
    w_max, w_min
        Mean bounds, ``w_min <= 0 <= w_max``, with their spreads ``w_max_dtod`` and ``w_min_dtod`` from cell to cell.
    up_down
        Asymmetry: positive makes the down step smaller by this fraction of ``dw_min``, negative the up step. (The
        aihwkit documentation splits it over both directions; its code, followed here, does not.)
    up_down_dtod
        Spread of the asymmetry from cell to cell, added to the up step and taken from the down step.
    dw_min_log_normal
        Whether the step spreads over cells as exp(``dw_min_dtod`` ξ).
    write_noise_std
        What a cell shows differs by this many ``dw_min`` from what it keeps, drawn anew whenever it is written.
    corrupt, ageing, drift
        Cells stuck from the start; decay and diffusion once per mini-batch; drift since a cell was last changed.

    Raises
    ------
    ValueError
        A parameter is of the wrong type or not finite, a step or bound has the wrong sign, or a spread is negative.
    """

    dw_min: float = 0.001
    dw_min_dtod: float = 0.3
    dw_min_std: float = 0.3
    w_max: float = 0.6
    w_max_dtod: float = 0.3
    w_min: float = -0.6
    w_min_dtod: float = 0.3
    up_down: float = 0.0
    up_down_dtod: float = 0.01
    dw_min_log_normal: bool = False
    write_noise_std: float = 0.0
    corrupt: Corrupt = Corrupt()
    ageing: Ageing = Ageing()
    drift: Drift | None = None

    spreads: ClassVar[tuple[str, ...]]  # the parameters that spread cells or pulses

    def __init_subclass__(cls) -> None:
        cls.spreads = tuple(name for name in dir(cls) if name.endswith(("_dtod", "_std")))

    def __post_init__(self) -> None:
        check_kind(self, {"corrupt": Corrupt, "ageing": Ageing, "drift": Drift}, optional=("drift",))
        numbers = {f.name for f in dataclasses.fields(self) if isinstance(f.default, (float, int))}
        flags = {name for name in numbers if isinstance(getattr(type(self), name), bool)}
        check({name: getattr(self, name) for name in numbers - flags}, dict.fromkeys(self.spreads, 0.0))
        for name in flags:
            if not isinstance(getattr(self, name), bool):
                raise ValueError(f"{name}={getattr(self, name)!r} is neither True nor False")
        if self.dw_min <= 0:
            raise ValueError(f"dw_min={self.dw_min:g} is not positive")
        if self.dw_min < FINEST:
            raise ValueError(f"dw_min={self.dw_min:g} is below {FINEST:g}, where float32 weights end")
        if self.w_max < 0:
            raise ValueError(f"w_max={self.w_max:g} is negative")
        if self.w_min > 0:
            raise ValueError(f"w_min={self.w_min:g} is positive")
        if self.w_min == self.w_max:
            raise ValueError("w_min=0 and w_max=0 leave no range")
        if abs(self.up_down) > 1:
            raise ValueError(f"up_down={self.up_down:g} is outside -1 … 1")

    @property
    def granularity(self) -> float:
        """The mean step by which pulses are counted: an update aims at so much a pulse."""
        return self.dw_min

    def nominal(self) -> PulsedDevice:
        """Return the same cell without any spread or noise."""
        drift = self.drift and self.drift.nominal()
        still: dict[str, Any] = dict.fromkeys(self.spreads, 0.0)
        return dataclasses.replace(self, corrupt=Corrupt(), ageing=self.ageing.nominal(), drift=drift, **still)

    def fabricate(self, shape: Shape, seed: int) -> Cells:
        r"""Make the cells of one array.

        With ξ one standard normal draw per cell and parameter::

            w_max_c = w_max (1 + w_max_dtod ξ₁)        w_min_c = w_min (1 + w_min_dtod ξ₂)
            gain    = 1 + dw_min_dtod ξ₃               or exp(dw_min_dtod ξ₃)
            s_up    = dw_min (gain + up_down_dtod ξ₄ - max(-up_down, 0))
            s_down  = dw_min (gain - up_down_dtod ξ₄ - max( up_down, 0))

        Then steps become positive, the bounds are swapped where they crossed, and made to lie on either side of 0.
        A corrupt cell has both bounds at one weight between ±``corrupt.range`` and its own bounds, and no step.
        The draws depend on ``seed`` and ``shape`` alone: another spread rescales the same chip.

        Source: aihwkit 1.2, ``rpu_pulsed_device.cpp``, with ``enforce_consistency`` on.
        """
        upper = self.w_max * (1 + self.w_max_dtod * normal(shape, seed, "w_max"))
        lower = self.w_min * (1 + self.w_min_dtod * normal(shape, seed, "w_min"))
        hi, lo = np.abs(np.maximum(lower, upper)), -np.abs(np.minimum(lower, upper))
        spread = self.dw_min_dtod * normal(shape, seed, "dw_min")
        gain = np.exp(spread) if self.dw_min_log_normal else 1 + spread
        tilt = self.up_down_dtod * normal(shape, seed, "up_down")
        up = self.dw_min * np.abs(gain + tilt - max(-self.up_down, 0.0))
        down = self.dw_min * np.abs(gain - tilt - max(self.up_down, 0.0))
        step = np.stack([up, -down])
        if self.corrupt.prob > 0:
            spoilt = uniform(shape, seed, "corrupt") < self.corrupt.prob
            low, high = np.maximum(lo, -self.corrupt.range), np.minimum(hi, self.corrupt.range)
            stuck = low + (high - low) * uniform(shape, seed, "stuck")
            hi, lo, step = np.where(spoilt, stuck, hi), np.where(spoilt, stuck, lo), np.where(spoilt, 0.0, step)
        law, lo, hi = self._law(step, lo, hi, shape, seed)
        noise = self._noise()
        with np.errstate(over="ignore"):
            w_min, w_max, law = lo.astype(np.float32), hi.astype(np.float32), cast(law, np.float32)
            noise = type(noise)(*(np.float32(part) for part in noise))  # type: ignore[arg-type]
            shown = float(np.float32(self.write_noise_std * self.dw_min))
            times = self._times(shape, seed)
        bounds = (w_min, w_max) if math.isfinite(self.w_max) else ()
        if not all(np.isfinite(part).all() for part in (*bounds, *law, *noise, shown, *(times or ()))):
            raise ValueError(f"{self} has cells whose numbers leave float32: a parameter is too large")
        return Cells(w_min, w_max, law, noise, shown, times)

    @abstractmethod
    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> tuple[Law, Float, Float]:
        """Return the step law of cells with these base steps (2, \\*shape) and bounds, and the bounds it works in."""

    def _noise(self) -> Noise:
        """Return the noise of one pulse; by default ``Δw (1 + dw_min_std ξ)``."""
        return OfChange(self.dw_min_std)

    def _times(self, shape: Shape, seed: int) -> Times | None:
        """Return how fast cells decay, where to, and how they diffuse, None where they do neither."""
        ageing = self.ageing
        if ageing.lifetime == 0 and ageing.diffusion == 0:
            return None

        def draw(name: str) -> Any:
            return normal(shape, seed, name) if getattr(ageing, f"{name}_dtod") > 0 else 0.0

        rest = ageing.reset + ageing.reset_dtod * draw("reset")
        diffusion = np.abs(ageing.diffusion * (1 + ageing.diffusion_dtod * draw("diffusion")))
        parts = (ageing.rate(draw("lifetime")), rest, diffusion)
        return Times(*(np.asarray(part, np.float32) for part in parts))

    def step(self, v: ArrayLike, cells: Cells, up: ArrayLike, xi: ArrayLike) -> Array:
        r"""Return the weights after one pulse on every cell.

        ``v ← clip(v + Δ + σ(Δ, v) ξ, w_min, w_max)`` with the law's mean change Δ and pulse noise σ (``Noise``).

        ``v``, ``up`` (true: up) and ``xi`` (standard normal) broadcast to the shape of the cells.
        """
        v, xi = np.asarray(v, np.float32), np.asarray(xi, np.float32)
        up = np.asarray(up, bool)
        directions = [DOWN] if not up.any() else [UP] if up.all() else [UP, DOWN]
        moved = [v + self._pulse(v, cells, s, xi) for s in directions]
        return cells.clip(moved[0] if len(moved) == 1 else np.where(up, *moved))

    def _pulse(self, v: Array, cells: Cells, s: int, xi: Array) -> Any:
        """Return the change of every cell by one pulse in direction ``s``."""
        lo, hi = cells.w_min, cells.w_max
        change = cells.law.change(s, v, lo, hi)
        return change + cells.noise.std(s, base_step(cells.law, s, lo, hi), change, v) * xi


def alike(kind: type[PulsedDevice]) -> dict[str, Any]:
    """Return the parameters with which all cells of a kind are alike: no spread from device to device."""
    return {f.name: 0.0 for f in dataclasses.fields(kind) if f.name.endswith("_dtod")}


def normal(shape: Shape, seed: int, name: str) -> Float:
    """Return the standard normal draws that belong to one parameter of one chip."""
    rng = rng_from(seed, "cells", name, *np.atleast_1d(shape).tolist())
    draws: Float = rng.standard_normal(shape, np.float32).astype(np.float64)
    return draws


def uniform(shape: Shape, seed: int, name: str) -> Float:
    """Return the draws between 0 and 1 that belong to one parameter of one chip."""
    return rng_from(seed, "cells", name, *np.atleast_1d(shape).tolist()).random(shape)
