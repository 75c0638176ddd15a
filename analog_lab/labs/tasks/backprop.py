"""Exercises of The same wires backwards; expected values come from finite differences and from the tile itself."""

import numpy as np

from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments import record
from ...experiments.backprop import NETWORKS, Backprop
from ...periphery import Periphery
from ...tile import Tile

WAYS = ("columns drive, rows sum", "rows drive, columns sum", "a second array", "weights are read out")
W = np.array([[0.5, -0.2, 0.4], [0.3, 0.6, -0.1]])  # as drawn: two rows, three columns
D = np.array([0.2, -0.5, 0.1])  # errors of the columns
PARKED = 0.6  # what tanh of the neuron before row 1 has made
H = 1e-4


def _ideal(w: np.ndarray) -> Tile:
    """Return a tile that reads the weights ``w`` (rows, columns) exactly."""
    from ...devices import Ideal

    exact = Periphery(dac_bits=None, adc_bits=None, out_noise=0.0, noise_management="none")
    return Tile(w.T.shape, Ideal(), exact, weights=w.T)


def way_back(spec: Backprop) -> str:
    """Name how the tile is read backward: the array that was read forward, driven at its columns, gives W δ."""
    rows = _ideal(W).backward(D)
    return WAYS[0] if rows.shape == (2,) and np.allclose(rows, W @ D, atol=1e-6) else WAYS[1]


def row_by_differences(i: int) -> float:
    """The change of the loss with x of row i, where δ is its change with the column sums: (L(x+h) − L(x−h)) / 2h."""

    def loss(step: float) -> float:
        x = np.zeros(2)
        x[i] = step
        return float((x @ W) @ D)

    return (loss(H) - loss(-H)) / (2 * H)


def error_by_differences() -> float:
    """The same for the sum z before tanh, which is where the neuron's error counts."""
    z = np.arctanh(PARKED)
    up, down = (np.tanh(z + h) * (W[0] @ D) for h in (H, -H))
    return float((up - down) / (2 * H))


def weight_by_differences(i: int, j: int, x: float = PARKED, lr: float = 0.1) -> float:
    """−lr times the change of the loss with one weight."""

    def loss(h: float) -> float:
        w = W.copy()
        w[i, j] += h
        return float(np.array([x, 0.0]) @ w @ D)

    return -lr * (loss(H) - loss(-H)) / (2 * H)


def _index() -> str:
    """Which index is gone after the backward read: the one that was summed over."""
    left = _ideal(W).backward(D)
    return "over j, the columns" if len(left) == W.shape[0] else "over i, the rows"


def _kept_until() -> str:
    """An update whose x has been forgotten fires no pulse."""
    start = Backprop()
    moved = [Tile((3, 2), start.device, seed=1).update(x, D, 0.1) for x in (np.zeros(2), np.array([0.6, -0.4]))]
    return "the update" if moved[0] == 0 < moved[1] else "the forward read"


def _memory() -> float:
    """Numbers that are parked beside the rows of all tiles for one example."""
    return float(sum(NETWORKS["3-3-3-2"][:-1]))


def _coarse(spec: Backprop) -> tuple[bool, str]:
    loss = record(spec)["loss"][:, 0]
    left = float(loss[-1] / loss[0])
    right = spec.up_down >= 0.5 and spec.examples >= 2 and left <= 0.05
    return right, f"Asymmetry {spec.up_down:.2f}, {spec.examples} examples: {left:.0%} of the loss is left."


def _forward(j: int) -> float:
    return float(_ideal(W).forward(np.array([PARKED, -0.4]))[j])


