"""The sums of one read: what every output line carries, what wires leave of it, what the converter makes of it."""

from __future__ import annotations

import plotly.graph_objects as go

from ..experiments import Trace
from .theme import AMBER, BLUE, INK, ORANGE, axis, chart


def figure(trace: Trace) -> go.Figure:
    """Draw the sums as bars over the range of the converter, and its codes as marks on them."""
    const, sums, out = trace.const, trace["sum_ua"][-1], trace["out_ua"][-1]
    lines = list(range(1, len(sums) + 1))
    side, colour = ("row", ORANGE) if const["backward"] else ("output", BLUE)
    signed = const["pairs"] or float(min(trace["v"][-1])) < 0
    top = const["full_ua"]
    bars = go.Bar(x=lines, y=sums, marker={"color": colour}, width=0.6, hovertemplate="%{y:.3g} µA<extra></extra>")
    marks = go.Scatter(
        x=lines,
        y=out,
        mode="markers",
        marker={"symbol": "line-ew", "size": max(6, min(46, 300 // len(sums))), "line": {"color": INK, "width": 2}},
        hovertemplate="code %{customdata}<extra></extra>",
        customdata=trace["code"][-1],
    )
    told = ", ".join(f"{ua:.3g}" for ua in sums[:4]) + (" and so on" if len(sums) > 4 else "")
    alt = f"Sums of {len(sums)} {side}s in microamperes: {told}; the axis is the range of the converter."
    x = axis(side, 0.4, len(sums) + 0.6, tickformat="d", dtick=max(1, len(sums) // 8))
    y = axis("current (µA)", -top if signed else 0, top, zeroline=signed, zerolinecolor=AMBER)
    return chart([bars, marks] if const["adc_bits"] else [bars], x, y, alt)
