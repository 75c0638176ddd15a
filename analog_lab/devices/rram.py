"""Resistive memory: programming spread, relaxation, and read noise."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .ageing import check_kind
from .retentive import Array, Programmed, RetentiveDevice
from .retentive_laws import Spread

DAY_S = 86_400.0
YEAR_S = 365 * DAY_S
WAN = Spread(
    (
        (0.348, 16.030, -43.853, 45.393, -16.815),
        (0.701, 22.086, -50.773, 47.095, -16.458),
        (0.782, 20.274, -43.507, 37.062, -11.934),
    ),
    (0.0, 40.0),
    times_s=(1.0, DAY_S, 2 * DAY_S),
    g_ref_us=40.0,
)
CMO_RANGE_US = (9.0, 88.2)
CMO = {  # programming spread where a write was accepted within this percentage of the target
    0.2: Spread(((0.00081107, 0.00106879),), CMO_RANGE_US),
    2.0: Spread(((0.0112185391, 0.01129027418),), CMO_RANGE_US),
}


@dataclass(frozen=True)
class Relaxation:
    """Relaxation and read noise of a conductive-metal-oxide cell, in µS, from 1 s on::

        g(t) = g_prog + mean ln t + (std + std_growth ln t) η
        read = g(t) + K log₁₀(g(t)) √ln((t + t_read) / (2 t_read)) ζ     clipped to the cell's range

    η is drawn once at programming and tells how far a cell relaxes; it does not depend on the conductance. (In the
    code of aihwkit every read draws another relaxation; here time moves one chip.)
    """

    mean_us: float = -0.08900206
    std_us: float = 0.41183342
    std_growth_us: float = 0.04201137
    k_us: float = 0.0277316483
    t_read_s: float = 1e-6
    last_s: float = 10 * YEAR_S

    def __post_init__(self) -> None:
        for name in ("std_us", "std_growth_us", "k_us"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name}={getattr(self, name)} is not a number of 0 or more")
        if not (0 < self.t_read_s < math.inf and 1 < self.last_s < math.inf and math.isfinite(self.mean_us)):
            times = f"t_read_s={self.t_read_s}, last_s={self.last_s}"
            raise ValueError(f"mean_us={self.mean_us}, {times} do not make a relaxation")


@dataclass(frozen=True, kw_only=True)
class Rram(RetentiveDevice):
    """A resistive cell: ``g(t) = max(g_T + σ(g_T, t) ξ, 0)``, with σ a polynomial fitted to the source's figure.

    Where the source has several times, the spread grows: the deviation of each cell grows with the same draw ξ, in
    proportion to σ at its target, interpolated in the logarithm of time between the measured times. That is one chip
    moving, as far as a figure of spreads can tell. Where it has one time, any other is refused, and where a
    ``relaxation`` is known, cells move by it from the conductance they were programmed to, at 0 s or from 1 s on.

    The default is the fit of aihwkit 1.2 to Wan et al., quartics in g / 40 µS at 1 s, 1 day and 2 days. (aihwkit sets
    the 40 µS but divides by the largest conductance in use, so that another one would stretch the fit without scaling
    it; here a cell's spread depends on its own conductance, as measured.) aihwkit refuses other times.

    Parameters
    ----------
    spread
        Programming spread at one or more times.
    read_noise
        Read noise as a fraction of ``g_max_us``, the same at every conductance.
    relaxation
        What moves the cells, for a spread at a single time.

    Raises
    ------
    ValueError
        The range is outside the fit, or a time is outside it.

    Sources: Wan et al., Nature 608, 504 (2022), 10.1038/s41586-022-04992-8, Extended Data Fig. 3; the others with
    their presets.
    """

    g_max_us: float = 40.0
    spread: Spread = WAN
    read_noise: float = 0.0
    relaxation: Relaxation | None = None

    def __post_init__(self) -> None:
        check_kind(self, {"spread": Spread, "relaxation": Relaxation}, optional=("relaxation",))
        super().__post_init__()
        if not 0 <= self.read_noise < math.inf:
            raise ValueError(f"read_noise={self.read_noise} is not a number of 0 or more")
        if self.relaxation and self.spread.times_s != (0.0,):
            raise ValueError(f"times_s={self.spread.times_s}: cells that relax are programmed at 0 s")

    @property
    def times_s(self) -> tuple[float, float]:
        """The first and the last time after programming, in seconds, for which the cell is described."""
        times = self.spread.times_s
        return (0.0, self.relaxation.last_s) if self.relaxation else (times[0], times[-1])

    def _range_us(self) -> tuple[float, float]:
        return self.spread.range_us

    def _time(self, t_s: float) -> float:
        t = super()._time(t_s)
        if self.relaxation and 0 < t < 1:
            raise ValueError(f"t_s={t_s} is outside this fit (0 s, and from 1 s on)")
        return t

    def _sigma(self, g_us: Array, t_s: float) -> Array:
        return self.spread(g_us, t_s, self.g_max_us)

    def _bounds_us(self, t_s: float) -> tuple[float, float]:
        return (self.g_min_us, self.g_max_us) if self.relaxation and t_s > 0 else (0.0, math.inf)

    def _mean(self, g_us: Array, t_s: float) -> Array:
        relaxes = self.relaxation
        return g_us + self.scale.drift * relaxes.mean_us * math.log(t_s) if relaxes and t_s > 0 else g_us

    def _moved(self, programmed: Programmed, t_s: float) -> Array:
        relaxes = self.relaxation
        if relaxes is None:
            return np.maximum(programmed.target_us + self.sigma_us(programmed.target_us, t_s) * programmed.xi, 0.0)
        if t_s == 0:
            return programmed.g_us
        std = self.scale.drift * self.scale.drift_spread * (relaxes.std_us + relaxes.std_growth_us * math.log(t_s))
        return self._mean(programmed.g_us, t_s) + std * programmed.eta

    def _read_sigma(self, g_us: Array, t_s: float, g_prog_us: Array) -> Array:
        sigma = np.full_like(g_us, self.read_noise * self.g_max_us)
        if self.relaxation and t_s > 0:
            k, t_read = self.relaxation.k_us, self.relaxation.t_read_s
            grown = math.sqrt(math.log((t_s + t_read) / (2 * t_read)))
            sigma = np.hypot(sigma, k * np.log10(np.maximum(g_us, 1.0)) * grown)
        return sigma
