"""Exercises of Learning in memory; none of them trains."""

from dataclasses import replace

import numpy as np

from ...data import digits
from ...devices import ConstantStep, PulsedDevice, SoftBounds, mean_step, response
from ...exercises import Choice, Mistake, Numeric, Ranking
from ...experiments.learning import LAYERS, Learning, _order

FLAWS = {
    "pulse noise of 300 %": {"dw_min_std": 3.0},
    "cell spread of 30 %": {"dw_min_dtod": 0.3},
    "an asymmetry of 0.3": {"up_down": 0.3},
}
STEPS = {"Δw = 0.002": 0.002, "Δw = 0.01": 0.01, "Δw = 0.0005": 0.0005}
SIDE = 64  # lines of the tile on which pulses are counted


def _cell(dw: float, w_max: float = 1.0, **flaw: float) -> PulsedDevice:
    """A cell without spread or noise but for its flaw."""
    exact = ConstantStep(dw_min=dw, w_max=w_max, w_min=-w_max).nominal()
    return replace(exact, **flaw)  # type: ignore[arg-type]


def _cells(bias: int = 0) -> float:
    return float(sum((n_in + bias) * n_out for n_in, n_out in zip(LAYERS[:-1], LAYERS[1:], strict=True)))


def _update(x: float, d: float, lr: float, dw: float) -> tuple[float, float]:
    """The pulses that each cell gets in one update with the same input and error everywhere, and how far it moves."""
    from ...tile import Tile

    tile = Tile((SIDE, SIDE), _cell(dw, 9.0), seed=1)
    fired = tile.update(np.full(SIDE, x), np.full(SIDE, d), lr)
    return fired / SIDE**2, float(np.abs(tile.weights).mean())


def _batches(epochs: int) -> float:
    return float(sum(1 for _ in _order(Learning(epochs=epochs), len(digits().train_y))))


def _walked(pairs: int, up: bool = True) -> float:
    """Where as many pulses down as up take a cell whose down pulse is half as large; without ``up``, only down."""
    signs = [1, -1] * pairs if up else [-1] * pairs
    return float(response(_cell(0.002, up_down=0.5), signs)[-1, 0])


def _flaw() -> str:
    """What takes the mean of many cells away from where as many pulses up as down should leave it."""
    told = {}
    for name, flaw in FLAWS.items():
        end = response(_cell(0.002, **flaw), [1, -1] * 300, n_cells=1000)[-1]
        told[name] = abs(float(end.mean()))
    return max(told, key=lambda name: told[name])


def _ratio(w: float) -> float:
    """How many times as large a pulse down is as one up, at a weight between soft bounds of ±1."""
    up, down = mean_step(SoftBounds(dw_min=0.002, w_max=1.0, w_min=-1.0), w)
    return float(-down / up)


def _points(count: int, share: float = 0.9) -> float:
    """The standard error of a share of ``count`` images, in points."""
    return float(100 * np.sqrt(share * (1 - share) / count))


