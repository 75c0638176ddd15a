"""Randomness: a key fixes a stream, and another key gives another one."""

import numpy as np
import pytest
import stats

from analog_lab.core import key64, rng_from


def test_a_key_gives_its_stream_again_and_another_key_another():
    draws = [rng_from(*key).standard_normal(8) for key in ((7, "a"), (7, "a"), (7, "b"), (8, "a"), (7, "a", 0))]
    np.testing.assert_array_equal(draws[0], draws[1])
    assert len({d.tobytes() for d in draws}) == 4


def test_streams_of_neighbouring_seeds_are_independent():
    first, second = (rng_from(seed, "cells").standard_normal(20_000) for seed in (1, 2))
    assert stats.mean(first * second, 0) > stats.ALPHA
    assert stats.mean(first * (second + 0.1 * first), 0) < stats.ALPHA


def test_key64_is_64_bits_of_the_key():
    assert key64(3, "reads") == key64(3, "reads")
    assert len({key64(seed, word) for seed in range(50) for word in ("reads", "updates")}) == 100
    assert 2**60 < max(key64(seed) for seed in range(100)) < 2**64


@pytest.mark.parametrize("part", [-1, 1.5, True, None])
def test_a_seed_that_is_no_whole_number_is_refused(part):
    with pytest.raises(ValueError, match="must be a whole number >= 0 or a word"):
        rng_from(part)
