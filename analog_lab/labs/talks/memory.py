"""A resistor that remembers: where its numbers come from, and a plan of fifteen minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "The current of one cell",
        "I = G · V",
        (
            ("G", "conductance of the cell drawn large", "µS", "cells_us"),
            ("V", "read voltage", "V", "v_read_v"),
            ("I", "current", "µA", "i_ua"),
        ),
        "fitted",
        "Steps of phase change and of filaments as in IBM aihwkit 1.2; the floating gate is an illustration.",
        "Cells are not quite ohmic, they drift, and a transistor selects them.",
    ),
)
LECTURE = {
    "minutes": 15,
    "script": [
        {
            "query": "",
            "say": "Ten gentle pulses. Step through them one by one.",
            "ask": "Now one strong pulse: what is left?",
            "expect": [
                ["Nine tenths: it is one pulse of eleven.", "Thinks of charge that is poured; melting is at once."],
                ["Nothing changes, it is not a bit.", "Confuses analog with permanent."],
            ],
        },
        {
            "query": "kind=filament&strong=10",
            "say": "The same pulses on a filament.",
            "ask": "Why does one strong pulse not wipe it?",
            "expect": [
                ["It is weaker.", "It moves vacancies bit by bit, both ways: another physics, not another strength."]
            ],
        },
        {
            "query": "kind=floating gate&v_read_v=0.5",
            "say": "Here the number is a charge, and the conductance its consequence.",
            "ask": "Does a read at half a volt change what is stored?",
            "expect": [
                ["Yes, current flows through it.", "Reading and writing differ by the voltage, not by the wire."]
            ],
        },
        {
            "query": "gentle=20&strong=0",
            "say": "Twenty gentle pulses: a staircase of conductances, and sixty cells that are never quite alike.",
            "ask": "Is this how the brain computes, or a quantum computer?",
            "expect": [
                ["Yes, analog means spiking.", "No spikes: a steady voltage, and the current is the product."],
                ["Yes, it is between 0 and 1.", "A conductance has one definite value; reading does not collapse it."],
            ],
        },
    ],
}
