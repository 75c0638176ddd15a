"""Learning in memory: where its numbers come from, and a plan of twenty-five minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "Images told right, and pulses",
        "accuracy = right / tested; in every update ΔW = −lr · x · δ on average, made of pulses of about Δw",
        (
            ("lr", "learning rate of both networks", "", "lr"),
            ("Δw", "mean step of a pulse at weight 0", "", "dw_min"),
            ("asymmetry", "how much smaller a down pulse is", "", "up_down"),
            ("noise", "on every sum that is read", "", "out_noise"),
            ("pulse noise", "from pulse to pulse, in steps", "", "ctoc"),
        ),
        "simulated",
        "Both networks by the engine of this page; update by coincidence as in Gokmen and Vlasov (2016).",
        "Wire resistance, drift, and the time and energy of the pulses; one chip is one draw.",
    ),
)
LECTURE = {
    "minutes": 25,
    "script": [
        {
            "query": "",
            "say": "Two networks with the same first weights see the same images. Press Start, and let the class watch the maps.",
            "ask": "Where does the training of the one in memory happen?",
            "expect": [
                ["In a processor, and the chip gets the result.", "No weight is ever sent: pulses change it where it is."],
                ["All of it in the cells.", "Sums and updates are. What bends, f and its slope, stands at the edge."],
            ],
        },
        {
            "query": "up_down=0.5",
            "say": "Up steps twice as large as down steps. Let everybody lock a prediction before you start.",
            "ask": "How far below its twin will the chip end?",
            "expect": [
                ["Not at all: it averages out.", "What is lopsided is lopsided in every pulse, the same way."],
                ["It learns nothing.", "Its weights are pulled to the symmetric point; the images that follow correct most."],
            ],
        },
        {
            "query": "law=constant+step&ctoc=5",
            "say": "Steps that do not depend on the weight, with a pulse noise of five steps.",
            "ask": "Which will hurt more: this noise, or an asymmetry of a half?",
            "expect": [
                ["The noise, it is ten times as large.", "It cancels over many pulses. Start, and look at the accuracy."],
            ],
        },
        {
            "query": "law=constant+step&up_down=0.5",
            "say": "And now the asymmetry, with no symmetric point that would hold the weights.",
            "ask": "Would a smaller learning rate save it?",
            "expect": [
                ["Yes, in proportion.", "Try it in the drawer: half of it does not, nor does a tenth. Only the very end of the slider helps."],
                ["Better cells are the only way.", "Other rules of training are another: they expect a lopsided cell."],
            ],
        },
        {
            "query": "dw_min=0.01",
            "say": "A fifth of the states. Compare the pulses of the two runs.",
            "ask": "What did the coarse step cost?",
            "expect": [
                ["Most of the accuracy: states are what counts.", "Little of it here, and it took far fewer pulses."],
            ],
        },
        {
            "query": "seed=8",
            "say": "The first run again, on another chip.",
            "ask": "Two chips differ by a point. Is one of them better?",
            "expect": [["Yes, its curve is higher.", "On 360 images one point is less than the error of counting them."]],
        },
    ],
}
