"""Plus and minus: a signed weight as the difference of two conductances, while both are raised together.

Frame by frame a common conductance is added to both cells of a pair. The weight stays; current and read noise do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..core import Spec, knob, rng_from
from ..devices import Scales, preset
from ..tile import to_conductances, to_weights
from .trace import Controls

STEPS, READS, CHIPS, T_S = 21, 400, 15, 25.0


@dataclass(frozen=True)
class Pairs(Spec):
    """The knobs of the experiment."""

    w: float = knob(-0.4, -1.0, 1.0, fmt="+.2f", label="weight w", help="what the pair stands for")
    g_max_us: float = knob(25.0, 5.0, 25.0, unit="µS", fmt=".0f", label="largest g", help="conductance of weight 1")
    v_read_v: float = knob(0.2, 0.05, 0.5, unit="V", fmt=".2f", label="read voltage", help="on the row of the pair")
    noise: float = knob(1.0, 0.0, 4.0, unit="×", fmt=".1f", label="read noise", help="times that of phase change")
    seed: int = knob(7, 0, 2**31 - 1, scale="int", label="chip", help="which cells: the seed of every random draw")


@dataclass(frozen=True)
class Frame:
    """A pair with one common conductance; ``noise`` is the standard deviation of w over reads, one value a chip."""

    common_us: np.float32
    g_plus_us: np.float32
    g_minus_us: np.float32
    i_plus_ua: np.float32
    i_minus_ua: np.float32
    w: np.float32
    noise: np.ndarray


def const(spec: Pairs) -> dict[str, Any]:
    """The scale of the pictures."""
    return {"g_max_us": spec.g_max_us, "v_read_v": spec.v_read_v, "w": spec.w, "reads": READS}


def pair_us(spec: Pairs) -> tuple[float, float]:
    """Return the pair with the smallest conductances, one of them 0, in µS."""
    plus, minus = to_conductances(spec.w, spec.g_max_us)
    return float(plus), float(minus)


def run(spec: Pairs, controls: Controls | None = None) -> Iterator[Frame]:
    """Raise the common conductance from 0 until the larger cell is full; read noise is that of ``pcm-inference``."""
    plus, minus = pair_us(spec)
    device = replace(preset("pcm-inference"), scale=Scales(0.0, 0.0, 0.0, spec.noise))
    for n, common in enumerate(np.linspace(0.0, spec.g_max_us - max(plus, minus), STEPS)):
        g = np.array([plus, minus]) + common
        cells = device.program(np.tile(g, (READS, CHIPS, 1)), rng_from(spec.seed, "cells"))
        read = device.read(cells, T_S, rng_from(spec.seed, "reads", n))
        i = g * spec.v_read_v
        single = (common, *g, *i, float(to_weights(g[0], g[1], spec.g_max_us)))
        common_us, g_plus, g_minus, i_plus, i_minus, w = map(np.float32, single)
        yield Frame(
            common_us,
            g_plus,
            g_minus,
            i_plus,
            i_minus,
            w,
            to_weights(read[..., 0], read[..., 1], spec.g_max_us).std(axis=0).astype(np.float32),
        )
