"""What axe-core finds wrong on a page for people who do not see it or do not use a pointer."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

# What is not ours to mend: (rule, a piece of the element): the handle of ipywidgets' own slider has no name.
UPSTREAM = (("aria-input-field-name", "noUi-handle"),)
# Rows and lines by the hundred, all of one kind, of which the first are looked at.
MANY = [".al-table tr:nth-child(n+4)", ".al-plotly .trace:nth-child(n+4)"]
ASK = """async (within) => {
    const found = await axe.run({ include: [within ?? "html"], exclude: MANY }, { resultTypes: ["violations"] });
    return found.violations.flatMap((rule) => rule.nodes.map((node) =>
        [rule.id, node.html.slice(0, 200),
         [...node.any, ...node.all, ...node.none].map((one) => one.message).join("; ")]));
}""".replace("MANY", json.dumps(MANY))


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def violations(page: Page, within: str | None = None) -> list[list[str]]:
    """Return [rule, element, reason] for all that axe-core minds on the page, or below the selector ``within``."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(_axe() + ";0")
    found = page.evaluate(ASK, within)
    return [one for one in found if not any(one[0] == rule and piece in one[1] for rule, piece in UPSTREAM)]
