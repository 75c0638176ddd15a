"""Plus and minus: how can a weight be negative if no conductance is?"""

from ..experiments.pairs import Pairs
from ..figures.pairs import figure
from ..widgets import Page, TraceLab
from .codes.pairs import check as check
from .guides.pairs import STEPS
from .talks.pairs import EXPLAIN, LECTURE
from .tasks.pairs import EXERCISES, which_are_zero
from .tour import stop

PAGE = Page(
    id="pairs",
    title="Plus and minus",
    question="How can a weight be negative if no conductance is?",
    scenes=({"kind": "pairs", "title": "One weight, two cells", "sub": "their currents are subtracted"},),
    chart={"title": "What it costs", "sub": "read noise while both cells are raised together", "cursor": "curtain"},
    main=("w", "g_max_us", "noise"),
    presets={
        "Ideal": {"w": -0.4, "g_max_us": 25.0, "noise": 0.0},
        "Typical": {"w": -0.4, "g_max_us": 25.0, "noise": 1.0},
        "Broken": {"w": 0.1, "g_max_us": 25.0, "noise": 4.0},
    },
    predict={
        "question": "Pairs (G⁺, G⁻) in µS: A (0, 0), B (10, 10), C (25, 0). Which of them stand for a weight of 0?",
        "options": ["only A", "A and B", "only B", "none"],
        "truth": lambda spec: which_are_zero(),
        "because": "Because the weight is the difference G⁺ − G⁻: what both cells have in common cancels.",
        "set": {"w": 0.0},
        "hush": True,
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    player={"unit": "step", "rate": 5, "start": 0},
    tour=stop("pairs"),
    notes=(
        (
            "What you see",
            "A row drives two cells at the same voltage. The current of one is subtracted from that of the other, so "
            "their difference is the weight. The player raises both cells together.",
        ),
        (
            "Many pairs, one weight",
            "Only the difference counts: (0, 10) and (5, 15) are the same weight. What they have in common costs "
            "current, and every cell brings its own read noise: the more it conducts, the more noise.",
        ),
        (
            "What this model ignores",
            "Programming errors and drift of the two cells, and the loss in the wires that they share.",
        ),
    ),
    sources=(
        (
            "361,722 weights on 723,444 cells: Joshi et al. (2020)",
            "https://doi.org/10.1038/s41467-020-16108-9",
        ),
        ("Read noise of phase change: IBM aihwkit 1.2", "https://aihwkit.readthedocs.io"),
    ),
)


def show(query: str | None = None) -> TraceLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"w=0.25"``."""
    return TraceLab(PAGE, Pairs(), query, figure)
