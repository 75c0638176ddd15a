"""The conductance of sixty cells against the pulses that they received."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..experiments import Trace
from .chips import many
from .theme import BLUE, ORANGE, axis, chart, label


def figure(trace: Trace) -> go.Figure:
    """Draw every cell thinly, their median, and where the strong pulses begin."""
    cells, c = trace["cells_us"], trace.const
    last, n = len(cells) - 1, np.arange(len(cells))
    middle = np.median(cells, axis=1)
    traces = [
        many(n, cells, BLUE, 0.25),
        go.Scatter(x=n, y=middle, mode="lines+markers", line={"color": BLUE, "width": 3}, marker={"size": 6}),
    ]
    traces[1].hovertemplate = "after pulse %{x}: %{y:.1f} µS<extra></extra>"
    alt = (
        f"Conductance of {cells.shape[1]} {c['kind']} cells: from {middle[0]:.1f} microsiemens to "
        f"{middle[c['gentle']]:.1f} after {c['gentle']} gentle pulses, and {middle[-1]:.1f} at the end."
    )
    made = chart(traces, axis("pulse", 0, last), axis("conductance (µS)", 0, c["g_max_us"]), alt)
    if last > c["gentle"]:
        made.add_vline(c["gentle"], line={"color": ORANGE, "width": 1.8, "dash": "dash"})
        said = label(c["gentle"], c["g_max_us"], "strong pulses", ORANGE, xanchor="right", yanchor="top", xshift=-4)
        made.add_annotation(said)
    return made
