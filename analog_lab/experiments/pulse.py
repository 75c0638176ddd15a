"""Pulse by pulse: what one pulse does to a cell, in a small crossbar and in 200 cells on their own.

Each step is one slot of the pulse trains. In the crossbar a cell is pulsed where its row and its column fire in the
same slot; the 200 cells receive a pulse in every slot. Both are fabricated from the same device.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core import Spec, knob, rng_from
from ..devices import PulsedDevice, response, symmetric_point
from ..tile import PulseUpdate, Tile, cell_conductance
from .cell import LAWS, knob_cell
from .trace import Controls

SIZE = 8
CELLS = 200
START = 0.8  # fraction of the nominal bound at which a one-way run begins
G_MAX_US = 25.0


@dataclass(frozen=True)
class Pulse(Spec):
    """The knobs of the experiment."""

    direction: str = knob("up", choices=("up", "down", "alternate"), label="pulses", help="which way the pulses push")
    dw_min: float = knob(
        0.02, 0.002, 0.2, scale="log", label="step Δw", help="mean weight change of one pulse at weight 0"
    )
    up_down: float = knob(
        0.0,
        -0.9,
        0.9,
        label="asymmetry",
        fmt="+.2f",
        help="positive: a down pulse is smaller by this fraction; negative: an up pulse is",
    )
    dtod: float = knob(
        0.1, 0.0, 0.4, fmt="%", label="cell spread", help="how much step and bounds differ from cell to cell"
    )
    ctoc: float = knob(
        0.3, 0.0, 5.0, fmt="%", label="pulse noise", help="how much one pulse differs from the next, in steps"
    )
    law: str = knob("soft bounds", choices=tuple(LAWS), label="cell law", help="how the step depends on the weight")
    rate: float = knob(
        0.5, 0.1, 1.0, fmt="%", label="busiest line", help="chance that the busiest row or column fires in a slot"
    )
    pulses: int = knob(240, 20, 1000, scale="int", label="pulses a cell", help="length of the run")
    seed: int = knob(7, 0, 2**31 - 1, scale="int", label="chip", help="which chip: the seed of every random draw")

    @property
    def device(self) -> PulsedDevice:
        """The cell that the knobs describe, with weights between -1 and 1."""
        return knob_cell(self.law, self.dw_min, self.up_down, self.dtod, self.ctoc)

    @property
    def signs(self) -> np.ndarray:
        """The sign of every pulse, +1 up and -1 down, shape (pulses,)."""
        if self.direction == "alternate":
            return np.where(np.arange(self.pulses) % 2 == 0, 1, -1)
        return np.full(self.pulses, 1 if self.direction == "up" else -1)


@dataclass(frozen=True)
class Frame:
    """The state after one slot; frame 0 is the state before the first. Arrays of the crossbar are (output, input)."""

    g_us: np.ndarray
    x_bits: np.ndarray
    d_bits: np.ndarray
    hits: np.ndarray
    sign: np.int8
    fired: np.int32
    cells_us: np.ndarray


def const(spec: Pulse) -> dict[str, Any]:
    """Scales and the symmetric point, where up and down pulses undo each other (absent: no such point)."""
    point = symmetric_point(spec.device.nominal())
    found = point is not None and np.isfinite(point)
    return {
        "g_max_us": G_MAX_US,
        "symmetric_us": float(cell_conductance(np.float32(point))) if found else None,
        "symmetric_w": float(point) if found else None,
        "step_us": float(cell_conductance(np.float32(spec.dw_min)) - cell_conductance(np.float32(0.0))),
        "states": round(2.0 / spec.dw_min),
    }


def _starts(spec: Pulse, n: int) -> np.ndarray:
    """Starting weights: low for up, high for down, spread out for alternating pulses."""
    if spec.direction == "alternate":
        return np.linspace(-START, START, n, dtype=np.float32)
    return np.full(n, -START if spec.direction == "up" else START, np.float32)


def run(spec: Pulse, controls: Controls | None = None) -> Iterator[Frame]:
    """Yield the state before the first slot and after each slot, ``spec.pulses + 1`` frames."""
    signs = spec.signs
    alone = response(spec.device, signs, n_cells=CELLS, seed=spec.seed, w0=_starts(spec, CELLS))
    rng = rng_from(spec.seed, "lines")
    x = rng.permuted(np.linspace(0.15, 1.0, SIZE)).astype(np.float32)
    d = rng.permuted(np.linspace(0.15, 1.0, SIZE)).astype(np.float32)
    starts = rng.permuted(_starts(spec, SIZE * SIZE)).reshape(SIZE, SIZE)
    starts = starts + rng.uniform(-0.15, 0.15, starts.shape).astype(np.float32)
    slot = PulseUpdate(bl=1, update_management=False, update_bl_management=False)
    tile = Tile((SIZE, SIZE), spec.device, pulses=slot, seed=spec.seed, weights=starts)
    lr = spec.rate**2 * spec.dw_min  # one slot: P(row) = x_j sqrt(lr / Δw) = rate · x_j, and the same for columns
    none = np.zeros(SIZE, np.uint8)
    yield _frame(tile, none, none, np.zeros((SIZE, SIZE), np.uint8), 0, 0, alone[0])
    for n, sign in enumerate(signs):
        trains = tile.trains(x, -sign * d, lr)  # W moves against x·d, so a negative error pushes up
        fired = tile.apply(trains)
        rows, columns = trains.x_bits[0] & 1, trains.d_bits[0] & 1
        yield _frame(tile, rows, columns, trains.coincidences()[0], sign, fired, alone[n + 1])


def _frame(tile: Tile, rows: Any, columns: Any, hits: Any, sign: int, fired: int, alone: np.ndarray) -> Frame:
    return Frame(
        g_us=cell_conductance(tile.weights).astype(np.float32),
        x_bits=rows.astype(np.uint8),
        d_bits=columns.astype(np.uint8),
        hits=hits.astype(np.uint8),
        sign=np.int8(sign),
        fired=np.int32(fired),
        cells_us=cell_conductance(alone).astype(np.float32),
    )
