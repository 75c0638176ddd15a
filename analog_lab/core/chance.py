"""Random numbers and functions for compiled kernels.

Random numbers are functions of where they are used, not of when: a hash of a key and a position. What is made with
them does not depend on the order of the work or on the number of threads.
"""

from __future__ import annotations

import math

import numpy as np
from numba import float32, int32, types, uint32, uint64
from numba.extending import intrinsic

from .compiling import kernel, part

GOLDEN = np.uint32(0x9E3779B1)
BLOCK = 16  # normals are made in pairs, a block of pairs at a time: one vector register


@intrinsic
def float_of(typingctx, bits):
    """Read the bits of a uint32 as float32."""

    def codegen(context, builder, signature, args):
        return builder.bitcast(args[0], context.get_value_type(types.float32))

    return types.float32(types.uint32), codegen


@intrinsic
def bits_of(typingctx, value):
    """Read the bits of a float32 as uint32."""

    def codegen(context, builder, signature, args):
        return builder.bitcast(args[0], context.get_value_type(types.uint32))

    return types.uint32(types.float32), codegen


@intrinsic
def rint(typingctx, value):
    """Nearest whole number, halves to even (the processor's own rounding, which vectorises)."""

    def codegen(context, builder, signature, args):
        return builder.call(builder.module.declare_intrinsic("llvm.rint", [args[0].type]), args)

    return types.float32(types.float32), codegen


@part
def mix64(z):
    """Hash 64 bits (the finaliser of SplitMix64, Steele et al., OOPSLA 2014)."""
    z = uint64(z + uint64(0x9E3779B97F4A7C15))
    z = uint64((z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9))
    z = uint64((z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB))
    return uint64(z ^ (z >> uint64(31)))


@part
def mix32(position, stream):
    """Hash a position within a stream to 32 bits; one half of ``stream`` enters at the start, one in the middle."""
    h = uint32(uint32(position * GOLDEN) + uint32(stream))
    h = uint32((h ^ (h >> uint32(16))) * uint32(0x7FEB352D))
    h = uint32(h ^ uint32(stream >> uint64(32)))
    h = uint32((h ^ (h >> uint32(15))) * uint32(0x846CA68B))
    return uint32(h ^ (h >> uint32(16)))


@part
def minus_two_log(u):
    """Return -2 ln u for u in (0, 1); the polynomial is a minimax fit on √½ … √2, its error below 7e-8."""
    bits = uint32(bits_of(u) - uint32(0x3F3504F3))  # √½: the fraction then lies in √½ … √2
    exponent = float32(int32(bits) >> int32(23))
    t = float_of(uint32((bits & uint32(0x007FFFFF)) + uint32(0x3F3504F3))) - float32(1)
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
def exp(x):
    """Return exp x for x kept between -87 and 80; relative error below 4e-7 within ±5, 6e-6 at the ends."""
    t = min(max(x, float32(-87)), float32(80)) * float32(1 / math.log(2))
    n = rint(t)
    f = (t - n) * float32(math.log(2))
    p = float32(1 / 5040) * f + float32(1 / 720)
    p = p * f + float32(1 / 120)
    p = p * f + float32(1 / 24)
    p = p * f + float32(1 / 6)
    p = p * f + float32(0.5)
    p = (p * f + float32(1)) * f + float32(1)
    return p * float_of(uint32(int32(n) + int32(127)) << uint32(23))


@part
def normal_pair(h):
    """Make two independent standard normals from 32 random bits (Box and Muller, Ann. Math. Stat. 29, 610, 1958).

    r = √(-2 ln u), θ in ±π/2, a random sign: (± r cos θ, ± r sin θ). u has 23 bits and never is 0 or 1, so that
    |ξ| stays below 5.8. The polynomials are minimax fits of cos and sin (π t / 2), error below 1.2e-6.
    """
    u = (float32(int32(h >> uint32(9))) + float32(0.5)) * float32(2.0**-23)
    r = float32(math.sqrt(minus_two_log(u)))
    r = float_of(uint32(bits_of(r) | (h << uint32(31))))
    t = float32(int32(uint32(h * GOLDEN))) * float32(2.0**-31)
    z = t * t
    c = float32(0.000858190619) * z - float32(0.0208106275)
    c = (c * z + float32(0.253650745)) * z - float32(1.23369821)
    c = c * z + float32(0.999999953)
    s = float32(-0.00437101491) * z + float32(0.0795006503)
    s = (s * z - float32(0.645925962)) * z + float32(1.57079514)
    return r * c, r * s * t


@part
def fill_normals(n, stream, mean, std, out):
    """Write at least ``n`` normals to ``out`` (its length a multiple of 2 BLOCK); each depends on its place only."""
    for block in range((n + 2 * BLOCK - 1) // (2 * BLOCK)):
        start = block * 2 * BLOCK
        for lane in range(BLOCK):
            first, second = normal_pair(mix32(uint32(start + lane), stream))
            out[start + lane] = mean + std * first
            out[start + BLOCK + lane] = mean + std * second


@part
def room_for(n):
    """Length of a buffer for ``n`` normals."""
    return (n + 2 * BLOCK - 1) // (2 * BLOCK) * (2 * BLOCK)


@kernel
def normals(n, key):
    """Return ``n`` standard normals of the stream ``key``."""
    out = np.empty(room_for(n), np.float32)
    fill_normals(n, mix64(key), float32(0), float32(1), out)
    return out[:n]
