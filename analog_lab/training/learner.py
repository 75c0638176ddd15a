"""An array together with the rule by which it learns."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..tile import Tile

Array = NDArray[np.float32]


class Learner:
    """A ``Tile`` that learns by a rule: the same three operations, where ``update`` is the rule's.

    ``W -= lr Σ_b d_b x_bᵀ`` is what every rule approaches, each in its own way. What a rule keeps beside the cells is
    in ``state``. By itself a learner is plain in-memory descent.
    """

    def __init__(self, tile: Tile) -> None:
        self.tile, self.shape = tile, tile.shape

    @property
    def weights(self) -> Array:
        """What the array reads with, (n_out, n_in)."""
        return self.tile.weights

    @property
    def pulses_fired(self) -> int:
        """Pulses so far, on every array of the rule."""
        return self.tile.pulses_fired

    def forward(self, x: ArrayLike) -> Array:
        """Return ``W x``, as ``Tile.forward``."""
        return self.tile.forward(x)

    def backward(self, d: ArrayLike) -> Array:
        """Return ``Wᵀ d``, as ``Tile.backward``."""
        return self.tile.backward(d)

    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        """Learn from one mini-batch: inputs (batch, n_in) and errors (batch, n_out); return the pulses fired."""
        return self.tile.update(x, d, lr)

    def state(self) -> dict[str, Any]:
        """Return all that, with the same settings, fixes the future."""
        return {f"tile.{name}": value for name, value in self.tile.state().items()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from ``state``; raises ``ValueError`` where it does not fit."""
        self.tile.restore(_of("tile.", state))


class Rule(Protocol):
    """What every learning rule offers."""

    def on(self, tile: Tile) -> Learner:
        """Return the learner that trains ``tile`` by this rule."""


def _of(head: str, state: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix(head): value for name, value in state.items() if name.startswith(head)}
