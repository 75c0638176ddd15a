"""The results that the simulator is held against."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..core import rng_from
from ..devices import ConstantStep, PulsedDevice, SoftBounds, preset, response, symmetric_point
from ..tile import PulseUpdate, Tile
from .held import CHECKS
from .judge import Finding, Result, Row, furthest
from .laws import findings as law_findings
from .networks import LEARNING
from .points import symmetric, wrong

SIDE, REPEATS = 256, 80
TRIALS = SIDE * REPEATS
GOKMEN = "Gokmen and Vlasov, Front. Neurosci. 10, 333 (2016)"


def single_updates(
    device: PulsedDevice, bl: int, p_x: float, p_d: float, trains: int = 1, share: float = 1.0
) -> NDArray[np.float64]:
    """Return what ``trains`` updates in a row add to one cell, TRIALS times over, upward.

    Every line fires with its probability, times √share, in each of ``bl`` slots: the rate is ``share bl dw_min``. Cells
    on the diagonal of an array share no line, so that their pulses are independent; the others are not looked at.
    """
    plain = PulseUpdate(bl, update_management=False, update_bl_management=False)
    tile = Tile((SIDE, SIDE), device, pulses=plain)
    x, d = np.full((trains, SIDE), p_x), np.full((trains, SIDE), -p_d)
    moved = []
    for _ in range(REPEATS):
        tile.set_weights(np.zeros(tile.shape))
        tile.update(x, d, lr=share * bl * device.dw_min)  # P = value · √(lr / (Δw BL))
        moved.append(np.diag(tile.weights).astype(np.float64))
    return np.concatenate(moved)


def _moments() -> tuple[Finding, ...]:
    """E = BL Δw p, Var = Δw² BL p (1 - p + s²), p = p_x p_d, s the pulse noise, over learning rates."""
    return tuple(finding for share in (0.1, 0.5, 1.0, 2.5) for finding in _moments_at(share))


def _moments_at(share: float) -> tuple[Finding, ...]:
    dw, bl, p, s = 0.001, 10, share * 0.6 * 0.3, 0.3
    device = ConstantStep(dw_min=dw, dw_min_std=s, dw_min_dtod=0, up_down_dtod=0)
    moved, lr = single_updates(device, bl, 0.6, 0.3, share=share), share * bl * dw
    mean, var = bl * dw * p, dw**2 * bl * p * (1 - p + s**2)
    fourth = float(np.mean((moved - mean) ** 4))
    return (
        Finding(f"mean at lr {lr:g}", float(moved.mean()), mean, furthest() * math.sqrt(var / TRIALS)),
        Finding(f"variance at lr {lr:g}", float(moved.var()), var, furthest() * math.sqrt((fourth - var**2) / TRIALS)),
    )


def _gradient() -> tuple[Finding, ...]:
    """The mean update is lr x d, whatever the slots that update management chooses."""
    samples, lr = 4000, 0.01
    device = ConstantStep(dw_min=0.001, dw_min_dtod=0, up_down_dtod=0, w_max=60, w_min=-60, w_max_dtod=0, w_min_dtod=0)
    rng = rng_from(0, "validation")
    x, d = rng.uniform(0.2, 1, 12) * rng.choice([-1, 1], 12), rng.uniform(0.2, 1, 8) * rng.choice([-1, 1], 8)
    tile = Tile((8, 12), device)
    pairs = np.tile(x, (samples, 1)), np.tile(d, (samples, 1))
    bl = int(tile.trains(*pairs, lr).bl[0])
    tile.update(*pairs, lr)
    mean = -lr * samples * np.outer(d, x)
    p = np.abs(mean) / (samples * device.dw_min * bl)
    std = device.dw_min * np.sqrt(samples * bl * p * (1 - p + device.dw_min_std**2))
    z = float(np.abs((tile.weights - mean) / std).max())
    return (Finding("largest |z| of 96 cells", z, 0.0, furthest(96)),)


def _spread() -> tuple[Finding, ...]:
    """Relative spread √((1 - p) / (BL p)) of an ideal cell's update; BL = 100 are four trains of 25."""
    return tuple(_relative_spread(bl, trains) for bl, trains in ((1, 1), (10, 1), (25, 4)))


def _relative_spread(bl: int, trains: int, p_x: float = 0.5, p_d: float = 0.3) -> Finding:
    n, p = bl * trains, p_x * p_d
    counts = single_updates(ConstantStep(w_max=60, w_max_dtod=0).nominal(), bl, p_x, p_d, trains) / 0.001
    # Moments of the binomial distribution, then the error of std / mean to first order
    var = n * p * (1 - p)
    third, fourth = var * (1 - 2 * p), 3 * var**2 + var * (1 - 6 * p * (1 - p))
    relative = math.sqrt(var) / (n * p)
    error = (fourth - var**2) / (4 * var) + relative**2 * var - relative * third / math.sqrt(var)
    tolerance = furthest() * math.sqrt(error / TRIALS) / (n * p)
    return Finding(f"{n} slots", float(counts.std() / counts.mean()), relative, tolerance)


