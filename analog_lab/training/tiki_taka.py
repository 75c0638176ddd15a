"""Tiki-Taka: a fast array learns, and its columns are read and handed on to the array that computes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..core import key64, rng_from
from ..devices import Ideal, PulsedDevice
from ..tile import Tile
from ..tile.pulses import lines
from .learner import Array, Learner

KINDS = ("plain", "buffered", "chopped")


@dataclass(frozen=True)
class TikiTaka:
    """Gradients go to a fast array A; column after column of A is read and moves the array C that is read by others.

    With c_j = ±1 the chopper of input j (1 but for ``chopped``) and ω the column read of A, once in ``transfer_every``
    mini-batches, columns in turn::

        A -= fast_lr lr Σ_b d_b (c x_b)ᵀ                by pulses, every mini-batch
        plain      C_j += transfer_lr lr ω_j            by pulses
        buffered   H_j += transfer_lr lr ω_j / Δw_C     n = trunc(H_j), at most ± ``longest``; C_j += n Δw_C by pulses,
                                                        and H_j ← ``momentum`` H_j where n ≠ 0
        chopped    H_j += transfer_lr lr c_j ω_j / Δw_C n as above, H_j -= n; then c_j flips with chance ``chop``

    Cells of A that push back to their symmetric point forget old gradients, so that A should have that point at 0: a
    ``SoftBoundsReference`` with ``subtract_symmetry_point``. Chopping takes away what an offset of that point adds up
    to. W is C alone (the arrays of aihwkit are "fully hidden").

    Sources: Gokmen and Haensch, Front. Neurosci. 14, 103 (2020); Gokmen, Front. Artif. Intell. 4, 699148 (2021);
    Rasch et al., Nat. Commun. 15, 7133 (2024); rules as in aihwkit 1.2, ``rpu_*transfer_device.cpp``, whose chopped
    buffer also scales itself to the gradients.

    Parameters
    ----------
    kind
        ``plain`` (Tiki-Taka), ``buffered`` (TTv2) or ``chopped`` (c-TTv2).
    fast
        The cell of A; by default that of C.
    fast_lr, transfer_lr
        Factors on the learning rate of A and of the transfer.
    chop, momentum, longest
        As above.

    Raises
    ------
    ValueError
        A number is out of range, or from ``on``: a cell takes no pulses.
    """

    kind: str = "buffered"
    fast: PulsedDevice | None = None
    fast_lr: float = 1.0
    transfer_lr: float = 1.0
    transfer_every: int = 1
    chop: float = 0.1
    momentum: float = 0.1
    longest: int = 1

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind={self.kind!r} is not one of {', '.join(KINDS)}")
        for name in ("fast_lr", "transfer_lr"):
            if not 0 < getattr(self, name) < math.inf:
                raise ValueError(f"{name}={getattr(self, name)} is not a positive number")
        for name in ("transfer_every", "longest"):
            value = getattr(self, name)
            if value != int(value) or value < 1:
                raise ValueError(f"{name}={value} is not a whole number of at least 1")
        for name in ("chop", "momentum"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name}={getattr(self, name)} is outside 0 … 1")

    def on(self, tile: Tile) -> Learner:
        """Return the learner that trains ``tile`` (C) by this rule."""
        fast = self.fast or tile.device
        if isinstance(fast, Ideal) or isinstance(tile.device, Ideal):
            raise ValueError("an ideal cell takes no pulses: its update is exact")
        return _TikiTaka(tile, self, fast)


class _TikiTaka(Learner):
    def __init__(self, tile: Tile, rule: TikiTaka, fast: PulsedDevice) -> None:
        super().__init__(tile)
        self.rule, self.batches = rule, 0
        edge = tile.periphery.backward  # one line driven: nothing to manage, no neuron
        self.fast = Tile(self.shape, fast, edge, tile.pulses, key64(tile.seed, "fast") >> 1)
        self.buffer = np.zeros(self.shape, np.float32)
        self.chopper = np.ones(self.shape[1], np.float32)

    @property
    def pulses_fired(self) -> int:
        return self.tile.pulses_fired + self.fast.pulses_fired

    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        v = lines(x, self.shape[1], "x") * self.chopper
        fired = self.fast.update(v, d, self.rule.fast_lr * lr)
        self.batches += 1
        if self.batches % self.rule.transfer_every == 0:
            fired += self._transfer((self.batches // self.rule.transfer_every - 1) % self.shape[1], lr)
        return fired

    def _transfer(self, j: int, lr: float) -> int:
        """Read column j of A and hand it on; C ages by one mini-batch."""
        line = np.zeros((1, self.shape[1]), np.float32)
        line[0, j] = 1
        read: Array = self.fast.forward(line)
        if self.rule.kind == "plain":
            return self.tile.update(line, -read, self.rule.transfer_lr * lr)
        step = self.tile.device.granularity
        held = self.buffer[:, j] + self.chopper[j] * self.rule.transfer_lr * np.float32(lr / step) * read[0]
        n = np.clip(np.trunc(held), -self.rule.longest, self.rule.longest)
        if self.rule.kind == "buffered":
            held = np.where(n != 0, self.rule.momentum * held, held)
        else:
            held = held - n
            if rng_from(self.tile.seed, "chopper", self.batches).random() < self.rule.chop:
                self.chopper[j] *= -1
        self.buffer[:, j] = held
        if not n.any():
            self.tile.age()
            return 0
        return self.tile.update(line, -n[None].astype(np.float32), step)

    def state(self) -> dict[str, Any]:
        own = {"buffer": self.buffer.copy(), "chopper": self.chopper.copy(), "batches": self.batches}
        return {**super().state(), **{f"fast.{k}": v for k, v in self.fast.state().items()}, **own}

    def restore(self, state: dict[str, Any]) -> None:
        for name in ("buffer", "chopper"):
            value = np.array(state[name], np.float32)
            if value.shape != getattr(self, name).shape or not np.isfinite(value).all():
                raise ValueError(f"{name} of shape {value.shape} is not finite or not of {getattr(self, name).shape}")
        fast = self.fast.clone()
        fast.restore({k.removeprefix("fast."): v for k, v in state.items() if k.startswith("fast.")})
        super().restore(state)
        self.fast, self.batches = fast, int(state["batches"])
        self.buffer, self.chopper = (np.array(state[name], np.float32) for name in ("buffer", "chopper"))
