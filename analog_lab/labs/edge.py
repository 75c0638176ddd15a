"""The edge costs: what do the converters do to bits and joules?"""

from ..experiments.edge import Edge
from ..figures.edge import figure
from ..widgets import Page, TraceLab
from .codes.edge import check as check
from .guides.edge import STEPS
from .talks.edge import EXPLAIN, LECTURE
from .tasks.edge import EXERCISES, slices

PAGE = Page(
    id="edge",
    title="The edge costs",
    question="What do the converters at the edge do to bits and joules?",
    scenes=({"kind": "edge", "title": "The converter", "sub": "a staircase over the sums"},),
    chart={
        "title": "Energy of one read",
        "sub": "by its parts, for several converters",
        "cursor": "none",
        "veil": True,
    },
    main=("adc_bits", "span", "noise_lsb"),
    presets={
        "Ideal": {"adc_bits": 12, "span": 4.0, "noise_lsb": 0.0, "reads": 16},
        "Typical": {"adc_bits": 6, "span": 3.0, "noise_lsb": 0.5, "reads": 16},
        "Broken": {"adc_bits": 3, "span": 1.0, "noise_lsb": 0.0, "reads": 16},
    },
    predict={
        "question": "Inputs pass DACs, the array adds, sums pass ADCs. What takes the most energy if an ADC has 4, 8 "
        "or 12 bits?",
        "options": ["array each time", "DAC, ADC, ADC", "ADC each time"],
        "truth": lambda spec: slices(),
        "because": "Because every further bit makes an ADC dearer, while DACs and the array cost the same each time.",
        "set": {"adc_bits": 6, "size": 256, "span": 3.0, "converters": 0, "function": "none"},
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    player={"unit": "read", "rate": 6, "start": 0},
    notes=(
        (
            "What you see",
            "Blue: the sums as they leave the columns. The red staircase is the converter: whatever falls on a step "
            "becomes that step, and what is outside the range becomes its end. Amber: what comes out, averaged over "
            "more and more reads.",
        ),
        (
            "Noise can help",
            "Without noise the same sum falls on the same step for ever, and no number of reads brings back what is "
            "lost. Half a step of noise lets a sum between two steps fall on either, and the mean tells where it is.",
        ),
        (
            "The function stands at the edge",
            "ReLU or tanh can be a circuit before the converter or numbers behind it; cells only multiply and add. "
            "An analog ReLU lets the converter spend all its levels on what is left. The energy of the function "
            "itself has no published number here and is counted as zero.",
        ),
        (
            "Two laws of energy",
            "The bars use a fit to published converters, a lower bound: little below a knee, four times for each bit "
            "above it. So at 4 bits the DACs, which stay as they are, take the largest part; from 8 bits on it is "
            "the ADCs. A popular rule of thumb, Walden's, has twice for each bit everywhere.",
        ),
        (
            "What this model ignores",
            "Converters that are not linear, the time to settle, energy and errors of the function, noise of the array "
            "that no converter sets, control and clocks, and wires to the next array.",
        ),
    ),
    sources=(
        ("Converters: survey regression, arXiv 2404.06553", "https://arxiv.org/abs/2404.06553"),
        (
            "One phase or four, 63.1 or 16.1 TOPS: Le Gallo et al., Nat. Electron. 6, 680 (2023)",
            "https://doi.org/10.1038/s41928-023-01010-1",
        ),
        ("Energy of digital operations: Horowitz, ISSCC 2014", "https://doi.org/10.1109/ISSCC.2014.6757323"),
    ),
)


def show(query: str | None = None) -> TraceLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"adc_bits=4&noise_lsb=0.5"``."""
    return TraceLab(PAGE, Edge(), query, figure)
