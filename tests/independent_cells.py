"""Cells written from their equations alone, one number at a time, to make data that a fit must recover."""

import math
import random


def constant(up, down, hi, lo):
    return lambda w, s: w + (up if s > 0 else -down)


def linear(up, down, hi, lo, gamma_up, gamma_down):
    return lambda w, s: w + (up * (1 - gamma_up * w / hi) if s > 0 else -down * (1 - gamma_down * w / lo))


def soft(up, down, hi, lo):
    return linear(up, down, hi, lo, 1.0, 1.0)


def exponential(up, down, hi, lo, a_up, a_down, gamma_up, gamma_down, a, b):
    def step(w, s):
        z = 2 * a * w / (hi - lo) + b
        if s > 0:
            return w + up * max(1 - a_up * math.exp(gamma_up * z), 0)
        return w - down * max(1 - a_down * math.exp(-gamma_down * z), 0)

    return step


def power(up, down, hi, lo, g_up, g_down):
    def step(w, s):
        if s > 0:
            return w + up * ((hi - w) / (hi - lo)) ** g_up
        return w - down * ((w - lo) / (hi - lo)) ** g_down

    return step


def measure(step, hi, lo, start, runs, pulse_noise, read_noise, seed, unit=(0.0, 1.0)):
    """Pulse a cell up and down, ``runs`` of so many pulses each; return directions and noisy readings.

    Every pulse scatters by ``pulse_noise`` of its own step; every reading by ``read_noise`` (absolute, as a weight);
    ``unit`` is (offset, factor) to a conductance.
    """
    draw = random.Random(seed)
    w, signs, readings = start, [0], []
    readings.append(unit[0] + unit[1] * (w + draw.gauss(0, read_noise)))
    for run in runs:
        sign = 1 if run > 0 else -1
        for _ in range(abs(run)):
            moved = step(w, sign) - w
            w = min(max(w + moved * (1 + pulse_noise * draw.gauss(0, 1)), lo), hi)
            signs.append(sign)
            readings.append(unit[0] + unit[1] * (w + draw.gauss(0, read_noise)))
    return signs, readings
