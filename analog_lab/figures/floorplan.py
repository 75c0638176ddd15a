"""What each layer takes: cells in use and empty cells of its tiles, and how many times an input reads them."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..experiments import Trace
from .theme import BLUE, GREY, axis, chart, label


def figure(trace: Trace) -> go.Figure:
    """Draw the reads of each layer as bars on a logarithmic axis, with their numbers."""
    c = trace.const
    names = [f"{n}: {layer['kind']}" for n, layer in enumerate(c["layers"], start=1)]
    reads = [layer["reads"] for layer in c["layers"]]
    bars = go.Bar(x=names, y=reads, marker={"color": BLUE}, text=[f"{r:,}" for r in reads], textposition="outside")
    bars.hovertemplate = "%{y} reads an input<extra>%{x}</extra>"
    bars.cliponaxis = False
    said = "; ".join(f"layer {name}, {r}" for name, r in zip(names, reads, strict=True))
    alt = f"Reads for one input: {said}. {len(c['tiles'])} tiles, {c['utilisation']:.0%} of their cells in use."
    x = {"title": {"text": "layer", "standoff": 6}, "type": "category", "fixedrange": True}
    y = axis("reads an input (log)", np.log10(0.5), np.log10(2000), type="log", tickvals=[1, 10, 100, 1000])
    made = chart([bars], x, y, alt)
    text = f"{len(c['tiles'])} tiles, {c['utilisation']:.0%} in use, {c['messages']:,} messages an input"
    at = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
    made.add_annotation(label(1, 1.02, text, GREY, **at))
    return made
