"""Exercises in a few lines of Python: what they made is judged by what the engine makes, with the reason of a slip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .check import Verdict, check
from .records import Mistake, _Asked

EMPTY = "Fill in the line with three dots, then run the cell again."
LABELS = {"right": "✓ right", "wrong": "✗ not yet", "unread": "? not read"}
PREFIXES = (3, -3, 6, -6, 9, -9, 12, -12)
Float = NDArray[np.float64]


@dataclass(frozen=True)
class Told(Verdict):
    """A verdict that shows itself at the end of a cell."""

    def __repr__(self) -> str:
        return f"{self._label}: {self.reason}"

    def _repr_html_(self) -> str:
        edge = "#0f766e" if self.right else "#f59e0b"
        style = f"border-left:4px {'solid' if self.right else 'dashed'} {edge};padding:6px 10px"
        return f'<p style="{style}"><b>{self._label}</b> {escape(self.reason)}</p>'

    @property
    def _label(self) -> str:
        return LABELS["right" if self.right else "wrong" if self.counted or self.reason == EMPTY else "unread"]


@dataclass(frozen=True)
class Code(_Asked):
    """Lines of Python for a notebook's last cell; what fills them in is handed to ``check``.

    ``answer`` computes with the engine what should come out, a number or an array in ``unit``; what is within
    ``tolerance`` of its largest value is right. ``mistakes`` are wrong results with their reasons. ``of`` takes what is
    compared out of an object of the type ``wants``; ``judge`` instead says itself whether the object is right, and why.
    """

    starter: str
    solution: str
    answer: Callable[[], Any] = lambda: None
    unit: str = ""
    tolerance: float = 0.01
    mistakes: tuple[Mistake, ...] = ()
    wants: str = ""
    of: Callable[[Any], Any] | None = None
    judge: Callable[[Any], tuple[bool, str]] | None = None
    right: str = "Right."

    def check(self, given: Any = ...) -> Told:
        """Judge what the lines have made; never raises for what is merely wrong."""
        try:
            if _empty(given):
                return Told(False, EMPTY, counted=False)
            if self.wants and type(given).__name__ != self.wants:
                return Told(False, f"{_named(given)} was given, where a {self.wants} is asked for.", counted=False)
            if self.judge is not None:
                return Told(*self.judge(given))
            value = np.asarray(self.of(given) if self.of else given, float)
        except Exception as error:  # a visitor's object may raise anything when it is read
            return Told(False, f"{_named(given)} cannot be read as numbers: {error}.", counted=False)
        if not np.isfinite(value).all():
            return Told(False, "It holds values that are not finite numbers.", counted=False)
        told = _compare(self, value)
        return Told(told.right, self.right if told.right else told.reason, told.counted)


def _empty(given: Any, around: tuple[int, ...] = ()) -> bool:
    """Return whether three dots are left in it; a list that contains itself is a ``ValueError``."""
    if id(given) in around:
        raise ValueError("it contains itself")
    inside = given if isinstance(given, (list, tuple)) else ()
    return given is ... or given is None or any(_empty(part, (*around, id(given))) for part in inside)


def _named(given: Any) -> str:
    name = type(given).__name__
    return f"{'An' if name[0].lower() in 'aeiou' else 'A'} {name}"


def _compare(code: Code, value: Float) -> Verdict:
    wanted = np.asarray(code.answer(), float)
    known = [(np.asarray(m.value() if callable(m.value) else m.value, float), m.reason) for m in code.mistakes]
    if wanted.ndim == 0 and value.size == 1:
        slips = [{"value": float(v), "reason": reason} for v, reason in known if v.ndim == 0]
        about = {"kind": "numeric", "unit": code.unit, "tolerance": code.tolerance, "mistakes": slips}
        return check({**about, "value": float(wanted)}, repr(value.item()))
    return _arrays(wanted, value, known, code.tolerance)


def _near(value: Float, wanted: Float, tolerance: float) -> bool:
    if value.shape != wanted.shape:
        return False
    return bool(np.abs(value - wanted).max(initial=0.0) <= tolerance * np.abs(wanted).max(initial=0.0))


def _arrays(wanted: Float, value: Float, known: list[tuple[Float, str]], tolerance: float) -> Verdict:
    if _near(np.squeeze(value), np.squeeze(wanted), tolerance):
        return Verdict(True, "Right.")
    for slip, reason in known:
        if _near(value, slip, tolerance):
            return Verdict(False, reason)
    if value.ndim > 1 and _near(np.swapaxes(value, -1, -2), wanted, tolerance):
        return Verdict(False, "Rows and columns are exchanged: weights are (outputs, inputs).")
    if value.shape != wanted.shape:
        asked = f"an array of shape {wanted.shape}" if wanted.ndim else "one number"
        return Verdict(False, f"Its shape is {value.shape}; what is asked for is {asked}.")
    if _near(-value, wanted, tolerance):
        return Verdict(False, "The size is right, the sign is not.")
    for power in PREFIXES:
        if _near(value, wanted * 10.0**power, tolerance):
            ten = f"10^{abs(power)}"
            return Verdict(False, f"The digits are right; the prefix of the unit is off by a factor of {ten}.")
    off = np.abs(value - wanted) > tolerance * np.abs(wanted).max(initial=0.0)
    first = [int(k) for k in np.argwhere(off)[0]]
    return Verdict(False, f"Not yet: {off.sum()} of {off.size} values are off, the first of them at {first}.")
