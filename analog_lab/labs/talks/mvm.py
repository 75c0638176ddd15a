"""One step of physics: where its numbers come from, and a plan of twenty minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "The current of a column",
        "I_j = Σ_i V_i · G_ij",
        (
            ("V_i", "voltage of the first row", "V", "v"),
            ("G_ij", "conductance of the first cell", "µS", "g_us"),
            ("I_j", "sum of the first column", "µA", "sum_ua"),
        ),
        "derived",
        "Ohm's law in the cells, Kirchhoff's law in the wire; with wires the network of resistors is solved exactly.",
        "How lines charge, cells that are not ohmic, sneak paths of idle rows.",
    ),
)
LECTURE = {
    "minutes": 20,
    "script": [
        {
            "query": "",
            "say": "Two rows, two columns. Let the class compute the first column before the run.",
            "ask": "0.1 V on 10 µS and 0.2 V on 20 µS: how much leaves the column?",
            "expect": [
                ["9 µA: 0.3 V times 30 µS.", "Adds before multiplying; each cell sees its own row."],
                ["2 µA: the row.", "Reads the matrix along the wrong wire. Point at the column."],
            ],
        },
        {
            "query": "n_in=8&n_out=8&pattern=random",
            "say": "Drag a cell. One column answers. Drag an input: every column answers.",
            "ask": "How many multiplications happen here, and in how many steps?",
            "expect": [["64 steps.", "The crossbar does not iterate: all currents flow at once."]],
        },
        {
            "query": "n_in=64&n_out=64&pattern=equal&r_wire_ohm=2",
            "say": "The same number of steps for 4,096 products, but look at the last column.",
            "ask": "Is the large array free?",
            "expect": [
                [
                    "Yes, one step is one step.",
                    "Wires take 8 % of the last column, and 64 converters stand at its edge.",
                ]
            ],
        },
    ],
}
