"""Three kinds of memory cell: which way their pulses go, and what a read shows."""

import numpy as np
import pytest

from analog_lab.experiments import record
from analog_lab.experiments.memory import G_MAX_US, KINDS, Memory


@pytest.mark.parametrize("kind", KINDS)
def test_a_read_is_ohms_law_and_bounds_hold(kind):
    trace = record(Memory(kind=kind, gentle=40, strong=20, strength=3.0, v_read_v=0.2))
    np.testing.assert_allclose(trace["i_ua"], 0.2 * trace["cells_us"][:, 0], rtol=1e-6)
    assert trace["cells_us"].min() >= 0 and trace["cells_us"].max() <= G_MAX_US * (1 + 1e-6)
    assert trace["pulse"].tolist() == [0] + [1] * 40 + [-1] * 20


def test_12_5_microsiemens_read_2_5_microamperes_at_0_2_volts():
    trace = record(Memory(v_read_v=0.2))
    nearest = np.abs(trace["cells_us"][:, 0] - 12.5).argmin()
    assert trace["i_ua"][nearest] / trace["cells_us"][nearest, 0] * 12.5 == pytest.approx(2.5, rel=1e-5)


@pytest.mark.parametrize("seed", range(10))
def test_phase_change_rises_step_by_step_and_falls_at_once(seed):
    g = np.median(record(Memory(gentle=10, strong=1, seed=seed))["cells_us"], axis=1)
    assert 0.2 * g[10] < g[1] < 0.6 * g[10] and g[1] < g[3] < g[10], "gradual SET: no pulse does it all"
    assert g[11] < 0.1 * g[10], "abrupt RESET"


@pytest.mark.parametrize("seed", range(10))
def test_a_filament_goes_both_ways_in_steps(seed):
    g = np.median(record(Memory(kind="filament", gentle=10, strong=10, seed=seed))["cells_us"], axis=1)
    assert (np.diff(g[:11]) > 0).all() and (np.diff(g[10:]) < 0).all()
    assert g[11] > 0.6 * g[10], "no single pulse wipes it"


def test_a_gate_fills_by_its_closed_form_and_lowers_the_conductance():
    g = np.median(record(Memory(kind="floating gate", gentle=10, strong=1))["cells_us"], axis=1) / G_MAX_US
    q = 1 - 0.98 * (1 - 0.12) ** np.arange(11)
    np.testing.assert_allclose((1 - g[:11]) / 0.95, q, atol=0.03)
    assert g[11] == pytest.approx(1 - 0.95 * 0.02, abs=1e-6)
