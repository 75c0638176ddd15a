"""The guide of The same wires backwards."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch the steps of training to the end.",
        "predict",
        {"predict": True},
    ),
    Step(
        "Go to the start and step through the **forward** reads. Which numbers stay in the boxes beside the rows?",
        "scene",
        {"step": 3},
    ),
    Step(
        "Step on to the **backward** read. Which lines are driven now, and which of them sum?",
        "scene",
        {"step": 5},
    ),
    Step(
        "Choose **relu** as the neuron, and find a stamp **× f′** of 0. Which number beside it was it made of?",
        "scene",
        {"knob": "f", "is": "relu"},
    ),
    Step(
        "Step through the **update**, slot by slot. Point at a cell that was hit: how often, and how often was asked for?",
        "scene",
        {"step": 16},
    ),
    Step(
        "Choose **Broken** and play to the end beside the grey twin. What keeps the loss up?",
        "chart",
        {"preset": "Broken", "pos": "end"},
    ),
)
