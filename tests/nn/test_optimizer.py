"""In-memory SGD follows torch's SGD, within the error that pulses have."""

import copy
import io
import math
import pickle

import numpy as np
import pytest
import torch
from scipy.stats import norm
from stats import ALPHA
from torch import nn

from analog_lab.core import rng_from
from analog_lab.devices import ConstantStep, Ideal, SoftBoundsReference
from analog_lab.nn import AnalogLinear, AnalogOptimizer
from analog_lab.periphery import Periphery
from analog_lab.tile import PulseUpdate
from analog_lab.training import MixedPrecision, OneSidedPair, PcmCapacitor, TikiTaka

DW, BL, LR = 1e-3, 20, 0.01
FINE = ConstantStep(dw_min=DW, w_max=9.0, w_min=-9.0).nominal()


def _fine(n_in, n_out, weights=None, **more):
    pulses = PulseUpdate(bl=BL, update_management=False, update_bl_management=False)
    return AnalogLinear(
        n_in, n_out, device=FINE, periphery=Periphery.ideal(), pulses=pulses, weights=weights, bias=False, **more
    )


def _furthest_z(lr_of_the_cells, out_scale=1.0, n_in=12, n_out=8, samples=1500):
    """Train on a loss whose gradient does not depend on the weights; return the largest |z| against torch's SGD."""
    rng = rng_from(5, "pairs")
    w = rng.uniform(-0.5, 0.5, (n_out, n_in)).astype(np.float32)
    # Each line keeps its sign, so that the gradients add up and a wrong rate shows
    x = (rng.uniform(0.2, 1, (samples, n_in)) * rng.choice([-1, 1], n_in)).astype(np.float32)
    d = (rng.uniform(0.2, 1, (samples, n_out)) * rng.choice([-1, 1], n_out)).astype(np.float32)
    analog, plain = _fine(n_in, n_out, w, out_scale=out_scale), nn.Linear(n_in, n_out, bias=False)
    plain.weight.data = analog.weight
    optimizers = (AnalogOptimizer(analog, lr_of_the_cells), torch.optim.SGD(plain.parameters(), LR))
    for model, optimizer in zip((analog, plain), optimizers, strict=True):
        for part in range(0, samples, 100):
            optimizer.zero_grad()
            (model(torch.from_numpy(x[part : part + 100])) * torch.from_numpy(d[part : part + 100])).sum().backward()
            optimizer.step()
    # In each slot a cell is pulsed with p = LR |x||d| / (DW BL), without pulse noise
    p = LR / out_scale * np.abs(np.einsum("bi,bj->bij", d, x)) / (DW * BL)
    assert p.max() < 1
    std = out_scale * DW * np.sqrt((BL * p * (1 - p)).sum(axis=0))
    return float(np.abs((analog.weight - plain.weight.detach()).numpy() / std).max())


LIMIT = float(norm.isf(ALPHA / 2 / (8 * 12)))


@pytest.mark.parametrize("out_scale", [1.0, 3.0])
def test_pulses_follow_torch_sgd_within_their_statistical_error(out_scale):
    assert _furthest_z(LR, out_scale) < LIMIT


def test_a_rate_wrong_by_a_tenth_would_be_seen():
    assert _furthest_z(LR * 1.1) > LIMIT


def _fit(model, optimizer, x, target):
    """Fit a linear map in 64 mini-batches; return the weights and how far a mean cell travelled, Σ lr |x||d|."""
    travel = 0.0
    for part in torch.arange(256).repeat(2).split(8):
        optimizer.zero_grad()
        d = (model(x[part]) - target[part]).detach() / 8
        travel += optimizer.param_groups[0]["lr"] * (d.abs().T @ x[part].abs()).mean().item()
        (model(x[part]) * d).sum().backward()
        optimizer.step()
    return model.weight.detach().clone(), travel


