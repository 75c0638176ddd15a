"""Pulse by pulse: where its numbers come from, and a plan of twenty minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "Steps of one slot",
        "steps = rows that fire · columns that fire; a cell is pulsed with the chance p_x · p_δ in every slot",
        (
            ("p", "chance that the busiest row or column fires", "", "rate"),
            ("Δw", "mean step of one pulse at weight 0", "", "dw_min"),
            ("asymmetry", "how much smaller a down pulse is", "", "up_down"),
            ("spread", "of the step from cell to cell", "", "dtod"),
            ("noise", "from pulse to pulse, in steps", "", "ctoc"),
        ),
        "counted",
        "Coincidence of pulses as in Gokmen and Vlasov (2016); step laws and spreads as in IBM aihwkit 1.2.",
        "Wire resistance, the shape of a pulse in time, and lines that fire not quite at once.",
    ),
)
LECTURE = {
    "minutes": 20,
    "script": [
        {
            "query": "",
            "say": "Step slot by slot. Rows and columns fire at random, busy lines more often; a spark stands where both do.",
            "ask": "Who computes the product of x and δ?",
            "expect": [
                ["A processor, cell by cell.", "Nobody visits the cells: all crossings see their lines at once."],
                ["The cell multiplies its two voltages.", "It only notices that both are there. How often is the product."],
            ],
        },
        {
            "query": "direction=alternate&up_down=0.5&dtod=0&ctoc=0",
            "say": "Let everybody lock a prediction. These cells are all alike, without noise. Then play.",
            "ask": "Up and down in turn, up twice as large: where does it end?",
            "expect": [
                ["At the start.", "Counts the pulses and not the steps: as many up as down is not as far."],
                ["At the top.", "Takes a step for fixed. Towards the top the step up shrinks, and the one down grows."],
                ["Nowhere, it goes on for ever.", "It does move for ever, by one step around the symmetric point."],
            ],
        },
        {
            "query": "direction=alternate&up_down=0.5&dtod=0&ctoc=2",
            "say": "The same with a pulse noise of two whole steps.",
            "ask": "Does the noise move the place where they gather?",
            "expect": [
                ["Yes, such noise drowns it.", "It scatters the cells around the place. The mean stays where it was."],
                ["It averages out, so nothing changes.", "Over many cells it does; each of them goes on wandering."],
            ],
        },
        {
            "query": "dtod=0.3&ctoc=0",
            "say": "Now cells that differ, and pulses that do not. All of them go up.",
            "ask": "Which spread is still there after many pulses: that of the cells or that of the pulses?",
            "expect": [
                ["Both.", "Set the cell spread to 0 and the pulse noise high: at the bound they are close together."],
                ["That of the pulses.", "It is drawn anew every time. A cell is made once, with its step and its bounds."],
            ],
        },
        {
            "query": "law=constant+step&direction=alternate&up_down=0.5&dtod=0&ctoc=0",
            "say": "Asymmetry again, but steps that do not depend on the weight.",
            "ask": "Where is the symmetric point now?",
            "expect": [
                ["A third towards the top, as before.", "That came from steps that shrink. These are nowhere equal."],
                ["At the top.", "The bound stops them there, but up and down are no more equal than before."],
            ],
        },
    ],
}
