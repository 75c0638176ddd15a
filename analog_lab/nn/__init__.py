"""Crossbars as torch layers: the only room with torch."""

from .convert import analogize
from .linear import AnalogLinear
from .optimizer import AnalogOptimizer

__all__ = ["AnalogLinear", "AnalogOptimizer", "analogize"]
