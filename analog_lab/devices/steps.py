"""Cells whose step is constant or shrinks linearly with the weight."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .laws import DOWN, TINY, UP, Constant, Law, Linear, Noise, Soft, balance
from .pulsed import Array, Float, PulsedDevice, Shape, normal

Made = tuple[Law, Float, Float]


@dataclass(frozen=True)
class ConstantStep(PulsedDevice):
    """A cell whose step does not depend on its weight: ``Δw = ± s (1 + dw_min_std ξ)``, clipped at the bounds."""

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        return Constant(step), lo, hi


@dataclass(frozen=True)
class Ideal(PulsedDevice):
    """No cell at all but exact arithmetic: ``W -= lr Σ d xᵀ`` in float32, without bounds, pulses or noise.

    One pulse, where one is asked for, is a step of exactly ``dw_min``. Nothing else can be set.
    """

    dw_min_dtod: float = 0.0
    dw_min_std: float = 0.0
    w_max: float = math.inf
    w_max_dtod: float = 0.0
    w_min: float = -math.inf
    w_min_dtod: float = 0.0
    up_down_dtod: float = 0.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.dw_min) and self.dw_min > 0):
            raise ValueError(f"dw_min={self.dw_min:g} is not a positive number")
        for name, value in vars(self).items():
            if name != "dw_min" and value != type(self).__dataclass_fields__[name].default:
                raise ValueError(f"{name}={value}: an ideal cell has no other parameter than dw_min")

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        return Constant(step), lo, hi


@dataclass(frozen=True)
class LinearStep(PulsedDevice):
    r"""A cell whose step changes linearly with its weight.

    ``Δw_up = s_up (1 - γ_up w / w_max)``, ``Δw_down = -s_down (1 - γ_down w / w_min)``, each γ spread over cells by
    ``gamma_*_dtod`` ξ (absolute) and made positive, so that steps shrink towards the bound they move to, unless
    ``allow_increasing``. The bounds in the slopes are the mean ones, or each cell's own without
    ``mean_bound_reference``. Pulse noise is a fraction of the whole step with ``mult_noise``, ``Δw (1 + dw_min_std
    ξ)``, and of the step at 0 without, ``Δw + s dw_min_std ξ``.

    Source: aihwkit 1.2, ``rpu_linearstep_device.cpp``.
    """

    gamma_up: float = 0.0
    gamma_down: float = 0.0
    gamma_up_dtod: float = 0.05
    gamma_down_dtod: float = 0.05
    mult_noise: bool = True
    mean_bound_reference: bool = True
    allow_increasing: bool = False

    spreads: ClassVar[tuple[str, ...]] = (*PulsedDevice.spreads, "gamma_up_dtod", "gamma_down_dtod")

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("w_max", "w_min"):
            if getattr(self, name) == 0:
                raise ValueError(f"{name}=0: the slope of a linear step is relative to its bound")

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        bounds = [self.w_max, self.w_min] if self.mean_bound_reference else [hi, lo]
        slopes = []
        for s, name in enumerate(("gamma_up", "gamma_down")):
            gamma = getattr(self, name) + getattr(self, name + "_dtod") * normal(shape, seed, name)
            slopes.append(-(gamma if self.allow_increasing else np.abs(gamma)) * step[s] / bounds[s])
        return Linear(step, np.stack(slopes)), lo, hi

    def _noise(self) -> Noise:
        return Noise(of_change=self.dw_min_std) if self.mult_noise else Noise(of_step=self.dw_min_std)


def _soft(step: Float, lo: Float, hi: Float) -> Soft:
    """Return the law of steps that vanish at their bound; a bound at 0 counts as very close to it."""
    bounds = np.stack([np.where(np.abs(hi) < TINY, TINY, hi), np.where(np.abs(lo) < TINY, -TINY, lo)])
    return Soft(-step / bounds)


@dataclass(frozen=True)
class SoftBounds(PulsedDevice):
    """A cell whose step shrinks linearly to nothing at the bound it moves to.

    ``Δw_up = s_up (1 - w / w_max)(1 + dw_min_std ξ)``, ``Δw_down = -s_down (1 - w / w_min)(1 + dw_min_std ξ)``
    with the cell's own bounds.

    Source: aihwkit 1.2, ``rpu_linearstep_device.h``.
    """

    @classmethod
    def from_pmax(
        cls, p_max: float = 1000, alpha: float = 0.0005, w_min: float = -1.0, w_max: float = 1.0
    ) -> SoftBounds:
        """Return the cell that ``p_max`` up pulses take from ``w_min`` to ``w_max``, each by a fraction α of the rest.

        With ``b = (w_max - w_min) / (1 - exp(-p_max α))`` the upper bound is ``w_min + b``. The step up at 0 is α times
        the upper bound, the step down α ``|w_min|``. (``SoftBoundsPmax`` of aihwkit 1.2 shrinks one of the steps in a
        way that its own pulses overshoot, 1.356 for 1; this is what its documentation describes.)
        """
        if not (p_max > 0 and alpha > 0):
            raise ValueError(f"p_max={p_max:g} and alpha={alpha:g} must be positive")
        if not w_min < 0 < w_max:
            raise ValueError(f"w_min={w_min:g} and w_max={w_max:g} must lie on either side of 0")
        bound = w_min + (w_max - w_min) / -math.expm1(-p_max * alpha)
        fraction = -math.expm1(-alpha)  # of the rest in one pulse, so that p_max of them make exactly exp(-p_max α)
        up, down = fraction * bound, fraction * abs(w_min)
        return cls(
            dw_min=max(up, down),
            up_down=1 - down / up if up > down else up / down - 1,
            w_max=bound,
            w_min=w_min,
            w_max_dtod=0.0,
            w_min_dtod=0.0,
        )

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        return _soft(step, lo, hi), lo, hi


@dataclass(frozen=True)
class Referenced(PulsedDevice):
    """A cell read against a reference cell: the law works on v = w + reference, and w is what the array shows.

    The reference of each cell is ``reference_mean + reference_std ξ``, and with ``subtract_symmetry_point`` the
    weight at which its own up and down steps are equal comes on top, so that w = 0 is the symmetric point.
    """

    reference_mean: float = 0.0
    reference_std: float = 0.0
    subtract_symmetry_point: bool = False

    spreads: ClassVar[tuple[str, ...]] = (*PulsedDevice.spreads, "reference_std")

    def _reference(self, law: Law, lo: Float, hi: Float, shape: Shape, seed: int) -> Array:
        reference = self.reference_mean + self.reference_std * normal(shape, seed, "reference")
        if self.subtract_symmetry_point:
            point = balance(law, lo, hi)
            reference = reference + np.where(np.isfinite(point), point, 0.0)  # a corrupt cell has none
        return reference.astype(np.float32)


@dataclass(frozen=True)
class SoftBoundsReference(Referenced):
    r"""Soft bounds read against a reference cell, v = w + reference.

    ``Δv_up = s_up (1 - v / w_max + dw_min_std ξ)``, ``Δv_down = -s_down (1 - v / w_min) + s_down dw_min_std ξ``,
    and with ``mult_noise`` the noise multiplies the whole step as in ``SoftBounds``. ``slope_*_dtod`` spread the slope
    over cells by dividing the bound, w_max / \|1 + slope_up_dtod ξ\|, which moves the bound with it; the divisor is
    at least 0.001.

    Source: aihwkit 1.2, ``rpu_softbounds_reference_device.cpp``.
    """

    slope_up_dtod: float = 0.0
    slope_down_dtod: float = 0.0
    mult_noise: bool = False

    spreads: ClassVar[tuple[str, ...]] = (*Referenced.spreads, "slope_up_dtod", "slope_down_dtod")

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        stuck = lo == hi  # a corrupt cell stays where it is
        steeper = [
            np.where(stuck, 1.0, np.maximum(np.abs(1 + spread * normal(shape, seed, name)), 1e-3))
            for spread, name in ((self.slope_up_dtod, "slope_up"), (self.slope_down_dtod, "slope_down"))
        ]
        lo, hi = lo / steeper[DOWN], hi / steeper[UP]
        return _soft(step, lo, hi), lo, hi

    def _noise(self) -> Noise:
        return Noise(of_change=self.dw_min_std) if self.mult_noise else Noise(of_step=self.dw_min_std)
