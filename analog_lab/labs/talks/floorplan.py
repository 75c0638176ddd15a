"""Floorplan: where its numbers come from, and a plan of twenty minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "Cells in use",
        "in use = Σ inputs · outputs of all tiles / (tiles · size²)",
        (
            ("size", "rows and columns of a tile", "", "tile"),
            ("columns", "of one weight", "", "columns"),
            ("biases", "as numbers, or a row", "", "bias"),
        ),
        "counted",
        "Every layer is cut evenly into the fewest tiles that hold it.",
        "Layers that share a tile, copies of busy layers, and tiles that are broken.",
    ),
)
LECTURE = {
    "minutes": 20,
    "script": [
        {
            "query": "",
            "say": "Watch the tiles fill, then one input run through.",
            "ask": "How many crossbars has this network?",
            "expect": [
                ["One.", "A network is not one matrix: its layers follow one another."],
                ["Three.", "One a layer, but 784 inputs do not fit 256 rows."],
            ],
        },
        {
            "query": "network=CNN",
            "say": "The kernel is held once, and the window slides.",
            "ask": "How many reads for one picture?",
            "expect": [
                ["One: it is one layer.", "Not every layer is one step."],
                ["25.", "Those are the inputs of one read."],
            ],
        },
        {
            "query": "network=CNN&pipeline=1",
            "say": "Every layer works on a picture of its own.",
            "ask": "Which layer sets the pace?",
            "expect": [["The largest.", "The one with the most reads, which is the smallest matrix."]],
        },
    ],
}
