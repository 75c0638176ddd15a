"""What time does to a pulsed cell between updates, and what fabrication can spoil."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float = NDArray[np.float64]
FAR = 80.0  # exp of more leaves float32
SMALLEST = 1e-37  # the logarithm of a conductance stops here


def check(values: Mapping[str, Any], lowest: Mapping[str, float]) -> None:
    """Raise ``ValueError`` for a value that is not a finite number, or below its lowest."""
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, (int, float, np.number)) or not math.isfinite(value):
            raise ValueError(f"{name}={value!r} is not a finite number")
        if value < lowest.get(name, -math.inf):
            raise ValueError(f"{name}={value:g} is below {lowest[name]:g}")


def check_kind(record: Any, kinds: Mapping[str, type], optional: Sequence[str] = ()) -> None:
    """Raise ``ValueError`` for a part of ``record`` of another type; those in ``optional`` may be None."""
    for name, kind in kinds.items():
        value = getattr(record, name)
        if not isinstance(value, kind) and not (value is None and name in optional):
            raise ValueError(f"{name}={value!r} is no {kind.__name__}(…)")


@dataclass(frozen=True)
class Corrupt:
    """Cells that fabrication spoiled: with chance ``prob`` a cell is stuck at a random weight in ±``range``."""

    prob: float = 0.0
    range: float = 0.1

    def __post_init__(self) -> None:
        check(vars(self), {"prob": 0.0, "range": 0.0})
        if self.prob > 1:
            raise ValueError(f"prob={self.prob:g} is above 1")


@dataclass(frozen=True)
class Ageing:
    """Decay and diffusion, once per mini-batch: ``w ← b + (w - b)(1 - 1 / lifetime) + diffusion ξ``.

    ``lifetime`` is in mini-batches, 0 for no decay; b = ``reset`` + ``reset_dtod`` ξ is where a cell decays to. (The
    aihwkit documentation makes the spread of b relative; its code, followed here, adds it, and of a cell that is read
    against its symmetric point adds that point.) ``lifetime_dtod`` and ``diffusion_dtod`` are relative spreads from
    cell to cell. Of a cell with write noise the weight that it keeps decays, of a cell with a reference the difference,
    as far as its bounds allow: here the bounds of the difference, in aihwkit those of the cell alone.

    Weights are float32. A decay below their spacing is kept on average by random rounding, whose own walk is about half
    a spacing (2e-8 of a weight) a mini-batch: a diffusion smaller than that is not resolved.

    Source: aihwkit 1.2, ``rpu_pulsed_device.cpp``.
    """

    lifetime: float = 0.0
    lifetime_dtod: float = 0.0
    diffusion: float = 0.0
    diffusion_dtod: float = 0.0
    reset: float = 0.0
    reset_dtod: float = 0.0

    def __post_init__(self) -> None:
        check(vars(self), {name: 0.0 for name in vars(self) if name != "reset"})

    def nominal(self) -> Ageing:
        """Return the same without spreads and diffusion."""
        return Ageing(lifetime=self.lifetime, reset=self.reset)

    def rate(self, xi: ArrayLike = 0.0) -> Float:
        """Return the fraction of its distance from b that a cell loses a mini-batch, with a draw ξ a cell."""
        lifetime = self.lifetime * (1 + self.lifetime_dtod * np.asarray(xi, float))
        if self.lifetime == 0:
            return np.zeros_like(lifetime)
        return 1 / np.maximum(lifetime, 1)


@dataclass(frozen=True)
class Drift:
    """Power-law drift of a pulsed cell since it was last changed.

    With T the time since, at least ``t0_s``, w₀ the weight it was changed to and w what is left of it::

        w(t) = w₀ p + a (p - 1)    p = (T / t0_s)^-ν    a = g_offset wg_ratio + w_offset
        ν    = ν_c (1 + nu_std ξ) - nu_k ln((w - w_offset) / wg_ratio + g_offset) + nu_k log_g0

    and ν_c = ``nu`` (1 + ``nu_dtod`` ξ) of each cell. A cell counts as changed when its weight moved by more than
    ``reset_tol`` since the last drift; then this drift only starts its time. ``read_std`` is noise that every drift
    adds, and which counts as no change. A conductance of 0 or less counts as 1e-37 in the logarithm, which aihwkit
    leaves without a value. A ν of 0 or less moves cells too, up where it is negative; aihwkit then does nothing.

    Source: aihwkit 1.2, ``weight_drifter.cpp``, whose ``w_read_std`` is ``read_std`` here.
    """

    nu: float = 0.0
    nu_dtod: float = 0.0
    nu_std: float = 0.0
    nu_k: float = 0.0
    log_g0: float = 0.0
    w_offset: float = 0.0
    wg_ratio: float = 1.0
    g_offset: float = 0.0
    read_std: float = 0.0
    t0_s: float = 1.0
    reset_tol: float = 1e-7

    def __post_init__(self) -> None:
        check(vars(self), dict.fromkeys(("nu_dtod", "nu_std", "read_std", "reset_tol"), 0.0))
        for name in ("t0_s", "wg_ratio"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name}={getattr(self, name):g} is not positive")

    def nominal(self) -> Drift:
        """Return the same without spreads and noise."""
        return dataclasses.replace(self, nu_dtod=0.0, nu_std=0.0, read_std=0.0)

    def exponent(self, w: ArrayLike, xi_cell: ArrayLike = 0.0, xi: ArrayLike = 0.0) -> Float:
        """Return ν of cells whose weight is ``w``, with a draw ξ a cell and one a drift."""
        nu = self.nu * (1 + self.nu_dtod * np.asarray(xi_cell, float)) * (1 + self.nu_std * np.asarray(xi, float))
        g = (np.asarray(w, float) - self.w_offset) / self.wg_ratio + self.g_offset
        exponent: Float = nu - self.nu_k * (np.log(np.maximum(g, SMALLEST)) - self.log_g0)
        return exponent

    def moved(self, w0: ArrayLike, t_s: ArrayLike, nu: ArrayLike) -> Float:
        """Return the weights that were ``w0`` a time ``t_s`` ago."""
        late = np.log(np.maximum(np.asarray(t_s, float) / self.t0_s, 1.0))
        part = np.exp(np.clip(-np.asarray(nu, float) * late, -FAR, FAR))
        offset = self.g_offset * self.wg_ratio + self.w_offset
        return np.asarray(np.asarray(w0, float) * part + offset * (part - 1))
