"""The guide of The cells."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch the cell rise and fall.",
        "predict",
        {"predict": True},
    ),
    Step(
        "Show the **step** alone. Where do the two curves cross? Alternating pulses would take the cell there.",
        "chart",
        {"knob": "view", "is": "step"},
    ),
    Step(
        "Show the **loop** and take the cell **ecram**. What has happened to the gap between the two ways?",
        "cell",
        ({"knob": "view", "is": "loop"}, {"knob": "cell", "is": "ecram"}),
    ),
    Step(
        "Take **pcm** and play it to the end. What would you do with a cell that falls like that?",
        "cell",
        ({"knob": "cell", "is": "pcm"}, {"pos": "end"}),
    ),
    Step(
        "Take **pcm-inference** and show **retention**. It was written in one go; now ten years pass.",
        "cell",
        ({"knob": "cell", "is": "pcm-inference"}, {"knob": "view", "is": "retention"}),
    ),
)
