"""The rows of ``analog-lab bench devices``: pulses on every step law."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch

from ..devices import (
    ConstantStep,
    ExpStep,
    LinearStep,
    PiecewiseStep,
    PowStep,
    PulsedDevice,
    SoftBounds,
    SoftBoundsReference,
)
from ..tile import Tile
from . import bench_peer as peer
from .bench import DEVICE_NAMES, LAWS, Row, line
from .bench_rows import Calls, first_pulse, gradients, row

CELLS: dict[str, PulsedDevice] = dict(
    zip(
        LAWS,
        (
            ConstantStep(),
            LinearStep(),
            SoftBounds(),
            SoftBoundsReference(),
            ExpStep(),
            PowStep(),
            PiecewiseStep(),
        ),
        strict=True,
    )
)
TILES = 6  # taken in turn, so that no cell's parameters are still in the cache
OFTEN = {"update": 0.12, "dense": 4.0}  # coincidences a device and sample, before probabilities saturate


def rows(names: Iterable[str]) -> Iterator[Row]:
    """Yield the rows asked for, in the table's order; each is set up when its turn comes."""
    makers: dict[str, Callable[[], Row]] = {
        "first-pulse": partial(first_pulse, False),
        "first-pulse-cached": partial(first_pulse, True),
    }
    for law in LAWS:
        makers |= {f"{kind}-{law}": partial(_update, kind, law) for kind in OFTEN}
        makers[f"memory-{law}"] = partial(_memory, law)
    return (makers[name]() for name in DEVICE_NAMES if name in set(names))


def _update(kind: str, law: str) -> Row:
    pairs, cell, batch = gradients(count=8), CELLS[law], 64
    mean = float(np.mean([np.abs(x).mean() * np.abs(d).mean() for x, d in pairs]))
    lr = OFTEN[kind] * cell.granularity / mean
    chips = [Tile((256, 784), cell, seed=n) for n in range(TILES)]
    fired = np.mean([chips[0].trains(x, d, lr).coincidences().mean() for x, d in pairs])
    tensors = [(torch.from_numpy(x), torch.from_numpy(d)) for x, d in pairs]
    plain = [torch.zeros(256, 784) for _ in range(TILES)]
    calls: Calls = {
        "analog_lab": _in_turn(chips, pairs, lambda chip, x, d: chip.update(x, d, lr)),
        "float": _in_turn(plain, tensors, lambda w, x, d: w.addmm_(d.T, x, alpha=-lr)),
    }
    remark = f"{type(cell).__name__}, {TILES} arrays of 784 x 256 in turn, batch {batch}, {fired:.2f} coincidences a ds"

    def of_peer() -> Any:
        return peer.update(tensors, lr, type(cell).__name__.removesuffix("Device"), TILES)

    return row(f"{kind}-{law}", "ns/ds", lambda s: s / (256 * 784 * batch) * 1e9, calls, remark, of_peer)


def _in_turn(chips: list[Any], pairs: list[Any], call: Callable[..., object]) -> Callable[[], object]:
    """Return a function that calls with the next chip and the next pair each time, round and round."""
    forever = zip(itertools.cycle(chips), itertools.cycle(pairs), strict=False)

    def work() -> None:
        chip, pair = next(forever)
        call(chip, *pair)

    return work


@dataclass(frozen=True)
class Bytes(Row):
    """A row that counts instead of timing."""

    count: float = 0.0

    def text(self, rounds: int, block_s: float) -> str:
        """Return the row's lines."""
        return line(self.name, "–", "–", f"{self.count:.3g}", "4", "–", self.unit) + f"\n    {self.remark}"


def _memory(law: str) -> Row:
    tile = Tile((64, 64), CELLS[law])
    remark = f"{type(CELLS[law]).__name__}: the weight and all that its pulses read"
    return Bytes(f"memory-{law}", "B/cell", float, {}, remark, count=tile.nbytes / 64**2)
