"""The step laws against their closed forms: 1,000 pulses up and 1,000 down without noise."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..devices import PulsedDevice, preset, response
from ..devices.shaped import ExpStep, PiecewiseStep, PowStep, PowStepReference, SetResetStep
from ..devices.steps import ConstantStep, LinearStep, SoftBounds, SoftBoundsReference
from .judge import Finding

Float = NDArray[np.float64]
Path = Callable[[Float, float], Float]  # (pulses n, start w0) -> weights
PULSES = 1000
LABEL = 10.1015  # nonlinearity label of a curve that bends by its whole height
ROUNDING = 1.5e-5  # of 2,000 additions in float32
EXTRAPOLATED = 3e-5  # the same, in a combination of three runs, and what is left of third order


def steady(step: float, slope: float, low: float, high: float, n: Float, w0: float) -> Float:
    """``Δw = step + slope w``: a geometric approach to -step / slope, or a straight line; clipped at the bounds."""
    if slope == 0:
        return np.clip(w0 + step * n, low, high)
    end = -step / slope
    return np.clip(end + (w0 - end) * (1 + slope) ** n, low, high)


def exponential(step: float, a_s: float, gamma: float, a: float, b: float, width: float, n: Float, w0: float) -> Float:
    """``dw/dn = step (1 - A e^(γ z))``: with u = e^(-γ z) this is ``du/dn = -γ c step (u - A)``, c = dz/dw."""
    c = 2 * a / width
    u = a_s + (math.exp(-gamma * (c * w0 + b)) - a_s) * np.exp(-gamma * c * step * n)
    w: Float = (-np.log(u) / gamma - b) / c
    return w


def power(step: float, exponent: float, bound: float, width: float, n: Float, w0: float) -> Float:
    """``dw/dn = step y^g``, y the distance from the bound in widths: ``y^(1-g)`` grows evenly."""
    y0 = abs(bound - w0) / width
    y = (y0 ** (1 - exponent) + (exponent - 1) * abs(step) / width * n) ** (1 / (1 - exponent))
    w: Float = bound - math.copysign(width, step) * y
    return w


def piecewise(step: float, nodes: tuple[float, ...], low: float, high: float, n: Float, w0: float) -> Float:
    """``dw/dn = step f(w)``, f straight between nodes: exponentials, joined where they meet a node."""
    places = np.linspace(low, high, len(nodes))
    out, w, began = np.full(n.shape, np.nan), w0, 0.0
    order = range(len(nodes) - 1) if step > 0 else range(len(nodes) - 2, -1, -1)
    for k in order:
        near, far = (k, k + 1) if step > 0 else (k + 1, k)
        if (places[far] - w) * step <= 0:
            continue
        rate = (nodes[k + 1] - nodes[k]) / (places[1] - places[0])
        at = nodes[near] + rate * (w - places[near])
        growth = rate * step
        here = n >= began
        out[here] = w + at / rate * np.expm1(growth * (n[here] - began))
        began += math.log(nodes[far] / at) / growth
        w = places[far]
    return out


def synapse(bend: float, states: int, sign: int, n: Float, w0: float) -> Float:
    """``G(P) = B (1 - e^(-P / A)) - 1`` between -1 and 1, walked forwards or backwards, A found from the bend."""

    def bent(a: float) -> float:
        x = np.linspace(0, 1, 200_001)
        return float(np.max(np.expm1(-x / a) / math.expm1(-1 / a) - x))

    low, high = 0.01, 100.0
    for _ in range(100):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if bent(middle) > abs(bend) else (low, middle)
    a = math.copysign(middle, bend) * states
    height = 2 / -math.expm1(-states / a)
    p0 = -a * math.log1p(-(w0 + 1) / height)
    return np.clip(-height * np.expm1(-(p0 + sign * n) / a) - 1, -1, 1)


@dataclasses.dataclass(frozen=True)
class Check:
    """A cell without noise, its closed forms up and down, and whether they hold for single pulses or for fine ones."""

    device: PulsedDevice
    up: Path
    down: Path
    exact: bool = True
    shift: float = 0.0

    @property
    def name(self) -> str:
        """The law's name."""
        return type(self.device).__name__


