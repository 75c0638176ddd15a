"""Exercises of The cells."""

import numpy as np

from ...devices import ConstantStep, PulsedDevice, SoftBounds, asymmetry, preset, response, states, symmetric_point
from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments.cells import Cell

TEN_YEARS_S = 3.2e8
PAIR, ALIKE = ("reram-sb", "ecram"), "neither: 1,000 states are 1,000 states"


def _settles(low: float, high: float) -> float:
    """Where pulses of 0.002 up and 0.001 down at weight 0 undo each other, between soft bounds."""
    return symmetric_point(SoftBounds(dw_min=0.002, up_down=0.5, w_min=low, w_max=high))


def _even() -> str:
    """Which of two cells with as many states has the more equal steps."""
    devices = [preset(name) for name in PAIR]
    if abs(states(devices[0]) / states(devices[1]) - 1) > 0.01:
        return "none"
    uneven = [asymmetry(device) for device in devices]
    return ALIKE if abs(uneven[0] - uneven[1]) < 0.05 else PAIR[int(np.argmin(uneven))]


def _scatter(pulses: int) -> float:
    """The spread of a move over the move, with a pulse noise of five steps: 10,000 cells with the same mean step."""
    cell = ConstantStep(dw_min=0.001, dw_min_dtod=0.0, dw_min_std=5.0, w_max=9.0, w_min=-9.0)
    moved = response(cell, [1] * pulses, n_cells=10_000)[-1]
    return float(moved.std() / moved.mean())


def _kept_us(t_s: float) -> float:
    """What a level that was meant to be 12.5 µS at t₀ is after a time."""
    cell = preset("pcm-inference").nominal()
    return float(cell.drift(cell.program(np.array([12.5]), np.random.default_rng(0)), t_s)[0])


def _wanted(spec: Cell) -> tuple[bool, str]:
    device = spec.preset.device
    if not isinstance(device, PulsedDevice):
        return False, f"{spec.cell} is programmed in one go: pulses do not take it from state to state."
    count, uneven, point = states(device), asymmetry(device), symmetric_point(device)
    told = f"{spec.cell} has {count:,.0f} states and an asymmetry of {uneven:.2f}"
    if np.isnan(point):
        return False, f"{told}, but no symmetric point: its steps do not depend on the weight."
    return count >= 1000 and uneven < 0.2, f"{told}; its symmetric point is at {point:+.2f}."


EXERCISES = (
    Numeric(
        "states",
        "The capacitor cell covers weights from −1 to 1 in mean steps of 0.005. How many states is that?",
        lambda: states(preset("capacitor")),
        mistakes=(
            Mistake(200.0, "That is from 0 to 1: the range begins at −1."),
            Mistake(2.0, "That is the range: divide it by the step."),
            Mistake(0.01, "Range times step; asked is how many steps the range has."),
        ),
        hint="Its range, divided by its step.",
        solution="2 / 0.005 = 400, and about as many pulses: its steps hardly change over the range.",
    ),
    Choice(
        "equal",
        "reram-sb and ecram have 1,000 states each. Which of them takes the more even steps?",
        (*PAIR, ALIKE),
        _even,
        {
            "reram-sb": "Its steps shrink to nothing at both bounds: compare the asymmetry of the two.",
            ALIKE: "States are the range over one mean step. They do not say how the step changes on its way.",
        },
        hint="Show the step of each, and read the asymmetry.",
        solution="ecram: an asymmetry of 0.17 against 0.52. The number of states alone does not say how a cell learns.",
    ),
    Numeric(
        "point",
        "Soft bounds at −1 and 0.5; at zero a pulse up moves by 0.002, one down by 0.001. Which weight do alternating "
        "pulses lead to?",
        lambda: _settles(-1.0, 0.5),
        mistakes=(
            Mistake(lambda: _settles(-1.0, 1.0), "That is with bounds at ±1: the step up shrinks to 0 at 0.5 already."),
            Mistake(0.5, "At the bound a pulse up does nothing, and a pulse down still moves."),
            Mistake(0.0, "At zero the pulse up is twice as large: it goes on upwards."),
            Mistake(-0.25, "That is the middle of the range; asked is where both steps are equal."),
        ),
        hint="Up: 0.002 (1 − w / 0.5). Down: 0.001 (1 + w). Where are they equal?",
        solution="0.002 (1 − 2w) = 0.001 (1 + w), so 1 = 5w and w = 0.2.",
    ),
    Numeric(
        "noise",
        "A pulse moves a cell by one step on average, with a pulse noise of 500 %: five steps. After 100 pulses up, "
        "how large is the spread of the move, as a share of the move?",
        lambda: _scatter(100),
        tolerance=0.05,
        mistakes=(
            Mistake(lambda: _scatter(1), "That is one pulse. A hundred of them partly cancel."),
            Mistake(0.05, "Divided by 100: but the spread of a sum grows, with the root of the number."),
            Mistake(50.0, "That is the spread in steps: the move is 100 steps."),
        ),
        hint="The move grows with the number of pulses, its spread with the root of it.",
        solution="5 · √100 = 50 steps of spread on a move of 100: a half. After 10,000 pulses it is a twentieth.",
    ),
    Numeric(
        "years",
        "pcm-inference is programmed to 12.5 µS. What is left after ten years, 3.2 × 10⁸ s? (ν = 0.049, t₀ = 20 s)",
        lambda: _kept_us(TEN_YEARS_S),
        "µS",
        mistakes=(
            Mistake(lambda: 12.5 - _kept_us(TEN_YEARS_S), "That is what is lost."),
            Mistake(lambda: 12.5 * TEN_YEARS_S**-0.049, "The clock is divided by t₀: t / 20 s to the power of −ν."),
            Mistake(lambda: _kept_us(86_400.0), "That is after a day."),
            Mistake(0.0, "A power of time never ends: the same share is lost in every doubling."),
        ),
        hint="12.5 µS times (3.2 × 10⁸ s / 20 s) to the power of −0.049.",
        solution="1.6 × 10⁷ to the power of −0.049 is 0.44: 5.5 µS. The first day took a third, ten years a little more "
        "than half.",
    ),
    Design(
        "even",
        "Find a cell with 1,000 states or more, an asymmetry below 0.2, and a symmetric point.",
        _wanted,
        hint="The numbers stand with each cell. Constant steps have no symmetric point.",
        solution="ecram: 1,000 states, an asymmetry of 0.17, and its symmetric point is weight 0.",
    ),
)
