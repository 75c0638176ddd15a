"""Cells whose step is constant or shrinks linearly with the weight."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import laws
from .ageing import check
from .laws import DOWN, TINY, UP, Law, Noise, OfChange, OfStep, balance, cast
from .pulsed import Float, PulsedDevice, Shape, Times, normal

Made = tuple[Law, Float, Float]


@dataclass(frozen=True)
class ConstantStep(PulsedDevice):
    """A cell whose step does not depend on its weight: ``Δw = ± s (1 + dw_min_std ξ)``, clipped at the bounds."""

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        return laws.Constant(step), lo, hi


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
        check({"dw_min": self.dw_min}, {})
        if self.dw_min <= 0:
            raise ValueError(f"dw_min={self.dw_min:g} is not positive")
        for name, value in vars(self).items():
            if name != "dw_min" and value != type(self).__dataclass_fields__[name].default:
                raise ValueError(f"{name}={value}: an ideal cell has no other parameter than dw_min")

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        return laws.Constant(step), lo, hi


@dataclass(frozen=True)
class LinearStep(PulsedDevice):
    r"""A cell whose step changes linearly with its weight.

    ``Δw_up = s_up (1 - γ_up w / w_max)``, ``Δw_down = -s_down (1 - γ_down w / w_min)``, each γ spread over cells by
    ``gamma_*_dtod`` ξ (absolute) and made positive, so that steps shrink towards the bound they move to, unless
    ``allow_increasing``. The bounds in the slopes are the mean ones, or each cell's own without
    ``mean_bound_reference``; a bound of 0 has no slope. Pulse noise is a fraction of the whole step with
    ``mult_noise``, ``Δw (1 + dw_min_std ξ)``, and of the step at 0 without, ``Δw + s dw_min_std ξ``.

    Source: aihwkit 1.2, ``rpu_linearstep_device.cpp``.
    """

    gamma_up: float = 0.0
    gamma_down: float = 0.0
    gamma_up_dtod: float = 0.05
    gamma_down_dtod: float = 0.05
    mult_noise: bool = True
    mean_bound_reference: bool = True
    allow_increasing: bool = False

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        bounds = [self.w_max, self.w_min] if self.mean_bound_reference else [hi, lo]
        slopes = []
        for s, name in enumerate(("gamma_up", "gamma_down")):
            gamma = getattr(self, name) + getattr(self, name + "_dtod") * normal(shape, seed, name)
            slopes.append(-(gamma if self.allow_increasing else np.abs(gamma)) * _ratio(step[s], bounds[s]))
        return laws.Linear(step, np.stack(slopes)), lo, hi

    def _noise(self) -> Noise:
        return OfChange(self.dw_min_std) if self.mult_noise else OfStep(self.dw_min_std)


def _ratio(step: Float, bound: Any) -> Float:
    """Return step / bound, and 0 where the bound is 0: there a step does not depend on the weight."""
    ratio: Float = np.divide(step, bound, out=np.zeros_like(step), where=np.abs(bound) >= TINY)
    return ratio


@dataclass(frozen=True)
class SoftBounds(PulsedDevice):
    """A cell whose step shrinks linearly to nothing at the bound it moves to.

    ``Δw_up = s_up (1 - w / w_max)(1 + dw_min_std ξ)``, ``Δw_down = -s_down (1 - w / w_min)(1 + dw_min_std ξ)``
    with the cell's own bounds. Towards a mean bound of 0 steps are all alike. For noise that does not shrink with the
    step take a ``SoftBoundsReference`` without a reference.

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
        tilt = 1 - down / up if up > down else up / down - 1
        return cls(dw_min=max(up, down), up_down=tilt, w_max=bound, w_min=w_min, w_max_dtod=0.0, w_min_dtod=0.0)

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        slopes = np.stack([-_ratio(step[UP], hi), -_ratio(step[DOWN], lo)])
        if self.w_max == 0 or self.w_min == 0:
            return laws.Linear(step, slopes), lo, hi
        return laws.Soft(slopes), lo, hi


@dataclass(frozen=True)
class Referenced(PulsedDevice):
    """A cell read against a reference cell: the law works on v = w + reference, and w is what the array shows.

    The reference of each cell is ``reference_mean + reference_std ξ``, and with ``subtract_symmetry_point`` the
    weight at which its own up and down steps are equal comes on top, so that w = 0 is the symmetric point. As a step
    depends only on the distance from the bounds, the cell is one whose bounds are the smaller by its reference.
    """

    reference_mean: float = 0.0
    reference_std: float = 0.0
    subtract_symmetry_point: bool = False

    def _references(self, law: Law, lo: Float, hi: Float, shape: Shape, seed: int) -> Float:
        reference: Float = self.reference_mean + self.reference_std * normal(shape, seed, "reference")
        return reference + self._points(law, lo, hi) if self.subtract_symmetry_point else reference

    def _points(self, law: Law, lo: Float, hi: Float) -> Float:
        """Return the symmetric points of the cells, 0 for one that has none, as a corrupt cell."""
        return np.nan_to_num(balance(law, lo, hi))

    def _times(self, shape: Shape, seed: int) -> Times | None:
        times = super()._times(shape, seed)
        if times and self.subtract_symmetry_point:
            plain = dataclasses.replace(self, subtract_symmetry_point=False, reference_mean=0.0, reference_std=0.0)
            cells = plain.fabricate(shape, seed)
            points = self._points(cast(cells.law, float), cells.w_min.astype(float), cells.w_max.astype(float))
            return times._replace(rest=(times.rest + points).astype(np.float32))
        return times


@dataclass(frozen=True)
class SoftBoundsReference(Referenced):
    r"""Soft bounds read against a reference cell, v = w + reference.

    ``Δv_up = s_up (1 - v / w_max + dw_min_std ξ)``, ``Δv_down = -s_down (1 - v / w_min) + s_down dw_min_std ξ``,
    and with ``mult_noise`` the noise multiplies the whole step as in ``SoftBounds``. ``slope_*_dtod`` spread the slope
    over cells by dividing the bound, w_max / \|1 + slope_up_dtod ξ\|, which moves the bound with it; the divisor is
    at least 0.001. Both mean bounds must differ from 0 (aihwkit 1.2 takes steps towards a bound of 0 as all alike).

    Source: aihwkit 1.2, ``rpu_softbounds_reference_device.cpp``.
    """

    slope_up_dtod: float = 0.0
    slope_down_dtod: float = 0.0
    mult_noise: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("w_max", "w_min"):
            if getattr(self, name) == 0:
                raise ValueError(f"{name}=0: the steps of soft bounds are relative to their bounds")

    def _law(self, step: Float, lo: Float, hi: Float, shape: Shape, seed: int) -> Made:
        stuck = lo == hi  # a corrupt cell stays where it is
        steeper = [
            np.where(stuck, 1.0, np.maximum(np.abs(1 + spread * normal(shape, seed, name)), 1e-3))
            for spread, name in ((self.slope_up_dtod, "slope_up"), (self.slope_down_dtod, "slope_down"))
        ]
        lo, hi = lo / steeper[DOWN], hi / steeper[UP]
        slopes = np.stack([-_ratio(step[UP], hi), -_ratio(step[DOWN], lo)])
        reference = self._references(laws.Soft(slopes), lo, hi, shape, seed)
        law: Law = laws.Soft(slopes) if self.mult_noise else laws.SoftReferenced(slopes, reference)
        return law, lo - reference, hi - reference

    def _noise(self) -> Noise:
        return OfChange(self.dw_min_std) if self.mult_noise else OfStep(self.dw_min_std)
