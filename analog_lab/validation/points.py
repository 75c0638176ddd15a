"""Where pulses take a cell that is not symmetric: its symmetric point, and the wrong point of gradient descent."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from ..core import rng_from
from ..devices import PowStep, PulsedDevice, preset, response, symmetric_point
from ..devices.steps import LinearStep, SoftBounds, SoftBoundsReference
from ..tile import Tile
from .judge import Finding

CLOSE = 1e-3
# (w*, gradient noise σ, bound τ): published dynamics, closed form below
WRONG_POINTS = ((0.3, 1.0, 0.6), (0.3, 0.3, 0.6), (0.3, 0.05, 0.6), (0.3, 1.0, 2.0))


def solve(f: Any, low: float, high: float) -> float:
    """Return the root of a falling function between low and high by halving."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return low


def points() -> list[tuple[str, PulsedDevice, float]]:
    """Return cells of several laws and the weight at which their steps up and down are equal, from the equations."""
    up, down = 1.0, 1 - 0.259359

    def uneven(w: float) -> float:
        rise, fall = 1.18445 * math.exp(5 * (-0.5 * w - 0.5)), 0.081404 * math.exp(-5 * (-0.5 * w - 0.5))
        return up * (1 + rise) - down * (1 + fall)

    power = solve(lambda w: ((0.9 - w) / 1.6) ** 1.5 - 0.8 * ((w + 0.7) / 1.6) ** (1.5 * 0.75), -0.7, 0.9)
    ranges: dict[str, Any] = {"w_max": 0.9, "w_min": -0.7}
    linear = LinearStep(gamma_up=0.6, gamma_down=0.4, up_down=0.2, **ranges)
    return [
        ("LinearStep", linear, 0.2 / (0.6 / 0.9 + 0.8 * 0.4 / 0.7)),
        ("SoftBounds", SoftBounds(up_down=0.5, w_max=1.0, w_min=-1.0), 1 / 3),
        ("SoftBoundsReference", SoftBoundsReference(reference_mean=0.15, **ranges), -0.15),
        ("the same, subtracted", SoftBoundsReference(up_down=0.4, subtract_symmetry_point=True, **ranges), 0.0),
        ("ExpStep, reram-es", preset("reram-es"), solve(uneven, -1, 1)),
        ("PowStep", PowStep(up_down=0.2, pow_gamma=1.5, pow_up_down=0.25, **ranges), power),
    ]


def symmetric() -> tuple[Finding, ...]:
    """Alternating pulses end where the steps are equal, wherever they begin; a cell swings about it by half a step."""
    found = []
    for name, device, expected in points():
        cell = dataclasses.replace(device, dw_min=0.0005).nominal()
        found.append(Finding(f"{name}, closed form", symmetric_point(cell), expected, 1e-6))
        ends = response(cell, np.tile([1, -1], 12_000), n_cells=2, w0=[-0.4, 0.6])[-2:].mean(axis=0)
        for w0, w in zip((-0.4, 0.6), ends, strict=True):
            found.append(Finding(f"{name}, from {w0:+.1f}", float(w), expected, CLOSE))
    return tuple(found)


def wrong_point(target: float, sigma: float, tau: float) -> float:
    """Return where gradient descent ends: the root of ``(w - w*) + E|w - w* + σ ξ| w / τ``.

    With m = w - w*, ``E|m + σ ξ| = σ √(2/π) exp(-m²/2σ²) + m erf(m / σ√2)``.
    """

    def pull(w: float) -> float:
        m = w - target
        size = sigma * math.sqrt(2 / math.pi) * math.exp(-(m**2) / (2 * sigma**2))
        return -(m + (size + m * math.erf(m / sigma / math.sqrt(2))) * w / tau)

    return solve(pull, 0.0, target)


def descended(device: PulsedDevice, target: float, sigma: float, lr: float = 0.004, steps: int = 2500) -> float:
    """Return the mean weight of 2,048 cells trained by pulses on (w - w*)² / 2 with noise σ in the gradient.

    They start at the target; the first thousand steps are not counted. Every draw is used with both signs, which
    takes most of the scatter out of the mean.
    """
    half, x, kept = 1024, np.ones(1, np.float32), []
    tile, rng = Tile((2 * half, 1), device, weights=np.full((2 * half, 1), target)), rng_from(0, "wrong point")
    for n in range(steps):
        w, xi = tile.weights[:, 0], np.float32(sigma) * rng.standard_normal(half, np.float32)
        tile.update(x, w - np.float32(target) + np.concatenate([xi, -xi]), lr)
        if n >= 1000:
            kept.append(w.mean())
    return float(np.mean(kept))


def wrong(lr: float = 0.004) -> tuple[Finding, ...]:
    """Gradient descent by pulses on an asymmetric cell ends short of its target, where the closed form says."""
    found = []
    for target, sigma, tau in WRONG_POINTS:
        device = SoftBounds(dw_min=lr * sigma / 4, w_max=tau, w_min=-tau).nominal()
        end, expected = descended(device, target, sigma, lr), wrong_point(target, sigma, tau)
        found.append(Finding(f"w* {target:g}, noise {sigma:g}, τ {tau:g}", end, expected, CLOSE))
    return tuple(found)
