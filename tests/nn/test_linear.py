"""An analog layer against torch: an ideal one is a linear layer, and its first layer learns."""

import copy
import dataclasses
import io

import numpy as np
import pytest
import torch
from torch import nn

from analog_lab.core import rng_from
from analog_lab.devices import Ageing, ConstantStep, Drift, SoftBounds, preset
from analog_lab.nn import AnalogLinear, AnalogOptimizer
from analog_lab.periphery import Neuron, Periphery

WIDE = ConstantStep(dw_min=0.001, w_max=4.0, w_min=-4.0).nominal()


def _weights(n_out, n_in, seed=0):
    return rng_from(seed, "weights").uniform(-1, 1, (n_out, n_in)).astype(np.float32)


def _ideal(n_in=7, n_out=5, **more):
    return AnalogLinear(n_in, n_out, device=WIDE, periphery=Periphery.ideal(), weights=_weights(n_out, n_in), **more)


def _inputs(*shape, dtype=torch.float32):
    return torch.from_numpy(rng_from(1, "x").standard_normal(shape)).to(dtype)


@pytest.mark.parametrize("lead", [(), (3,), (2, 3), (1,), (0,), (2, 1, 4)])
@pytest.mark.parametrize("out_scale", [1.0, 2.5])
def test_an_ideal_layer_is_a_linear_layer(lead, out_scale):
    layer = _ideal(out_scale=out_scale)
    x = _inputs(*lead, 7).requires_grad_()
    want_x = x.detach().clone().requires_grad_()
    y, want = layer(x), nn.functional.linear(want_x, layer.weight, layer.bias.detach())
    assert y.shape == want.shape == (*lead, 5)
    torch.testing.assert_close(y, want, atol=1e-6, rtol=1e-6)
    g = torch.from_numpy(rng_from(2, "g").standard_normal((*lead, 5))).float()
    y.backward(g)
    want.backward(g)
    torch.testing.assert_close(x.grad, want_x.grad, atol=1e-6, rtol=1e-6)
    torch.testing.assert_close(layer.bias.grad, g.reshape(-1, 5).sum(0), atol=1e-6, rtol=1e-6)


