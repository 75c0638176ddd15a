"""What stands between the digital world and the array: converters, noise, scaling, and the neuron at the edge."""

from .converters import Adc, Dac
from .periphery import Periphery
from .stage import Signal, Stage
from .stages import BoundManagement, LineNoise, Neuron, Offset, Passes, Scale, SumNoise, WeightNoise

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
    "WeightNoise",
]
