"""Test accuracy against images seen: the analog network beside its floating-point twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from .theme import BLUE, GREY, axis, chart, label, stacked


def figure(frames: Mapping[str, np.ndarray], const: Mapping[str, Any], epochs: int) -> go.Figure:
    """Draw both accuracy curves over ``epochs`` passes; ``frames`` may still be empty when a run is about to start."""
    epoch = frames.get("epoch", np.zeros(0))
    analog, exact = (100 * frames.get(name, np.zeros(0)) for name in ("accuracy", "accuracy_float"))
    traces = [
        go.Scatter(x=epoch, y=exact, mode="lines", line={"color": GREY, "width": 2}, name="floating point"),
        go.Scatter(x=epoch, y=analog, mode="lines", line={"color": BLUE, "width": 3}, name="in memory"),
    ]
    for trace in traces:
        trace.hovertemplate = "%{y:.1f} %<extra>%{fullData.name}</extra>"
    alt = f"Test accuracy on {const['tested']} images against epochs: in memory and in floating point."
    if len(analog):
        alt += f" At the end {analog[-1]:.0f} per cent in memory, {exact[-1]:.0f} in floating point."
    x = axis("epoch (1 epoch = every training image once)", 0, epochs)
    made = chart(traces, x, axis("test accuracy (%)", 0, 100, tickvals=[0, 25, 50, 75, 90, 100]), alt)
    made.add_hline(90, line={"color": GREY, "width": 1, "dash": "dot"})
    words = stacked(((BLUE, "━ in memory"), (GREY, "━ floating point")))
    made.add_annotation(label(epochs, 1, words, GREY, xanchor="right", yanchor="bottom", align="right"))
    return made
