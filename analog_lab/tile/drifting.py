"""The time since each cell of a tile was last changed, for cells that drift."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core import rng_from
from ..devices import Drift

Array = NDArray[np.float32]


class Clock:
    """Where every cell began to drift, and how long ago; see ``Drift``."""

    def __init__(self, drift: Drift, shape: tuple[int, int], seed: int) -> None:
        self._drift, self._seed = drift, seed
        self._xi = rng_from(seed, "cells", "nu", *shape).standard_normal(shape, np.float32)
        self._start: Array = np.full(shape, np.nan, np.float32)
        self._now: Array = self._start.copy()
        self._t_s = np.zeros(shape)
        self._moves = 0

    def advance(self, w: Array, dt_s: float) -> Array:
        """Return the weights ``dt_s`` seconds after they were ``w``; a cell changed meanwhile begins anew."""
        if not (math.isfinite(dt_s) and dt_s >= 0):
            raise ValueError(f"dt_s={dt_s} is not a time of 0 or more")
        changed = ~(np.abs(w - self._now) <= self._drift.reset_tol)
        self._start = np.where(changed, w, self._start)
        self._t_s = np.where(changed, 0.0, self._t_s) + dt_s
        xi = rng_from(self._seed, "drift", self._moves).standard_normal(w.shape) if self._drift.nu_std else 0.0
        self._moves += 1
        nu = self._drift.exponent(self._start, self._xi, xi)
        self._now = (self._start * self._drift.factor(self._t_s, nu)).astype(np.float32)
        return self._now.copy()

    def state(self) -> dict[str, Any]:
        """Return what fixes the future of the clock."""
        return {"drift_start": self._start, "drift_now": self._now, "drift_t_s": self._t_s, "drift_moves": self._moves}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from ``state``."""
        self._start, self._now = (np.array(state[name], np.float32) for name in ("drift_start", "drift_now"))
        self._t_s, self._moves = np.array(state["drift_t_s"], np.float64), int(state["drift_moves"])
