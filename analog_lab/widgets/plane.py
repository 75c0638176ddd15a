"""A lab of points in a plane, whose points can be set in its own picture."""

from __future__ import annotations

from typing import Any

from ..experiments.plane import Plane
from .lab import LiveLab


class PlaneLab(LiveLab):
    """Hears ``{"kind": "place", x, y, class}``, ``{"kind": "unplace", x, y}`` and ``{"kind": "unplace-all"}``.

    Points of one's own are part of the spec, and so of the link; a run that goes on learns them from its next frame.
    """

    spec: Plane
    _shown = 0

    def restart(self) -> None:
        """Make the chip anew and show it before its first update."""
        self._shown = 0
        super().restart()

    def _advance(self, count: int) -> bool:
        self._shown += count
        return super()._advance(count)

    def act(self, message: dict[str, Any]) -> None:
        """Set a point, or take the nearest or all of them away."""
        kind = message.get("kind")
        if kind not in ("place", "unplace", "unplace-all"):
            return super().act(message)
        self._free("points")
        if kind == "place":
            spec = self.spec.with_point(float(message["x"]), float(message["y"]), int(message["class"]))
        elif kind == "unplace":
            spec = self.spec.without_point(float(message["x"]), float(message["y"]))
        else:
            spec = self.spec.without_points()
        changed = {name: getattr(spec, name) for name in ("data", "points")}
        self.change({name: value for name, value in changed.items() if value != getattr(self.spec, name)})
        if not self._running and (self._shown == 1 or kind == "unplace-all"):
            self.restart()  # a run that has not begun shows its new points at once, and an empty plane has no past
