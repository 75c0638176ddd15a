"""The commute: one network on two machines. In one, every weight travels; in the other, weights stay and compute.

A frame is one segment of a schedule: a component of a layer at work from ``start_s`` to ``end_s`` of the physical
clock, which both machines share. The clock runs through a whole batch; bits and energies are one input's share.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..core import Spec, knob, quantity
from ..energy import (
    ACTIVATIONS,
    ADC,
    ARRAY,
    DAC,
    FUNCTIONS,
    HERMES_MAC_FJ,
    MAC,
    MEMORIES,
    SUMS,
    WEIGHTS,
    Account,
    Costs,
    Part,
    Workload,
    blocks,
    dram,
    in_memory,
    von_neumann,
)
from .trace import Controls

NETWORKS = {"digits": (64, 32, 10), "MNIST": (784, 256, 128, 10), "wide": (1024, 1024, 1024, 10)}
OFFERED = {"DRAM": "DRAM 45 nm", "DDR4": "DDR4", "HBM2": "HBM2", "SRAM": "SRAM 1 MB"}
TILE = (256, 256)
CACHE = "SRAM 1 MB"
DRAWN = (WEIGHTS, ACTIVATIONS, MAC, DAC, ARRAY, ADC, SUMS)
PARTS = (*DRAWN, FUNCTIONS)  # activation functions have no number of their own: a segment only once they are given one
METERS = (("bits", "bit"), ("energy_j", "J"), ("time_s", "s"))


@dataclass(frozen=True)
class Commute(Spec):
    """The knobs of the experiment."""

    network: str = knob(
        "MNIST", choices=tuple(NETWORKS), label="network", help="64-32-10, 784-256-128-10 or 1024-1024-1024-10"
    )
    batch: int = knob(1, 1, 256, scale="int", label="batch", help="how many inputs one fetch of the weights serves")
    weight_bits: int = knob(32, choices=(8, 16, 32), label="weight bits", help="width of one weight on the bus")
    memory: str = knob(
        "DRAM", choices=tuple(OFFERED), label="memory", help="of the bus machine: DRAM and SRAM of 45 nm, or newer"
    )
    dram_nj: float = knob(
        1.3, 1.3, 2.6, unit="nJ", fmt=".2f", label="DRAM, 64 bit", help="published range; for the 45 nm DRAM only"
    )
    bus: float = knob(1.0, 0.1, 10.0, unit="×", scale="log", label="bus speed", help="times the memory's own peak rate")
    rate: float = knob(
        200.0, 1.0, 10000.0, unit="G/s", scale="log", label="processor", help="multiply-adds a second at its peak"
    )
    adc_bits: int = knob(8, 4, 12, scale="int", label="ADC bits", help="resolution of the crossbar's converters")
    cache: bool = knob(False, scale="bool", label="cache, 1 MB", help="weights that fit stay on the processor's chip")

    @property
    def workload(self) -> Workload:
        """The network, batch and widths that the knobs describe."""
        sizes = NETWORKS[self.network]
        return Workload(tuple(zip(sizes[:-1], sizes[1:], strict=True)), self.batch, self.weight_bits)

    @property
    def cached(self) -> bool:
        """Whether all weights fit the cache; their one fetch from the memory behind it is not counted."""
        return self.workload.weight_memory_bits <= 8 * (MEMORIES[CACHE].block_bytes or 0)

    @property
    def costs(self) -> Costs:
        """The costs that the knobs describe."""
        memory = dram(self.dram_nj) if self.memory == "DRAM" else MEMORIES[OFFERED[self.memory]]
        if self.cache and self.cached:
            memory = replace(MEMORIES[CACHE], name=f"cache, {CACHE}")
        elif self.cache:
            memory = replace(memory, name=f"{memory.name}: too large for the cache")
        band = memory.bandwidth
        said = band.source if self.bus == 1 else f"{self.bus:.3g} times {band.source}"
        memory = replace(memory, bandwidth=replace(band, value=band.value * self.bus, source=said))
        base = Costs().with_adc(self.adc_bits)
        return replace(base, memory=memory, mac_rate=replace(base.mac_rate, value=self.rate * 1e9))


@dataclass(frozen=True)
class Frame:
    """One segment: ``machine`` 0 is the bus, 1 the crossbar; ``part`` indexes ``PARTS``; shares are per input."""

    machine: np.uint8
    layer: np.uint8
    part: np.uint8
    start_s: np.float64
    end_s: np.float64
    busy_s: np.float64
    count: np.float64
    bits: np.float64
    energy_j: np.float64


def accounts(spec: Commute, costs: Costs | None = None) -> tuple[Account, Account]:
    """Return the accounts of the bus machine and of the crossbar machine."""
    costs = costs or spec.costs
    return von_neumann(spec.workload, costs), in_memory(spec.workload, costs, TILE)


def schedule(account: Account, machine: int, batch: int) -> list[Frame]:
    """Lay an account out in time: layer after layer, within a layer everything at once; the bus carries an even mix."""
    frames, start = [], 0.0
    for layer in range(1 + max(p.layer for p in account.parts)):
        parts = [p for p in account.parts if p.layer == layer and (p.component in DRAWN or p.energy_j > 0)]
        end = start + batch * math.fsum(p.time_s for p in parts)
        bus = start + batch * math.fsum(p.busy_s for p in parts if p.component in (WEIGHTS, ACTIVATIONS))
        for p in parts:
            over = min(bus, end) if machine == 0 and p.component != MAC else end
            frames.append(_frame(p, machine, start, over, batch))
        start = end
    return frames


def _frame(p: Part, machine: int, start: float, end: float, batch: int) -> Frame:
    return Frame(
        machine=np.uint8(machine),
        layer=np.uint8(p.layer),
        part=np.uint8(PARTS.index(p.component)),
        start_s=np.float64(start),
        end_s=np.float64(end),
        busy_s=np.float64(p.busy_s * batch),
        count=np.float64(p.count),
        bits=np.float64(p.bits),
        energy_j=np.float64(p.energy_j),
    )


def run(spec: Commute, controls: Controls | None = None, costs: Costs | None = None) -> Iterator[Frame]:
    """Yield the segments of both machines in the order in which they begin; ``costs`` replaces those of the knobs."""
    frames = [f for n, a in enumerate(accounts(spec, costs)) for f in schedule(a, n, spec.batch)]
    yield from sorted(frames, key=lambda f: (f.start_s, f.machine, f.layer, f.part))


def const(spec: Commute, costs: Costs | None = None) -> dict[str, Any]:
    """Return totals per input, times of the batch, badges, sources and all that the pictures write."""
    costs = costs or spec.costs
    both, work = accounts(spec, costs), spec.workload
    return {
        "machines": ["memory and processor apart", "compute in the memory"],
        "parts": list(PARTS),
        "network": "-".join(map(str, NETWORKS[spec.network])),
        "layers": [list(shape) for shape in work.layers],
        "weights": work.weights,
        "weight_bits": work.weight_bits,
        "act_bits": work.act_bits,
        "batch": work.batch,
        "memory": costs.memory.name,
        "memory_blocks": costs.memory.blocks(work.weight_memory_bits),
        "tile": list(TILE),
        "tiles": [[blocks(n_in, TILE[0]), blocks(n_out, TILE[1])] for n_in, n_out in work.layers],
        "read_s": costs.read_time.value,
        "pj_per_bit": costs.memory.bit.value * 1e12,
        "bytes_per_s": costs.memory.bandwidth.value,
        "waits": both[0].waits,
        "limits": list(both[0].limits),
        "totals": [{name: getattr(a, name) for name, _ in METERS} for a in both],
        "duration_s": [a.time_s * work.batch for a in both],
        "badges": [{"bits": "counted", "energy_j": a.energy_badge, "time_s": a.time_badge} for a in both],
        "sources": [{name: _sources(a, name, unit, work) for name, unit in METERS} for a in both],
        "published_chip_j": HERMES_MAC_FJ.value * 1e-15 * work.weights,
    }


def _sources(account: Account, name: str, unit: str, work: Workload) -> list[str]:
    """Return one line for each component of a meter: how much, from where, how sure."""
    lines = []
    for component in dict.fromkeys(p.component for p in account.parts):
        parts = account.of(component)
        share = quantity(math.fsum(getattr(p, name) for p in parts), unit)
        if name == "bits" and parts[0].component in (WEIGHTS, ACTIVATIONS, SUMS):
            lines.append(f"{component}: {share} (counted)")
        elif name == "energy_j":
            lines.append(f"{component}: {share}. {parts[0].source} ({parts[0].badge})")
        elif name == "time_s" and parts[0].busy_s > 0 and (cost := parts[0].time_cost):
            busy = quantity(math.fsum(p.busy_s for p in parts), unit)
            rate = f" at {quantity(cost.value, cost.unit)}" if cost.unit != "s" else ""
            beside = " beside the transport" if component == MAC else ""
            lines.append(f"{component}: {busy}{beside}{rate}. {cost.source} ({cost.badge})")
    if account.of(ARRAY):
        lines += _remarks(name, work)
    return lines


def _remarks(name: str, work: Workload) -> list[str]:
    """Return what a visitor should know beside the crossbar's meters."""
    if name == "bits":
        return [f"{WEIGHTS}: 0 bit (counted)"]
    if name == "time_s":
        return ["The converters work inside the read; sums and wires between arrays have no sourced time: zero"]
    chip = quantity(HERMES_MAC_FJ.value * 1e-15 * work.weights, "J")
    said = f"{HERMES_MAC_FJ.value:.0f} fJ per product, {HERMES_MAC_FJ.source} ({HERMES_MAC_FJ.badge})"
    return [f"For comparison, a real chip: {chip}, at {said}"]
