"""One named cell in five views: response, loop, mean step, spread and retention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..experiments import Trace
from .theme import AMBER, BLUE, GREY, INK, ORANGE, axis, chart, label

SHOWN = 40  # cells drawn one by one
THIN: dict[str, Any] = {"mode": "lines", "hoverinfo": "skip"}
TIMES = {1.0: "1 s", 60.0: "1 min", 3600.0: "1 h", 86_400.0: "1 d", 2.592e6: "1 mo", 3.156e7: "1 y", 3.156e8: "10 y"}


def figure(trace: Trace) -> go.Figure:
    """Draw the view that the spec asks for."""
    views = PULSED if trace.const["pulsed"] else PROGRAMMED
    return views[trace.const["view"]](trace)


def _title(c: dict[str, Any]) -> str:
    return f"{c['name']} ({c['unit']})" if c["unit"] else f"{c['name']} w"


def _value(c: dict[str, Any], **more: Any) -> dict[str, Any]:
    return axis(_title(c), c["low"], c["high"], **more)


def _mark(made: go.Figure, cursor: str) -> go.Figure:
    """Say whether the player's place is a place on the chart's x axis."""
    made.layout.meta["cursor"] = cursor
    return made


def _many(x: np.ndarray, y: np.ndarray) -> go.Scatter:
    """Return the lines of several cells, y (points, cells), as one trace with gaps."""
    gap = np.full((1, y.shape[1]), np.nan, np.float32)
    return go.Scatter(
        x=np.tile(np.append(x, np.nan), y.shape[1]),
        y=np.concatenate([y, gap]).T.ravel(),
        line={"color": BLUE, "width": 0.8},
        opacity=0.22,
        **THIN,
    )


def _top(c: dict[str, Any]) -> int:
    return int(c["ups"])


def response(trace: Trace) -> go.Figure:
    """Forty cells, the band of four in five, and the cell without spread or noise, against the pulses so far."""
    c, x, g = trace.const, trace["x"], trace["g"]
    low, high = np.quantile(g, [0.1, 0.9], axis=1).astype(np.float32)
    hover = "%{y:.3g} " + c["unit"] + "<extra></extra>"
    traces = [
        _many(x, g[:, :SHOWN]),
        go.Scatter(x=x, y=low, line={"width": 0}, **THIN),
        go.Scatter(x=x, y=high, line={"width": 0}, fill="tonexty", fillcolor="rgba(31,111,235,0.16)", **THIN),
        go.Scatter(x=x, y=trace["nominal"], mode="lines", line={"color": BLUE, "width": 3}, hovertemplate=hover),
    ]
    turn = float(x[_top(c)])
    alt = (
        f"{c['title']}: {turn:.0f} pulses up take the cell without spread from {trace['nominal'][0]:.3g} to "
        f"{trace['nominal'][_top(c)]:.3g} {c['unit']}, as many down to {trace['nominal'][-1]:.3g}."
    )
    made = chart(traces, axis("pulses so far", 0, float(x[-1])), _value(c), alt)
    made.add_vline(turn, line={"color": GREY, "width": 1, "dash": "dot"})
    for place, text in ((turn / 2, "▲ up"), (turn * 1.5, "▼ down")):
        made.add_annotation(label(place, c["high"], text, GREY, yanchor="top"))
    return _mark(made, "curtain")


def loop(trace: Trace) -> go.Figure:
    """The way up and the way down over the same pulses: the area between them is the hysteresis."""
    c, g, top = trace.const, trace["g"], _top(trace.const)
    net = np.where(np.arange(len(trace)) <= top, trace["x"], 2 * trace["x"][top] - trace["x"])
    ways = (("up", slice(0, top + 1), BLUE), ("down", slice(top, None), ORANGE))
    traces = [_many(net[part], g[part, :8]) for _, part, _ in ways]
    traces[1].line.color = ORANGE
    traces += [
        go.Scatter(x=net[part], y=trace["nominal"][part], mode="lines", line={"color": colour, "width": 3}, name=way)
        for way, part, colour in ways
    ]
    gap = float(trace["nominal"][-1] - trace["nominal"][0])
    alt = f"{c['title']}: after as many pulses down as up the cell without spread is {gap:+.3g} from where it began."
    made = chart(traces, axis("pulses up less pulses down", 0, float(net[top])), _value(c), alt)
    at = top // 2
    for n, text, colour, side in ((at, "up ▲", BLUE, "right"), (2 * top - at, "▼ down", ORANGE, "left")):
        made.add_annotation(label(float(net[n]), float(trace["nominal"][n]), text, colour, xanchor=side))
    return _mark(made, "none")


def step(trace: Trace) -> go.Figure:
    """The mean step up and down of the cell without spread, against where the cell is; they cross where it settles."""
    c = trace.const
    w, up, down = (np.asarray(c[name]) for name in ("step_w", "step_up", "step_down"))
    unit = f" ({c['unit']})" if c["unit"] else ""
    top = 1.12 * max(up.max(), -down.min())
    lines = (("up", up, BLUE, -1), ("down", -down, ORANGE, 0))
    hover = "%{y:.3g} at %{x:.3g}<extra></extra>"
    traces = [
        go.Scatter(x=w, y=y, mode="lines", line={"color": colour, "width": 3}, hovertemplate=hover)
        for _, y, colour, _ in lines
    ]
    point = c["symmetric"]
    settled = "no weight balances them" if point is None or not np.isfinite(point) else f"they are equal at {point:.3g}"
    alt = f"{c['title']}: mean size of a step up and of a step down against {_title(c)}; {settled}."
    made = chart(traces, axis(_title(c), float(w[0]), float(w[-1])), axis(f"mean step{unit}", 0, top), alt)
    for name, y, colour, end in lines:
        side = {"xanchor": "right" if end else "left", "yanchor": "bottom", "xshift": -6 if end else 6}
        made.add_annotation(label(float(w[end]), float(y[end]), f"step {name}", colour, **side))
    if point is not None and np.isfinite(point):
        made.add_vline(point, line={"color": AMBER, "width": 1.8, "dash": "dash"})
        text = f"symmetric point {point:.3g}".replace("-", "−")
        made.add_annotation(label(point, top, text, INK, yanchor="top", xanchor="left", xshift=6))
    return _mark(made, "none")


def spread(trace: Trace) -> go.Figure:
    """Where 200 cells stand after the pulses up and after as many down, as histograms."""
    c, top = trace.const, _top(trace.const)
    ends = ((trace["g"][-1], ORANGE, "after the pulses down"), (trace["g"][top], BLUE, "after the pulses up"))
    return _histograms(trace, ends, c)


def _histograms(trace: Trace, ends: Any, c: dict[str, Any]) -> go.Figure:
    bins = np.linspace(c["low"], c["high"], 61)
    counts = [np.histogram(values, bins)[0] for values, _, _ in ends]
    tall = 1.25 * max(count.max() for count in counts)
    traces = [
        go.Bar(x=(bins[1:] + bins[:-1]) / 2, y=count, width=np.diff(bins), marker={"color": colour}, opacity=0.62)
        for count, (_, colour, _) in zip(counts, ends, strict=True)
    ]
    said = "; ".join(f"{text}: mean {v.mean():.3g}, standard deviation {v.std():.2g}" for v, _, text in ends)
    made = chart(traces, _value(c), axis("cells", 0, float(tall)), f"{c['title']}, {ends[0][0].size} cells. {said}.")
    made.update_layout(barmode="overlay", bargap=0)
    for k, (values, colour, text) in enumerate(ends):
        where = {"xref": "paper", "xanchor": "left", "yanchor": "top", "yshift": -18 * k}
        made.add_annotation(label(0.02, tall, f"{text}: {values.mean():.3g} ± {values.std():.2g}", colour, **where))
    return _mark(made, "none")


def retention(trace: Trace) -> go.Figure:
    """What cells keep over mini-batches, by decay alone; or that the source says nothing of it."""
    c = trace.const
    kept = c["retention"]
    if kept is None:
        return _nothing(c, "The source of this cell gives no retention law:<br>the model keeps its weight for ever.")
    batches, w = np.asarray(kept["batches"]), np.asarray(kept["w"])
    traces = [
        go.Scatter(x=batches, y=c["offset"] + c["factor"] * line, mode="lines", line={"color": BLUE, "width": 2.4})
        for line in w.T
    ]
    alt = f"{c['title']}: weights decay towards 0 over mini-batches; {batches[-1]:.2g} leave nothing."
    ends = float(np.log10(batches[0])), float(np.log10(batches[-1]))
    x = axis("mini-batches without a pulse", *ends, type="log", exponentformat="power", dtick=2)
    return _mark(chart(traces, x, _value(c), alt), "none")


def _nothing(c: dict[str, Any], text: str) -> go.Figure:
    made = chart(
        [], axis("", 0, 1, showticklabels=False), axis("", 0, 1, showticklabels=False), text.replace("<br>", " ")
    )
    made.add_annotation(label(0.5, 0.5, text, GREY))
    return _mark(made, "none")


def targets(trace: Trace) -> go.Figure:
    """What 200 cells hold after programming against what was wanted."""
    c, wanted = trace.const, np.asarray(trace.const["targets"])
    jitter = (np.arange(wanted.size) % 40 - 19.5) / 40 * 0.08 * c["high"]
    traces = [
        go.Scatter(x=[0, c["high"]], y=[0, c["high"]], line={"color": GREY, "width": 1.2, "dash": "dot"}, **THIN),
        go.Scatter(
            x=wanted + jitter,
            y=trace["g"][0],
            mode="markers",
            marker={"color": BLUE, "size": 5, "opacity": 0.6},
            hovertemplate="%{y:.3g} µS<extra></extra>",
        ),
    ]
    worst = float(np.abs(trace["g"][0] - wanted).max())
    alt = f"{c['title']}: 200 cells programmed to five levels; the furthest is {worst:.2g} microsiemens off."
    x = axis("wanted (µS), five levels", -0.05 * c["high"], c["high"])
    return _mark(chart(traces, x, _value(c), alt), "none")


def programming(trace: Trace) -> go.Figure:
    """The spread after programming against the conductance wanted."""
    c = trace.const
    g, sigma = np.asarray(c["sigma_g"]), np.asarray(c["sigma"])
    traces = [go.Scatter(x=g, y=sigma, mode="lines", line={"color": BLUE, "width": 3})]
    alt = f"{c['title']}: programming spread from {sigma[0]:.2g} to {sigma[-1]:.2g} microsiemens over the range."
    y = axis("spread after programming σ (µS)", 0, 1.2 * float(sigma.max()))
    return _mark(chart(traces, axis("wanted (µS)", 0, c["high"]), y, alt), "none")


def errors(trace: Trace) -> go.Figure:
    """How far cells are from what was wanted, after programming and at the end, as histograms."""
    wanted = np.asarray(trace.const["targets"])
    reach = max(float(np.abs(trace["g"][n] - wanted).max()) for n in (0, -1))
    c = {**trace.const, "name": "held less wanted", "low": -1.05 * reach, "high": 1.05 * reach}
    ends = [(trace["g"][0] - wanted, BLUE, "at first")]
    if len(trace) > 1:
        ends.insert(0, (trace["g"][-1] - wanted, ORANGE, "at the end"))
    return _histograms(trace, tuple(ends), c)


def years(trace: Trace) -> go.Figure:
    """What cells hold over time, five levels with the band of four in five, time on a logarithmic axis."""
    c, g, t = trace.const, trace["g"], np.maximum(trace["x"], 1.0)
    if c["one_time"]:
        return _nothing(c, f"Measured once, {c['last_s']:g} s after programming:<br>the source has no drift law.")
    wanted, traces, ends = np.asarray(c["targets"]), [], []
    for level in np.unique(wanted):
        cells = g[:, wanted == level]
        low, high = np.quantile(cells, [0.1, 0.9], axis=1).astype(np.float32)
        ends.append(float(np.median(cells[-1])))
        traces += [
            go.Scatter(x=t, y=low, line={"width": 0}, **THIN),
            go.Scatter(x=t, y=high, line={"width": 0}, fill="tonexty", fillcolor="rgba(31,111,235,0.16)", **THIN),
            go.Scatter(x=t, y=np.median(cells, axis=1), mode="lines", line={"color": BLUE, "width": 2.4}),
        ]
    alt = f"{c['title']}: five levels over time; in the end their medians are {', '.join(f'{e:.3g}' for e in ends)} µS."
    ticks = {v: text for v, text in TIMES.items() if t[0] <= v <= 1.01 * t[-1]}
    x = axis("time after programming", float(np.log10(t[0])), float(np.log10(t[-1])), type="log")
    x |= {"tickvals": list(ticks), "ticktext": list(ticks.values())}
    return _mark(chart(traces, x, _value(c), alt), "curtain")


def _no_loop(trace: Trace) -> go.Figure:
    return _nothing(trace.const, "This cell is programmed in one go:<br>it has no pulses to go up and down by.")


View = Callable[[Trace], go.Figure]
PULSED: dict[str, View] = {"response": response, "loop": loop, "step": step, "spread": spread, "retention": retention}
PROGRAMMED: dict[str, View] = {
    "response": targets,
    "loop": _no_loop,
    "step": programming,
    "spread": errors,
    "retention": years,
}
