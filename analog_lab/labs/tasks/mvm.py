"""Exercises of One step of physics."""

import numpy as np

from ...energy import ADC, DAC, Workload, in_memory
from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments.read import Read, const


def _sums_ua(spec: Read) -> np.ndarray:
    """Return the sums of a read as the experiment gives them, µA."""
    return np.asarray(spec.drawn.settled().sum_ua, float)


def _example(column: int) -> float:
    return float(_sums_ua(Read(v_read_v=0.2, adc_bits="none"))[column])


def _same_time() -> str:
    small, large = (sum(1 for _ in Read(n_in=n, n_out=n, pattern="equal").drawn.frames()) for n in (2, 64))
    return "the same number" if small == large else "more"


def _faster_from() -> float:
    """The smallest n whose n² products take the processor longer than one read."""
    told = const(Read())
    return float(next(n for n in range(1, 999) if n * n * told["product_ns"] > told["read_ns"]))


def _conversions() -> str:
    """How the conversions of one read grow from 64 to 128 lines."""
    small, large = (
        sum(part.count for part in in_memory(Workload(((n, n),))).parts if part.component in (DAC, ADC))
        for n in (64, 128)
    )
    return {1: "nothing: it is one step", 2: "conversions, twice as many"}.get(
        round(large / small), "conversions, four times as many"
    )


PUZZLE = Read(n_in=4, n_out=4, pattern="random")
HIDDEN_V = (0.20, 0.05, 0.15, 0.10)
WANTED_UA = tuple(float(ua) for ua in np.round(PUZZLE.g_us @ np.array(HIDDEN_V), 2))


def _puzzle(spec: Read) -> tuple[bool, str]:
    if not np.array_equal(spec.g_us, PUZZLE.g_us) or spec.r_wire_ohm or spec.pairs or spec.backward:
        return False, "Take 4 inputs and 4 outputs, random conductances of chip 1 as they are, no wires, no pairs."
    sums = _sums_ua(spec)
    right = bool(np.all(np.abs(sums / WANTED_UA - 1) <= 0.03))
    return right, f"Your columns carry {', '.join(f'{ua:.2f}' for ua in sums)} µA."


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
        hint="Choose Large and count the steps of the player.",
        solution="The same: every product is a current, and they all flow at once. What grows is the number of converters.",
    ),
    Design(
        "inverse",
        "An inverse problem: change cells or inputs so that each of the first two columns carries 4 µA (within 2 %).",
        _solve,
        hint="With 0.1 V and 0.2 V, a column of 20 µS and 10 µS is one way.",
        solution="Any cells with 0.1 V · G₁ + 0.2 V · G₂ = 4 µA, for example 20 and 10 µS, or 0 and 20 µS.",
    ),
    Numeric(
        "loop",
        "One read takes 133 ns, one product on the processor 1 ns. From which size n of an n × n array is the array "
        "faster?",
        _faster_from,
        tolerance=0.001,
        mistakes=(
            Mistake(133, "An array of n × n makes n² products in its one read."),
            Mistake(lambda: _faster_from() - 1, "Just below: there the processor is done first."),
            Mistake(2, "Four products take the processor 4 ns: a small array gains nothing."),
        ),
        hint="The processor takes n² nanoseconds.",
        solution="n² must be above 133: from n = 12 on. One step is no gain by itself, many products in it are.",
    ),
    Choice(
        "converters",
        "An array of 64 × 64 becomes one of 128 × 128. What grows with it, for one read?",
        ("nothing: it is one step", "conversions, twice as many", "conversions, four times as many"),
        _conversions,
        {
            "nothing: it is one step": "Every row needs a voltage and every column an ADC: one step, not for free.",
            "conversions, four times as many": "Cells grow with the area, converters stand at the edge.",
        },
        solution="Twice as many conversions for four times the products.",
    ),
    Design(
        "puzzle",
        "The puzzle: 4 inputs, 4 outputs, conductances random, chip 1. Find the four voltages (0 to 0.2 V) with "
        "which the "
        f"columns carry {', '.join(f'{ua:.2f}' for ua in WANTED_UA)} µA, each within 3 %.",
        _puzzle,
        hint="Four unknown voltages, four sums: solve G · V = I, for example with numpy.linalg.solve, and type them in.",
        solution="0.20, 0.05, 0.15 and 0.10 V. The array computes I from V; going back is a system of equations.",
    ),
)
