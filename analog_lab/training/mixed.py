"""Mixed precision: gradients are summed as numbers, and cells are pulsed only where a whole step is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..core.blas import product
from ..core.checks import positive, whole
from ..tile import Tile
from .learner import Learner, checked, own, takes_pulses, write


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
        whole("transfer_every", self.transfer_every)
        if self.step is not None:
            positive("step", self.step)

    def on(self, tile: Tile) -> Learner:
        """Return the learner that trains ``tile`` by this rule."""
        takes_pulses(tile)
        return _Mixed(tile, self)


class _Mixed(Learner):
    def __init__(self, tile: Tile, rule: MixedPrecision) -> None:
        super().__init__(tile)
        self.rule, self.batches = rule, 0
        self.chi = np.zeros(self.shape, np.float32)
        self.step = np.float32(rule.step or tile.device.granularity)

    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        v, e = checked(self.tile, x, d, lr)
        chi = self.chi - np.float32(lr) * product(e.T, v)
        if not np.isfinite(chi).all():
            raise ValueError(f"lr={lr:g} moves the sum of gradients out of float32")
        self.chi = chi
        self.batches += 1
        fired = 0
        if self.batches % self.rule.transfer_every == 0:
            whole = np.trunc(self.chi / self.step)
            self.chi -= whole * self.step
            fired = write(self.tile, whole, float(self.step))
        self.tile.age()
        return fired

    def state(self) -> dict[str, Any]:
        return {**super().state(), "chi": self.chi.copy(), "batches": self.batches}

    def restore(self, state: dict[str, Any]) -> None:
        (chi,) = own(state, chi=self.chi)
        super().restore(state)
        self.chi, self.batches = chi, int(state["batches"])
