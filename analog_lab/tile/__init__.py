"""Crossbars: how weights are conductances, pulse trains, the three operations, every stage of a read, many tiles."""

from .array import TileArray, patches
from .crossbar import Tile
from .floorplan import Floorplan, Matrix, Placed
from .mapping import Mapping, OffsetColumn, Pair, Single, cell_conductance, to_conductances, to_weights
from .programmed import ProgrammedTile
from .pulses import PulseUpdate, Trains
from .readable import ReadTrace, Tap
from .slicing import Sliced, digits

__all__ = [
    "Floorplan",
    "Matrix",
    "Placed",
    "Sliced",
    "TileArray",
    "digits",
    "patches",
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
