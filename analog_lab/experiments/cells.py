"""One look at any named cell: what pulses do to it, how its sisters differ, and what it keeps.

A pulsed cell is taken up and down through its range, from its lower bound; each step is a burst of equal pulses. A
cell that is programmed in one go is programmed to five levels and left alone; each step is a later time.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core import Spec, knob, rng_from
from ..devices import (
    PRESETS,
    Preset,
    PulsedDevice,
    asymmetry,
    mean_step,
    nonlinearity,
    retention,
    states,
    symmetric_point,
    weight_range,
)
from ..tile import Tile
from ..tile.pulses import LONGEST
from .trace import Controls

CELLS = 200
STEPS = 120  # at most so many bursts up, and as many down
MOMENTS = 81  # of a cell that is left alone
LEVELS = 5
GRID = 201  # weights at which the mean step is shown
VIEWS = ("response", "loop", "step", "spread", "retention")


@dataclass(frozen=True)
class Cell(Spec):
    """The knobs of the experiment."""

    cell: str = knob("reram-es", choices=tuple(PRESETS), label="cell", help="a named cell; its source is on the page")
    view: str = knob("response", choices=VIEWS, label="show", help="what the chart shows of the cell")
    span: float = knob(
        1.0, 0.1, 2.0, label="pulses, in ranges", fmt=".2f", help="pulses up: this many times the cell's states"
    )
    seed: int = knob(7, 0, 2**31 - 1, scale="int", label="chip", help="which chip: the seed of every random draw")

    @property
    def preset(self) -> Preset[Any]:
        """The record of the cell."""
        return PRESETS[self.cell]

    @property
    def pulsed(self) -> bool:
        """Whether the cell is moved by pulses."""
        return isinstance(self.preset.device, PulsedDevice)


@dataclass(frozen=True)
class Frame:
    """The cells after a burst of pulses or at a moment; frame 0 is the state before.

    ``g`` (cells,) is what 200 cells show, ``nominal`` what one without spread or noise does, ``sign`` the direction of
    the last burst, 0 for none, ``x`` the pulses so far or the seconds since programming.
    """

    g: np.ndarray
    nominal: np.float32
    sign: np.int8
    x: np.float32


def plan(spec: Cell) -> tuple[int, int]:
    """Return how many bursts go up, and how many pulses a burst has."""
    pulses = max(round(spec.span * max(states(spec.preset.device), spec.preset.states or 0)), 8)
    burst = math.ceil(pulses / STEPS)
    return math.ceil(pulses / burst), burst


def scale(spec: Cell) -> dict[str, Any]:
    """Return the axis of the cell: its unit, its ends, and how a weight is shown on it (``offset + factor w``)."""
    device, g_us = spec.preset.device, spec.preset.g_us
    if not spec.pulsed:
        return {"unit": "µS", "name": "conductance", "low": 0.0, "high": 1.1 * device.g_max_us}
    low, high = weight_range(device)
    if g_us is not None:  # a synapse whose range of conductances was measured
        factor = (g_us[1] - g_us[0]) / (high - low)
        return {"unit": "µS", "name": "conductance", "low": 0.0, "high": 1.1 * g_us[1], "factor": factor} | {
            "offset": g_us[0] - factor * low
        }
    room = 0.45 * (high - low) if device.w_max_dtod or device.w_min_dtod else 0.1 * (high - low)
    room = max(room, 3 * device.write_noise_std * device.dw_min)
    return {"unit": "", "name": "weight", "low": low - room, "high": high + room, "factor": 1.0, "offset": 0.0}


def const(spec: Cell) -> dict[str, Any]:
    """Return what the page says of the cell, and the curves of its charts that need no pulses."""
    p = spec.preset
    told = {"cell": spec.cell, "title": p.title, "source": p.source, "doi": p.doi, "pulsed": spec.pulsed}
    told |= {"measured": p.measured, "assumed": p.assumed, "view": spec.view, **scale(spec)}
    return told | (_pulsed(spec) if spec.pulsed else _programmed(spec))


def _pulsed(spec: Cell) -> dict[str, Any]:
    device: PulsedDevice = spec.preset.device
    axis = scale(spec)
    low, high = weight_range(device)
    w, (ups, burst) = np.linspace(low, high, GRID), plan(spec)
    lifetime = device.ageing.lifetime
    kept = None
    if lifetime:
        batches = np.geomspace(1, 100 * lifetime, MOMENTS)
        starts = np.linspace(low, high, LEVELS)
        kept = {"batches": batches, "w": retention(device, starts, batches[:, None])}
    up, down = mean_step(device, w)
    return {
        "step_w": axis["offset"] + axis["factor"] * w,
        "step_up": axis["factor"] * up,
        "step_down": axis["factor"] * down,
        "noise": device.dw_min_std,
        "symmetric": axis["offset"] + axis["factor"] * symmetric_point(device),
        "states": spec.preset.states or states(device),
        "asymmetry": asymmetry(device),
        "nonlinearity": nonlinearity(device),
        "retention": kept,
        "ups": ups,
        "burst": burst,
    }


def _programmed(spec: Cell) -> dict[str, Any]:
    device = spec.preset.device
    g = np.linspace(device.g_min_us, device.g_max_us, GRID)
    first, last = device.times_s
    return {
        "targets": _targets(device),
        "sigma_g": g,
        "sigma": device.sigma_us(g),
        "times": _times(device),
        "one_time": first == last,
        "last_s": last,
    }


def _targets(device: Any) -> np.ndarray:
    """Return the five levels that cells are programmed to, each for as many cells, shape (cells,)."""
    levels = np.linspace(device.g_min_us, device.g_max_us, LEVELS)
    return np.repeat(levels, CELLS // LEVELS)


def _times(device: Any) -> np.ndarray:
    """Return the moments shown, in seconds: evenly spaced in the logarithm, up to ten years or the end of the fit."""
    first, last = device.times_s
    if first == last:
        return np.array([first])
    return np.unique(np.concatenate([[first], np.geomspace(max(first, 1.0), min(last, 3.2e8), MOMENTS)]))


def run(spec: Cell, controls: Controls | None = None) -> Iterator[Frame]:
    """Yield the state at the start and after every burst or moment."""
    return _pulses(spec) if spec.pulsed else _moments(spec)


def _pulses(spec: Cell) -> Iterator[Frame]:
    device: PulsedDevice = spec.preset.device
    ups, burst = plan(spec)
    axis, start = scale(spec), weight_range(device)[0]
    cells = Tile((1, CELLS), device, seed=spec.seed, weights=np.full((1, CELLS), start))
    best = Tile((1, 1), device.nominal(), seed=spec.seed, weights=[[start]])
    for n in range(2 * ups + 1):
        sign = 0 if n == 0 else 1 if n <= ups else -1
        for tile in (cells, best):
            _fire(tile, burst if n else 0, sign)
        g, nominal = (axis["offset"] + axis["factor"] * tile.weights[0] for tile in (cells, best))
        yield Frame(g.astype(np.float32), np.float32(nominal[0]), np.int8(sign), np.float32(n * burst))


def _fire(tile: Tile, pulses: int, sign: int) -> None:
    """Pulse every cell of a one-row tile so many times in one direction."""
    while pulses > 0:
        slots = min(pulses, LONGEST)
        drawn = tile.trains(np.ones(tile.shape[1]), [-sign], tile.device.granularity)
        on = np.uint32(2**slots - 1)
        tile.apply(
            dataclasses.replace(drawn, x_bits=np.full_like(drawn.x_bits, on), d_bits=np.full_like(drawn.d_bits, on))
        )
        pulses -= slots


def _moments(spec: Cell) -> Iterator[Frame]:
    device, rng = spec.preset.device, rng_from(spec.seed, "program")
    programmed = device.program(_targets(device), rng)
    best = device.nominal()
    still = best.program([device.g_max_us], rng_from(spec.seed, "nominal"))
    for t_s in _times(device):
        g = device.read(programmed, t_s, rng)
        yield Frame(g.astype(np.float32), np.float32(best.drift(still, t_s)[0]), np.int8(0), np.float32(t_s))
