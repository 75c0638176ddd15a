"""The gallery: what an analog chip is, a tour, and a card for every lab."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from html import escape

from .catalog import LABS, REPOSITORY, ROOM, Lab
from .tour import STOPS

STEPS = (
    ("Predict", "what will happen; it is locked in until you have seen it."),
    ("Play", "the experiment pulse by pulse, forwards and back."),
    ("Explain", "it with the numbers on screen, each with its source."),
)
PARTS = (  # from which number on
    (1, "A chip that computes", "weights are trained elsewhere, written once, and read"),
    (9, "A chip that learns", "the cells themselves are trained"),
    (15, "Yours", "data and networks of your own"),
)
DONE = """<script>
try {
  const labs = JSON.parse(localStorage.getItem("analog-lab-progress") ?? "{}").labs ?? {};
  for (const card of document.querySelectorAll(".alg-card")) {
    const solved = Object.values(labs[card.dataset.lab]?.exercises ?? {}).filter((task) => task.right === true).length;
    const said = document.createElement("small");
    said.className = "alg-done";
    said.textContent = solved ? `\u2713 ${solved} solved` : "";
    card.querySelector(".alg-text").append(said);
  }
} catch { /* a browser that stores nothing has no progress to show */ }
</script>"""


@cache
def picture_url(lab: Lab) -> str:
    """Return the lab's picture as a data URL, so that a page carries it wherever it is shown."""
    return "data:image/png;base64," + base64.b64encode(lab.picture.read_bytes()).decode()


def gallery_html(prefix: str = "") -> str:
    """Return the gallery as an HTML fragment with its style; ``prefix`` leads from the page to the notebooks."""
    ends = [*(first for first, _, _ in PARTS[1:]), 1000]
    parts = (
        _part(title, sub, [lab for lab in LABS if first <= lab.number < end], prefix)
        for (first, title, sub), end in zip(PARTS, ends, strict=True)
    )
    steps = "".join(f"<li><b>{name}</b> {text}</li>" for name, text in STEPS)
    return (
        f"<style>{(ROOM / 'gallery.css').read_text(encoding='utf-8')}</style>"
        '<div class="alg-gallery"><header><b class="alg-brand">analog<span>·</span>lab</b>'
        f'<a href="{REPOSITORY}" rel="noreferrer">source</a></header>'
        '<main><input type="checkbox" class="alg-stop" id="alg-stop"><div class="alg-open"><div>'
        "<h1>Learn analog AI by touching it</h1>"
        "<p><b>What is an analog chip?</b> A memory that multiplies. Weights stay where they are, as conductances "
        "(one over a resistance); inputs come as voltages, every cell lets a current through, "
        "and the columns add the currents, all at once.</p>"
        f'<p><b>A tour of ten minutes:</b></p><ol class="alg-tour">{_tour(prefix)}</ol>'
        '<label class="alg-still" for="alg-stop">pause or play the pictures</label></div>'
        f'<div class="alg-pictures">{(ROOM / "opening.svg").read_text(encoding="utf-8")}</div></div>'
        f'{"".join(parts)}{_missing()}<ol class="alg-steps">{steps}</ol></main></div>'
    )


def _part(title: str, sub: str, labs: list[Lab], prefix: str) -> str:
    if not labs:
        return ""
    cards = "".join(_card(lab, prefix) for lab in labs)
    return f'<h2>{title} <small>{sub}</small></h2><ul class="alg-cards">{cards}</ul>'


def _missing() -> str:
    """Return a quiet line about the numbers that no lab has yet; nothing if there are none."""
    numbers = [lab.number for lab in LABS]
    *early, last = [str(n) for n in range(1, max(numbers)) if n not in numbers] or [""]
    named = f"labs {', '.join(early)} and {last} are" if early else f"lab {last} is"
    return f"<small>Numbers follow the curriculum; {named} on the way.</small>" if last else ""


def _card(lab: Lab, prefix: str) -> str:
    return (
        f'<li><a class="alg-card" href="{escape(prefix + lab.notebook)}" data-lab="{lab.id}">'
        f'<img src="{picture_url(lab)}" alt="{escape(lab.alt)}" width="640" height="480">'
        f'<span class="alg-text"><span class="alg-title"><i>{lab.number}</i> {escape(lab.title)}</span>'
        f'<span class="alg-question">{escape(lab.question)}</span>'
        f"<small>{lab.minutes} minutes{_after(lab)} · move {escape(lab.touch)}</small></span></a></li>"
    )


def _after(lab: Lab) -> str:
    """Return the numbers of the labs that come before, in words."""
    numbers = [str(other.number) for other in LABS if other.id in lab.after]
    return f" · after {' and '.join(numbers)}" if numbers else ""


def _tour(prefix: str) -> str:
    """Return the stops of the tour, one scene of each of its labs."""
    return "".join(
        f'<li><a href="{escape(prefix + stop.url)}">{n}. {escape(stop.name)}</a></li>'
        for n, stop in enumerate(STOPS, start=1)
    )


def gallery_page() -> str:
    """Return the gallery as a whole HTML document, as the server's first page."""
    return (
        '<!DOCTYPE html><html lang="en" class="al-voila"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>analog·lab</title>'
        '<link rel="icon" href="data:,"></head><body style="margin:0">'
        f"{gallery_html('voila/render/')}{DONE}</body></html>"
    )


@dataclass(frozen=True)
class Gallery:
    """The gallery as a notebook shows it."""

    def _repr_html_(self) -> str:
        return gallery_html()


def gallery() -> Gallery:
    """Show all labs, each with its picture and its question."""
    return Gallery()
