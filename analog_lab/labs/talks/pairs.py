"""Plus and minus: where its numbers come from, and a plan of fifteen minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "A weight from two cells",
        "w = (G⁺ − G⁻) / G_max",
        (
            ("G⁺", "conductance that counts as plus", "µS", "g_plus_us"),
            ("G⁻", "conductance that counts as minus", "µS", "g_minus_us"),
            ("G_max", "conductance of a weight of 1", "µS", "g_max_us"),
            ("w", "the weight", "", "w"),
        ),
        "derived",
        "The definition of a differential pair; read noise is that of phase change in IBM aihwkit 1.2.",
        "Programming errors and drift of the two cells, and the wires that they share.",
    ),
)
LECTURE = {
    "minutes": 15,
    "script": [
        {
            "query": "",
            "say": "No conductance is negative. Let the class invent a way before you show this.",
            "ask": "Which pairs stand for a weight of zero?",
            "expect": [
                ["Only (0, 0).", "Thinks one device is one weight: any equal pair is zero."],
                ["None.", "Looks at the conductances instead of their difference."],
            ],
        },
        {
            "query": "w=0.1&noise=4",
            "say": "Play: both cells rise together. The weight stays, and the dots climb.",
            "ask": "Who would raise both cells on purpose?",
            "expect": [
                ["Nobody.", "Pulsed training does, little by little: cells that only rise have to be refreshed."]
            ],
        },
    ],
}
