"""Digital-to-analog and analog-to-digital converters: a grid of levels between two bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

BITS_LOW, BITS_HIGH = 2, 16


@dataclass(frozen=True)
class _Converter:
    """Rounds to the nearest of 2^bits - 1 levels between -bound and bound, one of them 0; ``bits=None``: none."""

    bits: int | None
    bound: float

    def __post_init__(self) -> None:
        if self.bits is not None and (
            isinstance(self.bits, bool) or self.bits != int(self.bits) or not BITS_LOW <= self.bits <= BITS_HIGH
        ):
            raise ValueError(
                f"{type(self).__name__} bits={self.bits} is outside {BITS_LOW} … {BITS_HIGH} (None: no converter)"
            )
        if not (math.isfinite(self.bound) and self.bound > 0):
            raise ValueError(f"{type(self).__name__} bound={self.bound} is not a positive number")

    @property
    def step(self) -> float:
        """Distance of two levels, ``2 bound / (2^bits - 2)``; 0 without a converter."""
        return 0.0 if self.bits is None else 2 * self.bound / (2**self.bits - 2)

    def __call__(self, value: ArrayLike) -> NDArray[np.float32]:
        """Return ``clip(rint(v / step) step, -bound, bound)``, halves to even, as float32."""
        v = np.asarray(value, np.float32)
        if self.bits is None:
            return v
        step = np.float32(self.step)
        level: NDArray[np.float32] = np.clip(np.rint(v / step) * step, -np.float32(self.bound), np.float32(self.bound))
        return level


@dataclass(frozen=True)
class Dac(_Converter):
    """Drives the lines: 7 bits within ±1 are 126 steps of 1/63."""

    bits: int | None = 7
    bound: float = 1.0


@dataclass(frozen=True)
class Adc(_Converter):
    """Reads the sums: 9 bits within ±12 are 510 steps of 0.047."""

    bits: int | None = 9
    bound: float = 12.0
