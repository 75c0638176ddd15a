"""What every move and every operation costs, with sources; the account of two machines that run one network."""

from .account import ACTIVATIONS, ADC, ARRAY, DAC, MAC, SUMS, WEIGHTS, Account, Part, blocks, in_memory, von_neumann
from .converters import adc_area_um2, adc_energy_pj, walden_pj
from .costs import (
    BADGES,
    HERMES_MAC_FJ,
    HERMES_READ,
    HOROWITZ_45NM,
    MEMORIES,
    Cost,
    Costs,
    Memory,
    adc,
    array_read,
    dac,
    dram,
)
from .workload import MNIST_LAYERS, Workload

__all__ = [
    "ACTIVATIONS",
    "ADC",
    "ARRAY",
    "BADGES",
    "DAC",
    "HERMES_MAC_FJ",
    "HERMES_READ",
    "HOROWITZ_45NM",
    "MAC",
    "MEMORIES",
    "MNIST_LAYERS",
    "SUMS",
    "WEIGHTS",
    "Account",
    "Cost",
    "Costs",
    "Memory",
    "Part",
    "Workload",
    "adc",
    "adc_area_um2",
    "adc_energy_pj",
    "array_read",
    "blocks",
    "dac",
    "dram",
    "in_memory",
    "von_neumann",
    "walden_pj",
]
