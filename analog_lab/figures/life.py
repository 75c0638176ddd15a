"""Accuracy of several chips against the time since they were programmed, with and without drift compensation."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..experiments import Trace
from . import chips
from .theme import BLUE, GREY, ORANGE, axis, chart, label, stacked

TICKS = {1.0: "1 s", 60.0: "1 min", 3600.0: "1 h", 86_400.0: "1 d", 2.592e6: "1 mo", 3.156e7: "1 y"}
LOWEST = 70  # per cent; chips below stand on the axis


def figure(trace: Trace) -> go.Figure:
    """Draw each chip as a dot at every time, the medians as lines, and what floating point reaches."""
    c, t = trace.const, trace["t_s"].astype(float)
    first, last = (c["first_s"], c["last_s"]) if c["drifts"] else (0.5, 2.0)
    t = t if c["drifts"] else np.geomspace(first, last, len(t))
    kinds = (
        ("accuracy", "as it is", ORANGE, "circle", 0.97, "dash"),
        ("compensated", "one factor a layer", BLUE, "diamond", 1.03, "solid"),
    )
    traces: list[Any] = [go.Scatter(x=[first, last], y=[c["float"]] * 2, mode="lines", hoverinfo="skip")]
    traces[0].line = {"color": GREY, "width": 1.5, "dash": "dot"}
    for name, said, colour, symbol, aside, dash in kinds:
        more: dict[str, Any] = {"at": t * aside, "floor": LOWEST, "symbol": symbol, "dash": dash}
        traces += chips.over(t, trace[name], colour, said, unit=" %", seed=trace.spec.seed, **more)  # type: ignore[attr-defined]
    ticks = {k: v for k, v in TICKS.items() if first <= k <= last} if c["drifts"] else {1.0: "after programming"}
    across = axis("time since programming", *np.log10([first, last]), type="log")
    across |= {"tickvals": list(ticks), "ticktext": list(ticks.values())}
    ends = {name: np.median(trace[name][-1]) for name in ("accuracy", "compensated")}
    seed = trace.spec.seed  # type: ignore[attr-defined]
    alt = (
        f"Test accuracy of {trace['accuracy'].shape[1]} chips against time. At the end the middle chip is right on "
        f"{ends['accuracy']:.0f} per cent as it is, on {ends['compensated']:.0f} with one factor a layer; "
        f"floating point on {c['float']:.0f}. With one factor: {chips.said(trace['compensated'][-1], ' %', seed)}."
    )
    made = chart(traces, across, axis(f"accuracy (%), from {LOWEST}", LOWEST, 100), alt)
    lines = ((BLUE, "◆ one factor a layer"), (ORANGE, "● as it is"), (GREY, "┄ floating point"))
    at = {"xanchor": "right", "yanchor": "bottom", "align": "right"}
    made.add_annotation(label(np.log10(last), LOWEST, stacked(lines), GREY, **at))
    return made
