"""Learning in memory: it learns, its twin is an ordinary network, and a broken cell costs what the lab says."""

import numpy as np
import pytest
import torch

from analog_lab.data import digits
from analog_lab.experiments import Controls, record, run
from analog_lab.experiments.learning import Learning, _networks, _order
from analog_lab.labs.learning import PAGE

TYPICAL, BROKEN = PAGE.presets["Typical"], PAGE.presets["Broken"]


def ends(preset: dict, seeds: int, epochs: int) -> np.ndarray:
    """Accuracy at the end of a run for each seed: the mean of its last twenty frames."""
    runs = (record(Learning(**preset, epochs=epochs, seed=seed))["accuracy"] for seed in range(seeds))
    return np.array([accuracy[-20:].mean() for accuracy in runs])


def test_typical_settings_learn_and_both_layers_change():
    trace = record(Learning(**TYPICAL, epochs=5))
    assert trace["accuracy"][0] < 0.3
    assert trace["accuracy"].max() > 0.9 and trace["accuracy"][-10:].mean() > 0.87
    assert trace["accuracy_float"][-1] > 0.93
    assert np.all(np.diff(trace["pulses"]) >= 0) and trace["pulses"][-1] > 1000
    for name in ("g1_us", "g2_us"):
        assert np.mean(trace[name][0] != trace[name][-1]) > 0.5


def test_the_twin_starts_from_the_same_weights():
    analog, exact = _networks(Learning(dtod=0.0))
    for tile, matrix in zip(analog.layers, exact.layers, strict=True):
        np.testing.assert_array_equal(tile.weights, matrix.weights)


def test_the_twin_is_what_torch_computes():
    spec = Learning(epochs=1, batch=16)
    data, (_, exact) = digits(), _networks(spec)
    net = torch.nn.Sequential(torch.nn.Linear(64, 32, bias=False), torch.nn.Tanh(), torch.nn.Linear(32, 10, bias=False))
    for layer, matrix in zip((net[0], net[2]), exact.layers, strict=True):
        layer.weight.data = torch.tensor(matrix.weights.copy())
    optimiser = torch.optim.SGD(net.parameters(), lr=spec.lr)
    for index in list(_order(spec, len(data.train_y)))[:40]:
        x, labels = data.train_x[index], data.train_y[index]
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(net(torch.tensor(x)), torch.tensor(labels.astype(np.int64))).backward()
        optimiser.step()
        exact.train(x, labels, spec.lr)
    for layer, matrix in zip((net[0], net[2]), exact.layers, strict=True):
        np.testing.assert_allclose(matrix.weights, layer.weight.detach().numpy(), atol=2e-6)


def test_ideal_cells_learn_as_floating_point_does():
    trace = record(Learning(**PAGE.presets["Ideal"], epochs=10))
    assert trace["accuracy"][-20:].mean() == pytest.approx(trace["accuracy_float"][-20:].mean(), abs=0.02)


def test_an_asymmetry_moved_mid_run_costs_accuracy_and_taking_it_back_restores_it():
    controls, accuracy = Controls(), []
    for frame in run(Learning(**TYPICAL, epochs=12), controls):
        accuracy.append(float(frame.accuracy))
        if len(accuracy) == 90:
            controls.move("up_down", 0.95)
        if len(accuracy) == 160:
            controls.move("up_down", 0.0)
    before, during, after = (np.mean(accuracy[a:b]) for a, b in ((70, 90), (140, 160), (250, 270)))
    assert before > 0.85 and after > 0.85
    assert during < before - 0.2


def test_read_noise_acts_on_the_next_frame():
    controls, accuracy = Controls(), []
    for frame in run(Learning(**TYPICAL, epochs=4), controls):
        accuracy.append(float(frame.accuracy))
        if len(accuracy) == 80:
            controls.move("out_noise", 2.0)
        if len(accuracy) == 82:
            break
    assert accuracy[-1] < np.mean(accuracy[70:80]) - 0.1


def test_the_cell_law_may_change_in_mid_run():
    trace = record(Learning(**TYPICAL, epochs=4), events=[(40, "law", "constant step")])
    assert trace["accuracy"][-10:].mean() > 0.9


def test_broken_ends_twenty_points_below_typical_over_ten_seeds():
    typical, broken = (ends(preset, seeds=10, epochs=20) for preset in (TYPICAL, BROKEN))
    assert np.median(broken) < np.median(typical) - 0.2
    assert np.median(typical) > 0.9
