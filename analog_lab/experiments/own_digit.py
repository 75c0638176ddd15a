"""A digit of one's own, read by the network in floating point and by the chips of a life at one of its times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..data import digits
from .life import Array, Life, exact, logits, programmed, times_s

WHITE, PIXELS, CLASSES = 16, 64, 10
RESTED = 1  # reads of a layer before the first time of a run: the one that its factor is compared with
PER_TIME = 3  # and at every time: its factor, the images without it, the images with it


@dataclass(frozen=True)
class Vote:
    """What is said of images: chances in floating point (n, 10) and of every chip (chips, n, 10), at ``t_s``."""

    exact: Array
    chips: Array
    t_s: float


def pixels_of(values: Any) -> Array:
    """Return an image of 8 x 8 counts of ink as the network takes it, (1, 64) in 0 … 1.

    Raises ``ValueError`` unless there are 64 whole numbers of 0 … 16.
    """
    count = len(values) if isinstance(values, (list, tuple)) else 0
    if count != PIXELS:
        raise ValueError(f"{count} pixels came, where {PIXELS} are read")
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value not in range(WHITE + 1):
            raise ValueError(f"pixel={value!r} is no whole number of 0 … {WHITE}")
    return np.array([values], np.float32) / np.float32(WHITE)


@lru_cache(maxsize=1)
def _chips(spec: Life) -> Any:
    return programmed(spec)


@lru_cache(maxsize=1)
def _aged(spec: Life, frame: int) -> Any:
    """Return the chips at a frame, each layer with its factor, as the run itself makes them."""
    for layer in (layer for layers in _chips(spec) for layer in layers):
        layer.tile.reads = RESTED + PER_TIME * frame
        layer.factor = layer.age(float(times_s(spec.device)[frame]))
    return _chips(spec)


def vote(spec: Life, x: ArrayLike, frame: int) -> Vote:
    """Read images (n, 64) with the chips of ``spec`` as they are at its frame ``frame``, with one factor a layer.

    Chips, draws and noise are those of the run itself: test images get the answers that its accuracy counts.

    Raises ``ValueError`` where the run has no such frame.
    """
    times = times_s(spec.device)
    if not 0 <= frame < len(times):
        raise ValueError(f"frame={frame} is outside 0 … {len(times) - 1}")
    x, t_s, found = np.asarray(x, np.float32), float(times[frame]), []
    biases = [bias for _, bias in spec.held[0]]
    for layers in _aged(spec, frame):
        for layer in layers:
            layer.tile.reads = RESTED + PER_TIME * frame + 2  # the run has read its factor, and its images without it
        found.append(_chances(logits([layer.forward for layer in layers], biases, x)))
    return Vote(_chances(exact(spec.held[0], x)), np.stack(found), t_s)


def _chances(z: Array) -> Array:
    """Return softmax(z)."""
    p = np.exp(z - z.max(axis=1, keepdims=True))
    chances: Array = p / p.sum(axis=1, keepdims=True)
    return chances


def samples(turn: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return ten test images as counts of ink (10, 64), one of each digit, and their labels; another ten every turn."""
    data = digits()
    places = [np.flatnonzero(data.test_y == label) for label in range(CLASSES)]
    chosen = np.array([place[turn % len(place)] for place in places])
    return np.round(data.test_x[chosen] * WHITE).astype(np.uint8), data.test_y[chosen]
