"""The rows of ``analog-lab bench devices``: pulses on every step law."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ..devices import ConstantStep, ExpStep, LinearStep, PiecewiseStep, PowStep, SoftBounds, SoftBoundsReference
from ..tile import Tile
from .bench import LAWS, Row
from .bench_rows import pulses

_CELLS = (ConstantStep(), LinearStep(), SoftBounds(), SoftBoundsReference(), ExpStep(), PowStep(), PiecewiseStep())
CELLS = dict(zip(LAWS, _CELLS, strict=True))
TILES = 6  # taken in turn, so that no cell's parameters are still in the cache
OFTEN = {"update": 0.12, "dense": 4.0}  # coincidences a device and sample, before probabilities saturate


def makers() -> dict[str, Callable[[], Row]]:
    """Return what sets up each row, when its turn comes."""
    updates = {f"{kind}-{law}": partial(_update, kind, law) for kind in OFTEN for law in LAWS}
    return {**updates, **{f"memory-{law}": partial(_memory, law) for law in LAWS}}


def _update(kind: str, law: str) -> Row:
    kept = f"{type(CELLS[law]).__name__}, {TILES} arrays of 784 x 256 in turn, batch 64"
    return pulses(f"{kind}-{law}", CELLS[law], OFTEN[kind], kept + ", {:.2f} coincidences a ds", TILES, 8)


@dataclass(frozen=True)
class Bytes(Row):
    """A row that counts instead of timing."""

    count: float = 0.0

    def text(self, rounds: int, block_s: float) -> str:
        """Return the row's lines."""
        return self.told("–", "–", f"{self.count:.3g}", "4", "–")


def _memory(law: str) -> Row:
    tile = Tile((64, 64), CELLS[law])
    remark = f"{type(CELLS[law]).__name__}: the weight and all that its pulses read"
    return Bytes(f"memory-{law}", "B/cell", float, {}, remark, count=tile.nbytes / 64**2)
