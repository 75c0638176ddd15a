"""Retentive cells: programmed once, then left to drift, and read."""

from __future__ import annotations

import dataclasses
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .ageing import check, check_kind
from .programming import Mask, StuckCells

Array = NDArray[np.float64]
Device = TypeVar("Device", bound="RetentiveDevice")
ROUNDING = 1e-6  # a target this fraction of g_max beyond an end is a rounding error, and is put on the end


@dataclass(frozen=True)
class Scales:
    """Factors on what a source measured: its programming spread, drift, spread of the drift, and read noise.

    They rescale the same draws: a chip programmed from the same seed stays the same chip.
    """

    prog: float = 1.0
    drift: float = 1.0
    drift_spread: float = 1.0
    read: float = 1.0

    def __post_init__(self) -> None:
        check(vars(self), dict.fromkeys(("prog", "drift", "drift_spread", "read"), 0.0))


@dataclass(frozen=True, eq=False)
class Programmed:
    """The cells of one array after programming, with everything that was drawn: time moves them, and draws nothing.

    ``target_us`` is what was wanted and ``g_us`` what the cells hold at the first time of the fit; ``xi`` and ``eta``
    are the standard normal draws of programming and of drift, ``nu`` the drift exponents (None where the law has none),
    ``stuck`` the cells that do not follow. After ``write_verify`` also the writes used and which cells passed.
    All arrays have one shape.
    """

    target_us: Array
    g_us: Array
    xi: Array
    eta: Array
    nu: Array | None
    stuck: Mask
    pulses: NDArray[np.int64] | None = None
    verified: Mask | None = None

    def rewritten(self, again: Programmed, where: Mask) -> Programmed:
        """Return the same chip with the cells ``where`` written anew as ``again`` was; stuck cells stay."""
        where = where & ~self.stuck
        g, xi, eta = (
            np.where(where, new, old)
            for new, old in ((again.g_us, self.g_us), (again.xi, self.xi), (again.eta, self.eta))
        )
        nu = None if self.nu is None or again.nu is None else np.where(where, again.nu, self.nu)
        return dataclasses.replace(self, g_us=g, xi=xi, eta=eta, nu=nu)


