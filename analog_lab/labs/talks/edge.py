"""The edge costs: where its numbers come from, and a plan of twenty minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "Error of a converted sum",
        "LSB = 2 · range / (2^bits − 2), σ ≈ LSB √((s² + 1/12) / n) with enough noise s",
        (
            ("bits", "of the converter", "bit", "adc_bits"),
            ("range", "in standard deviations of the sums", "σ", "span"),
            ("s", "noise before the converter", "LSB", "noise_lsb"),
            ("n", "reads averaged so far", "", "averaged"),
            ("σ", "error of the mean, first chip", "LSB", "rms_lsb"),
        ),
        "simulated",
        "Rounding to the nearest level, as in the converters of IBM aihwkit 1.2; energies from arXiv 2404.06553.",
        "Converters that are not linear, the time to settle, and activation functions.",
    ),
)
LECTURE = {
    "minutes": 20,
    "script": [
        {
            "query": "adc_bits=12&span=4",
            "say": "Twelve bits: nothing seems to happen to the sums.",
            "ask": "Which part of the read takes the most energy, and which at 4 bits?",
            "expect": [
                ["The array, it does the work.", "65,536 cells for 0.26 nJ; the converters take fifty times that."],
                ["Always the ADCs.", "Not at 4 bits: there the DACs, which do not care, take the largest slice."],
            ],
        },
        {
            "query": "adc_bits=3&span=3&noise_lsb=0",
            "say": "Three bits, no noise, sixteen reads. Play.",
            "ask": "Will a thousand reads help?",
            "expect": [
                ["Yes, averaging always helps.", "The same error sixteen times is no noise: nothing to average."]
            ],
        },
        {
            "query": "adc_bits=3&span=3&noise_lsb=0.5&reads=64",
            "say": "The same with half a step of noise.",
            "ask": "Why is worse better?",
            "expect": [["It cannot be.", "Noise always hurts, they say. Here it carries what lies between two steps."]],
        },
        {
            "query": "adc_bits=4&function=ReLU, analog",
            "say": "A ReLU as a circuit before the converter. Compare with the digital one.",
            "ask": "Where in the array is the activation function computed?",
            "expect": [
                ["In the cells.", "Cells multiply, wires add; whatever bends stands at the edge."],
                ["It does not matter where.", "Before the ADC it saves levels: the same bits, half the step."],
            ],
        },
        {
            "query": "size=4&adc_bits=10",
            "say": "A very small layer.",
            "ask": "Is analog always lower in energy?",
            "expect": [["Of course.", "Eight conversions for sixteen products: digital wins here."]],
        },
    ],
}
