"""Weights as conductances and back: pairs of cells, one cell against an offset column, single cells; in µS."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Mapping:
    """What stands for a weight between ±``w_max``: conductances between ``g_min_us`` and ``g_max_us``.

    ``to_conductances(w)`` gives one array per cell of a weight and ``to_weights(*g)`` goes back. ``w_max`` may be one
    number (a scale for the whole layer) or one for each output, shape (n_out, 1) (a scale for each column).

    Raises
    ------
    ValueError
        The limits make no range; a weight lies outside ±``w_max`` or is no number.
    """

    g_max_us: float = 25.0
    g_min_us: float = 0.0
    w_max: float | Array = 1.0
    back: ClassVar[str] = ""  # the equation of ``to_weights``

    def __post_init__(self) -> None:
        low, high = self.g_min_us, self.g_max_us
        for name, end in (("g_min_us", low), ("g_max_us", high)):
            if not isinstance(end, (int, float, np.number)):
                raise ValueError(f"{name}={end!r} is not a number")
        if not 0 <= low < high < math.inf:
            raise ValueError(f"g_min_us={low:g} and g_max_us={high:g} must satisfy 0 <= g_min_us < g_max_us")
        peak = np.asarray(self.w_max)
        if peak.dtype.kind not in "fiu" or not np.all(np.isfinite(peak) & (peak > 0)):
            raise ValueError(f"w_max={self.w_max} is not a positive number")

    @classmethod
    def columnwise(cls, w: ArrayLike, g_max_us: float = 25.0, g_min_us: float = 0.0) -> Mapping:
        """Return the mapping that gives each output (column on screen) of ``w`` the whole range of conductances."""
        w = np.asarray(w, float)
        if w.ndim != 2 or w.size == 0:
            raise ValueError(f"w has shape {w.shape}; it must be (n_out, n_in), each at least 1")
        peak = np.abs(w).max(axis=1, keepdims=True)
        return cls(g_max_us, g_min_us, np.where(peak > 0, peak, 1.0))

    def columns(self, n_out: int) -> int:
        """Return how many columns of cells ``n_out`` outputs take."""
        raise NotImplementedError

    def to_conductances(self, w: ArrayLike) -> tuple[Array, ...]:
        """Return the conductances that stand for weights."""
        raise NotImplementedError

    def to_weights(self, *g_us: ArrayLike) -> Array:
        """Return the weights that conductances stand for."""
        raise NotImplementedError

    def equations(self) -> tuple[str, ...]:
        """Return what each conductance is, in symbols."""
        raise NotImplementedError

    def through(self, solve: Callable[[Array], Array], g_us: Sequence[Array]) -> tuple[Array, ...]:
        """Return conductances after ``solve``, which is called once for each array of cells that shares its wires."""
        return tuple(solve(g) for g in g_us)

    @property
    def scale(self) -> float | Array:
        """µS that a weight of 1 takes, ``(g_max - g_min) / w_max``."""
        return (self.g_max_us - self.g_min_us) / self.w_max

    @property
    def difference(self) -> float | Array:
        """µS between a weight of 1 and one of 0, as a column sees it."""
        return self.scale / 2

    def _within(self, *g_us: Array) -> tuple[Array, ...]:
        """Return conductances put back on the ends of the range where rounding left them beyond."""
        return tuple(np.clip(g, self.g_min_us, self.g_max_us) for g in g_us)

    def _checked(self, w: ArrayLike) -> Array:
        w = np.asarray(w, np.float64)
        slack = 1e-12  # a rounding error beyond an end is put on the end
        wrong = ~(np.abs(w) <= np.asarray(self.w_max) * (1 + slack))
        if wrong.any():
            limit = np.broadcast_to(self.w_max, w.shape)[wrong].flat[0]
            raise ValueError(f"w={w[wrong].flat[0]:g} is outside ±{limit:g}")
        return np.asarray(np.clip(w, -np.asarray(self.w_max), self.w_max))


@dataclass(frozen=True, eq=False)
class Pair(Mapping):
    """A differential pair, read as the difference of two columns.

    One-sided: ``g⁺ = g_min + s max(w, 0)``, ``g⁻ = g_min + s max(-w, 0)`` with ``s = (g_max - g_min) / w_max``, so
    that one of the two rests. Two-sided: ``g± = g_mid ± s w / 2`` around ``g_mid = (g_min + g_max) / 2``, with the same
    difference: the two cells of a pair share what the other alone would carry. Back: ``w = (g⁺ - g⁻) / s``, exact but
    for rounding; a common mode is lost, so that conductances come back from weights only if they were one-sided, or
    two-sided about g_mid.

    Source: one-sided as the single-pair mapping of aihwkit 1.2, ``inference/converter/conductance.py``.
    """

    two_sided: bool = False
    back: ClassVar[str] = "(g⁺ - g⁻)/s"

    @property
    def difference(self) -> float | Array:
        """Both cells of a pair count."""
        return self.scale

    def columns(self, n_out: int) -> int:
        """Two columns a weight."""
        return 2 * n_out

    def to_conductances(self, w: ArrayLike) -> tuple[Array, ...]:
        """Return (g⁺, g⁻)."""
        w = self._checked(w)
        if self.two_sided:
            middle = (self.g_min_us + self.g_max_us) / 2
            return self._within(middle + self.scale * w / 2, middle - self.scale * w / 2)
        low = self.g_min_us
        return self._within(low + self.scale * np.maximum(w, 0), low + self.scale * np.maximum(-w, 0))

    def to_weights(self, *g_us: ArrayLike) -> Array:
        """Return ``(g⁺ - g⁻) / s``."""
        plus, minus = (np.asarray(g, np.float64) for g in g_us)
        return np.asarray((plus - minus) / self.scale)

    def equations(self) -> tuple[str, ...]:
        """Return what each conductance is, in symbols."""
        if self.two_sided:
            return "g⁺ = g_mid + s w/2", "g⁻ = g_mid - s w/2"
        return "g⁺ = g_min + s max(w, 0)", "g⁻ = g_min + s max(-w, 0)"


@dataclass(frozen=True, eq=False)
class OffsetColumn(Mapping):
    """One cell a weight, and one column of cells at mid range whose current is subtracted from all others.

    ``g = g_mid + s w / 2``, offset ``g_mid`` = (g_min + g_max) / 2, back ``w = 2 (g - g_offset) / s``. Half the range
    of a pair stands for each sign. Exact as long as the offset column holds g_mid; what it holds instead, by
    programming or drift, shifts every weight of its row alike.
    """

    back: ClassVar[str] = "2 (g - g_offset)/s"

    def columns(self, n_out: int) -> int:
        """One column a weight, and one for the offset."""
        return n_out + 1

    def to_conductances(self, w: ArrayLike) -> tuple[Array, ...]:
        """Return (g, offsets (n_in,))."""
        w = self._checked(w)
        middle = (self.g_min_us + self.g_max_us) / 2
        return self._within(middle + self.scale * w / 2, np.full(w.shape[-1:], middle))

    def through(self, solve: Callable[[Array], Array], g_us: Sequence[Array]) -> tuple[Array, ...]:
        """The offset column is the last of its array."""
        whole = solve(np.concatenate([g_us[0], g_us[1][None]]))
        return whole[:-1], whole[-1]

    def to_weights(self, *g_us: ArrayLike) -> Array:
        """Return ``2 (g - g_offset) / s``."""
        g, offset = (np.asarray(part, np.float64) for part in g_us)
        return np.asarray(2 * (g - offset) / self.scale)

    def equations(self) -> tuple[str, ...]:
        """Return what each conductance is, in symbols."""
        return "g = g_mid + s w/2", "g_offset = g_mid"


@dataclass(frozen=True, eq=False)
class Single(Mapping):
    """One cell a weight, the offset taken off as a number: ``g = g_mid + s w / 2``, ``w = 2 (g - g_mid) / s``.

    The digital side subtracts ``g_mid Σ_j x_j``, which it knows exactly; every column spends the power of the offset.
    """

    back: ClassVar[str] = "2 (g - g_mid)/s"

    def columns(self, n_out: int) -> int:
        """One column a weight."""
        return n_out

    def to_conductances(self, w: ArrayLike) -> tuple[Array, ...]:
        """Return (g,)."""
        return self._within((self.g_min_us + self.g_max_us) / 2 + self.scale * self._checked(w) / 2)

    def to_weights(self, *g_us: ArrayLike) -> Array:
        """Return ``2 (g - g_mid) / s``."""
        (g,) = (np.asarray(part, np.float64) for part in g_us)
        return np.asarray(2 * (g - (self.g_min_us + self.g_max_us) / 2) / self.scale)

    def equations(self) -> tuple[str, ...]:
        """Return what each conductance is, in symbols."""
        return ("g = g_mid + s w/2",)


def to_conductances(
    w: ArrayLike, g_max_us: float = 25.0, w_max: float = 1.0, g_min_us: float = 0.0
) -> tuple[Array, ...]:
    """Return the one-sided pair (g⁺, g⁻) in µS that stands for each weight; see ``Pair``."""
    return Pair(g_max_us, g_min_us, w_max).to_conductances(w)


def to_weights(
    g_plus_us: ArrayLike, g_minus_us: ArrayLike, g_max_us: float = 25.0, w_max: float = 1.0, g_min_us: float = 0.0
) -> Array:
    """Return the weights that pairs of conductances stand for; see ``Pair``."""
    return Pair(g_max_us, g_min_us, w_max).to_weights(g_plus_us, g_minus_us)


def cell_conductance(w: ArrayLike, g_ref_us: float = 12.5, w_range: float = 2.0) -> NDArray[np.floating]:
    """Return the conductance in µS of one cell read against a fixed reference: ``g = g_ref (1 + w / w_range)``.

    Not below 0. Meant for drawing single cells, whose weight is the difference from the reference.
    """
    w = np.asarray(w)
    w = w if np.issubdtype(w.dtype, np.floating) else w.astype(np.float64)
    return np.maximum(g_ref_us * (1 + w / w_range), 0)
