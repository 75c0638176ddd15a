"""Chips are drawn one by one, with their middle and their band, and said in words with number and seed."""

import numpy as np
import pytest

from analog_lab.experiments import record
from analog_lab.experiments.pairs import Pairs
from analog_lab.figures import chips, pairs

VALUES = np.arange(12.0).reshape(3, 4)


def test_every_chip_is_a_dot_between_the_quartiles_lies_the_median():
    low, high, dots, line = chips.over(np.array([0.0, 1.0, 2.0]), VALUES, "#1f6feb", "noise", unit=" %", seed=7)
    np.testing.assert_array_equal(dots.y, VALUES.ravel())
    np.testing.assert_array_equal(line.y, np.median(VALUES, axis=1))
    np.testing.assert_array_equal(low.y, np.quantile(VALUES, 0.25, axis=1))
    np.testing.assert_array_equal(high.y, np.quantile(VALUES, 0.75, axis=1))
    assert high.fillcolor == "rgba(31,111,235,0.16)" and "4 chips, seed 7" in line.hovertemplate


def test_dots_below_the_floor_stand_on_it_and_the_median_does_not():
    _, _, dots, line = chips.over(np.array([0.0, 1.0, 2.0]), VALUES, "#1f6feb", "noise", floor=5.0)
    assert min(dots.y) == 5.0 and line.y[0] == 1.5
    with pytest.raises(ValueError, match=r"\(points, chips\) over 2 points"):
        chips.over(np.zeros(2), VALUES, "#1f6feb", "noise")


def test_jitter_is_fixed_inside_its_width_and_never_twice_the_same():
    offsets = chips.jitter(50, 0.6)
    np.testing.assert_array_equal(offsets, chips.jitter(50, 0.6))
    assert np.abs(offsets).max() <= 0.3 and np.unique(offsets.round(4)).size == 50


def test_words_hold_median_quartiles_number_and_seed():
    assert chips.said([1.0, 2.0, 3.0], " %", 7) == "median 2 %, quartiles 1.5 to 2.5 % (3 chips, seed 7)"
    with pytest.raises(ValueError, match="holds no chip"):
        chips.said([])


def test_the_chart_of_pairs_draws_its_chips_and_says_so():
    trace = record(Pairs(seed=3))
    made = pairs.figure(trace)
    np.testing.assert_allclose(made.data[2].y, trace["noise"].ravel())
    assert "15 chips, seed 3" in made.layout.meta["alt"]
