"""What a link says beside the knobs: the step, the look, the language, and which controls it hides or locks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from ..core import Spec, knobs

LANGUAGES = ("en", "es")
THEMES = ("light", "dark")
ACTIONS = ("presets", "chip", "reset", "more", "predict")  # controls that are no knobs
LONGEST = 4000  # characters of a link that are read
LAST_STEP = 1_000_000
MOST_SAID = 5  # sentences about one link; more would cover the page


@dataclass(frozen=True)
class View:
    """How a page opens; ``hide`` and ``lock`` name knobs or actions."""

    step: int | None = None
    lang: str = "en"
    theme: str | None = None
    lecture: bool = False
    tour: bool = False
    hide: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()

    def query(self) -> str:
        """Write what differs from a plain page, in the form that ``read_link`` reads."""
        said: list[tuple[str, str]] = []
        if self.step is not None:
            said.append(("step", str(self.step)))
        if self.lang != "en":
            said.append(("lang", self.lang))
        if self.theme:
            said.append(("theme", self.theme))
        said += [(name, "1") for name in ("lecture", "tour") if getattr(self, name)]
        said += [(name, ",".join(names)) for name, names in (("hide", self.hide), ("lock", self.lock)) if names]
        return urlencode(said, safe=",", quote_via=quote)


def read_link(query: str, spec: type[Spec] | Spec) -> tuple[View, str, list[str]]:
    """Take a link apart: the view, the query of the knobs, and a sentence for everything that was left out.

    Nothing in a link may raise: it is opened by somebody who did not write it.
    """
    view: dict[str, Any] = {}
    rest: list[tuple[str, str]] = []
    said: list[str] = []
    text = query.lstrip("?")
    if len(text) > LONGEST:
        text, cut = text[:LONGEST], f"the link is longer than {LONGEST} characters; the rest is ignored"
        said.append(cut)
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name not in View.__dataclass_fields__:
            rest.append((name, value))
            continue
        try:
            view[name] = _read(name, value, spec, said)
        except ValueError as error:
            said.append(f"{error}; ignored")
    return View(**view), urlencode(rest), said


def _read(name: str, value: str, spec: type[Spec] | Spec, said: list[str]) -> Any:
    if name == "step":
        if not (value.isascii() and value.isdigit()):
            raise ValueError(f"step={value[:20]!r} is not a whole number")
        step = int(value[:12])
        if step > LAST_STEP:
            said.append(f"step={value[:20]} is outside 0 … {LAST_STEP:,}; {LAST_STEP:,} is used")
        return min(step, LAST_STEP)
    if name in ("lang", "theme"):
        allowed = LANGUAGES if name == "lang" else THEMES
        if value not in allowed:
            raise ValueError(f"{name}={value[:20]!r} is not one of {', '.join(allowed)}")
        return value
    if name in ("lecture", "tour"):
        if value not in ("0", "1"):
            raise ValueError(f"{name}={value[:20]!r} is neither 0 nor 1")
        return value == "1"
    known = {*knobs(spec), *ACTIONS}
    names = [part for part in value.split(",") if part]
    for part in names:
        if part not in known:
            said.append(f"{name}: this page has no control {part[:20]!r}; ignored")
    return tuple(dict.fromkeys(part for part in names if part in known))


def told(said: list[str]) -> str:
    """Put the sentences about a link into one text that does not cover the page."""
    shown = [one if len(one) <= 300 else f"{one[:300]} …" for one in said[:MOST_SAID]]
    return "; ".join(shown + [f"and {len(said) - MOST_SAID} more"] * (len(said) > MOST_SAID))
