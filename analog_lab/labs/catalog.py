"""The labs by name, as data, and the gallery page made from them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

REPOSITORY = "https://github.com/analog-lab/analog-lab"
ROOM = Path(__file__).parent


@dataclass(frozen=True)
class Lab:
    """One entry of the gallery; ``id`` is also the module in this room that shows the lab.

    ``minutes`` is what a first visit takes, ``after`` the labs that it builds upon.
    """

    id: str
    notebook: str
    title: str
    question: str
    touch: str
    alt: str
    minutes: int
    after: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Its place in the curriculum, which the notebook's name begins with."""
        return int(self.notebook[:2])

    @property
    def picture(self) -> Path:
        """A still picture of the lab's own page."""
        return ROOM / "pictures" / f"{self.id}.png"


LABS = (
    Lab(
        "commute",
        "01_commute.ipynb",
        "The commute",
        "Where do the time and the energy go?",
        "batch, weight bits, memory technology",
        "Two machines side by side: weights stream over a bus, or stay in a crossbar.",
        15,
    ),
    Lab(
        "memory",
        "02_memory.ipynb",
        "A resistor that remembers",
        "How can a device hold a number?",
        "the kind of memory, pulses, read voltage",
        "A phase-change cell cut open: a dome of glass over the heater, and its conductance as a bar.",
        15,
    ),
    Lab(
        "mvm",
        "03_mvm.ipynb",
        "One step of physics",
        "How does a grid multiply?",
        "any cell, any input, the size, the wires",
        "A crossbar whose currents run down the columns, as wide as they are strong.",
        20,
        ("memory",),
    ),
    Lab(
        "pairs",
        "04_pairs.ipynb",
        "Plus and minus",
        "How can a weight be negative if no conductance is?",
        "the weight, what both cells have in common",
        "Two cells as bars of different hatch, whose currents meet with opposite signs.",
        15,
        ("mvm",),
    ),
    Lab(
        "edge",
        "05_edge.ipynb",
        "The edge costs",
        "What do the converters at the edge do to bits and joules?",
        "ADC bits, range, noise",
        "The staircase of a converter over a heap of sums.",
        20,
        ("mvm",),
    ),
    Lab(
        "floorplan",
        "06_floorplan.ipynb",
        "Floorplan",
        "Where does my network live?",
        "the network, the size of a tile, the pipeline",
        "Six tiles of a chip, filled with the weights of three layers, and vectors on their way.",
        20,
        ("mvm", "pairs"),
    ),
    Lab(
        "life",
        "07_life.ipynb",
        "From GPU to chip",
        "What happens to a network after it was programmed?",
        "programming spread, read noise, drift",
        "Five heaps of memory cells that have drifted away from the levels they were meant for.",
        25,
        ("mvm",),
    ),
    Lab(
        "backprop",
        "09_backprop.ipynb",
        "The same wires backwards",
        "How does the error find its way back?",
        "the neuron, the learning rate, the step",
        "Two small crossbars side by side: errors drive the columns of the second, and its rows sum.",
        25,
        ("mvm", "floorplan"),
    ),
    Lab(
        "pulse",
        "10_pulse.ipynb",
        "Pulse by pulse",
        "What does one pulse do to a cell?",
        "step size, asymmetry, spread",
        "A crossbar whose cells change where pulses meet, beside the traces of 200 cells.",
        20,
        ("memory",),
    ),
    Lab(
        "cells",
        "11_cells.ipynb",
        "The cells",
        "What can this memory cell do?",
        "the cell, the number of pulses, the view",
        "One memory cell drawn large beside a hundred others, with the pulses that reach it.",
        20,
        ("pulse",),
    ),
    Lab(
        "learning",
        "12_learning.ipynb",
        "Learning in memory",
        "Can a network learn inside its own memory?",
        "read noise, asymmetry, step size",
        "Conductance maps of two layers beside the accuracy of an analog and a digital network.",
        25,
        ("pulse", "cells"),
    ),
    Lab(
        "plane",
        "15_plane.ipynb",
        "A plane of your own",
        "Where do the two networks draw the line?",
        "the points, the cell law, asymmetry",
        "Two maps of one plane with a ring of triangles around circles, told apart in floating point and in memory.",
        20,
        ("learning",),
    ),
)


@cache
def picture_url(lab: Lab) -> str:
    """Return the lab's picture as a data URL, so that a page carries it wherever it is shown."""
    return "data:image/png;base64," + base64.b64encode(lab.picture.read_bytes()).decode()


def gallery_html(prefix: str = "") -> str:
    """Return the gallery as an HTML fragment with its style; ``prefix`` leads from the page to the notebooks."""
    cards = "".join(_card(lab, prefix) for lab in LABS)
    steps = "".join(f"<li><b>{name}</b> {text}</li>" for name, text in STEPS)
    return (
        f"<style>{(ROOM / 'gallery.css').read_text(encoding='utf-8')}</style>"
        '<div class="alg-gallery"><header><b class="alg-brand">analog<span>·</span>lab</b>'
        f'<a href="{REPOSITORY}" rel="noreferrer">source</a></header>'
        '<main><input type="checkbox" class="alg-stop" id="alg-stop"><div class="alg-open"><div>'
        "<h1>Learn analog AI by touching it</h1>"
        "<p><b>What is an analog chip?</b> A memory that multiplies. Weights stay where they are, as conductances; inputs "
        "come as voltages, every cell lets a current through, and the columns add the currents, all at once.</p>"
        f'<p><b>A tour of ten minutes:</b></p><ol class="alg-tour">{_tour(prefix)}</ol>'
        '<label class="alg-still" for="alg-stop">pause or play the pictures</label></div>'
        f"<div class=\"alg-pictures\">{(ROOM / 'opening.svg').read_text(encoding='utf-8')}</div></div>"
        f'<ul class="alg-cards">{cards}</ul><ol class="alg-steps">{steps}</ol></main></div>'
    )


STEPS = (
    ("Predict", "what will happen; it is locked in until you have seen it."),
    ("Play", "the experiment pulse by pulse, forwards and back."),
    ("Explain", "it with the numbers on screen, each with its source."),
)


def _card(lab: Lab, prefix: str) -> str:
    return (
        f'<li><a class="alg-card" href="{escape(prefix + lab.notebook)}" data-lab="{lab.id}">'
        f'<img src="{picture_url(lab)}" alt="{escape(lab.alt)}" width="640" height="480">'
        f'<span class="alg-text"><span class="alg-title"><i>{lab.number}</i> {escape(lab.title)}</span>'
        f'<span class="alg-question">{escape(lab.question)}</span>'
        f"<small>{lab.minutes} minutes{_after(lab)} · move {escape(lab.touch)}</small></span></a></li>"
    )


TOUR = {"commute": "what moves", "mvm": "one step", "pairs": "plus and minus", "life": "a year", "pulse": "pulses"}


def _tour(prefix: str) -> str:
    """Return the stops of the tour, one scene of each of its labs."""
    labs = {lab.id: lab for lab in LABS}
    stops = ((labs[name], said) for name, said in TOUR.items())
    return "".join(
        f'<li><a href="{escape(prefix + lab.notebook)}">{n}. {escape(said)}</a></li>'
        for n, (lab, said) in enumerate(stops, start=1)
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


def _after(lab: Lab) -> str:
    """Return the numbers of the labs that come before, in words."""
    numbers = [str(other.number) for other in LABS if other.id in lab.after]
    return f" · after {' and '.join(numbers)}" if numbers else ""


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
