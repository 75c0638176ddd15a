"""Exercises of A plane of your own."""

import numpy as np

from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments import record
from ...experiments.plane import Plane, points
from ...training import FloatMatrix, Mlp

ODD = ("two clouds", "xor")


def _cells() -> float:
    """The cells of a network of 3-12-12-2, one a weight."""
    layers = Plane().layers
    return float(sum(n_in * n_out for n_in, n_out in zip(layers[:-1], layers[1:], strict=True)))


def _odd() -> str:
    """What tanh neurons without a constant line cannot tell apart: the worse of both after training in floating point."""
    found = []
    for name in ODD:
        place, label = points(Plane(data=name, scatter=0.0))
        rng = np.random.default_rng(0)
        network = Mlp([FloatMatrix(rng.uniform(-0.5, 0.5, shape)) for shape in ((12, 2), (2, 12))])
        for _ in range(200):
            network.train(2 * place, label, 0.3)
        found.append(network.accuracy(2 * place, label))
    return ODD[int(np.argmin(found))]


def _spirals(spec: Plane) -> tuple[bool, str]:
    if spec.data != "spirals" or spec.law != "constant step" or spec.dtod < 0.2 or spec.ctoc < 0.2:
        return False, "Choose the spirals, with constant steps, cell spread and pulse noise of 20 % or more."
    share = float(record(spec)["accuracy"][-10:].mean())
    return (
        share >= 0.93,
        f"At the end {100 * share:.0f} % of the unseen points are right in memory; 93 % are asked for.",
    )


EXERCISES = (
    Numeric(
        "cells",
        "Two places and a constant 1, two hidden layers of 12 neurons, two classes; one cell a weight. How many cells?",
        _cells,
        mistakes=(
            Mistake(lambda: _cells() - 12, "The line that carries 1 has cells too."),
            Mistake(lambda: 2 * _cells(), "That would be pairs; here the reference is shared."),
            Mistake(29.0, "Those are the lines. Cells stand where two lines cross."),
        ),
        hint="Every layer has inputs × outputs cells.",
        solution="3·12 + 12·12 + 12·2 = 204.",
    ),
    Choice(
        "odd",
        "Without the line that carries 1, a network of tanh neurons gives f(−x) = −f(x). Which points can it not tell apart?",
        ODD,
        _odd,
        {
            "two clouds": "They lie on opposite sides of the middle: opposite places, opposite classes, as the network wants it."
        },
        hint="Take a point and the one opposite to it. Are they of one class?",
        solution="xor: opposite places are of the same class, and the network must call them different.",
    ),
    Design(
        "spirals",
        "Find settings with constant steps, and at least 20 % cell spread and pulse noise, whose network in memory tells 93 % "
        "of the unseen points of the spirals.",
        _spirals,
        hint="How many neurons does such a bend need, and how many updates? How far may points scatter?",
        solution="24 neurons, 4,000 updates and a scatter of 0.03 will do: random flaws of cells cost little.",
    ),
)
