"""The guide of From GPU to chip."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch a year go by.",
        "predict",
        {"predict": True},
    ),
    Step(
        "**Ideal**: every cell holds what was meant, for ever. What has become of the five heaps of cells?",
        "heaps",
        {"preset": "Ideal"},
    ),
    Step(
        "**Typical**: the spread that was measured. Play it, and follow the heaps along the clock.",
        "clock",
        {"preset": "Typical", "pos": "end"},
    ),
    Step(
        "Raise the **programming spread** to 3×. Which heaps suffer first, those in the middle or near zero?",
        "heaps",
        {"knob": "prog", "above": 2.5},
    ),
    Step(
        "Raise the **drift** to 3× and play. On the right, blue corrects each layer by one factor: what does it repair?",
        "chart",
        ({"knob": "ageing", "above": 2.5}, {"pos": "end"}),
    ),
    Step(
        "Under **More**, switch on **write-verify** (write, read, correct). Which heaps become narrow, and do they stay so?",
        "heaps",
        {"knob": "verify", "is": True},
    ),
)
