"""The energy of one read by its parts, at several resolutions of the converter."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..experiments import Trace
from .theme import AMBER, BLUE, GREY, ORANGE, axis, chart, label, stacked

COLOURS = {"DAC": (BLUE, "/"), "array": (AMBER, ""), "ADC": (ORANGE, "x"), "digital": (GREY, ".")}


def figure(trace: Trace) -> go.Figure:
    """Draw stacked bars, one a resolution, and digital multiply-adds with their weights at hand as a line."""
    c = trace.const
    names = [f"{bits} bit" for bits in c["compared"]]
    energies = np.array(c["energy_pj"])
    room = 1.6 * max(energies.sum(axis=1).max(), c["digital_pj"])  # above the bars stand their names
    top = min(n for k in (1, 2, 2.5, 3, 4, 5, 6, 8) if (n := k * 10 ** np.ceil(np.log10(room / k))) >= room)
    traces = []
    for k, part in enumerate(c["parts"]):
        colour, pattern = list(COLOURS.values())[k]
        bar = go.Bar(x=names, y=energies[:, k], name=part, marker={"color": colour, "pattern": {"shape": pattern}})
        bar.hovertemplate = f"%{{y:.3g}} pJ<extra>{part}</extra>"
        traces.append(bar)
    alt = "Energy of one read. " + " ".join(
        f"{name}: {total:.3g} picojoules, of which {c['parts'][int(row.argmax())]} takes the most."
        for name, row, total in zip(names, energies, energies.sum(axis=1), strict=True)
    )
    x = {"title": {"text": "resolution of the ADC", "standoff": 6}, "type": "category", "fixedrange": True}
    made = chart(traces, x, axis("energy of one read (pJ)", 0, float(top)), alt)
    made.update_layout(barmode="stack")
    made.add_hline(c["digital_pj"], line={"color": GREY, "width": 2, "dash": "dash"})
    words = label(len(names) - 0.5, min(c["digital_pj"], top), "┄ digital multiply-adds alone", GREY, xanchor="right")
    made.add_annotation({**words, "yanchor": "bottom", "yshift": 2})
    names_of = stacked((list(COLOURS.values())[k][0], f"■ {part}") for k, part in enumerate(c["parts"]))
    made.add_annotation(label(-0.45, float(top), names_of, GREY, xanchor="left", yanchor="top", align="left"))
    return made
