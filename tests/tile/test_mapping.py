"""Weights as conductances and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analog_lab.tile import cell_conductance, to_conductances, to_weights

weights = st.lists(st.floats(-1, 1), min_size=1, max_size=30)


@given(weights, st.floats(1, 100), st.floats(0, 0.9))
def test_pairs_bring_back_the_weights_and_stay_in_range(w, g_max_us, low):
    limits = {"g_max_us": g_max_us, "g_min_us": low * g_max_us, "w_max": 1.0}
    pair = to_conductances(w, **limits)
    np.testing.assert_allclose(to_weights(*pair, **limits), w, atol=1e-12)
    slack = 1e-9 * g_max_us
    for g in pair:
        assert np.all((limits["g_min_us"] - slack <= g) & (g <= g_max_us + slack))
    assert np.all(np.minimum(*pair) == limits["g_min_us"]), "a pair is one-sided"


def test_a_known_pair():
    plus, minus = to_conductances([0.4, -1.0, 0.0])
    np.testing.assert_allclose(plus, [10, 0, 0])
    np.testing.assert_allclose(minus, [0, 25, 0])


def test_one_cell_against_a_reference():
    np.testing.assert_allclose(cell_conductance(np.array([-3.0, -1.0, 0.0, 1.0])), [0, 6.25, 12.5, 18.75])
    assert cell_conductance(np.float32([0.5])).dtype == np.float32


@pytest.mark.parametrize(
    ("w", "limits", "message"),
    [
        ([0.5, -1.5], {}, "w=-1.5 is outside ±1"),
        ([float("nan")], {}, "w=nan is outside ±1"),
        ([0.5], {"g_min_us": 30.0}, "g_min_us=30 and g_max_us=25"),
        ([0.5], {"w_max": 0.0}, "w_max=0.0 is not a positive number"),
    ],
)
def test_what_does_not_fit_is_refused(w, limits, message):
    with pytest.raises(ValueError, match=message):
        to_conductances(w, **limits)
