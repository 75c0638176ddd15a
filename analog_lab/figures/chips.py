"""Several chips in one chart: a dot for each, the middle one, and the band in which most of them lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from .theme import INK

THIN: dict[str, Any] = {"mode": "lines", "hoverinfo": "skip"}
GOLDEN = 0.618034  # multiples of it, modulo 1, fill the unit interval evenly, and are the same in every picture


def jitter(n: int, width: float) -> np.ndarray:
    """Return ``n`` fixed offsets within ±``width`` / 2, so that dots of equal value do not hide each other."""
    return (np.arange(n) * GOLDEN % 1 - 0.5) * width


def said(values: ArrayLike, unit: str = "", seed: int | None = None) -> str:
    """Return the median and the quartiles of ``values`` (chips,) in words, with their number and the seed."""
    v = np.asarray(values, float).ravel()
    if not v.size:
        raise ValueError("values=[] holds no chip to speak of")
    low, middle, high = (f"{q:.3g}".replace("-", "−") for q in np.quantile(v, [0.25, 0.5, 0.75]))
    whose = f"{v.size} chips" + ("" if seed is None else f", seed {seed}")
    return f"median {middle}{unit}, quartiles {low} to {high}{unit} ({whose})"


def over(
    x: np.ndarray, values: np.ndarray, colour: str, name: str, *, unit: str = "", seed: int | None = None,
    at: np.ndarray | None = None, floor: float | None = None, symbol: str = "circle", dash: str = "solid",
) -> list[Any]:  # fmt: skip
    """Return the traces of chips along an axis: band between the quartiles, a dot for each chip, the median.

    ``values`` is (points, chips); ``at`` are the places of the dots if they stand beside ``x``, and dots below
    ``floor`` are drawn on it. The hover says how many chips there are, and their seed.
    """
    if values.ndim != 2 or len(values) != len(x):
        raise ValueError(f"values of {values.shape} are not (points, chips) over {len(x)} points")
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75], axis=1)
    shown = values if floor is None else np.maximum(values, floor)
    ends = [edge if floor is None else np.maximum(edge, floor) for edge in (low, high)]
    whose = f"{values.shape[1]} chips" + ("" if seed is None else f", seed {seed}")
    hover = f"{name}: median %{{y:.3g}}{unit}, quartiles %{{customdata[0]:.3g}} to %{{customdata[1]:.3g}}{unit}"
    tint = f"rgba({','.join(str(int(colour[k : k + 2], 16)) for k in (1, 3, 5))},0.16)"
    marker = {"color": colour, "size": 5, "symbol": symbol, "opacity": 0.35}
    return [
        go.Scatter(x=x, y=ends[0], line={"width": 0}, **THIN),
        go.Scatter(x=x, y=ends[1], line={"width": 0}, fill="tonexty", fillcolor=tint, **THIN),
        go.Scatter(
            x=np.repeat(x if at is None else at, values.shape[1]), y=shown.ravel(), mode="markers", marker=marker,
            hoverinfo="skip", name=f"{name}, chips",
        ),
        go.Scatter(
            x=x, y=middle, mode="lines", line={"color": colour, "width": 3, "dash": dash}, name=name,
            customdata=np.stack([low, high], axis=1), hovertemplate=f"{hover}<extra>{whose}</extra>",
        ),
    ]  # fmt: skip


def strip(k: float, values: np.ndarray, colour: str, width: float = 0.6) -> list[Any]:
    """Return dots for all values around ``k``, and a bar from the 10th to the 90th percentile with the median."""
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    dots, bar, across = {"color": colour, "size": 4, "opacity": 0.45}, {"width": 2.5, "color": INK}, width / 2 + 0.06
    hover = f"%{{y:.3g}}<extra>one of {values.size}</extra>"
    return [
        go.Scatter(x=k + jitter(values.size, width), y=values, mode="markers", marker=dots, hovertemplate=hover),
        go.Scatter(x=[k, k], y=[low, high], line=bar, **THIN),
        go.Scatter(x=[k - across, k + across], y=[middle, middle], line=bar, **THIN),
    ]


def many(x: np.ndarray, y: np.ndarray, colour: str, opacity: float, points: int | None = None) -> go.Scatter:
    """Return the lines of several cells, ``y`` (points, cells), as one trace with gaps, thinned to ``points``."""
    keep = np.unique(np.linspace(0, len(x) - 1, min(len(x), points or len(x))).round().astype(int))
    gap = np.full((1, y.shape[1]), np.nan, np.float32)
    return go.Scatter(
        x=np.tile(np.append(x[keep], np.nan).astype(np.float32), y.shape[1]),
        y=np.concatenate([y[keep], gap]).T.ravel(),
        line={"color": colour, "width": 0.8},
        opacity=opacity,
        **THIN,
    )
