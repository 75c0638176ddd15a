"""Numbers with units, written the way engineers write them."""

from __future__ import annotations

import math

_PREFIXES = {-18: "a", -15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T"}


def quantity(value: float, unit: str, digits: int = 3) -> str:
    """Write ``value`` with an SI prefix and ``digits`` significant digits: ``quantity(1.17e-4, "J")`` is ``117 µJ``."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g} {unit}"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    third = min(max(3 * (int(exponent) // 3), -18), 12)
    number = float(mantissa) * 10.0 ** (int(exponent) - third)
    decimals = max(digits - 1 - (int(exponent) - third), 0)
    return f"{number:.{decimals}f} {_PREFIXES[third]}{unit}"
