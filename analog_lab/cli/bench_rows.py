"""The work that ``analog-lab bench`` measures."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

from ..core import rng_from
from ..data import digits
from ..devices import ConstantStep, PulsedDevice, SoftBounds
from ..nn import AnalogOptimizer, analogize
from ..periphery import Periphery, effective_weights, kappa
from ..tile import Sliced, Tile
from ..training import FloatMatrix, Mlp
from . import bench_peer as peer
from .bench import BATCHES, PEER, STARTS, WIRES, Row, Wait, over

Calls = dict[str, Callable[[], object]]
LAYERS = (784, 256, 128, 10)
CELL = SoftBounds()
PULSES = "784 x 256 cells, batch 64, gradients of real training, {:.2f} coincidences a device and sample (ds)"
COINCIDENCES = 0.12  # per device and sample: what training on real images fires
TRAIN_LR = 0.05
IMPORT = """
import sys, time
start = time.perf_counter()
import analog_lab.data, analog_lab.energy, analog_lab.experiments, analog_lab.training
print(time.perf_counter() - start)
assert "torch" not in sys.modules
"""
FIRST_PULSE = """
import time
start = time.perf_counter()
import numpy as np
from analog_lab.devices import SoftBounds
from analog_lab.tile import Tile
assert Tile((8, 8), SoftBounds()).update(np.ones((1, 8)), np.ones((1, 8)), 0.01)
print(time.perf_counter() - start)
"""


def makers() -> dict[str, Callable[[], Row]]:
    """Return what sets up each row, when its turn comes."""
    return {
        "update": partial(pulses, "update", CELL, COINCIDENCES, PULSES),
        **{name: partial(_read, name) for name in ("forward", "forward-1", "backward")},
        "slices": _slices,
        **{f"wires-{n}": partial(_wires, n) for n in WIRES},
        **{f"train-{batch}": partial(_train, "train", batch) for batch in BATCHES},
        **{f"{kind}-8": partial(_train, kind, 8) for kind in ("conv", "lstm")},
        "import": _import,
        **{name: partial(first_pulse, name == "first-pulse-cached") for name in STARTS},
    }


def images() -> tuple[np.ndarray, np.ndarray]:
    """Return the training digits enlarged to 28 x 28 pixels, and their labels: 38 % of the pixels carry ink."""
    data = digits()
    large = np.kron(data.train_x.reshape(-1, 8, 8), np.ones((3, 3), np.float32))
    return np.pad(large, ((0, 0), (2, 2), (2, 2))).reshape(len(large), -1), data.train_y.astype(np.int64)


class _Recorder(FloatMatrix):
    """A matrix that keeps the pairs of its updates."""

    def __init__(self, weights: np.ndarray) -> None:
        super().__init__(weights)
        self.pairs: list[tuple[np.ndarray, np.ndarray]] = []

    def update(self, x: Any, d: Any, lr: float) -> int:
        self.pairs.append((x, d))
        return super().update(x, d, lr)


def gradients(batch: int = 64, count: int = 16) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return (x, d) of the first layer from ``count`` mini-batches of a network half way through its training."""
    x, labels = images()
    rng = rng_from(0, "bench")
    weights = [
        (rng.uniform(-1, 1, (n_out, n_in)) / np.sqrt(n_in)).astype(np.float32)
        for n_in, n_out in itertools.pairwise(LAYERS)
    ]
    first = _Recorder(weights[0])
    network = Mlp([first, *(FloatMatrix(w) for w in weights[1:])])
    for _ in range(66):
        index = rng.choice(len(x), batch, replace=False)
        network.train(x[index], labels[index], 0.2)
    return first.pairs[-count:]


