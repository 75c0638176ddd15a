"""Cells whose step follows a curve: exponential, power, drawn by hand, and the abrupt RESET of phase change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .ageing import check
from .laws import DOWN, UP, Complex, Exponential, Melting, Noise, OfChange, Piecewise, Power, SetReset
from .pulsed import Float, PulsedDevice, Shape, normal
from .steps import Made, Referenced

MOST_NODES = 1000  # of a step drawn by hand


@dataclass(frozen=True)
class ExpStep(PulsedDevice):
    r"""A cell whose step depends on its weight exponentially.

    ``Δw_up = s_up max(1 - A_up exp(γ_up z), 0)``, ``Δw_down = -s_down max(1 - A_down exp(-γ_down z), 0)``,
    ``z = 2 a w / (w_max - w_min) + b``. Pulse noise is ``dw_min_std |Δw| ξ``, or, where ``dw_min_std_add`` or
    ``dw_min_std_slope`` is given, ``dw_min_std (|Δw| + dw_min_std_add + dw_min_std_slope |w|) ξ``. A, γ, a and b are
    the same for all cells.

    Source: aihwkit 1.2, ``rpu_expstep_device.cpp``; defaults there after Gong et al., Nat. Commun. 9, 2102 (2018).
    """

    A_up: float = 0.00081
    A_down: float = 0.36833
    gamma_up: float = 12.44625
    gamma_down: float = 12.78785
    a: float = 0.244
    b: float = 0.2425
    dw_min_std_add: float = 0.0
    dw_min_std_slope: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        added = {name: getattr(self, name) for name in ("dw_min_std_add", "dw_min_std_slope")}
        check(added, dict.fromkeys(added, 0.0))

    @property
    def granularity(self) -> float:
        """The mean of the steps up and down at w = 0, or ``dw_min`` if there are none.

        (The code of aihwkit 1.2 adds the down step to itself, which looks like a slip for up and down. For the ``pcm``
        preset, whose steps are far from equal, that makes 0.0324 there of 0.1574 here.)
        """
        cells = self.nominal().fabricate(1, 0)
        up, down = (float(cells.law.change(s, np.float32(0), cells.w_min, cells.w_max)[0]) for s in (UP, DOWN))
        return (up - down) / 2 or self.dw_min

    def _shape(self) -> Float:
        return np.array([self.A_up, self.A_down, self.gamma_up, self.gamma_down, self.a, self.b])

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        return Exponential(step, self._shape()), lo, hi

    def _noise(self) -> Noise:
        if self.dw_min_std_add == 0 and self.dw_min_std_slope == 0:
            return OfChange(self.dw_min_std)
        return Complex(self.dw_min_std, self.dw_min_std_add, self.dw_min_std_slope)


@dataclass(frozen=True)
class SetResetStep(ExpStep):
    """Phase-change memory by pulses: gradual SET upwards, abrupt RESET downwards.

    Up as ``ExpStep``. One pulse down melts the cell and takes it to ``reset + reset_dtod ξ``, ξ one draw a cell, with a
    spread ``reset_std`` from pulse to pulse, wherever it was. The defaults are the SET of the phase-change preset of
    aihwkit 1.2, whose levels after RESET these are; that a single pulse does it is the physics of melting.
    """

    dw_min: float = 0.01
    dw_min_dtod: float = 0.2
    dw_min_std: float = 0.6
    w_max: float = 2.0
    w_max_dtod: float = 0.1
    w_min: float = 0.0
    w_min_dtod: float = 0.0
    up_down_dtod: float = 0.05
    A_up: float = -27.235
    A_down: float = -2.235
    gamma_up: float = 2.5
    gamma_down: float = 2.5
    a: float = -1.0
    b: float = 0.0
    dw_min_std_add: float = 0.042
    dw_min_std_slope: float = 0.108
    reset: float = 0.01
    reset_dtod: float = 0.02
    reset_std: float = 0.01

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.w_min <= self.reset <= self.w_max:
            raise ValueError(f"reset={self.reset:g} is outside the bounds {self.w_min:g} … {self.w_max:g}")

    @property
    def granularity(self) -> float:
        """The step up at w = 0, or ``dw_min`` if there is none: a step down has no size of its own."""
        cells = self.nominal().fabricate(1, 0)
        return float(cells.law.change(UP, np.float32(0), cells.w_min, cells.w_max)[0]) or self.dw_min

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        rest = np.clip(self.reset + self.reset_dtod * normal(shape, seed, "rest"), lo, hi)
        return SetReset(step, np.stack([rest, rest]), self._shape()), lo, hi

    def _noise(self) -> Noise:
        return Melting(self.dw_min_std, self.dw_min_std_add, self.dw_min_std_slope, self.reset_std)


@dataclass(frozen=True)
class PowStep(PulsedDevice):
    r"""A cell whose step is a power of its distance from the bound it moves to.

    ``Δw_up = s_up ((w_max - w) / (w_max - w_min))^γ_up``, ``Δw_down = -s_down ((w - w_min) / (w_max - w_min))^γ_down``
    with ``γ_up = |pow_gamma (1 + pow_gamma_dtod ξ + pow_up_down_dtod ξ' - max(-pow_up_down, 0))|`` and γ_down with
    the other signs, as ``up_down`` does for the steps.

    Source: aihwkit 1.2, ``rpu_powstep_device.cpp``.
    """

    pow_gamma: float = 1.0
    pow_gamma_dtod: float = 0.1
    pow_up_down: float = 0.0
    pow_up_down_dtod: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.pow_gamma < 0:
            raise ValueError(f"pow_gamma={self.pow_gamma:g} is negative")

    @property
    def granularity(self) -> float:
        """The base step halfway between the bounds, ``dw_min 2^-pow_gamma``."""
        return float(self.dw_min * 0.5**self.pow_gamma)

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        gain = 1 + self.pow_gamma_dtod * normal(shape, seed, "pow_gamma")
        tilt = self.pow_up_down_dtod * normal(shape, seed, "pow_up_down")
        up, down = gain + tilt - max(-self.pow_up_down, 0.0), gain - tilt - max(self.pow_up_down, 0.0)
        return self._read(Power(step, np.abs(self.pow_gamma * np.stack([up, down]))), lo, hi, shape, seed)

    def _read(self, law: Power, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        return law, lo, hi


@dataclass(frozen=True)
class PowStepReference(PowStep, Referenced):
    """``PowStep`` read against a reference cell, v = w + reference.

    The symmetric point is found where the mean steps up and down are equal; aihwkit 1.2 pulses the cell up and down
    until it settles there.
    """

    def _read(self, law: Power, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        reference = self._references(law, lo, hi, shape, seed)
        return law, lo - reference, hi - reference


@dataclass(frozen=True)
class PiecewiseStep(PulsedDevice):
    """A cell whose step is drawn by hand: ``Δw = ± s f(w)``, f interpolated linearly between given values.

    ``piecewise_up`` and ``piecewise_down`` are the values of f at evenly spaced weights from the cell's lower bound to
    its upper bound, both included; a single value holds everywhere.

    Source: aihwkit 1.2, ``rpu_piecewisestep_device.cpp``.
    """

    piecewise_up: tuple[float, ...] = (1.0,)
    piecewise_down: tuple[float, ...] = (1.0,)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("piecewise_up", "piecewise_down"):
            given = getattr(self, name)
            places = np.atleast_1d(np.asarray(given))
            numbers = places.ndim == 1 and 1 <= len(places) <= MOST_NODES and places.dtype.kind in "fiu"
            if not (numbers and np.all(np.isfinite(places) & (places >= 0))):
                raise ValueError(f"{name}={given!r} must be 1 to {MOST_NODES} numbers of 0 or more")
            object.__setattr__(self, name, tuple(places.astype(float).tolist()))

    @property
    def granularity(self) -> float:
        """The step up in the middle of the range, or ``dw_min`` if there is none.

        (aihwkit 1.2 takes the value above the middle where there is an even number of them.)
        """
        return self.dw_min * (float(_along(self.piecewise_up, 0.5)) or 1.0)

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        up, down = self.piecewise_up, self.piecewise_down
        n = np.lcm(max(len(up) - 1, 1), max(len(down) - 1, 1)) + 1  # the same places for both, none of them lost
        places = np.linspace(0, 1, n)
        return Piecewise(step, np.stack([_along(up, places), _along(down, places)])), lo, hi


def _along(values: tuple[float, ...], places: float | Float) -> Float:
    """Return a curve given by evenly spaced values, one alone holding everywhere, at places from 0 to 1."""
    nodes = values if len(values) > 1 else values * 2
    return np.asarray(np.interp(places, np.linspace(0, 1, len(nodes)), nodes))
