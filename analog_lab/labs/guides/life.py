"""The guide of From GPU to chip."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch a year go by.",
        "predict",
        {"predict": True},
    ),
    Step(
        "**Ideal**: every cell holds what was meant, for ever. What has become of the heaps?",
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
        "Raise the **drift** to 3×, play, and compare the two lines on the right.",
        "chart",
        ({"knob": "ageing", "above": 2.5}, {"pos": "end"}),
    ),
    Step(
        "Under **More**, switch on **write-verify**. Which heaps become narrow, and what happens to them later?",
        "heaps",
        {"knob": "verify", "is": True},
    ),
)
