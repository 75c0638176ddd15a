"""A plane of your own: where do the two networks draw the line?"""

from dataclasses import replace

from ..core import Spec
from ..experiments import constants, record
from ..experiments.plane import FIXED, Plane
from ..figures.plane import figure
from ..widgets import Page, PlaneLab
from .codes.plane import check as check
from .guides.plane import STEPS
from .talks.plane import EXPLAIN, LECTURE
from .tasks.plane import EXERCISES

OPTIONS = ["a ring, as in floating point", "a ring with dents", "no ring"]


def _left(spec: Spec) -> str:
    """What is left of the ring after half a run."""
    share = record(replace(spec, steps=600))["accuracy"][-5:].mean()  # type: ignore[type-var]
    return OPTIONS[0 if share > 0.95 else 1 if share > 0.75 else 2]


PAGE = Page(
    id="plane",
    title="A plane of your own",
    question="Where do the two networks draw the line?",
    scenes=({"kind": "plane", "title": "One plane, two networks", "sub": "same first weights, same points"},),
    chart={
        "title": "Points told right",
        "sub": "same start, same order of points",
        "cursor": "none",
        "stream": [
            {"trace": 0, "x": "step", "y": "accuracy_float", "scale": 100},
            {"trace": 1, "x": "step", "y": "accuracy", "scale": 100},
        ],
    },
    mode="live",
    main=("data", "law", "up_down"),
    presets={
        "Ideal": {"law": "constant step", "out_noise": 0.0, "up_down": 0.0, "dw_min": 0.0005, "ctoc": 0.0, "dtod": 0.0},
        "Typical": {
            "law": "constant step",
            "out_noise": 0.06,
            "up_down": 0.1,
            "dw_min": 0.002,
            "ctoc": 0.3,
            "dtod": 0.3,
        },
        "Broken": {"law": "soft bounds", "out_noise": 0.06, "up_down": 0.5, "dw_min": 0.005, "ctoc": 0.3, "dtod": 0.3},
    },
    predict={
        "question": "Triangles ring circles, and steps shrink as a weight nears its bound. What is left of the ring?",
        "options": OPTIONS,
        "truth": _left,
        "because": "Because opposite pulses pull every weight back to where a step up equals a step down, and the ring "
        "needs weights far from there.",
        "set": {"data": "circles", "law": "soft bounds", "up_down": 0.0},
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    player={"unit": "frame", "rate": 30},
    notes=(
        (
            "What you see",
            "The same plane twice. Blue: the network says triangle; orange: circle; grey: it cannot tell. The line is "
            "where it is undecided. Points are those that both learn; the chart counts others that nobody has learned, "
            "or your own points where you have set some.",
        ),
        (
            "The network",
            "Two places and a constant 1 go into two layers of tanh neurons and out as two classes. In memory every "
            "matrix is a crossbar that is read through converters with noise and changed by coinciding pulses only.",
        ),
        (
            "Points of your own",
            "Click, or move with the arrow keys and press Enter, while it learns or before. They are kept in the link: "
            "up to 80 of them, nowhere else.",
        ),
        (
            "The presets",
            "Ideal: every pulse the same small step. Typical: pulses and cells scatter, reads are noisy. Broken: soft "
            "bounds and down pulses half as large as up.",
        ),
        ("What this model ignores", "Wire resistance, drift, and the time and energy of the pulses."),
    ),
    sources=(
        ("Update by coincidence: Gokmen & Vlasov (2016)", "https://doi.org/10.3389/fnins.2016.00333"),
        ("Why cells go to their symmetric point: Gokmen & Haensch (2020)", "https://doi.org/10.3389/fnins.2020.00103"),
        ("A playground of networks: Smilkov et al. (2017)", "https://arxiv.org/abs/1708.03788"),
    ),
)


def _empty(spec: Spec) -> object:
    return figure({}, constants(spec))


def show(query: str | None = None) -> PlaneLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"data=xor&up_down=0.5"``."""
    return PlaneLab(PAGE, Plane(**PAGE.presets["Typical"]), query, _empty, anew=FIXED)
