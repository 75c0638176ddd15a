"""One look at any named cell: what pulses do to it, how its sisters differ, and what it keeps.

A pulsed cell is taken up and down through its range, from its lower bound; each step is a burst of equal pulses. A
cell that is programmed in one go is programmed to five levels and left alone, each step a later time; where its source
describes one time alone, each step writes the cells anew.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ..core import Spec, knob, rng_from
from ..devices import PRESETS, Preset, PulsedDevice
from ..devices.response import asymmetry, mean_step, nonlinearity, retention, states, symmetric_point, weight_range
from ..tile import Tile
from ..tile.pulses import LONGEST
from .trace import Controls

STEPS = 120  # at most so many bursts up, and as many down
MOMENTS = 81  # of a cell that is left alone
WRITES = 21  # of a cell whose source describes one time alone
LEVELS = 5
GRID = 201  # weights at which the mean step is shown
VIEWS = ("all", "response", "loop", "step", "spread", "retention")
TEN_YEARS_S = 3.2e8
SPAN = "pulses up, and then down: times the cell's states; a cell programmed in one go has none"


@dataclass(frozen=True)
class Cell(Spec):
    """The knobs of the experiment."""

    cell: str = knob("reram-es", choices=tuple(PRESETS), label="cell", help="a named cell; its source is on the page")
    view: str = knob("all", choices=VIEWS, label="show", help="all charts of the cell side by side, or one of them")
    span: float = knob(1.0, 0.1, 2.0, unit="×", label="pulses", fmt=".2f", help=SPAN)
    cells: int = knob(100, 10, 400, scale="int", label="cells", help="how many cells are made and shown")
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

    ``g`` (cells,) is what the cells show, ``nominal`` what one without spread or noise does, ``sign`` the direction of
    the last burst, 0 for none, ``x`` the pulses so far, the seconds since programming, or the number of the write.
    """

    g: np.ndarray
    nominal: np.float32
    sign: np.int8
    x: np.float32


def plan(spec: Cell) -> tuple[int, int]:
    """Return how many bursts go up, and how many pulses a burst has."""
    pulses = max(round(spec.span * _states(spec.preset)), 8)
    burst = math.ceil(pulses / STEPS)
    return math.ceil(pulses / burst), burst


def _states(preset: Preset[Any]) -> float:
    return preset.states or states(preset.device)


def const(spec: Cell) -> dict[str, Any]:
    """Return what the page says of the cell, and the curves of its charts that need no pulses."""
    p = spec.preset
    told = {"cell": spec.cell, "title": p.title, "source": p.source, "pulsed": spec.pulsed, "view": spec.view}
    told |= {"url": f"https://doi.org/{p.doi}" if p.doi else "", "measured": p.measured, "assumed": p.assumed}
    if not spec.pulsed:
        return told | _programmed(spec.cell) | {"targets": _targets(p.device, spec.cells)}
    ups, burst = plan(spec)
    return told | _pulsed(spec.cell) | {"ups": ups, "burst": burst}


def _axis(preset: Preset[PulsedDevice]) -> dict[str, Any]:
    """Return the axis of a pulsed cell: its unit, its ends, and how a weight is shown on it (``offset + factor w``).

    ``bottom`` and ``top`` are the mean bounds; ``low`` and ``high`` leave room for the spread of the bounds.
    """
    device, (low, high) = preset.device, weight_range(preset.device)
    least = max(0.06 * (high - low), 3 * device.write_noise_std * device.dw_min)
    below, above = max(least, 3 * device.w_min_dtod * abs(low)), max(least, 3 * device.w_max_dtod * abs(high))
    factor, offset, names = 1.0, 0.0, {"unit": "", "name": "weight"}
    if preset.g_us is not None:  # a synapse whose range of conductances was measured
        factor, names = (preset.g_us[1] - preset.g_us[0]) / (high - low), {"unit": "µS", "name": "conductance"}
        offset = preset.g_us[0] - factor * low
    floor = 0.0 if preset.g_us else offset + factor * (low - below)
    ends = {"low": floor, "bottom": offset + factor * low, "top": offset + factor * high}
    return {**names, **ends, "high": offset + factor * (high + above), "factor": factor, "offset": offset}


