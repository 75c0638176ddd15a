"""Tiles, reads and stages of a mapped network: the numbers of the curriculum, and what must hold for any plan."""

import numpy as np
import pytest

from analog_lab.experiments import record
from analog_lab.experiments.floorplan import INPUTS, NETWORKS, Plan, times


@pytest.mark.parametrize(
    ("bias", "columns", "tiles", "used"),
    [("digital", 1, 6, 0.60), ("row", 1, 7, 0.51), ("digital", 2, 10, 0.72), ("row", 2, 11, 0.65)],
)
def test_the_mnist_network_on_256(bias, columns, tiles, used):
    plan = Plan(bias=bias, columns=columns).plan
    assert len(plan.tiles) == tiles and plan.utilisation == pytest.approx(used, abs=0.005)


def test_a_window_is_read_576_times_and_an_lstm_is_92_by_256():
    assert NETWORKS["CNN"][0][1].reads == 576
    lstm = NETWORKS["LSTM"][0][1]
    assert (lstm.n_in, lstm.n_out, lstm.reads) == (92, 256, 28)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("pipeline", [False, True])
def test_every_input_passes_every_layer_once(network, pipeline):
    spec = Plan(network=network, pipeline=pipeline)
    trace = record(spec)
    assert trace["filled"][0] == 0 and trace["filled"][-1] == len(spec.plan.tiles)
    assert (np.diff(trace["filled"]) >= 0).all() and trace["done"][-1] == INPUTS
    for layer, matrix in enumerate(spec.plan.layers):
        seen = trace["image"][:, layer]
        assert sorted(set(seen[seen >= 0].tolist())) == list(range(INPUTS))
        for image in range(INPUTS):
            assert trace["reads"][seen == image, layer].max() == matrix.reads, "the layer is read to its end"
    together = (trace["image"] >= 0).sum(axis=1).max()
    assert together == (min(INPUTS, len(spec.plan.layers)) if pipeline else 1)


def test_a_pipeline_keeps_the_way_and_shortens_the_wait():
    assert times(Plan(network="MNIST")) == (3, 3) and times(Plan(network="MNIST", pipeline=True)) == (3, 1)
    assert times(Plan(network="CNN", pipeline=True))[1] == 576, "the slowest layer sets the pace"


@pytest.mark.parametrize(("kernel", "reads", "inputs"), [(3, 676, 800), (5, 576, 512), (7, 484, 128)])
def test_the_window_of_the_cnn_can_be_chosen(kernel, reads, inputs):
    layers = [matrix for _, matrix in Plan(network="CNN", kernel=kernel).layers]
    assert (layers[0].reads, layers[2].n_in) == (reads, inputs)
    assert record(Plan(network="CNN", kernel=kernel)).const["layers"][0]["window"] == [28, kernel]
