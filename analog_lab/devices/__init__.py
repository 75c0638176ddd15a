"""One memory cell: how a pulse moves its weight, and named cells with their sources."""

from .ageing import Ageing, Corrupt, Drift
from .presets import PRESETS, Preset, preset
from .pulsed import Cells, PulsedDevice
from .response import response, symmetric_point
from .shaped import ExpStep, PiecewiseStep, PowStep, PowStepReference, SetResetStep
from .steps import ConstantStep, Ideal, LinearStep, SoftBounds, SoftBoundsReference

__all__ = [
    "PRESETS",
    "Ageing",
    "Cells",
    "ConstantStep",
    "Corrupt",
    "Drift",
    "ExpStep",
    "Ideal",
    "LinearStep",
    "PiecewiseStep",
    "PowStep",
    "PowStepReference",
    "Preset",
    "PulsedDevice",
    "SetResetStep",
    "SoftBounds",
    "SoftBoundsReference",
    "preset",
    "response",
    "symmetric_point",
]
