"""Mixed precision: gradients are summed as numbers, and cells are pulsed only where a whole step is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..core.blas import product
from ..devices import Ideal
from ..tile import Tile
from ..tile.pulses import lines
from .learner import Learner


@dataclass(frozen=True)
class MixedPrecision:
    """Learn by ``χ -= lr Σ_b d_b x_bᵀ`` in digital memory, and move the cells by what χ has of whole steps.

    Every ``transfer_every`` mini-batches, row by row::

        n = trunc(χ / ε)      χ -= n ε      W += n ε by pulses

    with the step ε, by default the granularity of the cell. A cell of a row whose largest |n| is N gets N slots with a
    chance of |n| / N in each, so that the largest is exact; of more than the longest train the rest is lost.

    Source: Nandakumar et al., Front. Neurosci. 14, 406 (2020), 10.3389/fnins.2020.00406, as in aihwkit 1.2,
    ``rpu_mixedprec_device.cpp``, which counts single vectors instead of mini-batches.

    Raises
    ------
    ValueError
        A number is not positive, or from ``on``: the cell takes no pulses.
    """

    transfer_every: int = 1
    step: float | None = None

    def __post_init__(self) -> None:
        if self.transfer_every != int(self.transfer_every) or self.transfer_every < 1:
            raise ValueError(f"transfer_every={self.transfer_every} is not a whole number of at least 1")
        if self.step is not None and not 0 < self.step < np.inf:
            raise ValueError(f"step={self.step} is not a positive number")

    def on(self, tile: Tile) -> Learner:
        """Return the learner that trains ``tile`` by this rule."""
        if isinstance(tile.device, Ideal):
            raise ValueError("an ideal cell takes no pulses: its update is exact")
        return _Mixed(tile, self)


class _Mixed(Learner):
    def __init__(self, tile: Tile, rule: MixedPrecision) -> None:
        super().__init__(tile)
        self.rule, self.batches = rule, 0
        self.chi = np.zeros(self.shape, np.float32)
        self.step = np.float32(rule.step or tile.device.granularity)

    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        v, e = lines(x, self.shape[1], "x"), lines(d, self.shape[0], "d")
        if len(v) != len(e):
            raise ValueError(f"x has {len(v)} samples and d has {len(e)}; they must be the same")
        chi = self.chi - np.float32(lr) * product(e.T, v)
        if not np.isfinite(chi).all():
            raise ValueError("x, d and lr must be finite; at least one value is infinite or not a number")
        self.chi = chi
        self.batches += 1
        if self.batches % self.rule.transfer_every:
            self.tile.age()
            return 0
        whole = np.trunc(self.chi / self.step)
        self.chi -= whole * self.step
        due = np.flatnonzero(whole.any(axis=1))
        if not len(due):
            self.tile.age()
            return 0
        rows = np.zeros((len(due), self.shape[0]), np.float32)
        rows[np.arange(len(due)), due] = -1
        return self.tile.update(whole[due], rows, float(self.step))

    def state(self) -> dict[str, Any]:
        return {**super().state(), "chi": self.chi.copy(), "batches": self.batches}

    def restore(self, state: dict[str, Any]) -> None:
        chi = np.array(state["chi"], np.float32)
        if chi.shape != self.shape or not np.isfinite(chi).all():
            raise ValueError(f"chi of shape {chi.shape} is not a finite matrix of {self.shape}")
        super().restore(state)
        self.chi, self.batches = chi, int(state["batches"])
