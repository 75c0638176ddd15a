"""One named cell in five small charts: response, loop, mean step, spread and retention."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..experiments import Trace
from .chips import THIN, jitter, many, strip
from .panels import Panel, draw
from .theme import BLUE, GREY, INK, ORANGE, SOFT, axis, beside, label

SHOWN = 40  # cells drawn one by one
POINTS = 80  # of such a line
FAINT = 0.22
TIMES = {1.0: "1 s", 60.0: "1 min", 3600.0: "1 h", 86_400.0: "1 d", 2.592e6: "1 mo", 3.156e7: "1 y", 3.156e8: "10 y"}


def figure(trace: Trace) -> go.Figure:
    """Draw all panels of the cell, or the one that the spec asks for."""
    view, panels = trace.const["view"], PULSED if trace.const["pulsed"] else PROGRAMMED
    title = f"{trace.const['title']}."
    if view != "all":
        panel = panels[view](trace)
        return draw([[replace(panel, notes=panel.notes + panel.more)]], title)
    rows = ROWS if trace.const["pulsed"] else PROGRAMMED_ROWS
    return draw([[panels[name](trace) for name in row] for row in rows], title)


def _value(c: dict[str, Any]) -> dict[str, Any]:
    return axis(f"g ({c['unit']})" if c["unit"] else "weight w", c["low"], c["high"])


def _said(value: float, unit: str = "") -> str:
    return f"{value:.3g} {unit}".strip().replace("-", "−")


def _bold(x: Any, y: Any, colour: str, unit: str, **more: Any) -> go.Scatter:
    hover = f"%{{y:.3g}} {unit}<extra></extra>"
    return go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": 3}, hovertemplate=hover, **more)


def _ways(trace: Trace) -> tuple[tuple[slice, str], tuple[slice, str]]:
    """Return the frames of the way up and of the way down, each with its colour."""
    ups = int(trace.const["ups"])
    return (slice(0, ups + 1), BLUE), (slice(ups, None), ORANGE)


def _net(trace: Trace) -> np.ndarray:
    """Return the pulses up less the pulses down at every frame."""
    x, top = trace["x"], float(trace["x"][int(trace.const["ups"])])
    return np.where(x <= top, x, 2 * top - x)


def _point(c: dict[str, Any], upright: bool) -> list[dict[str, Any]]:
    """Return the dashed line at the symmetric point, upright or across the panel."""
    if c["symmetric"] is None:
        return []
    at, over = ("x", "y") if upright else ("y", "x")
    place = {f"{at}0": c["symmetric"], f"{at}1": c["symmetric"], f"{over}0": 0, f"{over}1": 1, f"{over}ref": "domain"}
    return [{"type": "line", "line": {"color": INK, "width": 1.5, "dash": "dot"}, **place}]


def response(trace: Trace) -> Panel:
    """Forty cells and, in bold, the cell without spread or noise, against the pulses so far."""
    c, x, g, nominal = trace.const, trace["x"], trace["g"][:, :SHOWN], trace["nominal"]
    traces = [many(x[part], g[part], colour, FAINT, POINTS) for part, colour in _ways(trace)]
    traces += [_bold(x[part], nominal[part], colour, c["unit"]) for part, colour in _ways(trace)]
    turn, gap = float(x[int(c["ups"])]), float(nominal[-1] - nominal[0])
    back = "back where it began" if abs(gap) < 0.01 * (c["top"] - c["bottom"]) else f"ends {_said(gap, c['unit'])} off"
    notes = [label(turn / 2, 0.0, f"{turn:,.0f} up ▲", BLUE), label(turn * 1.5, 0.0, f"{turn:,.0f} down ▼", ORANGE)]
    notes = [{**note, "y": 1, "yref": "domain", "yanchor": "top"} for note in notes]
    if c["symmetric"] is not None:
        size, drawn = (turn, 0.24 * (c["high"] - c["low"])), np.column_stack([g, nominal])
        spot = beside(c["symmetric"], x, drawn, c["low"], size, c["high"] - size[1])  # above are the pulses
        notes.append(label(text="symmetric point", colour=INK, **spot))
    alt = (
        f"Response: {turn:,.0f} pulses up take the cell without spread from {_said(nominal[0], c['unit'])} to "
        f"{_said(nominal[int(c['ups'])], c['unit'])}, as many down to {_said(nominal[-1], c['unit'])}: {back}."
    )
    x_axis = axis("pulses so far", 0, 2 * turn)
    for line in traces[1::2]:
        line.meta = "way"  # down: waits for the prediction to be locked
    follow = {"x": x, "y": None}
    return Panel("Response", traces, x_axis, _value(c), alt, notes, _point(c, False), follow, curtain=True, wide=1.6)


def loop(trace: Trace) -> Panel:
    """The way up and the way down over the same pulses: the area between them is the hysteresis."""
    c, g, nominal, net = trace.const, trace["g"][:, :8], trace["nominal"], _net(trace)
    traces = []
    for (part, colour), way in zip(_ways(trace), (None, "answer"), strict=True):
        traces += [many(net[part], g[part], colour, FAINT, POINTS), _bold(net[part], nominal[part], colour, c["unit"])]
        for line in traces[-2:]:
            line.meta = way
    ups = int(c["ups"])
    apart = float(np.abs(nominal[ups:][::-1] - nominal[: ups + 1]).max())
    alt = f"Hysteresis loop: the way up and the way down lie up to {_said(apart, c['unit'])} apart."
    x_axis = axis("pulses up − down", 0, float(net.max()))
    return Panel("Hysteresis loop", traces, x_axis, _value(c), alt, follow={"x": net, "y": nominal})


def step(trace: Trace) -> Panel:
    """The mean size of a step up and of a step down, against where the cell is; it settles where they cross."""
    c = trace.const
    w, up, down = (np.asarray(c[name]) for name in ("step_w", "step_up", "step_down"))
    top, point = 1.25 * float(max(up.max(), -down.min())), c["symmetric"]
    traces = [_bold(w, up, BLUE, c["unit"]), _bold(w, -down, ORANGE, c["unit"])]
    heads = {"xref": "domain", "yref": "domain", "xanchor": "right", "yanchor": "bottom", "yshift": 3}
    notes = [label(1, 1, "▲", BLUE, **{**heads, "xshift": -24}), label(1, 1, "▼", ORANGE, **heads)]
    more = [
        label(float(w[0]), float(up[0]), "up", BLUE, xanchor="left", yanchor="bottom", xshift=6),
        label(float(w[-1]), float(-down[-1]), "down", ORANGE, xanchor="right", yanchor="bottom", xshift=-6),
    ]
    settled = "no single place balances them"
    if point is not None:
        settled = f"they are equal at {_said(point, c['unit'])}, the symmetric point"
        right = point < (c["bottom"] + c["top"]) / 2
        side = {"xanchor": "left", "xshift": 4} if right else {"xanchor": "right", "xshift": -4}
        side |= {"yref": "domain", "yanchor": "top"}
        more.append(label(point, 1, f"symmetric point {_said(point, c['unit'])}", INK, **side))
    alt = f"Step: mean size of a step up and of a step down against the {c['name']}; {settled}."
    y_axis = axis(f"size ({c['unit']})" if c["unit"] else "size |Δw|", 0, top, exponentformat="none")
    x_axis = axis(f"conductance g ({c['unit']})" if c["unit"] else "weight w", c["bottom"], c["top"])
    follow = {"x": trace["nominal"], "y": None}
    return Panel("Step", traces, x_axis, y_axis, alt, notes, _point(c, True), follow, more=more)


def spread(trace: Trace) -> Panel:
    """Where all cells stand at the start, after the pulses up and after as many down."""
    c, g, ups = trace.const, trace["g"], int(trace.const["ups"])
    traces, said = [], []
    for k, (values, colour, name) in enumerate(((g[0], GREY, "start"), (g[ups], BLUE, "up"), (g[-1], ORANGE, "down"))):
        drawn = strip(k, values, colour)
        traces += [line.update(meta="answer") for line in drawn] if name == "down" else drawn
        said.append(f"{name} {_said(values.mean())} ± {_said(values.std())}")
    ticks = {"tickvals": [0, 1, 2], "ticktext": ["start", "up", "down"], "showgrid": False}
    alt = f"Spread of {g.shape[1]} cells, mean and standard deviation: {', '.join(said)} {c['unit']}".rstrip() + "."
    return Panel("Spread", traces, axis("bars: 10 – 90 %", -0.5, 2.5, **ticks), _value(c), alt)


def retention(trace: Trace) -> Panel:
    """What the cell without spread keeps over mini-batches, by decay alone; or that the source says nothing of it."""
    c = trace.const
    if c["retention"] is None:
        return _nothing("The source gives<br>no law of time:<br>here the cell<br>keeps its value.")
    batches, w = np.asarray(c["retention"]["batches"]), np.asarray(c["retention"]["w"])
    traces = [_bold(batches, c["offset"] + c["factor"] * line, BLUE, c["unit"]) for line in w.T]
    first, last = (float(np.log10(batches[k])) for k in (0, -1))
    decades = range(0, round(last) + 1, 2)
    ticks: dict[str, Any] = {"tickvals": [10**k for k in decades], "ticktext": [f"10<sup>{k}</sup>" for k in decades]}
    x_axis = axis("mini-batches", first, last, type="log", **ticks)
    alt = f"Retention: weights decay towards 0; after {batches[-1]:.2g} mini-batches nothing is left."
    return Panel("Retention", traces, x_axis, _value(c), alt)


def _nothing(text: str, title: str = "Retention") -> Panel:
    empty = {"showticklabels": False, "showgrid": False, "showline": False}
    note = label(0.5, 0.5, text, SOFT, xref="domain", yref="domain", align="center")
    note["font"] = {**note["font"], "weight": 400}
    still = go.Scatter(x=[0.5], y=[0.5], mode="markers", opacity=0, hoverinfo="skip")  # no axes without a trace
    return Panel(title, [still], axis("", 0, 1, **empty), axis("", 0, 1, **empty), text.replace("<br>", " "), [note])


def targets(trace: Trace) -> Panel:
    """What cells hold at first against what was wanted: five levels, the line where both are equal."""
    c, wanted = trace.const, np.asarray(trace.const["targets"])
    dots = {"color": BLUE, "size": 5, "opacity": 0.5}
    hover = "%{y:.3g} µS<extra></extra>"
    x = wanted + jitter(wanted.size, 0.1 * c["top"])
    traces = [
        go.Scatter(x=[0, c["high"]], y=[0, c["high"]], line={"color": GREY, "width": 1.2, "dash": "dot"}, **THIN),
        go.Scatter(x=x, y=trace["g"][0], mode="markers", marker=dots, hovertemplate=hover),
    ]
    worst = float(np.abs(trace["g"][0] - wanted).max())
    alt = f"Programming: {wanted.size} cells at five levels; the furthest is {_said(worst, 'µS')} off."
    x_axis = axis("wanted (µS)", -0.06 * c["top"], c["high"])
    return Panel("Programmed", traces, x_axis, _value(c), alt)


def programming(trace: Trace) -> Panel:
    """The spread after programming against the conductance wanted."""
    c = trace.const
    g, sigma = np.asarray(c["sigma_g"]), np.asarray(c["sigma"])
    alt = f"Programming spread from {_said(sigma[0])} to {_said(sigma[-1], 'µS')} over the range."
    y_axis = axis("spread σ (µS)", 0, 1.2 * float(sigma.max()))
    return Panel("Spread of programming", [_bold(g, sigma, BLUE, "µS")], axis("wanted (µS)", 0, c["high"]), y_axis, alt)


def errors(trace: Trace) -> Panel:
    """How far cells are from what was wanted: at first, and at the last moment or write."""
    c, wanted = trace.const, np.asarray(trace.const["targets"])
    ends = ((trace["g"][0] - wanted, BLUE), (trace["g"][-1] - wanted, ORANGE))
    gone = 0.0 if c["held"] is None else float(np.abs(np.asarray(c["held"]) - c["levels"]).max())
    reach = 1.05 * (gone + 3.5 * float(np.max(c["sigma"])))
    names = ["first write", "last write"] if c["one_time"] else ["at first", "at the end"]
    said = ", ".join(f"{n} {_said(v.mean())} ± {_said(v.std())}" for n, (v, _) in zip(names, ends, strict=True))
    traces = [line for k, (values, colour) in enumerate(ends) for line in strip(k, values, colour)]
    ticks = {"tickvals": [0, 1], "ticktext": names, "showgrid": False}
    x_axis = axis("bars: 10 – 90 %", -0.5, 1.5, **ticks)
    return Panel("Error", traces, x_axis, axis("error (µS)", -reach, reach), f"Error: {said} µS.")


def years(trace: Trace) -> Panel:
    """What cells hold over time, and in bold five levels without spread; time on a logarithmic axis."""
    c, g, t = trace.const, trace["g"], np.maximum(trace["x"], 1.0)
    if c["one_time"]:
        return _nothing(f"Measured once,<br>{c['last_s']:g} s after writing:<br>no drift law.")
    held = np.asarray(c["held"])
    some = np.linspace(0, g.shape[1] - 1, min(g.shape[1], SHOWN)).astype(int)
    traces = [many(t, g[:, some], BLUE, FAINT, POINTS), *(_bold(t, line, BLUE, "µS") for line in held.T)]
    ends = ", ".join(_said(level) for level in held[-1])
    alt = f"Retention: cells without spread at five levels hold {ends} µS in the end."
    ticks = {v: text for v, text in TIMES.items() if t[0] <= v <= 1.02 * t[-1]}
    x_axis = axis("time after programming", float(np.log10(t[0])), float(np.log10(t[-1])), type="log")
    x_axis |= {"tickvals": list(ticks), "ticktext": list(ticks.values())}
    return Panel("Retention", traces, x_axis, _value(c), alt, follow={"x": t, "y": None}, wide=1.6)


def _no_loop(trace: Trace) -> Panel:
    return _nothing("Programmed in one go:<br>no pulses lead<br>up and down.", "Hysteresis loop")


View = Callable[[Trace], Panel]
PULSED: dict[str, View] = {"response": response, "loop": loop, "step": step, "spread": spread, "retention": retention}
PROGRAMMED: dict[str, View] = {
    "response": targets, "loop": _no_loop, "step": programming, "spread": errors, "retention": years,
}  # fmt: skip
ROWS = (("response", "loop"), ("step", "spread", "retention"))
PROGRAMMED_ROWS = (("response", "retention"), ("step", "spread"))