def pulses(name: str, cell: PulsedDevice, often: float, remark: str, tiles: int = 1, count: int = 16) -> Row:
    """Return a row of pulsed updates on ``tiles`` arrays in turn, which fire ``often`` a device and sample (ds).

    ``remark`` has a place for how often they really fire, after saturation.
    """
    pairs = gradients(count=count)
    lr = often * cell.granularity / float(np.mean([np.abs(x).mean() * np.abs(d).mean() for x, d in pairs]))
    chips = [Tile((256, 784), cell, seed=n) for n in range(tiles)]
    fired = np.mean([chips[0].trains(x, d, lr).coincidences().mean() for x, d in pairs])
    tensors = [(torch.from_numpy(x), torch.from_numpy(d)) for x, d in pairs]
    plain = [torch.zeros(256, 784) for _ in range(tiles)]
    calls: Calls = {
        "analog_lab": over(lambda chip, pair: chip.update(*pair, lr), chips, pairs),
        "float": over(lambda w, pair: w.addmm_(pair[1].T, pair[0], alpha=-lr), plain, tensors),
    }
    of_peer = partial(peer.update, tensors, lr, type(cell).__name__, tiles)
    return row(name, "ns/ds", lambda s: s / (256 * 784 * 64) * 1e9, calls, remark.format(fired), of_peer)


def _read(name: str) -> Row:
    rng, batch, back = rng_from(0, "bench"), 64 if name == "forward" else 1, name == "backward"
    w = (rng.standard_normal((512, 512)) / 20).astype(np.float32)
    v = rng.standard_normal((batch, 512)).astype(np.float32)
    tile = Tile(w.shape, SoftBounds(w_max=1.0, w_min=-1.0), weights=w)
    matrix, tensor, read = torch.from_numpy(tile.weights), torch.from_numpy(v), tile.backward if back else tile.forward
    bare = (lambda: torch.mm(tensor, matrix)) if back else (lambda: torch.mm(tensor, matrix.T))
    what = ("batch 64", "bare matrix product") if batch > 1 else ("one vector", "bare product")
    calls: Calls = {"analog_lab": lambda: read(v), "float": bare}
    remark = f"512 x 512 cells, {what[0]}, DAC, noise and ADC, against the {what[1]}"
    of_peer = partial(peer.read, name.split("-")[0], matrix, tensor)
    return row(name, "µs", lambda s: s * 1e6, calls, remark, of_peer)


def _slices() -> Row:
    """Eight-bit weights in two slices, eight-bit inputs in seven passes, against fourteen bare products."""
    rng = rng_from(0, "bench")
    w, v = rng.standard_normal((512, 512)), rng.standard_normal((64, 512)).astype(np.float32)
    edge = Periphery(None, 9, noise_management="none")
    cell = ConstantStep(w_max=2, w_min=-2, w_max_dtod=0, w_min_dtod=0)
    sliced = Sliced(w, lambda part, k: Tile(part.shape, cell, edge, weights=part), 8, 4, 8, 1)
    matrix, tensor = torch.from_numpy(w.astype(np.float32)), torch.from_numpy(v)
    count = len(sliced.arrays) * sliced.passes
    calls: Calls = {
        "analog_lab": lambda: sliced.forward(v),
        "float": lambda: [torch.mm(tensor, matrix.T) for _ in range(count)],
    }
    remark = f"512 x 512 weights in {len(sliced.arrays)} slices, batch 64 in {sliced.passes} passes: {count} products"
    return row("slices", "ms", lambda s: s * 1e3, calls, remark, lambda: "does not slice inputs")


def _wires(n: int) -> Row:
    g = rng_from(0, "bench").uniform(10, 100, (n, n))

    def solve() -> float:
        start = time.perf_counter()
        effective_weights(g, 1.0)
        return time.perf_counter() - start

    remark = f"exact effective weights of {n} x {n} cells of 10 to 100 µS, 1 Ω a segment, κ = {kappa(g, 1.0):.2g}"
    return Wait(f"wires-{n}", "ms", lambda s: s * 1e3, {"analog_lab": solve}, remark)


