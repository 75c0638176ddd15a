"""What can be asked: a number, a choice, an order, or settings that do something."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """A wrong number (of code also an array) that has a reason; ``value`` is it, or what computes it."""

    value: Any
    reason: str


@dataclass(frozen=True)
class _Asked:
    id: str
    question: str


@dataclass(frozen=True)
class Numeric(_Asked):
    """A number in ``unit``; ``answer`` computes it with the engine, right is what is within ``tolerance`` of it."""

    answer: Callable[[], float]
    unit: str = ""
    tolerance: float = 0.02
    mistakes: tuple[Mistake, ...] = ()
    hint: str = ""
    solution: str = ""


@dataclass(frozen=True)
class Choice(_Asked):
    """One of several; ``answer`` computes which, ``reasons`` says of each wrong one why."""

    options: tuple[str, ...]
    answer: Callable[[], str]
    reasons: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    solution: str = ""


@dataclass(frozen=True)
class Ranking(_Asked):
    """``items`` in an order; ``answer`` computes it."""

    items: tuple[str, ...]
    answer: Callable[[], Sequence[str]]
    reason: str = ""
    hint: str = ""
    solution: str = ""


@dataclass(frozen=True)
class Match(_Asked):
    """Every item gets one of ``options``; ``reasons`` says of an option what it would look like.

    ``curves`` computes what is drawn beside the items: {"values": a list for each item, "top": …, "unit": …}.
    """

    items: tuple[str, ...]
    options: tuple[str, ...]
    answer: Callable[[], Sequence[str]]
    reasons: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    solution: str = ""
    curves: Callable[[], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Design(_Asked):
    """Settings of the lab that do something; ``judge`` takes the spec and returns whether they do, and a sentence."""

    judge: Callable[[Any], tuple[bool, str]]
    hint: str = ""
    solution: str = ""


Exercise = Numeric | Choice | Ranking | Match | Design
_KNOWN: dict[int, tuple[Exercise, dict[str, Any]]] = {}


def describe(exercise: Exercise) -> dict[str, Any]:
    """Return what a page shows of it, as plain JSON, without the answer."""
    made: dict[str, Any] = {
        "id": exercise.id,
        "kind": type(exercise).__name__.lower(),
        "question": exercise.question,
        "hint": exercise.hint,
        "solution": exercise.solution,
    }
    if isinstance(exercise, Numeric):
        made["unit"] = exercise.unit
    elif isinstance(exercise, Choice):
        made["options"] = list(exercise.options)
    elif isinstance(exercise, Ranking):
        made["options"] = list(exercise.items)
    elif isinstance(exercise, Match):
        made |= {"items": list(exercise.items), "options": list(exercise.options)}
        made["curves"] = exercise.curves() if exercise.curves else None
    return made


def expected(exercise: Exercise) -> dict[str, Any]:
    """Return what ``check`` compares with, as plain JSON: computed by the engine when it is first needed.

    Raises
    ------
    ValueError
        The engine's answer is not among the options, or the exercise is judged by settings.
    """
    if id(exercise) not in _KNOWN:
        _KNOWN[id(exercise)] = (exercise, _compute(exercise))
    return _KNOWN[id(exercise)][1]


def _compute(exercise: Exercise) -> dict[str, Any]:
    if isinstance(exercise, Numeric):
        slips = [
            {"value": float(m.value() if callable(m.value) else m.value), "reason": m.reason} for m in exercise.mistakes
        ]
        value = float(exercise.answer())
        return {
            "kind": "numeric",
            "value": value,
            "unit": exercise.unit,
            "tolerance": exercise.tolerance,
            "mistakes": slips,
        }
    if isinstance(exercise, Choice):
        value_ = exercise.answer()
        if value_ not in exercise.options:
            raise ValueError(f"{exercise.id}: the engine says {value_!r}, which is not one of the options")
        options = list(exercise.options)
        return {"kind": "choice", "value": value_, "options": options, "reasons": dict(exercise.reasons)}
    if isinstance(exercise, Ranking):
        order = list(exercise.answer())
        if sorted(order) != sorted(exercise.items):
            raise ValueError(f"{exercise.id}: the engine orders {order}, which are not the items")
        return {"kind": "ranking", "value": order, "reason": exercise.reason}
    if isinstance(exercise, Match):
        names = list(exercise.answer())
        if len(names) != len(exercise.items) or not set(names) <= set(exercise.options):
            raise ValueError(f"{exercise.id}: the engine names {names}, which do not fit {len(exercise.items)} items")
        items, reasons = list(exercise.items), dict(exercise.reasons)
        return {"kind": "match", "value": names, "items": items, "options": list(exercise.options), "reasons": reasons}
    raise ValueError(f"{exercise.id} is judged by the settings, not by an answer")
