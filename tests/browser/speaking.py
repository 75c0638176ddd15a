"""Everything a page says: drawn on its canvases, written, or told to a screen reader."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

LISTEN = """
window.drawn = new Set();
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    drawn.add(String(text));
    return write.call(this, text, ...place);
};
0
"""
READ = """() => {
    const said = new Set(window.drawn), root = document.querySelector(".analog-lab");
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const theirs = "style,.al-plotly,.al-facts p"; // words that come with the lab and its data
    while (walk.nextNode()) if (!walk.currentNode.parentElement.closest(theirs)) said.add(walk.currentNode.data.trim());
    for (const el of root.querySelectorAll("[aria-label],[title],[placeholder],[aria-valuetext]"))
        for (const name of ["aria-label", "title", "placeholder", "aria-valuetext"])
            if (!el.matches(".al-plot") && el.hasAttribute(name)) said.add(el.getAttribute(name));
    return [...said];
}"""


def said(page: Page) -> set[str]:
    """Return all that the page has said since ``LISTEN`` was added to it."""
    return set(page.evaluate(READ))


def texts(value: Any) -> set[str]:
    """Return every text inside plain JSON."""
    if isinstance(value, str):
        return {value}
    inside = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else []
    return set().union(*map(texts, inside))
