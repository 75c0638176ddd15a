"""The loss, training step by training step: the chip beside its twin in floating point."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..experiments import Trace
from .panels import Panel, draw
from .theme import BLUE, GREY, axis, label, stacked

TOPS = (0.5, 1.0, 2.0, 5.0, 20.0, 100.0)  # ends of the axis: a run with other knobs mostly keeps it


def figure(trace: Trace) -> go.Figure:
    """Draw both losses against the steps done; a mark follows the player through the step."""
    steps = trace.spec.steps  # type: ignore[attr-defined]
    first = np.searchsorted(trace["at"], np.arange(steps + 1))
    done, (chip, twin) = trace["at"][first], trace["loss"][first].T
    lines = [
        go.Scatter(x=done, y=twin, mode="lines", line={"color": GREY, "width": 2}, name="floating point"),
        go.Scatter(x=done, y=chip, mode="lines+markers", line={"color": BLUE, "width": 3}, name="on the chip"),
    ]
    for line in lines:
        line.hovertemplate = "after %{x} steps: %{y:.3f}<extra>%{fullData.name}</extra>"
    top = next((t for t in TOPS if t >= max(chip.max(), twin.max())), TOPS[-1])
    x = axis("training steps done", 0, steps, tickformat="d")
    place = {"xanchor": "right", "yanchor": "top", "xref": "domain", "yref": "domain"}
    words = stacked(((BLUE, "━ on the chip"), (GREY, "━ floating point")))
    notes = [label(1, 1, words, GREY, align="right", **place)]
    alt = (
        f"Loss over {steps} training steps: on the chip from {chip[0]:.2f} to {chip[-1]:.2f}, "
        f"in floating point from {twin[0]:.2f} to {twin[-1]:.2f}."
    )
    follow = {"x": trace["at"], "y": None}
    y = axis("loss ½ Σ (y − t)²", 0, top)
    return draw([[Panel("mean over the examples", lines, x, y, alt, notes, follow=follow, curtain=True)]])
