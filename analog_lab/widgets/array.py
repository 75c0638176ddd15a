"""An array whose cells and inputs are set in its own picture: as a lab, and as a card for a notebook."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..experiments import stack
from ..experiments.array import Drawn
from ..experiments.read import WIDEST, Read
from .lab import TraceLab
from .view import LabView

ANEW = ("pattern", "seed")  # a knob that draws other conductances takes away what was set by hand


class ArrayLab(TraceLab):
    """A lab of one read: hears ``{"kind": "cell", row, col, value}`` and ``{"kind": "input", row, value}``.

    Rows and columns count from 0, as drawn. What was set by hand is part of the spec, and so of the link.
    """

    spec: Read

    def act(self, message: dict[str, Any]) -> None:
        """Set a conductance in µS, or the voltage of a driven line in V."""
        kind = message.get("kind")
        if kind == "cell":
            spec = self.spec.with_cell(int(message["row"]), int(message["col"]), float(message["value"]))
        elif kind == "input":
            spec = self.spec.with_input(int(message["row"]), float(message["value"]))
        else:
            return super().act(message)
        self.change({name: getattr(spec, name) for name in ("cells", "inputs", "errors")})

    def change(self, changes: dict[str, Any]) -> None:
        """Move knobs; another pattern or chip begins without what was set by hand."""
        if any(name in changes for name in ANEW):
            changes = {"cells": "", "inputs": "", "errors": "", **changes}
        super().change(changes)


class ArrayScene(LabView):
    """One read of an array, with a player; cells and inputs can be dragged and typed.

    ``g_us`` holds conductances in µS, (outputs, inputs) as in code, so that the picture is its transpose; with
    ``g_minus_us`` every weight is a pair. ``v`` are the voltages of the inputs, or of the outputs with
    ``backward=True``; other arguments are those of a read: ``r_wire_ohm``, ``adc_bits``, ``noise``, ``v_read_v``,
    ``seed``. What is set in the picture is in ``conductances_us`` and ``v`` afterwards, its sums in ``sums_ua``.
    """

    def __init__(
        self,
        g_us: ArrayLike,
        v: ArrayLike,
        g_minus_us: ArrayLike | None = None,
        title: str = "One read",
        **read: Any,
    ) -> None:
        g, minus = np.array(g_us, float), None if g_minus_us is None else np.array(g_minus_us, float)
        if g.ndim != 2 or (minus is not None and minus.shape != g.shape):
            raise ValueError(f"g_us has shape {g.shape}; it must be (outputs, inputs), and g_minus_us the same")
        if max(g.shape) > WIDEST:
            found, most = (" × ".join(map(str, size)) for size in (g.shape, (WIDEST, WIDEST)))
            raise ValueError(f"g_us holds {found} cells (outputs × inputs); a scene draws at most {most}")
        both = g if minus is None else np.stack([g, minus], axis=1).reshape(-1, g.shape[1])
        volts = np.array(v, float)
        top = float(read.pop("v_read_v", None) or np.abs(volts).max(initial=0.0) or 0.2)
        self.drawn = Drawn(both, volts, minus is not None, v_read_v=top, **read)
        scene = {"kind": "array", "title": title}
        super().__init__({"layout": "single", "scenes": [scene], "player": {"unit": "step", "rate": 0.7, "start": 4}})
        self.on_message(self._set)
        self._show()

    @property
    def v(self) -> np.ndarray:
        """The voltages of the driven lines."""
        return self.drawn.v.copy()

    @property
    def sums_ua(self) -> np.ndarray:
        """What the read puts out, in µA."""
        return self.drawn.settled().sum_ua

    @property
    def conductances_us(self) -> tuple[np.ndarray, ...]:
        """The conductances (outputs, inputs): (g,), or (g⁺, g⁻) of pairs."""
        g = self.drawn.g_us
        return (g[::2].copy(), g[1::2].copy()) if self.drawn.pairs else (g.copy(),)

    def _show(self) -> None:
        self.set_trace(stack(list(self.drawn.frames())), self.drawn.const())

    def _set(self, message: dict[str, Any]) -> None:
        kind = message.get("kind")
        if kind not in ("cell", "input"):
            return
        try:
            g, v = self.drawn.g_us.copy(), self.drawn.v.copy()
            at = [int(message[name]) for name in (("col", "row") if kind == "cell" else ("row",))]
            if min(at) < 0:
                raise IndexError(f"there is no line {min(at)}")
            (g if kind == "cell" else v)[tuple(at)] = float(message["value"])
            self.drawn = dataclasses.replace(self.drawn, g_us=g, v=v)
            self._show()
            self.status = {"state": "ready", "text": ""}
        except (ValueError, IndexError, KeyError, TypeError) as error:
            self.status = {"state": "error", "text": str(error)}
