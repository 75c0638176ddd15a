"""Flash memory: a drain current that spreads and sinks over days."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .ageing import check_kind
from .retentive import Array, Programmed, RetentiveDevice

DAY_S = 86_400.0


@dataclass(frozen=True)
class Retention:
    """Spread and mean shift of a drain current I in nA, measured at a few times and interpolated linearly between them.

    ``σ(I, t) = A(t) (1 - exp(-I / B(t)))`` with (A, B) in nA for each of ``times_s``, and the mean shift ``ΔI(I, t)``,
    given at the currents ``at_na`` for each time, joined by straight lines and held beyond the last current.
    """

    times_s: tuple[float, ...]
    spread_na: tuple[tuple[float, float], ...]
    at_na: tuple[float, ...]
    shift_na: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        if not len(self.times_s) == len(self.spread_na) == len(self.shift_na):
            raise ValueError("times_s, spread_na and shift_na must be as many")
        if self.times_s[0] != 0 or np.any(np.diff(self.times_s) <= 0):
            raise ValueError(f"times_s={self.times_s} must rise from 0")
        if not np.all((np.asarray(self.spread_na) > 0) & np.isfinite(self.spread_na)):
            raise ValueError(f"spread_na={self.spread_na} must be positive")
        if np.shape(self.shift_na) != (len(self.times_s), len(self.at_na)):
            raise ValueError(f"shift_na must give {len(self.at_na)} currents for each of {len(self.times_s)} times")

    def sigma_na(self, i_na: Array, t_s: float) -> Array:
        """Return the spread of cells whose mean current is ``i_na``."""
        a, b = (np.interp(t_s, self.times_s, column) for column in zip(*self.spread_na, strict=True))
        return np.asarray(np.maximum(a * -np.expm1(-i_na / b), 0.0))

    def mean_shift_na(self, i_na: Array, t_s: float) -> Array:
        """Return how far the mean current of cells programmed to ``i_na`` has moved."""
        row = [np.interp(t_s, self.times_s, column) for column in zip(*self.shift_na, strict=True)]
        return np.asarray(np.interp(i_na, self.at_na, row))


# σ: IEDM 2022, 21.7, Fig. 10(a). ΔI: the fits of CrossSim to Fig. 10(b), at these currents, to 0.1 nA.
SONOS = Retention(
    times_s=tuple(DAY_S * day for day in range(6)),
    spread_na=(
        (19.88665, 176.3115), (25.59102, 186.85544), (28.72753, 193.56834),
        (31.04318, 198.90332), (33.76214, 204.77023), (34.57909, 207.34309),
    ),
    at_na=(0, 50, 100, 150, 200, 300, 400, 600, 800, 1000, 1200, 1400),
    shift_na=(
        (0.0,) * 12,
        (0.7, 0.3, -0.7, -2.1, -3.8, -8.4, -13.1, -19.4, -24.9, -29.5, -33.6, -38.9),
        (0.7, 0.7, 0.1, -1.1, -3.0, -8.1, -13.6, -21.8, -28.9, -35.3, -40.0, -45.9),
        (1.2, 1.3, 0.6, -0.8, -2.8, -8.7, -15.4, -24.8, -32.8, -40.1, -46.0, -54.9),
        (0.9, 1.3, 1.0, -0.1, -2.2, -8.8, -16.0, -26.1, -35.4, -44.2, -50.6, -60.2),
        (1.2, 1.5, 1.2, 0.0, -2.4, -9.6, -17.4, -28.2, -37.9, -46.7, -52.6, -60.3),
    ),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Flash(RetentiveDevice):
    """A flash cell below threshold, read as a current through its drain: ``g = I / v_read_v``.

    With I the drain current in nA, t in days and ξ drawn once at programming::

        I(t) = max(I_T + ΔI(I_T, t) + σ(I_T + ΔI, t) ξ, 0)      σ(I, t) = A(t) (1 - exp(-I / B(t)))
        read = max(I(t) + σ_r(I(t)) ζ, 0)                       σ_r(I)  = A_r (1 - exp(-I / B_r))

    A, B and the mean shift ΔI were measured right after programming and after 1 to 5 days, and are interpolated
    linearly between (``Retention``). The spread grows: the deviation of each cell grows with the same draw ξ, one chip
    moving as far as a figure of spreads can tell.

    The source gives currents; the read voltage that turns them into conductances is assumed: 0.1 V, with which 1600 nA
    are 16 µS. It only sets the unit. ΔI comes from polynomials of 10th degree in CrossSim 3.2, which follow the data up
    to about 1400 nA and leave it steeply above (-246 nA at 1600 nA after a day, and millions at 3200 nA); they are kept
    here as a table to 0.1 nA, and the shift at 1400 nA is assumed for larger currents. ``scale.drift`` scales ΔI and
    ``scale.prog`` σ.

    Parameters
    ----------
    v_read_v
        Read voltage in V.
    retention
        Spread and shift of the current.
    read_na
        (A_r, B_r) in nA.
    i_max_na
        The largest current that was measured, in nA.

    Raises
    ------
    ValueError
        The range is outside the fit, or a time is after the last one.

    Source: Agrawal et al., IEDM 2022, 21.7, 10.1109/IEDM45625.2022.10019564 (128K cells, 40 nm), as in CrossSim 3.2,
    ``SONOS.py``.
    """

    g_max_us: float = 32.0
    v_read_v: float = 0.1
    retention: Retention = SONOS
    read_na: tuple[float, float] = (12.58037, 215.36557)
    i_max_na: float = 3200.0

    def __post_init__(self) -> None:
        check_kind(self, {"retention": Retention})
        for name in ("v_read_v", "i_max_na"):
            if not 0 < getattr(self, name) < math.inf:
                raise ValueError(f"{name}={getattr(self, name)} is not a positive number")
        if not all(0 < value < math.inf for value in self.read_na):
            raise ValueError(f"read_na={self.read_na} must be positive")
        super().__post_init__()

    @property
    def times_s(self) -> tuple[float, float]:
        """The first and the last time after programming, in seconds, for which the cell is described."""
        return self.retention.times_s[0], self.retention.times_s[-1]

    def current_na(self, g_us: ArrayLike) -> Array:
        """Return the drain current in nA of a conductance in µS."""
        return np.asarray(g_us, float) * self.v_read_v * 1e3

    def _range_us(self) -> tuple[float, float]:
        return 0.0, self.i_max_na / self.v_read_v * 1e-3

    def _mean(self, g_us: Array, t_s: float) -> Array:
        shift = self.scale.drift * self.retention.mean_shift_na(self.current_na(g_us), t_s)
        return np.maximum(g_us + shift / self.v_read_v * 1e-3, 0.0)

    def _sigma(self, g_us: Array, t_s: float) -> Array:
        i = self.current_na(self._mean(g_us, t_s))
        return self.retention.sigma_na(i, t_s) / self.v_read_v * 1e-3

    def _moved(self, programmed: Programmed, t_s: float) -> Array:
        target = programmed.target_us
        return np.maximum(self._mean(target, t_s) + self.sigma_us(target, t_s) * programmed.xi, 0.0)

    def _read_sigma(self, g_us: Array, t_s: float, g_prog_us: Array) -> Array:
        a, b = self.read_na
        return a * -np.expm1(-self.current_na(g_us) / b) / self.v_read_v * 1e-3
