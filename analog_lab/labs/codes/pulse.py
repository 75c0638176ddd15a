"""The code exercise of Pulse by pulse."""

from functools import cache

from ...devices import preset, response
from ...exercises import Code, Mistake

PAIRS = 2000


@cache
def _end(pulses: int, *signs: int) -> float:
    return float(response(preset("reram-es"), list(signs) * pulses, n_cells=100)[-1].mean())


CODE = Code(
    "code",
    "100 ReRAM cells get 4,000 pulses, up and down in turn. Which mean weight do they end at?",
    """\
from analog_lab.devices import preset, response
from analog_lab.labs import pulse

cell = preset("reram-es")
w = response(cell, [1] * 100, n_cells=100)  # (101, 100): here only up, before and after every pulse
end = ...  # the mean weight of the cells after the last of 4,000 alternating pulses

pulse.check(end)""",
    """\
w = response(cell, [1, -1] * 2000, n_cells=100)
end = w[-1].mean()""",
    lambda: _end(PAIRS, 1, -1),
    "",
    0.12,
    (
        Mistake(
            lambda: _end(100, 1), "Those are 100 pulses up: make a list of signs that alternate, [1, -1, 1, -1, …]."
        ),
        Mistake(lambda: _end(2 * PAIRS, 1), "Those are pulses up alone."),
        Mistake(lambda: _end(2 * PAIRS, -1), "Those are pulses down alone."),
        Mistake(lambda: _end(50, 1, -1), "Those are 100 pulses: the cells are still on their way."),
        Mistake(0.0, "That is before the first pulse: the last row of w is after the last one."),
    ),
    right="They all end near −0.22, the symmetric point of this cell, though no pulse aims at it.",
)
check = CODE.check
