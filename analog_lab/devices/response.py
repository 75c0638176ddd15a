"""How single cells answer to a sequence of pulses."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core import rng_from
from .pulsed import DOWN, UP, PulsedDevice


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
        A sign is neither +1 nor -1, ``n_cells`` is below 1 or ``w0`` does not fit.
    """
    signs = np.asarray(signs)
    if signs.ndim != 1 or not np.all(np.isin(signs, (-1, 1))):
        raise ValueError("signs must be a list of +1 (up) and -1 (down)")
    if n_cells < 1:
        raise ValueError(f"n_cells={n_cells} is below 1")
    start = np.asarray(w0, np.float32)
    if start.shape not in ((), (n_cells,)) or not np.all(np.isfinite(start)):
        raise ValueError(f"w0 has shape {start.shape}; give one finite number or {n_cells} of them")
    cells = device.fabricate(n_cells, seed)
    rng = rng_from(seed, "response")
    w = np.empty((len(signs) + 1, n_cells), np.float32)
    w[0] = cells.clip(start)
    for n, sign in enumerate(signs):
        w[n + 1] = device.step(w[n], cells, sign > 0, rng.standard_normal(n_cells, np.float32))
    return w


def symmetric_point(device: PulsedDevice) -> float:
    """Return the weight at which an up and a down pulse of the nominal cell undo each other.

    ``base_up + slope_up w + base_down + slope_down w = 0``; for soft bounds
    ``w = (s_up - s_down) / (s_up / w_max + s_down / |w_min|)``. NaN where no single weight does (constant steps).
    """
    cells = device.nominal().fabricate(1, 0)
    base, slope = cells.base[:, 0].astype(float), cells.slope[:, 0].astype(float)
    if slope[UP] + slope[DOWN] == 0:
        return math.nan
    return float(-(base[UP] + base[DOWN]) / (slope[UP] + slope[DOWN]))
