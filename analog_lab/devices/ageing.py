"""What time does to a pulsed cell between updates, and what fabrication can spoil."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

SMALLEST = 1e-37  # the logarithm of a conductance stops here


def check(record: object, lowest: dict[str, float]) -> None:
    """Raise ``ValueError`` for a number of ``record`` that is not finite or below its lowest value."""
    for name, value in vars(record).items():
        if isinstance(value, (bool, str)) or not math.isfinite(value):
            raise ValueError(f"{name}={value!r} is not a finite number")
        if value < lowest.get(name, -math.inf):
            raise ValueError(f"{name}={value:g} is below {lowest[name]:g}")


@dataclass(frozen=True)
class Corrupt:
    """Cells that fabrication spoiled: with chance ``prob`` a cell is stuck at a random weight in ±``range``."""

    prob: float = 0.0
    range: float = 0.1

    def __post_init__(self) -> None:
        check(self, {"prob": 0.0, "range": 0.0})
        if self.prob > 1:
            raise ValueError(f"prob={self.prob:g} is above 1")


@dataclass(frozen=True)
class Ageing:
    """Decay and diffusion, once per mini-batch: ``w ← b + (w - b)(1 - 1 / lifetime) + diffusion ξ``.

    ``lifetime`` is in mini-batches, 0 for no decay; b = ``reset`` + ``reset_dtod`` ξ is where a cell decays to. (The
    aihwkit documentation makes the spread of b relative; its code, followed here, adds it.) ``lifetime_dtod`` and
    ``diffusion_dtod`` are relative spreads from cell to cell.

    Source: aihwkit 1.2, ``rpu_pulsed_device.cpp``.
    """

    lifetime: float = 0.0
    lifetime_dtod: float = 0.0
    diffusion: float = 0.0
    diffusion_dtod: float = 0.0
    reset: float = 0.0
    reset_dtod: float = 0.0

    def __post_init__(self) -> None:
        check(self, dict.fromkeys(("lifetime", "lifetime_dtod", "diffusion", "diffusion_dtod", "reset_dtod"), 0.0))

    def nominal(self) -> Ageing:
        """Return the same without spreads and diffusion."""
        return Ageing(lifetime=self.lifetime, reset=self.reset)

    def keep(self, xi: ArrayLike = 0.0) -> NDArray[np.float64]:
        """Return the fraction 1 - 1 / lifetime that a cell keeps of its distance from b, with a draw ξ a cell."""
        lifetime = self.lifetime * (1 + self.lifetime_dtod * np.asarray(xi))
        if self.lifetime == 0:
            return np.ones_like(lifetime)
        return np.where(lifetime > 1, 1 - 1 / np.maximum(lifetime, 1), 0.0)


@dataclass(frozen=True)
class Drift:
    """Power-law drift of a pulsed cell: ``w(t) = w₀ max(t / t0, 1)^-ν`` since the cell was last changed.

    ``ν = ν_c (1 + nu_std ξ) - nu_k ln((w₀ - w_offset) / wg_ratio + g_offset) + nu_k log_g0`` with ν_c = ``nu`` (1 +
    ``nu_dtod`` ξ) of each cell. A cell counts as changed when its weight moved by more than ``reset_tol``.

    Source: aihwkit 1.2, ``weight_drifter.cpp``.
    """

    nu: float = 0.0
    nu_dtod: float = 0.0
    nu_std: float = 0.0
    nu_k: float = 0.0
    log_g0: float = 0.0
    w_offset: float = 0.0
    wg_ratio: float = 1.0
    g_offset: float = 0.0
    t0_s: float = 1.0
    reset_tol: float = 1e-7

    def __post_init__(self) -> None:
        check(self, dict.fromkeys(("nu_dtod", "nu_std", "reset_tol"), 0.0))
        for name in ("t0_s", "wg_ratio"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name}={getattr(self, name):g} is not positive")

    def nominal(self) -> Drift:
        """Return the same without spreads."""
        return Drift(**{**vars(self), "nu_dtod": 0.0, "nu_std": 0.0})

    def exponent(self, w0: ArrayLike, xi_cell: ArrayLike = 0.0, xi: ArrayLike = 0.0) -> NDArray[np.float64]:
        """Return ν of cells that began at ``w0``; a conductance of 0 or less counts as 1e-37."""
        nu = self.nu * (1 + self.nu_dtod * np.asarray(xi_cell, float)) * (1 + self.nu_std * np.asarray(xi, float))
        if self.nu_k == 0:
            return np.broadcast_to(nu, np.broadcast_shapes(np.shape(nu), np.shape(w0))).copy()
        g = (np.asarray(w0, float) - self.w_offset) / self.wg_ratio + self.g_offset
        exponent: NDArray[np.float64] = nu - self.nu_k * (np.log(np.maximum(g, SMALLEST)) - self.log_g0)
        return exponent

    def factor(self, t_s: ArrayLike, nu: ArrayLike) -> NDArray[np.float64]:
        """Return w(t) / w₀ a time ``t_s`` after the last change."""
        factor: NDArray[np.float64] = np.maximum(np.asarray(t_s, float) / self.t0_s, 1.0) ** -np.asarray(nu, float)
        return factor
