"""Share of unseen points that both networks tell right, against updates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from .theme import BLUE, GREY, axis, chart, label, stacked


def figure(frames: Mapping[str, np.ndarray], const: Mapping[str, Any]) -> go.Figure:
    """Draw both accuracy curves over the updates of a run; ``frames`` may be empty when a run is about to start."""
    step = frames.get("step", np.zeros(0))
    analog, exact = (100 * frames.get(name, np.zeros(0)) for name in ("accuracy", "accuracy_float"))
    traces = [
        go.Scatter(x=step, y=exact, mode="lines", line={"color": GREY, "width": 2}, name="floating point"),
        go.Scatter(x=step, y=analog, mode="lines", line={"color": BLUE, "width": 3}, name="in memory"),
    ]
    for trace in traces:
        trace.hovertemplate = "%{y:.1f} %<extra>%{fullData.name}</extra>"
    kind = "points of your own" if const["own"] else f"{const['tested']} unseen points"
    alt = f"Accuracy on {kind} against updates: in memory and in floating point."
    if len(analog):
        alt += f" At the end {analog[-1]:.0f} per cent in memory, {exact[-1]:.0f} in floating point."
    x = axis("updates of each network", 0, const["steps"])
    made = chart(traces, x, axis("points told right (%)", 0, 101, tickvals=[0, 25, 50, 75, 100]), alt)
    made.add_hline(50, line={"color": GREY, "width": 1, "dash": "dot"})
    words = stacked(((BLUE, "━ in memory"), (GREY, "━ floating point")))
    made.add_annotation(label(const["steps"], 1, words, GREY, xanchor="right", yanchor="bottom", align="right"))
    made.add_annotation(label(const["steps"], 50, "chance", GREY, xanchor="right", yanchor="top"))
    return made
