"""Exercises of Pulse by pulse."""

from ...devices import SoftBounds, symmetric_point
from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments.pulse import Pulse


def _settles() -> float:
    """Bounds ±1, a step up of 0.002 and down of 0.001 at w = 0."""
    point = symmetric_point(SoftBounds(dw_min=0.002, up_down=0.5, w_max=1.0, w_min=-1.0).nominal())
    return float(point if point is not None else "nan")


def _flat(spec: Pulse) -> tuple[bool, str]:
    point = symmetric_point(spec.device.nominal())
    if point is None:
        return False, "These cells have no symmetric point: every weight is one where up and down undo each other."
    return abs(point) < 0.05, f"The symmetric point is at w = {float(point):+.2f}."


EXERCISES = (
    Numeric(
        "settle",
        "Soft bounds at ±1; from zero, a pulse up moves by 0.002 and one down by 0.001. Where do alternating pulses "
        "end?",
        _settles,
        mistakes=(
            Mistake(0.001, "That is how far one pair of pulses moves from zero; it goes on until the steps are equal."),
            Mistake(1.0, "Towards the bound the step up shrinks: look for the place where both are equal."),
            Mistake(0.5, "Nearly: 0.002 (1 − w) = 0.001 (1 + w)."),
        ),
        hint="Where is 0.002 (1 − w) equal to 0.001 (1 + w)?",
        solution="w = (u − d) / (u + d) = 1/3.",
    ),
    Choice(
        "average",
        "Which of these averages away over many pulses?",
        ("cell spread", "pulse noise", "asymmetry"),
        lambda: "pulse noise",
        {
            "cell spread": "A cell is made once: its step is too large or too small for its whole life.",
            "asymmetry": "It pushes the same way with every pair of pulses.",
        },
        hint="Which of them is drawn anew with every pulse?",
        solution="Pulse noise, from cycle to cycle. The other two are the same every time.",
    ),
    Design(
        "centre",
        "Set the knobs so that alternating pulses would end within 0.05 of w = 0, with soft bounds.",
        _flat,
        hint="What moves the dashed line on the right?",
        solution="An asymmetry of 0: equal steps at zero put the symmetric point there.",
    ),
)
