"""Single cards for a notebook of one's own: a scene with its player, and a chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..experiments import Trace
from .array import ArrayScene
from .view import LabView


class CrossbarScene(LabView):
    """A crossbar slot by slot, with a player.

    ``frames`` holds ``g_us`` (n, out, in), ``x_bits`` (n, in), ``d_bits`` (n, out) and ``hits`` (n, out, in), and may
    hold ``sign`` (n); frame 0 is the state before the first slot. ``rate`` is in slots a second.
    """

    def __init__(
        self, frames: Mapping[str, np.ndarray], g_max_us: float = 25.0, title: str = "The crossbar", rate: float = 12
    ) -> None:
        if not isinstance(frames, Mapping):
            raise ValueError(f"frames={type(frames).__name__} is no mapping of names to arrays")
        missing = [name for name in ("g_us", "x_bits", "d_bits", "hits") if name not in frames]
        if missing:
            raise ValueError(f"frames lack {', '.join(missing)}: a crossbar needs g_us, x_bits, d_bits and hits")
        if not np.isfinite(frames["g_us"]).all():
            raise ValueError("g_us holds a value that is infinite or not a number")
        if not (np.isfinite(g_max_us) and g_max_us > 0 and np.isfinite(rate) and rate > 0):
            raise ValueError(f"g_max_us={g_max_us} and rate={rate} must be above 0")
        scene = {"kind": "crossbar", "title": title}
        super().__init__({"layout": "single", "scenes": [scene], "player": {"unit": "slot", "rate": rate}})
        self.set_trace(frames, {"g_max_us": g_max_us})

    @staticmethod
    def read(g_us: ArrayLike, v: ArrayLike, **read: Any) -> ArrayScene:
        """Return a scene of one read: conductances (outputs, inputs) in µS, at most 64 × 64; see ``ArrayScene``."""
        return ArrayScene(g_us, v, **read)


class RecordedScene(LabView):
    """A recorded experiment as a scene with its player; ``rate`` is in frames a second.

    Raises
    ------
    ValueError
        The trace is that of another experiment.
    """

    experiment = ""
    scenes: tuple[tuple[str, str], ...] = ()  # kind and title of each
    layout, unit, pace = "single", "step", 2.0

    def __init__(self, trace: Trace, title: str | None = None, rate: float | None = None) -> None:
        if not isinstance(trace, Trace):
            raise ValueError(f"trace={type(trace).__name__} is no Trace: record(…) makes one")
        found = type(trace.spec).__module__.rpartition(".")[2]
        if found != self.experiment:
            raise ValueError(f"trace of {found!r} is no run of {self.experiment!r}, which {type(self).__name__} shows")
        scenes = [{"kind": kind, "title": title or name} for kind, name in self.scenes]
        player = {"unit": self.unit, "rate": rate or self.pace}
        super().__init__({"layout": self.layout, "scenes": scenes, "player": player})
        self.set_trace(trace.frames, trace.const)


class NetworkScene(RecordedScene):
    """Training on tiles: forward, backward by the same wires, update; shows ``record(Backprop(…))``."""

    experiment, unit, pace = "backprop", "look", 1.4
    scenes = (("network", "A network on tiles"),)


class FloorplanScene(RecordedScene):
    """Tiles that fill and vectors that travel between them; shows ``record(Plan(…))``."""

    experiment, pace = "floorplan", 3.0
    scenes = (("floorplan", "The chip"),)


class CommuteScene(RecordedScene):
    """One network on two machines, on one clock; shows ``record(Commute(…))``."""

    experiment, layout, unit, pace = "commute", "twin", "moment", 5.0
    scenes = (("commute-bus", "Memory and processor apart"), ("commute-crossbar", "Compute in the memory"))


class Chart(LabView):
    """A plotly figure in the look of the labs; ``alt`` is what a screen reader says and may not be empty."""

    def __init__(self, figure: Any, title: str, alt: str) -> None:
        if not hasattr(figure, "to_json"):
            raise ValueError(f"figure={type(figure).__name__} is no plotly figure")
        if not (isinstance(alt, str) and alt.strip()):
            raise ValueError("alt='' is empty: every chart says in words what it shows")
        super().__init__({"layout": "single", "scenes": [], "chart": {"title": title, "alt": alt, "cursor": "none"}})
        self.set_figure(figure.to_json())
