"""A chip after programming: levels against the law of the cell, and what one factor a layer repairs."""

import numpy as np
import pytest

from analog_lab.devices import preset
from analog_lab.experiments import record
from analog_lab.experiments.life import CELLS, CLIP, LEVELS, SAMPLES, Life, times_s, trained
from analog_lab.periphery import Periphery
from analog_lab.tile import ProgrammedTile


def test_the_network_is_worth_programming():
    layers, accuracy = trained()
    assert accuracy > 96
    for w, _ in layers:
        assert np.abs(w).max() <= 1.05 * CLIP * w.std(), "one weight does not take the range of all"


def test_without_spread_and_drift_a_chip_is_the_network():
    trace = record(Life(prog=0, read=0, ageing=0, chips=2))
    assert np.all(np.abs(trace["accuracy"] - trace.const["float"]) < 0.6), "converters of 8 and 9 bits"
    assert trace["error"].max() < 1e-6
    np.testing.assert_allclose(trace["g_us"], np.tile(trace.const["targets_us"], (len(trace), 1)), rtol=1e-5)


def test_levels_drift_by_the_law_of_the_cell():
    """g ∝ (t + t0)^-0.049 for the upper levels of phase change, whose exponents are at the lower limit."""
    trace = record(Life(read=0, chips=1))
    t = trace["t_s"].astype(float)
    expected = ((t + 20) / (t[0] + 20)) ** -0.049
    g = trace["g_us"][:, -1] / trace["g_us"][0, -1]
    spread = 1.2533 * 0.008 * np.log((t + 20) / 20) / np.sqrt(SAMPLES)  # of a median of normal exponents
    assert np.all(np.abs(np.log(g / expected)) < 5 * spread + 0.002)
    assert np.all(trace["levels"].sum(axis=2) <= SAMPLES) and trace["levels"].shape[1] == LEVELS


def test_one_factor_repairs_most_of_a_day():
    """The relative weight error of Gaussian weights after a day, without and with the best common factor."""
    w = np.clip(np.random.default_rng(0).standard_normal((128, 128)), -2.5, 2.5)
    raw, left = [], []
    for seed in range(5):
        tile = ProgrammedTile(w, preset("pcm-inference"), periphery=Periphery(None, None, out_noise=0), seed=seed)
        tile.drift(86_400.0)
        now = tile.forward(np.eye(128)).T.astype(float)  # the edge is ideal: one read of every cell
        best = (w * now).sum() / (now * now).sum()
        raw.append(np.linalg.norm(now - w) / np.linalg.norm(w))
        left.append(np.linalg.norm(best * now - w) / np.linalg.norm(w))
    assert np.allclose(raw, 0.350, atol=0.004) and np.allclose(left, 0.130, atol=0.002), (raw, left)


@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_is_shown_over_its_own_times(cell):
    low, high = preset(cell).times_s
    t = times_s(preset(cell))
    assert low <= t[0] and t[-1] <= high and (np.diff(t) >= 0).all()
    trace = record(Life(cell=cell, chips=1))
    assert trace.const["drifts"] == (high > low) and np.isfinite(trace["accuracy"]).all()


def test_write_verify_programs_closer():
    plain, verified = (record(Life(verify=verify, chips=3)) for verify in (False, True))
    assert verified["error"][0].max() < plain["error"][0].min()
