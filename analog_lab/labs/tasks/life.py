"""Exercises of From GPU to chip."""

import numpy as np

from ...devices import preset
from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments import record
from ...experiments.life import Life
from ...periphery import effective_weights
from ...tile import ProgrammedTile

DAY_S = 86_400.0


def _left() -> float:
    """The share of its conductance that an upper level keeps for a day, without spread."""
    device = preset("pcm-inference").nominal()
    cell = device.program(np.array([25.0]), np.random.default_rng(0))
    return float(device.drift(cell, DAY_S)[0] / device.drift(cell, 0.0)[0])


def _averaged() -> str:
    """What a mean over many reads makes smaller: the error of a weight matrix, read once and a hundred times."""
    tile = ProgrammedTile(np.full((16, 16), 0.5), preset("pcm-inference"), seed=1)
    tile.drift(DAY_S)
    still, reads = tile.weights, np.array([tile.forward(np.eye(16, dtype=np.float32)).T for _ in range(100)])
    one, many = (float(np.abs(part - still).mean()) for part in (reads[0], reads.mean(axis=0)))
    return "read noise" if many < one / 2 else "all three"


def _wire_loss() -> float:
    """Per cent that the last column loses: 64 × 64 cells of 12.5 µS, 2 Ω a segment, equal inputs."""
    g = np.full((64, 64), 12.5)
    return float(100 * (1 - effective_weights(g, 2.0).sum(axis=1)[-1] / g.sum(axis=1)[-1]))


def _robust(spec: Life) -> tuple[bool, str]:
    trace = record(spec)
    worst, drop = float(trace["compensated"][-1].min()), float(trace.const["float"])
    if not trace.const["drifts"] or spec.ageing < 3 or spec.prog < 1 or spec.read < 1:
        return False, "Keep spread and read noise at 1× or more and drift at 3×, on a cell that drifts."
    right = worst >= drop - 2
    return (
        right,
        f"After the last time the worst of {spec.chips} chips is right on {worst:.1f} %; floating point {drop:.1f} %.",
    )


EXERCISES = (
    Numeric(
        "day",
        "What share of its conductance is left to an upper level of phase change after a day? (ν = 0.049, t₀ = 20 s)",
        _left,
        mistakes=(
            Mistake(lambda: 1 - _left(), "That is what is lost."),
            Mistake(86_400.0**-0.049, "The clock is divided by t₀: (t / 20 s) to the power of −ν."),
        ),
        tolerance=0.01,
        hint="(86,420 s / 20 s) to the power of −0.049.",
        solution="4321 to the power of −0.049 is 0.664: a third is gone.",
    ),
    Choice(
        "mean",
        "A chip is read a hundred times and the results are averaged. Which error becomes smaller?",
        ("programming error", "drift", "read noise", "all three"),
        _averaged,
        {
            "programming error": "It was made once, when the cell was written: every read has the same.",
            "drift": "The cells have really changed: every read finds them so.",
            "all three": "Only what is new in every read can average away.",
        },
        solution="Only the read noise.",
    ),
    Numeric(
        "wires",
        "64 × 64 cells of 12.5 µS, wires of 2 Ω from cell to cell, equal inputs. How many per cent does the last column "
        "lose?",
        _wire_loss,
        "%",
        0.1,
        mistakes=(Mistake(0.57, "That is 16 × 16. The loss grows with the square of the size."),),
        hint="8 × 8 loses 0.15 %, 16 × 16 0.57 %, 32 × 32 2.2 %. What next?",
        solution="About 8 %: four times for twice the size. A larger array is not free.",
    ),
    Design(
        "robust",
        "Drift at 3×, spread and read noise at 1× or more: find settings whose worst chip ends within 2 points of floating "
        "point, with compensation.",
        _robust,
        hint="Which cell drifts least? Look into the drawer.",
        solution="The cell reram-cmo. What no factor repairs is the spread of the drift, and write-verify cannot know it.",
    ),
)
