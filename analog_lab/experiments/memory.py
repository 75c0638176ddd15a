"""A resistor that remembers: pulses write three kinds of memory cell, and a small voltage reads them.

Gentle pulses come first, then strong ones. Sixty cells of the kind receive the same pulses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core import Spec, knob, rng_from
from ..devices import SetResetStep, SoftBounds, response
from .trace import Controls

KINDS = ("phase change", "filament", "floating gate")
CELLS = 60
G_MAX_US = 25.0
FILAMENT = SoftBounds(dw_min=0.16, dw_min_dtod=0.1, dw_min_std=0.3, w_max_dtod=0.08, w_min_dtod=0.08, up_down=0.0)
CHARGE, ERASED = 0.12, 0.02  # share of the free places that a pulse fills, and what a block erase leaves
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Memory(Spec):
    """The knobs of the experiment."""

    kind: str = knob("phase change", choices=KINDS, label="memory", help="what the cell is made of")
    gentle: int = knob(10, 1, 40, scale="int", label="gentle pulses", help="SET of a resistor, programming of a gate")
    strong: int = knob(1, 0, 20, scale="int", label="strong pulses", help="RESET of a resistor, erasing of a gate")
    strength: float = knob(1.0, 0.3, 3.0, scale="log", fmt=".2g", unit="×", label="strength", help="of a gentle pulse")
    v_read_v: float = knob(
        0.2, 0.0, 0.5, unit="V", fmt=".2f", label="read voltage", help="small enough to change nothing"
    )
    seed: int = knob(7, 0, 2**31 - 1, scale="int", label="chip", help="which cells: the seed of every random draw")


@dataclass(frozen=True)
class Frame:
    """After a pulse: ``cells_us`` (cells,), the first of them drawn large, its current, and the pulse (0: none yet)."""

    cells_us: np.ndarray
    i_ua: np.float32
    pulse: np.int8


def const(spec: Memory) -> dict[str, Any]:
    """The scale and the settings that a picture needs."""
    up = spec.kind != "floating gate"
    return {"kind": spec.kind, "g_max_us": G_MAX_US, "v_read_v": spec.v_read_v, "gentle": spec.gentle, "up": up}


def conductances_us(spec: Memory) -> Array:
    """Return the conductances before and after every pulse, (pulses + 1, cells).

    Phase change: crystallises step by step, one strong pulse melts it (``SetResetStep``). Filament: grows and thins in
    steps that shrink towards the ends (``SoftBounds``). Floating gate: a pulse adds electrons to the q that are there,
    ``Δq = 0.12 strength (1 - q)``, which shift the threshold voltage and so lower ``g = g_max (1 - 0.95 q)``; erasing
    empties it. The first two follow IBM aihwkit 1.2, the third is an illustration.
    """
    signs = np.repeat([1, -1], [spec.gentle, spec.strong])
    if spec.kind == "phase change":
        melt = SetResetStep()
        device: Any = replace(melt, dw_min=melt.dw_min * spec.strength)
        share = response(device, signs, CELLS, spec.seed) / melt.w_max
    elif spec.kind == "filament":
        device = replace(FILAMENT, dw_min=FILAMENT.dw_min * spec.strength)
        share = (1 + response(device, signs, CELLS, spec.seed, w0=-0.9)) / 2
    else:
        share = 1 - np.float32(0.95) * _charge(spec, signs)
    return np.asarray(G_MAX_US * np.clip(share, 0, 1), np.float32)


def _charge(spec: Memory, signs: NDArray[np.int_]) -> Array:
    """Return the share of the gate's places that hold an electron, (pulses + 1, cells)."""
    rng = rng_from(spec.seed, "charge")
    made, q = 1 + 0.1 * rng.standard_normal(CELLS), np.full(CELLS, ERASED)
    course = [q]
    for sign in signs:
        share = np.clip(CHARGE * spec.strength * made * (1 + 0.15 * rng.standard_normal(CELLS)), 0, 1)
        q = q + share * (1 - q) if sign > 0 else np.full(CELLS, ERASED)
        course.append(q)
    return np.array(course, np.float32)


def run(spec: Memory, controls: Controls | None = None) -> Iterator[Frame]:
    """Yield the cells before the first pulse and after each; the current is Ohm's law, I = G V."""
    g_us = conductances_us(spec)
    for n, cells in enumerate(g_us):
        pulse = 0 if n == 0 else 1 if n <= spec.gentle else -1
        yield Frame(cells.astype(np.float32), np.float32(cells[0] * spec.v_read_v), np.int8(pulse))
