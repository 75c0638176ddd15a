"""How single cells answer to a sequence of pulses, and what that is in numbers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core import rng_from
from .laws import DOWN, UP, Law, SetReset, balance, cast
from .neurosim import LABEL
from .pulsed import PulsedDevice

Float = NDArray[np.float64]
WALKED = 5000


def response(
    device: PulsedDevice, signs: ArrayLike, n_cells: int = 1, seed: int = 0, w0: ArrayLike = 0.0
) -> NDArray[np.float32]:
    """Return the weights of ``n_cells`` cells before and after each pulse, shape (len(signs) + 1, n_cells).

    Parameters
    ----------
    signs
        +1 (up) or -1 (down) for every pulse; all cells receive the same.
    w0
        Weight to start from, one for all or one a cell; clipped to the bounds of each cell.

    Raises
    ------
    ValueError
        A sign is neither +1 nor -1, ``n_cells`` is below 1, ``w0`` does not fit, or the cell takes no pulses.
    """
    pulsed(device)
    signs = np.asarray(signs)
    if signs.ndim != 1 or not np.all(np.isin(signs, (-1, 1))):
        raise ValueError("signs must be a list of +1 (up) and -1 (down)")
    if n_cells != int(n_cells) or n_cells < 1:
        raise ValueError(f"n_cells={n_cells} is not a whole number of at least 1")
    start = np.asarray(w0, np.float32)
    if start.shape not in ((), (n_cells,)) or not np.all(np.isfinite(start)):
        raise ValueError(f"w0={w0!r} is not one finite number or {n_cells} of them")
    cells = device.fabricate(n_cells, seed)
    rng, shown = rng_from(seed, "response"), rng_from(seed, "response", "write noise")
    draw = shown.standard_normal if cells.write_noise > 0 else np.zeros
    w = np.empty((len(signs) + 1, n_cells), np.float32)
    v = np.broadcast_to(cells.clip(start), n_cells)
    w[0] = cells.show(v, draw(n_cells))
    for n, sign in enumerate(signs):
        v = device.step(v, cells, sign > 0, rng.standard_normal(n_cells, np.float32))
        w[n + 1] = cells.show(v, draw(n_cells))
    return w


def pulsed(device: object) -> None:
    """Raise ``ValueError`` for what takes no pulses."""
    if not isinstance(device, PulsedDevice):
        raise ValueError(f"{type(device).__name__} takes no pulses: program it, and let it drift")


def mean_step(device: PulsedDevice, w: ArrayLike) -> Float:
    """Return the mean change of the nominal cell by a pulse up and by a pulse down at weights w, shape (2, \\*w.shape).

    Not clipped at the bounds.
    """
    law, lo, hi = _nominal(device)
    v = np.ravel(w).astype(float)
    return np.stack([np.broadcast_to(law.change(s, v, lo, hi), v.shape).reshape(np.shape(w)) for s in (UP, DOWN)])


def _nominal(device: PulsedDevice) -> tuple[Law, Float, Float]:
    """Return the law of the nominal cell and its bounds, in double precision."""
    pulsed(device)
    cells = device.nominal().fabricate(1, 0)
    return cast(cells.law, float), cells.w_min.astype(float), cells.w_max.astype(float)


def weight_range(device: PulsedDevice) -> tuple[float, float]:
    """Return the lowest and the highest weight of the nominal cell."""
    _, lo, hi = _nominal(device)
    return lo.item(), hi.item()


def symmetric_point(device: PulsedDevice) -> float:
    """Return the weight at which an up and a down pulse of the nominal cell undo each other.

    For soft bounds ``w = (s_up - s_down) / (s_up / w_max + s_down / |w_min|)``, less the reference. NaN where no single
    weight does: constant steps, steps drawn by hand that are equal at several weights, an abrupt RESET.
    """
    law, lo, hi = _nominal(device)
    if isinstance(law, SetReset):
        return math.nan
    if np.isfinite([lo, hi]).all():
        w = np.linspace(lo.item(), hi.item(), 1001)[:, None]
        both = law.change(UP, w, lo, hi) + law.change(DOWN, w, lo, hi)
        signs = np.sign(np.where(np.abs(both) < 1e-12 * np.abs(both).max(), 0.0, both)).ravel()
        if np.count_nonzero(signs == 0) > 1 or np.count_nonzero(np.diff(signs[signs != 0])) > 1:
            return math.nan
    return balance(law, lo, hi).item()


def states(device: PulsedDevice) -> float:
    """Return the number of states: the mean range in base steps, ``(w_max - w_min) / dw_min``."""
    pulsed(device)
    return (device.w_max - device.w_min) / device.dw_min


def asymmetry(device: PulsedDevice) -> float:
    """Return how far up and down pulses are from undoing each other, from 0 to 1.

    The mean over the range of ``|Δ↑ + Δ↓| / (Δ↑ - Δ↓)``, the Δ being the nominal cell's mean steps. 0 where they undo
    each other everywhere, 1 where one direction does not move the cell at all; ½ for symmetric soft bounds.
    """
    low, high = np.nan_to_num(weight_range(device), posinf=1.0, neginf=-1.0)
    up, down = mean_step(device, np.linspace(low, high, 1001))
    both = up - down
    moves = both > 0
    return float(np.mean(np.abs(up + down)[moves] / both[moves])) if moves.any() else math.nan


def nonlinearity(device: PulsedDevice) -> tuple[float, float]:
    """Return the nonlinearity labels (up, down) of the nominal cell, as MLP+NeuroSim defines them.

    With f the weight against the pulses, both from 0 to 1, the label is ``10.1015 max |f(x) - x|``. The curve has the
    pulses that cross the range, or, where the steps vanish towards the bound, as many as there are states. Both curves
    are read from the lower end to the upper: a positive label bends upwards, as gradual potentiation does. NaN where a
    single pulse crosses the range, where pulses do not move the cell or stop on their way, and where it has no bounds.
    Cells with more than 5,000 states are walked in steps of 1/5,000 of the range.

    Source: MLP+NeuroSim manual V3.0.
    """
    return _label(device, UP), _label(device, DOWN)


def _label(device: PulsedDevice, s: int) -> float:
    law, lo, hi = _nominal(device)
    pulses = states(device)
    if not math.isfinite(pulses):
        return math.nan
    coarse = max(pulses / WALKED, 1.0)
    start, end = (lo, hi) if s == UP else (hi, lo)
    arrives = abs(law.change(s, end, lo, hi)).item() > 1e-6 * (hi - lo).item()
    walked = [start]
    for _ in range(max(round(pulses / coarse), 2) * (10 if arrives else 1)):
        if arrives and abs(walked[-1] - end) <= 1e-6 * (hi - lo):
            break
        walked.append(np.clip(walked[-1] + coarse * law.change(s, walked[-1], lo, hi), lo, hi))
        if walked[-1] == walked[-2]:
            return math.nan
    w = np.concatenate(walked if s == UP else walked[::-1])
    if len(w) < 3 or (arrives and abs(walked[-1] - end) > 1e-6 * (hi - lo)):
        return math.nan
    bend = (w - w[0]) / (w[-1] - w[0]) - np.linspace(0, 1, len(w))
    return LABEL * float(bend[np.argmax(np.abs(bend))])


def retention(device: PulsedDevice, w0: ArrayLike, batches: ArrayLike) -> Float:
    """Return the mean weights that start at ``w0`` after so many mini-batches without pulses, by ``Ageing`` alone.

    ``w = b + (w0 - b)(1 - 1 / lifetime)^n`` as far as the cell's bound; shapes broadcast.
    """
    _, lo, hi = _nominal(device)
    times = device.nominal().fabricate((), 0).times
    b = times.rest.item() if times else 0.0
    left: Float = (1 - device.ageing.rate()) ** np.asarray(batches, float)
    return np.asarray(np.clip(b + (np.clip(w0, lo.item(), hi.item()) - b) * left, lo.item(), hi.item()))
