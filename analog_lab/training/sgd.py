"""Plain stochastic gradient descent in the memory itself."""

from __future__ import annotations

from dataclasses import dataclass

from ..tile import Tile
from .learner import Learner


@dataclass(frozen=True)
class InMemorySGD:
    """Every update goes straight to the devices: ``W -= lr Σ_b d_b x_bᵀ`` by pulses."""

    def on(self, tile: Tile) -> Learner:
        """Return the learner that trains ``tile`` by this rule."""
        return Learner(tile)
