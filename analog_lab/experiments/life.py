"""The life of a chip: a network trained in floating point is programmed into memory cells once, and then ages.

Two things are seen at every time: cells that were all meant for one of five levels, and the accuracy of several chips
that hold the same network, with and without one factor a layer that makes up for the common loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core import Spec, key64, knob, rng_from
from ..data import digits
from ..devices import RetentiveDevice, Scales, preset
from ..periphery import Periphery, Wires
from ..tile import ProgrammedTile
from ..training.mlp import cross_entropy
from .trace import Controls

CELLS = ("pcm-inference", "pcm-hermes-1", "rram-milo", "rram-wan", "reram-cmo")
LAYERS, EPOCHS, BATCH, RATE = (64, 32, 10), 20, 16, 0.05
LEVELS, BINS, SAMPLES = 5, 120, 2000
CLIP = 2.5  # weights beyond this many standard deviations are clipped: one of them would take the range of all
TOP = 1.2  # the histogram ends at this share of the largest conductance
FIRST_S, LAST_S, TIMES = 25.0, 3.156e7, 25
Array = NDArray[np.float32]
Layers = tuple[tuple[Array, Array], ...]  # weights (n_out, n_in) and biases, rectifiers between them


@dataclass(frozen=True)
class Life(Spec):
    """The knobs of the experiment."""

    prog: float = knob(
        1.0, 0.0, 4.0, fmt=".1f", unit="×", label="programming spread", help="times what was measured of the cell"
    )
    read: float = knob(1.0, 0.0, 4.0, fmt=".1f", unit="×", label="read noise", help="times what was measured")
    ageing: float = knob(1.0, 0.0, 3.0, fmt=".1f", unit="×", label="drift", help="times the measured drift exponents")
    r_wire_ohm: float = knob(0.0, 0.0, 10.0, fmt=".1f", unit="Ω", label="wire", help="of the wire between two cells")
    verify: bool = knob(
        False, scale="bool", label="write-verify", help="write again, up to ten times, until a read agrees within 3 %"
    )
    cell: str = knob("pcm-inference", choices=CELLS, label="cell", help="the memory cell, with what was measured of it")
    chips: int = knob(9, 1, 25, scale="int", label="chips", help="chips that are programmed with the same network")
    seed: int = knob(7, 0, 2**31 - 1, scale="int", label="chip", help="which chips: the seed of every random draw")

    @property
    def device(self) -> RetentiveDevice:
        """The cell, its spreads and its drift rescaled."""
        device: RetentiveDevice = preset(self.cell)
        return replace(device, scale=Scales(self.prog, self.ageing, self.ageing, self.read))

    @property
    def periphery(self) -> Periphery:
        """The edge of both crossbars."""
        wires = (Wires(self.r_wire_ohm),) if self.r_wire_ohm else ()
        return Periphery(dac_bits=8, adc_bits=9, out_noise=0.0, more=wires)

    @property
    def held(self) -> tuple[Layers, float]:
        """The network that is programmed, and its test accuracy in floating point in per cent."""
        return trained()


@dataclass(frozen=True)
class Frame:
    """All chips at one time after programming; accuracies in per cent, (chips,).

    ``levels`` (levels, bins) counts cells by their conductance; ``g_us`` are the medians. ``error`` is the weight error
    ‖W(t) - W‖ / ‖W‖ of the first layer, and ``error_scaled`` what is left of it after the best common factor.
    """

    t_s: np.float32
    levels: np.ndarray
    g_us: np.ndarray
    accuracy: np.ndarray
    compensated: np.ndarray
    error: np.ndarray
    error_scaled: np.ndarray


@cache
def trained() -> tuple[Layers, float]:
    """Return the weights and biases that learned the digits in floating point, and their test accuracy.

    Descent with momentum 0.9; after every epoch weights are clipped at ``CLIP`` standard deviations of their layer.
    """
    data, rng = digits(), rng_from(0, "network")
    shapes = list(zip(LAYERS[1:], LAYERS[:-1], strict=True))
    w = [(rng.uniform(-1, 1, shape) / np.sqrt(shape[1])).astype(np.float32) for shape in shapes]
    b = [np.zeros(shape[0], np.float32) for shape in shapes]
    moved = [np.zeros_like(part) for part in (*w, *b)]
    for epoch in range(EPOCHS):
        rate = np.float32(RATE * (1 - epoch / EPOCHS))
        for index in np.array_split(rng.permutation(len(data.train_y)), len(data.train_y) // BATCH):
            x = data.train_x[index]
            hidden = np.maximum(x @ w[0].T + b[0], 0)
            d = cross_entropy(hidden @ w[1].T + b[1], data.train_y[index])[1]
            e = (d @ w[1]) * (hidden > 0)
            for k, gradient in enumerate((e.T @ x, d.T @ hidden, e.sum(0), d.sum(0))):
                moved[k] = np.float32(0.9) * moved[k] - rate * gradient
                (*w, *b)[k][...] += moved[k]
        for part in w:
            np.clip(part, -CLIP * part.std(), CLIP * part.std(), out=part)
    layers = tuple(zip(w, b, strict=True))
    return layers, in_floating_point(layers)


def _times(w: Array, x: Array) -> Array:
    product: Array = x @ w.T
    return product


def exact(layers: Layers, x: Array) -> Array:
    """Return what a network says of images (n, 64) without a chip, (n, 10)."""
    return logits([partial(_times, w) for w, _ in layers], [b for _, b in layers], x)


def in_floating_point(layers: Layers) -> float:
    """Return the per cent of test images that a network tells right without a chip."""
    return _right(exact(layers, _tested()[0]))


def logits(products: Sequence[Callable[[Array], Array]], biases: Sequence[Array], x: Array) -> Array:
    """Return what a network says of images (n, 64), (n, 10), by products with its matrices; the rest is digital."""
    for n, (product, bias) in enumerate(zip(products, biases, strict=True)):
        x = product(np.maximum(x, 0) if n else x) + bias
    return x


@cache
def _tested() -> tuple[Array, NDArray[Any]]:
    """The test images and their labels: every chip is asked at every time, and the file is read once."""
    data = digits()
    return data.test_x, data.test_y


def _right(z: Array) -> float:
    return 100 * float(np.mean(z.argmax(axis=1) == _tested()[1]))


class _Scaled:
    """A programmed layer and the digital factor of its sums."""

    def __init__(self, weights: Array, spec: Life, key: int) -> None:
        verify = 0.03 * spec.device.g_max_us if spec.verify else None
        self.tile = ProgrammedTile(weights, spec.device, periphery=spec.periphery, seed=key, tolerance_us=verify)
        self.shape, self.factor = self.tile.shape, 1.0
        self.baseline = self._readout()

    def _readout(self) -> float:
        return float(np.abs(self.tile.forward(np.eye(self.shape[1], dtype=np.float32))).mean())

    def age(self, t_s: float) -> float:
        """Move to a time; return the factor that makes up for the common loss."""
        self.tile.drift(t_s)
        return self.baseline / max(self._readout(), 1e-12)

    def forward(self, x: Any) -> Array:
        return np.float32(self.factor) * self.tile.forward(x)


def const(spec: Life) -> dict[str, Any]:
    """The levels, the scale of the histogram, and what floating point reaches."""
    device = spec.device
    first, last = _span(device)
    return {
        "targets_us": _targets(device).tolist(),
        "g_max_us": device.g_max_us,
        "top_us": TOP * device.g_max_us,
        "float": spec.held[1],
        "first_s": first,
        "last_s": last,
        "drifts": last > first,
    }


def _targets(device: RetentiveDevice) -> NDArray[np.float64]:
    return np.linspace(device.g_min_us, device.g_max_us, LEVELS)


def _span(device: RetentiveDevice) -> tuple[float, float]:
    """Return the first and the last time that are shown, which the source of the cell must cover."""
    low, high = device.times_s
    return max(low, FIRST_S if high > FIRST_S else low), min(high, LAST_S)


def times_s(device: RetentiveDevice) -> NDArray[np.float64]:
    """Return the times that are shown, evenly spaced on a logarithmic scale."""
    first, last = _span(device)
    return np.geomspace(first, last, TIMES).clip(first, last) if last > first else np.full(TIMES, first)


def programmed(spec: Life) -> list[list[_Scaled]]:
    """Return the chips as they were programmed, each a list of layers."""
    network = spec.held[0]
    return [
        [_Scaled(w, spec, key64(spec.seed, "chip", chip, n)) for n, (w, _) in enumerate(network)]
        for chip in range(spec.chips)
    ]


def run(spec: Life, controls: Controls | None = None) -> Iterator[Frame]:
    """Program the chips once; yield a frame for every time."""
    device = spec.device
    rng = rng_from(spec.seed, "levels")
    cells = device.program(np.repeat(_targets(device), SAMPLES).reshape(LEVELS, SAMPLES), rng)
    edges = np.linspace(0, TOP * device.g_max_us, BINS + 1)
    chips, biases = programmed(spec), [bias for _, bias in spec.held[0]]
    for t_s in times_s(device):
        g = device.read(cells, float(t_s), rng_from(spec.seed, "read", f"{t_s:.6g}"))
        rows = np.array([_look(layers, biases, float(t_s)) for layers in chips], np.float32)
        yield Frame(
            np.float32(t_s),
            np.array([np.histogram(level, edges)[0] for level in g], np.float32),
            np.median(g, axis=1).astype(np.float32),
            *(rows[:, k] for k in range(4)),
        )


def _look(layers: list[_Scaled], biases: Sequence[Array], t_s: float) -> tuple[float, float, float, float]:
    """Return the accuracy of a chip without and with its factors, and the weight error of its first layer so."""
    factors, found, x = [layer.age(t_s) for layer in layers], [], _tested()[0]
    for chosen in ([1.0] * len(layers), factors):
        for layer, factor in zip(layers, chosen, strict=True):
            layer.factor = factor
        found.append(_right(logits([layer.forward for layer in layers], biases, x)))
    w, now = layers[0].tile.target, layers[0].tile.weights.astype(np.float64)
    best = (w * now).sum() / max((now * now).sum(), 1e-30)
    size = np.linalg.norm(w)
    return found[0], found[1], float(np.linalg.norm(now - w) / size), float(np.linalg.norm(best * now - w) / size)
