"""One memory cell: how a pulse moves its weight, and named cells with their sources."""

from .presets import PRESETS, Preset, preset
from .pulsed import Cells, ConstantStep, PulsedDevice, SoftBounds
from .response import response, symmetric_point

__all__ = [
    "PRESETS",
    "Cells",
    "ConstantStep",
    "Preset",
    "PulsedDevice",
    "SoftBounds",
    "preset",
    "response",
    "symmetric_point",
]
