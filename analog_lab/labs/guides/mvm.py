"""The guide of One step of physics."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch the read that follows to its end.",
        "predict",
        {"predict": True},
    ),
    Step(
        "Go to the start and step forward (keys **Home**, **→**): volts, currents, sums, codes. Which three happen at once?",
        "player",
        {"pos": "end"},
    ),
    Step(
        "Drag a **cell** up and down, or select it and press Page up. Which numbers change, and which do not?",
        "cells",
        {"cell": True},
    ),
    Step(
        "Drag an **input**. Every cell of its row answers: why do both sums move?",
        "inputs",
        {"input": True},
    ),
    Step(
        "Choose **Large**: 64 × 64 cells. How many steps does a read take now?",
        "player",
        {"preset": "Large"},
    ),
    Step(
        "Give each **wire segment** more resistance. Which corner of the array loses most current?",
        "cells",
        {"knob": "r_wire_ohm", "above": 2.0},
    ),
)
