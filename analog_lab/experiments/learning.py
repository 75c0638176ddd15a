"""Learning in memory: a 64-32-10 network learns the digits by pulses, beside the same network in floating point.

Both networks start from the same weights and see the same images in the same order. The analog one reads its
weights through converters with noise and changes them only by coinciding pulses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core import Spec, key64, knob, rng_from
from ..data import digits
from ..devices import PulsedDevice
from ..periphery import Periphery
from ..tile import Tile
from ..training import FloatMatrix, Mlp
from .cell import LAWS, adjust, knob_cell
from .trace import Controls

LAYERS = (64, 32, 10)
FRAME_BATCHES = 8  # mini-batches between two frames
SHOWN = 12  # test images whose guess is part of every frame
G_MAX_US = 25.0
FIXED = ("batch", "epochs", "seed")  # knobs that belong to the whole run


@dataclass(frozen=True)
class Learning(Spec):
    """The knobs of the experiment; all but ``batch``, ``epochs`` and ``seed`` may be moved while it runs."""

    out_noise: float = knob(
        0.06, 0.0, 2.0, fmt=".2f", label="read noise", help="noise on every column sum; the largest input counts as 1"
    )
    up_down: float = knob(
        0.0,
        -0.95,
        0.95,
        fmt="+.2f",
        label="asymmetry",
        help="positive: a down pulse is smaller by this fraction; negative: an up pulse is",
    )
    dw_min: float = knob(
        0.002, 0.0005, 0.1, scale="log", label="step Δw", help="mean weight change of one pulse at weight 0"
    )
    ctoc: float = knob(0.3, 0.0, 5.0, fmt="%", label="pulse noise", help="spread from pulse to pulse, in steps")
    dtod: float = knob(0.3, 0.0, 0.4, fmt="%", label="cell spread", help="spread of step and bounds from cell to cell")
    law: str = knob("soft bounds", choices=tuple(LAWS), label="cell law", help="how the step depends on the weight")
    lr: float = knob(0.1, 0.005, 1.0, scale="log", label="learning rate", help="of both networks")
    adc_bits: int = knob(9, 2, 12, scale="int", label="ADC bits", help="resolution of every column read-out")
    batch: int = knob(8, 1, 64, scale="int", label="batch", help="images per update")
    epochs: int = knob(20, 1, 100, scale="int", label="epochs", help="passes over the 1,437 training images")
    seed: int = knob(7, 0, 2**31 - 1, scale="int", label="chip", help="which chip: the seed of every random draw")

    @property
    def device(self) -> PulsedDevice:
        """The cell that the knobs describe, with weights between -1 and 1."""
        return knob_cell(self.law, self.dw_min, self.up_down, self.dtod, self.ctoc, tilt=0.01)

    @property
    def periphery(self) -> Periphery:
        """The edge of both crossbars."""
        return Periphery(dac_bits=7, adc_bits=self.adc_bits, out_noise=self.out_noise)


@dataclass(frozen=True)
class Frame:
    """One look at both networks: test accuracies, pulses so far, and the conductance differences g⁺ - g⁻."""

    samples: np.int32
    epoch: np.float32
    accuracy: np.float32
    accuracy_float: np.float32
    loss: np.float32
    pulses: np.float64
    g1_us: np.ndarray
    g2_us: np.ndarray
    guess: np.ndarray
    sure: np.ndarray


def const(spec: Learning) -> dict[str, Any]:
    """The images shown, their labels and the conductance scale."""
    data = digits()
    return {
        "g_max_us": G_MAX_US,
        "layers": list(LAYERS),
        "shown": (data.test_x[:SHOWN] * 16).round().astype(int).tolist(),
        "labels": data.test_y[:SHOWN].tolist(),
        "per_epoch": len(data.train_y),
        "tested": len(data.test_y),
    }


def _networks(spec: Learning) -> tuple[Mlp, Mlp]:
    """Make the analog network and its floating-point twin from the same initial weights (Glorot uniform)."""
    rng = rng_from(spec.seed, "weights")
    tiles, floats = [], []
    for n, (n_in, n_out) in enumerate(zip(LAYERS[:-1], LAYERS[1:], strict=True)):
        limit = np.sqrt(6 / (n_in + n_out))
        w = rng.uniform(-limit, limit, (n_out, n_in)).astype(np.float32)
        floats.append(FloatMatrix(w))
        tiles.append(Tile(w.shape, spec.device, spec.periphery, seed=key64(spec.seed, "layer", n), weights=w))
    return Mlp(tiles), Mlp(floats)


def _order(spec: Learning, count: int) -> Iterator[np.ndarray]:
    """Yield the mini-batches of every epoch, shuffled anew each time; the last short batch of an epoch is left out."""
    for epoch in range(spec.epochs):
        order = rng_from(spec.seed, "order", epoch).permutation(count)
        yield from order[: count - count % spec.batch].reshape(-1, spec.batch)


def run(spec: Learning, controls: Controls | None = None) -> Iterator[Frame]:
    """Train both networks; yield a frame before the first mini-batch and after every eighth."""
    controls = controls or Controls()
    data = digits()
    analog, exact = _networks(spec)
    pulses, loss, samples = 0, np.nan, 0
    for step, index in enumerate(_order(spec, len(data.train_y))):
        if step % FRAME_BATCHES == 0:
            yield _frame(analog, exact, data, samples, pulses, loss)
            before, spec = spec, controls.take(step, spec)
            adjust(analog.layers, FIXED, before, spec)
        x, labels = data.train_x[index], data.train_y[index]
        loss, fired = analog.train(x, labels, spec.lr)
        exact.train(x, labels, spec.lr)
        pulses, samples = pulses + fired, samples + len(index)
    yield _frame(analog, exact, data, samples, pulses, loss)


def _frame(analog: Mlp, exact: Mlp, data: Any, samples: int, pulses: int, loss: float) -> Frame:
    logits = analog.forward(data.test_x)
    chances = np.exp(logits[:SHOWN] - logits[:SHOWN].max(axis=1, keepdims=True))
    g1, g2 = (np.clip(tile.weights * G_MAX_US, -G_MAX_US, G_MAX_US) for tile in analog.layers)
    return Frame(
        samples=np.int32(samples),
        epoch=np.float32(samples / len(data.train_y)),
        accuracy=np.float32(np.mean(logits.argmax(axis=1) == data.test_y)),
        accuracy_float=np.float32(exact.accuracy(data.test_x, data.test_y)),
        loss=np.float32(loss),
        pulses=np.float64(pulses),
        g1_us=g1.astype(np.float32),
        g2_us=g2.astype(np.float32),
        guess=logits[:SHOWN].argmax(axis=1).astype(np.uint8),
        sure=(chances.max(axis=1) / chances.sum(axis=1)).astype(np.float32),
    )
