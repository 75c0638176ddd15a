"""The code exercise of A plane of your own."""

from functools import cache

import numpy as np

from ...exercises import Code, Mistake


@cache
def _maps() -> tuple[np.ndarray, np.ndarray]:
    """What both networks say of every place, in all frames: 0 where they cannot tell."""
    from ...experiments import record
    from ...experiments.plane import Plane

    trace = record(Plane(data="two moons", law="soft bounds", steps=400))
    return trace["map"].astype(float), trace["map_float"].astype(float)


def _apart() -> np.ndarray:
    """Where they take different sides."""
    memory, exact = _maps()
    apart: np.ndarray = (memory > 0) != (exact > 0)
    return apart


CODE = Code(
    "code",
    "Two moons, learned with soft bounds and in floating point. On which share of the plane do the two networks take "
    "different sides at the end?",
    """\
import numpy as np

from analog_lab.experiments import record
from analog_lab.experiments.plane import Plane
from analog_lab.labs import plane

trace = record(Plane(data="two moons", law="soft bounds", steps=400))
memory, exact = trace["map"], trace["map_float"]  # (51, 48, 48): frames, y, x; above 0 is triangle, below 0 circle
share = ...  # of the 48 × 48 places, in the last frame

plane.check(share)""",
    "share = np.mean((memory[-1] > 0) != (exact[-1] > 0))",
    lambda: float(_apart()[-1].mean()),
    "",
    0.01,
    (
        Mistake(lambda: 1 - _apart()[-1].mean(), "That is where they agree."),
        Mistake(lambda: _apart().mean(), "That is the mean over the whole run: the last frame is [-1]."),
        Mistake(lambda: _apart()[0].mean(), "That is before the first update: the last frame is [-1]."),
        Mistake(
            lambda: (_maps()[0] != _maps()[1])[-1].mean(),
            "Two shades of one colour differ as well: compare on which side of 0 they are.",
        ),
        Mistake(
            lambda: np.abs(_maps()[0] - _maps()[1])[-1].mean(),
            "That is how far the shades are apart: compare on which side of 0 they are.",
        ),
        Mistake(lambda: _apart()[-1].sum(), "Those are places: divide by 48 · 48."),
        Mistake(lambda: _apart()[-1], "Those are all the places, true or false: make one number of them."),
    ),
    right="A tenth of the plane, most of it along the line: the twins no longer draw the same one.",
)
check = CODE.check
