"""The compiled kernels of a plain read: converters and noise around a matrix product."""

from __future__ import annotations

import numpy as np
from numba import float32, njit, uint32

from ..core.chance import bits_of, fill_normals, float_of, mix64, rint, room_for
from ..core.compiling import exact, kernel, part

TINY = np.float32(1e-37)  # largest values below this are not told from zeros, as their inverse is no float32
NOT_FINITE = np.uint32(0x7F800000)  # |bits| of a float32 from here on are infinite or no number


@part
def peak_bits(values):
    """Return max |v| of a vector as bits, which order as the numbers do and keep what is not finite visible."""
    peak = uint32(0)
    for j in range(values.size):
        peak = max(peak, uint32(bits_of(values[j]) & uint32(0x7FFFFFFF)))
    return peak


@exact
def drive(x, manage, step, bound, noise, key, q, scale):
    """Convert inputs to what the lines carry: ``q = clip(rint(x / α / step) step) + noise ξ``; ``scale`` takes α.

    Returns False, with nothing of use written, if an input is not finite. ``step`` 0 means no converter.
    """
    batch, n = x.shape
    xi = np.empty(room_for(batch * n if noise > 0 else 0), np.float32)
    if noise > 0:
        fill_normals(batch * n, mix64(key), float32(0), noise, xi)
    for b in range(batch):
        peak = peak_bits(x[b])
        if peak >= NOT_FINITE:
            return False
        alpha = float_of(peak) if manage else float32(1)
        if alpha < TINY:
            alpha = float32(0)
        scale[b] = alpha
        if alpha == 0:
            for j in range(n):
                q[b, j] = float32(0)
            continue
        if step > 0:
            highest = rint(bound / step)
            for j in range(n):
                level = rint(x[b, j] / alpha / step)
                q[b, j] = min(max(level, -highest), highest) * step
        else:
            for j in range(n):
                q[b, j] = x[b, j] / alpha
        if noise > 0:
            for j in range(n):
                q[b, j] += xi[b * n + j]
    return True


@exact
def sense(y, scale, step, bound, noise, key):
    """Convert sums to numbers in place: ``y = α clip(rint((y + noise ξ) / step) step)``; step 0: no converter."""
    batch, n = y.shape
    if noise > 0:
        xi = np.empty(room_for(batch * n), np.float32)
        fill_normals(batch * n, mix64(~key), float32(0), noise, xi)
        for b in range(batch):
            for i in range(n):
                y[b, i] += xi[b * n + i]
    for b in range(batch):
        row = y[b]
        if step > 0:
            highest = rint(bound / step)
            for i in range(n):
                level = rint(row[i] / step)
                row[i] = min(max(level, -highest), highest) * step * scale[b]
        else:
            for i in range(n):
                row[i] *= scale[b]


@njit(fastmath=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)  # a sum of products in lanes, in a fixed order
def _dot(a, b):
    total = float32(0)
    for j in range(a.size):
        total += a[j] * b[j]
    return total


@part
def _columns(w, q, y):
    """Write ``y = q W``, four rows of W at a time."""
    whole = w.shape[0] // 4 * 4
    y[:] = float32(0)
    for i in range(0, whole, 4):
        a, b, c, d = w[i], w[i + 1], w[i + 2], w[i + 3]
        for j in range(y.size):
            y[j] += (q[i] * a[j] + q[i + 1] * b[j]) + (q[i + 2] * c[j] + q[i + 3] * d[j])
    for i in range(whole, w.shape[0]):
        for j in range(y.size):
            y[j] += q[i] * w[i, j]


@kernel
def single(x, w, by_rows, manage, dac, line_noise, adc, sum_noise, key):
    """Read one vector (1, lines in) in one go: ``drive``, the product, ``sense``; returns whether all was finite.

    ``by_rows``: an output is a row of ``w``, else a column. ``dac`` and ``adc`` are (step, bound).
    """
    q, scale = np.empty_like(x), np.empty(1, np.float32)
    y = np.empty((1, w.shape[0] if by_rows else w.shape[1]), np.float32)
    if not drive(x, manage, dac[0], dac[1], line_noise, key, q, scale):
        return False, y
    if by_rows:
        for i in range(y.shape[1]):
            y[0, i] = _dot(w[i], q[0])
    else:
        _columns(w, q[0], y[0])
    sense(y, scale, adc[0], adc[1], sum_noise, key)
    return True, y