def _network() -> nn.Sequential:
    layers = [nn.Linear(n_in, n_out) for n_in, n_out in itertools.pairwise(LAYERS)]
    return nn.Sequential(layers[0], nn.Sigmoid(), layers[1], nn.Sigmoid(), layers[2])


class Rows(nn.Module):
    """An image row by row into an LSTM, and its last state into ten classes."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.head = nn.LSTM(28, 64), nn.Linear(64, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return ten logits for each of (batch, 28, 28)."""
        logits: torch.Tensor = self.head(self.body(x.transpose(0, 1))[0][-1])
        return logits


def _convolutions() -> nn.Sequential:
    def stage(n_in: int, n_out: int) -> list[nn.Module]:
        return [nn.Conv2d(n_in, n_out, 5), nn.Tanh(), nn.MaxPool2d(2)]

    head = [nn.Flatten(), nn.Linear(512, 128), nn.Tanh(), nn.Linear(128, 10)]
    return nn.Sequential(*stage(1, 16), *stage(16, 32), *head)


NETWORKS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...], str]] = {
    "train": (_network, (784,), "784-256-128-10"),
    "conv": (_convolutions, (1, 28, 28), "16 and 32 kernels of 5 x 5, then 512-128-10,"),
    "lstm": (Rows, (28, 28), "an LSTM of 64 over 28 rows"),
}


def _train(kind: str, batch: int) -> Row:
    build, shape, said = NETWORKS[kind]

    def make() -> nn.Module:
        """The float network; its weights are those of a seed of our own, not of torch's global one."""
        with torch.random.fork_rng():
            torch.manual_seed(0)
            return build()

    x, labels = (torch.from_numpy(part) for part in images())
    order = torch.from_numpy(rng_from(0, "order").permutation(len(x)))
    batches = [(x[part].reshape(-1, *shape), labels[part]) for part in order.split(batch) if len(part) == batch]
    plain = make()
    analog = analogize(plain, device=CELL)
    calls: Calls = {
        "analog_lab": over(peer.step(analog, AnalogOptimizer(analog, TRAIN_LR)), batches),
        "float": over(peer.step(plain, torch.optim.SGD(plain.parameters(), TRAIN_LR)), batches),
    }
    remark = f"{said} on digits enlarged to 28 x 28, soft-bounds cells, rate {TRAIN_LR:g}, whole step in torch"
    of_peer = partial(peer.train, make(), batches, TRAIN_LR)
    return row(f"{kind}-{batch}", "samples/s", lambda s: batch / s, calls, remark, of_peer)


def row(
    name: str, unit: str, figure: Callable[[float], float], calls: Calls, remark: str, of_peer: Callable[[], Any]
) -> Row:
    """Make a row, with the peer in it if it is installed and does the work."""
    try:
        work = of_peer()
        if not isinstance(work, str):
            work()
            return Row(name, unit, figure, {**calls, PEER: work}, remark)
    except Exception as error:  # its interface changes between versions; our own rows must not fail with it
        work = f"failed: {type(error).__name__}"
    return Row(name, unit, figure, calls, remark, work)


def _seconds(code: str, **environment: str) -> float:
    environment = {**os.environ, **environment}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return float(done.stdout)


def _import() -> Row:
    return Wait("import", "s", float, {"analog_lab": lambda: _seconds(IMPORT)}, "all rooms below nn, without torch")


def first_pulse(cached: bool) -> Row:
    """Return the row of the first pulse in a new process."""

    def wait() -> float:
        with tempfile.TemporaryDirectory() as cache:
            for _ in range(1 + cached):
                seconds = _seconds(FIRST_PULSE, NUMBA_CACHE_DIR=cache)
        return seconds

    name, remark = ("first-pulse-cached", "with") if cached else ("first-pulse", "without")
    remark = f"import and first update in a new process, {remark} a kernel cache"
    return Wait(name, "s", float, {"analog_lab": wait}, remark)
