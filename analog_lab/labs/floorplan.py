"""Floorplan: where does my network live?"""

from ..experiments.floorplan import NETWORKS, Plan
from ..figures.floorplan import figure
from ..widgets import Page, TraceLab
from .codes.floorplan import check as check
from .guides.floorplan import STEPS
from .talks.floorplan import EXPLAIN, LECTURE
from .tasks.floorplan import EXERCISES

PAGE = Page(
    id="floorplan",
    title="Floorplan",
    question="Where does my network live?",
    scenes=({"kind": "floorplan", "title": "The chip", "sub": "tiles, and the vectors that travel between them"},),
    chart={"title": "Reads of each layer", "sub": "for one input", "cursor": "none", "veil": True},
    main=("network", "tile", "kernel", "pipeline"),
    hidden=(),
    presets={
        "MLP": {"network": "MNIST", "tile": 256, "pipeline": False},
        "CNN": {"network": "CNN", "tile": 256, "kernel": 5, "pipeline": False},
        "LSTM": {"network": "LSTM", "tile": 256, "pipeline": False},
    },
    predict={
        "question": "A convolution slides a window of 5 × 5 over a picture of 28 × 28. How often is its array read "
        "for one picture?",
        "kind": "number",
        "truth": lambda spec: NETWORKS["CNN"][0][1].reads,
        "because": "Because the array is read once for every place where the window fits: 28 − 5 + 1 places a side.",
        "set": {"network": "CNN", "kernel": 5, "pipeline": False},
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    player={"unit": "step", "rate": 3, "start": 6},
    notes=(
        (
            "What you see",
            "Each square is an array, called a tile. MLP: dense layers only. CNN: with convolutions. LSTM: a network "
            "with a loop. The coloured part holds weights, the rest is empty. Press a tile to see it large. Dots are "
            "vectors on their way, with the number of the input that they belong to.",
        ),
        (
            "Not one crossbar",
            "A layer larger than an array is cut; the parts of a sum then travel to where they are added. Every layer "
            "has arrays of its own, so its outputs travel to the next.",
        ),
        (
            "Not always one step",
            "A dense layer is one read. A window that slides is one read for every place, and a recurrent layer one "
            "for every step, on the same array: its output bends back to its input.",
        ),
        (
            "What this model ignores",
            "The wires between the tiles, their traffic jams, copies of busy layers, converters that columns share, "
            "tiles that two layers share, the maximum over 2 × 2 behind a convolution, and broken lines.",
        ),
    ),
    sources=(
        (
            "A chip of 64 cores of 256 × 256: Le Gallo et al., Nat. Electron. 6, 680 (2023)",
            "https://doi.org/10.1038/s41928-023-01010-1",
        ),
    ),
)


def show(query: str | None = None) -> TraceLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"network=LSTM&tile=64"``."""
    return TraceLab(PAGE, Plan(), query, figure)
