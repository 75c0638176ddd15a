"""Pulse trains: how two vectors of numbers become pulses whose coincidences move the weights."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

LONGEST = 31
Bits = NDArray[np.uint32]
Signs = NDArray[np.bool_]


@dataclass(frozen=True)
class Trains:
    """The pulses of one update: bit k of a line's word says whether the line fires in slot k.

    ``x_bits`` and ``x_negative`` have the shape (batch, n_in), ``d_bits`` and ``d_negative`` (batch, n_out); ``bl``
    (batch,) counts the slots of each sample. ``key`` fixes the noise of every single pulse.
    """

    x_bits: Bits
    x_negative: Signs
    d_bits: Bits
    d_negative: Signs
    bl: NDArray[np.int64]
    key: int

    def slot(self, k: int) -> Trains:
        """Return the trains with only slot ``k`` left; one sample's slots in order move the weights as the whole.

        Each ``apply`` counts as a step of its own, so that what comes after draws other pulses.
        """
        if not 0 <= k < LONGEST:
            raise ValueError(f"k={k} is outside 0 … {LONGEST - 1}")
        mask = np.uint32(1 << k)
        return dataclasses.replace(self, x_bits=self.x_bits & mask, d_bits=self.d_bits & mask)

    def coincidences(self) -> NDArray[np.uint8]:
        """Return how many pulses each cell receives from each sample, shape (batch, n_out, n_in)."""
        counts: NDArray[np.uint8] = np.bitwise_count(self.d_bits[:, :, None] & self.x_bits[:, None, :])
        return counts


@dataclass(frozen=True)
class PulseUpdate:
    r"""Turns ``W -= lr Σ_b d_b x_bᵀ`` into stochastic pulse trains, sample after sample.

    For each sample, with Δw the mean step of the device, xm = max|x|, dm = max|d| and k = lr xm dm / Δw::

        slots       BL = bl, or min(⌈k⌉, bl) with update_bl_management
        one line    P(x_j fires) = min(1, B |x_j|)   P(d_i fires) = min(1, A |d_i|)   in every slot
        factors     A = B = √(lr / (Δw BL));   with either management A *= √(xm / dm), B *= √(dm / xm),
                    and where k > bl, dm is first lowered by bl / k, so that the errors saturate and not the inputs

    A row and a column that fire in the same slot pulse their cell once, down where x d > 0 and up where x d < 0.
    While no probability saturates, E[coincidences] = lr |x||d| / Δw. Bernoulli draws resolve 2⁻³⁰.

    Raises
    ------
    ValueError
        ``bl`` is outside 1 … 31 (a train is one 32-bit word).

    Source: Gokmen and Vlasov, Front. Neurosci. 10, 333 (2016); managements as in the code of aihwkit 1.2
    (``rpu_pulsed_meta_parameter.cpp``), whose documentation leaves out the square roots.
    """

    bl: int = LONGEST
    update_management: bool = True
    update_bl_management: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.bl, bool) or self.bl != int(self.bl) or not 1 <= self.bl <= LONGEST:
            raise ValueError(f"bl={self.bl} is outside 1 … {LONGEST}")

    def trains(self, x: ArrayLike, d: ArrayLike, lr: float, dw: float, key: int) -> Trains:
        """Return the trains for inputs ``x`` (batch, n_in), errors ``d`` (batch, n_out), learning rate and mean step.

        A negative ``lr`` turns the direction round.

        Raises
        ------
        ValueError
            The batches differ, a value is not finite, or ``dw`` is not positive.
        """
        from . import kernels

        x, d = lines(x, None, "x"), lines(d, None, "d")
        if len(x) != len(d):
            raise ValueError(f"x has {len(x)} samples and d has {len(d)}; they must be the same")
        if not math.isfinite(lr):
            raise ValueError(f"lr={lr} is not a finite number")
        if not (math.isfinite(dw) and dw > 0):
            raise ValueError(f"dw={dw} is not a positive number")
        made = Trains(
            np.empty(x.shape, np.uint32),
            np.empty(x.shape, np.bool_),
            np.empty(d.shape, np.uint32),
            np.empty(d.shape, np.bool_),
            np.empty(len(x), np.int64),
            key,
        )
        finite = kernels.encode(
            x,
            d,
            float(lr),
            float(dw),
            self.bl,
            self.update_management,
            self.update_bl_management,
            np.uint64(key),
            made.x_bits,
            made.x_negative,
            made.d_bits,
            made.d_negative,
            made.bl,
        )
        if not finite:
            raise ValueError("x and d must be finite; at least one value is infinite or not a number")
        return made


def lines(value: ArrayLike, n: int | None, name: str) -> NDArray[np.float32]:
    """Return ``value`` as a contiguous float32 batch of vectors of length ``n``; one vector is a batch of 1."""
    v = np.ascontiguousarray(value, np.float32)
    if v.ndim == 1:
        v = v[None]
    if v.ndim != 2 or (n is not None and v.shape[1] != n):
        width = "n" if n is None else n
        raise ValueError(f"{name} has shape {np.shape(value)}; it must be ({width},) or (batch, {width})")
    return v
