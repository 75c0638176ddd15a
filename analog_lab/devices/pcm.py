"""Phase-change memory: programming spread, drift with a power of time, and 1/f read noise."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .ageing import check_kind
from .retentive import Array, Programmed, RetentiveDevice
from .retentive_laws import Curve, Law, Power, Spread, Table


@dataclass(frozen=True)
class PowerDrift:
    """``g(t) = g_prog (t / t0)^-ν`` with ``t = t_s + t0_s`` and ``ν = |mean(g_T) + std(g_T) η|``, drawn at programming.

    ``t_s`` counts from the moment ``t0_s`` after the last programming pulse, at which the spread was measured.
    """

    mean: Law = Curve(-0.0155, 0.0244, 0.049, 0.1)
    std: Law = Curve(-0.0125, -0.0059, 0.008, 0.045)
    t0_s: float = 20.0

    def __post_init__(self) -> None:
        if not 0 < self.t0_s < math.inf:
            raise ValueError(f"t0_s={self.t0_s} is not a positive time")


@dataclass(frozen=True)
class Flicker:
    """1/f read noise: ``σ = g Q(g_prog) √ln((t + t_read) / (2 t_read))``, t counted like that of the drift."""

    q: Law = Power(0.0088, 0.65, 1e-3, 0.2)
    t_read_s: float = 250e-9

    def __post_init__(self) -> None:
        if not 0 < self.t_read_s < math.inf:
            raise ValueError(f"t_read_s={self.t_read_s} is not a positive time")

    def growth(self, t_s: float) -> float:
        """Return ``√ln((t + t_read) / (2 t_read))``, 0 where no time has passed."""
        return math.sqrt(max(math.log((t_s + self.t_read_s) / (2 * self.t_read_s)), 0.0))


@dataclass(frozen=True, kw_only=True)
class Pcm(RetentiveDevice):
    r"""A phase-change cell.

    All conductances g in µS, x = g / g_max, t = t_s + t0::

        g_prog = max(g_T + σ(g_T) ξ, 0)         σ = (0.26348 + 1.9650 x - 1.1731 x²) g_max / 25
        g(t)   = g_prog (t / t0)^-ν             ν = |μ(g_T) + s(g_T) η|
                                                μ = clip(-0.0155 ln x + 0.0244, 0.049, 0.1)
                                                s = clip(-0.0125 ln x - 0.0059, 0.008, 0.045)
        read   = max(g(t) (1 + Q √ln((t + t_read) / (2 t_read)) ζ), 0)
                                                Q = min(0.0088 / max(x_prog^0.65, 0.001), 0.2)

    with t0 = 20 s, t_read = 250 ns and ξ, η, ζ standard normal, ξ and η drawn once. These are the defaults; the fields
    hold the laws, so that other fits are other values. Time ``t_s`` counts from t0 after programming, where the spread
    was measured: ``t_s = 0`` is t = t0 and has read noise too. A cell that is meant to be at 0 holds a rectified normal
    draw. The polynomial is in µS for g_max = 25 µS and shrinks in proportion to a smaller ``g_max_us``; the
    documentation of aihwkit has it without a unit, and clips σ at 0: its code does not, and it makes no difference.

    Parameters
    ----------
    prog
        Programming spread.
    drift_law
        None for a source without one: the cell is then described at one time alone.
    read_law
        None for no read noise.

    Raises
    ------
    ValueError
        ``g_max_us`` is outside the fit, or a table does not reach over the whole range of conductances.

    Source: Nandakumar et al., ICECS 2019, 10.1109/ICECS46596.2019.8964852, as in the code of aihwkit 1.2,
    ``inference/noise/pcm.py``.
    """

    g_max_us: float = 25.0
    prog: Spread = Spread(((0.26348, 1.9650, -1.1731),), (0.0, 25.0), g_ref_us=25.0, relative=True)
    drift_law: PowerDrift | None = PowerDrift()
    read_law: Flicker | None = Flicker()

    def __post_init__(self) -> None:
        kinds = {"prog": Spread, "drift_law": PowerDrift, "read_law": Flicker}
        check_kind(self, kinds, optional=("drift_law", "read_law"))
        super().__post_init__()
        if len(self.prog.times_s) > 1:
            raise ValueError(f"times_s={self.prog.times_s}: the spread of this cell does not grow, it drifts")
        law = self.drift_law
        for table in (law.mean, law.std) if law else ():
            if isinstance(table, Table):
                table(np.array([self.g_min_us, self.g_max_us]), self.g_max_us)

    @property
    def times_s(self) -> tuple[float, float]:
        """The first and the last time in seconds: from 0 on, or the one time of a source without drift."""
        first = self.prog.times_s[0]
        return (first, first) if self.drift_law is None else (0.0, math.inf)

    def nu_mean(self, g_us: ArrayLike) -> Array | None:
        """Return μ, the mean drift exponent before its sign is dropped, None where the source has no drift."""
        law = self.drift_law
        return None if law is None else self.scale.drift * law.mean(self._conductance(g_us), self.g_max_us)

    def nu_std(self, g_us: ArrayLike) -> Array | None:
        """Return s, the spread of the drift exponent from cell to cell, None where the source has no drift."""
        law = self.drift_law
        factor = self.scale.drift * self.scale.drift_spread
        return None if law is None else factor * law.std(self._conductance(g_us), self.g_max_us)

    def _range_us(self) -> tuple[float, float]:
        return self.prog.range_us

    def _sigma(self, g_us: Array, t_s: float) -> Array:
        return self.prog(g_us, t_s, self.g_max_us)

    def _moved(self, programmed: Programmed, t_s: float) -> Array:
        law, nu = self.drift_law, programmed.nu
        if law is None or nu is None:
            return programmed.g_us
        return np.asarray(programmed.g_us * ((t_s + law.t0_s) / law.t0_s) ** -nu)

    def _mean(self, g_us: Array, t_s: float) -> Array:
        nu = self.nu_mean(g_us)
        if self.drift_law is None or nu is None:
            return g_us
        return np.asarray(g_us * ((t_s + self.drift_law.t0_s) / self.drift_law.t0_s) ** -nu)

    def _read_sigma(self, g_us: Array, t_s: float, g_prog_us: Array) -> Array:
        if self.read_law is None:
            return np.zeros_like(g_us)
        t = t_s + (self.drift_law.t0_s if self.drift_law else 0.0)
        return g_us * self.read_law.q(g_prog_us, self.g_max_us) * self.read_law.growth(t)
