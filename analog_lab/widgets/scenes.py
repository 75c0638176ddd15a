"""Single cards for a notebook of one's own: a scene with its player, and a chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

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
        missing = [name for name in ("g_us", "x_bits", "d_bits", "hits") if name not in frames]
        if missing:
            raise ValueError(f"frames lack {', '.join(missing)}: a crossbar needs g_us, x_bits, d_bits and hits")
        scene = {"kind": "crossbar", "title": title}
        super().__init__({"layout": "single", "scenes": [scene], "player": {"unit": "slot", "rate": rate}})
        self.set_trace(frames, {"g_max_us": g_max_us})

    @staticmethod
    def read(g_us: ArrayLike, v: ArrayLike, **read: Any) -> ArrayScene:
        """Return a scene of one read instead: conductances (outputs, inputs) in µS and voltages; see ``ArrayScene``."""
        return ArrayScene(g_us, v, **read)


class Chart(LabView):
    """A plotly figure in the look of the labs; ``alt`` is what a screen reader says and may not be empty."""

    def __init__(self, figure: Any, title: str, alt: str) -> None:
        if not alt.strip():
            raise ValueError("alt='' is empty: every chart says in words what it shows")
        super().__init__({"layout": "single", "scenes": [], "chart": {"title": title, "alt": alt, "cursor": "none"}})
        self.set_figure(figure.to_json())
