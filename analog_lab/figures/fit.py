"""A measured pulse response with the cell that was fitted to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from .theme import BLUE, GREY, ORANGE, axis, chart, label


def figure(report: Any) -> go.Figure:
    """Draw a ``FitReport``: the readings, the two best laws without noise, and below what the best one leaves over."""
    data, best, second = report.data, report.fits[0], report.runner_up
    unit = f" ({data.unit})" if data.unit else ""
    n = np.arange(len(data.value))
    lines: dict[str, Any] = {"mode": "lines", "hovertemplate": "%{y:.4g}" + unit + "<extra></extra>"}
    other = report.offset + report.factor * second.expected
    rows = [
        (go.Scatter(x=n, y=data.value, mode="markers", marker={"color": GREY, "size": 3}, hoverinfo="skip"), 1),
        (go.Scatter(x=n, y=other, line={"color": ORANGE, "width": 1.8, "dash": "dot"}, **lines), 1),
        (go.Scatter(x=n, y=report.expected, line={"color": BLUE, "width": 3}, **lines), 1),
        (go.Scatter(x=n, y=report.residuals, mode="markers", marker={"color": BLUE, "size": 3}, hoverinfo="skip"), 2),
    ]
    low, high = float(data.value.min()), float(data.value.max())
    room, far = 0.06 * (high - low), 1.1 * float(np.abs(report.residuals).max())
    alt = (
        f"{len(n)} readings of a cell under pulses. Best law: {best.law}; runner-up: {second.law}. Read noise "
        f"{report.read_noise:.3g} {data.unit}; the spread of what is left over is {report.residuals.std():.3g}."
    )
    look = chart([], {}, {}, alt).layout
    made = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.72, 0.28], vertical_spacing=0.05)
    for part, row in rows:
        made.add_trace(part, row=row, col=1)
    made.update_layout({k: look[k] for k in ("paper_bgcolor", "plot_bgcolor", "font", "margin", "showlegend", "meta")})
    end = len(n) - 1
    made.update_layout(
        xaxis=axis("", 0, end, showticklabels=False),
        xaxis2=axis("reading", 0, end),
        yaxis=axis(f"{'conductance' if data.unit else 'weight'}{unit}", low - room, high + 2.5 * room),
        yaxis2=axis(f"left over{unit}", -far, far),
    )
    texts = ((f"{best.law}", BLUE), (f"runner-up: {second.law} (BIC {second.score - best.score:+.0f})", ORANGE))
    for k, (text, colour) in enumerate(texts):
        where = {"xref": "paper", "xanchor": "left", "yanchor": "top", "yshift": -18 * k}
        made.add_annotation(label(0.01, high + 2.5 * room, text, colour, **where))
    return made
