"""Exercises of The edge costs."""

import numpy as np

from ...energy import Costs
from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments.edge import PARTS, Edge, digital_pj, parts_pj, time_ns
from ...periphery import Adc


def biggest(bits: int) -> str:
    """Name the part of a read that takes the most energy."""
    parts = parts_pj(Edge(), bits)
    return ("DAC", "array", "ADC", "digital")[int(np.argmax(parts[: len(PARTS)]))]


def slices() -> str:
    """Name the largest part of a read with ADCs of 4, 8 and 12 bits."""
    found = [biggest(bits) for bits in (4, 8, 12)]
    return f"{found[0]} each time" if len(set(found)) == 1 else ", ".join(found)


def small_sum_lsb(noise_lsb: float, reads: int, chips: int = 4000) -> float:
    """The rms error of a sum of 0.3 LSB after a mean over reads, in LSB, by the converter of 3 bits."""
    adc, rng = Adc(3, 3.0), np.random.default_rng(0)
    seen = adc(0.3 * adc.step + noise_lsb * adc.step * rng.standard_normal((chips, reads))).mean(axis=1)
    return float(np.sqrt(np.mean((seen / adc.step - 0.3) ** 2)))


def read_error(bits: int, noise_sigma: float = 0.1, span: float = 3.0, count: int = 200_000) -> float:
    """The rms error of one read of normal sums with the noise of the array before the converter, in σ."""
    adc, rng = Adc(bits, span), np.random.default_rng(0)
    y = np.clip(rng.standard_normal(count), -span + 1, span - 1)
    return float(np.sqrt(np.mean((adc(y + noise_sigma * rng.standard_normal(count)) - y) ** 2)))


def relu_error(where: str, seed: int = 7) -> float:
    """The rms error of one read through 4 bits and a ReLU, in σ, of the middle chip."""
    from ...experiments import record

    trace = record(Edge(adc_bits=4, function=f"ReLU, {where}", reads=1, seed=seed))
    return float(np.median(trace["rms_lsb"][0]) * trace.const["step"])


def _relu() -> str:
    ratio = relu_error("analog") / relu_error("digital")
    return "is about halved" if ratio < 0.75 else "stays" if ratio < 1.5 else "doubles"


def _ratio() -> float:
    return Costs().with_adc(8).adc.value / Costs().with_adc(4).adc.value


def _loses() -> str:
    wins = {size: sum(parts_pj(Edge(size=size), 10)) < digital_pj(Edge(size=size)) for size in (4, 64, 256)}
    return "4 × 4" if not wins[4] and wins[64] else "64 × 64" if not wins[64] else "none of them"


def _precise(spec: Edge) -> tuple[bool, str]:
    from ...experiments import record

    trace = record(spec)
    worst = float(trace["rms_lsb"][-1].max() * trace.const["step"])
    right = worst <= 0.02 and trace.const["outside"] <= 0.01 and spec.adc_bits <= 6
    said = f"Rms error {worst:.3f} σ, {100 * trace.const['outside']:.1f} % out of range, {spec.adc_bits} bits."
    return right, said


EXERCISES = (
    Numeric(
        "stuck",
        "A converter of 3 bits without noise reads a sum of 0.3 LSB a thousand times. How large is the error of the "
        "mean, in LSB?",
        lambda: small_sum_lsb(0.0, 1000, 1),
        "LSB",
        mistakes=(Mistake(0.0, "Without noise every read gives the same level, 0, so the mean is 0 as well."),),
        hint="Which level is nearest to 0.3?",
        solution="Every read gives 0, so the error stays 0.30 LSB for ever.",
    ),
    Numeric(
        "dither",
        "Now with noise of 0.5 LSB before the converter, and a mean over 64 reads: how large is the rms error, in LSB?",
        lambda: small_sum_lsb(0.5, 64),
        "LSB",
        0.15,
        mistakes=(
            Mistake(0.30, "Noise lets the sum fall on 0 or on 1, and the mean tells how often."),
            Mistake(0.5, "That is one read. The error of a mean falls with the square root of the reads."),
        ),
        hint="The spread of one read, noise and rounding together, divided by √64.",
        solution="About 0.07 LSB: √(0.5² + 1/12) / 8. Noise has made the converter four times better.",
    ),
    Numeric(
        "four",
        "The bars follow a survey of published ADCs. How many times the energy of a conversion of 4 bits does one of 8 bits take?",
        _ratio,
        tolerance=0.05,
        mistakes=(
            Mistake(16.0, "That is Walden's rule, twice for each bit. The fit is flat below its knee."),
            Mistake(2.0, "Close: look at the bars of 4 and 8 bits."),
        ),
        hint="The chart has both bars; the rate is 100 million conversions a second.",
        solution="Only 1.9 times. Above the knee every further bit costs about four times.",
    ),
    Choice(
        "small",
        "ADCs of 10 bits: which of these layers takes more energy than digital multiply-adds whose weights are at "
        "hand?",
        ("4 × 4", "64 × 64", "none of them"),
        _loses,
        {
            "64 × 64": "Set the array to 64 and compare the number over 10 bits with that of digital multiply-adds.",
            "none of them": "Make the array very small: converters grow with the edge, products with the area.",
        },
        hint="Converters grow with n, products with n².",
        solution="4 × 4: eight conversions for sixteen products. Analog is not always lower in energy.",
    ),
    Numeric(
        "bits",
        "The array itself has read noise of 0.1 σ, and the ADC a range of 3 σ. How many times smaller is the rms "
        "error of one read with 12 bits instead of 6?",
        lambda: read_error(6) / read_error(12),
        tolerance=0.03,
        mistakes=(
            Mistake(64.0, "The steps are 64 times finer, but the noise of the array stays."),
            Mistake(2.0, "The step of 6 bits is as large as the noise, its rounding error √12 times smaller."),
        ),
        hint="√(0.1² + LSB²/12), for both.",
        solution="Hardly: 1.04 times, for 27 times the energy of a conversion. More bits than the array deserves are wasted.",
    ),
    Numeric(
        "mux",
        "256 columns share 8 ADCs that make 100 million conversions a second. How long does one read take?",
        lambda: time_ns(Edge(converters=8)),
        "ns",
        mistakes=(
            Mistake(lambda: time_ns(Edge()), "That is a read where every column has an ADC of its own."),
            Mistake(2560.0, "Eight work at the same time."),
            Mistake(10.0, "That is one conversion. Every ADC has 32 columns to serve."),
        ),
        hint="256 / 8 columns take turns, 10 ns each.",
        solution="32 turns of 10 ns are 320 ns. The energy is the same, the area of the ADCs 32 times smaller.",
    ),
    Choice(
        "function",
        "4 bits, a range of 3 σ, and a ReLU. It moves from behind the ADC, as numbers, to before it, as a circuit. "
        "The rms error of one read …",
        ("is about halved", "stays", "doubles"),
        _relu,
        {
            "stays": "Half of the levels were spent on sums that the ReLU makes 0.",
            "doubles": "The ADC has only the upper half of the range left to cover, with as many levels.",
        },
        hint="The drawer has the function; read the error in σ.",
        solution="About halved: all levels lie where something is left. Either way the function stands at the edge: the "
        "cells only multiply and add.",
    ),
    Design(
        "precise",
        "With at most 6 bits, reach an rms error of 0.02 σ with at most 1 % of the sums out of range.",
        _precise,
        hint="A wide range loses nothing but has coarse steps. What lets a mean see between steps?",
        solution="For example 6 bits, a range of 3 σ, 0.5 LSB of noise and 64 reads.",
    ),
)
