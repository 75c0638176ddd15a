"""Pulse by pulse: what does one pulse do to a cell?"""

from ..devices import symmetric_point
from ..experiments.pulse import Pulse
from ..figures.pulse import figure
from ..widgets import Page, TraceLab
from .codes.pulse import check as check
from .guides.pulse import STEPS
from .talks.pulse import EXPLAIN, LECTURE
from .tasks.pulse import EXERCISES
from .tour import stop

FIELDS = ("g_us", "x_bits", "d_bits", "hits", "sign", "fired")


def _ends(spec: Pulse) -> str:
    """Where the middle of the cells is after the last pulse of a long run."""
    point = symmetric_point(spec.device.nominal())
    if point is None:
        return "nowhere"
    return "a third towards the top" if 0.2 < point < 0.5 else "at the top" if point >= 0.5 else "at the start"


PAGE = Page(
    id="pulse",
    title="Pulse by pulse",
    question="What does one pulse do to a cell?",
    scenes=({"kind": "crossbar", "title": "The crossbar", "sub": "pulsed where row and column fire together"},),
    chart={
        "title": "200 cells",
        "sub": "each gets every pulse; mean, and the band of four in five",
        "cursor": "curtain",
    },
    main=("direction", "dw_min", "up_down", "dtod", "ctoc"),
    presets={
        "Ideal": {"law": "constant step", "up_down": 0.0, "dtod": 0.0, "ctoc": 0.0, "dw_min": 0.01},
        "Typical": {"law": "soft bounds", "up_down": 0.2, "dtod": 0.1, "ctoc": 0.3, "dw_min": 0.02},
        "Broken": {"law": "soft bounds", "up_down": 0.8, "dtod": 0.3, "ctoc": 2.0, "dw_min": 0.05},
    },
    predict={
        "question": "Alternating pulses, up twice as large as down: where does the conductance end?",
        "options": ["at the top", "at the start", "a third towards the top", "nowhere"],
        "truth": _ends,
        "because": "Because a step up shrinks on the way to the top, until it is no larger than a step down.",
        "set": {"direction": "alternate", "up_down": 0.5, "law": "soft bounds"},
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    player={"unit": "pulse", "rate": 12, "start": 24},
    tour=stop("pulse"),
    notes=(
        (
            "What you see",
            "Left: rows and columns fire at random, busier lines more often. Where both fire in one slot, the cell "
            "takes one step. Right: 200 cells on their own, one pulse each in every slot.",
        ),
        (
            "The law",
            "Soft bounds: a step up is Δw·(1 − w/w_max), a step down −Δw·(1 − asymmetry)·(1 − w/w_min); a negative "
            "asymmetry shrinks the step up instead. Constant step: "
            "the same without the brackets. Conductance g = 12.5 µS · (1 + w/2).",
        ),
        (
            "The symmetric point",
            "Where an up and a down pulse undo each other, (u − d)/(u + d) for soft bounds between −1 and 1. "
            "Alternating "
            "pulses take every cell there, wherever it began.",
        ),
        ("What this model ignores", "Wire resistance, temperature, drift, and the shape of the pulse in time."),
    ),
    sources=(
        ("Step laws and spreads: IBM aihwkit 1.2, pulsed devices", "https://aihwkit.readthedocs.io"),
        (
            "Coincidence of pulses: Gokmen & Vlasov, Front. Neurosci. 10:333 (2016)",
            "https://doi.org/10.3389/fnins.2016.00333",
        ),
    ),
)


def show(query: str | None = None) -> TraceLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"dw_min=0.05&seed=3"``."""
    return TraceLab(PAGE, Pulse(**PAGE.presets["Typical"]), query, figure, FIELDS)
