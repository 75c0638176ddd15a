"""A resistor that remembers: how can a device hold a number?"""

import numpy as np

from ..experiments.memory import Memory, conductances_us
from ..figures.memory import figure
from ..widgets import Page, TraceLab
from .codes.memory import check as check
from .guides.memory import STEPS
from .talks.memory import EXPLAIN, LECTURE
from .tasks.memory import EXERCISES

OPTIONS = ["nearly all", "nine tenths", "about half", "nearly nothing"]


def _left(spec: Memory) -> str:
    """What the strong pulse leaves of the middle cell."""
    g = np.median(conductances_us(spec), axis=1)
    share = g[-1] / g[spec.gentle]
    return OPTIONS[0 if share > 0.95 else 1 if share > 0.75 else 2 if share > 0.25 else 3]


PAGE = Page(
    id="memory",
    title="A resistor that remembers",
    question="How can a device hold a number?",
    scenes=({"kind": "memory", "title": "One cell, cut open", "sub": "what a pulse changes inside"},),
    chart={"title": "60 cells", "sub": "conductance after every pulse; bold: the middle cell", "cursor": "curtain"},
    main=("gentle", "strong", "v_read_v"),
    hidden=("seed", "kind"),
    presets={
        "Phase": {"kind": "phase change", "gentle": 10, "strong": 1, "strength": 1.0},
        "Filament": {"kind": "filament", "gentle": 10, "strong": 10, "strength": 1.0},
        "Gate": {"kind": "floating gate", "gentle": 10, "strong": 1, "strength": 1.0},
    },
    predict={
        "question": "A phase-change cell gets ten gentle pulses, then one strong one. How much of the conductance is "
        "left?",
        "options": OPTIONS,
        "truth": _left,
        "because": "Because one strong pulse melts the crystal, which freezes as glass; a gentle pulse crystallises a "
        "little of it only.",
        "set": {"kind": "phase change", "gentle": 10, "strong": 1, "strength": 1.0},
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    player={"unit": "pulse", "rate": 2, "start": 0},
    notes=(
        (
            "What you see",
            "Left: the cell, cut open, with its conductance as a bar and the current that a small voltage reads. "
            "Right: sixty cells of the same kind with the same pulses.",
        ),
        (
            "Three ways to remember",
            "Phase change (PCM): gentle heat crystallises the glass bit by bit, and a short strong pulse melts it at "
            "once. Filament (RRAM): vacancies gather and scatter again, in small steps both ways. Floating gate "
            "(Flash): electrons that are trapped shift the threshold voltage of a transistor; they are the stored "
            "charge, and the conductance follows from it.",
        ),
        (
            "To read is not to write",
            "A read uses a few tenths of a volt: the cell is the same afterwards. A phase-change cell is written "
            "within nanoseconds and keeps its state for about ten years.",
        ),
        (
            "What analog means here",
            "A quantity with many values, a conductance, multiplies another, a voltage. That is neither a spiking "
            "neuron, whose signals are pulses in time, nor a quantum bit: it works at room temperature with Ohm's law.",
        ),
        (
            "What this model ignores",
            "Temperature, wear after many writes, drift, read noise, reads that disturb, and the transistor that "
            "selects the cell. The floating gate is an illustration, without a measured cell behind it.",
        ),
    ),
    sources=(
        ("Memory devices for computing: Sebastian et al. (2020)", "https://doi.org/10.1038/s41565-020-0655-z"),
        ("Steps, retention and write time: IBM aihwkit 1.2, documentation", "https://aihwkit.readthedocs.io"),
    ),
)


def show(query: str | None = None) -> TraceLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"kind=filament&gentle=20"``."""
    return TraceLab(PAGE, Memory(), query, figure)
