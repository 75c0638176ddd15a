"""The compiled kernels of a tile's updates: pulse trains, pulses on cells, and what time does to them.

Pulse noise is a hash of (key, row, sample, slot, position), whatever the order of the work.
"""

from __future__ import annotations

import math

import numpy as np
from numba import float32, float64, int32, types, uint32, uint64
from numba.extending import intrinsic, overload

from ..core.chance import bits_of, exp, fill_normals, float_of, minus_two_log, mix32, mix64, room_for
from ..core.compiling import FAST, kernel, part
from ..devices import laws
from .read_kernels import NOT_FINITE, peak_bits

TINY = laws.TINY


@intrinsic
def _lowest_bit(typingctx, value):
    """Position of the lowest bit that is set."""

    def codegen(context, builder, signature, args):
        return builder.cttz(args[0], context.get_constant(types.boolean, True))

    return types.uint32(types.uint32), codegen


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
        slot = mix64(stream + uint64(k))
        for j in range(values.size):
            chance = min(abs(values[j]) * scale, float32(1))
            fires = int32(mix32(uint32(j), slot) >> uint32(2)) < int32(chance * float32(2.0**30))
            bits[j] |= uint32(fires) << uint32(k)


@kernel
def encode(x, d, lr, dw, longest, manage, manage_length, key, x_bits, x_negative, d_bits, d_negative, slots):
    """Turn each sample of ``x`` and ``d`` into pulse trains; returns False if a value is not finite."""
    for b in range(x.shape[0]):
        x_peak, d_peak = peak_bits(x[b]), peak_bits(d[b])
        if x_peak >= NOT_FINITE or d_peak >= NOT_FINITE:
            return False
        slots[b] = 0
        x_factor = d_factor = 0.0
        k = abs(lr) * np.float64(float_of(x_peak)) * np.float64(float_of(d_peak)) / dw
        if k > 0:
            ratio = np.float64(float_of(x_peak)) / np.float64(float_of(d_peak))
            slots[b], x_factor, d_factor = _rates(abs(lr) / dw, k, ratio, longest, manage, manage_length)
        stream = mix64(mix64(~key) + uint64(b))  # ~: apart from the streams of the pulses
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
    return step * max(float32(1) - shape[s] * exp(gamma * z), float32(0))


def _set_reset(shape, s, step, more, w, lo, hi):
    return more - w if s else _exponent(shape, s, step, more, w, lo, hi)


def _power(shape, s, step, more, w, lo, hi):
    left = max((w - lo if s else hi - w) / max(hi - lo, TINY), TINY)
    return step * exp(float32(-0.5) * more * minus_two_log(left))


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
    xi, room = np.empty(room_for(n), np.float32), np.empty((5, n), np.float32)
    for q in range(n):
        xi[q] = float32(0)
    for i in range(first, last):
        row = mix64(key + (uint64(i) << uint64(32)))
        for b in range(d_bits.shape[0]):
            left = d_bits[b, i]
            if left == uint32(0):
                continue
            sample = mix64(row + uint64(b))
            same = uint32(not d_negative[b, i])  # W moves against x·d: equal signs step down (1), others up (0)
            other = uint32(uint32(1) - same)
            while left != uint32(0):
                k = _lowest_bit(left)
                left &= uint32(left - uint32(1))
                ahead, behind = int32(n_positive[b, k]), int32(n_negative[b, k])
                if noisy:
                    fill_normals(ahead + behind, mix64(sample + uint64(k)), float32(0), float32(1), xi)
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
    xi = np.empty(room_for(n), np.float32)
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
        fill_normals(n, mix64(~key + (uint64(i) << uint64(32))), float32(0), std, xi)
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
    xi = np.zeros(room_for(n), np.float32)
    for i in range(v.shape[0]):
        key_i = mix64(key + (uint64(i) << uint64(32)))
        if spread:
            fill_normals(n, key_i, float32(0), float32(1), xi)
        w, lost, goal, sigma = v[i], rate[i % len(rate)], rest[i % len(rest)], diffusion[i % len(diffusion)]
        for j in range(n):
            change = sigma[j] * xi[j] - lost[j] * (w[j] - goal[j])
            spacing = float_of(uint32(bits_of(w[j]) & uint32(0x7F800000))) * float32(2.0**-23)
            dither = float32(int32(mix32(uint32(j), ~key_i))) * float32(2.0**-32)
            w[j] = min(max(w[j] + (change + spacing * dither), w_min[i, j]), w_max[i, j])
