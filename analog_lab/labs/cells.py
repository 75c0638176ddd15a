"""The cells: what can this memory cell do?"""

from ..devices import PRESETS, PulsedDevice
from ..experiments.cells import Cell, plan
from ..figures.cells import figure
from ..widgets import Page, TraceLab
from .codes.cells import check as check
from .guides.cells import STEPS
from .talks.cells import EXPLAIN, LECTURE
from .tasks.cells import EXERCISES

KINDS = {True: "moved by pulses", False: "programmed in one go"}


def _named(pulsed: bool) -> dict[str, str]:
    return {n: f"{n} · {p.title}" for n, p in PRESETS.items() if isinstance(p.device, PulsedDevice) == pulsed}


def _fall(spec: Cell) -> str:
    """How soon half of the way down is done, beside half of the way up; no spread, no noise."""
    from ..devices import preset, response

    (ups, burst), cell = plan(spec), preset(spec.cell).nominal()
    n = ups * burst
    w = response(cell, [1] * n + [-1] * n, w0=-1.0)[:, 0]
    middle = (w[0] + w[n]) / 2
    up, down = int((w[: n + 1] > middle).argmax()), int((w[n:] < middle).argmax())
    return "as it rose" if abs(up - down) < 0.1 * n else "faster" if down < up else "slower"


PAGE = Page(
    id="cells",
    title="The cells",
    question="What can this memory cell do?",
    layout="wide",
    scenes=({"kind": "cells", "title": "The cell", "sub": "drawn as a channel between two electrodes"},),
    chart={
        "title": "One look",
        "sub": "thin: single cells; bold: no spread, no noise",
        "cursor": "panels",
        "veil": True,
    },
    main=("cell", "view", "span"),
    groups={"cell": {kind: _named(pulsed) for pulsed, kind in KINDS.items()}},
    presets={
        "Ideal": {"cell": "gokmen-vlasov", "span": 1.0},
        "Typical": {"cell": "reram-es", "span": 1.0},
        "Broken": {"cell": "pcm", "span": 1.0},
    },
    predict={
        "question": "As many pulses down as up: how does a ReRAM cell fall?",
        "options": ["as it rose", "faster", "slower"],
        "truth": _fall,
        "because": "Because in this cell steps are largest as it leaves a bound, and the first steps down are larger "
        "than the first steps up.",
        "set": {"cell": "reram-es", "span": 1.0},
        "hush": True,
    },
    exercises=EXERCISES,
    steps=STEPS,
    explain=EXPLAIN,
    lecture=LECTURE,
    own=("device",),
    player={"unit": "burst", "rate": 24, "start": 0.5, "scale": True},
    notes=(
        (
            "What you see",
            "A pulsed cell is taken from its lower bound up through its range and down again. A cell that is "
            "programmed in one go is programmed to five levels and left alone; if its source describes one time only, "
            "it is written again and again. Click a small cell to see it large.",
        ),
        (
            "The charts",
            "Response: thin lines are single cells, the bold line has no spread and no noise. Loop: the same, up less "
            "down. Step: the mean size of a pulse; the lines cross at the symmetric point. Spread: all cells, with "
            "median and the middle four in five. Retention: what the source says of time.",
        ),
        (
            "The numbers",
            "States: the range in mean steps. Asymmetry: how far up and down steps are from equal; 0 is equal, 1 means "
            "that one way does nothing. Nonlinearity: how far the way up and the way down bend from a straight line, "
            "10.1 times the largest distance, positive when bent upwards. All are of the cell without spread.",
        ),
        ("What this model ignores", "Temperature, the shape of a pulse, wires, and wear after many pulses."),
    ),
    sources=(
        ("Names and step laws: IBM aihwkit 1.2, pulsed devices", "https://aihwkit.readthedocs.io"),
        ("Synapses: MLP+NeuroSim V3.0", "https://doi.org/10.1145/3354265.3354266"),
        ("Programmed cells: CrossSim 3.2", "https://cross-sim.sandia.gov"),
    ),
)


def show(query: str | None = None) -> TraceLab:
    """Return the lab; ``query`` sets knobs as a link does, for example ``"cell=ecram&view=step"``."""
    return TraceLab(PAGE, Cell(**PAGE.presets["Typical"]), query, figure)
