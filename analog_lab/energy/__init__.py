"""What every move and every operation costs, with sources; the account of two machines that run one network."""

from .account import (
    ACTIVATIONS,
    ADC,
    ARRAY,
    BACKWARD,
    DAC,
    FUNCTIONS,
    MAC,
    PROGRAM,
    SUMS,
    UPDATE,
    VERIFY,
    WEIGHTS,
    Account,
    Part,
)
from .analog import Crossbar, blocks, in_memory
from .chips import CHIPS, CRITICISMS, Chip, Criticism
from .compare import Comparison, Verdict, compare
from .converters import adc_area_um2, adc_energy_pj, walden_pj
from .cost import BADGES, Cost
from .costs import Costs, adc, adc_area, array_read, dac
from .digital import von_neumann
from .layers import Layer, conv2d, dense, lstm
from .tables import HERMES_MAC_FJ, HERMES_READ, HOROWITZ_45NM, MEMORIES, Memory, dram
from .workload import MNIST_LAYERS, Workload
from .writing import WRITE_PULSES, Programming, Pulse, Training, write_pulse

__all__ = [
    "ACTIVATIONS",
    "ADC",
    "ARRAY",
    "BACKWARD",
    "BADGES",
    "CHIPS",
    "CRITICISMS",
    "DAC",
    "FUNCTIONS",
    "HERMES_MAC_FJ",
    "HERMES_READ",
    "HOROWITZ_45NM",
    "MAC",
    "MEMORIES",
    "MNIST_LAYERS",
    "PROGRAM",
    "SUMS",
    "UPDATE",
    "VERIFY",
    "WEIGHTS",
    "WRITE_PULSES",
    "Account",
    "Chip",
    "Comparison",
    "Cost",
    "Costs",
    "Criticism",
    "Crossbar",
    "Layer",
    "Memory",
    "Part",
    "Programming",
    "Pulse",
    "Training",
    "Verdict",
    "Workload",
    "adc",
    "adc_area",
    "adc_area_um2",
    "adc_energy_pj",
    "array_read",
    "blocks",
    "compare",
    "conv2d",
    "dac",
    "dense",
    "dram",
    "in_memory",
    "lstm",
    "von_neumann",
    "walden_pj",
    "write_pulse",
]
