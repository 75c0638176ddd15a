"""The guide of A plane of your own."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch both networks learn.",
        "predict",
        {"predict": True},
    ),
    Step(
        "Choose **Typical** and press **Start**. Point at the maps: both networks say what they think of every place.",
        "scene",
        {"preset": "Typical", "start": True},
    ),
    Step(
        "Choose **xor**, start, and raise the **asymmetry** while it learns. What happens to the line in memory?",
        "scene",
        ({"knob": "data", "is": "xor"}, {"knob": "up_down", "above": 0.3}),
    ),
    Step(
        "Choose **Your own** points: click, or move with the arrows and press Enter. The link holds them.",
        "scene",
        {"knob": "data", "is": "your own"},
    ),
)
