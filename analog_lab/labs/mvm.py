"""One step of physics: how does a grid multiply?"""

from ..experiments.read import Read
from ..figures.read import figure
from ..widgets import ArrayLab, Page
from .codes.mvm import check as check
from .guides.mvm import STEPS
from .talks.mvm import EXPLAIN, LECTURE
from .tasks.mvm import EXERCISES
from .tour import stop

PAGE = Page(
    id="mvm",
    title="One step of physics",
    question="How does a grid multiply?",
    scenes=({"kind": "array", "title": "The crossbar", "sub": "drag a cell or an input"},),
    chart={"title": "Sums", "sub": "bars: currents; marks: what the converter reads", "cursor": "none", "veil": True},
    main=("n_in", "n_out", "pattern", "r_wire_ohm"),
    presets={
        "By hand": {"n_in": 2, "n_out": 2, "pattern": "example", "r_wire_ohm": 0.0},
        "Typical": {"n_in": 8, "n_out": 8, "pattern": "random", "r_wire_ohm": 0.0},
        "Large": {"n_in": 64, "n_out": 64, "pattern": "random", "r_wire_ohm": 2.0},
    },
    predict={
        "question": "Each cell passes V · G. Rows: 0.1 V and 0.2 V; first column: 10 µS and 20 µS. Which current "
        "leaves the column?",
        "kind": "number",
        "unit": "µA",
        "truth": lambda spec: float(spec.drawn.settled().sum_ua[0]),
        "because": "Because every cell passes its own V · G into the column, and the column adds these currents.",
        "set": {"n_in": 2, "n_out": 2, "pattern": "example", "r_wire_ohm": 0.0, "cells": "", "inputs": ""},
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    player={"unit": "step", "rate": 0.7, "start": 1, "scale": True},
    tour=stop("mvm"),
    notes=(
        (
            "What you see",
            "Rows carry input voltages, and every cell lets a current through, voltage times conductance. The currents "
            "of a column meet in its wire. Width is current, dashes move its way, colour in a cell is conductance.",
        ),
        (
            "The law",
            "I of a column is the sum of V · G over its rows: Ohm's law in the cells, Kirchhoff's in the wire.",
        ),
        (
            "Four steps that are one",
            "Voltages, cell currents, sums and codes are told one after the other. In the array the first three are "
            "one moment, at any size; the converter (ADC) then takes its time and gives each current a whole number, "
            "the code. Under the array a processor makes the same products one after another, on one clock.",
        ),
        (
            "What this model ignores",
            "How lines charge, temperature, cells that are not ohmic, sneak paths of idle rows, programming and drift. "
            "The read of 133 ns is that of a published chip, the processor's nanosecond a round number.",
        ),
    ),
    sources=(
        (
            "Time of one read: Le Gallo et al., Nat. Electron. 6, 680 (2023)",
            "https://doi.org/10.1038/s41928-023-01010-1",
        ),
        ("Size and time of a read: IBM aihwkit, advantages and drawbacks", "https://aihwkit.readthedocs.io"),
        (
            "Computing with memory: Sebastian et al., Nat. Nanotechnol. 15, 529 (2020)",
            "https://doi.org/10.1038/s41565-020-0655-z",
        ),
    ),
)


def show(query: str | None = None) -> ArrayLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"cells=1,2,12.5"``."""
    return ArrayLab(PAGE, Read(), query, figure)
