"""Read noise of a pair against the conductance that both cells have in common."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..experiments import Trace
from . import chips
from .theme import BLUE, ORANGE, axis, chart, label, stacked

TOP = 0.3


def figure(trace: Trace) -> go.Figure:
    """Draw the spread of the weight over reads, a dot a chip and the median, beside the weight itself."""
    common, noise, c = trace["common_us"], trace["noise"], trace.const
    middle, last = np.median(noise, axis=1), max(float(common[-1]), 1e-6)
    noisy = chips.over(common, noise, ORANGE, "noise of w", seed=trace.spec.seed)  # type: ignore[attr-defined]
    current = (trace["i_plus_ua"] + trace["i_minus_ua"]) / (2 * c["g_max_us"] * c["v_read_v"]) * TOP
    flow = go.Scatter(x=common, y=current, mode="lines", line={"color": BLUE, "width": 2, "dash": "dash"})
    flow.hoverinfo = "skip"
    alt = (
        f"The weight stays {c['w']:+.2f} while its read noise grows from {middle[0]:.3f} to {middle[-1]:.3f} "
        f"and the current of both cells with it, over {last:.1f} microsiemens in common: "
        f"{chips.said(noise[-1], seed=trace.spec.seed)}."  # type: ignore[attr-defined]
    )
    made = chart([*noisy, flow], axis("in common (µS)", 0, last), axis("noise of w", 0, TOP), alt)
    lines = (
        (ORANGE, f"● noise of w, {noise.shape[1]} chips"),
        (BLUE, f"┄ current of both (top: {2 * c['g_max_us'] * c['v_read_v']:.3g} µA)"),
    )
    made.add_annotation(label(0, TOP, stacked(lines), ORANGE, xanchor="left", yanchor="top", align="left"))
    return made
