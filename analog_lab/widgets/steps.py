"""Steps of a lab's guide, as data: what to do, what lights up meanwhile, and when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..core import Knob, Spec, knobs

if TYPE_CHECKING:
    from .page import Page

LONGEST = 150  # characters: a step is one line over the cards
ACTS = ("cell", "input", "tile", "predict", "explain", "chip", "start")
PARTS = ("presets", "chip", "player", "chart", "predict", "formula", "scene")
COMPARED = ("above", "below", "is", "moved")
REGIONS = {  # named parts of the scenes; static/regions.js has their boxes
    "array": ("cells", "inputs", "sums", "corner"),
    "memory": ("inside", "bar", "pulses", "current"),
    "pairs": ("pair", "currents", "weight"),
    "edge": ("sums", "codes"),
    "levels": ("heaps", "clock"),
    "floorplan": ("tiles", "layers", "last"),
    "commute-bus": ("store", "lane", "processor", "meters"),
    "commute-crossbar": ("crossbar", "tiles", "meters"),
}


@dataclass(frozen=True)
class Step:
    """One thing to do and to look at; words between two asterisks are bold.

    ``part`` lights up: a knob, one of ``PARTS``, or a region of a scene. ``done`` says when it is done, as data, or as
    several that must all hold: ``{"knob": name}`` with ``above``, ``below``, ``is`` or ``"moved": True``;
    ``{"preset": name}``; ``{"pos": "end"}`` or ``{"step": 3}`` of the player; ``{"exercise": id}``; or an act of
    ``ACTS`` such as ``{"cell": True}``. What was so before the step began does not count.

    Raises
    ------
    ValueError
        The text is empty or too long, or ``done`` uses a word that is not known.
    """

    text: str
    part: str
    done: Mapping[str, Any] | tuple[Mapping[str, Any], ...]

    def __post_init__(self) -> None:
        if not self.text.strip() or len(self.text) > LONGEST:
            raise ValueError(f"a step of {len(self.text)} characters is outside 1 … {LONGEST}: {self.text[:40]!r}")
        if not self.wishes or not all(self.wishes):
            raise ValueError(f"nothing says when {self.text[:40]!r} is done")
        for wish in self.wishes:
            self._words(wish)

    def _words(self, wish: Mapping[str, Any]) -> None:
        compared = [key for key in wish if key in COMPARED]
        if ("knob" in wish) != (len(compared) == 1) or len(compared) > 1:
            raise ValueError(f"done={dict(wish)}: a knob takes one of {', '.join(COMPARED)}, and nothing else does")
        for key, value in wish.items():
            known = key in ("knob", "preset", "pos", "step", "exercise", *COMPARED, *ACTS)
            if not known:
                raise ValueError(f"done={dict(wish)}: {key!r} is no word of a step")
            if key in ("moved", *ACTS) and value is not True:
                raise ValueError(f"{key}={value!r}: only True says anything")
        if wish.get("pos", "end") != "end":
            raise ValueError(f'pos={wish["pos"]!r} is not "end"')

    @property
    def wishes(self) -> tuple[Mapping[str, Any], ...]:
        """What must hold for the step to be done, one after another."""
        return (self.done,) if isinstance(self.done, Mapping) else tuple(self.done)


def describe_steps(page: Page, start: Spec) -> list[dict[str, Any]]:
    """Return a page's steps as plain JSON; raises ``ValueError`` for what the page does not have."""
    kinds = {scene["kind"] for scene in page.scenes}
    there = {name: knob for name, knob in knobs(start).items() if name not in page.hidden and knob.scale != "list"}
    regions = {name for kind in kinds for name in REGIONS.get(kind, ())}
    if both := regions & set(there):
        raise ValueError(f"{page.id}: {', '.join(sorted(both))} names a knob and a part of a scene")
    if page.steps and page.predict and {"predict": True} not in page.steps[0].wishes:
        raise ValueError(f"{page.id}: the first step is the prediction")
    for step in page.steps:
        if step.part not in (*there, *PARTS, *regions):
            raise ValueError(f"{page.id}: {step.part!r} is no part of this page")
        for wish in step.wishes:
            _check(page, there, kinds, wish)
    return [{"text": s.text, "part": s.part, "done": [dict(wish) for wish in s.wishes]} for s in page.steps]


def _check(page: Page, there: Mapping[str, Knob], kinds: set[str], wish: Mapping[str, Any]) -> None:
    has = {
        "preset": tuple(page.presets),
        "exercise": tuple(task.id for task in page.exercises),
        "knob": tuple(there),
        "predict": (True,) if page.predict else (),
        "explain": (True,) if page.explain else (),
        "cell": (True,) if "array" in kinds else (),
        "input": (True,) if "array" in kinds else (),
        "tile": (True,) if "floorplan" in kinds else (),
        "start": (True,) if page.mode == "live" else (),
        "pos": () if page.mode == "live" else ("end",),  # a live run has no end to be played to
    }
    for key, value in wish.items():
        if key in has and value not in has[key]:
            raise ValueError(f"{page.id}: {key}={value!r} is not on this page")
    if "knob" not in wish:
        return
    knob = there[wish["knob"]]
    low, high = wish.get("above", knob.low), wish.get("below", knob.high)
    if not knob.choices and knob.scale != "bool" and not (knob.low <= low < knob.high and knob.low < high <= knob.high):
        raise ValueError(f"{page.id}: {dict(wish)} can never be, {knob.name} is in {knob.low} … {knob.high}")
    if knob.choices and "is" in wish and wish["is"] not in knob.choices:
        raise ValueError(f"{page.id}: {dict(wish)} can never be, {knob.name} is one of {knob.choices}")
