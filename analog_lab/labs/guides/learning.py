"""The guide of Learning in memory."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch the two networks learn.",
        "predict",
        {"predict": True},
    ),
    Step(
        "Choose **Typical**. Both networks have the same first weights and see the same images: who is ahead?",
        "chart",
        {"preset": "Typical"},
    ),
    Step(
        "While it runs, open **More** and raise the **pulse noise** above 400 %. What does the accuracy do?",
        "chart",
        {"knob": "ctoc", "above": 4.0},
    ),
    Step(
        "Bring it back below 100 %, and move the **asymmetry** to its end. What do the maps do?",
        "scene",
        ({"knob": "ctoc", "below": 1.0}, {"knob": "up_down", "above": 0.8}),
    ),
    Step(
        "**Read noise** blurs every answer, not the steps. Raise it, and bring it back.",
        "out_noise",
        {"knob": "out_noise", "moved": True},
    ),
    Step(
        "Press **New chip** and start again: one run tells little. Do you still believe the difference?",
        "chip",
        ({"chip": True}, {"start": True}),
    ),
)
