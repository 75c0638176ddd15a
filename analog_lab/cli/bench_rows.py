"""The work that ``analog-lab bench`` measures."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

from ..core import rng_from
from ..data import digits
from ..devices import ConstantStep, SoftBounds
from ..nn import AnalogOptimizer, analogize
from ..periphery import Periphery, effective_weights, kappa
from ..tile import Sliced, Tile
from ..training import FloatMatrix, Mlp
from . import bench_peer as peer
from .bench import NAMES, PEER, Row, Wait

Calls = dict[str, Callable[[], object]]
LAYERS = (784, 256, 128, 10)
CELL = SoftBounds()
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


def rows(names: Iterable[str]) -> Iterator[Row]:
    """Yield the rows asked for, in the table's order; each is set up when its turn comes."""
    makers: dict[str, Callable[[], Row]] = {"update": _update, "forward": _forward, "backward": _backward}
    makers |= {"forward-1": _vector, "slices": _slices}
    makers |= {f"wires-{n}": partial(_wires, n) for n in (64, 128, 256)}
    makers |= {f"train-{batch}": partial(_train, batch) for batch in (1, 8, 64)}
    makers |= {"import": _import, "first-pulse": partial(first_pulse, False)}
    makers |= {"first-pulse-cached": partial(first_pulse, True)}
    return (makers[name]() for name in NAMES if name in set(names))


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


def _over(pairs: list[Any], call: Callable[..., object]) -> Callable[[], object]:
    """Return a function that calls with the next pair each time, round and round."""
    forever = itertools.cycle(pairs)
    return lambda: call(*next(forever))


def _update() -> Row:
    pairs = gradients()
    lr = COINCIDENCES * CELL.dw_min / float(np.mean([np.abs(x).mean() * np.abs(d).mean() for x, d in pairs]))
    tile, w = Tile((256, 784), CELL), torch.zeros(256, 784)
    fired = np.mean([tile.trains(x, d, lr).coincidences().mean() for x, d in pairs])
    tensors = [(torch.from_numpy(x), torch.from_numpy(d)) for x, d in pairs]
    calls: Calls = {
        "analog_lab": _over(pairs, lambda x, d: tile.update(x, d, lr)),
        "float": _over(tensors, lambda x, d: w.addmm_(d.T, x, alpha=-lr)),
    }
    remark = f"784 x 256 cells, batch 64, gradients of real training, {fired:.2f} coincidences a device and sample (ds)"
    return row("update", "ns/ds", lambda s: s / (256 * 784 * 64) * 1e9, calls, remark, lambda: peer.update(tensors, lr))


def _read(name: str, batch: int, remark: str) -> Row:
    rng = rng_from(0, "bench")
    w = (rng.standard_normal((512, 512)) / 20).astype(np.float32)
    v = rng.standard_normal((batch, 512)).astype(np.float32)
    tile = Tile(w.shape, SoftBounds(w_max=1.0, w_min=-1.0), weights=w)
    matrix, tensor = torch.from_numpy(tile.weights), torch.from_numpy(v)
    calls: Calls = {
        "forward": {"analog_lab": lambda: tile.forward(v), "float": lambda: torch.mm(tensor, matrix.T)},
        "forward-1": {"analog_lab": lambda: tile.forward(v), "float": lambda: torch.mm(tensor, matrix.T)},
        "backward": {"analog_lab": lambda: tile.backward(v), "float": lambda: torch.mm(tensor, matrix)},
    }[name]
    return row(name, "µs", lambda s: s * 1e6, calls, remark, lambda: peer.read(name.split("-")[0], matrix, tensor))


def _forward() -> Row:
    return _read("forward", 64, "512 x 512 cells, batch 64, DAC, noise and ADC, against the bare matrix product")


def _backward() -> Row:
    return _read("backward", 1, "512 x 512 cells, one vector, DAC, noise and ADC, against the bare product")


def _vector() -> Row:
    return _read("forward-1", 1, "512 x 512 cells, one vector, DAC, noise and ADC, against the bare product")


def _slices() -> Row:
    """Eight-bit weights in two slices, eight-bit inputs in seven passes, against fourteen bare products."""
    rng = rng_from(0, "bench")
    w, v = rng.standard_normal((512, 512)), rng.standard_normal((64, 512)).astype(np.float32)
    edge = Periphery(None, 9, noise_management="none")
    sliced = Sliced(
        w, lambda part, k: Tile(part.shape, ConstantStep(w_max=2, w_min=-2), edge, weights=part), 8, 4, 8, 1
    )
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
    """Return the float network; its weights are those of a seed of our own, not of torch's global one."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layers = [nn.Linear(n_in, n_out) for n_in, n_out in itertools.pairwise(LAYERS)]
    return nn.Sequential(layers[0], nn.Sigmoid(), layers[1], nn.Sigmoid(), layers[2])


def step(model: nn.Module, optimizer: Any) -> Callable[[torch.Tensor, torch.Tensor], None]:
    """Return one training step of a model, as any user of torch would write it."""

    def train(x: torch.Tensor, labels: torch.Tensor) -> None:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), labels).backward()
        optimizer.step()

    return train


def _train(batch: int) -> Row:
    x, labels = (torch.from_numpy(part) for part in images())
    order = torch.from_numpy(rng_from(0, "order").permutation(len(x)))
    batches = [(x[part], labels[part]) for part in order.split(batch) if len(part) == batch]
    plain = _network()
    analog = analogize(plain, device=CELL)
    calls: Calls = {
        "analog_lab": _over(batches, step(analog, AnalogOptimizer(analog, TRAIN_LR))),
        "float": _over(batches, step(plain, torch.optim.SGD(plain.parameters(), TRAIN_LR))),
    }
    shape = "-".join(map(str, LAYERS))
    remark = f"{shape} on digits enlarged to 28 x 28, soft-bounds cells, rate {TRAIN_LR:g}, whole step in torch"
    return row(
        f"train-{batch}",
        "samples/s",
        lambda s: batch / s,
        calls,
        remark,
        lambda: peer.train(_network(), batches, TRAIN_LR),
    )


def row(
    name: str, unit: str, figure: Callable[[float], float], calls: Calls, remark: str, of_peer: Callable[[], Any]
) -> Row:
    """Make a row, with the peer in it if it is installed and does the work."""
    try:
        work = of_peer()
        if isinstance(work, str):
            return Row(name, unit, figure, calls, remark, work)
        work()
    except Exception as error:  # its interface changes between versions; our own rows must not fail with it
        return Row(name, unit, figure, calls, remark, f"failed: {type(error).__name__}")
    return Row(name, unit, figure, {**calls, PEER: work}, remark)


def _seconds(code: str, **environment: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
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
    return Wait(
        name, "s", float, {"analog_lab": wait}, f"import and first update in a new process, {remark} a kernel cache"
    )
