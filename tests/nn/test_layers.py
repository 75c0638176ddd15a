"""Convolutions and recurrent layers: with ideal edges they are torch's, in both directions, and they learn."""

import copy
import io

import numpy as np
import pytest
import torch
from torch import nn

from analog_lab.core import rng_from
from analog_lab.devices import ConstantStep, SoftBounds
from analog_lab.nn import (
    AnalogConv2d,
    AnalogGRU,
    AnalogLinear,
    AnalogLSTM,
    AnalogOptimizer,
    AnalogRNN,
    analogize,
    digitize,
)
from analog_lab.periphery import Neuron, Periphery

WIDE = ConstantStep(dw_min=0.001, w_max=4.0, w_min=-4.0).nominal()
PLAIN = {"device": WIDE, "periphery": Periphery.ideal()}


def _x(*shape, seed=1):
    return torch.from_numpy(rng_from(seed, "x").standard_normal(shape).astype(np.float32))


CONVOLUTIONS = [
    (nn.Conv2d(3, 5, 3), (2, 3, 8, 7)),
    (nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), bias=False), (3, 2, 9, 8)),
    (nn.Conv2d(1, 1, 1), (1, 1, 1, 1)),
    (nn.Conv2d(2, 3, 3, padding=1), (2, 6, 6)),
]


@pytest.mark.parametrize("tile_size", [None, (5, 3)])
@pytest.mark.parametrize(("plain", "shape"), CONVOLUTIONS)
def test_an_ideal_convolution_is_that_of_torch(plain, shape, tile_size):
    analog = analogize(plain, **PLAIN, tile_size=tile_size)
    assert isinstance(analog, AnalogConv2d)
    _same(analog, plain, _x(*shape))


def _same(analog, plain, x, *state):
    """Compare outputs, the gradient of the input, and that of the weights by what waits for a step."""
    results = []
    for model in (analog, plain):
        model.zero_grad()
        given = x.clone().requires_grad_()
        y = model(given, *state)
        parts = [part for part in torch.utils._pytree.tree_leaves(y)]
        sum((part * _x(*part.shape, seed=n)).sum() for n, part in enumerate(parts)).backward()
        results.append([part.detach() for part in parts] + [given.grad])
    for a, b in zip(*results, strict=True):
        torch.testing.assert_close(a, b, atol=2e-5, rtol=1e-4)
    grads = [d.T @ v for v, d in (m.take() for m in analog.modules() if isinstance(m, AnalogLinear))]
    back = digitize(analog)
    for name, p in plain.named_parameters():
        wanted = dict(back.named_parameters())[name]
        if not name.startswith("bias_"):
            torch.testing.assert_close(wanted.detach(), p.detach(), atol=1e-6, rtol=1e-6)
    return grads


RECURRENT = [
    nn.RNN(4, 3),
    nn.RNN(4, 3, nonlinearity="relu", bias=False),
    nn.LSTM(4, 3),
    nn.LSTM(4, 3, num_layers=2, batch_first=True),
    nn.GRU(4, 3),
    nn.GRU(4, 3, num_layers=3, bias=False),
]


@pytest.mark.parametrize("tile_size", [None, (3, 4)])
@pytest.mark.parametrize("plain", RECURRENT, ids=lambda m: f"{type(m).__name__}{m.num_layers}")
def test_an_ideal_recurrent_layer_is_that_of_torch(plain, tile_size):
    analog = analogize(plain, **PLAIN, tile_size=tile_size)
    batch = _x(6, 5, 4) if not plain.batch_first else _x(5, 6, 4)
    first = _x(plain.num_layers, 5, 3, seed=4)
    state = (first, _x(plain.num_layers, 5, 3, seed=5)) if isinstance(plain, nn.LSTM) else first
    _same(analog, plain, batch)
    _same(analog, plain, batch, state)
    one = tuple(part[:, 0].contiguous() for part in state) if isinstance(state, tuple) else state[:, 0].contiguous()
    grads = _same(analog, plain, _x(6, 4), one)
    if isinstance(plain, nn.LSTM) and plain.num_layers == 1:
        wanted = torch.cat([plain.weight_ih_l0.grad, plain.weight_hh_l0.grad], 1)
        np.testing.assert_allclose(grads[0], wanted, atol=1e-4)


def test_the_gradient_of_a_convolution_waits_as_pairs():
    plain, shape = CONVOLUTIONS[1]
    (grad,) = _same(analogize(plain, **PLAIN), plain, _x(*shape))
    np.testing.assert_allclose(grad, plain.weight.grad.flatten(1), atol=1e-4)


def test_an_lstm_is_one_matrix_of_92_by_256_on_one_tile():
    layer = AnalogLSTM(28, 64)
    assert [tuple(m.weight.shape) for m in layer.matrices] == [(256, 92)]


def _net(kind, seed=0):
    torch.manual_seed(seed)
    if kind == "conv":
        body = (nn.Conv2d(1, 4, 3, stride=2), nn.Tanh(), nn.Flatten(), nn.Linear(36, 10))
        return nn.Sequential(nn.Unflatten(1, (1, 8)), *body)

    class Last(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](8, 12, batch_first=True)
            self.head = nn.Linear(12, 10)

        def forward(self, x):
            return self.head(self.body(x)[0][:, -1])

    return Last()


