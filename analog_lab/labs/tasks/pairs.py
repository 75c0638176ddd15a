"""Exercises of Plus and minus."""

import numpy as np

from ...exercises import Choice, Mistake, Numeric
from ...experiments import record
from ...experiments.pairs import Pairs, pair_us
from ...tile import to_weights

PAIRS = {"A": (0.0, 0.0), "B": (10.0, 10.0), "C": (25.0, 0.0)}


def which_are_zero() -> str:
    """Name the pairs whose weight is 0."""
    zero = [name for name, (plus, minus) in PAIRS.items() if abs(float(to_weights(plus, minus, 25.0))) < 1e-9]
    return {("A", "B"): "A and B", ("A",): "only A", ("B",): "only B"}.get(tuple(zero), "none")


def _current_ua(common_us: float) -> float:
    """The current of both cells of the pair (0, 10) µS, raised by a common conductance."""
    trace = record(Pairs(w=-0.4, g_max_us=25.0, v_read_v=0.2))
    flow = (trace["i_plus_ua"] + trace["i_minus_ua"]).astype(float)
    return float(np.interp(common_us, trace["common_us"], flow))


def _grows() -> str:
    """What a common conductance changes, from two ends of a run."""
    trace = record(Pairs(w=-0.4))
    noise, w = np.median(trace["noise"], axis=1), trace["w"]
    if abs(w[-1] - w[0]) > 1e-4:
        return "the weight"
    return "the read noise" if noise[-1] > 1.2 * noise[0] else "nothing"


EXERCISES = (
    Numeric(
        "minus",
        "A weight of −0.4 with a largest conductance of 25 µS and the smallest possible pair. How large is G⁻?",
        lambda: pair_us(Pairs(w=-0.4, g_max_us=25.0))[1],
        "µS",
        mistakes=(
            Mistake(0.0, "That is G⁺: the weight is negative, so the other cell conducts."),
            Mistake(5.0, "A difference of 5 µS is a weight of 0.2: there is one cell at 0."),
        ),
        hint="w = (G⁺ − G⁻) / G_max, and one of the two is 0.",
        solution="G⁻ = 0.4 · 25 µS = 10 µS, so the pair is (0, 10) µS.",
    ),
    Numeric(
        "devices",
        "A network of 361,722 weights was programmed into pairs of phase-change cells. How many cells are that?",
        lambda: float(2 * 361_722),
        tolerance=0.0001,
        mistakes=(Mistake(361_722, "One cell cannot be negative: every weight takes two."),),
        solution="Two a weight: 723,444 (Joshi et al., 2020).",
    ),
    Numeric(
        "common",
        "The pair (0, 10) µS is raised by 5 µS in both cells. Which weight is it now, with 25 µS for a weight of 1?",
        lambda: float(to_weights(5.0, 15.0, 25.0)),
        mistakes=(
            Mistake(-0.6, "That is G⁻ alone: subtract it from G⁺."),
            Mistake(0.4, "G⁻ is the larger one, so the weight is negative."),
        ),
        solution="(5 − 15) / 25 = −0.4, as before.",
    ),
    Choice(
        "grows",
        "Both cells of a pair are raised by the same conductance. What grows?",
        ("the weight", "the read noise", "nothing"),
        _grows,
        {
            "the weight": "Only the difference of the two counts, and it stays.",
            "nothing": "Look at the dots on the right: each cell brings noise of its own.",
        },
        solution="The read noise, and the current: the common part is paid for and carries nothing.",
    ),
    Numeric(
        "current",
        "At 0.2 V, how much current do both cells of the pair (5, 15) µS take together?",
        lambda: _current_ua(5.0),
        "µA",
        mistakes=(
            Mistake(-2.0, "That is the difference, which is the result. Both currents flow, and both are paid for."),
            Mistake(lambda: _current_ua(0.0), "That is the pair (0, 10), which stands for the same weight."),
        ),
        hint="Each cell takes G · V.",
        solution="0.2 V · 20 µS = 4 µA, twice that of the pair (0, 10) µS with the same weight.",
    ),
)