def _bounded(**more: Any) -> dict[str, Any]:
    return {"dw_min": 0.002, "w_max": 0.9, "w_min": -0.7, "up_down": 0.2, **more}


def checks() -> list[Check]:
    """Return one check a law, with unequal bounds and unequal steps up and down."""
    up, down, hi, lo = 0.002, -0.002 * 0.8, 0.9, -0.7
    width = hi - lo
    shape = {"A_up": 0.5, "A_down": 0.7, "gamma_up": 1.5, "gamma_down": 1.2, "a": 0.6, "b": 0.1}
    curve, nodes = (shape["a"], shape["b"], width), (1.0, 0.4, 0.7, 0.3)
    rise = partial(exponential, up, shape["A_up"], shape["gamma_up"], *curve)
    fall = partial(exponential, down, shape["A_down"], -shape["gamma_down"], *curve)
    soft = partial(steady, up, -up / hi, lo, hi), partial(steady, down, -down / lo, lo, hi)
    # fmt: off
    exact = [
        Check(ConstantStep(**_bounded()), partial(steady, up, 0, lo, hi), partial(steady, down, 0, lo, hi)),
        Check(LinearStep(**_bounded(gamma_up=0.6, gamma_down=0.3)),
              partial(steady, up, -0.6 * up / hi, lo, hi), partial(steady, down, -0.3 * down / lo, lo, hi)),
        Check(SoftBounds(**_bounded()), *soft),
        Check(SoftBoundsReference(**_bounded(reference_mean=0.15)), *soft, shift=0.15),
        Check(preset("ag-asi"), partial(synapse, 2.4 / LABEL, 97, 1), partial(synapse, -4.88 / LABEL, 97, -1)),
    ]
    fine = [
        Check(ExpStep(**_bounded(**shape)), rise, fall, False),
        Check(SetResetStep(**_bounded(**shape, reset=-0.5)), rise, lambda n, w0: np.where(n > 0, -0.5, w0), False),
        Check(PowStep(**_bounded(pow_gamma=1.6, pow_up_down=0.25)),
              partial(power, up, 1.6, hi, width), partial(power, down, 1.6 * 0.75, lo, width), False),
        Check(PowStepReference(**_bounded(pow_gamma=0.7, reference_mean=-0.1)),
              partial(power, up, 0.7, hi, width), partial(power, down, 0.7, lo, width), False, -0.1),
        Check(PiecewiseStep(**_bounded(piecewise_up=nodes, piecewise_down=nodes[::-1])),
              partial(piecewise, up, nodes, lo, hi), partial(piecewise, down, nodes[::-1], lo, hi), False),
    ]
    # fmt: on
    return exact + fine


def walk(device: PulsedDevice, start: float, pulses: int, finer: int) -> Float:
    """Return the weights of a cell under ``pulses`` up and as many down, each divided into ``finer`` smaller ones."""
    cell = dataclasses.replace(device.nominal(), dw_min=device.dw_min / finer)
    signs = np.repeat([1, -1], pulses * finer)
    return response(cell, signs, w0=start)[::finer, 0].astype(float)


def deviation(check: Check, start: float = -0.3, pulses: int = PULSES) -> float:
    """Return the largest distance of a walk from its closed form.

    Laws whose closed form is a differential equation's are run with whole, half and quarter steps, and extrapolated to
    steps of no size.
    """
    walks = [walk(check.device, start, pulses, finer) for finer in ((1,) if check.exact else (1, 2, 4))]
    w = walks[0] if check.exact else (8 * walks[2] - 6 * walks[1] + walks[0]) / 3
    n = np.arange(pulses + 1, dtype=float)
    rise = check.up(n, start + check.shift) - check.shift
    top = w[pulses] if not check.exact else rise[-1]
    fall = check.down(n, top + check.shift) - check.shift
    return float(np.max(np.abs(w - np.concatenate([rise, fall[1:]]))))


def findings() -> tuple[Finding, ...]:
    """Return the largest deviation of every law."""
    return tuple(Finding(c.name, deviation(c), 0.0, ROUNDING if c.exact else EXTRAPOLATED) for c in checks())
