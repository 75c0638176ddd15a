"""The conductance of 200 cells against the number of pulses."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..experiments import Trace
from .chips import THIN, many
from .theme import BLUE, ORANGE, axis, beside, chart, label

HOVER = "%{y:.2f} µS<extra></extra>"
POINTS = 120  # drawn along the pulse axis; the mean and band keep them all


def figure(trace: Trace) -> go.Figure:
    """Draw every cell thinly, the mean, the band from the 10th to the 90th percentile, and the symmetric point."""
    cells = trace["cells_us"]
    last = len(trace) - 1
    n = np.arange(len(trace))
    low, high = np.quantile(cells, [0.1, 0.9], axis=1).astype(np.float32)
    mean = cells.mean(axis=1)
    traces = [
        many(n, cells, BLUE, 0.16, POINTS),
        go.Scatter(x=n, y=low, line={"width": 0}, **THIN),
        go.Scatter(x=n, y=high, line={"width": 0}, fill="tonexty", fillcolor="rgba(31,111,235,0.16)", **THIN),
        go.Scatter(x=n, y=mean, mode="lines", line={"color": BLUE, "width": 3}, hovertemplate=HOVER),
    ]
    top = trace.const["g_max_us"]
    alt = (
        f"Conductance of {cells.shape[1]} cells over {last} pulses: the mean goes from {mean[0]:.1f} to "
        f"{mean[-1]:.1f} microsiemens; at the end, four cells in five lie between {low[-1]:.1f} and {high[-1]:.1f}."
    )
    made = chart(traces, axis("pulse number", 0, last), axis("conductance (µS)", 0, top), alt)
    point = trace.const["symmetric_us"]
    if point is not None:
        made.add_hline(point, line={"color": ORANGE, "width": 1.8, "dash": "dash"})
        text = f"symmetric point {point:.1f} µS (w = {trace.const['symmetric_w']:+.2f})".replace("-", "−")
        made.add_annotation(label(text=text, colour=ORANGE, **beside(point, n, cells, 0, (0.65 * last, 0.12 * top))))
    return made
