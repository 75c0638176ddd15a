"""Crossbars as torch layers: the only room with torch."""

from .chip import Fleet, calibrate, chips, drift, program
from .convert import analogize, digitize
from .convolution import AnalogConv2d
from .hardware_aware import Additive, Discretise, DropConnect, HardwareAwareLinear, Programming, hardware_aware
from .linear import AnalogLinear
from .optimizer import AnalogOptimizer
from .programmed import ProgrammedLinear
from .recurrent import AnalogGRU, AnalogLSTM, AnalogRNN

__all__ = [
    "Additive",
    "AnalogConv2d",
    "AnalogGRU",
    "AnalogLSTM",
    "AnalogLinear",
    "AnalogOptimizer",
    "AnalogRNN",
    "Discretise",
    "DropConnect",
    "Fleet",
    "HardwareAwareLinear",
    "ProgrammedLinear",
    "Programming",
    "analogize",
    "calibrate",
    "chips",
    "digitize",
    "drift",
    "hardware_aware",
    "program",
]
