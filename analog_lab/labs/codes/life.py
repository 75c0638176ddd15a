"""The code exercise of From GPU to chip."""

import numpy as np

from ...exercises import Code, Mistake

DAY_S = 86_400.0


def _means(t_s: float) -> tuple[float, float]:
    """The mean weight of the chip when it was programmed, and at ``t_s``."""
    from ...devices import preset
    from ...tile import ProgrammedTile

    tile = ProgrammedTile(np.full((16, 16), 0.5), preset("pcm-inference"), seed=1)
    before = float(tile.weights.mean())
    tile.drift(t_s)
    return before, float(tile.weights.mean())


def _left(t_s: float) -> float:
    before, after = _means(t_s)
    return after / before


CODE = Code(
    "code",
    "A matrix of 16 × 16 weights of 0.5 is programmed. Which share of its mean weight is left after a day?",
    """\
import numpy as np

from analog_lab.devices import preset
from analog_lab.labs import life
from analog_lab.tile import ProgrammedTile

tile = ProgrammedTile(np.full((16, 16), 0.5), preset("pcm-inference"), seed=1)
before = tile.weights.mean()
share = ...  # of it that is there after tile.drift(seconds)

life.check(share)""",
    """\
tile.drift(86_400)
share = tile.weights.mean() / before""",
    lambda: _left(DAY_S),
    "",
    0.005,
    (
        Mistake(1.0, "Nothing has aged yet: call tile.drift with the seconds of a day, then read the weights."),
        Mistake(lambda: 1 - _left(DAY_S), "That is what is lost."),
        Mistake(lambda: _means(DAY_S)[1], "That is the mean weight itself: divide it by what it was before."),
        Mistake(lambda: _left(3600.0), "That is an hour: a day has 86,400 seconds."),
        Mistake(lambda: _left(24.0), "That is 24 seconds: drift counts in seconds, and a day has 86,400."),
        Mistake(lambda: _left(365 * DAY_S), "That is a year."),
    ),
    right="A third is gone, as much in every doubling of the time.",
)
check = CODE.check
