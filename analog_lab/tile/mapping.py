"""Weights as conductances, for reads, wires and drawing; conductances are in µS."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def _check(g_max_us: float, g_min_us: float, w_max: float) -> None:
    if not 0 <= g_min_us < g_max_us < np.inf:
        raise ValueError(f"g_min_us={g_min_us:g} and g_max_us={g_max_us:g} must satisfy 0 <= g_min_us < g_max_us")
    if not 0 < w_max < np.inf:
        raise ValueError(f"w_max={w_max:g} is not a positive number")


def to_conductances(
    w: ArrayLike, g_max_us: float = 25.0, w_max: float = 1.0, g_min_us: float = 0.0
) -> tuple[Array, Array]:
    """Return the pair (g⁺, g⁻) in µS that stands for each weight, one of the two at ``g_min_us``.

    ``g⁺ = g_min + s max(w, 0)``, ``g⁻ = g_min + s max(-w, 0)`` with ``s = (g_max - g_min) / w_max``

    Raises
    ------
    ValueError
        A weight lies outside ±``w_max`` or is no number, or the limits do not make a range.

    Source: the single-pair mapping of aihwkit 1.2, ``inference/converter/conductance.py``.
    """
    _check(g_max_us, g_min_us, w_max)
    w = np.asarray(w, np.float64)
    if not np.all(np.abs(w) <= w_max):
        worst = w.flat[np.argmax(np.where(np.isnan(w), np.inf, np.abs(w)))]
        raise ValueError(f"w={worst:g} is outside ±{w_max:g}")
    scale = (g_max_us - g_min_us) / w_max
    return g_min_us + scale * np.maximum(w, 0), g_min_us + scale * np.maximum(-w, 0)


def to_weights(
    g_plus_us: ArrayLike, g_minus_us: ArrayLike, g_max_us: float = 25.0, w_max: float = 1.0, g_min_us: float = 0.0
) -> Array:
    """Return the weights that pairs of conductances stand for: ``w = (g⁺ - g⁻) w_max / (g_max - g_min)``."""
    _check(g_max_us, g_min_us, w_max)
    difference = np.asarray(g_plus_us, np.float64) - np.asarray(g_minus_us, np.float64)
    return difference * w_max / (g_max_us - g_min_us)


def cell_conductance(w: ArrayLike, g_ref_us: float = 12.5, w_range: float = 2.0) -> NDArray[np.floating]:
    """Return the conductance in µS of one cell read against a fixed reference: ``g = g_ref (1 + w / w_range)``.

    Not below 0. Meant for drawing single cells, whose weight is the difference from the reference.
    """
    w = np.asarray(w)
    w = w if np.issubdtype(w.dtype, np.floating) else w.astype(np.float64)
    return np.maximum(g_ref_us * (1 + w / w_range), 0)