def test_gradcheck():
    # Float32 inside: a wide stencil, exact for a linear map, keeps its rounding below the tolerance
    layer = _ideal()
    x = _inputs(3, 7, dtype=torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(layer, (x,), eps=0.5, atol=1e-5)


def test_the_pending_pair_is_the_gradient():
    layer = _ideal()
    x = _inputs(6, 7)
    plain = nn.Linear(7, 5)
    plain.weight.data, plain.bias.data = layer.weight, layer.bias.detach().clone()
    for model in (layer, plain):
        model(x).tanh().square().sum().backward()
    ((kept, d),) = layer.pending
    assert np.array_equal(kept, x.numpy())
    np.testing.assert_allclose(d.T @ kept, plain.weight.grad, atol=1e-5)
    np.testing.assert_allclose(layer.bias.grad, plain.bias.grad, atol=1e-5)


def test_a_pending_pair_does_not_change_with_the_callers_tensors():
    layer, x = _ideal(), _inputs(2, 7)
    layer(x).sum().backward()
    before = [v.copy() for v in layer.pending[0]]
    x.zero_()
    assert all(np.array_equal(a, b) for a, b in zip(before, layer.pending[0], strict=True))


def test_the_first_layer_learns_though_its_input_needs_no_gradient():
    layer = _ideal(bias=False)
    optimizer = AnalogOptimizer(layer, lr=0.1)
    before = layer.weight
    layer(_inputs(4, 7)).square().sum().backward()
    optimizer.step()
    assert not torch.equal(layer.weight, before)
    assert layer.tile.steps == 1 and layer.tile.pulses_fired > 0 and not layer.pending


def test_a_frozen_layer_keeps_its_cells():
    layer = _ideal().requires_grad_(False)
    before = layer.weight
    optimizer = AnalogOptimizer(nn.Sequential(layer, _ideal(5, 3)), lr=0.1)
    x = _inputs(4, 7).requires_grad_()
    layer(x).sum().backward()
    optimizer.step()
    assert x.grad is not None and torch.equal(layer.weight, before) and layer.tile.steps == 0


def test_without_gradients_nothing_waits_and_reads_repeat_only_with_noise():
    quiet = _ideal().eval()
    noisy = AnalogLinear(7, 5, device=WIDE, periphery=Periphery(out_noise=0.1), weights=_weights(5, 7)).eval()
    x = _inputs(4, 7)
    with torch.no_grad():
        assert torch.equal(quiet(x), quiet(x))
        assert not torch.equal(noisy(x), noisy(x))
        assert not quiet(x).requires_grad
    assert not quiet.pending and not noisy.pending


def test_types_go_out_as_they_come_in():
    assert _ideal(bias=False)(_inputs(2, 7, dtype=torch.float64)).dtype == torch.float64
    assert _ideal(bias=False)(_inputs(2, 7, dtype=torch.bfloat16)).dtype == torch.bfloat16


def test_one_seed_is_one_layer_and_another_seed_another():
    a, b, c = (AnalogLinear(6, 4, device=SoftBounds(), seed=s) for s in (3, 3, 4))
    assert torch.equal(a.weight, b.weight) and torch.equal(a.bias, b.bias)
    assert not torch.equal(a.weight, c.weight) and not np.array_equal(a.tile.cells.w_max, c.tile.cells.w_max)


@pytest.mark.parametrize("shape", [(), (6,), (3, 8)])
def test_a_wrong_input_names_its_shape(shape):
    with pytest.raises(ValueError, match=r"x has shape .* must be \(…, 7\)"):
        _ideal()(torch.zeros(shape))


def test_wrong_settings_are_named():
    with pytest.raises(ValueError, match="out_scale=0"):
        AnalogLinear(3, 2, out_scale=0)
    with pytest.raises(ValueError, match="shape"):
        AnalogLinear(3, 0)
    with pytest.raises(ValueError, match=r"weights have shape \(3, 2\)"):
        AnalogLinear(3, 2, weights=np.zeros((3, 2)))
    with pytest.raises(ValueError, match="finite"):
        _ideal()(torch.full((7,), torch.nan))


def _train(layer, optimizer, steps, start=0):
    for n in range(start, start + steps):
        optimizer.zero_grad()
        x = torch.from_numpy(rng_from(9, n).standard_normal((4, 6)).astype(np.float32))
        (layer(x) - 1).square().mean().backward()
        optimizer.step()


def _noisy(seed=3, device=None):
    return AnalogLinear(6, 4, device=device or SoftBounds(dw_min=0.01), seed=seed)


AGES = dataclasses.replace(
    preset("reram-sb"), drift=Drift(nu=0.1, nu_dtod=0.3), ageing=Ageing(lifetime=50, diffusion=0.01)
)


@pytest.mark.parametrize("device", [None, preset("reram-array-om"), AGES], ids=["soft", "hidden", "ageing"])
def test_a_saved_layer_goes_on_bit_for_bit(device):
    layer = _noisy(device=device)
    optimizer = AnalogOptimizer(layer, lr=0.1)
    _train(layer, optimizer, 5)
    file = io.BytesIO()
    torch.save(layer.state_dict(), file)
    file.seek(0)
    other = _noisy(seed=8, device=device)
    other.load_state_dict(torch.load(file, weights_only=True))
    for each in (layer, other):
        _train(each, AnalogOptimizer(each, lr=0.1), 5, start=5)
        if each.tile.device.drift:
            each.tile.drift(100.0)
            _train(each, AnalogOptimizer(each, lr=0.1), 2, start=10)
    assert torch.equal(layer.weight, other.weight) and torch.equal(layer.bias, other.bias)
    np.testing.assert_array_equal(layer.tile.hidden, other.tile.hidden)
    assert layer.tile.pulses_fired == other.tile.pulses_fired and layer.tile.reads == other.tile.reads


def test_a_copied_layer_goes_on_bit_for_bit_and_alone():
    layer = _noisy()
    twin = copy.deepcopy(layer)
    _train(layer, AnalogOptimizer(layer, lr=0.1), 3)
    assert twin.tile.steps == 0
    _train(twin, AnalogOptimizer(twin, lr=0.1), 3)
    assert torch.equal(layer.weight, twin.weight)


def test_a_state_of_another_shape_is_refused_by_name():
    with pytest.raises(ValueError, match="saved with shape=4 outputs x 6 inputs; this layer has shape=4 outputs x 5"):
        AnalogLinear(5, 4, bias=False).load_state_dict(AnalogLinear(6, 4, bias=False).state_dict())


def test_the_text_of_a_layer_names_its_cell():
    assert "6, 4, bias=True, device=SoftBounds(dw_min=0.01" in repr(_noisy())


def test_a_wider_bias_gets_a_gradient_of_its_type():
    layer = _ideal().double()
    layer(_inputs(2, 7, dtype=torch.float64)).sum().backward()
    assert layer.bias.grad.dtype == torch.float64 and layer.bias.grad.tolist() == [2.0] * 5


@pytest.mark.parametrize("kind", [torch.int64, torch.bool])
def test_whole_numbers_are_refused(kind):
    with pytest.raises(ValueError, match="reads floating-point numbers"):
        AnalogLinear(3, 2)(torch.ones(2, 3, dtype=kind))


def test_a_broken_gradient_changes_no_cell_and_waits_for_no_step():
    layer = AnalogLinear(3, 2)
    with pytest.raises(ValueError, match="gradient holds a value that is infinite"):
        (layer(torch.ones(2, 3)) * float("nan")).sum().backward()
    assert layer.pending == []


@pytest.mark.parametrize("kind", ["relu", "sigmoid", "tanh"])
def test_a_neuron_at_the_edge_learns_as_one_in_torch(kind):
    """Error and pairs are those of the same layer followed by torch's function."""
    edge = dataclasses.replace(Periphery.ideal(), more=(Neuron(kind),))
    torch.manual_seed(0)
    x = torch.randn(5, 4)
    grads, pairs = [], []
    for periphery, function in ((edge, lambda y: y), (Periphery.ideal(), getattr(torch, kind))):
        layer = AnalogLinear(4, 3, bias=False, device=ConstantStep(w_max=9, w_min=-9), periphery=periphery, seed=1)
        given = x.clone().requires_grad_()
        y = function(layer(given))
        (y**2).sum().backward()
        grads.append((y.detach(), given.grad))
        pairs.append(layer.pending[0][1])
    for a, b in zip(*grads, strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-4)
    np.testing.assert_allclose(pairs[0], pairs[1], atol=1e-5)
