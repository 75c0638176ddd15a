"""Which way the pulses of a measurement went, where the file does not say: runs up and down between turning points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


def directions(value: Float) -> NDArray[np.int8]:
    """Return the direction of the pulse before each reading, where runs of pulses up and down follow each other.

    The readings are smoothed, and peaks and valleys at least a quarter of the range high are the turning points, each
    moved to where the readings leave it. Runs that come out nearly equal are taken as equal, as such measurements are
    made; give the directions where they are not.

    Raises
    ------
    ValueError
        There is no turning point.
    """
    from scipy.ndimage import gaussian_filter1d
    from scipy.signal import find_peaks

    n = len(value)
    width = 2.0
    while True:
        smooth = gaussian_filter1d(value, width, mode="nearest")
        tall = 0.25 * float(np.ptp(smooth))
        turns = sorted([*find_peaks(smooth, prominence=tall)[0], *find_peaks(-smooth, prominence=tall)[0]])
        kinds = np.sign(np.diff(smooth[[0, *turns, n - 1]]))
        shortest = min(np.diff([0, *turns, n - 1]))
        if len(turns) == 0:
            raise ValueError("no turning point in the readings: pulses went one way only; give a direction column")
        if (np.all(kinds[1:] == -kinds[:-1]) and width >= shortest / 40) or width > n / 20:
            break
        width *= 1.5
    edges = [0, *turns, n - 1]
    edges = [0, *(_leaves(smooth, a, b) for a, b in zip(edges[1:], edges[2:], strict=False)), n - 1]
    return along(even(edges), kinds)


def along(edges: Sequence[int], kinds: Sequence[float] | Float) -> NDArray[np.int8]:
    """Return the directions of runs between ``edges``, the first reading having no pulse before it."""
    signs = np.zeros(edges[-1] + 1, np.int8)
    for a, b, kind in zip(edges[:-1], edges[1:], kinds, strict=True):
        signs[a + 1 : b + 1] = int(kind)
    return signs


def even(edges: list[int]) -> list[int]:
    """Return runs of equal length where those found nearly are."""
    runs, last = len(edges) - 1, edges[-1]
    even = [last * k // runs for k in range(runs + 1)]
    close = max(abs(a - b) for a, b in zip(edges, even, strict=True)) < 0.05 * last / runs
    return even if last % runs == 0 and close else edges


def _leaves(smooth: Float, turn: int, then: int) -> int:
    """Return where readings leave the level of ``turn`` on their way to ``then``: a cell may rest at its bound."""
    way = (smooth[turn : then + 1] - smooth[turn]) / (smooth[then] - smooth[turn])
    return turn + int(np.flatnonzero(way < 0.1)[-1])
