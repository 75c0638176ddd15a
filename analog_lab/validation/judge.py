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
    """One number that came out beside the one expected; it passes if they differ by no more than ``tolerance``.

    ``side`` "least" or "most": the value may be any amount above, or below. ``spread`` is the smallest and the largest
    over seeds.
    """

    what: str
    value: float
    expected: float
    tolerance: float
    side: str = "both"
    spread: tuple[float, float] | None = None

    @property
    def passed(self) -> bool:
        """Whether the value is as expected; never where it is no number."""
        off = self.value - self.expected
        return (self.side == "least" or off <= self.tolerance) and (self.side == "most" or -off <= self.tolerance)

    @property
    def ours(self) -> str:
        """What came out, with its spread."""
        spread = "" if self.spread is None else f" [{self.spread[0]:.3g}, {self.spread[1]:.3g}]"
        return f"{self.value:.6g}{spread}"

    @property
    def wanted(self) -> str:
        """What was expected, with its tolerance."""
        if self.side == "both":
            return f"{self.expected:.6g} ± {self.tolerance:.2g}"
        return f"at {self.side} {self.expected:g}"


@dataclass(frozen=True)
class Row:
    """One result to reproduce: the claim, where it comes from, and the run that checks it.

    ``kind`` is "published", "derived" or "ours on other data": a published claim tried on the data there is. Where
    ``seeds`` are given, for a short and for a full run, ``run`` takes their number. ``must_fail`` marks a cell that is
    broken on purpose; ``note`` says why a row does not reproduce.
    """

    name: str
    claim: str
    source: str
    run: Callable[..., tuple[Finding, ...]]
    kind: str = "derived"
    seeds: tuple[int, int] | None = None
    must_fail: bool = False
    note: str = ""

    def result(self, full: bool = False) -> Result:
        """Run it."""
        return Result(self, self.run(self.seeds[full]) if self.seeds else self.run())


@dataclass(frozen=True)
class Result:
    """A row after its run."""

    row: Row
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether every finding passed."""
        return all(finding.passed for finding in self.findings)

    @property
    def right(self) -> bool:
        """Whether it came out as it must: broken cells fail."""
        return self.passed != self.row.must_fail

    @property
    def verdict(self) -> str:
        """Pass or fail, in a word."""
        return ("pass" if self.passed else "FAIL") + (", as it must" if self.row.must_fail and self.right else "")

    def __str__(self) -> str:
        lines = [f"{self.verdict}  {self.row.name}: {self.row.claim} [{self.row.kind}; {self.row.source}]"]
        lines += [f"      {f.what}: {f.ours}, expected {f.wanted}" for f in self.findings]
        return "\n".join(lines)
