"""Checks of what callers give."""

from __future__ import annotations

import math
import operator


def whole(name: str, value: object, least: int = 1) -> int:
    """Return ``value`` as an integer of at least ``least``; ValueError names it otherwise."""
    try:
        n = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise ValueError(f"{name}={value!r} is not a whole number") from None
    if isinstance(value, bool) or n < least:
        raise ValueError(f"{name}={value!r} is less than {least}" if n < least else f"{name}={value!r} is not a number")
    return n


def sides(name: str, value: object) -> tuple[int, int]:
    """Return the two sides of a tile, inputs × outputs; ValueError names the value otherwise."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise ValueError(f"{name}={value!r} is not (inputs, outputs)")
    return whole(name, value[0]), whole(name, value[1])


def positive(name: str, value: float) -> None:
    """Raise ``ValueError`` unless ``value`` is a positive number."""
    if not 0 < value < math.inf:
        raise ValueError(f"{name}={value} is not a positive number")