def test_a_finer_step_comes_closer_to_torch_sgd():
    rng = rng_from(6, "regression")
    x = torch.from_numpy(rng.standard_normal((256, 10)).astype(np.float32))
    target = x @ torch.from_numpy(rng.standard_normal((10, 4)).astype(np.float32))
    plain = nn.Linear(10, 4, bias=False)
    plain.weight.data.zero_()
    want, travel = _fit(plain, torch.optim.SGD(plain.parameters(), 0.02), x, target)
    apart = []
    for dw in (0.03, 0.001):
        device = ConstantStep(dw_min=dw, w_max=9.0, w_min=-9.0).nominal()
        model = AnalogLinear(10, 4, False, device, Periphery.ideal(), weights=np.zeros((4, 10)))
        end, _ = _fit(model, AnalogOptimizer(model, 0.02), x, target)
        apart.append((end - want).square().mean().sqrt().item())
    # A cell's variance is at most Δw times its travel; the descent only shrinks what has gathered
    assert apart[1] < math.sqrt(0.001 * travel) < want.abs().mean() / 10
    assert apart[1] < apart[0] / 3


def test_digital_parameters_take_the_step_of_sgd():
    layer, head = _fine(5, 4), nn.Linear(4, 3)
    model = nn.Sequential(layer, head)
    optimizer = AnalogOptimizer(model, lr=0.5)
    model(torch.ones(2, 5)).square().sum().backward()
    want = [p.detach() - 0.5 * p.grad for p in head.parameters()]
    optimizer.step()
    assert all(torch.equal(a, b) for a, b in zip(want, head.parameters(), strict=True))


def test_zero_grad_forgets_what_waits():
    layer = _fine(5, 4)
    optimizer, before = AnalogOptimizer(layer, lr=0.1), layer.weight
    layer(torch.ones(2, 5)).sum().backward()
    assert len(layer.pending) == 1
    optimizer.zero_grad()
    optimizer.step()
    assert not layer.pending and torch.equal(layer.weight, before)


def test_gradients_accumulate_until_the_step():
    one, two = _fine(5, 4), _fine(5, 4)
    x = torch.linspace(-1, 1, 20).reshape(4, 5)
    one(x[:2]).sum().backward()
    one(x[2:]).sum().backward()
    assert len(one.pending) == 2
    for layer in (one, two):
        AnalogOptimizer(layer, lr=0.1).step()
    assert one.tile.steps == 1 and not one.pending and two.tile.steps == 0


def test_schedulers_and_closures_work():
    layer = _fine(5, 4)
    optimizer = AnalogOptimizer(layer, lr=0.1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: max(0.0, 1.0 - epoch))

    def closure():
        optimizer.zero_grad()
        loss = layer(torch.ones(2, 5)).sum()
        loss.backward()
        return loss

    want = layer(torch.ones(2, 5)).sum().item()
    assert optimizer.step(closure).item() == want
    schedule.step()
    before, steps = layer.weight, layer.tile.steps
    optimizer.step(closure)
    assert steps == 1 and torch.equal(layer.weight, before) and not layer.pending


@pytest.mark.parametrize("lr", [0, -1, math.nan, math.inf])
def test_a_wrong_rate_is_named(lr):
    with pytest.raises(ValueError, match=f"lr={lr} is not a positive number"):
        AnalogOptimizer(_fine(3, 2), lr=lr)


def test_a_copy_goes_with_its_layers():
    model = AnalogLinear(4, 3, seed=2)
    optimizer = AnalogOptimizer(model, lr=0.5)
    twin, other = copy.deepcopy((model, optimizer))
    for layer, steps in ((model, optimizer), (twin, other)):
        layer(torch.ones(2, 4)).sum().backward()
        steps.step()
    assert np.array_equal(model.tile.weights, twin.tile.weights)
    assert twin.tile.pulses_fired > 0
    other.zero_grad()
    assert pickle.loads(pickle.dumps((model, optimizer)))[1].param_groups[0]["lr"] == 0.5


RULES = [None, MixedPrecision(), *(TikiTaka(kind, chop=0.4) for kind in ("plain", "buffered", "chopped", "dynamic"))]
SHOWN = [OneSidedPair(refresh_every=2, upper=0.01, lower=0.0), PcmCapacitor(transfer_every=3)]
SYMMETRIC = SoftBoundsReference(dw_min=0.01, subtract_symmetry_point=True)