EXERCISES = (
    Numeric(
        "cells",
        "The network is 64-32-10, without biases, and each weight is one cross point. How many cells learn?",
        _cells,
        tolerance=0.001,
        mistakes=(
            Mistake(lambda: _cells(1), "Those are with biases; this network has none."),
            Mistake(float(sum(LAYERS)), "Those are inputs and neurons: a weight stands wherever two lines cross."),
            Mistake(lambda: 2 * _cells(), "Two for each weight; here a cross point counts as one."),
        ),
        hint="Inputs times outputs, layer by layer.",
        solution="64·32 + 32·10 = 2,368.",
    ),
    Numeric(
        "pulses",
        "A learning rate of 0.1, an input of 1 and an error of 0.1; one pulse moves a weight by 0.002. How many pulses "
        "does its cell get in this update, on average?",
        lambda: _update(1.0, 0.1, 0.1, 0.002)[0],
        tolerance=0.05,
        mistakes=(
            Mistake(50.0, "That is without the learning rate."),
            Mistake(1.0, "One update is a train of pulses, as many as its size asks for."),
            Mistake(0.01, "That is the change that is asked for: divide it by the step."),
        ),
        hint="lr · x · δ is how far the weight should move.",
        solution="0.1 · 1 · 0.1 = 0.01, and 0.01 / 0.002 = 5.",
    ),
    Numeric(
        "most",
        "A train has at most 31 slots, and one pulse moves a weight by 0.002. An update asks for a change of 0.2. How "
        "far does the weight move?",
        lambda: _update(1.0, 1.0, 0.2, 0.002)[1],
        mistakes=(
            Mistake(0.2, "That would take 100 pulses, and the train has 31."),
            Mistake(0.002, "That is one pulse; every slot of the train may fire."),
            Mistake(31.0, "Those are the pulses: each moves the weight by 0.002."),
        ),
        hint="One slot, one pulse at most.",
        solution="31 · 0.002 = 0.062. The update saturates: it is the gradient only while that is small.",
    ),
    Ranking(
        "step",
        "Three chips get the same small update. Which fires the most pulses? Put it first.",
        tuple(STEPS),
        lambda: sorted(STEPS, key=lambda name: -_update(0.5, 0.1, 0.1, STEPS[name])[0]),
        "The smaller the step, the more of them it takes to go as far.",
        hint="How many steps does the same distance have?",
        solution="0.0005, 0.002, 0.01: a fine step costs pulses, a coarse one leaves small updates to chance.",
    ),
    Numeric(
        "drift",
        "Up pulses of 0.002, down pulses of 0.001, constant steps. In the course of learning a cell gets 50 of each, in "
        "turn: updates that cancel. How far has its weight gone?",
        lambda: _walked(50),
        mistakes=(
            Mistake(0.0, "Only equal steps cancel. What is lopsided is lopsided every time."),
            Mistake(0.1, "Those are the 50 up: the 50 down take some of it back."),
            Mistake(0.001, "That is one pair of pulses; there are 50."),
            Mistake(lambda: _walked(50, up=False), "Those are the 50 down alone."),
        ),
        hint="What is left of one pulse up and one down?",
        solution="50 · (0.002 − 0.001) = 0.05, though nothing was to be learned.",
    ),
    Choice(
        "flaw",
        "A thousand cells with constant steps get 300 pulses up and 300 down, in turn. Which flaw moves their mean "
        "weight most?",
        tuple(FLAWS),
        _flaw,
        {
            "pulse noise of 300 %": "It scatters them, both ways alike: the mean stays.",
            "cell spread of 30 %": "Each cell has a step of its own, but the same up as down.",
        },
        hint="Which flaw has a direction?",
        solution="The asymmetry: 300 · 0.3 · Δw for all of them alike. Noise is larger in each pulse, and cancels.",
    ),
    Numeric(
        "bound",
        "Soft bounds at ±1, equal steps at weight 0. At a weight of 0.8, how many times as large as a pulse up is a "
        "pulse down?",
        lambda: _ratio(0.8),
        mistakes=(
            Mistake(1.0, "That holds at zero: towards a bound the step up shrinks, and the step down grows."),
            Mistake(4.0, "The bounds are at ±1: up 1 − 0.8, down 1 + 0.8."),
            Mistake(1.8, "That is the pulse down beside one at zero; the pulse up has shrunk to 0.2 of it."),
            Mistake(5.0, "That is one at zero beside the pulse up; the pulse down has grown as well."),
        ),
        hint="Up: Δw (1 − w). Down: Δw (1 + w).",
        solution="1.8 / 0.2 = 9. Large weights are pulled back by every pair of pulses, whatever the images say.",
    ),
    Numeric(
        "updates",
        "1,437 images in batches of 8, what is left over is left out. How many batches are learned in 20 epochs?",
        lambda: _batches(20),
        tolerance=0.001,
        mistakes=(
            Mistake(lambda: _batches(1), "That is one epoch."),
            Mistake(3600.0, "The last five images make no batch."),
            Mistake(28_740.0, "Those are images: divide by the batch."),
        ),
        solution="179 whole batches in an epoch, 20 times: 3,580, and the pulses of every one leave their flaws.",
    ),
    Numeric(
        "chance",
        "The test has 360 images, and a network is right on 90 %. How large is the standard error of that, in per cent "
        "of the images?",
        lambda: _points(len(digits().test_y)),
        "%",
        mistakes=(
            Mistake(lambda: _points(len(digits().train_y)), "That is with the 1,437 images that were learned."),
            Mistake(lambda: _points(len(digits().test_y)) / 100, "That is the share: in per cent it is 100 times that."),
            Mistake(30.0, "That is one image: divide by the root of 360."),
            Mistake(0.025, "That is the variance, p (1 − p) / n, in per cent: take its root first."),
        ),
        hint="√(p (1 − p) / n).",
        solution="√(0.9 · 0.1 / 360) = 1.6 %: two chips that differ by a point may be equally good. Try more seeds.",
    ),
)
