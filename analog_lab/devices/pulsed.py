"""Pulsed cells: the weight moves by one small step per pulse, up or down.

Names, defaults and equations follow the simulator aihwkit 1.2 (IBM, MIT licence), as its code has them.
"""

from __future__ import annotations

import dataclasses
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core import rng_from

Array = NDArray[np.float32]
UP, DOWN = 0, 1
SPREADS = ("dw_min_dtod", "dw_min_std", "w_max_dtod", "w_min_dtod", "up_down_dtod")


@dataclass(frozen=True)
class Cells:
    """The fabricated cells of one array: what differs from cell to cell.

    One pulse in direction s (0 up, 1 down) moves a weight by ``base[s] + slope[s] w`` on average; the down step is
    negative. ``w_min`` and ``w_max`` have the array's shape, ``base`` and ``slope`` the shape (2, \\*shape), float32.
    """

    w_min: Array
    w_max: Array
    base: Array
    slope: Array

    def clip(self, w: ArrayLike) -> Array:
        """Return ``w`` clipped to the bounds of each cell, as float32."""
        return np.clip(np.asarray(w, np.float32), self.w_min, self.w_max)


@dataclass(frozen=True)
class PulsedDevice(ABC):
    """A cell whose weight is changed by pulses; the spreads are relative standard deviations.

    Parameters
    ----------
    dw_min
        Mean step of one pulse at w = 0; ``dw_min_dtod`` spreads it over cells, ``dw_min_std`` from pulse to pulse.
    w_max, w_min
        Mean bounds, ``w_min < 0 < w_max``, with their spreads ``w_max_dtod`` and ``w_min_dtod`` from cell to cell.
    up_down
        Asymmetry: positive makes the down step smaller by this fraction of ``dw_min``, negative the up step. (The
        aihwkit documentation splits it over both directions; its code, followed here, does not.)
    up_down_dtod
        Spread of the asymmetry from cell to cell, added to the up step and taken from the down step.

    Raises
    ------
    ValueError
        A parameter is not finite, a step or bound has the wrong sign, or a spread is negative.
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

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, (bool, str)) or not math.isfinite(value):
                raise ValueError(f"{name}={value!r} is not a finite number")
        for name in ("dw_min", "w_max"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name}={getattr(self, name):g} is not positive")
        if self.w_min >= 0:
            raise ValueError(f"w_min={self.w_min:g} is not negative")
        if abs(self.up_down) > 1:
            raise ValueError(f"up_down={self.up_down:g} is outside -1 … 1")
        for name in SPREADS:
            if getattr(self, name) < 0:
                raise ValueError(f"{name}={getattr(self, name):g} is a spread below 0")

    def nominal(self) -> PulsedDevice:
        """Return the same cell without any spread or noise."""
        return dataclasses.replace(self, **dict.fromkeys(SPREADS, 0.0))

    def fabricate(self, shape: int | tuple[int, ...], seed: int) -> Cells:
        r"""Make the cells of one array.

        With ξ one standard normal draw per cell and parameter::

            w_max_c = w_max (1 + w_max_dtod ξ₁)        w_min_c = w_min (1 + w_min_dtod ξ₂)
            s_up    = dw_min (1 + dw_min_dtod ξ₃ + up_down_dtod ξ₄ - max(-up_down, 0))
            s_down  = dw_min (1 + dw_min_dtod ξ₃ - up_down_dtod ξ₄ - max( up_down, 0))

        Then steps become positive, the bounds are swapped where they crossed, and made to lie on either side of 0.
        The draws depend on ``seed`` and ``shape`` alone: another spread rescales the same chip.

        Source: aihwkit 1.2, ``rpu_pulsed_device.cpp``, with ``enforce_consistency`` on.
        """
        xi = {name: _draws(shape, seed, name) for name in ("w_max", "w_min", "dw_min", "up_down")}
        upper = self.w_max * (1 + self.w_max_dtod * xi["w_max"])
        lower = self.w_min * (1 + self.w_min_dtod * xi["w_min"])
        upper, lower = np.abs(np.maximum(lower, upper)), -np.abs(np.minimum(lower, upper))
        gain = 1 + self.dw_min_dtod * xi["dw_min"]
        tilt = self.up_down_dtod * xi["up_down"]
        up = self.dw_min * np.abs(gain + tilt - max(-self.up_down, 0.0))
        down = self.dw_min * np.abs(gain - tilt - max(self.up_down, 0.0))
        base = np.stack([up, -down])
        w_min, w_max = lower.astype(np.float32), upper.astype(np.float32)
        return Cells(w_min, w_max, base.astype(np.float32), self._slopes(base, w_min, w_max).astype(np.float32))

    @abstractmethod
    def _slopes(self, base: NDArray[np.float64], w_min: Array, w_max: Array) -> NDArray[np.float64]:
        """Return the change of the mean step with w, shape (2, \\*shape)."""

    def step(self, w: ArrayLike, cells: Cells, up: ArrayLike, xi: ArrayLike) -> Array:
        r"""Return the weights after one pulse on every cell.

        ``w ← clip(w + (base_s + slope_s w)(1 + dw_min_std ξ), w_min, w_max)``, s = up or down

        ``w``, ``up`` (true: up) and ``xi`` (standard normal) broadcast to the shape of the cells.
        """
        w = np.asarray(w, np.float32)
        up = np.asarray(up, bool)
        base = np.where(up, cells.base[UP], cells.base[DOWN])
        slope = np.where(up, cells.slope[UP], cells.slope[DOWN])
        noise = np.float32(1) + np.float32(self.dw_min_std) * np.asarray(xi, np.float32)
        moved: Array = np.clip(w + (base + slope * w) * noise, cells.w_min, cells.w_max)
        return moved


@dataclass(frozen=True)
class ConstantStep(PulsedDevice):
    """A cell whose step does not depend on its weight: ``Δw = ± s (1 + dw_min_std ξ)``, clipped at the bounds."""

    def _slopes(self, base: NDArray[np.float64], w_min: Array, w_max: Array) -> NDArray[np.float64]:
        return np.zeros_like(base)


@dataclass(frozen=True)
class SoftBounds(PulsedDevice):
    """A cell whose step shrinks linearly to nothing at the bound it moves to.

    ``Δw_up = s_up (1 - w / w_max)(1 + dw_min_std ξ)``, ``Δw_down = -s_down (1 - w / w_min)(1 + dw_min_std ξ)``
    with the cell's own bounds.
    """

    def _slopes(self, base: NDArray[np.float64], w_min: Array, w_max: Array) -> NDArray[np.float64]:
        bounds = np.stack([w_max, w_min]).astype(np.float64)
        stuck = np.abs(bounds) < np.finfo(np.float32).tiny
        return np.where(stuck, 0.0, -base / np.where(stuck, 1.0, bounds))


def _draws(shape: int | tuple[int, ...], seed: int, name: str) -> NDArray[np.float64]:
    """Return the standard normal draws that belong to one parameter of one chip."""
    rng = rng_from(seed, "cells", name, *np.atleast_1d(shape).tolist())
    return rng.standard_normal(shape, np.float32).astype(np.float64)
