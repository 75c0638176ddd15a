"""From GPU to chip: where its numbers come from, and a plan of twenty-five minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "What drift leaves",
        "g(t) = g₀ (t / t₀)^−ν, t₀ = 20 s",
        (
            ("t", "time since programming", "s", "t_s"),
            ("ν", "exponent of drift, beside the measured one", "×", "ageing"),
            ("σ", "programming spread, beside the measured one", "×", "prog"),
            ("error", "‖W(t) − W‖ / ‖W‖: size of the change of all weights over their size, first chip", "", "error"),
        ),
        "measured",
        "S. R. Nandakumar et al., ICECS 2019, with the constants of IBM aihwkit 1.2; other cells have their own "
        "sources.",
        "Temperature, sneak paths, the time and energy of programming, and training that expects the noise.",
    ),
)
LECTURE = {
    "minutes": 25,
    "script": [
        {
            "query": "prog=0&read=0&ageing=0",
            "say": "The chip of the brochure: every cell holds what was meant, for ever.",
            "ask": "What is missing?",
            "expect": [
                ["Nothing, it was programmed.", "Programming is a measurement with an error, and time goes on."],
                ["That is the accuracy of the chip.", "Without spread and drift it is the accuracy of a brochure."],
            ],
        },
        {
            "query": "",
            "say": "A real cell. Lock a prediction for the day, then play.",
            "ask": "A third of every conductance is gone after a day. How many points of accuracy?",
            "expect": [
                ["A third.", "Takes a common loss for noise: the largest output stays the largest."],
                ["It averages out.", "Drift is frozen in the cell: reading again reads the same."],
            ],
        },
        {
            "query": "ageing=3",
            "say": "Three times the drift. Compare the two lines.",
            "ask": "What can one factor a layer repair, and what a hundred reads?",
            "expect": [
                ["Everything.", "Only what is common. The spread of ν stays."],
                [
                    "Reading a hundred times repairs the rest.",
                    "A mean takes away what is new in every read, nothing else.",
                ],
            ],
        },
        {
            "query": "ageing=3&cell=reram-cmo",
            "say": "Another cell. Devices are not interchangeable.",
            "ask": "What would you ask a vendor?",
            "expect": [["How many states.", "Also spread, drift and its spread, and how they were measured."]],
        },
    ],
}
