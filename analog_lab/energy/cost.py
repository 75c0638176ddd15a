"""One cost: a number with its unit, its source and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real

BADGES = ("measured", "counted", "published", "derived", "fitted", "illustrative")  # from the surest to the least sure


LARGEST = 1e300  # sums of anything below stay numbers


@dataclass(frozen=True)
class Cost:
    """One number with where it comes from; ``badge`` is one of ``BADGES``, and ``year`` is None where none applies."""

    value: float
    unit: str
    source: str
    year: int | None
    badge: str

    def __post_init__(self) -> None:
        if self.badge not in BADGES:
            raise ValueError(f"badge={self.badge!r} is not one of {', '.join(BADGES)}")
        number = isinstance(self.value, Real) and not isinstance(self.value, bool)
        if not (number and abs(self.value) < LARGEST and self.value >= 0):
            raise ValueError(f"value={self.value!r} is not a finite number >= 0, below 1e300")
        if not (isinstance(self.unit, str) and self.unit.strip()):
            raise ValueError(f"unit={self.unit!r} is empty: every number has a unit")
        if not (isinstance(self.source, str) and self.source.strip()):
            raise ValueError(f"source={self.source!r} is empty: every number says where it comes from")
        if self.year is not None and (isinstance(self.year, bool) or not isinstance(self.year, Integral)):
            raise ValueError(f"year={self.year!r} is not a whole number")

    @property
    def unsourced(self) -> bool:
        """Whether it stands for something that has no number here and counts as zero."""
        return self.value == 0 and self.badge == "illustrative"
