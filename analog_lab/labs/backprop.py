"""The same wires backwards: how does the error find its way back?"""

from ..experiments.backprop import Backprop
from ..figures.backprop import figure
from ..widgets import Page, TraceLab
from .codes.backprop import check as check
from .guides.backprop import STEPS
from .talks.backprop import EXPLAIN, LECTURE
from .tasks.backprop import EXERCISES, WAYS, way_back
from .tour import stop

PAGE = Page(
    id="backprop",
    title="The same wires backwards",
    question="How does the error find its way back?",
    scenes=({"kind": "network", "title": "A network on tiles", "sub": "one step of training"},),
    chart={"title": "Loss", "sub": "training step by training step", "cursor": "panels"},
    main=("f", "lr", "dw_min"),
    presets={
        "Ideal": {
            "law": "constant step", "dw_min": 0.01, "bl": 20, "up_down": 0.0, "ctoc": 0.0, "dtod": 0.0,
            "noise": 0.0, "bits": "none",
        },
        "Typical": {
            "law": "soft bounds", "dw_min": 0.02, "bl": 10, "up_down": 0.1, "ctoc": 0.3, "dtod": 0.1,
            "noise": 0.05, "bits": 8,
        },
        "Broken": {
            "law": "soft bounds", "dw_min": 0.05, "bl": 10, "up_down": 0.8, "ctoc": 2.0, "dtod": 0.3,
            "noise": 0.3, "bits": 4,
        },
    },
    predict={
        "question": "The errors of the outputs are known. How does tile 2 give tile 1 its share of them?",
        "options": list(WAYS),
        "truth": way_back,
        "because": "Because a cell joins its row and its column whichever side is driven: from its columns the same "
        "array multiplies by the transposed matrix.",
        "set": {"network": "4-5-3"},
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    player={"unit": "look", "rate": 1.4, "start": 1},
    tour=stop("backprop"),
    notes=(
        (
            "What you see",
            "Two crossbars, a layer each: rows i are inputs, columns j outputs, and W of row i and column j joins "
            "them. Blue is a signal on its way forward, orange an error on its way back, amber a cell that is pulsed. "
            "Whole lines are driven, dashed ones add up currents; their width is the size of the sum so far. "
            "Point at a cell, a neuron or a memory slot for its numbers.",
        ),
        (
            "One array, three uses",
            "Forward: rows drive, z of column j is the sum over i of W · x. Backward: columns drive with the errors, "
            "and row i gives the sum over j of W · δ. The array is the same, and no weight is copied: reading it from "
            "the other side is multiplying by the transposed matrix.",
        ),
        (
            "What the edge has to do",
            "What drove the rows is parked in a memory beside them until the update. The derivative f′ is worked out "
            "there from what is parked and multiplied on to the row sums as a number: no cell of the array knows f.",
        ),
        (
            "The update",
            "Rows fire pulses as often as x is large, columns as often as δ is. A cell moves where both fire in one "
            "slot, so that all cells of all tiles are written at once, on average by −lr · x · δ.",
        ),
        (
            "Step by step",
            "The first training step is shown read by read and slot by slot; each later one is three looks. The loss "
            "is ½ Σ (y − t)² as the chip itself reads it, noise and all: nobody can read its weights exactly. The grey "
            "line is the same network in floating point, with weights between −1 and 1 like those of the cells.",
        ),
        (
            "What this model ignores",
            "Pairs (a cell here is a signed weight), biases, wires with resistance, mini-batches, the time that lines "
            "and converters take, and the cost of the memory beside the rows.",
        ),
    ),
    sources=(
        (
            "Backpropagation: Rumelhart, Hinton & Williams, Nature 323, 533 (1986)",
            "https://doi.org/10.1038/323533a0",
        ),
        (
            "All three steps on one array: Gokmen & Vlasov, Front. Neurosci. 10:333 (2016)",
            "https://doi.org/10.3389/fnins.2016.00333",
        ),
        (
            "Training in phase-change arrays: Ambrogio et al., Nature 558, 60 (2018)",
            "https://doi.org/10.1038/s41586-018-0180-5",
        ),
    ),
)  # fmt: skip


def show(query: str | None = None) -> TraceLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"f=relu&lr=0.1"``."""
    return TraceLab(PAGE, Backprop(), query, figure)
