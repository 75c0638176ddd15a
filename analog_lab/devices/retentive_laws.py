"""How spreads, drift exponents and read noise depend on the conductance of a retentive cell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.polynomial.polynomial import polyval
from numpy.typing import NDArray

Array = NDArray[np.float64]
SMALLEST = 1e-7  # the logarithm of a relative conductance stops here


class Law(Protocol):
    """A number for each conductance ``g_us`` of cells whose range ends at ``g_max_us``."""

    def __call__(self, g_us: Array, g_max_us: float) -> Array: ...


@dataclass(frozen=True)
class Curve:
    """A clipped logarithm, and from a point on a polynomial, of the relative conductance x = max(g / g_max, 1e-7).

    ``clip(slope ln x + offset, low, high)`` where x < ``until``, else ``Σ_i beyond_i x^i``.
    """

    slope: float
    offset: float
    low: float
    high: float
    until: float = math.inf
    beyond: tuple[float, ...] = (0.0,)

    def __call__(self, g_us: Array, g_max_us: float) -> Array:
        x = np.maximum(g_us / g_max_us, SMALLEST)
        near = np.clip(self.slope * np.log(x) + self.offset, self.low, self.high)
        return np.where(x < self.until, near, polyval(x, self.beyond))


@dataclass(frozen=True)
class Power:
    """``min(factor / max(x^exponent, floor), high)`` with the relative conductance x = g / g_max."""

    factor: float
    exponent: float
    floor: float
    high: float

    def __call__(self, g_us: Array, g_max_us: float) -> Array:
        x = np.maximum(g_us, 0.0) / g_max_us
        return np.asarray(np.minimum(self.factor / np.maximum(x**self.exponent, self.floor), self.high))


@dataclass(frozen=True)
class Table:
    """Values measured at rising conductances ``at_us`` in µS, joined by straight lines.

    Raises ``ValueError`` where the two do not match, do not rise, or a value is negative, and at a conductance that the
    table does not reach.
    """

    at_us: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.at_us) != len(self.values) or len(self.at_us) < 2:
            raise ValueError(f"at_us={self.at_us} and values={self.values} must be as many, two or more")
        if not np.all(np.diff(self.at_us) > 0):
            raise ValueError(f"at_us={self.at_us} do not rise")
        if not np.all((np.asarray(self.values) >= 0) & np.isfinite(self.values)):
            raise ValueError(f"values={self.values} must be 0 or more")

    def __call__(self, g_us: Array, g_max_us: float) -> Array:
        outside = (g_us < self.at_us[0]) | (g_us > self.at_us[-1])
        if np.any(outside):
            value = float(np.asarray(g_us)[outside].flat[0])
            raise ValueError(f"g_us={value} is outside this table ({self.at_us[0]:g}–{self.at_us[-1]:g} µS)")
        return np.asarray(np.interp(g_us, self.at_us, self.values))


@dataclass(frozen=True)
class Spread:
    """Programming spread as polynomials in the conductance, one for each time at which it was measured.

    ``σ(g) = s max(Σ_i c_i (g / (s g_ref))^i, 0)`` in µS, with s = 1, or s = g_max / ``g_ref_us`` where ``relative``.
    Between the ``times_s`` σ is interpolated in the logarithm of time; outside them, and of ``range_us``, the fit does
    not hold.
    """

    coefficients: tuple[tuple[float, ...], ...]
    range_us: tuple[float, float]
    times_s: tuple[float, ...] = (0.0,)
    g_ref_us: float = 1.0
    relative: bool = False

    def __post_init__(self) -> None:
        if len(self.coefficients) != len(self.times_s) or not self.times_s:
            raise ValueError(f"{len(self.coefficients)} polynomials do not belong to {len(self.times_s)} times")
        if not np.isfinite(np.concatenate(self.coefficients)).all():
            raise ValueError(f"coefficients={self.coefficients} are not all finite")
        if np.any(np.diff(self.times_s) <= 0) or (len(self.times_s) > 1 and self.times_s[0] <= 0):
            raise ValueError(f"times_s={self.times_s} must rise, from above 0")
        if not (len(self.range_us) == 2 and 0 <= self.range_us[0] < self.range_us[1] < math.inf):
            raise ValueError(f"range_us={self.range_us} is not a range of conductances")
        if not self.g_ref_us > 0:
            raise ValueError(f"g_ref_us={self.g_ref_us:g} is not positive")

    def __call__(self, g_us: Array, t_s: float, g_max_us: float) -> Array:
        s = g_max_us / self.g_ref_us if self.relative else 1.0
        x = g_us / (s * self.g_ref_us)
        sigmas = [s * np.maximum(polyval(x, c), 0.0) for c in self.coefficients]
        if len(sigmas) == 1:
            return np.asarray(sigmas[0])
        k = min(int(np.searchsorted(self.times_s, t_s, side="right")), len(sigmas) - 1)
        before, after = self.times_s[k - 1], self.times_s[k]
        part = math.log(t_s / before) / math.log(after / before)
        return np.asarray((1 - part) * sigmas[k - 1] + part * sigmas[k])
