"""The guide of Pulse by pulse."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch the pulses to the end.",
        "predict",
        {"predict": True},
    ),
    Step(
        "**Ideal**: every cell alike. Go to the start, step five pulses (keys **Home**, **→**) and count the sparks.",
        "scene",
        {"preset": "Ideal", "step": 5},
    ),
    Step(
        "**Typical**: play it. The 200 traces fan out: no two cells are alike, and no two pulses.",
        "chart",
        {"preset": "Typical", "pos": "end"},
    ),
    Step(
        "Let the pulses **alternate** and give them an **asymmetry** of 0.6. Where do the traces gather?",
        "chart",
        ({"knob": "up_down", "above": 0.55}, {"pos": "end"}),
    ),
    Step(
        "Make the **step** ten times larger. What does the noise do to the mean, and to the spread?",
        "chart",
        {"knob": "dw_min", "above": 0.15},
    ),
)
