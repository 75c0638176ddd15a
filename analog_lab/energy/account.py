"""The account of one input on one machine: what each part moves, spends and takes; totals are sums of parts.

Everything is **per input**. A batch enters where it is shared: a weight fetched once serves every input of the batch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .cost import BADGES, Cost

WEIGHTS, ACTIVATIONS, MAC, FUNCTIONS = "weights moved", "activations moved", "multiply-adds", "activation functions"
DAC, ARRAY, ADC, SUMS = "DAC", "array", "ADC", "partial sums"
PROGRAM, VERIFY = "programming", "verifying"
BACKWARD, UPDATE = ", backward", ", update"  # endings of the components that training adds


@dataclass(frozen=True)
class Part:
    """One component of one layer, per input.

    ``count`` is in words, operations or conversions. ``busy_s`` is how long its unit works and ``time_s`` how much of
    that the total waits for: work hidden behind the bus adds nothing.
    """

    layer: int
    component: str
    count: float
    bits: float
    energy_j: float
    time_s: float
    busy_s: float
    cost: Cost
    time_cost: Cost | None = None

    @property
    def badge(self) -> str:
        """How sure its energy is."""
        return self.cost.badge

    @property
    def source(self) -> str:
        """Where its energy comes from."""
        return self.cost.source


@dataclass(frozen=True)
class Account:
    """All parts of one machine; every total is ``math.fsum`` of the parts.

    ``cautions`` says where the estimate leaves what its sources support, ``areas_um2`` the area of each layer's ADCs.
    """

    machine: str
    parts: tuple[Part, ...]
    cautions: tuple[str, ...] = ()
    areas_um2: tuple[float, ...] = ()

    @property
    def bits(self) -> float:
        """Bits that travel for one input."""
        return math.fsum(p.bits for p in self.parts)

    @property
    def energy_j(self) -> float:
        """Energy of one input."""
        return math.fsum(p.energy_j for p in self.parts)

    @property
    def time_s(self) -> float:
        """Time of one input: the time of its batch, divided by the batch."""
        return math.fsum(p.time_s for p in self.parts)

    @property
    def area_um2(self) -> float:
        """Area of all ADCs, µm²; zero for a machine without."""
        return math.fsum(self.areas_um2)

    def of(self, component: str, layer: int | None = None) -> tuple[Part, ...]:
        """Return the parts of one component, of all layers or of one."""
        return tuple(p for p in self.parts if p.component == component and layer in (None, p.layer))

    def layer(self, layer: int) -> Account:
        """Return the account of one layer."""
        parts = tuple(p for p in self.parts if p.layer == layer)
        if not parts:
            raise ValueError(f"layer={layer} is not in this account")
        return Account(self.machine, parts, self.cautions, self.areas_um2[layer : layer + 1])

    def shares(self, name: str = "energy_j") -> dict[str, float]:
        """Return the sum of each component, the largest first; ``name`` is a number of ``Part``."""
        sums = {
            c: math.fsum(getattr(p, name) for p in self.of(c)) for c in dict.fromkeys(p.component for p in self.parts)
        }
        return dict(sorted(sums.items(), key=lambda item: -item[1]))

    @property
    def waits(self) -> float:
        """Fraction of the time in which the processor has nothing to multiply."""
        busy = [p.busy_s for p in self.parts if p.component.startswith(MAC)]
        return max(0.0, 1.0 - math.fsum(busy) / self.time_s) if busy else 0.0

    @property
    def limits(self) -> tuple[str, ...]:
        """What each layer's forward pass waits for: "bandwidth" or "compute"; a crossbar's "read" or "ADC"."""
        unit, found, else_ = (MAC, "compute", "bandwidth") if self.of(MAC) else (ADC, "ADC", "read")
        layers = sorted({p.layer for p in self.parts})
        return tuple(found if any(p.time_s > 0 for p in self.of(unit, n)) else else_ for n in layers)

    @property
    def energy_badge(self) -> str:
        """The least sure badge among the parts that cost anything."""
        return least_sure(p.cost for p in self.parts if p.energy_j > 0)

    @property
    def time_badge(self) -> str:
        """The least sure badge among the parts that take any time."""
        return least_sure(p.time_cost for p in self.parts if p.time_s > 0 and p.time_cost)


def least_sure(costs: Iterable[Cost]) -> str:
    """Return the badge of the least sure cost; a sum is no better than its worst term."""
    return max((c.badge for c in costs), key=BADGES.index, default="counted")
