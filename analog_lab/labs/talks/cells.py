"""The cells: where their numbers come from, and a plan of twenty minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "What one cell holds",
        "pulsed: w ← w + Δw(w), by the law of the cell, with its spread and its noise; "
        "programmed in one go: g = target + spread, and what time makes of it",
        (
            ("w or g", "the first cell", "", "g"),
            ("no spread", "a cell without spread and noise", "", "nominal"),
            ("x", "pulses so far; else seconds, or writes", "", "x"),
            ("pulses", "up, and then down, beside the states of the cell", "×", "span"),
        ),
        "simulated",
        "Every cell has a source of its own, which stands under its numbers with what was measured and what assumed.",
        "Temperature, the shape of a pulse, wires, and wear after many pulses.",
    ),
)
LECTURE = {
    "minutes": 20,
    "script": [
        {
            "query": "",
            "say": "A hundred ReRAM cells. Let everybody lock a prediction, then play: all the way up, and as many pulses down.",
            "ask": "How does the cell fall?",
            "expect": [
                ["As it rose.", "Takes every pulse for the same step. A step depends on where the cell is, and on the way."],
                ["Slower.", "It leaves the upper bound with its largest steps: the first pulses down do most."],
            ],
        },
        {
            "query": "cell=reram-sb&view=step",
            "say": "Another ReRAM: the size of a step against the weight, one curve for each way.",
            "ask": "Where would pulses up and down in turn take this cell?",
            "expect": [
                ["Nowhere: up and down cancel.", "Only where both curves have the same height."],
                ["To the upper bound.", "There a pulse up does nothing, and one down is at its largest."],
            ],
        },
        {
            "query": "cell=ecram&view=loop",
            "say": "As many states as the one before. Compare the gap between the two ways.",
            "ask": "What makes this the better cell for training?",
            "expect": [
                ["More states.", "The same thousand. Its steps change less on their way: read the asymmetry."],
                ["Less noise.", "Noise is not what opens the gap: the bold line has none."],
            ],
        },
        {
            "query": "cell=pcm",
            "say": "Phase change. Read what is assumed of its pulses down before you play.",
            "ask": "How would you build a weight that can fall from a cell that only climbs?",
            "expect": [
                ["With weaker pulses down.", "There are none: melting is at once. The curve down here is an assumption."],
                ["It cannot be done.", "With two cells: the weight falls as the other one climbs, until both are full."],
            ],
        },
        {
            "query": "cell=pcm-inference&view=retention",
            "say": "Written in one go, and left alone for ten years.",
            "ask": "How much of a middle level is left?",
            "expect": [
                ["All of it: the memory is non-volatile.", "Less than half: the glass relaxes by a power of time."],
                ["Nothing.", "Every doubling of time takes the same share: the first day takes most of what is lost."],
            ],
        },
    ],
}
