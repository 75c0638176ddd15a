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


class Noise(NamedTuple):
    """Standard deviation of one pulse: ``of_change |Δw| + of_step |step| + constant + of_weight |w|``.

    After a RESET it is ``of_reset``.
    """

    of_change: float = 0.0
    of_step: float = 0.0
    constant: float = 0.0
    of_weight: float = 0.0
    of_reset: float = 0.0


def base_step(law: Any, s: int, lo: Any, hi: Any) -> Any:
    """Return the base step of every cell in direction ``s``: the mean step at weight 0 of most laws."""
    return -law.slope[s] * (hi if s == UP else lo) if isinstance(law, Soft) else law.step[s]


def spread(law: Any, noise: Noise, s: int, change: Any, w: Any, lo: Any, hi: Any) -> Any:
    """Return the standard deviation of one pulse whose mean change is ``change``."""
    if isinstance(law, SetReset) and s == DOWN:
        return noise.of_reset
    relative = noise.of_change * np.abs(change) + noise.of_step * np.abs(base_step(law, s, lo, hi))
    return relative + noise.constant + noise.of_weight * np.abs(w)


def balance(law: Law, lo: Float, hi: Float) -> Float:
    """Return the hidden weight at which a pulse up and one down undo each other, NaN where there is no single one."""

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
