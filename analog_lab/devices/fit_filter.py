"""The likelihood of a measured pulse response: a Kalman filter that follows one cell through its pulses."""

from __future__ import annotations

import math

from numba import float64

from ..core.compiling import kernel, part

CONSTANT, LINEAR, SOFT, EXPONENTIAL, POWER, PIECEWISE = range(6)
NEAR = 6.0  # standard deviations: a bound further off than this changes nothing
SHARED = 4  # parameters of every law: step up, step down, upper bound, lower bound


@part
def _step(law, p, up, w):
    """Return (mean step, its derivative) at w; p holds the shared parameters and the law's own."""
    hi, lo = p[2], p[3]
    s = p[0] if up else -p[1]
    if law == LINEAR:
        k = -p[4] if up else p[5]
        return s * (1 + k * w), s * k
    if law == SOFT:
        bound = hi if up else lo
        return s * (1 - w / bound), -s / bound
    if law == EXPONENTIAL:
        a, k = (p[4], p[5]) if up else (p[6], -p[7])
        rise = a * math.exp(min(k * w, 50.0))
        return (s * (1 - rise), -s * k * rise) if rise < 1 else (0.0, 0.0)
    if law == POWER:
        g = p[4] if up else p[5]
        left = max((hi - w if up else w - lo) / (hi - lo), 1e-9)
        slope = -abs(s) * g * left ** (g - 1) / (hi - lo)
        return s * left**g, slope
    if law == PIECEWISE:
        n = (p.size - SHARED) // 2
        place = min(max((w - lo) / (hi - lo), 0.0), 1.0) * (n - 1)
        k = min(int(place), n - 2)
        first = SHARED + k if up else SHARED + n + k
        rate = p[first + 1] - p[first]
        return s * (p[first] + rate * (place - k)), s * rate * (n - 1) / (hi - lo)
    return s, 0.0


@part
def clipped(mean, variance, lo, hi):
    """Return the mean and the variance of clip(x, lo, hi), x being normal.

    With z the distance of a bound in standard deviations, φ and Φ the normal density and distribution, the bound moves
    the mean by ``φ(z) - z Φ(-z)`` standard deviations away from it, and what is beyond it adds ``(z² - 1) Φ(-z) - z
    φ(z)`` to the mean square. A hard clip of the mean alone would give the likelihood kinks, at which a descent stops.
    """
    s = math.sqrt(variance)
    if s < 1e-12:
        return min(max(mean, lo), hi), 0.0
    shift, square = 0.0, 1.0
    for side in (-1.0, 1.0):
        z = (hi - mean if side > 0 else mean - lo) / s  # how far the bound is
        if z < NEAR:
            beyond, at = 0.5 * math.erfc(z / math.sqrt(2)), math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
            shift += side * (z * beyond - at)
            square += (z * z - 1) * beyond - z * at
    return mean + s * shift, max(square - shift * shift, 0.0) * variance


@kernel
def surprise(law, p, pulse_noise, read_noise, start, signs, w, out):
    """Return the negative logarithm of the likelihood of the readings ``w``, up to a constant.

    The cell is followed pulse by pulse: its mean moves by the law's step, its variance grows by (pulse_noise × step)²,
    both change where it meets a bound, and the variance shrinks with every reading. ``out`` takes the expected
    readings, each from all the readings before.
    """
    mean, variance, total = float64(min(max(start, p[3]), p[2])), 1e-6, 0.0
    for n in range(signs.size):
        if signs[n] != 0:
            step, slope = _step(law, p, signs[n] > 0, mean)
            mean += step
            variance = (1 + slope) ** 2 * variance + (pulse_noise * step) ** 2
            mean, variance = clipped(mean, variance, p[3], p[2])
        out[n] = mean
        spread = variance + read_noise * read_noise
        wrong = w[n] - mean
        total += 0.5 * (math.log(spread) + wrong * wrong / spread)
        gain = variance / spread
        mean += gain * wrong
        variance *= 1 - gain
    return total


@kernel
def walk(law, p, start, signs, out):
    """Write the weights of the cell without noise after every pulse to ``out``."""
    w = float64(min(max(start, p[3]), p[2]))
    for n in range(signs.size):
        if signs[n] != 0:
            step, _ = _step(law, p, signs[n] > 0, w)
            w = min(max(w + step, p[3]), p[2])
        out[n] = w
