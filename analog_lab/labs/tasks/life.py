"""Exercises of From GPU to chip."""

import numpy as np

from ...devices import preset
from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments import record
from ...experiments.life import Life
from ...periphery import Periphery, effective_weights
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


def spread_percent(x: float) -> float:
    """The programming spread of phase change at a share of its range, in per cent of the range."""
    device = preset("pcm-inference")
    return float(100 * device.sigma_us(25.0 * x) / 25.0)


def weight_errors(seed: int) -> tuple[float, float]:
    """The relative error of normal weights, clipped at 2.5 σ, after a day, without and with the best common factor."""
    w = np.clip(np.random.default_rng(0).standard_normal((128, 128)), -2.5, 2.5)
    tile = ProgrammedTile(w, preset("pcm-inference"), seed=seed, periphery=Periphery(None, None, out_noise=0))
    tile.drift(DAY_S)
    now, size = tile.forward(np.eye(128)).T.astype(np.float64), np.linalg.norm(w)
    best = (w * now).sum() / (now * now).sum()
    return float(np.linalg.norm(now - w) / size), float(np.linalg.norm(best * now - w) / size)


def _verified() -> str:
    plain, verified = (record(Life(verify=verify, chips=1))["error_scaled"][:, 0] for verify in (False, True))
    if verified[-1] < 0.1 * plain[-1]:
        return "all of it"
    return (
        "a part of the programming error" if verified[0] < plain[0] and verified[-1] > 2 * verified[0] else "the drift"
    )


def _read_out() -> str:
    """Whether the mean of many reads through the converters is nearer to the cells than one read, and how near."""
    tile = ProgrammedTile(np.full((16, 16), 0.5), preset("pcm-inference"), seed=1, periphery=Life().periphery)
    reads = np.array([tile.forward(np.eye(16, dtype=np.float32)).T for _ in range(100)])
    one, many = (float(np.abs(part - tile.weights).mean()) for part in (reads[0], reads.mean(axis=0)))
    noise = float(reads.std(axis=0).mean())
    return (
        "yes, by averaging"
        if many < 1e-6
        else "no: rounding stays"
        if many < one and noise > 0
        else "no: read noise stays"
    )


def _brochure() -> str:
    paper, chip = (
        float(np.median(record(spec)["accuracy"][-1]))
        for spec in (Life(prog=0.0, ageing=0.0, chips=3), Life(ageing=2.0, chips=3))
    )
    return "too high by a point or more" if paper >= chip + 1 else "too low" if chip > paper + 1 else "the same"


def wire_loss(size: int) -> float:
    """Per cent that the last column loses: size × size cells of 12.5 µS, 2 Ω a segment, equal inputs."""
    g = np.full((size, size), 12.5)
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
    Numeric(
        "spread",
        "Programming spread of phase change: σ = 0.263 + 1.965 x − 1.173 x² µS, x = g / 25 µS. How large is it at "
        "half of the range, in per cent of 25 µS?",
        lambda: spread_percent(0.5),
        "%",
        mistakes=(
            Mistake(lambda: spread_percent(0.0), "That is at 0. (Cells cannot lie below 0: of that half is cut off.)"),
            Mistake(lambda: spread_percent(1.0), "That is at the top of the range."),
            Mistake(0.953, "That is σ in µS: divide by 25 µS."),
        ),
        hint="x = 0.5, then divide by 25 µS.",
        solution="σ = 0.953 µS, 3.81 % of the range; at 0 it is 1.05 % and at the top 4.22 %. Nothing is programmed exactly.",
    ),
    Numeric(
        "factor",
        "Normally distributed weights, read once after a day: ‖W(t) − W‖ / ‖W‖ is 0.35. How much is left after the best common "
        "factor?",
        lambda: weight_errors(0)[1],
        tolerance=0.08,
        mistakes=(
            Mistake(
                0.0, "Only if all cells drifted alike. Programming missed, and exponents differ from cell to cell."
            ),
            Mistake(0.35, "Most of the loss is common to all cells, and a factor brings that back."),
            Mistake(0.014, "Between no error and this lies what spreads."),
        ),
        hint="The common part goes, what differs from cell to cell stays. The formula line shows both errors for a network of "
        "digits: go to one day. Normal weights come out about a third higher.",
        solution="0.13: drift is mostly a common shift, no random noise. What differs from cell to cell stays.",
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
    Choice(
        "verify",
        "Write-verify: every cell is written and read until it agrees within 3 %. What of the error of a year does "
        "it take away?",
        ("all of it", "a part of the programming error", "the drift"),
        _verified,
        {
            "all of it": "It ends when the chip is programmed; after that time goes on.",
            "the drift": "Exponents are drawn with the cell, and no read at the start can tell them.",
        },
        hint="Switch it on in the drawer, and compare the error at 25 s and at a year.",
        solution="A part of the programming error: the reads that verify are noisy, and drift comes afterwards.",
    ),
    Choice(
        "exact",
        "Can the weights of a chip be read out exactly? Drive one row at a time, take a hundred reads and average "
        "them.",
        ("yes, by averaging", "no: rounding stays", "no: read noise stays"),
        _read_out,
        {
            "yes, by averaging": "Every read passes the same converter, and the same cell gives the same step.",
            "no: read noise stays": "Read noise is new in every read: the mean of a hundred has a tenth of it.",
        },
        hint="What is new in every read, and what is not?",
        solution="No: read noise averages away, but each weight comes back through converters, and as the cell is now, not "
        "as it was meant.",
    ),
    Choice(
        "brochure",
        "A paper simulates a chip with converters and read noise, without programming spread and drift. Drift is 2×. "
        "Beside the real chip after a year, uncompensated, its accuracy is …",
        ("the same", "too high by a point or more", "too low"),
        _brochure,
        {
            "the same": "Set spread and drift to 0 and compare the ends of the two runs.",
            "too low": "Both leave the chip worse, not better.",
        },
        solution="Too high. Ask of any accuracy at what time it was taken, and whether the chip was really programmed.",
    ),
    Numeric(
        "wires",
        "64 × 64 cells of 12.5 µS, wires of 2 Ω from cell to cell, equal inputs. How many per cent does the last "
        "column lose?",
        lambda: wire_loss(64),
        "%",
        0.1,
        mistakes=(Mistake(0.57, "That is 16 × 16. The loss grows with the square of the size."),),
        hint="8 × 8 loses 0.15 %, 16 × 16 0.57 %, 32 × 32 2.2 %. What next?",
        solution="About 8 %: four times for twice the size. A larger array is not free.",
    ),
    Design(
        "robust",
        "Drift at 3×, spread and read noise at 1× or more: find settings whose worst chip ends within 2 points of "
        "floating point, with compensation.",
        _robust,
        hint="Which cell drifts least? Look into the drawer.",
        solution="The cell reram-cmo. What no factor repairs is the spread of the drift, and write-verify cannot know it.",
    ),
)
