"""Pairs of cells that only learn upwards, and are written anew when they are full."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..core import key64, rng_from
from ..core.checks import whole
from ..devices import PulsedDevice, preset
from ..tile import Tile
from .learner import Array, Learner, checked, of, shows, under, write


@dataclass(frozen=True)
class OneSidedPair:
    """``W = g⁺ - g⁻``, two arrays of cells that are only ever pulsed upwards, as phase change is.

    ``ΔW > 0`` pulses g⁺, ``ΔW < 0`` pulses g⁻. Once in ``refresh_every`` mini-batches (0: never) pairs with no room
    left, the larger above ``upper`` w_max and the smaller above ``lower`` w_max, are reset, both to ``reset_std`` ξ,
    and their difference is written back to one of them in at most as many pulses as a train has, without a check:

        g± ← reset_std ξ±,    then n = rint((g⁺ - g⁻) / Δw) pulses on g⁺ if n > 0, |n| on g⁻ if n < 0

    with Δw the granularity of the cell. A layer that learns so is made of ``Ideal()`` cells, which show W.

    Source: as in aihwkit 1.2, ``rpu_onesided_device.cpp``; the way of Burr et al., IEEE T-ED 62, 3498 (2015). Here the
    arrays are read for a refresh without noise.

    Raises
    ------
    ValueError
        A number is out of range, or from ``on``: the layer's cells are not ideal, or ``cell`` cannot start at 0.
    """

    cell: PulsedDevice = field(default_factory=lambda: preset("pcm"))
    refresh_every: int = 1
    upper: float = 0.75
    lower: float = 0.25
    reset_std: float = 0.01

    def __post_init__(self) -> None:
        whole("refresh_every", self.refresh_every, 0)
        if not 0 <= self.lower <= self.upper <= 1:
            raise ValueError(f"lower={self.lower} and upper={self.upper} must satisfy 0 <= lower <= upper <= 1")
        if not 0 <= self.reset_std < np.inf:
            raise ValueError(f"reset_std={self.reset_std} is not a number of 0 or more")

    def on(self, tile: Tile) -> Learner:
        """Return the learner that trains what ``tile`` shows; it starts from those weights, clipped to the cells."""
        shows(tile, self)
        return _OneSided(tile, self)


class Arrays:
    """The two arrays of a one-sided pair."""

    def __init__(self, rule: OneSidedPair, tile: Tile) -> None:
        self.rule, self.refreshes = rule, 0
        w, seeds = tile.weights, (key64(tile.seed, side) >> 1 for side in ("plus", "minus"))
        self.plus, self.minus = (
            Tile(tile.shape, rule.cell, pulses=tile.pulses, seed=seed, weights=np.maximum(sign * w, 0))
            for sign, seed in zip((1, -1), seeds, strict=True)
        )

    @property
    def weights(self) -> Array:
        """``g⁺ - g⁻``."""
        return self.plus.weights - self.minus.weights

    @property
    def pulses_fired(self) -> int:
        """Pulses of both."""
        return self.plus.pulses_fired + self.minus.pulses_fired

    def refresh(self) -> int:
        """Write pairs with no room left anew; return the pulses fired."""
        g, top = np.stack([self.plus.weights, self.minus.weights]), self.rule.cell.w_max
        full = (g.max(axis=0) > self.rule.upper * top) & (g.min(axis=0) > self.rule.lower * top)
        if not full.any():
            return 0
        n = np.where(full, np.rint((g[0] - g[1]) / self.rule.cell.granularity), 0)
        rng = rng_from(self.plus.seed, "refresh", self.refreshes)
        left = np.where(full, self.rule.reset_std * rng.standard_normal(g.shape), g)
        self.refreshes += 1
        self.plus.set_weights(left[0])
        self.minus.set_weights(left[1])
        return self.add(n)

    def add(self, n: Array) -> int:
        """Fire ``n`` pulses on each pair, upwards on the side of their sign; return the pulses fired."""
        step = self.rule.cell.granularity
        return write(self.plus, np.maximum(n, 0), step) + write(self.minus, np.maximum(-n, 0), step)

    def age(self) -> None:
        """Let a mini-batch pass."""
        self.plus.age()
        self.minus.age()

    def state(self) -> dict[str, Any]:
        """Return what fixes the future of both."""
        sides = {**under("plus.", self.plus.state()), **under("minus.", self.minus.state())}
        return {**sides, "refreshes": self.refreshes}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from ``state``; nothing changes where it does not fit."""
        for keep in (False, True):
            for name in ("plus", "minus"):
                side: Tile = getattr(self, name)
                (side if keep else side.clone()).restore(of(f"{name}.", state))
        self.refreshes = int(state["refreshes"])


class _OneSided(Learner):
    def __init__(self, tile: Tile, rule: OneSidedPair) -> None:
        super().__init__(tile)
        self.rule, self.pair, self.batches = rule, Arrays(rule, tile), 0
        tile.set_weights(self.pair.weights)

    @property
    def pulses_fired(self) -> int:
        return self.pair.pulses_fired

    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        v, e = checked(self.tile, x, d, lr)
        # -d x > 0 where the signs differ: each side gets those coincidences, all upwards
        parts = np.concatenate([np.maximum(v, 0), np.maximum(-v, 0)])
        up, down = np.maximum(e, 0), np.maximum(-e, 0)
        trains = [
            (side, side.trains(parts, -np.concatenate(errors), lr))
            for side, errors in ((self.pair.plus, (down, up)), (self.pair.minus, (up, down)))
        ]
        fired = sum(side.apply(train) for side, train in trains)
        self.batches += 1
        if self.rule.refresh_every and self.batches % self.rule.refresh_every == 0:
            fired += self.pair.refresh()
        self.pair.age()
        self.tile.set_weights(self.pair.weights)
        return fired

    def state(self) -> dict[str, Any]:
        return {**super().state(), **self.pair.state(), "batches": self.batches}

    def restore(self, state: dict[str, Any]) -> None:
        self.pair.restore(state)
        super().restore(state)
        self.batches = int(state["batches"])
