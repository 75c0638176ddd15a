"""One look for every chart: the light tokens of the page; the page swaps them for dark ones by their exact value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import plotly.graph_objects as go

INK, SOFT, LINE = "#1d2530", "#5b6675", "#dfe2e6"
BLUE, ORANGE, AMBER, GREY = "#1f6feb", "#c2410c", "#f59e0b", "#7c8798"


def axis(title: str, low: float, high: float, **more: Any) -> dict[str, Any]:
    """Return an axis with a fixed range: nothing on a chart rescales by itself."""
    return {
        "title": {"text": title, "standoff": 6},
        "range": [low, high],
        "gridcolor": LINE,
        "linecolor": LINE,
        "zeroline": False,
        "fixedrange": True,
        "ticks": "",
        **more,
    }


def chart(traces: list[Any], x: dict[str, Any], y: dict[str, Any], alt: str) -> go.Figure:
    """Return a figure in the house's look; ``alt`` is what a screen reader says and may not be empty."""
    if not alt.strip():
        raise ValueError("alt='' is empty: every figure says in words what it shows")
    layout = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Inter, Segoe UI, system-ui, sans-serif", "size": 12, "color": SOFT},
        "margin": {"l": 48, "r": 12, "t": 10, "b": 40},
        "hovermode": "closest",
        "showlegend": False,
        "xaxis": x,
        "yaxis": y,
        "meta": {"alt": alt},
    }
    return go.Figure(traces, layout)


def label(x: float, y: float, text: str, colour: str, **more: Any) -> dict[str, Any]:
    """Return a direct label, which stands at the line it names instead of in a legend."""
    font = {"color": colour, "size": 12, "weight": 600}
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": font, **more}


def beside(
    level: float, x: Any, lines: Any, low: float, size: tuple[float, float], high: float = float("inf")
) -> dict[str, Any]:
    """Return where the label of a line across at ``level`` hides the fewest points: near the line, else at the bottom.

    ``lines`` is (n, k) over ``x`` (n), ``low`` and ``high`` bound where a label may stand, ``size`` is the label's in
    units of the axes.
    """
    (width, height), middle = size, (x[0] + x[-1]) / 2

    def behind(spot: Any) -> int:
        left = spot[0] - {"left": 0, "center": width / 2, "right": width}[spot[1]]
        bottom = spot[2] - (height if spot[3] == "top" else 0)
        part = lines[(x >= left) & (x <= left + width)]
        return int(((part > bottom) & (part < bottom + height)).sum())

    near = [(level + way * k * height, end) for k in range(4) for way, end in ((1, "bottom"), (-1, "top"))]
    near = [
        (y, end) for y, end in near if y - height * (end == "top") >= low and y + height * (end == "bottom") <= high
    ]
    heights, sides = (*near, (low, "bottom")), ("right", "center", "left")
    spots = [(at, side, y, up) for y, up in heights for at, side in zip((x[-1], middle, x[0]), sides, strict=True)]
    return dict(zip(("x", "xanchor", "y", "yanchor"), min(spots, key=behind), strict=True))


def stacked(lines: Iterable[tuple[str, str]]) -> str:
    """Return one label of several lines, (colour, text) each, which keep their distance however small the chart is."""
    return "<br>".join(f'<span style="color:{colour}">{text}</span>' for colour, text in lines)
