"""One memory cell: how pulses move it, how it is programmed and forgets, and named cells with their sources."""

from .ageing import Ageing, Corrupt, Drift
from .fit import FitReport, fit_device
from .flash import Flash
from .pcm import Pcm
from .presets import PRESETS, Preset, preset
from .programming import StuckCells, write_verify
from .pulsed import Cells, PulsedDevice
from .response import asymmetry, mean_step, nonlinearity, response, retention, states, symmetric_point, weight_range
from .retentive import Programmed, RetentiveDevice, Scales
from .rram import Rram
from .shaped import ExpStep, PiecewiseStep, PowStep, PowStepReference, SetResetStep
from .steps import ConstantStep, Ideal, LinearStep, SoftBounds, SoftBoundsReference

# fmt: off
__all__ = [
    "PRESETS", "Ageing", "Cells", "ConstantStep", "Corrupt", "Drift", "ExpStep", "FitReport", "Flash", "Ideal",
    "LinearStep", "Pcm", "PiecewiseStep", "PowStep", "PowStepReference", "Preset", "Programmed", "PulsedDevice",
    "RetentiveDevice", "Rram", "Scales", "SetResetStep", "SoftBounds", "SoftBoundsReference", "StuckCells", "asymmetry",
    "fit_device", "mean_step", "nonlinearity", "preset", "response", "retention", "states", "symmetric_point",
    "weight_range", "write_verify",
]
# fmt: on
