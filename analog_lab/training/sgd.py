"""Plain stochastic gradient descent in the memory itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

from numpy.typing import ArrayLike

from ..tile import Tile


@dataclass(frozen=True)
class InMemorySGD:
    """Every update goes straight to the devices: ``W -= lr Σ_b d_b x_bᵀ`` by pulses."""

    lr: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lr) and self.lr > 0):
            raise ValueError(f"lr={self.lr} is not a positive number")

    def apply(self, tile: Tile, x: ArrayLike, d: ArrayLike) -> int:
        """Update ``tile`` with inputs (batch, n_in) and errors (batch, n_out); return the pulses fired."""
        return tile.update(x, d, self.lr)
