"""A network of analog layers learns the digits, and is the network of the torch-free loop."""

import numpy as np
import torch
from torch import nn

from analog_lab.core import rng_from
from analog_lab.data import digits
from analog_lab.devices import SoftBounds
from analog_lab.nn import AnalogLinear, AnalogOptimizer
from analog_lab.tile import Tile
from analog_lab.training import Mlp
from analog_lab.training.mlp import cross_entropy

DEVICE = SoftBounds(dw_min=0.002, w_max=1.0, w_min=-1.0)
LR, BATCH = 0.1, 8


def _initial():
    rng = rng_from(7, "weights")
    return [
        rng.uniform(-limit, limit, (n_out, n_in)).astype(np.float32)
        for n_in, n_out in ((64, 32), (32, 10))
        for limit in [np.sqrt(6 / (n_in + n_out))]
    ]


def _network(activation):
    first, second = (
        AnalogLinear(w.shape[1], w.shape[0], bias=False, device=DEVICE, seed=7 + n, weights=w)
        for n, w in enumerate(_initial())
    )
    return nn.Sequential(first, activation, second)


def _batches(epochs, count=1437):
    for epoch in range(epochs):
        order = rng_from(7, "order", epoch).permutation(count)
        yield from order[: count - count % BATCH].reshape(-1, BATCH)


def _accuracy(network, data):
    with torch.no_grad():
        return float(np.mean(network(torch.from_numpy(data.test_x)).argmax(1).numpy() == data.test_y))


def _learn(network, data, epochs):
    optimizer = AnalogOptimizer(network, LR)
    for index in _batches(epochs):
        optimizer.zero_grad()
        logits = network(torch.from_numpy(data.train_x[index]))
        nn.functional.cross_entropy(logits, torch.from_numpy(data.train_y[index]).long()).backward()
        optimizer.step()


def test_a_network_of_cells_learns_the_digits_in_a_few_epochs():
    data, network = digits(), _network(nn.Tanh())
    before = [layer.weight for layer in network[::2]]
    start = _accuracy(network, data)
    _learn(network, data, epochs=6)
    assert start < 0.3 and _accuracy(network, data) > 0.9
    moved = [(layer.weight - w).abs().mean().item() for layer, w in zip(network[::2], before, strict=True)]
    assert min(moved) > 10 * DEVICE.dw_min


def test_a_first_layer_that_does_not_learn_would_be_seen():
    data, network = digits(), _network(nn.Tanh())
    before = network[0].weight
    network[0].requires_grad_(False)
    _learn(network, data, epochs=1)
    assert torch.equal(network[0].weight, before) and network[0].tile.pulses_fired == 0
    assert network[2].tile.pulses_fired > 0


def test_torch_and_the_torch_free_loop_are_one_network():
    # Exact: same reads, same trains. The loss gradient and ReLU are shared or exact, so that no last bit differs
    data, network = digits(), _network(nn.ReLU())
    mlp = Mlp([Tile(w.shape, DEVICE, seed=7 + n, weights=w) for n, w in enumerate(_initial())], "relu")
    optimizer = AnalogOptimizer(network, LR)
    for index in _batches(1):
        x, labels = data.train_x[index], data.train_y[index]
        _, pulses = mlp.train(x, labels, LR)
        optimizer.zero_grad()
        logits = network(torch.from_numpy(x))
        logits.backward(torch.from_numpy(cross_entropy(logits.detach().numpy(), labels)[1]))
        optimizer.step()
        assert pulses > 0
    for layer, tile in zip(network[::2], mlp.layers, strict=True):
        assert np.array_equal(layer.tile.weights, tile.weights)
        assert (layer.tile.reads, layer.tile.pulses_fired) == (tile.reads, tile.pulses_fired)


def test_with_torchs_own_loss_and_tanh_both_stay_close():
    # torch's tanh and softmax may differ from NumPy's in the last bit, which may move a pulse or a converter level
    data, network = digits(), _network(nn.Tanh())
    mlp = Mlp([Tile(w.shape, DEVICE, seed=7 + n, weights=w) for n, w in enumerate(_initial())], "tanh")
    for index in _batches(2):
        mlp.train(data.train_x[index], data.train_y[index], LR)
    _learn(network, data, epochs=2)
    for layer, tile, start in zip(network[::2], mlp.layers, _initial(), strict=True):
        apart = np.sqrt(np.mean((layer.tile.weights - tile.weights) ** 2))
        assert apart < 0.1 * np.sqrt(np.mean((tile.weights - start) ** 2))
    assert abs(_accuracy(network, data) - mlp.accuracy(data.test_x, data.test_y)) < 0.05
