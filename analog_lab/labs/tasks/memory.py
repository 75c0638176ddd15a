"""Exercises of A resistor that remembers."""

import numpy as np

from ...exercises import Choice, Mistake, Numeric
from ...experiments.memory import KINDS, Memory, conductances_us

NAMES = {"phase change": "phase change", "filament": "a filament", "floating gate": "a floating gate"}


def _read_ua() -> float:
    """The current of a cell of 12.5 µS, from the slope of what the experiment reads."""
    spec = Memory(v_read_v=0.2)
    g = conductances_us(spec)[-2, 0]
    return float(g * spec.v_read_v / g * 12.5)


def _steepest_fall(kind: str) -> float:
    """Return the largest share of a cell's conductance that one strong pulse takes, of the middle cell."""
    g = np.median(conductances_us(Memory(kind=kind, gentle=20, strong=3)), axis=1)
    return float(1 - g[21] / g[20])


def _falls_at_once() -> str:
    return NAMES[max(KINDS, key=_steepest_fall)]


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
    Choice(
        "trace",
        "A trace rises in small steps and falls nearly to zero with a single pulse. Which memory is it?",
        tuple(NAMES.values()),
        _falls_at_once,
        {
            "a filament": "A filament thins in steps as it grew: it takes many pulses both ways.",
            "a floating gate": "Its strong pulse erases the electrons, and then it conducts more, not less.",
        },
        solution="Phase change: crystals grow bit by bit, and melting is at once.",
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
        "Sixty phase-change cells get the same ten gentle pulses. How far do they lie apart (standard deviation / mean)?",
        ("about 1 %", "about 10 %", "about 25 %", "about 100 %"),
        _spread,
        {
            "about 1 %": "Look at the thin lines at pulse 10: they fan out more than that.",
            "about 10 %": "Look again: from the lowest to the highest cell there is more than a factor of two.",
            "about 100 %": "Then some cells would hold nothing.",
        },
        solution="About a quarter: no two cells are alike, which is why chips are programmed by writing and reading in turn.",
    ),
)
