"""The guide of The commute."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: drag the five dots, lock your curve, and watch both machines to the end.",
        "predict",
        {"predict": True},
    ),
    Step(
        "Raise the **batch** to 32 inputs or more. One fetch now serves them all: which meter falls, and which stays?",
        "meters",
        {"knob": "batch", "above": 31},
    ),
    Step(
        "Press **Play** with this batch. How long does the processor wait for the bus now?",
        "processor",
        {"pos": "end"},
    ),
    Step(
        "Lower the **weight bits** to 8. What falls in proportion, and what does not?",
        "meters",
        {"knob": "weight_bits", "is": 8},
    ),
    Step(
        "Choose another **memory**. Which meters change, and in which machine?",
        "meters",
        {"knob": "memory", "moved": True},
    ),
    Step(
        "Choose **Wide**, a larger network. How many tiles (arrays of 256 × 256) does a layer take now?",
        "tiles",
        {"preset": "Wide"},
    ),
)
