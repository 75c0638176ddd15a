"""What a lab's page is made of, as data: the browser draws it, the knobs come from the experiment's spec."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from typing import Any

from .. import __version__
from ..core import Knob, Spec, find, knobs
from ..exercises import Exercise, describe
from .glossary import terms_in
from .links import View
from .steps import Step, describe_steps

BADGES = ("measured", "published", "fitted", "derived", "counted", "simulated", "illustrative")
ANSWER = ("truth", "outcome", "because")


@dataclass(frozen=True)
class Explanation:
    """What stands behind the number of a formula line.

    ``inputs`` are (symbol, words, unit, knob or field of the trace whose first value is shown; "" for none).
    """

    title: str
    equation: str
    inputs: tuple[tuple[str, str, str, str], ...]
    badge: str
    source: str
    ignores: str

    def __post_init__(self) -> None:
        if self.badge not in BADGES:
            raise ValueError(f"badge={self.badge!r} is not one of {', '.join(BADGES)}")


@dataclass(frozen=True)
class Page:
    """One lab's page.

    ``main`` names the knobs in sight at the start (at most four); the others wait in the drawer, and ``hidden`` ones
    have no slider. ``presets`` maps a name to the knobs it sets. ``predict`` holds a question and its options. What
    answers it goes to the page with the reveal only: ``truth`` takes the spec, ``outcome`` the last frames of a live
    run, and ``because`` says why.
    ``groups`` makes a knob of many choices a list, as {knob: {group: {choice: words}}}.
    ``own`` names what visitors may bring along: ``digit``, ``model`` or ``device``.
    """

    id: str
    title: str
    question: str
    scenes: tuple[dict[str, str], ...]
    main: tuple[str, ...]
    presets: dict[str, dict[str, Any]]
    notes: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    chart: dict[str, Any] | None = None
    layout: str = "split"
    mode: str = "trace"
    hidden: tuple[str, ...] = ("seed",)
    predict: dict[str, Any] | None = None
    exercises: tuple[Exercise, ...] = ()
    steps: tuple[Step, ...] = ()
    explain: tuple[Explanation, ...] = ()
    tour: dict[str, Any] | None = None
    lecture: dict[str, Any] = field(default_factory=dict)
    player: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    own: tuple[str, ...] = ()

    def describe(self, start: Spec, link: View | None = None) -> dict[str, Any]:
        """Return what the browser needs, as plain JSON; a knob or preset that the spec does not have is an error."""
        link = link or View()
        for name in (*self.main, *self.hidden, *self.groups, *(n for preset in self.presets.values() for n in preset)):
            find(start, name)
        shown = [k for name, k in knobs(start).items() if name not in self.hidden and k.scale != "list"]
        ordered = sorted(shown, key=lambda k: self.main.index(k.name) if k.name in self.main else len(self.main))
        made = {name: value for name, value in vars(self).items() if name != "exercises"}
        made.update(
            version=__version__,
            language=link.lang,
            link=asdict(link),
            glossary=terms_in(self._texts()),
            explain=[asdict(told) for told in self.explain],
            steps=describe_steps(self, start),
            home=os.environ.get("ANALOG_LAB_HOME", "00_index.ipynb"),
            knobs=[_slider(k, k.name not in self.main, self.groups.get(k.name)) for k in ordered],
            predict=self.predict and {name: value for name, value in self.predict.items() if name not in ANSWER},
            exercises=[describe(exercise) for exercise in self.exercises],
            notes=[{"title": title, "text": text} for title, text in self.notes],
            sources=[{"text": text, "url": url} for text, url in self.sources],
        )
        return made

    def _texts(self) -> list[str]:
        asked = [text for task in self.exercises for text in (task.question, task.hint, task.solution)]
        first = (self.predict or {}).get("question", "")
        return [self.question, first, *(text for note in self.notes for text in note), *asked]


def _slider(k: Knob, more: bool, groups: dict[str, dict[str, str]] | None) -> dict[str, Any]:
    slider = asdict(k) | {"more": more, "choices": list(k.choices), "groups": groups}
    for end in ("low", "high"):
        slider[end] = slider[end] if abs(slider[end]) != float("inf") else None
    return slider