def _steps(model, optimizer, n, start=0):
    for k in range(start, start + n):
        optimizer.zero_grad()
        x = torch.from_numpy(rng_from(9, k).standard_normal((4, 6)).astype(np.float32))
        (model(x) - 1).square().mean().backward()
        optimizer.step()


@pytest.mark.parametrize("tile_size", [None, (4, 3)])
@pytest.mark.parametrize("rule", [*RULES, *SHOWN], ids=lambda r: getattr(r, "kind", type(r).__name__))
def test_a_rule_goes_on_bit_for_bit_from_files(rule, tile_size):
    cell = Ideal() if rule in SHOWN else SYMMETRIC

    def made(seed):
        model = nn.Sequential(
            AnalogLinear(6, 5, device=cell, seed=seed, tile_size=tile_size),
            nn.Tanh(),
            AnalogLinear(5, 2, device=cell, seed=seed + 1, tile_size=tile_size),
        )
        return model, AnalogOptimizer(model, 0.1, rule)

    model, optimizer = made(1)
    _steps(model, optimizer, 7)
    file = io.BytesIO()
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, file)
    file.seek(0)
    saved = torch.load(file)
    other, its = made(5)
    other.load_state_dict(saved["model"])
    its.load_state_dict(saved["optimizer"])
    third, with_it = copy.deepcopy((model, optimizer))
    fourth, with_that = pickle.loads(pickle.dumps((model, optimizer)))
    for m, o in ((model, optimizer), (other, its), (third, with_it), (fourth, with_that)):
        _steps(m, o, 7, start=7)
        for a, b in zip(m.parameters(), model.parameters(), strict=True):
            assert torch.equal(a, b)
        assert torch.equal(m[0].weight, model[0].weight) and torch.equal(m[2].weight, model[2].weight)
        assert o.pulses_fired == optimizer.pulses_fired > 0
    if rule:
        with pytest.raises(ValueError, match="belongs to another rule: .* in one of the two only"):
            AnalogOptimizer(other, 0.1).load_state_dict(saved["optimizer"])
    with pytest.raises(ValueError, match="crossbars in its layers; this model has"):
        AnalogOptimizer(model[0], 0.1, rule).load_state_dict(saved["optimizer"])


def test_pulses_and_their_energy_are_counted_from_the_first_step():
    layer = _fine(6, 3)
    _steps(layer, AnalogOptimizer(layer, 0.1), 3)
    optimizer = AnalogOptimizer(layer, 0.1)
    assert optimizer.pulses_fired == 0
    before = layer.tile.pulses_fired
    _steps(layer, optimizer, 2)
    assert optimizer.pulses_fired == layer.tile.pulses_fired - before > 0
    # TaOx/HfOx: 1.6 V for 50 ns over 100 kΩ
    assert optimizer.energy_j("TaOx/HfOx") == pytest.approx(optimizer.pulses_fired * 1.6**2 * 50e-9 / 100e3)


def test_nothing_moves_by_a_rate_or_a_gradient_that_is_not_finite():
    layer = AnalogLinear(3, 2, device=FINE)
    optimizer = AnalogOptimizer(layer, 0.1)
    layer(torch.ones(2, 3)).sum().backward()
    before, bias = layer.weight, layer.bias.detach().clone()
    for spoil in (math.inf, math.nan, -1.0):
        optimizer.param_groups[0]["lr"] = spoil
        with pytest.raises(ValueError, match=f"lr={spoil} is not a number of 0 or more; nothing was changed"):
            optimizer.step()
    optimizer.param_groups[0]["lr"] = 0.1
    layer.bias.grad[0] = math.nan
    with pytest.raises(ValueError, match=r"gradient of shape \(2,\) is not finite; nothing was changed"):
        optimizer.step()
    assert torch.equal(layer.weight, before) and torch.equal(layer.bias, bias)
