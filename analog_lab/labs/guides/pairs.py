"""The guide of Plus and minus."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch the pair to the end.",
        "predict",
        {"predict": True},
    ),
    Step(
        "Drag the **weight** through zero, to +0.3. Which cell conducts now, and which one does not?",
        "pair",
        {"knob": "w", "above": 0.2},
    ),
    Step(
        "Press **Play**: both cells are raised together. Does the weight move? What else does?",
        "weight",
        {"pos": "end"},
    ),
    Step(
        "Set the **read noise** to 0 and play again. Is there still a price?",
        "currents",
        ({"knob": "noise", "below": 0.1}, {"pos": "end"}),
    ),
    Step(
        "Move the **weight** to +1. Why is there nothing left to raise?",
        "pair",
        {"knob": "w", "above": 0.95},
    ),
    Step(
        "Click the **formula**: which of its numbers can you find in the picture?",
        "formula",
        {"explain": True},
    ),
)
