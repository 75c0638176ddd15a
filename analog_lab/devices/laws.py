"""The step laws: how far one pulse moves a cell on average, from what was fixed when the cell was made.

Every law is a record of arrays. What differs from cell to cell has the shape (2, \\*shape of the array), float32, for
up and down; ``step`` is the base step, positive up and negative down. ``change(s, w, lo, hi)`` is the mean change of w
in direction s (0 up, 1 down) of cells with the bounds lo and hi. The kernels of a tile compute the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Float = NDArray[np.float64]
UP, DOWN = 0, 1
TINY = np.float32(1e-30)  # a bound or range is never smaller: what is divided by it stays finite
STEEPEST = 80.0  # exp of more than this is near the end of float32


def width(lo: Any, hi: Any) -> Any:
    """Return hi - lo, of a stuck cell the smallest width there is."""
    return np.maximum(hi - lo, TINY)


def cast(law: Law, dtype: Any) -> Law:
    """Return the same law with its arrays in another precision."""
    return type(law)(*(np.asarray(part, dtype) for part in law))


class Law(Protocol):
    """What the laws share."""

    def __iter__(self) -> Iterator[Array]: ...
    def change(self, s: int, w: Any, lo: Any, hi: Any) -> Any: ...


class Constant(NamedTuple):
    """``Δw = step``"""

    step: Array

    def change(self, s: int, w: Any, lo: Any, hi: Any) -> Any:
        return self.step[s]


class Soft(NamedTuple):
    """``Δw = step (1 - w / bound)``, the bound being the one the pulse moves to; ``slope`` is -step / bound."""

    slope: Array

    def change(self, s: int, w: Any, lo: Any, hi: Any) -> Any:
        return self.slope[s] * (w - (hi if s == UP else lo))


class SoftReferenced(NamedTuple):
    """``Soft`` of v = w + reference, whose bounds as those of w are the smaller by the reference.

    The steps are those of ``Soft``, as only the distance from a bound counts; the base step is not.
    """

    slope: Array
    reference: Array

    def change(self, s: int, w: Any, lo: Any, hi: Any) -> Any:
        return self.slope[s] * (w - (hi if s == UP else lo))


class Linear(NamedTuple):
    """``Δw = step + slope w``"""

    step: Array
    slope: Array

    def change(self, s: int, w: Any, lo: Any, hi: Any) -> Any:
        return self.step[s] + self.slope[s] * w


class Exponential(NamedTuple):
    """``Δw = step max(1 - A exp(± γ z), 0)``, ``z = 2 a w / (hi - lo) + b``, + for up.

    ``shape`` holds A up, A down, γ up, γ down, a, b, the same for all cells.
    """

    step: Array
    shape: Array

    def change(self, s: int, w: Any, lo: Any, hi: Any) -> Any:
        a_s, gamma = self.shape[s], self.shape[2 + s]
        z = 2 * self.shape[4] * w / width(lo, hi) + self.shape[5]
        rise = np.exp(np.minimum((gamma if s == UP else -gamma) * z, STEEPEST))
        return self.step[s] * np.maximum(1 - a_s * rise, 0)


class SetReset(NamedTuple):
    """Up as ``Exponential``; one pulse down takes the cell to ``rest``, whatever it was."""

    step: Array
    rest: Array
    shape: Array

    def change(self, s: int, w: Any, lo: Any, hi: Any) -> Any:
        return Exponential(self.step, self.shape).change(UP, w, lo, hi) if s == UP else self.rest[s] - w


class Power(NamedTuple):
    """``Δw = step ((bound - w) / (hi - lo))^exponent`` in magnitude, the bound being the one the pulse moves to."""

    step: Array
    exponent: Array

    def change(self, s: int, w: Any, lo: Any, hi: Any) -> Any:
        left = (hi - w if s == UP else w - lo) / width(lo, hi)
        return self.step[s] * np.maximum(left, TINY) ** self.exponent[s]


class Piecewise(NamedTuple):
    """``Δw = step f(w)``, f interpolated between ``nodes[s]``, evenly spaced from lo to hi; the same for all cells."""

    step: Array
    nodes: Array

    def change(self, s: int, w: Any, lo: Any, hi: Any) -> Any:
        last = self.nodes.shape[1] - 1
        place = np.clip((w - lo) / width(lo, hi), 0, 1) * last
        return self.step[s] * np.interp(place, np.arange(last + 1), self.nodes[s])


class OfChange(NamedTuple):
    """Pulse noise with the standard deviation ``share |Δw|``."""

    share: float

    def std(self, s: int, base: Any, change: Any, w: Any) -> Any:
        return self.share * np.abs(change)


class OfStep(NamedTuple):
    """Pulse noise with the standard deviation ``share |base step|``, the same at every weight."""

    share: float

    def std(self, s: int, base: Any, change: Any, w: Any) -> Any:
        return self.share * np.abs(base)


class Fixed(NamedTuple):
    """Pulse noise with the standard deviation ``size``, the same for all cells."""

    size: float

    def std(self, s: int, base: Any, change: Any, w: Any) -> Any:
        return np.broadcast_to(self.size, np.shape(change))


class Complex(NamedTuple):
    """Pulse noise with the standard deviation ``share (|Δw| + constant + slope |w|)``."""

    share: float
    constant: float
    slope: float

    def std(self, s: int, base: Any, change: Any, w: Any) -> Any:
        return self.share * (np.abs(change) + self.constant + self.slope * np.abs(w))


class Melting(NamedTuple):
    """Pulse noise as ``Complex`` up, and with the standard deviation ``of_reset`` down."""

    share: float
    constant: float
    slope: float
    of_reset: float

    def std(self, s: int, base: Any, change: Any, w: Any) -> Any:
        if s == DOWN:
            return np.broadcast_to(self.of_reset, np.shape(change))
        return Complex(*self[:3]).std(s, base, change, w)


Noise = OfChange | OfStep | Fixed | Complex | Melting


def base_step(law: Any, s: int, lo: Any, hi: Any) -> Any:
    """Return the base step of every cell in direction ``s``: the mean step at weight 0 of most laws."""
    bound = hi if s == UP else lo
    if isinstance(law, SoftReferenced):
        return -law.slope[s] * (bound + law.reference)
    return -law.slope[s] * bound if isinstance(law, Soft) else law.step[s]


def balance(law: Law, lo: Float, hi: Float) -> Float:
    """Return the weight at which a pulse up and one down undo each other, NaN where there is no single one."""

    def f(w: Float) -> Float:
        total: Float = law.change(UP, w, lo, hi) + law.change(DOWN, w, lo, hi)
        return total

    with np.errstate(invalid="ignore"):  # bounds may be infinite
        a, b = np.array(lo, np.float64), np.array(hi, np.float64)
        first, last = f(a), f(b)
        for _ in range(60):
            middle = (a + b) / 2
            before = np.sign(f(middle)) == np.sign(first)
            a, b = np.where(before, middle, a), np.where(before, b, middle)
        return np.where((first * last <= 0) & (first != last), (a + b) / 2, np.nan)
