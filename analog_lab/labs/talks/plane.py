"""A plane of your own: where its numbers come from, and a plan of twenty minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "Points told right, and the line",
        "p₁ − p₀ = tanh((z₁ − z₀) / 2); the line is where it is 0",
        (
            ("points", "that the network is tested with", "", "tested"),
            ("lr", "learning rate of both", "", "lr"),
            ("Δw", "mean step of a pulse at weight 0", "", "dw_min"),
            ("asymmetry", "how much smaller a down pulse is", "", "up_down"),
        ),
        "simulated",
        "Both networks by the engine of this page; update by coincidence as in Gokmen & Vlasov (2016).",
        "Wires, drift, time and energy; one chip is one draw, so try several seeds.",
    ),
)
LECTURE = {
    "minutes": 20,
    "script": [
        {
            "query": "data=circles",
            "say": "The same network twice. One of them lives in its memory and is changed by pulses alone.",
            "ask": "What will differ between the two maps?",
            "expect": [["The one in memory is noisy everywhere.", "Noise of single pulses averages out over a run."]],
        },
        {
            "query": "data=circles&law=soft+bounds",
            "say": "Now steps shrink towards a bound. Start, and watch the colours before the line.",
            "ask": "Why does the map turn grey?",
            "expect": [
                ["The cells are noisy.", "With the noise at zero it happens as well: try it in the drawer."],
                ["The learning rate is too small.", "The twin has the same; its map is sharp."],
            ],
        },
        {
            "query": "data=xor&up_down=0.7",
            "say": "Constant steps, lopsided: no symmetric point to fall back to.",
            "ask": "Which of the two flaws would you rather have?",
            "expect": [
                ["Neither, both are fatal.", "Here the line survives: what pulls a weight to one place is worse."]
            ],
        },
        {
            "query": "data=your+own",
            "say": "An empty plane. Let the class place points while it learns.",
            "ask": "Which points make the two lines differ most?",
            "expect": [["Many points.", "Few that need large weights: close pairs of different class."]],
        },
    ],
}
