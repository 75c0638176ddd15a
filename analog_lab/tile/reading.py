"""One read of an array: the plain one through compiled kernels, any other stage by stage, and a trace of either."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from ..core import key64, rng_from
from ..core.blas import product
from ..periphery import Adc, BoundManagement, Neuron, Passes, Periphery, Scale, Signal, Stage

Array = NDArray[np.float32]
Tap = Callable[[Stage, Signal], None]
WORD = 2**64


class Wiring(NamedTuple):
    """What a read needs besides numbers: the edge, the matrix (lines in, lines out), and where its draws come from.

    ``key`` fixes the noise of this read and ``seed`` what stays with the chip, which ``side`` tells apart for the two
    directions.
    """

    edge: Periphery
    matrix: Array
    key: int
    seed: int
    side: str


def read(v: Array, wiring: Wiring, name: str, tap: Tap | None = None) -> Array:
    """Return what the array makes of ``v`` (batch, lines in): (batch, lines out).

    Raises
    ------
    ValueError
        A value is infinite or not a number.
    """
    edge = wiring.edge
    if edge.is_plain and not edge.is_ideal and tap is None:
        y = _plain(v, wiring)
    elif not np.isfinite(v).all():
        y = None
    else:
        y = product(v, wiring.matrix) if edge.is_ideal and tap is None else _staged(v, wiring, tap or _silent)
    if y is None:
        raise ValueError(f"{name} must be finite; at least one value is infinite or not a number")
    return y


def _silent(stage: Stage, signal: Signal) -> None:
    """Tap nothing."""


def _plain(v: Array, wiring: Wiring) -> Array | None:
    """Read through converters and noise; None if a value is not finite."""
    from . import read_kernels as kernels

    manage, dac, line_noise, adc, sum_noise = wiring.edge.numbers
    key, w = np.uint64(wiring.key % WORD), wiring.matrix
    if len(v) == 1:
        by_rows = w.flags.f_contiguous
        finite, y = kernels.single(v, w.T if by_rows else w, by_rows, manage, dac, line_noise, adc, sum_noise, key)
        return y if finite else None
    q, scale = np.empty_like(v), np.empty(len(v), np.float32)
    if not kernels.drive(v, manage, *dac, line_noise, key, q, scale):
        return None
    y = product(q, w)
    kernels.sense(y, scale, *adc, sum_noise, key)
    return y


def _staged(v: Array, wiring: Wiring, tap: Tap) -> Array:
    """Read stage by stage."""
    signal = _signal(v, wiring, 0)
    scale, *others = wiring.edge.stages
    loop = [stage for stage in others if not isinstance(stage, BoundManagement) and not _digital(stage)]
    scale.apply(signal)
    tap(scale, signal)
    driven = signal.value
    met: list[tuple[Stage, Signal]] = []  # of the last try
    _through(loop, signal, lambda stage, now: met.append((stage, copy.copy(now))))
    management = next((stage for stage in others if isinstance(stage, BoundManagement)), None)
    for again in range(1, 1 + (management.tries(wiring.edge.dac) if management else 0)):
        late = signal.saturated.copy()
        if not late.any():
            break
        met.clear()
        part = _signal(driven[late] / 2**again, wiring, again)
        part.scale = signal.scale[late] * 2
        _through(loop, part, lambda stage, now: met.append((stage, copy.copy(now))))
        signal.value[late], signal.scale[late] = part.value, part.scale
        signal.saturated[late] = part.saturated
        met.append((cast(Stage, management), copy.copy(signal)))
    for stage, then in met:
        tap(stage, then)
    y = signal.value * signal.scale
    if isinstance(scale, Scale) and scale.kind == "abs-max":
        y[signal.scale[:, 0] == 0] = 0
    signal.value = y
    for stage in others:
        if _digital(stage):
            stage.apply(signal)
            tap(stage, signal)
    return signal.value


def _digital(stage: Stage) -> bool:
    return isinstance(stage, Neuron) and not stage.analog


def _through(stages: list[Stage], signal: Signal, tap: Tap) -> None:
    passes = next(stage for stage in stages if isinstance(stage, Passes))
    for stage in stages:
        stage.apply(signal)
        if isinstance(stage, Adc):
            passes.join(signal)
        tap(stage, signal)


def _signal(v: Array, wiring: Wiring, again: int) -> Signal:
    """Return the signal of one read; ``again`` counts the tries of bound management."""

    def noise(name: str, shape: tuple[int, ...]) -> Array:
        from ..core.chance import normals

        keys = {"lines": wiring.key, "sums": ~wiring.key}
        key = keys[name] if name in keys and again == 0 else key64("read", name, again, wiring.key % WORD)
        return np.asarray(normals(int(np.prod(shape)), np.uint64(key % WORD))).reshape(shape)

    def uniforms(name: str, shape: tuple[int, ...]) -> Array:
        return rng_from("uniform", name, again, wiring.key % WORD).random(shape, np.float32)

    def chip(name: str, shape: tuple[int, ...]) -> Array:
        return rng_from(wiring.seed, "edge", wiring.side, name, *shape).standard_normal(shape, np.float32)

    return Signal(v.copy(), np.ones((len(v), 1), np.float32), wiring.matrix, noise, uniforms, chip)
