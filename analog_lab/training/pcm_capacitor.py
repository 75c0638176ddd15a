"""Phase change for the long term and a capacitor for every pulse."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..core import key64
from ..core.checks import positive, whole
from ..devices import PulsedDevice, preset
from ..tile import Tile
from .learner import Array, Learner, checked, of, shows, under
from .one_sided import Arrays, OneSidedPair


@dataclass(frozen=True)
class PcmCapacitor:
    """``W = F (G⁺ - G⁻) + p g``: pulses change the capacitor's g, and phase change takes over what it has gathered.

    With p = ±1 the polarity, every mini-batch ``g -= p lr Σ_b d_b x_bᵀ`` by pulses, and once in ``transfer_every``::

        up to ``tries`` times: one pulse on G⁺ where W - F (G⁺ - G⁻) > F ΔG, on G⁻ where it is < -F ΔG
        p ← -p      g ← p (W - F (G⁺ - G⁻)), so that W is as before

    with ΔG the granularity of the cell: what the pulses did not hit stays on the capacitor, and what every capacitor
    adds by its own asymmetry is added and subtracted in turn. Pairs with no room left are written anew before, as by
    ``OneSidedPair``. A layer that learns so is made of ``Ideal()`` cells, which show W. Capacitors that leak forget
    between two transfers: see ``Ageing``.

    Source: Ambrogio et al., Nature 558, 60 (2018): the cell, its gain, the transfer every 8,000 images, the polarity
    inversion, the closed loop. The loop's rule and what stays on the capacitor are ours; it reads without noise.

    Raises
    ------
    ValueError
        A number is out of range, or from ``on``: the layer's cells are not ideal.
    """

    pcm: PulsedDevice = field(default_factory=lambda: preset("pcm"))
    capacitor: PulsedDevice = field(default_factory=lambda: preset("capacitor"))
    gain: float = 3.0
    transfer_every: int = 800
    tries: int = 10
    inversion: bool = True

    def __post_init__(self) -> None:
        positive("gain", self.gain)
        whole("transfer_every", self.transfer_every)
        whole("tries", self.tries)

    def on(self, tile: Tile) -> Learner:
        """Return the learner that trains what ``tile`` shows; it starts on the phase change, clipped to the cells."""
        shows(tile, self)
        return _PcmCapacitor(tile, self)


class _PcmCapacitor(Learner):
    def __init__(self, tile: Tile, rule: PcmCapacitor) -> None:
        super().__init__(tile)
        self.rule, self.batches, self.polarity = rule, 0, 1
        start = OneSidedPair(rule.pcm)
        scaled = Tile(tile.shape, tile.device, pulses=tile.pulses, seed=tile.seed, weights=tile.weights / rule.gain)
        self.pair = Arrays(start, scaled)
        self.fast = Tile(tile.shape, rule.capacitor, pulses=tile.pulses, seed=key64(tile.seed, "capacitor") >> 1)
        self.tile.set_weights(self._whole())

    def _whole(self) -> Array:
        """Return W."""
        return self.rule.gain * self.pair.weights + self.polarity * self.fast.weights

    @property
    def pulses_fired(self) -> int:
        return self.pair.pulses_fired + self.fast.pulses_fired

    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        v, e = checked(self.tile, x, d, lr)
        fired = self.fast.update(v, self.polarity * e, lr)
        self.batches += 1
        if self.batches % self.rule.transfer_every == 0:
            fired += self._transfer()
        self.pair.age()
        self.tile.set_weights(self._whole())
        return fired

    def _transfer(self) -> int:
        rule, whole = self.rule, self._whole()
        step, fired = rule.gain * rule.pcm.granularity, self.pair.refresh()
        for _ in range(rule.tries):
            left = whole - rule.gain * self.pair.weights
            n = np.where(np.abs(left) > step, np.sign(left), 0)
            if not n.any():
                break
            fired += self.pair.add(n)
        self.polarity *= -1 if rule.inversion else 1
        self.fast.set_weights(self.polarity * (whole - rule.gain * self.pair.weights))
        return fired

    def state(self) -> dict[str, Any]:
        counts = {"batches": self.batches, "polarity": self.polarity}
        return {**super().state(), **self.pair.state(), **under("fast.", self.fast.state()), **counts}

    def restore(self, state: dict[str, Any]) -> None:
        self.fast.clone().restore(of("fast.", state))  # raises
        self.pair.restore(state)
        super().restore(state)
        self.fast.restore(of("fast.", state))
        self.batches, self.polarity = int(state["batches"]), int(state["polarity"])
