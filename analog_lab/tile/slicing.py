"""Numbers in slices: weights over several cells, inputs bit by bit, and digital shifts and adds that join them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .crossbar import Tile
from .pulses import lines
from .readable import Readable

Array = NDArray[np.float32]
Whole = NDArray[np.int64]


def digits(value: ArrayLike, bits: int, slice_bits: int) -> Whole:
    """Return the digits of signed whole numbers to the base 2^slice_bits, the least first, each with the sign.

    ``value = Σ_k 2^(k slice_bits) digit_k``, shape (⌈(bits - 1) / slice_bits⌉, \\*value.shape); of ``bits`` one is the
    sign. Raises ``ValueError`` where a number does not fit.
    """
    if not (bits == int(bits) and 2 <= bits <= 32):
        raise ValueError(f"bits={bits} is outside 2 … 32: one bit is the sign")
    if not (slice_bits == int(slice_bits) and 1 <= slice_bits <= bits):
        raise ValueError(f"slice_bits={slice_bits} is outside 1 … {bits}")
    if not np.array_equal(value, np.rint(value)):
        raise ValueError(f"value={value!r} is not whole")
    v = np.asarray(value, np.int64)
    highest = 2 ** (bits - 1) - 1
    if np.any(np.abs(v) > highest):
        raise ValueError(f"value={v.flat[np.argmax(np.abs(v))]} is outside ±{highest}, which {bits} bits hold")
    count = -(-(bits - 1) // slice_bits)
    left = np.abs(v)[None] >> (slice_bits * np.arange(count)).reshape(-1, *[1] * v.ndim)
    return np.asarray(np.sign(v) * (left & (2**slice_bits - 1)))


class Sliced:
    """A matrix over several arrays, one for each slice of its weights, read slice by slice of the inputs.

    With ``w ≈ s_w W``, ``x ≈ α s_x X`` rounded to signed whole numbers, α = max|x| of each sample, and their digits
    to the bases 2^b and 2^a::

        y = α s_x s_w Σ_k Σ_m 2^(b k) 2^(a m) (W_k X_m)

    where each product is one read of array k and the rest is digital. Digits are sent and stored as fractions of the
    largest one, so that arrays see numbers within ±1. All input slices of a batch go through an array in one call: the
    time is that of the passes, ``passes`` for each array.

    Parameters
    ----------
    weights
        (n_out, n_in).
    make
        Makes the array of one slice from its weights, within ±1, and the slice's number:
        ``lambda w, k: ProgrammedTile(w, device, periphery=edge, seed=k)``. Its edge must have a fixed scale, as
        ``Periphery(noise_management="none", …)``.
    weight_bits, slice_bits
        Bits of a weight with its sign, and of one slice.
    input_bits, input_slice_bits
        The same of inputs; ``input_slice_bits=1`` is bit-serial.

    Raises
    ------
    ValueError
        Bits that make no slices, weights that are no matrix, or an edge that scales each slice on its own.
    """

    def __init__(
        self,
        weights: ArrayLike,
        make: Callable[[Array, int], Readable],
        weight_bits: int = 8,
        slice_bits: int = 2,
        input_bits: int = 8,
        input_slice_bits: int = 1,
    ) -> None:
        w = np.asarray(weights, np.float64)
        if w.ndim != 2 or w.size == 0 or not np.isfinite(w).all():
            raise ValueError(f"weights of shape {w.shape} are not a matrix of finite numbers")
        for bits, part in ((weight_bits, slice_bits), (input_bits, input_slice_bits)):
            digits(0, bits, part)  # raises
        self.shape, self.slice_bits = w.shape, slice_bits
        self.input_bits, self.input_slice_bits = input_bits, input_slice_bits
        self._unit = (float(np.abs(w).max()) or 1.0) / (2 ** (weight_bits - 1) - 1)
        parts = digits(np.rint(w / self._unit), weight_bits, slice_bits) / (2**slice_bits - 1)
        self.arrays = tuple(make(part.astype(np.float32), k) for k, part in enumerate(parts))
        for array, part in zip(self.arrays, parts, strict=True):
            if not isinstance(array, Readable) or array.shape != w.shape:
                raise ValueError(f"make gave {array!r}: it must be an array of {w.shape}")
            if array.periphery.neuron:
                raise ValueError(f"a {array.periphery.neuron.kind} at the edge would bend each slice on its own")
            if isinstance(array, Tile) and not np.allclose(array.weights, part, atol=1e-6):
                raise ValueError("the cells do not hold weights of ±1: give them wider bounds")
            if array.periphery.scale.kind == "abs-max":
                raise ValueError("slices need a fixed scale: give their arrays Periphery(noise_management='none', …)")

    @property
    def passes(self) -> int:
        """How many times an array is read for one input."""
        return -(-(self.input_bits - 1) // self.input_slice_bits)

    def forward(self, x: ArrayLike) -> Array:
        """Return ``y`` for ``x``: (batch, n_in) to (batch, n_out), or one vector to one vector."""
        v = lines(x, self.shape[1], "x").astype(np.float64)
        if not np.isfinite(v).all():
            raise ValueError("x must be finite; at least one value is infinite or not a number")
        highest = 2 ** (self.input_bits - 1) - 1
        alpha = np.abs(v).max(axis=1, keepdims=True, initial=0.0)
        whole = np.rint(np.divide(v, alpha, out=np.zeros_like(v), where=alpha > 0) * highest)
        parts = digits(whole, self.input_bits, self.input_slice_bits) / (2**self.input_slice_bits - 1)
        stacked = parts.reshape(-1, self.shape[1]).astype(np.float32)
        shift_in = np.float32(2) ** (self.input_slice_bits * np.arange(len(parts), dtype=np.float32))
        total = np.zeros((len(v), self.shape[0]))
        for k, array in enumerate(self.arrays):
            sums = shift_in @ array.forward(stacked).reshape(len(parts), -1)
            total += 2.0 ** (self.slice_bits * k) * sums.reshape(total.shape)
        largest = (2**self.slice_bits - 1) * (2**self.input_slice_bits - 1)
        y: Array = (total * largest * self._unit * alpha / highest).astype(np.float32)
        return y[0] if np.ndim(x) == 1 else y
