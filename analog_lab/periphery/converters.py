"""Digital-to-analog and analog-to-digital converters: a grid of levels between two bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .stage import Array, Signal, Stage, numbers

BITS_LOW, BITS_HIGH = 2, 16


@dataclass(frozen=True)
class _Converter(Stage):
    """Rounds to the nearest of 2^bits - 1 levels between -bound and bound, one of them 0; ``bits=None``: none."""

    bits: int | None
    bound: float

    def __post_init__(self) -> None:
        name = type(self).__name__
        if self.bits is not None:
            if not isinstance(self.bits, (int, float, np.integer)) or self.bits % 1 or isinstance(self.bits, bool):
                raise ValueError(f"{name} bits={self.bits} is outside {BITS_LOW} … {BITS_HIGH} (None: no converter)")
            if self.bits in (0, 1):
                why = "carries nothing" if self.bits == 0 else "has no level besides 0, as its levels are symmetric"
                low = f"it takes {BITS_LOW} … {BITS_HIGH} bits, and None leaves the converter out"
                raise ValueError(f"{name} bits={self.bits}: a converter of {self.bits} bits {why}; {low}")
            if not BITS_LOW <= self.bits <= BITS_HIGH:
                raise ValueError(f"{name} bits={self.bits} is outside {BITS_LOW} … {BITS_HIGH} (None: no converter)")
        if not isinstance(self.bound, (int, float, np.number)) or not (math.isfinite(self.bound) and self.bound > 0):
            raise ValueError(f"{name} bound={self.bound} is not a positive number")

    @property
    def step(self) -> float:
        """Distance of two levels, ``2 bound / (2^bits - 2)``; 0 without a converter."""
        return 0.0 if self.bits is None else 2 * self.bound / (2**self.bits - 2)

    def __call__(self, value: ArrayLike, dither: Array | float = 0.0) -> NDArray[np.float32]:
        """Return ``clip(rint(v / step + dither) step, -bound, bound)``, halves to even, as float32."""
        v = np.asarray(value, np.float32)
        if self.bits is None:
            return v
        highest = np.float32(round(self.bound / self.step))
        level = np.clip(np.rint(v / np.float32(self.step) + dither), -highest, highest)
        return np.asarray(level * np.float32(self.step), np.float32)


@dataclass(frozen=True)
class Dac(_Converter):
    """Drives the lines: 7 bits within ±1 are 126 steps of 1/63.

    ``q = clip(rint(x / α / step) step, ±bound)``; with ``stochastic`` a uniform number of ±½ is added before rounding,
    so that the mean of many reads is right. ``asymmetry`` makes negative voltages smaller by this fraction, before any
    noise of the lines (in aihwkit the noise shrinks with them). A line at
    ``bound`` carries ``v_read_v`` volts.

    Source: aihwkit 1.2, ``rpu_forward_backward_pass.cpp``.
    """

    label: ClassVar[str] = "DAC"

    bits: int | None = 7
    bound: float = 1.0
    stochastic: bool = False
    asymmetry: float = 0.0
    v_read_v: float = 0.2

    def __post_init__(self) -> None:
        super().__post_init__()
        numbers(self, asymmetry=0.0, v_read_v=0.0)
        if self.asymmetry > 1:
            raise ValueError(f"asymmetry={self.asymmetry:g} is above 1")

    @property
    def plain(self) -> bool:
        return not self.stochastic and self.asymmetry == 0

    def apply(self, signal: Signal) -> None:
        """Replace numbers by levels."""
        dither = signal.uniform("dac") - 0.5 if self.stochastic else 0.0
        q = self(signal.value, dither)
        signal.value = np.where(q < 0, q * np.float32(1 - self.asymmetry), q) if self.asymmetry else q

    def equation(self) -> str:
        """Return what it does."""
        step = f"{self.step:.3g}"
        grid = "x/α" if self.bits is None else f"clip(rint(x/α / {step}{' + u' * self.stochastic})) × {step}"
        return f"q = {grid}" + (f", negative × {1 - self.asymmetry:g}" if self.asymmetry else "")


@dataclass(frozen=True)
class Adc(_Converter):
    """Reads the sums: 9 bits within ±12 are 510 steps of 0.047.

    Before the grid a sum is bent, ``y ← f y / (1 + n_i |y|)`` with ``n_i = |n / bound (1 + nonlinearity_std ξ_i)|``, n
    the ``nonlinearity``, one draw a column, and
    ``f = (1 + (mean(n_i) + r_series) slope_calibration bound)²``; then negative sums
    shrink by the fraction ``asymmetry``.

    Source: aihwkit 1.2, ``rpu_forward_backward_pass.cpp``.
    """

    label: ClassVar[str] = "ADC"

    bits: int | None = 9
    bound: float = 12.0
    nonlinearity: float = 0.0
    nonlinearity_std: float = 0.0
    slope_calibration: float = 0.0
    asymmetry: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        numbers(self, nonlinearity=0.0, nonlinearity_std=0.0, slope_calibration=0.0, asymmetry=0.0)
        if self.asymmetry > 1:
            raise ValueError(f"asymmetry={self.asymmetry:g} is above 1")

    @property
    def plain(self) -> bool:
        return self.nonlinearity == 0 and self.asymmetry == 0

    def bend(self, y: Array, xi: ArrayLike = 0.0, r_series: float = 0.0) -> Array:
        """Return bent sums, with a draw ξ a column."""
        n = np.abs(self.nonlinearity / self.bound * (1 + self.nonlinearity_std * np.asarray(xi)))
        f = (1 + (np.mean(n) + r_series) * self.slope_calibration * self.bound) ** 2
        return np.asarray(f * y / (1 + n * np.abs(y)), np.float32)

    def apply(self, signal: Signal) -> None:
        """Replace sums by levels."""
        y = signal.value
        if self.nonlinearity or (self.slope_calibration and signal.r_series):
            y = self.bend(y, signal.fixed("adc") if self.nonlinearity_std else 0.0, signal.r_series)
        if self.asymmetry:
            y = np.where(y < 0, y * np.float32(1 - self.asymmetry), y)
        signal.saturated = np.abs(y).max(axis=1, initial=0.0) > self.bound if self.bits else np.zeros(len(y), bool)
        signal.value = self(y)

    def code(self, value: ArrayLike) -> NDArray[np.int64]:
        """Return the numbers of the levels, 0 in the middle."""
        if self.bits is None:
            raise ValueError("no converter, no code: bits=None")
        return np.rint(np.asarray(value, float) / self.step).astype(np.int64)

    def equation(self) -> str:
        """Return what it does."""
        f = "f " * bool(self.slope_calibration)
        bent = f"{f}y/(1 + {self.nonlinearity / self.bound:.3g}|y|) → " if self.nonlinearity or f else ""
        uneven = f"negative × {1 - self.asymmetry:g} → " if self.asymmetry else ""
        grid = "y" if self.bits is None else f"clip(rint(y / {self.step:.3g})) × {self.step:.3g}"
        return bent + uneven + grid
