"""A lab's page without a server: the real script in a real browser, wired to the real lab in this process."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Page

from analog_lab.widgets import LabView
from analog_lab.widgets.bundle import script, style
from analog_lab.widgets.view import plotly_gz

HTML = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>alone</title>"
    "<style>html,body{{margin:0}}{style}</style></head><body class=al-voila><div id=here></div></body></html>"
)
MODEL = """async ([code, state]) => {
    const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
    const heard = {}, tell = (name, ...args) => (heard[name] ?? []).forEach((run) => run(...args));
    const model = {
        get: (name) => state[name],
        on: (name, run) => (heard[name] ??= []).push(run),
        off: () => {},
        send: (message) => window.toPython(message).then((answer) => {
            for (const [content, buffers] of answer.sent) tell("msg:custom", content, buffers.map(bytes));
            const other = (name) => JSON.stringify(answer.state[name]) !== window.known[name];
            const changed = Object.keys(answer.state).filter(other);
            take(answer.state);
            for (const name of changed.filter((name) => name !== "body")) tell(`change:${name}`);
        }),
    };
    window.known = {};
    const take = (next) => {
        for (const [name, value] of Object.entries(next)) {
            window.known[name] = JSON.stringify(value);
            state[name] = name === "body" ? bytes(value) : value;
        }
    };
    take(state);
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const widget = (await import(url)).default;
    widget.render({ model, el: document.getElementById("here") });
}"""


def _state(view: LabView) -> dict[str, Any]:
    state = {name: getattr(view, name) for name in ("page", "values", "status", "query", "head", "figure")}
    return {**state, "body": base64.b64encode(view.body).decode()}


def mount(page: Page, lab: Any) -> None:
    """Show a lab, or a view alone, on ``page``, and let it hear what is done there."""
    view: LabView = getattr(lab, "view", lab)
    if view is not lab:
        lab._loop = None  # playwright's own loop is no kernel's: messages are answered at once
    sent: list[tuple[Any, list[Any]]] = []
    view.send = lambda content, buffers=None: sent.append((content, buffers or []))

    def hear(message: dict[str, Any]) -> dict[str, Any]:
        sent.clear()
        if message.get("kind") == "need-plotly":
            sent.append(({"kind": "plotly"}, [plotly_gz()]))
        else:
            view._hear(view, message, [])
        answer = [(content, [base64.b64encode(b).decode() for b in buffers]) for content, buffers in sent]
        return {"sent": answer, "state": _state(view)}

    page.expose_function("toPython", hear)
    page.set_content(HTML.format(style=style()))
    page.evaluate(MODEL, [script(), _state(view)])
    page.locator(".analog-lab[data-ready]").wait_for()
