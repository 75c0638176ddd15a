"""One crossbar: how weights are conductances, its pulse trains, its three operations, and every stage of a read."""

from .crossbar import Tile
from .mapping import Mapping, OffsetColumn, Pair, Single, cell_conductance, to_conductances, to_weights
from .programmed import ProgrammedTile
from .pulses import PulseUpdate, Trains
from .readable import ReadTrace, Tap

__all__ = [
    "Mapping",
    "OffsetColumn",
    "Pair",
    "ProgrammedTile",
    "PulseUpdate",
    "ReadTrace",
    "Single",
    "Tap",
    "Tile",
    "Trains",
    "cell_conductance",
    "to_conductances",
    "to_weights",
]
