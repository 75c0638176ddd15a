"""The code exercise of A resistor that remembers."""

import numpy as np

from ...devices import preset, response
from ...exercises import Code, Mistake

HALF = 1.0  # of the range 0 … 2


def _weights() -> np.ndarray:
    return response(preset("pcm"), [1] * 40, n_cells=100)


def _first(w: np.ndarray) -> float:
    return float(np.argmax(w >= HALF))


CODE = Code(
    "code",
    "After how many gentle pulses has the middle (median) of 100 phase-change cells reached half of its range, w = 1?",
    """\
import numpy as np

from analog_lab.devices import preset, response
from analog_lab.labs import memory

w = response(preset("pcm"), [1] * 40, n_cells=100)  # (41, 100): before and after every pulse, 100 cells
pulses = ...  # where np.median(w, axis=1) has reached 1 for the first time

memory.check(pulses)""",
    "pulses = np.argmax(np.median(w, axis=1) >= 1)",
    lambda: _first(np.median(_weights(), axis=1)),
    "",
    0.001,
    (
        Mistake(
            lambda: _first(np.median(_weights(), axis=1)) + 1,
            "Row 0 of w is before the first pulse, so the row is the number of pulses.",
        ),
        Mistake(lambda: _first(np.median(_weights(), axis=1)) - 1, "One pulse fewer has not quite reached it."),
        Mistake(
            lambda: _first(_weights().mean(axis=1)),
            "That is the mean, which the few strongest cells pull up: take the median.",
        ),
        Mistake(
            lambda: _first(_weights()[:, 0]),
            "That is the first cell alone: they are not alike, so take the median of all.",
        ),
        Mistake(0.0, "np.argmax of the weights themselves, or of nothing: compare them with 1 first."),
    ),
    right="Half of the cells are there by now. The others are not: they are not alike.",
)
check = CODE.check
