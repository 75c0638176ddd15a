"""One HTML file that plays a recorded lab: no kernel, no network."""

from __future__ import annotations

import base64
import gzip
import html
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..core import Spec, to_query, values_of
from ..exercises import Design, expected
from .bundle import STATIC, script, style
from .view import pack, plain, plotly_gz

if TYPE_CHECKING:
    from .lab import Lab, Recording

LARGEST = 5_000_000  # bytes of a file; presets that would go beyond are left out
SHELL = """<!DOCTYPE html>
<html lang="{language}" class="al-voila"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title} · analog·lab</title><link rel="icon" href="data:,"><style>body{{margin:0}}{style}</style></head>
<body><div class="al-voila" id="lab"></div><script type="application/json" id="data">{data}</script>
<script type="module">
{script}
{player}
</script></body></html>
"""


def page_html(lab: Lab) -> str:
    """Return the present state of a lab, and what its presets show, as one HTML document of less than 5 MB.

    Knobs cannot be moved in it. Presets whose runs do not fit are left out.

    Raises
    ------
    ValueError
        The present run alone does not fit.
    """
    page = lab.page.describe(lab._start, lab.link)
    page |= {"recorded": True, "mode": "trace", "home": "", "expected": _answers(lab)}
    page["exercises"] = [task for task in page["exercises"] if task["kind"] != "design"]
    runs: dict[str, Any] = {"": _run(lab, lab.spec, lab.recorded(lab.spec))}
    chart = base64.b64encode(plotly_gz()).decode() if lab.page.chart else ""
    fixed = len(script()) + len(style()) + len(chart) + len(json.dumps(page))
    if fixed + _size(runs) > LARGEST:
        raise ValueError(f"this run takes {_size(runs):,} bytes, more than a file of {LARGEST:,} has room for")
    predict = lab.page.predict or {}
    wanted = {" predict": predict.get("set", {}), **lab.page.presets} if lab.page.predict else lab.page.presets
    truth = None
    for name, changes in wanted.items():
        spec: Spec = replace(lab.spec, **changes)  # type: ignore[type-var]
        made = lab.recorded(spec)
        run = _run(lab, spec, made)
        if fixed + _size(runs) + _size({name: run}) <= LARGEST:
            runs[name] = run
        if name == " predict" and predict.keys() & {"truth", "outcome"}:
            truth = plain(predict["truth"](spec) if "truth" in predict else predict["outcome"](made[0]))
    page["presets"] = {name: value for name, value in page["presets"].items() if name in runs}
    if " predict" not in runs:
        page["predict"] = None
    answer = {"truth": truth, "because": predict.get("because", "")}
    data = json.dumps({"page": page, "runs": runs, "plotly": chart, **answer}).replace("</", "<\\/")
    return SHELL.format(
        title=html.escape(lab.page.title),
        language=lab.link.lang,
        style=style(),
        data=data,
        script=script().replace("export default { render };", ""),
        player=(STATIC / "recording" / "playback.js").read_text("utf-8"),
    )


def _answers(lab: Lab) -> dict[str, Any]:
    """Return what the engine expects of every exercise, for the checker of the page."""
    return {task.id: plain(expected(task)) for task in lab.page.exercises if not isinstance(task, Design)}


def _run(lab: Lab, spec: Spec, made: Recording) -> dict[str, Any]:
    frames, const, figure = made
    head, body = pack(frames, const)
    return {
        "values": values_of(spec),
        "query": to_query(spec, lab._start),
        "head": head,
        "body": base64.b64encode(gzip.compress(body, 9, mtime=0)).decode(),
        "figure": figure,
    }


def _size(runs: Mapping[str, Any]) -> int:
    return len(json.dumps(runs))
