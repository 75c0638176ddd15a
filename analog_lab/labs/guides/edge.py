"""The guide of The edge costs."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch the reads to the end.",
        "predict",
        {"predict": True},
    ),
    Step(
        "Lower the **ADC bits** one by one to 4. When do you begin to see steps in what comes out (amber)?",
        "codes",
        {"knob": "adc_bits", "below": 5},
    ),
    Step(
        "**Broken**: three bits and a range that is too narrow. Where did the sums outside of it go?",
        "codes",
        {"preset": "Broken"},
    ),
    Step(
        "It has no noise. Press **Play**: does the mean of many reads come closer to the sums?",
        "codes",
        {"pos": "end"},
    ),
    Step(
        "Give it half a step of **noise** (0.50 LSB) and play again. Why is the error smaller?",
        "codes",
        ({"knob": "noise_lsb", "above": 0.3}, {"pos": "end"}),
    ),
    Step(
        "Under **More**, let all columns share 8 **ADCs**. What happens to the time of a read?",
        "converters",
        {"knob": "converters", "is": 8},
    ),
)
