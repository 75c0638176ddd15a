"""The guide of Floorplan."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your number, and watch the picture go through the chip.",
        "predict",
        {"predict": True},
    ),
    Step(
        "**MLP**, three dense layers: play it and watch the tiles fill. Which tiles give only parts of a sum?",
        "tiles",
        {"preset": "MLP", "pos": "end"},
    ),
    Step(
        "Click a **tile** to see it large, then the last one. How much of it is in use?",
        "last",
        {"tile": True},
    ),
    Step(
        "Choose **tiles** of 64 × 64. How many are there now, and how full are they?",
        "tiles",
        {"knob": "tile", "is": 64},
    ),
    Step(
        "**LSTM**, a network with a loop: play it. Which vector goes back to where it came from?",
        "tiles",
        {"preset": "LSTM", "pos": "end"},
    ),
    Step(
        "Switch on the **pipeline** and play. How many inputs are on the chip at once?",
        "tiles",
        ({"knob": "pipeline", "is": True}, {"pos": "end"}),
    ),
)