def _alternating() -> tuple[Finding, ...]:
    """Soft bounds, strictly alternating pulses: w → (s_up - s_down) / (s_up / w_max + s_down / |w_min|)."""
    signs = np.tile([1, -1], 5000)
    third = SoftBounds(dw_min=0.002, up_down=0.5, w_max=1.0, w_min=-1.0).nominal()
    uneven = SoftBounds(dw_min=0.002, up_down=-0.25, w_max=1.25, w_min=-0.75).nominal()
    findings = [Finding("closed form, ±1 with 0.002 up and 0.001 down", symmetric_point(third), 1 / 3, 1e-6)]
    point = (0.0015 - 0.002) / (0.0015 / 1.25 + 0.002 / 0.75)
    for device, name, expected in ((third, "±1", 1 / 3), (uneven, "-0.75 … 1.25", point)):
        end = response(device, signs, n_cells=3, w0=np.array([-0.7, 0.0, 0.9]))[-2:].mean(axis=0)
        # It ends in a cycle of two whose middle lies within one step of the point
        findings += [Finding(f"bounds {name}, start {n}", float(w), expected, 0.002) for n, w in enumerate(end, 1)]
    return tuple(findings)


def _random_pulses() -> tuple[Finding, ...]:
    """Random pulses: the same mean; variance h² / (u + d - (u² + d²) / 2) with h the step at the symmetric point."""
    up, down, cells_n, pulses = 0.002, 0.001, 4000, 8000
    device = SoftBounds(dw_min=up, up_down=0.5, w_max=1.0, w_min=-1.0).nominal()
    rng, cells = rng_from(0, "random pulses"), device.fabricate(cells_n, 0)
    w = np.zeros(cells_n, np.float32)
    for _ in range(pulses):
        w = device.step(w, cells, rng.random(cells_n, np.float32) < 0.5, 0.0)
    std = up * (1 - 1 / 3) / math.sqrt(up + down - (up**2 + down**2) / 2)
    return (
        Finding("mean", float(w.mean()), 1 / 3, furthest() * std / math.sqrt(cells_n)),
        Finding("standard deviation", float(w.std()), std, furthest() * std / math.sqrt(2 * cells_n)),
    )


def _states() -> tuple[Finding, ...]:
    """The range in steps, from the numbers and by pulsing one nominal cell from bound to bound."""
    device = preset("gokmen-vlasov")
    walk = response(device.nominal(), np.ones(1300), w0=device.w_min)[:, 0]
    return (
        Finding("range / step", (device.w_max - device.w_min) / device.dw_min, 1250, 1e-9),
        # Float32 sums may reach the bound a pulse early or late
        Finding("pulses from bound to bound", float(np.argmax(walk >= device.w_max)), 1250, 1),
    )


# fmt: off
ROWS = (
    Row(
        "update-moments",
        "E = BL Δw p and Var = Δw² BL p (1 - p + s²) of one pulsed update",
        GOKMEN,
        _moments,
        "published",
    ),
    Row("update-gradient", "E[ΔW] = -lr d xᵀ under update management", GOKMEN, _gradient),
    Row("update-spread", "at p = 0.15 an update spreads by 2.38, 0.75, 0.24 of itself with 1, 10, 100 slots",
        "derived", _spread),
    Row("step-laws", "1,000 pulses up and 1,000 down follow the closed form of every law", "derived", law_findings),
    Row("symmetric-points", "alternating pulses end where the steps up and down are equal, whatever the law",
        "derived", symmetric),
    Row("wrong-point", "gradient descent on an asymmetric cell settles short of its target, where noise and "
        "asymmetry balance", "derived; the dynamics are those of Wu et al., NeurIPS (2024)", wrong),
    Row("symmetric-point", "alternating pulses with 0.002 up and 0.001 down end at 1/3", "derived", _alternating),
    Row("random-pulses", "random pulses end at 1/3 on average and scatter by 0.024", "derived", _random_pulses),
    Row("gokmen-vlasov", "1,250 states", "aihwkit 1.2, presets/devices.py; the paper says 1,200", _states),
    *CHECKS,
    *LEARNING,
)
# fmt: on


def validate(names: Iterable[str] | None = None, full: bool = False) -> list[Result]:
    """Run the rows called ``names``, or all of them, and return their results; ``str`` of one is its report.

    ``full`` takes more seeds where a row has seeds.

    Tolerances come from the sample sizes, with a chance of 1e-6 that a right simulator fails one finding.

    Raises
    ------
    ValueError
        There is no row of that name.
    """
    known = {row.name: row for row in ROWS}
    chosen = list(known) if names is None else list(names)
    for name in chosen:
        if name not in known:
            raise ValueError(f"no row {name!r}: choose from {', '.join(known)}")
    return [known[name].result(full) for name in chosen]
