"""Exercises of A resistor that remembers."""

from typing import Any

import numpy as np

from ...exercises import Choice, Match, Mistake, Numeric
from ...experiments.memory import G_MAX_US, KINDS, Memory, conductances_us

NAMES = {"phase change": "phase change", "filament": "a filament", "floating gate": "a floating gate"}


def _read_ua() -> float:
    """The current of a cell of 12.5 µS, from the slope of what the experiment reads."""
    spec = Memory(v_read_v=0.2)
    g = conductances_us(spec)[-2, 0]
    return float(g * spec.v_read_v / g * 12.5)


_UNKNOWN = (
    Memory("filament", 14, 10, 1.0, seed=3),
    Memory("phase change", 12, 1, 1.0, seed=5),
    Memory("floating gate", 12, 1, 1.0, seed=1),
    Memory("phase change", 18, 3, 0.6, seed=9),
    Memory("floating gate", 8, 2, 1.8, seed=4),
    Memory("filament", 10, 14, 1.4, seed=6),
)


def _curves() -> dict[str, Any]:
    """The first cell of each of the six, pulse by pulse."""
    values = [np.abs(conductances_us(spec)[:, 0]).round(1).tolist() for spec in _UNKNOWN]
    return {"values": values, "top": G_MAX_US, "unit": "µS"}


def _levels() -> float:
    return float(len(np.unique(conductances_us(Memory(gentle=10, strong=0))[:, 0])))


def _touched() -> str:
    low, high = (conductances_us(Memory(v_read_v=v))[:, 0].mean() for v in (0.1, 0.5))
    return "nothing" if low == high else "it rises" if high > low else "it falls"


def _falls_by_gentle() -> str:
    ends = {
        kind: np.diff(np.median(conductances_us(Memory(kind=kind, strong=0)), axis=1)[[0, -1]])[0] for kind in KINDS
    }
    return NAMES[min(ends, key=lambda kind: ends[kind])]


def _spread() -> str:
    g = conductances_us(Memory(gentle=10, strong=0))[-1]
    share = float(g.std() / g.mean())
    return (
        "about 1 %"
        if share < 0.03
        else "about 10 %"
        if share < 0.15
        else "about 25 %"
        if share < 0.4
        else "about 100 %"
    )


EXERCISES = (
    Numeric(
        "read",
        "A cell of 12.5 µS is read with 0.2 V. Which current flows?",
        _read_ua,
        "µA",
        mistakes=(
            Mistake(12.5 / 0.2, "Ohm's law with a conductance is I = G · V, a product."),
            Mistake(0.2 / 12.5, "A conductance is one over a resistance: I = G · V."),
        ),
        hint="A conductance of 1 µS lets 1 µA through for every volt.",
        solution="I = 12.5 µS · 0.2 V = 2.5 µA.",
    ),
    Match(
        "trace",
        "Six cells, each with gentle pulses first and strong ones after. Which memory is each of them?",
        tuple("ABCDEF"),
        tuple(NAMES.values()),
        lambda: [NAMES[spec.kind] for spec in _UNKNOWN],
        {
            "phase change": "phase change starts low, climbs in uneven steps and falls to nothing with one pulse.",
            "a filament": "a filament goes in steps both ways, large at first and smaller towards the end.",
            "a floating gate": "a floating gate starts high, gentle pulses lower it, and one strong pulse erases it.",
        },
        hint="Two questions: which way do the gentle pulses go, and does a single strong pulse undo them all?",
        solution="B and D are phase change, A and F filaments, C and E floating gates.",
        curves=_curves,
    ),
    Choice(
        "gate",
        "In which memory does a gentle pulse lower the conductance?",
        tuple(NAMES.values()),
        _falls_by_gentle,
        {
            "phase change": "A gentle pulse crystallises, and the crystal conducts.",
            "a filament": "A gentle pulse gathers vacancies, and they conduct.",
        },
        hint="Play ten gentle pulses on each.",
        solution="The floating gate: electrons on it push those of the channel away. The charge is stored, the conductance follows.",
    ),
    Choice(
        "spread",
        "Sixty phase-change cells get the same ten gentle pulses. How far do they lie apart (standard deviation / "
        "mean)?",
        ("about 1 %", "about 10 %", "about 25 %", "about 100 %"),
        _spread,
        {
            "about 1 %": "Look at the thin lines at pulse 10: they fan out more than that.",
            "about 10 %": "Look again: from the lowest to the highest cell there is more than a factor of two.",
            "about 100 %": "Then some cells would hold nothing.",
        },
        solution="About a quarter: no two cells are alike, which is why chips are programmed by writing and reading in turn.",
    ),
    Numeric(
        "levels",
        "Ten gentle pulses on the phase-change cell that is drawn large: how many different conductances has it "
        "held, the first included?",
        _levels,
        tolerance=0.01,
        mistakes=(
            Mistake(2, "That would be a bit. Step through the pulses and look at the bar."),
            Mistake(10, "Ten pulses, and the state before the first one."),
        ),
        solution="Eleven: the cell is not a switch. How many of them can be told apart depends on its noise.",
    ),
    Choice(
        "touch",
        "The read voltage goes from 0.1 V to 0.5 V. What happens to the conductance that is stored?",
        ("nothing", "it rises", "it falls"),
        _touched,
        {
            "it rises": "The current rises, by Ohm's law. The conductance is what the pulses left.",
            "it falls": "A read takes nothing away: far less voltage than a pulse, and no heat to melt or move anything.",
        },
        hint="Move the read voltage and watch the bar, not the current.",
        solution="Nothing in this model. Real cells are read below the voltage at which they change.",
    ),
)
