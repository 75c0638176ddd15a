"""The code exercise of The cells."""

from typing import Any

from ...devices import preset
from ...exercises import Code, Mistake


def _cell() -> Any:
    return preset("ecram").nominal()


CODE = Code(
    "code",
    "How many states has the cell ecram: its range of weights, in mean steps?",
    """\
from analog_lab.devices import preset
from analog_lab.labs import cells

cell = preset("ecram").nominal()  # without spread; it has w_min, w_max and dw_min
states = ...

cells.check(states)""",
    "states = (cell.w_max - cell.w_min) / cell.dw_min",
    lambda: (_cell().w_max - _cell().w_min) / _cell().dw_min,
    "",
    0.01,
    (
        Mistake(lambda: _cell().w_max / _cell().dw_min, "That is from 0 to the top: the range begins at w_min."),
        Mistake(
            lambda: (_cell().w_max + _cell().w_min) / _cell().dw_min, "w_min is negative: the range is w_max − w_min."
        ),
        Mistake(lambda: _cell().w_max - _cell().w_min, "That is the range: divide it by the mean step."),
        Mistake(400.0, "That is the capacitor: take ecram."),
    ),
    right="A thousand: 2.5 times as many as the capacitor has.",
)
check = CODE.check
