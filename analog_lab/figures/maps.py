"""Maps of an array: what each wire and cell has, drawn as the array is, rows inputs and columns outputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from .panels import Panel, draw
from .theme import axis

SIGNED = [[0, "#f59322"], [0.5, "#e8eaeb"], [1, "#0877bd"]]  # zero is pinned to the middle


def _map(z: np.ndarray, colours: Any, low: float, high: float, unit: str, bar: bool) -> go.Heatmap:
    """Return the map of an array (n_out, n_in): the picture is its transpose; what is no number is left blank."""
    more = {"colorbar": {"title": {"text": unit, "side": "right"}, "thickness": 10, "len": 0.9}} if bar else {}
    said = "input %{y}, output %{x}: %{z:.4g} " + unit + "<extra></extra>"
    return go.Heatmap(z=z.T, colorscale=colours, zmin=low, zmax=high, showscale=bar, hovertemplate=said, **more)


def _axes(shape: tuple[int, int]) -> tuple[dict[str, Any], dict[str, Any]]:
    return axis("output", -0.5, shape[0] - 0.5), axis("input", shape[1] - 0.5, -0.5)


def wire_loss(ideal_us: ArrayLike, shortcut_us: ArrayLike, exact_us: ArrayLike, kappa: float) -> go.Figure:
    """Draw what wires take from every cell in per cent: without resistance, by the product form, and exactly.

    All arrays are conductances (n_out, n_in) in µS. Cells without conductance are left blank. Where strong drops leave
    a cell with more than it had alone, its loss is negative, and the colours are those of signed numbers.

    Raises
    ------
    ValueError
        The arrays have other shapes, a value is not finite, or no cell has a conductance.
    """
    ideal, *left = (np.asarray(g, float) for g in (ideal_us, shortcut_us, exact_us))
    if ideal.ndim != 2 or any(g.shape != ideal.shape for g in left):
        raise ValueError(f"arrays of {ideal.shape}, {left[0].shape} and {left[1].shape} are not of one (n_out, n_in)")
    if not np.isfinite([ideal, *left]).all() or not ideal.sum() > 0:
        raise ValueError("conductances must be finite, and at least one above 0")
    full = ideal > 0
    losses = [100 * (1 - np.divide(g, ideal, out=np.full_like(ideal, np.nan), where=full)) for g in (ideal, *left)]
    low, top = min(float(loss[full].min()) for loss in losses), max(float(loss[full].max()) for loss in losses)
    top = max(float(np.ceil(max(top, -low))), 1.0)
    gains = low < -0.5  # of a hundredth: rounding is none
    total = [100 * (1 - float(np.sum(g)) / float(ideal.sum())) for g in (ideal, *left)]
    names = ("Ideal wires", "Shortcut (product form)", "Exact")
    x, y = _axes(ideal.shape)
    panels = [
        Panel(
            f"{name}<br>{lost:.3g} % lost" + f", κ = {kappa:.2g}" * (k == 2),
            [_map(loss, SIGNED if gains else "Cividis", -top if gains else 0.0, top, "% lost", k == 2)],
            x,
            y,
            f"{name}: {lost:.3g} per cent of the current of equal inputs is lost, from {loss[full].min():.3g} to "
            f"{loss[full].max():.3g} at single cells.",
        )
        for k, (name, loss, lost) in enumerate(zip(names, losses, total, strict=True))
    ]
    said = (
        f"Loss by wire resistance in an array of {ideal.shape[1]} inputs and {ideal.shape[0]} outputs, κ = {kappa:.3g}."
    )
    return draw([panels], said).update_layout(margin={"t": 52, "r": 70}, height=378)


def read_path(trace: Any, i: int = 0, j: int = 0) -> go.Figure:
    """Draw a ``ReadTrace`` stage by stage: arrays as maps, lines and columns as bars; input j and output i marked."""
    panels = [_stage(tap, i, j) for tap in trace.taps]
    rows = [panels[k : k + 4] for k in range(0, len(panels), 4)]
    said = f"One read of an array of {trace.shape[1]} inputs and {trace.shape[0]} outputs, stage by stage."
    made = draw(rows, f"{said} Marked: input {j}, output {i}.")
    return made.update_layout(margin={"t": 52}, height=60 + 230 * len(rows), barmode="overlay")


def _stage(tap: Any, i: int, j: int) -> Panel:
    value, unit = np.asarray(tap.value, float), tap.unit
    marked = tap.at(i, j)
    shown = ", ".join(f"{part:.4g}" for part in marked) if isinstance(marked, tuple) else f"{marked:.4g}"
    title = f"{tap.name}<br><span style='font-weight:400'>{tap.equation} = {shown} {unit}</span>".rstrip()
    said = f"{tap.name}, {tap.equation}: {shown} {unit}."
    if tap.of == "cell":
        x, y = _axes(value.shape)
        peak = float(np.abs(value).max()) or 1.0
        signed = bool((value < 0).any()) or not unit
        made = _map(value, SIGNED if signed else "Cividis", -peak if signed else 0.0, peak, unit, False)
        box = {"type": "rect", "x0": i - 0.5, "x1": i + 0.5, "y0": j - 0.5, "y1": j + 0.5, "line": {"color": "#c2410c"}}
        return Panel(title, [made], x, y, said, lines=[{**box, "line": {"color": "#c2410c", "width": 3}}])
    rows, at = np.atleast_2d(value), j if tap.of == "input" else i
    bars = []
    for row, solid in zip(rows, (1.0, 0.5), strict=False):
        colours = ["#c2410c" if k == at else "#1f6feb" for k in range(len(row))]
        hover = f"{tap.of} %{{x}}: %{{y:.4g}} {unit}<extra></extra>"
        bars.append(go.Bar(y=row, marker={"color": colours, "opacity": solid}, hovertemplate=hover))
    peak = 1.1 * float(np.abs(rows).max()) or 1.0
    low = -peak if (rows < 0).any() else 0.0
    return Panel(title, bars, axis(tap.of, -0.6, rows.shape[1] - 0.4), axis(unit or "", low, peak), said)
