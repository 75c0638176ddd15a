"""Knobs: a parameter declared once serves the slider, the link, validation, documentation and the property tests."""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl, urlencode

LINK_VERSION = 1
SCALES = ("linear", "log", "int", "choice", "bool", "list")

Value = float | int | bool | str


@dataclass(frozen=True)
class Knob:
    """One adjustable parameter: what it may be, how it is shown and what it does."""

    name: str
    default: Value
    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    scale: str = "linear"
    help: str = ""
    label: str = ""
    choices: tuple[Value, ...] = ()
    fmt: str = ".3g"
    parts: tuple[Knob, ...] = ()
    most: int = 0

    def check(self, value: Any) -> Value:
        """Return ``value`` in the knob's own type, or raise ``ValueError`` naming the value and the rule."""
        if self.scale == "list":
            return self.join(self.split(value))
        if self.choices or self.scale == "bool":
            allowed = self.choices or (True, False)
            for choice in allowed:
                if value == choice and isinstance(value, bool) == isinstance(choice, bool):
                    return choice
            raise ValueError(f"{self.name}={value!r} is not one of {', '.join(map(str, allowed))}")
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise ValueError(f"{self.name}={value!r} is not a finite number")
        if self.scale == "int" and value != int(value):
            raise ValueError(f"{self.name}={value!r} is not a whole number")
        if not self.low <= value <= self.high:
            raise ValueError(f"{self.name}={value:g} is outside {self.range_text()}")
        return int(value) if self.scale == "int" else float(value)

    def clamp(self, value: Any) -> Value:
        """Return the nearest allowed number; anything that is no number at all is refused as in ``check``."""
        if self.choices or self.scale in ("bool", "list") or isinstance(value, (bool, str)) or not math.isfinite(value):
            return self.check(value)
        inside = min(max(value, self.low), self.high)
        return self.check(round(inside) if self.scale == "int" else inside)

    def parse(self, text: str) -> Value:
        """Read the knob from text, as a link or a command line carries it; the range is not yet checked."""
        if self.scale == "list":
            return self.check(text)
        if self.scale == "bool":
            if text.lower() in ("1", "true", "yes", "on"):
                return True
            if text.lower() in ("0", "false", "no", "off"):
                return False
            raise ValueError(f"{self.name}={text!r} is not one of true, false")
        if self.choices:
            for choice in self.choices:
                if text == str(choice):
                    return choice
            return self.check(text)
        try:
            number = float(text)
        except ValueError:
            raise ValueError(f"{self.name}={text!r} is not a number") from None
        return int(number) if self.scale == "int" and number.is_integer() else number

    def text(self, value: Value) -> str:
        """Write the value so that ``parse`` reads the same value back."""
        if isinstance(value, bool):
            return "1" if value else "0"
        return repr(value) if isinstance(value, float) else str(value)

    def split(self, text: Any) -> list[tuple[float, ...]]:
        """Return the groups of a list: ``"3,2,12.5;1,1,5"`` holds two groups of three numbers, one for each part.

        Raises ``ValueError`` where a group has too few numbers or too many, one is none or outside the range of its
        part, or there are more than ``most`` groups.
        """
        if not isinstance(text, str):
            raise ValueError(f"{self.name}={text!r} is not a text of numbers")
        groups = [group for group in text.split(";", self.most + 1) if group.strip()]
        if len(groups) > self.most:
            raise ValueError(f"{self.name} holds more than {self.most} groups of numbers")
        return [self._group(group) for group in groups]

    def _group(self, text: str) -> tuple[float, ...]:
        numbers = text.split(",", len(self.parts))
        if len(numbers) != len(self.parts):
            names = ", ".join(part.name for part in self.parts)
            raise ValueError(f"{self.name}: {text[:40]!r} is not {len(self.parts)} numbers ({names})")
        try:
            return tuple(float(k.check(k.parse(one))) for k, one in zip(self.parts, numbers, strict=True))
        except ValueError as error:
            raise ValueError(f"{self.name}: {error}") from None

    def join(self, groups: Iterable[tuple[float, ...]]) -> str:
        """Write groups of numbers so that ``split`` reads the same groups back."""
        return ";".join(",".join(f"{number:.9g}" for number in group) for group in groups)

    def range_text(self) -> str:
        """Say the allowed range in words, with the unit."""
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.low:g} … {self.high:g}{unit}"


