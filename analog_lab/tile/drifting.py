"""The time since each cell of a tile was last changed, for cells that drift."""

from __future__ import annotations

import copy
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..core import rng_from
from ..devices import Drift

Array = NDArray[np.float32]


class Clock:
    """Where every cell began to drift, and when; see ``Drift``. It starts with cells that hold ``w``."""

    STATE: ClassVar[dict[str, type]] = {
        "drift_begun": np.float32,
        "drift_last": np.float32,
        "drift_since_s": np.float64,
        "drift_now_s": float,
        "drift_drifts": int,
    }

    def __init__(self, drift: Drift, w: Array, seed: int) -> None:
        self.drift, self._seed = drift, seed
        self._xi = rng_from(seed, "cells", "nu", *w.shape).standard_normal(w.shape, np.float32)
        self._begun, self._last = w.copy(), w.copy()
        self._since_s = np.zeros(w.shape)
        self._now_s, self._drifts = 0.0, 0

    @property
    def nbytes(self) -> int:
        """Bytes that the clock takes."""
        return sum(part.nbytes for part in (self._xi, self._begun, self._last, self._since_s))

    def advance(self, w: Array, dt_s: float, w_min: Array, w_max: Array) -> Array:
        """Return the weights ``dt_s`` seconds after they were ``w``, clipped; a changed cell only starts its time."""
        drift, rng = self.drift, rng_from(self._seed, "drift", self._drifts)
        self._now_s += dt_s
        self._drifts += 1
        changed = np.abs(w - self._last) > drift.reset_tol
        self._since_s[changed] = self._now_s
        self._begun[changed] = w[changed]
        nu = drift.exponent(w, self._xi, rng.standard_normal(w.shape) if drift.nu_std else 0.0)
        moved = np.where(changed, w, drift.moved(self._begun, self._now_s - self._since_s, nu))
        noise = drift.read_std * rng.standard_normal(w.shape) if drift.read_std else 0.0
        self._last = np.clip(moved + noise, w_min, w_max).astype(np.float32)
        return self._last.copy()

    def state(self) -> dict[str, Any]:
        """Return what fixes the future of the clock."""
        return {name: copy.copy(getattr(self, name.removeprefix("drift"))) for name in self.STATE}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from ``state``; nothing changes if it does not fit."""
        read: dict[str, Any] = {name: np.array(state[name], kind) for name, kind in self.STATE.items()}
        for name, value in read.items():
            shape = np.shape(getattr(self, name.removeprefix("drift")))
            if value.shape != shape or not np.all(np.isfinite(value)):
                raise ValueError(f"{name} must be finite, of shape {shape}")
        if not (np.all(read["drift_since_s"] >= 0) and np.all(read["drift_since_s"] <= read["drift_now_s"])):
            raise ValueError(f"drift_since_s must lie between 0 and drift_now_s={read['drift_now_s']:g}")
        for name, value in read.items():
            setattr(self, name.removeprefix("drift"), value if value.ndim else value.item())
