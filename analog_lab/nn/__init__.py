"""Crossbars as torch layers: the only room with torch."""

from .convert import analogize, digitize
from .convolution import AnalogConv2d
from .linear import AnalogLinear
from .optimizer import AnalogOptimizer
from .recurrent import AnalogGRU, AnalogLSTM, AnalogRNN

__all__ = [
    "AnalogConv2d",
    "AnalogGRU",
    "AnalogLSTM",
    "AnalogLinear",
    "AnalogOptimizer",
    "AnalogRNN",
    "analogize",
    "digitize",
]
