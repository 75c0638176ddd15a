"""The account of a machine whose weights travel from a memory to a processor."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .account import ACTIVATIONS, BACKWARD, FUNCTIONS, MAC, UPDATE, WEIGHTS, Account, Part
from .cautions import of_digital
from .costs import Costs
from .layers import Layer
from .workload import Workload
from .writing import Training


def von_neumann(workload: Workload, costs: Costs | None = None, training: Training | None = None) -> Account:
    """Return the account of a machine whose weights travel from a memory to a processor, per input.

    For a layer of n_in × n_out and a batch B: weights n_in · n_out · bits / B, activations (words in + words out) ·
    bits, n_in · n_out · reads multiply-adds. Roofline: the processor works while the bus does, so a layer takes
    max(moved bits / bandwidth, multiply-adds / rate). Counting rules and costs: see ``Costs``; caches are not modelled.

    ``training`` adds a backward pass of all layers but the first (the same traffic and products again) and updates
    (weights read and written, one product a weight and read).

    Raises
    ------
    ValueError
        The weights have a width without a published multiply-add.
    """
    costs = costs or Costs()
    bus, parts = _Bus(workload, costs), []
    for n, layer in enumerate(workload.stack):
        parts += bus.run(n, layer)
        f = costs.function
        parts.append(Part(n, FUNCTIONS, layer.functions, 0.0, layer.functions * f.value, 0.0, 0.0, f))
        if training and training.backward and n > 0:
            parts += bus.run(n, layer, training.backward, training.backward, BACKWARD)
        if training and training.updates:
            parts += bus.run(n, layer, 2 * training.updates, training.updates, UPDATE)
    return Account("von Neumann", tuple(parts), of_digital(workload, costs, training))


@dataclass(frozen=True)
class _Bus:
    """The bus and the processor of one workload."""

    workload: Workload
    costs: Costs

    def run(self, n: int, layer: Layer, carried: int = 1, times: int = 1, ending: str = "") -> list[Part]:
        """Return the parts of a pass that carries the weights ``carried`` times and does all else ``times``."""
        memory, work = self.costs.memory, self.workload
        parts = []
        for component, words, width in (
            (WEIGHTS, carried * layer.weights * layer.fetches / work.batch, work.weight_bits),
            (ACTIVATIONS, times * (layer.words_in + layer.words_out), work.act_bits),
        ):
            bits = words * width
            t = bits / 8 / memory.bandwidth.value
            energy = bits * memory.bit.value
            parts.append(Part(n, component + ending, words, bits, energy, t, t, memory.bit, memory.bandwidth))
        mac, rate = self.costs.mac(work.weight_bits), self.costs.mac_rate
        macs = times * layer.macs
        busy = macs / rate.value
        left = max(0.0, busy - math.fsum(p.time_s for p in parts))
        return [*parts, Part(n, MAC + ending, macs, 0.0, macs * mac.value, left, busy, mac, rate)]