@lru_cache(maxsize=64)
def _pulsed(name: str) -> dict[str, Any]:
    preset = PRESETS[name]
    device, axis = preset.device, _axis(preset)
    w = np.linspace(*weight_range(device), GRID)
    up, down = mean_step(device, w)
    point, lifetime, kept = round(symmetric_point(device), 6) + 0.0, device.ageing.lifetime, None
    if lifetime:
        batches = np.geomspace(1, 100 * lifetime, MOMENTS)
        kept = {"batches": batches, "w": retention(device, w[:: GRID // (LEVELS - 1)], batches[:, None])}
    return axis | {
        "step_w": axis["offset"] + axis["factor"] * w,
        "step_up": axis["factor"] * up,
        "step_down": axis["factor"] * down,
        "noise": device.dw_min_std,
        "symmetric": axis["offset"] + axis["factor"] * point if np.isfinite(point) else None,
        "states": _states(preset),
        "asymmetry": asymmetry(device),
        "nonlinearity": [bend if math.isfinite(bend) else None for bend in nonlinearity(device)],
        "retention": kept,
    }


@lru_cache(maxsize=64)
def _programmed(name: str) -> dict[str, Any]:
    device = PRESETS[name].device
    g, (first, last), middle = np.linspace(device.g_min_us, device.g_max_us, GRID), device.times_s, device.g_max_us / 2
    times, still = _times(device), device.nominal()
    held = still.program(_levels(device), rng_from(0, "nominal"))
    nu = device.nu_mean([middle])
    return {
        "unit": "µS", "name": "conductance", "low": 0.0, "high": 1.12 * device.g_max_us,
        "bottom": device.g_min_us, "top": device.g_max_us,
        "sigma_g": g, "sigma": device.sigma_us(g),
        "spread": float(device.sigma_us([middle])[0] / device.g_max_us),
        "drift": None if nu is None else float(nu[0]),
        "read": float(device.sigma_read_us([middle], max(first, min(1.0, last)))[0] / device.g_max_us),
        "levels": _levels(device),
        "held": None if first == last else np.stack([still.drift(held, t) for t in times]),
        "one_time": first == last, "first_s": first, "last_s": last,
    }  # fmt: skip


def _levels(device: Any) -> np.ndarray:
    """Return the levels that cells are programmed to, from the lowest to the highest conductance."""
    return np.linspace(device.g_min_us, device.g_max_us, LEVELS)


def _targets(device: Any, cells: int) -> np.ndarray:
    """Return what each cell is programmed to: equal shares of the cells for every level."""
    return _levels(device)[np.arange(cells) * LEVELS // cells]


def _times(device: Any) -> np.ndarray:
    """Return the moments shown, in seconds: evenly spaced in the logarithm, up to ten years or the end of the fit."""
    first, last = device.times_s
    if first == last:
        return np.arange(1.0, WRITES + 1)
    return np.unique(np.concatenate([[first], np.geomspace(max(first, 1.0), min(last, TEN_YEARS_S), MOMENTS)]))


def run(spec: Cell, controls: Controls | None = None) -> Iterator[Frame]:
    """Yield the state at the start and after every burst, moment or write."""
    return _pulses(spec) if spec.pulsed else _moments(spec)


def _pulses(spec: Cell) -> Iterator[Frame]:
    device: PulsedDevice = spec.preset.device
    (ups, burst), axis = plan(spec), _axis(spec.preset)
    nominal = axis["offset"] + axis["factor"] * _nominal(spec.cell, ups, burst)
    for n, w in enumerate(_walk(device, spec.cells, spec.seed, ups, burst)):
        g = axis["offset"] + axis["factor"] * w
        yield Frame(g.astype(np.float32), np.float32(nominal[n]), _sign(n, ups), np.float32(n * burst))


@lru_cache(maxsize=16)
def _nominal(name: str, ups: int, burst: int) -> np.ndarray:
    return np.stack(list(_walk(PRESETS[name].device.nominal(), 1, 0, ups, burst)))[:, 0]


def _sign(n: int, ups: int) -> np.int8:
    return np.int8(0 if n == 0 else 1 if n <= ups else -1)


def _walk(device: PulsedDevice, count: int, seed: int, ups: int, burst: int) -> Iterator[np.ndarray]:
    """Yield the weights of cells that start at the lower bound, before the first burst and after each."""
    cells = Tile((1, count), device, seed=seed, weights=np.full((1, count), weight_range(device)[0]))
    yield cells.weights[0].copy()
    for n in range(1, 2 * ups + 1):
        _fire(cells, burst, int(_sign(n, ups)))
        yield cells.weights[0].copy()


def _fire(tile: Tile, pulses: int, sign: int) -> None:
    """Pulse every cell of a one-row tile so many times in one direction."""
    while pulses > 0:
        slots = min(pulses, LONGEST)
        drawn = tile.trains(np.ones(tile.shape[1]), [-sign], tile.device.granularity)
        on = np.uint32(2**slots - 1)
        x_bits, d_bits = np.full_like(drawn.x_bits, on), np.full_like(drawn.d_bits, on)
        tile.apply(dataclasses.replace(drawn, x_bits=x_bits, d_bits=d_bits))
        pulses -= slots


def _moments(spec: Cell) -> Iterator[Frame]:
    device, rng = spec.preset.device, rng_from(spec.seed, "program")
    targets, best, (first, last) = _targets(spec.preset.device, spec.cells), device.nominal(), device.times_s
    programmed, still = device.program(targets, rng), best.program([device.g_max_us / 2], rng_from(0, "nominal"))
    for n, x in enumerate(_times(device)):
        t_s = first if first == last else float(x)
        if first == last and n:
            programmed = device.program(targets, rng)
        g = device.read(programmed, t_s, rng)
        yield Frame(g.astype(np.float32), np.float32(best.drift(still, t_s)[0]), np.int8(0), np.float32(x))
