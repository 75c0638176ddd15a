"""Exercises of Floorplan."""

from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments.floorplan import NETWORKS, Plan, times


def _tiles(**knobs: object) -> float:
    return float(len(Plan(**knobs).plan.tiles))  # type: ignore[arg-type]


def _lstm_rows() -> float:
    return float(NETWORKS["LSTM"][0][1].n_in)


def _pipelined() -> str:
    alone, together = times(Plan(network="MNIST"))[1], times(Plan(network="MNIST", pipeline=True))[1]
    return {1: "as often", 3: "three times as often"}.get(alone // together, "less often")


def _small(spec: Plan) -> tuple[bool, str]:
    plan = spec.plan
    right = spec.network == "CNN" and plan.utilisation >= 0.5
    return right, f"{spec.network}: {len(plan.tiles)} tiles, {plan.utilisation:.0%} of their cells in use."


EXERCISES = (
    Numeric(
        "tiles",
        "784-256-128-10 on tiles of 256 × 256, one column a weight, biases added outside of the tiles: how many tiles?",
        lambda: _tiles(),
        tolerance=0.001,
        mistakes=(
            Mistake(3, "The first layer has 784 inputs: more than the rows of one tile."),
            Mistake(4, "784 / 256 is a little more than 3: the rest takes a tile of its own."),
            Mistake(lambda: _tiles(bias="row"), "That is with a row for the biases."),
        ),
        hint="Cut each layer: ⌈inputs / 256⌉ · ⌈outputs / 256⌉.",
        solution="4 + 1 + 1 = 6, and 0.60 of their cells are in use.",
    ),
    Numeric(
        "bias",
        "Now the biases stand in the array, as one more row of each layer: how many tiles?",
        lambda: _tiles(bias="row"),
        tolerance=0.001,
        mistakes=(
            Mistake(lambda: _tiles(), "One of the layers has 256 inputs, which is exactly a tile, and now one more."),
            Mistake(9, "A row more does not always take a tile more: 785 inputs still fit four tiles."),
        ),
        hint="Which layer has no row to spare?",
        solution="7: layer 2 has 257 rows now and takes two tiles. A single row costs a tile.",
    ),
    Numeric(
        "pairs",
        "And with both cells of a pair side by side as well, two columns a weight: how many tiles?",
        lambda: _tiles(bias="row", columns=2),
        tolerance=0.001,
        mistakes=(
            Mistake(12, "Only the 256 outputs of layer 1 need twice the tiles; the small layers still fit."),
            Mistake(lambda: _tiles(columns=2), "That is without the row of biases, which makes 257 rows of 256."),
        ),
        hint="Layer 1 has 785 rows and 512 columns now, layer 2 257 and 256.",
        solution="8 + 2 + 1 = 11, with 0.65 of their cells in use.",
    ),
    Numeric(
        "use",
        "Back to the 6 tiles of the first question: which share of all cells holds a weight?",
        lambda: Plan().plan.utilisation,
        tolerance=0.01,
        mistakes=(
            Mistake(1.0, "Count the grey parts too: a tile has all its cells, used or not."),
            Mistake(784 / 1024, "That is layer 1 alone."),
        ),
        hint="234,752 weights in 6 · 256² cells.",
        solution="234,752 / 393,216 = 0.60.",
    ),
    Numeric(
        "window",
        "A convolution of 5 × 5 on a picture of 28 × 28, without padding: how many reads for one picture?",
        lambda: float(NETWORKS["CNN"][0][1].reads),
        tolerance=0.001,
        mistakes=(
            Mistake(784, "The window must lie inside the picture: 28 − 5 + 1 places along each side."),
            Mistake(25, "That is how many inputs one read has."),
            Mistake(1, "The array holds the kernel once, and the window slides."),
        ),
        solution="(28 − 5 + 1)² = 24² = 576.",
    ),
    Numeric(
        "lstm",
        "An LSTM with 28 inputs and 64 cells as one fused matrix: how many rows has it?",
        _lstm_rows,
        tolerance=0.001,
        mistakes=(
            Mistake(28, "Its own state of 64 comes in beside the inputs."),
            Mistake(256, "Those are its columns: four gates of 64."),
        ),
        solution="28 + 64 = 92 rows, and 4 · 64 = 256 columns: 92 × 256.",
    ),
    Choice(
        "pipeline",
        "With the pipeline on, how often does a result of 784-256-128-10 leave the chip, compared with before?",
        ("as often", "three times as often", "less often"),
        _pipelined,
        {
            "as often": "Three layers work at the same time now, each on an input of its own.",
            "less often": "Each input takes as long as before, but three are on their way.",
        },
        solution="Three times as often: one result for every read instead of every three.",
    ),
    Design(
        "fit",
        "Find a tile size with which at least half of the cells of the CNN's tiles are in use.",
        _small,
        hint="Small layers leave large tiles empty.",
        solution="Tiles of 64 × 64: more of them, but fuller.",
    ),
)
