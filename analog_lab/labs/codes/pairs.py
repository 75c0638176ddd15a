"""The code exercise of Plus and minus."""

import numpy as np

from ...exercises import Code, Mistake
from ...tile import to_conductances

W, G_MAX_US = np.array([[-0.4, 0.25], [0.0, 1.0]]), 25.0


def _pairs(scale: float = G_MAX_US) -> np.ndarray:
    return np.array(to_conductances(W, scale))


CODE = Code(
    "code",
    "Which pairs (G⁺, G⁻) hold these four weights, with 25 µS for a weight of 1 and as little current as possible?",
    """\
import numpy as np

from analog_lab.labs import pairs
from analog_lab.tile import to_conductances, to_weights

w = np.array([[-0.4, 0.25], [0.0, 1.0]])
cells_us = ...  # (plus, minus): two arrays of conductances; to_weights(plus, minus, 25.0) leads back to w

pairs.check(cells_us)""",
    "cells_us = to_conductances(w, 25.0)",
    _pairs,
    "µS",
    0.001,
    (
        Mistake(lambda: _pairs()[::-1], "Plus and minus are exchanged: the first array is G⁺."),
        Mistake(lambda: _pairs(1.0), "Those are weights: a weight of 1 is 25 µS."),
        Mistake(W * G_MAX_US, "No conductance is negative: give two arrays, one for each cell of a pair."),
        Mistake(lambda: _pairs()[0], "That is G⁺ alone: give (plus, minus)."),
        Mistake(
            lambda: np.array([12.5 + W * 12.5, 12.5 - W * 12.5]),
            "The weights are right. But both cells of each pair conduct: one of them can be 0.",
        ),
        Mistake(
            lambda: _pairs() + 5.0, "The weights are right. But both cells of each pair conduct: one of them can be 0."
        ),
    ),
    right="In every pair one cell is empty, so nothing flows for nothing.",
)
check = CODE.check
