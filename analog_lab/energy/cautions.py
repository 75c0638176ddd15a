"""Where an account leaves what its sources support: sentences to be shown beside its numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from .account import ADC, ARRAY, DAC, SUMS, Part
from .chips import CHIPS
from .converters import HIGHEST_BITS, LOWEST_BITS
from .costs import Costs
from .layers import Layer
from .workload import Workload
from .writing import Programming, Training

LARGEST_TILE = (512, 2048)  # of the chips in CHIPS
TIMED_TILE = (256, 256)  # the one whose read time is known
ON_CHIP_BITS = 8 * 2**20  # the largest memory of the digital table that is not DRAM, 1 MB
CELL_BITS = 8  # no chip in CHIPS claims more in one weight


def of_digital(work: Workload, costs: Costs, training: Training | None) -> tuple[str, ...]:
    """Return the cautions of the bus machine."""
    return tuple(_digital(work, costs, training))


def _digital(work: Workload, costs: Costs, training: Training | None) -> Iterator[str]:
    yield from _unsourced(costs, ("function",))
    held = work.batch * max(layer.words_in + layer.words_out for layer in work.stack) * work.act_bits
    if work.batch > 1 and held > ON_CHIP_BITS:
        yield (
            f"batch={work.batch}: one fetch serves all inputs only if {held / 8e6:.3g} MB of activations stay on chip, "
            "more than the largest memory of the table (1 MB); that memory is not charged"
        )
    for n, layer in enumerate(work.stack):
        bits = layer.weights * work.weight_bits
        if layer.reads > 1 and layer.fetches == 1 and bits > ON_CHIP_BITS:
            yield (
                f"layer {n} ({layer.name}): {layer.reads} reads of weights fetched once need {bits / 8e6:.3g} MB on "
                "chip, more than the largest memory of the table (1 MB); that memory is not charged"
            )
    if work.act_bits > 32:
        yield f"act_bits={work.act_bits}: wider than any multiply-add of the table"
    if costs.memory.block_bytes is not None and (n := costs.memory.blocks(work.weight_memory_bits)) > 1:
        yield f"memory: the weights fill {n} blocks of {costs.memory.name}; the wires between them are not charged"
    if training:
        yield "training: gradients are summed on chip, and only weights, inputs and errors cross the bus"


def of_analog(
    work: Workload,
    costs: Costs,
    tile: tuple[int, int],
    parts: Sequence[Part],
    programming: Programming | None,
    training: Training | None,
) -> tuple[str, ...]:
    """Return the cautions of the crossbar machine."""
    found = [*_unsourced(costs, ("route", "function")), *_converters(work, costs), *_array(work, tile)]
    found += _writing(programming, training)
    reads = math.fsum(p.energy_j for p in parts if p.component in (DAC, ARRAY, ADC, SUMS))
    fj, best = reads / work.macs * 1e15, min(CHIPS, key=lambda chip: chip.fj_per_mac)
    if fj < best.fj_per_mac:
        found.append(
            f"converters and array make {fj:.3g} fJ per multiply-add, below every published chip "
            f"({best.name}: {best.fj_per_mac:.3g} fJ, {best.bits}): a lower bound"
        )
    return tuple(found)


def _unsourced(costs: Costs, names: Sequence[str]) -> Iterator[str]:
    yield from (f"{name}: {costs.entries[name].source}" for name in names if name in costs.unsourced)


def _converters(work: Workload, costs: Costs) -> Iterator[str]:
    for name in ("adc", "dac"):
        bits = getattr(costs, f"{name}_bits")
        if getattr(costs, name).badge == "fitted" and not LOWEST_BITS <= bits <= HIGHEST_BITS:
            yield f"{name}_bits={bits}: the ADC fit was checked from {LOWEST_BITS} to {HIGHEST_BITS} bit"
    if work.act_bits != costs.dac_bits:
        yield f"act_bits={work.act_bits}: a DAC of {costs.dac_bits} bit is charged"


def _array(work: Workload, tile: tuple[int, int]) -> Iterator[str]:
    if work.weight_bits > CELL_BITS:
        yield (
            f"weight_bits={work.weight_bits}: no published chip keeps more than {CELL_BITS} bit in one analog weight; "
            "the two machines do not compute with the same precision"
        )
    if tile[0] > LARGEST_TILE[0] or tile[1] > LARGEST_TILE[1]:
        yield f"tile={tile[0]}×{tile[1]} is larger than that of any published chip here (512×2048)"
    if tile[0] > TIMED_TILE[0] or tile[1] > TIMED_TILE[1]:
        yield f"tile={tile[0]}×{tile[1]}: the read time is that of a 256×256 core"
    slow: list[Layer] = [layer for layer in work.stack if layer.reads > 1]
    if slow:
        most = max(slow, key=lambda layer: layer.reads)
        yield f"{most.name}: the reads of one input follow one another on one copy of the weights"


def _writing(programming: Programming | None, training: Training | None) -> Iterator[str]:
    if programming:
        yield "programming: one cell of a tile after the other, each pulse at the highest conductance: an upper bound"
    if training:
        yield (
            f"training: pulses={training.pulses:g} a cell, update and read has no published number: it depends on the "
            "data and the rule"
        )