EXERCISES = (
    Numeric(
        "forward",
        "Forward: a tile has the rows (+0.5, −0.2, +0.4) and (+0.3, +0.6, −0.1), driven by +0.6 and −0.4. Which sum leaves column 1?",
        lambda: _forward(0),
        mistakes=(
            Mistake(0.5 * 0.6 + 0.3 * 0.4, "The second input is negative."),
            Mistake(0.5 * 0.6 + 0.2 * 0.4, "Those are cells of the first row. A column adds up over the rows."),
        ),
        solution="(+0.5)(+0.6) + (+0.3)(−0.4) = 0.30 − 0.12 = +0.18, as in inference.",
    ),
    Numeric(
        "row",
        "Backward: the errors +0.2, −0.5, +0.1 drive the columns of the same tile. Which sum leaves row 1 (+0.5, −0.2, +0.4)?",
        lambda: row_by_differences(0),
        mistakes=(
            Mistake(0.5 * 0.2, "That is its first cell alone: all columns drive at once, and the row adds up."),
            Mistake(0.7 * -0.2, "Each cell sees the error of its own column: multiply first, then add."),
            Mistake(0.1 - 0.1 + 0.04, "Minus times minus is plus: (−0.2) · (−0.5) = +0.1."),
        ),
        hint="Three products, one for each column.",
        solution="(+0.5)(+0.2) + (−0.2)(−0.5) + (+0.4)(+0.1) = 0.10 + 0.10 + 0.04 = +0.24.",
    ),
    Numeric(
        "slope",
        "Beside row 1 x = +0.60 is parked, made by tanh. Which error δ goes back to the neuron that made it?",
        error_by_differences,
        mistakes=(
            Mistake(0.24, "That is the row sum. The neuron passes on only f′ of it."),
            Mistake(0.24 * 0.6, "That is times x. The derivative of tanh is 1 − x²."),
            Mistake(0.24 * 0.4, "That is times 1 − x. The derivative of tanh is 1 − x²."),
            Mistake(0.24 * (1 - np.tanh(0.6) ** 2), "x = 0.60 is tanh(z) already: f′ = 1 − x², no second tanh."),
        ),
        hint="f′ = 1 − x² needs nothing but what is parked.",
        solution="0.24 · (1 − 0.60²) = 0.24 · 0.64 = +0.154, worked out in the edge, outside of the array.",
    ),
    Choice(
        "index",
        "Somebody writes the backward read as Σᵢ Wᵢⱼ δⱼ (i: rows, j: columns) and calls it the sum of row i. Over which index must it run?",
        ("over j, the columns", "over i, the rows", "over both"),
        _index,
        {
            "over i, the rows": "Then i would be gone, and no row would have a sum of its own. And δⱼ would stand before the sum.",
            "over both": "That is one number for the whole tile; every row needs its own.",
        },
        hint="Which index may still be there when the sum is done?",
        solution="Over j: row i gives Σⱼ Wᵢⱼ δⱼ. What is summed over is gone, and what is left names the line that is read: i.",
    ),
    Numeric(
        "weight",
        "Row 1 carries x = +0.60, column 2 the error δ = −0.5, and lr = 0.1. By how much should their weight change?",
        lambda: weight_by_differences(0, 1),
        mistakes=(
            Mistake(-0.03, "Downhill is against the gradient: −lr · x · δ, and δ is negative."),
            Mistake(0.3, "That is without the learning rate."),
            Mistake(0.05, "That is −lr · δ: the input counts as well."),
        ),
        solution="−0.1 · (+0.60) · (−0.5) = +0.030: by pulses, and only on average.",
    ),
    Choice(
        "kept",
        "Until when must x of a tile be parked beside its rows?",
        ("the forward read", "the backward read", "the update"),
        _kept_until,
        {
            "the forward read": "It has driven the rows, but f′ is made of it, and so are the pulses of the update.",
            "the backward read": "f′ is done then, but the rows must fire once more, as often as x says.",
        },
        solution="Until the update, which is x times δ: without x the rows have nothing to fire.",
    ),
    Numeric(
        "memory",
        "The network 3-3-3-2: how many numbers are parked beside the rows of its three tiles for one example?",
        _memory,
        tolerance=0.001,
        mistakes=(
            Mistake(11, "The outputs drive no rows: they are compared with the target at once."),
            Mistake(6, "The inputs of the first tile are needed for its update too."),
            Mistake(24, "Those are the weights, which stay in the cells."),
        ),
        solution="3 + 3 + 3 = 9: one for every row. For a batch of 32 examples it would be 288.",
    ),
    Design(
        "asymmetric",
        "Down pulses weaker by half or more (asymmetry ≥ 0.50), two examples or more: bring the chip to 5 % of its first loss or less.",
        _coarse,
        hint="Under More there is the asymmetry. Smaller steps, more of them?",
        solution="For example asymmetry 0.50, step 0.01, train length 20, 60 training steps. Downward moves are then too small, but still moves.",
    ),
)
