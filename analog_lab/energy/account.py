"""The account of one inference on two machines: what each part moves, spends and takes; totals are sums of parts.

Everything is **per input**. A batch enters where it is shared: a weight fetched once serves every input of the batch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .costs import BADGES, Cost, Costs
from .workload import Workload

WEIGHTS, ACTIVATIONS, MAC = "weights moved", "activations moved", "multiply-adds"
DAC, ARRAY, ADC, SUMS = "DAC", "array", "ADC", "partial sums"


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
    """All parts of one machine; every total is ``math.fsum`` of the parts."""

    machine: str
    parts: tuple[Part, ...]

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

    def of(self, component: str, layer: int | None = None) -> tuple[Part, ...]:
        """Return the parts of one component, of all layers or of one."""
        return tuple(p for p in self.parts if p.component == component and layer in (None, p.layer))

    @property
    def waits(self) -> float:
        """Fraction of the time in which the processor has nothing to multiply."""
        return max(0.0, 1.0 - math.fsum(p.busy_s for p in self.of(MAC)) / self.time_s) if self.of(MAC) else 0.0

    @property
    def limits(self) -> tuple[str, ...]:
        """What each layer waits for: the roofline's "bandwidth" or "compute"; a crossbar's "read"."""
        layers = range(1 + max(p.layer for p in self.parts))
        if not self.of(MAC):
            return tuple("read" for _ in layers)
        return tuple("compute" if any(p.time_s > 0 for p in self.of(MAC, n)) else "bandwidth" for n in layers)

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


def blocks(n: int, size: int) -> int:
    """Return how many blocks of ``size`` lines hold ``n`` lines."""
    return -(-n // size)


def von_neumann(workload: Workload, costs: Costs | None = None) -> Account:
    """Return the account of a machine whose weights travel from a memory to a processor, per input.

    For a layer of n_in × n_out and a batch B: weights n_in · n_out · bits / B, activations (n_in + n_out) · bits,
    n_in · n_out multiply-adds. Roofline: the processor works while the bus does, so a layer takes
    max(moved bits / bandwidth, multiply-adds / rate). Counting rules and costs: see ``Costs``; caches are not modelled.
    """
    costs = costs or Costs()
    memory, mac = costs.memory, costs.mac(workload.weight_bits)
    parts = []
    for layer, (n_in, n_out) in enumerate(workload.layers):
        bus = []
        for component, words, width in (
            (WEIGHTS, n_in * n_out / workload.batch, workload.weight_bits),
            (ACTIVATIONS, n_in + n_out, workload.act_bits),
        ):
            bits = words * width
            t = bits / 8 / memory.bandwidth.value
            bus.append(Part(layer, component, words, bits, bits * memory.bit.value, t, t, memory.bit, memory.bandwidth))
        macs = n_in * n_out
        busy = macs / costs.mac_rate.value
        left = max(0.0, busy - math.fsum(p.time_s for p in bus))
        parts += [*bus, Part(layer, MAC, macs, 0.0, macs * mac.value, left, busy, mac, costs.mac_rate)]
    return Account("von Neumann", tuple(parts))


def in_memory(workload: Workload, costs: Costs | None = None, tile: tuple[int, int] = (256, 256)) -> Account:
    """Return the account of a machine whose weights stay in crossbars of ``tile`` inputs × outputs, per input.

    A layer cut into R row blocks × C column blocks: n_in · C DAC conversions, every cell read once, n_out · R ADC
    conversions, n_out · (R - 1) digital additions; the inputs travel to each column block, the partial sums of all
    but one row block to the adders, and the last layer's outputs leave. All tiles of a layer are read at once, layers
    one after the other, and the converters work inside the read. Two lines of a signed weight are converted as one.
    """
    costs = costs or Costs()
    if min(tile) < 1:
        raise ValueError(f"tile={tile} has no cells")
    parts = []
    last = len(workload.layers) - 1
    for layer, (n_in, n_out) in enumerate(workload.layers):
        rows, columns = blocks(n_in, tile[0]), blocks(n_out, tile[1])
        words = n_in * columns + (n_out if layer == last else 0)
        adds = n_out * (rows - 1)
        t = costs.read_time.value
        for component, count, bits, cost in (
            (ACTIVATIONS, words, words * workload.act_bits, costs.route),
            (DAC, n_in * columns, 0, costs.dac),
            (ARRAY, n_in * n_out, 0, costs.array),
            (ADC, n_out * rows, 0, costs.adc),
            (SUMS, adds, adds * costs.adc_bits, costs.add),
        ):
            energy = (bits if component == ACTIVATIONS else count) * cost.value
            read = t if component == ARRAY else 0.0
            parts.append(Part(layer, component, count, float(bits), energy, read, read, cost, costs.read_time))
    return Account("in memory", tuple(parts))
