"""Tiki-Taka: a fast array learns, and its columns are read and handed on to the array that computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..core import key64, rng_from
from ..core.checks import positive, whole
from ..devices import PulsedDevice
from ..tile import Tile
from .learner import Array, Learner, checked, of, own, takes_pulses, under

KINDS = ("plain", "buffered", "chopped", "dynamic")
TAIL = 5  # readings that the leaky mean of ``dynamic`` remembers weigh a period over this


@dataclass(frozen=True)
class TikiTaka:
    """Gradients go to a fast array A; column after column of A is read and moves the array C that is read by others.

    With c_j = ±1 the chopper of input j (1 for the first two) and ω the column read of A, once in ``transfer_every``
    mini-batches, columns in turn::

        A -= fast_lr lr Σ_b d_b (c x_b)ᵀ                by pulses, every mini-batch
        plain      C_j += transfer_lr lr ω_j            by pulses
        buffered   H_j += transfer_lr lr ω_j / Δw_C     n = trunc(H_j), at most ± ``longest``; C_j += n Δw_C by pulses,
                                                        and H_j ← ``momentum`` H_j where n ≠ 0
        chopped    H_j += transfer_lr lr c_j ω_j / Δw_C n as above, H_j -= n; then c_j flips with chance ``chop``
        dynamic    as chopped with c_j (ω_j - r_j) for c_j ω_j; c_j flips after every 1 / ``chop`` reads of the column,
                   and r_j, the reference, becomes the leaky mean of ω_j; until the first flip nothing is handed on

    Cells of A that push back to their symmetric point forget old gradients, so that A should have that point at 0: a
    ``SoftBoundsReference`` with ``subtract_symmetry_point``. Chopping takes away what an offset of that point adds up
    to; the dynamic reference takes it away before it is summed, whatever it is. W is C alone (the arrays of aihwkit are
    "fully hidden"). The leaky mean has the weight min(5 chop, 1).

    Sources: Gokmen and Haensch, Front. Neurosci. 14, 103 (2020); Gokmen, Front. Artif. Intell. 4, 699148 (2021);
    Rasch et al., Nat. Commun. 15, 7133 (2024); rules as in aihwkit 1.2, ``rpu_*transfer_device.cpp``, whose chopped
    and dynamic buffers also scale themselves to the gradients.

    Parameters
    ----------
    kind
        ``plain`` (Tiki-Taka), ``buffered`` (TTv2), ``chopped`` (c-TTv2) or ``dynamic`` (AGAD).
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
            positive(name, getattr(self, name))
        for name in ("transfer_every", "longest"):
            whole(name, getattr(self, name))
        for name in ("chop", "momentum"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name}={getattr(self, name)} is outside 0 … 1")
        if self.kind == "dynamic" and self.chop == 0:
            raise ValueError("chop=0: a dynamic reference needs periods, of 1 / chop reads")

    def on(self, tile: Tile) -> Learner:
        """Return the learner that trains ``tile`` (C) by this rule."""
        takes_pulses(tile)
        return _TikiTaka(tile, self)


class _TikiTaka(Learner):
    def __init__(self, tile: Tile, rule: TikiTaka) -> None:
        super().__init__(tile)
        self.rule, self.batches = rule, 0
        edge = tile.periphery.backward  # one line driven: nothing to manage, no neuron
        self.fast = Tile(self.shape, rule.fast or tile.device, edge, tile.pulses, key64(tile.seed, "fast") >> 1)
        takes_pulses(self.fast)
        self.buffer = np.zeros(self.shape, np.float32)
        self.chopper = np.ones(self.shape[1], np.float32)
        self.mean, self.reference = np.zeros_like(self.buffer), np.zeros_like(self.buffer)

    @property
    def pulses_fired(self) -> int:
        return self.tile.pulses_fired + self.fast.pulses_fired

    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        v, e = checked(self.tile, x, d, lr)
        fired = self.fast.update(v * self.chopper, e, self.rule.fast_lr * lr)
        self.batches += 1
        if self.batches % self.rule.transfer_every == 0:
            turn, j = divmod(self.batches // self.rule.transfer_every - 1, self.shape[1])
            fired += self._transfer(j, turn, lr)
        self.tile.age()
        return fired

    def _transfer(self, j: int, turn: int, lr: float) -> int:
        """Read column j of A for the time number ``turn``, and hand it on."""
        line = np.zeros((1, self.shape[1]), np.float32)
        line[0, j] = 1
        read: Array = self.fast.forward(line)[0]
        rule, flip = self.rule, self.chopper[j]
        if rule.kind == "plain":
            return self.tile.apply(self.tile.trains(line, -read[None], rule.transfer_lr * lr))
        step = self.tile.device.granularity
        if rule.kind == "dynamic":
            period = max(round(1 / rule.chop), 1)
            self.mean[:, j] += min(TAIL / period, 1) * (read - self.mean[:, j])
            read = read - self.reference[:, j] if turn >= period else np.zeros_like(read)
            if (turn + 1) % period == 0:
                self.reference[:, j] = self.mean[:, j]
                self.chopper[j] *= -1
        held = self.buffer[:, j] + flip * rule.transfer_lr * np.float32(lr / step) * read
        n = np.clip(np.trunc(held), -rule.longest, rule.longest)
        self.buffer[:, j] = np.where(n != 0, rule.momentum * held, held) if rule.kind == "buffered" else held - n
        if rule.kind == "chopped" and rng_from(self.tile.seed, "chopper", self.batches).random() < rule.chop:
            self.chopper[j] *= -1
        return self.tile.apply(self.tile.trains(line, -n[None].astype(np.float32), step)) if n.any() else 0

    def _kept(self) -> dict[str, Array]:
        return {name: getattr(self, name) for name in ("buffer", "chopper", "mean", "reference")}

    def state(self) -> dict[str, Any]:
        kept = {name: value.copy() for name, value in self._kept().items()}
        return {**super().state(), **under("fast.", self.fast.state()), **kept, "batches": self.batches}

    def restore(self, state: dict[str, Any]) -> None:
        kept = own(state, **self._kept())
        self.fast.clone().restore(of("fast.", state))  # raises
        super().restore(state)
        self.fast.restore(of("fast.", state))
        self.batches = int(state["batches"])
        self.buffer, self.chopper, self.mean, self.reference = kept
