"""The compiled kernels of a tile: converters and noise around a matrix product, pulse trains, and pulses on cells.

Random numbers are functions of where they are used, not of when: a hash of (key, row, sample, slot, position). The
result therefore does not depend on the order of the work or on the number of threads.
"""

from __future__ import annotations

import math

import numpy as np
from numba import float32, float64, int32, types, uint32, uint64
from numba.extending import intrinsic, overload

from ..core.compiling import FAST, kernel, part
from ..devices import laws

SMALLEST = 1e-37  # its inverse is still a float32
NOT_FINITE = np.uint32(0x7F800000)  # |bits| of a float32 from here on are infinite or no number
GOLDEN = np.uint32(0x9E3779B1)
TINY = laws.TINY
BLOCK = 16  # normals are made in pairs, a block of pairs at a time: one vector register


@intrinsic
def _float_of(typingctx, bits):
    """Read the bits of a uint32 as float32."""

    def codegen(context, builder, signature, args):
        return builder.bitcast(args[0], context.get_value_type(types.float32))

    return types.float32(types.uint32), codegen


@intrinsic
def _bits_of(typingctx, value):
    """Read the bits of a float32 as uint32."""

    def codegen(context, builder, signature, args):
        return builder.bitcast(args[0], context.get_value_type(types.uint32))

    return types.uint32(types.float32), codegen


@intrinsic
def _lowest_bit(typingctx, value):
    """Position of the lowest bit that is set."""

    def codegen(context, builder, signature, args):
        return builder.cttz(args[0], context.get_constant(types.boolean, True))

    return types.uint32(types.uint32), codegen


@intrinsic
def _rint(typingctx, value):
    """Nearest whole number, halves to even (the processor's own rounding, which vectorises)."""

    def codegen(context, builder, signature, args):
        return builder.call(builder.module.declare_intrinsic("llvm.rint", [args[0].type]), args)

    return types.float32(types.float32), codegen


@part
def _mix64(z):
    """Hash 64 bits (the finaliser of SplitMix64, Steele et al., OOPSLA 2014)."""
    z = uint64(z + uint64(0x9E3779B97F4A7C15))
    z = uint64((z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9))
    z = uint64((z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB))
    return uint64(z ^ (z >> uint64(31)))


@part
def _mix32(position, stream):
    """Hash a position within a stream to 32 bits; one half of ``stream`` enters at the start, one in the middle."""
    h = uint32(uint32(position * GOLDEN) + uint32(stream))
    h = uint32((h ^ (h >> uint32(16))) * uint32(0x7FEB352D))
    h = uint32(h ^ uint32(stream >> uint64(32)))
    h = uint32((h ^ (h >> uint32(15))) * uint32(0x846CA68B))
    return uint32(h ^ (h >> uint32(16)))


@part
def _minus_two_log(u):
    """Return -2 ln u for u in (0, 1); the polynomial is a minimax fit on √½ … √2, its error below 7e-8."""
    bits = uint32(_bits_of(u) - uint32(0x3F3504F3))  # √½: the fraction then lies in √½ … √2
    exponent = float32(int32(bits) >> int32(23))
    t = _float_of(uint32((bits & uint32(0x007FFFFF)) + uint32(0x3F3504F3))) - float32(1)
    p = float32(0.20204459)
    p = p * t - float32(0.328399737)
    p = p * t + float32(0.346669328)
    p = p * t - float32(0.397460938)
    p = p * t + float32(0.499186875)
    p = p * t - float32(0.66672364)
    p = p * t + float32(1.00001335)
    p = p * t - float32(1.99999963)
    return p * t - exponent * float32(2 * math.log(2))


@part
def _exp(x):
    """Return exp x for x kept between -87 and 80; relative error below 4e-7 within ±5, 6e-6 at the ends."""
    t = min(max(x, float32(-87)), float32(80)) * float32(1 / math.log(2))
    n = _rint(t)
    f = (t - n) * float32(math.log(2))
    p = float32(1 / 5040) * f + float32(1 / 720)
    p = p * f + float32(1 / 120)
    p = p * f + float32(1 / 24)
    p = p * f + float32(1 / 6)
    p = p * f + float32(0.5)
    p = (p * f + float32(1)) * f + float32(1)
    return p * _float_of(uint32(int32(n) + int32(127)) << uint32(23))