@dataclass(frozen=True, kw_only=True)
class RetentiveDevice(ABC):
    """A cell that is programmed once to a conductance between ``g_min_us`` and ``g_max_us``.

    ``program`` draws a chip, ``drift`` moves it, ``read`` adds read noise. The draws depend on the generator and the
    shape alone, so that another spread rescales the same chip.

    Raises
    ------
    ValueError
        The range is empty or outside the fit, or a parameter is not a finite number.
    """

    g_max_us: float
    g_min_us: float = 0.0
    scale: Scales = Scales()
    stuck: StuckCells = StuckCells()

    def __post_init__(self) -> None:
        check_kind(self, {"scale": Scales, "stuck": StuckCells})
        check({"g_min_us": self.g_min_us, "g_max_us": self.g_max_us}, {})
        low, high = self._range_us()
        for name in ("g_min_us", "g_max_us"):
            value = getattr(self, name)
            if not low * (1 - ROUNDING) <= value <= high * (1 + ROUNDING):
                raise ValueError(f"{name}={value} is outside this fit ({low:g}–{high:g} µS)")
        if not self.g_min_us < self.g_max_us < math.inf:
            raise ValueError(f"g_min_us={self.g_min_us} is not below g_max_us={self.g_max_us}")

    @property
    @abstractmethod
    def times_s(self) -> tuple[float, float]:
        """The first and the last time after programming, in seconds, for which the cell is described."""

    @abstractmethod
    def _range_us(self) -> tuple[float, float]:
        """Return the conductances that were measured."""

    @abstractmethod
    def _sigma(self, g_us: Array, t_s: float) -> Array:
        """Return the programming spread in µS as measured."""

    def _mean(self, g_us: Array, t_s: float) -> Array:
        """Return what cells without spread hold."""
        return g_us

    def _read_sigma(self, g_us: Array, t_s: float, g_prog_us: Array) -> Array:
        """Return the read noise in µS of cells at ``g_us`` that were programmed to ``g_prog_us``, as measured."""
        return np.zeros_like(g_us)

    def _bounds_us(self, t_s: float) -> tuple[float, float]:
        """Return the conductances between which a read is clipped."""
        return 0.0, math.inf

    def _moved(self, programmed: Programmed, t_s: float) -> Array:
        """Return where drift brings cells that are not stuck."""
        return programmed.g_us

    def nominal(self: Device) -> Device:
        """Return the same cell without spreads, read noise and stuck cells; the mean drift stays."""
        return dataclasses.replace(self, scale=Scales(0.0, self.scale.drift, 0.0, 0.0), stuck=StuckCells())

    def sigma_us(self, g_us: ArrayLike, t_s: float | None = None) -> Array:
        """Return the programming spread σ in µS of cells meant for ``g_us``, at ``t_s`` or the fit's first time."""
        t_s = self.times_s[0] if t_s is None else self._time(t_s)
        return self.scale.prog * self._sigma(self._conductance(g_us), t_s)

    def nu_mean(self, g_us: ArrayLike) -> Array | None:
        """Return the mean drift exponent, None where the law has none."""
        return None

    def nu_std(self, g_us: ArrayLike) -> Array | None:
        """Return the spread of the drift exponent, None where the law has none."""
        return None

    def sigma_read_us(self, g_us: ArrayLike, t_s: float) -> Array:
        """Return the read noise σ in µS at ``t_s`` of a cell without spread that was programmed to ``g_us``."""
        g_us, t_s = self._conductance(g_us), self._time(t_s)
        return self.scale.read * self._read_sigma(self._mean(g_us, t_s), t_s, g_us)

    def program(self, g_target_us: ArrayLike, rng: np.random.Generator) -> Programmed:
        """Draw a chip: ``g = max(g_T + σ(g_T) ξ, 0)``, stuck cells at ``g_min_us`` or ``g_max_us``.

        ``g_target_us`` is in µS and of any shape. Raises ``ValueError`` where it is outside the cell's range.
        """
        target = self._conductance(g_target_us)
        xi, eta = (np.asarray(rng.standard_normal(target.shape)) for _ in range(2))
        low, high = self.stuck.draw(target.shape, rng)
        g = np.maximum(target + self.sigma_us(target) * xi, 0.0)
        g = np.where(low, self.g_min_us, np.where(high, self.g_max_us, g))
        return Programmed(target, g, xi, eta, self._exponents(target, eta), low | high)

    def drift(self, programmed: Programmed, t_s: float) -> Array:
        """Return the conductances in µS ``t_s`` seconds after programming, without read noise.

        The same cells at every time: nothing is drawn. Raises ``ValueError`` at a time that the source says nothing of.
        """
        t_s = self._time(t_s)
        low, high = self._bounds_us(t_s)
        return np.asarray(np.clip(self._held(programmed, t_s), low, high))

    def read(self, programmed: Programmed, t_s: float, rng: np.random.Generator) -> Array:
        """Return the conductances in µS that a read ``t_s`` seconds after programming shows: drift and read noise."""
        t_s = self._time(t_s)
        g = self._held(programmed, t_s)
        sigma = self.scale.read * self._read_sigma(g, t_s, programmed.g_us)
        low, high = self._bounds_us(t_s)
        return np.asarray(np.clip(g + sigma * rng.standard_normal(g.shape), low, high))

    def _held(self, programmed: Programmed, t_s: float) -> Array:
        return np.where(programmed.stuck, programmed.g_us, self._moved(programmed, t_s))

    def _exponents(self, target_us: Array, eta: Array) -> Array | None:
        """Return the drift exponents ``ν = |mean + std η|``."""
        mean, std = self.nu_mean(target_us), self.nu_std(target_us)
        return None if mean is None or std is None else np.asarray(np.abs(mean + std * eta))

    def _conductance(self, g_us: ArrayLike) -> Array:
        """Return conductances as an array, or say which one is outside the cell's range."""
        g = np.asarray(g_us, float)
        slack = ROUNDING * self.g_max_us
        wrong = ~((g >= self.g_min_us - slack) & (g <= self.g_max_us + slack))
        if wrong.any():
            value = float(f"{g[wrong].flat[0]:.6g}")
            raise ValueError(f"g_us={value} is outside this fit ({self.g_min_us:g}–{self.g_max_us:g} µS)")
        return np.asarray(np.clip(g, self.g_min_us, self.g_max_us))

    def _time(self, t_s: float) -> float:
        """Return a time as a number, or say why the cell is not described then."""
        t, (first, last) = float(t_s), self.times_s
        if not (math.isfinite(t) and t >= 0):
            raise ValueError(f"t_s={t_s} is not a time of 0 s or more")
        if first == last and t != first:
            raise ValueError(f"t_s={t_s} is outside this fit ({first:g} s only): its source has no drift law")
        if not first <= t <= last:
            raise ValueError(f"t_s={t_s} is outside this fit ({first:g}–{last:g} s)")
        return t
