"""The labs by name, as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

REPOSITORY = "https://github.com/analog-lab/analog-lab"
ROOM = Path(__file__).parent


@dataclass(frozen=True)
class Lab:
    """One entry of the gallery; ``id`` is also the module in this room that shows the lab.

    ``minutes`` is what a first visit takes, ``after`` the labs that it builds upon.
    """

    id: str
    notebook: str
    title: str
    question: str
    touch: str
    alt: str
    minutes: int
    after: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Its place in the curriculum, which the notebook's name begins with."""
        return int(self.notebook[:2])

    @property
    def picture(self) -> Path:
        """A still picture of the lab's own page."""
        return ROOM / "pictures" / f"{self.id}.png"


LABS = (
    Lab(
        "commute",
        "01_commute.ipynb",
        "The commute",
        "Where do the time and the energy go?",
        "batch, weight bits, memory technology",
        "Two machines side by side: weights stream over a bus, or stay in a crossbar.",
        15,
    ),
    Lab(
        "memory",
        "02_memory.ipynb",
        "A resistor that remembers",
        "How can a device hold a number?",
        "the kind of memory, pulses, read voltage",
        "A phase-change cell cut open: a dome of glass over the heater, and its conductance as a bar.",
        15,
    ),
    Lab(
        "mvm",
        "03_mvm.ipynb",
        "One step of physics",
        "How does a grid multiply?",
        "any cell, any input, the size, the wires",
        "A crossbar whose currents run down the columns, as wide as they are strong.",
        20,
        ("memory",),
    ),
    Lab(
        "pairs",
        "04_pairs.ipynb",
        "Plus and minus",
        "How can a weight be negative if no conductance is?",
        "the weight, what both cells have in common",
        "Two cells as bars of different hatch, whose currents meet with opposite signs.",
        15,
        ("mvm",),
    ),
    Lab(
        "edge",
        "05_edge.ipynb",
        "The edge costs",
        "What do the converters at the edge do to bits and joules?",
        "ADC bits, range, noise",
        "The staircase of a converter over a heap of sums.",
        20,
        ("mvm",),
    ),
    Lab(
        "floorplan",
        "06_floorplan.ipynb",
        "Floorplan",
        "Where does my network live?",
        "the network, the size of a tile, the pipeline",
        "Six tiles of a chip, filled with the weights of three layers, and vectors on their way.",
        20,
        ("mvm", "pairs"),
    ),
    Lab(
        "life",
        "07_life.ipynb",
        "From GPU to chip",
        "What happens to a network after it was programmed?",
        "programming spread, read noise, drift",
        "Five heaps of memory cells that have drifted away from the levels they were meant for.",
        25,
        ("mvm",),
    ),
    Lab(
        "backprop",
        "09_backprop.ipynb",
        "The same wires backwards",
        "How does the error find its way back?",
        "the neuron, the learning rate, the step",
        "Two small crossbars side by side: sums of the first drive the rows of the second, and its columns sum.",
        25,
        ("mvm", "floorplan"),
    ),
    Lab(
        "pulse",
        "10_pulse.ipynb",
        "Pulse by pulse",
        "What does one pulse do to a cell?",
        "step size, asymmetry, spread",
        "A crossbar whose cells change where pulses meet, beside the traces of 200 cells.",
        20,
        ("memory",),
    ),
    Lab(
        "cells",
        "11_cells.ipynb",
        "The cells",
        "What can this memory cell do?",
        "the cell, the number of pulses, the view",
        "One memory cell drawn large beside a hundred others, with the pulses that reach it.",
        20,
        ("pulse",),
    ),
    Lab(
        "learning",
        "12_learning.ipynb",
        "Learning in memory",
        "Can a network learn inside its own memory?",
        "read noise, asymmetry, step size",
        "Conductance maps of two layers beside the accuracy of an analog and a digital network.",
        25,
        ("pulse", "cells"),
    ),
    Lab(
        "plane",
        "15_plane.ipynb",
        "A plane of your own",
        "Where do the two networks draw the line?",
        "the points, the cell law, asymmetry",
        "Two maps of one plane with a ring of triangles around circles, told apart in floating point and in memory.",
        20,
        ("learning",),
    ),
)