@part
def _normal_pair(h):
    """Make two independent standard normals from 32 random bits (Box and Muller, Ann. Math. Stat. 29, 610, 1958).

    r = √(-2 ln u), θ in ±π/2, a random sign: (± r cos θ, ± r sin θ). u has 23 bits and never is 0 or 1, so that
    |ξ| stays below 5.8. The polynomials are minimax fits of cos and sin (π t / 2), error below 1.2e-6.
    """
    u = (float32(int32(h >> uint32(9))) + float32(0.5)) * float32(2.0**-23)
    r = float32(math.sqrt(_minus_two_log(u)))
    r = _float_of(uint32(_bits_of(r) | (h << uint32(31))))
    t = float32(int32(uint32(h * GOLDEN))) * float32(2.0**-31)
    z = t * t
    c = float32(0.000858190619) * z - float32(0.0208106275)
    c = (c * z + float32(0.253650745)) * z - float32(1.23369821)
    c = c * z + float32(0.999999953)
    s = float32(-0.00437101491) * z + float32(0.0795006503)
    s = (s * z - float32(0.645925962)) * z + float32(1.57079514)
    return r * c, r * s * t


@part
def _normals(n, stream, mean, std, out):
    """Write at least ``n`` normals to ``out`` (its length a multiple of 2 BLOCK); each depends on its place only."""
    for block in range((n + 2 * BLOCK - 1) // (2 * BLOCK)):
        start = block * 2 * BLOCK
        for lane in range(BLOCK):
            first, second = _normal_pair(_mix32(uint32(start + lane), stream))
            out[start + lane] = mean + std * first
            out[start + BLOCK + lane] = mean + std * second


@part
def _room(n):
    """Length of a buffer for ``n`` normals."""
    return (n + 2 * BLOCK - 1) // (2 * BLOCK) * (2 * BLOCK)


@kernel
def normals(n, key):
    """Return ``n`` standard normals of the stream ``key``."""
    out = np.empty(_room(n), np.float32)
    _normals(n, _mix64(key), float32(0), float32(1), out)
    return out[:n]


@part
def _peak(values):
    """Return max |v| of a vector as bits, which order as the numbers do and keep what is not finite visible."""
    peak = uint32(0)
    for j in range(values.size):
        peak = max(peak, uint32(_bits_of(values[j]) & uint32(0x7FFFFFFF)))
    return peak


@kernel
def drive(x, manage, step, bound, noise, key, q, scale):
    """Convert inputs to what the lines carry: ``q = clip(rint(x / α / step) step) + noise ξ``; ``scale`` takes α.

    Returns False, with nothing of use written, if an input is not finite. ``step`` 0 means no converter.
    """
    batch, n = x.shape
    xi = np.empty(_room(n if noise > 0 else 0), np.float32)
    stream = _mix64(key)
    for b in range(batch):
        peak = _peak(x[b])
        if peak >= NOT_FINITE:
            return False
        alpha = _float_of(peak) if manage else float32(1)
        # Where 1 / (α step) leaves float32 nothing can be driven: such a sample counts as zeros
        if np.float64(alpha) * np.float64(step if step > 0 else float32(1)) < SMALLEST:
            alpha = float32(0)
        scale[b] = alpha
        if alpha == 0:
            for j in range(n):
                q[b, j] = float32(0)
            continue
        if step > 0:
            levels = float32(1.0 / (np.float64(alpha) * np.float64(step)))
            highest = _rint(bound / step)
            for j in range(n):
                level = _rint(x[b, j] * levels)
                q[b, j] = min(max(level, -highest), highest) * step
        else:
            inverse = float32(1.0 / np.float64(alpha))
            for j in range(n):
                q[b, j] = x[b, j] * inverse
        if noise > 0:
            _normals(n, _mix64(stream + uint64(b)), float32(0), noise, xi)
            for j in range(n):
                q[b, j] += xi[j]
    return True


@kernel
def sense(y, scale, step, bound, noise, key):
    """Convert sums to numbers in place: ``y = α clip(rint((y + noise ξ) / step) step)``; step 0: no converter."""
    batch, n = y.shape
    if noise > 0:
        xi = np.empty(_room(batch * n), np.float32)
        _normals(batch * n, _mix64(~key), float32(0), noise, xi)
        for b in range(batch):
            for i in range(n):
                y[b, i] += xi[b * n + i]
    for b in range(batch):
        row = y[b]
        if step > 0:
            levels = float32(1) / step
            highest = _rint(bound / step)
            back = step * scale[b]
            for i in range(n):
                level = _rint(row[i] * levels)
                row[i] = min(max(level, -highest), highest) * back
        else:
            for i in range(n):
                row[i] *= scale[b]


@part
def _rates(lr_over_dw, k, ratio, longest, manage, manage_length):
    """Return (slots, factor of |x|, factor of |d|) of one sample, ``ratio`` = xm / dm; see ``PulseUpdate``."""
    slots = longest
    if manage_length:
        # 1e-6: k = 20.000000000000004 must not become 21 slots
        slots = int(math.ceil(min(k, float64(longest)) * (1 - 1e-6)))
    both = math.sqrt(lr_over_dw / slots)
    if not (manage or manage_length):
        return slots, both, both
    tilt = math.sqrt(ratio * max(1.0, k / longest))
    return slots, both / tilt, both * tilt


@part
def _fire(values, factor, slots, stream, sign, bits, negative):
    """Fire each line in each slot with probability min(1, factor |v|); bit k of ``bits`` is slot k."""
    scale = float32(factor)
    for j in range(values.size):
        bits[j] = uint32(0)
        negative[j] = values[j] * sign < 0
    for k in range(slots):
        slot = _mix64(stream + uint64(k))
        for j in range(values.size):
            chance = min(abs(values[j]) * scale, float32(1))
            fires = int32(_mix32(uint32(j), slot) >> uint32(2)) < int32(chance * float32(2.0**30))
            bits[j] |= uint32(fires) << uint32(k)


@kernel
def encode(x, d, lr, dw, longest, manage, manage_length, key, x_bits, x_negative, d_bits, d_negative, slots):
    """Turn each sample of ``x`` and ``d`` into pulse trains; returns False if a value is not finite."""
    for b in range(x.shape[0]):
        x_peak, d_peak = _peak(x[b]), _peak(d[b])
        if x_peak >= NOT_FINITE or d_peak >= NOT_FINITE:
            return False
        slots[b] = 0
        x_factor = d_factor = 0.0
        k = abs(lr) * np.float64(_float_of(x_peak)) * np.float64(_float_of(d_peak)) / dw
        if k > 0:
            ratio = np.float64(_float_of(x_peak)) / np.float64(_float_of(d_peak))
            slots[b], x_factor, d_factor = _rates(abs(lr) / dw, k, ratio, longest, manage, manage_length)
        stream = _mix64(_mix64(~key) + uint64(b))  # ~: apart from the streams of the pulses
        _fire(x[b], x_factor, slots[b], stream, 1.0, x_bits[b], x_negative[b])
        _fire(d[b], d_factor, slots[b], uint64(~stream), math.copysign(1.0, lr), d_bits[b], d_negative[b])
    return True


@kernel
def line_up(x_bits, x_negative, d_bits, columns, n_positive, n_negative):
    """List the columns that fire, per sample and slot, and return the number of coincidences with the rows.

    ``columns`` (batch, slots, n_in) holds positive inputs from the front and negative ones from the back, so that the
    pulses need no branch on the sign.
    """
    batch, n = x_bits.shape
    n_rows = np.empty(32, np.int64)
    fired = 0
    for b in range(batch):
        n_rows[:] = 0
        for i in range(d_bits.shape[1]):
            left = d_bits[b, i]
            while left != uint32(0):
                n_rows[_lowest_bit(left)] += 1
                left &= uint32(left - uint32(1))
        n_positive[b] = 0
        n_negative[b] = 0
        for j in range(n):
            left = x_bits[b, j]
            while left != uint32(0):
                k = _lowest_bit(left)
                left &= uint32(left - uint32(1))
                if x_negative[b, j]:
                    n_negative[b, k] += 1
                    columns[b, k, n - n_negative[b, k]] = j
                else:
                    columns[b, k, n_positive[b, k]] = j
                    n_positive[b, k] += 1
        for k in range(columns.shape[1]):
            fired += n_rows[k] * (n_positive[b, k] + n_negative[b, k])
    return fired


# The step laws: the mean change of a weight w between the bounds lo and hi, as in ``devices/laws.py``. ``s`` is 0 for
# up and 1 for down, ``step`` and ``more`` are what the cell's record holds, ``shape`` what is the same for all cells.


def _constant(shape, s, step, more, w, lo, hi):
    return step


def _soft(shape, s, step, more, w, lo, hi):
    return step * (w - (lo if s else hi))


def _linear(shape, s, step, more, w, lo, hi):
    return step + more * w


def _exponential(shape, s, step, more, w, lo, hi):
    z = float32(2) * shape[4] * w / max(hi - lo, TINY) + shape[5]
    gamma = -shape[3] if s else shape[2]
    return step * max(float32(1) - shape[s] * _exp(gamma * z), float32(0))


def _set_reset(shape, s, step, more, w, lo, hi):
    return more - w if s else _exponent(shape, s, step, more, w, lo, hi)


def _power(shape, s, step, more, w, lo, hi):
    left = max((w - lo if s else hi - w) / max(hi - lo, TINY), TINY)
    return step * _exp(float32(-0.5) * more * _minus_two_log(left))


def _piecewise(shape, s, step, more, w, lo, hi):
    last = shape.shape[1] - 1
    place = min(max((w - lo) / max(hi - lo, TINY), float32(0)), float32(1)) * float32(last)
    k = min(int32(place), int32(last - 1))
    return step * (shape[s, k] + (shape[s, k + 1] - shape[s, k]) * (place - float32(k)))


_exponent = part(_exponential)
LAWS = {
    laws.Constant: _constant,
    laws.Soft: _soft,
    laws.SoftReferenced: _soft,
    laws.Linear: _linear,
    laws.Exponential: _exponential,
    laws.SetReset: _set_reset,
    laws.Power: _power,
    laws.Piecewise: _piecewise,
}
TWO_A_CELL = {laws.Linear, laws.SetReset, laws.Power}  # records with a second number a cell and direction
SHAPED = {laws.Exponential, laws.SetReset, laws.Piecewise}  # records whose last part is the same for all cells
SLOW = {laws.Exponential, laws.SetReset, laws.Power}  # worth collecting cells, to compute many at a time


def _change(law, s, step, more, w, lo, hi):
    """Return the mean change of a cell; compiled code chooses by the type of the record ``law``."""


@overload(_change, jit_options={"fastmath": FAST})
def _choose_change(law, s, step, more, w, lo, hi):
    function = part(LAWS[law.instance_class])
    if law.instance_class in SHAPED:
        return lambda law, s, step, more, w, lo, hi: function(law[-1], s, step, more, w, lo, hi)
    return lambda law, s, step, more, w, lo, hi: function(None, s, step, more, w, lo, hi)


def _base(law, s, step, more, lo, hi):
    """Return the size of the base step, as ``devices.laws.base_step``."""


@overload(_base, jit_options={"fastmath": FAST})
def _choose_base(law, s, step, more, lo, hi):
    return {
        laws.Soft: lambda law, s, step, more, lo, hi: abs(step * (lo if s else hi)),
        laws.SoftReferenced: lambda law, s, step, more, lo, hi: abs(step * ((lo if s else hi) + more)),
    }.get(law.instance_class, lambda law, s, step, more, lo, hi: abs(step))


@part
def _rich(noise, delta, w):
    return noise[0] * (abs(delta) + noise[1] + noise[2] * abs(w))


def _std(noise, s, base, delta, w):
    """Return the standard deviation of a pulse, as the records of ``devices.laws``."""


@overload(_std, jit_options={"fastmath": FAST})
def _choose_std(noise, s, base, delta, w):
    return {
        laws.OfChange: lambda noise, s, base, delta, w: noise[0] * abs(delta),
        laws.OfStep: lambda noise, s, base, delta, w: noise[0] * base,
        laws.Fixed: lambda noise, s, base, delta, w: noise[0],
        laws.Complex: lambda noise, s, base, delta, w: _rich(noise, delta, w),
        laws.Melting: lambda noise, s, base, delta, w: noise[3] if s else _rich(noise, delta, w),
    }[noise.instance_class]


def _held(law, s, i, j):
    """Return (step, more) of one cell; ``more`` is 0 where its record has none."""


@overload(_held, jit_options={"fastmath": FAST})
def _choose_held(law, s, i, j):
    if law.instance_class in TWO_A_CELL:
        return lambda law, s, i, j: (law[0][s, i, j], law[1][s, i, j])
    if law.instance_class is laws.SoftReferenced:
        return lambda law, s, i, j: (law[0][s, i, j], law[1][i, j])
    return lambda law, s, i, j: (law[0][s, i, j], float32(0))


@part
def _moved(law, noise, s, step, more, w, lo, hi, xi):
    """Return the weight after one pulse: ``clip(w + Δ + σ ξ)``; compiled code chooses Δ and σ by the records' types."""
    delta = _change(law, s, step, more, w, lo, hi)
    return min(max(w + delta + _std(noise, s, _base(law, s, step, more, lo, hi), delta, w) * xi, lo), hi)


def _pulse(law, noise, s, i, w, w_min, w_max, columns, xi, room):
    """One pulse on each listed cell of row ``i``; compiled code chooses the way by the type of the record ``law``."""


def _one_by_one(law, noise, s, i, w, w_min, w_max, columns, xi, room):
    for q in range(columns.size):
        j = columns[q]
        step, more = _held(law, s, i, j)
        w[j] = _moved(law, noise, s, step, more, w[j], w_min[j], w_max[j], xi[q])


def _collected(law, noise, s, i, w, w_min, w_max, columns, xi, room):
    v, lo, hi, step, more = room[0], room[1], room[2], room[3], room[4]
    for q in range(columns.size):
        j = columns[q]
        v[q], lo[q], hi[q] = w[j], w_min[j], w_max[j]
        step[q], more[q] = _held(law, s, i, j)
    for q in range(columns.size):
        v[q] = _moved(law, noise, s, step[q], more[q], v[q], lo[q], hi[q], xi[q])
    for q in range(columns.size):
        w[columns[q]] = v[q]


@overload(_pulse, jit_options={"fastmath": FAST})
def _choose_pulse(law, noise, s, i, w, w_min, w_max, columns, xi, room):
    return _collected if law.instance_class in SLOW else _one_by_one


@part
def _noisy(noise):
    loud = False
    for size in noise:
        loud = loud or size > 0
    return loud


@kernel
def pulse(w, w_min, w_max, law, noise, columns, n_positive, n_negative, d_bits, d_negative, key, first, last):
    """Apply trains to the rows ``first`` … ``last`` - 1 of ``w``: samples in order, slots in order, clip every pulse.

    Rows are independent of each other, and so are cells: only a cell's own order of pulses matters. A row therefore
    runs through all samples while it is in the cache.
    """
    n = w.shape[1]
    noisy = _noisy(noise)
    xi, room = np.empty(_room(n), np.float32), np.empty((5, n), np.float32)
    for q in range(n):
        xi[q] = float32(0)
    for i in range(first, last):
        row = _mix64(key + (uint64(i) << uint64(32)))
        for b in range(d_bits.shape[0]):
            left = d_bits[b, i]
            if left == uint32(0):
                continue
            sample = _mix64(row + uint64(b))
            same = uint32(not d_negative[b, i])  # W moves against x·d: equal signs step down (1), others up (0)
            other = uint32(uint32(1) - same)
            while left != uint32(0):
                k = _lowest_bit(left)
                left &= uint32(left - uint32(1))
                ahead, behind = int32(n_positive[b, k]), int32(n_negative[b, k])
                if noisy:
                    _normals(ahead + behind, _mix64(sample + uint64(k)), float32(0), float32(1), xi)
                cells = columns[b, k, :ahead]
                _pulse(law, noise, same, i, w[i], w_min[i], w_max[i], cells, xi, room)
                if behind > 0:
                    cells = columns[b, k, n - behind :]
                    _pulse(law, noise, other, i, w[i], w_min[i], w_max[i], cells, xi[ahead:], room)


@kernel
def reveal(w, v, std, columns, n_positive, n_negative, d_bits, key, first, last):
    """Show anew the cells that trains have pulsed: ``w = v + std ξ``."""
    n = w.shape[1]
    touched = np.empty(n, np.bool_)
    xi = np.empty(_room(n), np.float32)
    for i in range(first, last):
        touched[:] = False
        for b in range(d_bits.shape[0]):
            left = d_bits[b, i]
            while left != uint32(0):
                k = _lowest_bit(left)
                left &= uint32(left - uint32(1))
                for q in range(n_positive[b, k]):
                    touched[columns[b, k, q]] = True
                for q in range(n - n_negative[b, k], n):
                    touched[columns[b, k, q]] = True
        _normals(n, _mix64(~key + (uint64(i) << uint64(32))), float32(0), std, xi)
        for j in range(n):
            if touched[j]:
                w[i, j] = v[i, j] + xi[j]


@kernel
def age(v, w_min, w_max, rate, rest, diffusion, key):
    """Let one mini-batch pass in place: ``v ← clip(v - rate (v - rest) + diffusion ξ)``.

    A loss far below the spacing of float32 numbers, as of a long lifetime, is kept on average: what is rounded has half
    a spacing of uniform noise to either side. Where cells are alike the last three have one row.
    """
    n = v.shape[1]
    spread = np.max(diffusion) > 0
    xi = np.zeros(_room(n), np.float32)
    for i in range(v.shape[0]):
        key_i = _mix64(key + (uint64(i) << uint64(32)))
        if spread:
            _normals(n, key_i, float32(0), float32(1), xi)
        w, lost, goal, sigma = v[i], rate[i % len(rate)], rest[i % len(rest)], diffusion[i % len(diffusion)]
        for j in range(n):
            change = sigma[j] * xi[j] - lost[j] * (w[j] - goal[j])
            spacing = _float_of(uint32(_bits_of(w[j]) & uint32(0x7F800000))) * float32(2.0**-23)
            dither = float32(int32(_mix32(uint32(j), ~key_i))) * float32(2.0**-32)
            w[j] = min(max(w[j] + (change + spacing * dither), w_min[i, j]), w_max[i, j])