def knob(
    default: Value,
    low: float = -math.inf,
    high: float = math.inf,
    *,
    unit: str = "",
    scale: str = "linear",
    help: str = "",
    label: str = "",
    choices: tuple[Value, ...] = (),
    fmt: str = ".3g",
    parts: tuple[Knob, ...] = (),
    most: int = 0,
) -> Any:
    """Declare a dataclass field as a knob.

    ``scale`` is ``linear``, ``log``, ``int``, ``choice``, ``bool`` or ``list``; ``fmt`` is a format specification, and
    ``fmt="%"`` shows a fraction in per cent. The default must obey the knob's own rule. A list is a text of at most
    ``most`` groups of numbers, one number for each of ``parts``; it has no slider.
    """
    scale = "choice" if choices else scale
    if scale not in SCALES:
        raise ValueError(f"scale={scale!r} is not one of {', '.join(SCALES)}")
    if scale == "log" and low <= 0:
        raise ValueError(f"low={low:g} is not positive, as a log scale needs")
    made = Knob("", default, low, high, unit, scale, help, label, choices, fmt, parts, most)
    made.check(default)
    return field(default=default, metadata={"knob": made})


def knobs(spec: Any) -> dict[str, Knob]:
    """Return the knobs of a dataclass (or of an instance) by name, in the order of their declaration."""
    return {
        f.name: dataclasses.replace(k, name=f.name, label=k.label or f.name.replace("_", " "))
        for f in dataclasses.fields(spec)
        if (k := f.metadata.get("knob")) is not None
    }


def values_of(spec: Any) -> dict[str, Value]:
    """Return the values of the knobs by name."""
    return {name: getattr(spec, name) for name in knobs(spec)}


class Spec:
    """Base of frozen dataclasses made of knobs: every instance has been checked, so no bad value travels on."""

    def __post_init__(self) -> None:
        for name, k in knobs(self).items():
            object.__setattr__(self, name, k.check(getattr(self, name)))


S = TypeVar("S", bound=Spec)


def find(spec: type[Spec] | Spec, name: str) -> Knob:
    """Return the knob called ``name``, or raise ``ValueError`` with the nearest names and the whole list."""
    known = knobs(spec)
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ValueError(f"no knob {name!r}: {hint}choose from {', '.join(known)}")


def to_query(spec: Spec, base: Spec | None = None) -> str:
    """Write what differs from ``base`` (the defaults if not given) as a query string, with the format's version first.

    ``from_query`` with the same ``base`` reads it back.
    """
    start = base if base is not None else type(spec)()
    changed = [(n, k.text(getattr(spec, n))) for n, k in knobs(spec).items() if getattr(spec, n) != getattr(start, n)]
    return urlencode([("v", str(LINK_VERSION)), *changed])


def from_query(spec_type: type[S], query: str, base: S | None = None) -> tuple[S, list[str]]:
    """Read a query string; return the spec and a message for each value that was clamped or left out.

    A link is opened by somebody who did not write it, so nothing in it may raise: a number outside its range is
    clamped, an unknown name or unreadable value is ignored, and each is said in one sentence.
    """
    values: dict[str, Any] = {}
    messages = []
    for name, text in parse_qsl(query.lstrip("?"), keep_blank_values=True):
        if name == "v":
            if text != str(LINK_VERSION):
                messages.append(f"this link has format {text}; this version reads format {LINK_VERSION}")
            continue
        try:
            k = find(spec_type, name)
            value = k.parse(text)
            values[name] = k.clamp(value)
            if values[name] != value:
                messages.append(f"{name}={text} is outside {k.range_text()}; {k.text(values[name])} is used")
        except ValueError as error:
            messages.append(f"{error}; ignored")
    start = base if base is not None else spec_type()
    return cast(S, dataclasses.replace(cast(Any, start), **values)), messages
