"""Several small charts in one figure; the page sets them out to fit, and lets marks follow the player on each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go

from .theme import INK, chart, label

GAP_X, GAP_Y = 0.09, 0.2  # between panels, as shares of the figure; the page knows its pixels and does better


@dataclass(frozen=True)
class Panel:
    """One small chart.

    ``notes`` are annotations and ``lines`` shapes, in the panel's own coordinates; ``more`` are notes for which only a
    panel on its own has room. ``follow`` holds, for every frame,
    the ``x`` of a line that moves with the player, or ``x`` and ``y`` of a dot. What is named ``answer`` waits for the
    prediction, and ``curtain`` hides until then what the player has not reached.
    """

    title: str
    traces: list[Any]
    x: dict[str, Any]
    y: dict[str, Any]
    alt: str
    notes: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    follow: dict[str, Any] | None = None
    curtain: bool = False
    wide: float = 1.0
    more: list[dict[str, Any]] = field(default_factory=list)


def draw(rows: list[list[Panel]], alt: str = "") -> go.Figure:
    """Draw rows of panels, the first row on top; ``alt`` comes before what the panels say of themselves."""
    said = " ".join([alt, *(panel.alt for row in rows for panel in row)]).strip()
    made, axes = chart([], {}, {}, said), {}
    told: list[dict[str, Any]] = []
    traces: list[Any] = []
    notes: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for (r, panel), (across, up) in zip(_listed(rows), _domains(rows), strict=True):
        name = str(len(told) + 1) if told else ""
        x, y = f"x{name}", f"y{name}"
        axes[f"xaxis{name}"] = {**panel.x, "domain": across, "anchor": y}
        axes[f"yaxis{name}"] = {**panel.y, "domain": up, "anchor": x}
        traces += [trace.update(xaxis=x, yaxis=y) for trace in panel.traces]
        place = {"xanchor": "left", "yanchor": "bottom", "xshift": -4, "yshift": 3, "align": "left"}
        head = label(0, 1, f"<b>{panel.title}</b>", INK, **place)
        notes += [_at(note, x, y) for note in [{**head, "xref": "domain", "yref": "domain"}, *panel.notes]]
        lines += [_at(line, x, y) for line in panel.lines]
        follow = panel.follow and {way: None if at is None else at.tolist() for way, at in panel.follow.items()}
        told.append({"axes": name, "row": r, "wide": panel.wide, "follow": follow, "curtain": panel.curtain})
    meta = {"alt": said, "panels": told}
    return go.Figure(
        traces, {**made.layout.to_plotly_json(), **axes, "annotations": notes, "shapes": lines, "meta": meta}
    )


def _listed(rows: list[list[Panel]]) -> list[tuple[int, Panel]]:
    return [(r, panel) for r, row in enumerate(rows) for panel in row]


def _domains(rows: list[list[Panel]]) -> Iterator[tuple[list[float], list[float]]]:
    """Yield where each panel stands, as shares of the figure."""
    gap = min(GAP_Y, 0.5 / len(rows))
    tall = (1 - gap * (len(rows) - 1)) / len(rows)
    for r, row in enumerate(rows):
        top, left = 1 - r * (tall + gap), 0.0
        share = (1 - GAP_X * (len(row) - 1)) / sum(panel.wide for panel in row)
        for panel in row:
            right = left + share * panel.wide
            yield [left, min(right, 1.0)], [max(top - tall, 0.0), top]
            left = right + GAP_X


def _at(part: dict[str, Any], x: str, y: str) -> dict[str, Any]:
    """Return an annotation or a shape on the axes of its panel; "domain" stands for shares of the panel."""
    refs = {"xref": x, "yref": y}
    return {**part, **{ref: f"{name} domain" if part.get(ref) == "domain" else name for ref, name in refs.items()}}
