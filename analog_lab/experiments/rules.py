"""Every learning rule on every pulsed cell: a 64-32-10 network learns the digits, one image at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..core import Spec, knob, rng_from
from ..data import digits
from ..devices import PRESETS, Ideal, PulsedDevice
from ..periphery import Periphery
from ..tile import Tile
from ..training import RULES, Mlp, OneSidedPair, PcmCapacitor, Rule, TikiTaka
from .trace import Controls

CELLS = tuple(name for name, preset in PRESETS.items() if isinstance(preset.device, PulsedDevice))
SIZES = (64, 32, 10)


@dataclass(frozen=True)
class Rules(Spec):
    """The knobs of the experiment; one-sided pairs and the capacitor have cells of their own, whatever ``cell`` is."""

    cell: str = knob("ecram", choices=CELLS, label="cell", help="the cell of every array of the rule")
    rule: str = knob("sgd", choices=tuple(RULES), label="rule", help="how a gradient reaches the cells")
    lr: float = knob(0.1, 0.001, 1.0, scale="log", label="learning rate", help="halved after each third of the epochs")
    epochs: int = knob(6, 1, 100, scale="int", label="epochs", help="passes over the 1,149 training images")
    seed: int = knob(0, 0, 2**31 - 1, scale="int", label="chip", help="which chip: the seed of every random draw")

    @property
    def learns(self) -> Rule:
        """The rule, where a transfer of Tiki-Taka may move a cell by 31 steps and choppers flip in 1 of 50 reads."""
        rule = RULES[self.rule]
        return replace(rule, longest=31, chop=0.02) if isinstance(rule, TikiTaka) else rule


@dataclass(frozen=True)
class Frame:
    """After an epoch: accuracy in per cent on test images and on those kept back to choose a setting, and pulses."""

    epoch: np.int32
    accuracy: np.float32
    accuracy_kept: np.float32
    pulses: np.float64


def const(spec: Rules) -> dict[str, Any]:
    """The sizes of the layers."""
    return {"layers": list(SIZES)}


def _network(spec: Rules, rng: np.random.Generator) -> Mlp:
    rule, layers = spec.learns, []
    device = Ideal() if isinstance(rule, (OneSidedPair, PcmCapacitor)) else PRESETS[spec.cell].device
    for n, (n_in, n_out) in enumerate(zip(SIZES[:-1], SIZES[1:], strict=True)):
        w = (rng.uniform(-1, 1, (n_out, n_in)) / np.sqrt(n_in)).astype(np.float32)
        layers.append(rule.on(Tile(w.shape, device, Periphery(), seed=10 * spec.seed + n, weights=w)))
    return Mlp(layers)


def run(spec: Rules, controls: Controls | None = None) -> Iterator[Frame]:
    """Train; yield a frame before the first epoch and after each. A fifth of the training images is kept back."""
    data, rng = digits(), rng_from(spec.seed, "rules")
    kept = np.arange(len(data.train_x)) % 5 == 0
    network, pulses = _network(spec, rng), 0

    def frame(epoch: int) -> Frame:
        test, held = (
            100 * network.accuracy(x, y)
            for x, y in ((data.test_x, data.test_y), (data.train_x[kept], data.train_y[kept]))
        )
        return Frame(np.int32(epoch), np.float32(test), np.float32(held), np.float64(pulses))

    yield frame(0)
    for epoch in range(spec.epochs):
        for image in rng.permutation(np.flatnonzero(~kept)):
            one = slice(image, image + 1)
            pulses += network.train(data.train_x[one], data.train_y[one], spec.lr / 2 ** (3 * epoch // spec.epochs))[1]
        yield frame(epoch + 1)
