"""Exercises of The edge costs."""

import numpy as np

from ...energy import Costs
from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments.edge import PARTS, Edge, digital_pj, parts_pj
from ...periphery import Adc


def biggest(bits: int) -> str:
    """Name the part of a read that takes the most energy."""
    parts = parts_pj(Edge(), bits)
    return ("DAC", "array", "ADC", "digital")[int(np.argmax(parts[: len(PARTS)]))]


def small_sum_lsb(noise_lsb: float, reads: int, chips: int = 4000) -> float:
    """The rms error of a sum of 0.3 LSB after a mean over reads, in LSB, by the converter of 3 bits."""
    adc, rng = Adc(3, 3.0), np.random.default_rng(0)
    seen = adc(0.3 * adc.step + noise_lsb * adc.step * rng.standard_normal((chips, reads))).mean(axis=1)
    return float(np.sqrt(np.mean((seen / adc.step - 0.3) ** 2)))


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
        "A converter of 3 bits without noise reads a sum of 0.3 LSB a thousand times. How large is the error of the mean, in LSB?",
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
        "By the survey's fit: how many times the energy of a conversion of 4 bits does one of 8 bits take?",
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
        "ADCs of 10 bits: which of these layers takes more energy than digital multiply-adds whose weights are at hand?",
        ("4 × 4", "64 × 64", "none of them"),
        _loses,
        {
            "64 × 64": "Set the array to 64 and compare the bar of 10 bits with the dashed line.",
            "none of them": "Make the array very small: converters grow with the edge, products with the area.",
        },
        hint="Converters grow with n, products with n².",
        solution="4 × 4: eight conversions for sixteen products. Analog is not always lower in energy.",
    ),
    Design(
        "precise",
        "With at most 6 bits, reach an rms error of 0.02 σ with at most 1 % of the sums out of range.",
        _precise,
        hint="A wide range loses nothing but has coarse steps. What lets a mean see between steps?",
        solution="For example 6 bits, a range of 3 σ, 0.5 LSB of noise and 64 reads.",
    ),
)
