"""Right or wrong, and why. The page has the same function in JavaScript; both are held to the same vectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .parse import parse_quantity

SMALL = 1e-12


@dataclass(frozen=True)
class Verdict:
    """``counted`` is false where the answer could not be read: that is no attempt."""

    right: bool
    reason: str
    counted: bool = True


def check(wanted: Mapping[str, Any], answer: Any) -> Verdict:
    """Judge an answer by what ``expected`` gave: text for a number or a choice, a list of items for an order."""
    if wanted["kind"] == "numeric":
        return _number(wanted, str(answer))
    if wanted["kind"] == "choice":
        return _choice(wanted, answer)
    return _match(wanted, answer) if wanted["kind"] == "match" else _order(wanted, answer)


def _number(wanted: Mapping[str, Any], text: str) -> Verdict:
    try:
        value = parse_quantity(text, wanted["unit"])
    except (ValueError, OverflowError) as error:
        return Verdict(False, f"{error}.", counted=False)
    target, tolerance = wanted["value"], wanted["tolerance"]

    def near(other: float) -> bool:
        return bool(abs(value - other) <= tolerance * abs(other) + SMALL * max(abs(target), 1.0) * (other == 0))

    if near(target):
        return Verdict(True, "Right.")
    for slip in wanted["mistakes"]:
        if near(slip["value"]):
            return Verdict(False, slip["reason"])
    if near(-target):
        return Verdict(False, "The size is right, the sign is not.")
    for power in (3, -3, 6, -6, 9, -9, 12, -12):
        if near(target * 10.0**power):
            return Verdict(
                False, f"The digits are right; the prefix of the unit is off by a factor of 10^{abs(power)}."
            )
    if target and value / target > 0 and near(1 / target):
        return Verdict(False, "That is one over the answer.")
    return Verdict(False, "Not yet: that is too large." if abs(value) > abs(target) else "Not yet: that is too small.")


def _choice(wanted: Mapping[str, Any], answer: Any) -> Verdict:
    if answer not in wanted["options"]:
        return Verdict(False, "Choose one of the answers.", counted=False)
    if answer == wanted["value"]:
        return Verdict(True, "Right.")
    return Verdict(False, wanted["reasons"].get(answer, "Not this one."))


def _match(wanted: Mapping[str, Any], answer: Any) -> Verdict:
    names = wanted["value"]
    if not isinstance(answer, list) or len(answer) != len(names) or any(a not in wanted["options"] for a in answer):
        return Verdict(False, "Give every one a name.", counted=False)
    wrong = [k for k, (mine, theirs) in enumerate(zip(answer, names, strict=True)) if mine != theirs]
    if not wrong:
        return Verdict(True, "Right.")
    why = wanted["reasons"].get(answer[wrong[0]], "not this one.")
    said = f"{len(names) - len(wrong)} of {len(names)} are right. Look again at {wanted['items'][wrong[0]]}: {why}"
    return Verdict(False, said)


def _order(wanted: Mapping[str, Any], answer: Any) -> Verdict:
    order = wanted["value"]
    if not isinstance(answer, list) or sorted(map(str, answer)) != sorted(order):
        return Verdict(False, "Put every item in its place once.", counted=False)
    if answer == order:
        return Verdict(True, "Right.")
    if answer == order[::-1]:
        return Verdict(False, "Exactly the other way round.")
    first = next(k for k, (mine, theirs) in enumerate(zip(answer, order, strict=True)) if mine != theirs)
    why = f" {wanted['reason']}" if wanted["reason"] else ""
    return Verdict(False, f"Not yet: look again at place {first + 1}.{why}")
