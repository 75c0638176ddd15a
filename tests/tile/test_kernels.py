"""The generator of normals: its law, its tails, and that its streams share nothing."""

import numpy as np
import pytest
import stats

from analog_lab.core import chance
from analog_lab.devices import ConstantStep
from analog_lab.tile import PulseUpdate, Tile

N = 400_000


def normals(key, n=N):
    return chance.normals(n, np.uint64(key)).astype(float)


@pytest.mark.parametrize("key", [0, 1, 2**63 + 11])
def test_normals_are_normal(key):
    z = normals(key)
    assert stats.normal(z) > stats.ALPHA
    assert stats.variance(z, 1) > stats.ALPHA
    assert stats.mean(z**3, 0) > stats.ALPHA
    assert stats.mean(z**4, 3) > stats.ALPHA


def test_ten_per_cent_would_be_seen():
    z = normals(3)
    assert stats.normal(1.1 * z) < stats.ALPHA
    assert stats.mean(1.1 * z**4, 3) < stats.ALPHA
    assert stats.mean(z + 0.1, 0) < stats.ALPHA


def test_tails_are_as_heavy_as_they_should_be():
    z = np.abs(normals(7, 20_000_000))
    for bound, odds in ((3, 2.699796e-3), (4, 6.334248e-5)):
        assert stats.binomial(np.sum(z > bound), z.size, odds) > stats.ALPHA
    assert stats.binomial(np.sum(z > 3), z.size, 1.1 * 2.699796e-3) < stats.ALPHA
    assert z.max() < 5.9, "23 bits a radius: no outlier from a uniform number rounded to 0 or 1"


def test_the_two_of_a_pair_are_independent():
    """Numbers 16 apart come from one hash; their squares would show what their signs hide."""
    z = normals(5).reshape(-1, 2, 16)
    first, second = z[:, 0], z[:, 1]
    assert stats.mean(first * second, 0) > stats.ALPHA
    assert stats.mean((first**2 - 1) * (second**2 - 1), 0) > stats.ALPHA
    assert stats.mean((first**2 - 1) * (second**2 + 0.1 * first**2 - 1.1), 0) < stats.ALPHA


def test_neighbours_and_neighbouring_streams_are_independent():
    z, other = normals(5), normals(6)
    for a, b in ((z[1:], z[:-1]), (z, other), (z[1:], other[:-1]), (np.abs(z[1:]) - 0.8, np.abs(z[:-1]))):
        assert stats.mean(a * (b - b.mean()), 0) > stats.ALPHA
    assert stats.mean(z * (other + 0.1 * z), 0) < stats.ALPHA


def test_a_number_depends_on_its_place_only():
    for n in (1, 31, 32, 33, 1000):
        np.testing.assert_array_equal(normals(9, n), normals(9, 2000)[:n])


NOISY = ConstantStep(
    dw_min=0.01, dw_min_std=1.0, w_max=50.0, w_min=-50.0, w_max_dtod=0, w_min_dtod=0, dw_min_dtod=0, up_down_dtod=0
)


def test_noise_of_a_cell_does_not_know_why_its_column_fired():
    """Trains and pulses of one update draw from different streams: given that a column fired, the noise is normal."""
    once = PulseUpdate(bl=1, update_management=False, update_bl_management=False)
    tile, noise = Tile((1, 1), NOISY, pulses=once), []
    for _ in range(8000):
        tile.set_weights([[0.0]])
        if tile.update([0.5], [-1.0], 0.01):
            noise.append(tile.weights[0, 0] / 0.01 - 1)
    assert stats.binomial(len(noise), 8000, 0.5) > stats.ALPHA
    assert stats.normal(noise) > stats.ALPHA
    assert stats.variance(noise, 1) > stats.ALPHA
    assert stats.variance(noise, 1.1**2) < stats.ALPHA


def test_cells_of_one_row_have_their_own_noise():
    """Columns with positive and with negative inputs are pulsed in turn, and must not share their draws."""
    tile = Tile((20_000, 3), NOISY)
    tile.update([1.0, -1.0, 1.0], -np.ones(20_000), 0.01)
    noise = (tile.weights / 0.01 - [1, -1, 1]).T
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert stats.mean(noise[a] * noise[b], 0) > stats.ALPHA
        assert stats.mean(noise[a] * (noise[b] + 0.1 * noise[a]), 0) < stats.ALPHA
