"""A result to reproduce, what came out, and whether that agrees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

ALPHA = 1e-6  # chance that a right simulator fails one statistical finding


def furthest(of: int = 1) -> float:
    """Return the |z| that the largest of ``of`` standard normals exceeds with a chance of at most ALPHA."""
    return -NormalDist().inv_cdf(ALPHA / 2 / of)


@dataclass(frozen=True)
class Finding:
    """One number that came out beside the one expected; it passes if they differ by no more than ``tolerance``."""

    what: str
    value: float
    expected: float
    tolerance: float

    @property
    def passed(self) -> bool:
        """Whether the value is as expected; never where it is no number."""
        return abs(self.value - self.expected) <= self.tolerance


@dataclass(frozen=True)
class Row:
    """One published or derived result: the claim, where it comes from, and the run that checks it."""

    name: str
    claim: str
    source: str
    run: Callable[[], tuple[Finding, ...]]


@dataclass(frozen=True)
class Result:
    """A row after its run."""

    row: Row
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether every finding passed."""
        return all(finding.passed for finding in self.findings)

    def __str__(self) -> str:
        lines = [f"{'pass' if self.passed else 'FAIL'}  {self.row.name}: {self.row.claim} [{self.row.source}]"]
        lines += [
            f"      {f.what}: {f.value:.6g}, expected {f.expected:.6g} ± {f.tolerance:.2g}" for f in self.findings
        ]
        return "\n".join(lines)
