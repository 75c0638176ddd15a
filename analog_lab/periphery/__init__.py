"""What stands between the digital world and the array: converters, noise, scaling, wires, and the neuron."""

from .converters import Adc, Dac
from .periphery import Periphery
from .stage import Signal, Stage
from .stages import BoundManagement, LineNoise, Neuron, Offset, Passes, Scale, SumNoise, WeightNoise
from .wires import (
    Voltages,
    Wires,
    aihwkit_ir_drop,
    effective_weights,
    first_order,
    kappa,
    node_voltages,
    product_form,
)

__all__ = [
    "Adc",
    "BoundManagement",
    "Dac",
    "LineNoise",
    "Neuron",
    "Offset",
    "Passes",
    "Periphery",
    "Scale",
    "Signal",
    "Stage",
    "SumNoise",
    "Voltages",
    "WeightNoise",
    "Wires",
    "aihwkit_ir_drop",
    "effective_weights",
    "first_order",
    "kappa",
    "node_voltages",
    "product_form",
]
