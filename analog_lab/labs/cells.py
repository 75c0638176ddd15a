"""The cells: what can this memory cell do?"""

from ..experiments.cells import Cell
from ..figures.cells import figure
from ..widgets import Page, TraceLab

PAGE = Page(
    id="cells",
    title="The cells",
    question="What can this memory cell do?",
    scenes=({"kind": "cells", "title": "One cell and its sisters", "sub": "how far each is up its scale"},),
    chart={"title": "The cell", "sub": "thin: sister cells; bold: without spread or noise", "cursor": "curtain"},
    main=("cell", "view", "span"),
    presets={
        "Ideal": {"cell": "idealized", "span": 1.0},
        "Typical": {"cell": "reram-es", "span": 1.0},
        "Broken": {"cell": "reram-array-hfo2", "span": 1.0},
    },
    predict={
        "question": "A ReRAM cell starts at its lowest. As many pulses down as up: how does it come back?",
        "options": ["the way it went", "faster than it rose", "slower than it rose", "it does not"],
        "set": {"cell": "reram-es", "view": "response", "span": 1.0},
    },
    player={"unit": "step", "rate": 24},
    notes=(
        (
            "What you see",
            "Left: one cell without spread or noise, large, and forty of 200 sisters made by the same process. Right: "
            "five views of the same cell. A step of the player is a burst of pulses, or a later moment for a cell "
            "that is programmed in one go.",
        ),
        (
            "The numbers",
            "States: the range in mean steps. Asymmetry: how far up and down steps are from equal, averaged over the "
            "range; 0 is equal, 1 means that one of them does nothing. Nonlinearity: how far the way up and the way "
            "down bend from a straight line, 10.1 times the largest distance, positive when bent upwards.",
        ),
        (
            "Kinds of spread",
            "Cells differ because they were made differently, and stay different. Pulses differ from each other, and "
            "average out. A read after programming finds what programming missed.",
        ),
        (
            "What this model ignores",
            "Temperature, wear, the shape of the pulse in time, and the wires. Spreads are independent of each other.",
        ),
    ),
    sources=(
        ("Step laws and presets: IBM aihwkit 1.2", "https://aihwkit.readthedocs.io"),
        ("Synapses: MLP+NeuroSim V3.0", "https://doi.org/10.1145/3354265.3354266"),
        ("Programming, drift and read noise of phase change", "https://doi.org/10.1109/ICECS46596.2019.8964852"),
    ),
)


def show(query: str | None = None) -> TraceLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"cell=ecram&view=step"``."""
    return TraceLab(PAGE, Cell(), query, figure)
