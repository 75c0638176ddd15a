"""The energy of one read by its parts, at several resolutions of the converter."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..core import quantity
from ..experiments import Trace
from .theme import AMBER, BLUE, GREY, INK, ORANGE, axis, chart, label

COLOURS = {"DAC": (BLUE, "/"), "array": (AMBER, ""), "ADC": (ORANGE, "x"), "digital": (GREY, ".")}
TOP = 140  # per cent: over the bars stand their names


def figure(trace: Trace) -> go.Figure:
    """Draw the share of each part as stacked bars, one a resolution, with the whole over each as a number.

    The whole differs by a factor of ten and more between 4 and 12 bits, so that parts could not be told apart on one
    scale of energy.
    """
    c = trace.const
    energies = np.array(c["energy_pj"])
    wholes = energies.sum(axis=1)
    names = [f"{bits} bit" for bits in c["compared"]]
    traces = []
    for k, part in enumerate(c["parts"]):
        colour, pattern = list(COLOURS.values())[k]
        bar = go.Bar(x=names, y=100 * energies[:, k] / wholes, name=part)
        bar.marker = {"color": colour, "pattern": {"shape": pattern}}
        bar.customdata = [quantity(pj * 1e-12, "J") for pj in energies[:, k]]
        bar.hovertemplate = f"%{{customdata}}, %{{y:.0f}} %<extra>{part}</extra>"
        traces.append(bar)
    digital = quantity(c["digital_pj"] * 1e-12, "J")
    alt = (
        "Energy of one read. "
        + " ".join(
            f"{name}: {quantity(whole * 1e-12, 'J')}, of which {c['parts'][int(row.argmax())]} takes the most."
            for name, row, whole in zip(names, energies, wholes, strict=True)
        )
        + f" Digital multiply-adds alone, with their weights at hand: {digital}."
    )
    x = {"title": {"text": "resolution of the ADC", "standoff": 6}, "type": "category", "fixedrange": True}
    y = axis("share of the energy (%)", 0, TOP, tickvals=[0, 25, 50, 75, 100])
    made = chart(traces, x, y, alt)
    made.update_layout(barmode="stack", bargap=0.45)
    for name, whole in zip(names, wholes, strict=True):
        made.add_annotation(label(name, 100, quantity(whole * 1e-12, "J"), INK, yanchor="bottom"))  # type: ignore[arg-type]
    parts = " ".join(
        f'<span style="color:{list(COLOURS.values())[k][0]}">■ {part}</span>' for k, part in enumerate(c["parts"])
    )
    at = {"xanchor": "left", "yanchor": "top", "align": "left"}
    made.add_annotation(label(-0.45, TOP, f"{parts}<br>digital multiply-adds alone: {digital}", GREY, **at))
    return made
