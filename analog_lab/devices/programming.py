"""What stands between a wish and a cell: writing until a read agrees, and cells that cannot be written."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .ageing import check

if TYPE_CHECKING:
    from .retentive import Programmed, RetentiveDevice

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class StuckCells:
    """The fractions of cells stuck at the lowest and at the highest conductance, whatever they are programmed to.

    Which cells they are is drawn when an array is programmed; a larger fraction adds cells to the same ones. Drift
    does not move a stuck cell, and reading it is as noisy as reading any other.

    Raises
    ------
    ValueError
        A fraction is outside 0 … 1, or both together exceed 1.
    """

    low: float = 0.0
    high: float = 0.0

    def __post_init__(self) -> None:
        check(vars(self), {"low": 0.0, "high": 0.0})
        if self.low + self.high > 1:
            raise ValueError(f"low={self.low:g} and high={self.high:g} add up to more than 1")

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> tuple[Mask, Mask]:
        """Return which cells are stuck low and which high; one draw a cell, whatever the fractions."""
        u = np.asarray(rng.random(shape))
        return u < self.low, u >= 1 - self.high


def write_verify(
    device: RetentiveDevice,
    g_target_us: ArrayLike,
    rng: np.random.Generator,
    tolerance_us: ArrayLike,
    max_pulses: int,
) -> Programmed:
    """Program cells, read them, and program again those that the read shows outside the tolerance.

    A cell is done when ``|read - target| <= tolerance_us``; the others are written again until they are or until they
    have had ``max_pulses`` writes. The read is as noisy as any read of the cell, at the first time that its fit holds
    for, so a cell may pass by luck of the read and be outside. A cell that never passes keeps its last write, as on a
    real chip, which cannot go back to an earlier one; it is reported, not an error. The controller does not know which
    cells are stuck: they use up the budget unless their level happens to be right.

    Every write is an independent draw of the cell's law. The spreads of the sources are already those that remain after
    the procedure of each source, so this is what a second round on top would give, if its errors were independent.

    Parameters
    ----------
    device
        The cell.
    g_target_us
        Conductances wanted in µS, any shape.
    rng
        One number is drawn from it, whatever happens; the writes and reads come from a stream that starts there.
    tolerance_us
        Greatest difference accepted in µS, positive; a number or an array that broadcasts to the targets.
    max_pulses
        Most writes a cell, at least 1.

    Returns
    -------
    Programmed
        As of ``device.program``, with ``pulses`` (writes used) and ``verified`` (whether the last read passed).

    Raises
    ------
    ValueError
        The tolerance is not positive, the budget is no whole number of at least 1, or a target is outside the fit.
    """
    tolerance = np.asarray(tolerance_us, float)
    if not np.all(tolerance > 0):
        raise ValueError(f"tolerance_us={float(np.min(tolerance))} is not positive")
    if not (math.isfinite(max_pulses) and max_pulses == int(max_pulses) and max_pulses >= 1):
        raise ValueError(f"max_pulses={max_pulses} is not a whole number of at least 1")
    own = np.random.Generator(np.random.Philox(int(rng.integers(2**63))))
    held = device.program(g_target_us, own)
    free = dataclasses.replace(device, stuck=StuckCells())  # which cells are stuck was drawn once
    pulses = np.ones(held.g_us.shape, np.int64)
    verified = _passes(device, held, tolerance, own)
    for _ in range(int(max_pulses) - 1):
        if verified.all():
            break
        pulses += ~verified
        held = held.rewritten(free.program(g_target_us, own), ~verified)
        verified |= _passes(device, held, tolerance, own)
    return dataclasses.replace(held, pulses=pulses, verified=verified)


def _passes(
    device: RetentiveDevice, held: Programmed, tolerance: NDArray[np.float64], rng: np.random.Generator
) -> Mask:
    """Return which cells a read shows within the tolerance."""
    read = device.read(held, device.times_s[0], rng)
    return np.asarray(np.abs(read - held.target_us) <= tolerance)
