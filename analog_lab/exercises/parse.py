"""Numbers with units as people type them: "5 µA", "5e-6 A", "1/3", "−0,2", "40 %". Nothing is ever evaluated."""

from __future__ import annotations

import math
import re

PREFIXES = {"a": -18, "f": -15, "p": -12, "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12}
UNITS = ("ohm", "bit", "LSB", "Hz", "A", "V", "S", "J", "W", "s", "%")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_QUANTITY = re.compile(
    rf"^(?P<number>{_NUMBER})(?:e(?P<e>[+-]?\d{{1,3}})|\s*[*x·×]\s*10(?:\^|\*\*)?(?P<ten>[+-]?\d{{1,3}}))?"
    rf"(?:\s*/\s*(?P<over>{_NUMBER}))?\s*(?P<unit>[A-Za-z%µμΩ]*)$",
    re.ASCII,
)
LONGEST = 60


def split_unit(unit: str) -> tuple[int, str]:
    """Return the power of ten of a unit's prefix, and the unit itself; raises ``ValueError`` for what is no unit."""
    plain = unit.replace("µ", "u").replace("μ", "u").replace("Ω", "ohm")
    for name in ("", *UNITS):
        if plain.endswith(name) if name else plain == "":
            prefix = plain[: len(plain) - len(name)]
            if prefix in PREFIXES and not (name in ("", "%") and prefix):
                return PREFIXES[prefix], name
    raise ValueError(f"{unit!r} is no unit that is known here")


def parse_quantity(text: str, unit: str = "") -> float:
    """Read ``text`` as a number in ``unit``; a number alone is taken to be in that unit.

    Accepts SI prefixes (u for µ), a decimal comma, 5e-6, 5·10^-6, 5 × 10⁻⁶, a fraction 1/3, and − for a minus. Where no
    unit is wanted, ``40 %`` is 0.4.

    Raises
    ------
    ValueError
        It is no number, or its unit is another one; the message says which.
    """
    if len(text) > LONGEST:
        raise ValueError("that is too long to be a number")
    plain = text.strip().replace("−", "-").translate(SUPERSCRIPTS)
    if re.fullmatch(r"[^.,]*\d,\d[^.,]*", plain):
        plain = plain.replace(",", ".")
    elif re.match(r"[+-]?\d{1,3}(,\d{3})+(?!\d)", plain):
        plain = plain.replace(",", "")
    found = _QUANTITY.match(plain.replace("E", "e") if re.search(r"\dE[+-]?\d", plain) else plain)
    if not found:
        raise ValueError(f"{text.strip() or 'nothing'!r} is not a number, such as {'5 ' + unit if unit else '0.25'}")
    value = float(f"{found['number']}e{found['e'] or found['ten'] or 0}")
    if found["over"]:
        if float(found["over"]) == 0:
            raise ValueError("nothing can be divided by 0")
        value /= float(found["over"])
    if not math.isfinite(value):
        raise ValueError("that number is too large")
    if not found["unit"]:
        return value
    power, name = split_unit(found["unit"])
    wanted, base = split_unit(unit)
    if name == "%" and base == "":
        return value / 100
    if name != base:
        raise ValueError(f"{found['unit']} is not a unit of what is asked: give it in {unit or 'a plain number'}")
    return value * 10.0 ** (power - wanted)
