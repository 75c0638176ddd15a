"""Learning in memory: can a network learn inside its own memory?"""

from collections.abc import Mapping

import numpy as np

from ..core import Spec
from ..experiments import constants
from ..experiments.learning import Learning
from ..figures.learning import figure
from ..widgets import LiveLab, Page
from .codes.learning import check as check
from .guides.learning import STEPS
from .talks.learning import EXPLAIN, LECTURE
from .tasks.learning import EXERCISES

OPTIONS = ["within 2 points", "some points lower", "20 points lower or more"]


def _outcome(frames: Mapping[str, np.ndarray]) -> str:
    """How far the chip is below its twin in floating point at the end of a run: the mean over the last epoch."""
    last = frames["epoch"] > frames["epoch"][-1] - 1
    lost = 100 * float(np.mean(frames["accuracy_float"][last] - frames["accuracy"][last]))
    return OPTIONS[0 if lost < 2 else 1 if lost < 20 else 2]


PAGE = Page(
    id="learning",
    title="Learning in memory",
    question="Can a network learn inside its own memory?",
    scenes=({"kind": "maps", "title": "The chip", "sub": "what it says of unseen images, and its two crossbars"},),
    chart={
        "title": "Test accuracy",
        "sub": "same start, same order of images",
        "cursor": "none",
        "stream": [
            {"trace": 0, "x": "epoch", "y": "accuracy_float", "scale": 100},
            {"trace": 1, "x": "epoch", "y": "accuracy", "scale": 100},
        ],
    },
    mode="live",
    main=("out_noise", "up_down", "dw_min"),
    presets={
        "Ideal": {"law": "constant step", "out_noise": 0.0, "up_down": 0.0, "dw_min": 0.0005, "ctoc": 0.0, "dtod": 0.0},
        "Typical": {"law": "soft bounds", "out_noise": 0.06, "up_down": 0.0, "dw_min": 0.002, "ctoc": 0.3, "dtod": 0.3},
        "Broken": {"law": "soft bounds", "out_noise": 0.06, "up_down": 0.7, "dw_min": 0.005, "ctoc": 0.3, "dtod": 0.3},
    },
    predict={
        "question": "Up steps twice as large as down steps: where will the chip end, beside floating point?",
        "options": OPTIONS,
        "outcome": _outcome,
        "because": "Because opposite pulses now pull every weight towards where up and down steps are equal, and the "
        "images that follow correct most of it.",
        "set": {"up_down": 0.5},
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    player={"unit": "frame", "rate": 30},
    notes=(
        (
            "What you see",
            "A network with 64 inputs, 32 tanh neurons and 10 outputs, no biases. Every weight is a difference of two "
            "conductances. Blue is plus, orange is minus; a cell that has just moved turns "
            "darker for a moment (lighter on a dark page).",
        ),
        (
            "How it learns",
            "Forward: pixels drive the rows, columns are summed. Backward: errors drive the columns of the same array. "
            "Update: rows and columns fire together and each coincidence moves a cell by one step; "
            "a whole update is lr · x · δ on average.",
        ),
        (
            "The presets",
            "Ideal: every pulse the same small step, so the network learns as in floating point. Typical: soft "
            "bounds, whose steps shrink towards a bound; that alone costs some points. "
            "Broken: larger steps, and down steps much smaller than up.",
        ),
        ("The images", "1,797 real handwritten digits of 8 × 8 pixels: 1,437 to learn from, 360 kept for the test."),
        ("What this model ignores", "Wire resistance, drift, and the time and energy of the pulses."),
    ),
    sources=(
        ("Digits: Alpaydin & Kaynak, UCI repository (1998), CC BY 4.0", "https://doi.org/10.24432/C50P49"),
        ("Update by coincidence: Gokmen & Vlasov (2016)", "https://doi.org/10.3389/fnins.2016.00333"),
    ),
)


def _empty(spec: Spec) -> object:
    return figure({}, constants(spec), spec.epochs)  # type: ignore[attr-defined]


def show(query: str | None = None) -> LiveLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"up_down=0.5&seed=3"``."""
    start = Learning(**PAGE.presets["Typical"])
    return LiveLab(PAGE, start, query, _empty, anew=("batch", "epochs", "seed"))
