"""A chip as a whole: where its tiles are, and what its parts spend beside those of a processor."""

from __future__ import annotations

import math
import textwrap
from typing import Any

import plotly.graph_objects as go

from ..core.units import quantity
from .theme import AMBER, BLUE, GREY, INK, LINE, ORANGE, SOFT, axis, chart, label

LAYERS = (BLUE, ORANGE, AMBER, GREY)
GAP = 0.08
MOST_NAMED = 16  # tiles that have room for their sizes
NOTE = 60  # letters of a line below a figure
APART = 0.12  # of the width: totals nearer than this have their names one above the other


def floorplan(plan: Any) -> go.Figure:
    """Draw a ``Floorplan``: every tile with the part of its cells in use, a colour and a number for each layer."""
    shapes, notes, middles = [], [], []
    for tile in plan.tiles:
        row, column = tile.position
        x, y, side = column + GAP, row + GAP, 1 - 2 * GAP
        wide, tall = side * tile.outputs / plan.tile_size[1], side * tile.inputs / plan.tile_size[0]
        colour = LAYERS[tile.layer % len(LAYERS)]
        whole = {"type": "rect", "x0": x, "y0": y, "x1": x + side, "y1": y + side}
        shapes.append({**whole, "line": {"color": colour, "width": 2}})
        shapes.append(
            {**whole, "x1": x + wide, "y1": y + tall, "fillcolor": colour, "opacity": 0.35, "line": {"width": 0}}
        )
        if len(plan.tiles) <= MOST_NAMED:
            said = f"<b>{tile.layer + 1}</b><br>{tile.inputs} × {tile.outputs}"
            notes.append(label(x + side / 2, y + side / 2, said, INK))
        middles.append(
            (x + side / 2, y + side / 2, f"layer {tile.layer + 1}, block {tile.block}: {tile.inputs} × {tile.outputs}")
        )
    rows, columns = (1 + max(tile.position[k] for tile in plan.tiles) for k in (0, 1))
    sizes = ", ".join(f"{n + 1}: {m.n_in} × {m.n_out}" for n, m in enumerate(plan.layers))
    n = len(plan.tiles)
    alt = (
        f"{n} tile{'s' * (n != 1)} of {plan.tile_size[0]} inputs × {plan.tile_size[1]} outputs hold layers {sizes}. "
        f"{100 * plan.utilisation:.0f} % of the cells are in use; one inference takes {plan.reads} reads of tiles and "
        f"{plan.messages} messages."
    )
    points = go.Scatter(
        x=[m[0] for m in middles],
        y=[m[1] for m in middles],
        text=[m[2] for m in middles],
        mode="markers",
        marker={"opacity": 0},
        hovertemplate="%{text}<extra></extra>",
    )
    bare = {"showticklabels": False, "showgrid": False, "linecolor": "rgba(0,0,0,0)"}
    made = chart([points], axis("", 0, columns, **bare), axis("", rows, 0, scaleanchor="x", **bare), alt)
    told = f"{n} tiles, {100 * plan.utilisation:.0f} % of cells in use<br>{plan.reads} reads, {plan.messages} messages"
    notes.append(label(0, 1, told, SOFT, xref="paper", yref="paper", xanchor="left", yanchor="bottom", align="left"))
    return made.update_layout(shapes=shapes, annotations=notes, margin={"t": 48})


def breakdown(*accounts: Any) -> go.Figure:
    """Draw what each component of one or several machines spends on one input, on a scale of powers of ten."""
    spent = [{part.component: 0.0 for part in account.parts} for account in accounts]
    for account, parts in zip(accounts, spent, strict=True):
        for name in parts:
            parts[name] = math.fsum(part.energy_j for part in account.of(name))
    names = list(dict.fromkeys(name for parts in spent for name, energy in parts.items() if energy > 0))
    if not names:
        raise ValueError("no part of these accounts has a cost")
    values = [energy for parts in spent for energy in parts.values() if energy > 0] + [a.energy_j for a in accounts]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    traces, lines, notes, said, rows, most_above = [], [], [], [], [], 0
    for k, (account, parts) in enumerate(zip(accounts, spent, strict=True)):
        colour = (ORANGE, BLUE, AMBER, GREY)[k % 4]
        own = [(name, energy) for name, energy in parts.items() if energy > 0]
        traces.append(
            go.Scatter(
                x=[energy for _, energy in own],
                y=[name for name, _ in own],
                mode="markers",
                marker={"color": colour, "size": 14, "symbol": ("circle", "square", "diamond", "cross")[k % 4]},
                hovertemplate=f"{account.machine}, %{{y}}: %{{x:.3g}} J<extra></extra>",
            )
        )
        total = account.energy_j
        lines.append(
            {
                "type": "line",
                "x0": total,
                "x1": total,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": colour, "dash": "dot"},
            }
        )
        text = f"{account.machine}<br>{quantity(total, 'J')}"
        place = min(max((math.log10(total) - low) / (high - low), APART), 1 - APART)
        rows.append(place)
        above = sum(abs(place - other) < 3 * APART for other in rows[:-1])
        most_above = max(most_above, above)
        notes.append(label(place, 1, text, colour, xref="paper", yref="paper", yanchor="bottom", yshift=34 * above))
        most = max(own, key=lambda part: part[1])
        said.append(
            f"{account.machine}: {quantity(total, 'J')} an input, most of it {most[0]} ({100 * most[1] / total:.0f} %)."
        )
    x = axis("energy of one input (J)", low, high, type="log", dtick=1, exponentformat="power")
    y = {"type": "category", "categoryarray": names[::-1], "gridcolor": LINE, "fixedrange": True, "automargin": True}
    free = [name for name in dict.fromkeys(name for parts in spent for name in parts) if name not in names]
    cautions = [f"counted as zero: {', '.join(free)}"] * bool(free)
    cautions += dict.fromkeys(caution for account in accounts for caution in account.cautions)
    made = chart(traces, x, y, " ".join([*said, *(f"But {caution}." for caution in cautions)]))
    under = [line for text in cautions for line in textwrap.wrap(text, NOTE, initial_indent="• ")]
    beneath: dict[str, Any] = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top"}
    notes.append(label(0, 0, "<br>".join(under), SOFT, **beneath, yshift=-46, align="left"))
    margin = {"t": 52 + 34 * most_above, "b": 56 + 17 * len(under)}
    return made.update_layout(shapes=lines, annotations=notes, margin=margin, height=360 + 17 * len(under))
