"""The laws that a measured pulse response is fitted with: where each starts, and the cell that it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .pulsed import PulsedDevice, alike
from .shaped import ExpStep, PiecewiseStep, PowStep
from .steps import ConstantStep, LinearStep, SoftBounds

NODES = 5  # of a step drawn by hand
CURVES = ("A_up", "gamma_up", "A_down", "gamma_down")
SHARED = ("step_up", "step_down", "w_max", "w_min")


@dataclass(frozen=True)
class Candidate:
    """One law to be fitted: its number in the filter, the names of its own parameters and where to start from."""

    name: str
    code: int
    own: tuple[str, ...]
    starts: tuple[tuple[float, ...], ...]
    limits: tuple[tuple[float, float], ...]
    device: Callable[[dict[str, float]], PulsedDevice]
    walled: bool = False  # whether its bounds only stop it, and do not shape its steps


def _shared(kind: type[PulsedDevice], p: Mapping[str, float]) -> dict[str, Any]:
    """Return the fields that all cells share; one cell says nothing of spreads from cell to cell."""
    up, down = p["step_up"], p["step_down"]
    size = max(up, down)
    tilt = {"dw_min": size, "up_down": (up - down) / size, "dw_min_std": p["pulse_noise"]}
    return {**alike(kind), **tilt, "w_max": p["w_max"], "w_min": p["w_min"]}


def _linear(p: dict[str, float]) -> PulsedDevice:
    gammas: dict[str, Any] = {"gamma_up": p["slope_up"] * p["w_max"], "gamma_down": -p["slope_down"] * p["w_min"]}
    return LinearStep(**_shared(LinearStep, p), **gammas, allow_increasing=True)


def _exponential(p: dict[str, float]) -> PulsedDevice:
    own: dict[str, Any] = {name: p[name] for name in CURVES}
    return ExpStep(**_shared(ExpStep, p), **own, a=(p["w_max"] - p["w_min"]) / 2, b=0.0)  # so that z is w


def _power(p: dict[str, float]) -> PulsedDevice:
    up, down = p["pow_up"], p["pow_down"]
    size = max(up, down, 1e-9)
    return PowStep(**_shared(PowStep, p), pow_gamma=size, pow_up_down=(up - down) / size)


def _piecewise(p: dict[str, float]) -> PulsedDevice:
    up, down = ([p[f"{way}_{k}"] for k in range(NODES)] for way in ("up", "down"))
    return PiecewiseStep(**_shared(PiecewiseStep, p), piecewise_up=tuple(up), piecewise_down=tuple(down))


# fmt: off
LAWS = (
    Candidate("constant step", 0, (), ((),), (), lambda p: ConstantStep(**_shared(ConstantStep, p)), True),
    Candidate("soft bounds", 2, (), ((),), (), lambda p: SoftBounds(**_shared(SoftBounds, p))),
    Candidate("linear step", 1, ("slope_up", "slope_down"), ((0.0,) * 2, (0.6,) * 2), ((-2.0, 2.0),) * 2,
              _linear, True),
    Candidate("power step", 4, ("pow_up", "pow_down"), ((1.0,) * 2, (2.0,) * 2), ((0.05, 8.0),) * 2, _power),
    Candidate("exponential step", 3, CURVES, ((0.3, 1.5) * 2, (-0.3, -2.0) * 2, (0.02, 4.0) * 2),
              ((-8.0, 0.98), (-8.0, 12.0)) * 2, _exponential, True),
    Candidate("piecewise step", 5, tuple(f"{way}_{k}" for way in ("up", "down") for k in range(NODES)),
              ((1.0,) * (2 * NODES),),
              (*((0.0, 20.0),) * (NODES // 2), (1.0, 1.0), *((0.0, 20.0),) * (NODES // 2)) * 2,  # 1 in the middle
              _piecewise),
)
# fmt: on
