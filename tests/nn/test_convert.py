"""A converted model computes what the torch model computes."""

import numpy as np
import pytest
import torch
from torch import nn

from analog_lab.core import key64, rng_from
from analog_lab.devices import ConstantStep, SoftBounds
from analog_lab.nn import AnalogLinear, AnalogOptimizer, analogize
from analog_lab.periphery import Periphery

CELL = ConstantStep(dw_min=0.001, w_max=1.0, w_min=-0.8).nominal()


class Nested(nn.Module):
    def __init__(self, size=1.0):
        super().__init__()
        self.first = nn.Linear(6, 5)
        self.rest = nn.Sequential(nn.Tanh(), nn.ModuleDict({"deep": nn.Linear(5, 4, bias=False)})["deep"], nn.ReLU())
        self.last = nn.Linear(4, 3)
        self.again = self.last
        for n, p in enumerate(self.parameters()):
            p.data = torch.from_numpy(rng_from(n, "p").uniform(-size, size, p.shape).astype(np.float32))

    def forward(self, x):
        return self.again(self.rest(self.first(x)))


@pytest.mark.parametrize("size", [0.5, 3.0])
def test_every_linear_layer_is_converted_with_its_weights(size):
    model = Nested(size)
    analog = analogize(model, device=CELL, periphery=Periphery.ideal(), seed=4)
    layers = [m for m in analog.modules() if isinstance(m, AnalogLinear)]
    assert [(m.n_in, m.n_out, m.tile.seed) for m in layers] == [
        (6, 5, key64(4, "layer", 0)),
        (5, 4, key64(4, "layer", 1)),
        (4, 3, key64(4, "layer", 2)),
    ]
    assert analog.last is analog.again and not any(isinstance(m, nn.Linear) for m in analog.modules())
    x = torch.from_numpy(rng_from(0, "x").standard_normal((9, 6)).astype(np.float32))
    torch.testing.assert_close(analog(x), model(x), atol=1e-5, rtol=1e-5)
    assert all(abs(m.tile.weights).max() <= 1 for m in layers)
    assert all((m.out_scale > 1) == (size > 1) for m in layers)


def test_the_model_given_stays_as_it_was():
    model = Nested()
    before = {name: p.clone() for name, p in model.named_parameters()}
    analog = analogize(model, device=CELL)
    optimizer = AnalogOptimizer(analog, lr=0.5)
    analog(torch.ones(2, 6)).sum().backward()
    optimizer.step()
    assert isinstance(model.first, nn.Linear)
    assert all(torch.equal(p, before[name]) for name, p in model.named_parameters())
    assert not torch.equal(analog.first.bias, model.first.bias)


def test_a_single_layer_mode_and_frozen_weights_are_kept():
    plain = nn.Linear(4, 2).eval()
    plain.weight.requires_grad_(False)
    analog = analogize(plain, device=CELL, periphery=Periphery.ideal())
    assert isinstance(analog, AnalogLinear) and not analog.training
    assert not analog.handle.requires_grad and analog.bias.requires_grad
    torch.testing.assert_close(analog.weight, plain.weight.detach(), atol=1e-6, rtol=1e-6)


def test_cells_with_tight_bounds_clip_as_they_would_on_a_chip():
    plain = nn.Linear(40, 40, bias=False)
    plain.weight.data.fill_(0.9)
    device = SoftBounds(w_max=1.0, w_min=-1.0, w_max_dtod=0.3)
    analog = analogize(plain, device=device)
    w, bound = analog.tile.weights, analog.tile.cells.w_max
    assert analog.out_scale == 1 and (bound < 0.9).any()
    assert np.array_equal(w, np.minimum(np.float32(0.9), bound))


def test_an_attention_block_keeps_the_layer_that_it_reads_past():
    block = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
    analog = analogize(block, device=CELL, periphery=Periphery.ideal())
    assert isinstance(analog.linear1, AnalogLinear) and not isinstance(analog.self_attn.out_proj, AnalogLinear)
    x = torch.from_numpy(rng_from(0, "x").standard_normal((2, 3, 8)).astype(np.float32))
    torch.testing.assert_close(analog(x), block(x), atol=1e-5, rtol=1e-5)


def test_a_model_without_linear_layers_is_refused():
    with pytest.raises(ValueError, match="Sequential holds no nn.Linear"):
        analogize(nn.Sequential(nn.Tanh()))