def _train(model, optimizer, steps, start=0):
    x, labels = _x(40, 8, 8, seed=7), torch.arange(40) % 10
    for n in range(start, start + steps):
        optimizer.zero_grad()
        part = torch.arange(n * 10, n * 10 + 10) % 40
        loss = nn.functional.cross_entropy(model(x[part]), labels[part])
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        return nn.functional.cross_entropy(model(x), labels).item()


KINDS = ["conv", "rnn", "lstm", "gru"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_learns_by_pulses_as_its_float_twin(kind):
    fine = ConstantStep(dw_min=2e-3, w_max=2.0, w_min=-2.0)
    plain = _net(kind)
    analog = analogize(plain, device=fine, periphery=Periphery.ideal())
    before = _train(plain, torch.optim.SGD(plain.parameters(), 0.0), 1)
    floats = _train(plain, torch.optim.SGD(plain.parameters(), 0.5), 120)
    pulses = _train(analog, AnalogOptimizer(analog, 0.5), 120)
    assert floats < before - 0.3
    assert pulses == pytest.approx(floats, abs=0.25 * (before - floats))


@pytest.mark.parametrize("tile_size", [None, (16, 8)])
@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_network_goes_on_bit_for_bit(kind, tile_size):
    made = [analogize(_net(kind), SoftBounds(dw_min=0.01), seed=s, tile_size=tile_size) for s in (3, 8)]
    _train(made[0], AnalogOptimizer(made[0], 0.1), 4)
    file = io.BytesIO()
    torch.save(made[0].state_dict(), file)
    file.seek(0)
    made[1].load_state_dict(torch.load(file))
    made.append(copy.deepcopy(made[0]))
    losses = [_train(model, AnalogOptimizer(model, 0.1), 4, start=4) for model in made]
    assert losses[0] == losses[1] == losses[2]
    states = [model.state_dict() for model in made]
    for name, value in states[0].items():
        if isinstance(value, dict):
            for key in value:
                assert np.array_equal(value[key], states[1][name][key]), key
        else:
            assert torch.equal(value, states[1][name])


def test_what_no_crossbar_holds_is_refused_by_name():
    for model, said in (
        (nn.Conv2d(4, 4, 3, groups=2), "groups=2 of Conv2d has no crossbar here"),
        (nn.Conv2d(4, 4, 3, padding_mode="reflect"), "padding_mode='reflect'"),
        (nn.Conv2d(4, 4, 3, padding="same"), "padding='same'"),
        (nn.LSTM(4, 4, bidirectional=True), "bidirectional=True of LSTM"),
        (nn.LSTM(4, 4, proj_size=2), "proj_size=2"),
        (nn.ReLU(), "holds no nn.Linear to convert"),
    ):
        with pytest.raises(ValueError, match=said):
            analogize(model)
    with pytest.raises(ValueError, match="bend the partial sums"):
        analogize(nn.Linear(9, 4), periphery=Periphery(more=(Neuron("relu"),)), tile_size=(4, 4))
    for layer, x, said in (
        (AnalogConv2d(2, 3, 3), torch.zeros(1, 3, 5, 5), r"must be \(batch, 2, height, width\)"),
        (AnalogConv2d(2, 3, 3), torch.zeros(1, 2, 2, 5), "does not fit"),
        (AnalogLSTM(4, 3), torch.zeros(5, 2, 3), r"must be a tensor of \(steps, batch, 4\)"),
        (AnalogGRU(4, 3), nn.utils.rnn.pack_sequence([torch.zeros(3, 4)]), "x is PackedSequence"),
    ):
        with pytest.raises(ValueError, match=said):
            layer(x)
    with pytest.raises(ValueError, match=r"state must be of 1 x \(1, 2, 3\)"):
        AnalogRNN(4, 3)(torch.zeros(5, 2, 4), torch.zeros(1, 3, 3))
    with pytest.raises(ValueError, match="hidden_size=0"):
        AnalogGRU(4, 0)
    with pytest.raises(ValueError, match="saved with device=SoftBounds.*this layer has device=ConstantStep"):
        AnalogLinear(4, 3).load_state_dict(AnalogLinear(4, 3, device=SoftBounds()).state_dict())


def test_digitize_gives_torchs_own_layers_with_the_weights_in_the_cells():
    analog = analogize(_net("lstm"), SoftBounds(dw_min=0.01), periphery=Periphery.ideal())
    _train(analog, AnalogOptimizer(analog, 0.1), 4)
    plain = digitize(analog)
    assert type(plain.body) is nn.LSTM and type(plain.head) is nn.Linear
    x = _x(3, 8, 8)
    torch.testing.assert_close(plain(x), analog(x), atol=1e-5, rtol=1e-5)
    with torch.no_grad():
        plain.head.weight.zero_()
    assert analog.head.weight.abs().max() > 0


def test_a_frozen_layer_stays_frozen_there_and_back():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(2, 2)).eval()
    model[0].weight.requires_grad_(False)
    analog = analogize(model)
    assert not analog[0].matrix.handle.requires_grad and analog[2].handle.requires_grad
    assert not any(m.training for m in analog.modules())
    back = digitize(analog)
    assert not back[0].weight.requires_grad and back[2].weight.requires_grad
