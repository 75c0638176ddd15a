"""One crossbar: its pairs of conductances, its pulse trains and its three operations."""

from .crossbar import Tile
from .mapping import cell_conductance, to_conductances, to_weights
from .pulses import PulseUpdate, Trains

__all__ = ["PulseUpdate", "Tile", "Trains", "cell_conductance", "to_conductances", "to_weights"]
