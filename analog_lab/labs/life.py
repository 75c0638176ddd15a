"""From GPU to chip: what happens to a network after it was programmed?"""

from statistics import median

from ..core import Spec
from ..experiments import record
from ..experiments.life import Life
from ..figures.life import figure
from ..widgets import Page, TraceLab
from .codes.life import check as check
from .guides.life import STEPS
from .talks.life import EXPLAIN, LECTURE
from .tasks.life import EXERCISES
from .tour import stop


def _lost(spec: Spec) -> str:
    """What the middle chip loses in a day."""
    trace = record(spec)
    day = abs(trace["t_s"] - 86_400).argmin()
    points = trace.const["float"] - median(trace["accuracy"][day])
    return "almost none" if points < 4 else "about 10" if points < 20 else "about 33"


PAGE = Page(
    id="life",
    title="From GPU to chip",
    question="What happens to a network after it was programmed?",
    scenes=({"kind": "levels", "title": "10,000 cells", "sub": "2,000 for each of five levels"},),
    chart={
        "title": "Chips that hold one network",
        "sub": "each dot a chip, lines the middle chip",
        "cursor": "curtain",
    },
    main=("prog", "read", "ageing"),
    presets={
        "Ideal": {"cell": "pcm-inference", "prog": 0.0, "read": 0.0, "ageing": 0.0, "r_wire_ohm": 0.0},
        "Typical": {"cell": "pcm-inference", "prog": 1.0, "read": 1.0, "ageing": 1.0, "r_wire_ohm": 0.0},
        "Broken": {"cell": "pcm-inference", "prog": 3.0, "read": 2.0, "ageing": 2.0, "r_wire_ohm": 2.0},
    },
    predict={
        "question": "By drift, cells lose a third of their conductance in a day. How many points of accuracy (%) "
        "does the network lose?",
        "options": ["almost none", "about 10", "about 33"],
        "truth": _lost,
        "because": "Because all cells fade by nearly the same factor, so that the largest output stays the largest.",
        "set": {"cell": "pcm-inference", "prog": 1.0, "read": 1.0, "ageing": 1.0, "r_wire_ohm": 0.0, "verify": False},
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    own=("digit", "model"),
    player={"unit": "time", "rate": 4, "start": 0},
    tour=stop("life"),
    notes=(
        (
            "What you see",
            "A network is trained on a GPU, a graphics processor, and written once into cells. Left: cells that were "
            "all meant for one of five levels, dashed. Programming misses, so each level is a heap; drift moves the "
            "heaps to the left and widens them. Right: chips that hold one network of 64-32-10, on 360 digits that "
            "nobody has trained on.",
        ),
        (
            "The law",
            "g(t) = g₀ (t / t₀)^−ν with t₀ = 20 s and ν near 0.05 to 0.1, larger in small conductances. The exponent "
            "is drawn once, when the cell is programmed: reading a hundred times and taking the mean does not help.",
        ),
        (
            "One factor a layer",
            "Most of drift is common to all cells. Each layer is read with known inputs now and then, and its sums "
            "are multiplied by what the readout has lost since programming. That is the blue line; red is without it.",
        ),
        (
            "What this model ignores",
            "Temperature, sneak paths, broken cells, wear, the time and energy of programming, and new training for "
            "the chip. A weight error is that of the first layer of the first chip.",
        ),
    ),
    sources=(
        (
            "Phase-change cells: Nandakumar et al. (2019), as in IBM aihwkit 1.2",
            "https://doi.org/10.1109/ICECS46596.2019.8964852",
        ),
        (
            "Compensation, and 93.5 % of CIFAR-10 after a day: Joshi et al. (2020)",
            "https://doi.org/10.1038/s41467-020-16108-9",
        ),
        ("Digits: Alpaydin & Kaynak, UCI repository (1998), CC BY 4.0", "https://doi.org/10.24432/C50P49"),
    ),
)


def show(query: str | None = None) -> TraceLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"ageing=2&seed=3"``."""
    return TraceLab(PAGE, Life(), query, figure, ("t_s", "levels", "g_us", "error", "error_scaled"))
