"""An array together with the rule by which it learns."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..devices import Ideal
from ..tile import Tile
from ..tile.pulses import lines

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
        return under("tile.", self.tile.state())

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from ``state``; raises ``ValueError`` where it does not fit."""
        self.tile.restore(of("tile.", state))


class Rule(Protocol):
    """What every learning rule offers."""

    def on(self, tile: Tile) -> Learner:
        """Return the learner that trains ``tile`` by this rule."""


def takes_pulses(tile: Tile) -> None:
    """Raise ``ValueError`` for an array of ideal cells."""
    if isinstance(tile.device, Ideal):
        raise ValueError("an ideal cell takes no pulses: its update is exact")


def shows(tile: Tile, rule: object) -> None:
    """Raise ``ValueError`` unless the cells of ``tile`` are ideal: they show what a rule's own cells add up to."""
    if not isinstance(tile.device, Ideal):
        name = type(rule).__name__
        raise ValueError(f"{name} has cells of its own: give the layer device=Ideal(), on which their sum is shown")


def checked(tile: Tile, x: ArrayLike, d: ArrayLike, lr: float) -> tuple[Array, Array]:
    """Return inputs and errors of a mini-batch as arrays, or say what is wrong with them."""
    v, e = lines(x, tile.shape[1], "x"), lines(d, tile.shape[0], "d")
    if len(v) != len(e):
        raise ValueError(f"x has {len(v)} samples and d has {len(e)}; they must be the same")
    if not (np.isfinite(lr) and np.isfinite(v).all() and np.isfinite(e).all()):
        raise ValueError("x, d and lr must be finite; at least one value is infinite or not a number")
    return v, e


def write(tile: Tile, n: Array, step: float) -> int:
    """Fire ``n`` pulses of ``step`` on each cell, a row after the other; return the pulses fired.

    A cell of a row whose largest |n| is N gets N slots, at most the longest train, with a chance of |n| / N in each.
    """
    due = np.flatnonzero(n.any(axis=1))
    if not len(due):
        return 0
    rows = np.zeros((len(due), len(n)), np.float32)
    rows[np.arange(len(due)), due] = -1
    return tile.apply(tile.trains(n[due].astype(np.float32), rows, step))


def own(state: dict[str, Any], **like: Array) -> list[Array]:
    """Return arrays of a state, or say which one is missing, not finite or of another shape than in ``like``."""
    found = []
    for name, array in like.items():
        value = np.array(state[name], np.float32) if name in state else np.empty(0, np.float32)
        if value.shape != array.shape or not np.isfinite(value).all():
            raise ValueError(f"{name} of shape {value.shape} is not a finite array of {array.shape}")
        found.append(value)
    return found


def of(head: str, state: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a state under ``head``."""
    return {name.removeprefix(head): value for name, value in state.items() if name.startswith(head)}


def under(head: str, state: dict[str, Any]) -> dict[str, Any]:
    """Return a state under ``head``."""
    return {f"{head}{name}": value for name, value in state.items()}
