"""The commute: where do the time and the energy go?"""

from dataclasses import replace

from ..experiments.commute import Commute, accounts
from ..widgets import Page, TraceLab
from .codes.commute import check as check
from .guides.commute import STEPS
from .talks.commute import EXPLAIN, LECTURE
from .tasks.commute import EXERCISES
from .tour import stop

BATCHES = (1, 4, 16, 64, 256)


def _falls(spec: Commute) -> list[float]:
    """Energy of one input on the bus machine at several batches, in µJ."""
    return [1e6 * accounts(replace(spec, batch=batch))[0].energy_j for batch in BATCHES]


PAGE = Page(
    id="commute",
    title="The commute",
    question="Where do the time and the energy go?",
    layout="twin",
    scenes=(
        {"kind": "commute-bus", "title": "Memory and processor apart", "sub": "every weight commutes"},
        {"kind": "commute-crossbar", "title": "Compute in the memory", "sub": "weights stay, activations visit"},
    ),
    main=("batch", "weight_bits", "memory"),
    hidden=("network",),
    presets={"Digits": {"network": "digits"}, "MNIST": {"network": "MNIST"}, "Wide": {"network": "wide"}},
    predict={
        "kind": "draw",
        "question": "The inputs of a batch share one fetch of the weights. Drag the dots: how much energy does one "
        "input take in the left machine?",
        "axes": {
            "x": {"values": list(BATCHES), "label": "batch"},
            "y": {"low": 0, "high": 160, "label": "energy of one input (µJ)"},
        },
        "truth": _falls,
        "because": "Because the inputs share the fetch of the weights, until what each input moves and multiplies for "
        "itself is all that is left.",
        "set": {"network": "MNIST", "batch": 1, "weight_bits": 32, "memory": "DRAM", "dram_nj": 1.3, "cache": False},
        "hush": True,
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    player={"unit": "moment", "rate": 5},
    tour=stop("commute"),
    notes=(
        (
            "What you see",
            "The same network on two machines, on one clock. Left: squares are weights on their way from the memory, "
            "circles are activations, what a layer takes in and puts out. Right: the weights stay in a crossbar; "
            "only activations come and go. The box behind the columns adds the parts of a sum (Σ 4: of four tiles) "
            "and applies the activation function f. The bars of both machines share one scale. Networks, as neurons "
            "a layer: 64-32-10, 784-256-128-10, 1024-1024-1024-10.",
        ),
        (
            "How it counts",
            "A weight fetched once serves the whole batch, so its share per input is n_in · n_out · bits / batch. In "
            "the crossbar no weight moves; every input costs conversions at the rows and at the columns. With the "
            "cache, weights that fit 1 MB come from there; their first fetch is not counted.",
        ),
        (
            "Orders of magnitude",
            "64 bit from DRAM take 1 to 2 nJ. One multiplication in a memory cell takes 1 to 100 fJ: ten thousand to "
            "two million times less. What the converters at the edge take lies in between.",
        ),
        (
            "How sure the numbers are",
            "Every meter has a badge: counted, published, fitted, derived or illustrative. Point at it for its source. "
            "The 45 nm table is old: trust the ratios more than the values.",
        ),
        (
            "What this model ignores",
            "Programming the weights, the activation functions, wires between arrays, leakage, refresh of the DRAM, "
            "levels of caches, and the control that tells either machine what to do.",
        ),
    ),
    sources=(
        ("Energy of moves and operations: Horowitz, ISSCC 2014", "https://doi.org/10.1109/ISSCC.2014.6757323"),
        ("Converters: survey regression, arXiv 2404.06553", "https://arxiv.org/abs/2404.06553"),
        (
            "Read time and energy of a real chip: Le Gallo et al., Nat. Electron. 6, 680 (2023)",
            "https://doi.org/10.1038/s41928-023-01010-1",
        ),
        (
            "In-memory computing: Sebastian et al., Nat. Nanotechnol. 15, 529 (2020)",
            "https://doi.org/10.1038/s41565-020-0655-z",
        ),
    ),
)


def show(query: str | None = None) -> TraceLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"batch=100&weight_bits=8"``."""
    return TraceLab(PAGE, Commute(), query)
