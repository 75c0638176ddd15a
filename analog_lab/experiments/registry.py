"""The experiments by name; a module is imported when its experiment is first used."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from importlib import import_module

from ..core import Spec


@dataclass(frozen=True)
class Experiment:
    """One entry: the module ``experiments/<name>.py`` and the name of its spec in there."""

    name: str
    spec_name: str

    @property
    def spec_type(self) -> type[Spec]:
        """The frozen dataclass of knobs that describes a run."""
        spec_type: type[Spec] = getattr(import_module(f"{__package__}.{self.name}"), self.spec_name)
        return spec_type


EXPERIMENTS = {
    entry.name: entry
    for entry in (
        Experiment("commute", "Commute"),
        Experiment("pulse", "Pulse"),
        Experiment("learning", "Learning"),
        Experiment("cells", "Cell"),
        Experiment("rules", "Rules"),
        Experiment("life", "Life"),
        Experiment("memory", "Memory"),
        Experiment("pairs", "Pairs"),
        Experiment("edge", "Edge"),
        Experiment("floorplan", "Plan"),
        Experiment("read", "Read"),
        Experiment("backprop", "Backprop"),
        Experiment("plane", "Plane"),
    )
}


def experiment(name: str) -> Experiment:
    """Return the experiment called ``name``, or raise ``ValueError`` with the nearest name and the whole list."""
    if name in EXPERIMENTS:
        return EXPERIMENTS[name]
    near = difflib.get_close_matches(name, EXPERIMENTS, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ValueError(f"no experiment {name!r}: {hint}choose from {', '.join(EXPERIMENTS)}")
