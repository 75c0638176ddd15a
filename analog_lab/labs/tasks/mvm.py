"""Exercises of One step of physics."""

import numpy as np

from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments.read import Read


def _sums_ua(spec: Read) -> np.ndarray:
    """Return the sums of a read as the experiment gives them, µA."""
    return np.asarray(spec.drawn.settled().sum_ua, float)


def _example(column: int) -> float:
    return float(_sums_ua(Read(v_read_v=0.2, adc_bits="none"))[column])


def _same_time() -> str:
    small, large = (sum(1 for _ in Read(n_in=n, n_out=n, pattern="equal").drawn.frames()) for n in (2, 64))
    return "the same number" if small == large else "more"


def _solve(spec: Read) -> tuple[bool, str]:
    if spec.n_in < 2 or spec.n_out < 2 or spec.pairs or spec.backward:
        return False, "Use rows that drive, no pairs, and at least two columns."
    sums = _sums_ua(spec)
    right = bool(np.all(np.abs(sums[:2] - 4.0) <= 0.08))
    return right, f"Your first two columns carry {sums[0]:.2f} and {sums[1]:.2f} µA; wanted are 4 and 4."


EXERCISES = (
    Numeric(
        "first",
        "Rows at 0.1 V and 0.2 V; the first column has 10 µS and 20 µS. Which current leaves it?",
        lambda: _example(0),
        "µA",
        mistakes=(
            Mistake(0.1 * 10 + 0.2 * 5, "Those are the cells of the first row: take the first column."),
            Mistake(1.0, "That is one cell alone. Currents of a column add up."),
            Mistake(0.3 * 30, "Each cell sees its own row's voltage: multiply first, then add."),
        ),
        hint="Two cells, each V · G; the currents meet in the wire.",
        solution="0.1 V · 10 µS + 0.2 V · 20 µS = 1 + 4 = 5.0 µA.",
    ),
    Numeric(
        "second",
        "The second column has 5 µS and 15 µS. Which current leaves it?",
        lambda: _example(1),
        "µA",
        mistakes=(Mistake(0.1 * 20 + 0.2 * 15, "Those are the cells of the second row: take the second column."),),
        solution="0.1 V · 5 µS + 0.2 V · 15 µS = 0.5 + 3 = 3.5 µA.",
    ),
    Choice(
        "size",
        "An array of 64 × 64 instead of 2 × 2: how many steps does one read take?",
        ("the same number", "32 times as many", "1,024 times as many"),
        lambda: _same_time(),
        {
            "32 times as many": "All rows are driven together, and all columns sum together.",
            "1,024 times as many": "That is a processor, which takes one product after the other.",
        },
        hint="Set 64 inputs and 64 outputs and count the steps of the player.",
        solution="The same: every product is a current, and they all flow at once. What grows is the number of converters.",
    ),
    Design(
        "inverse",
        "An inverse problem: change cells or inputs so that each of the first two columns carries 4 µA (within 2 %).",
        _solve,
        hint="With 0.1 V and 0.2 V, a column of 20 µS and 10 µS is one way.",
        solution="Any cells with 0.1 V · G₁ + 0.2 V · G₂ = 4 µA, for example 20 and 10 µS, or 0 and 20 µS.",
    ),
)
