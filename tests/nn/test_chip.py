"""The life of a chip: what is programmed is read, drifts as its cells do, is compensated, and is one of many."""

import copy
import dataclasses
import io

import numpy as np
import pytest
import torch
from torch import nn

from analog_lab.core import rng_from
from analog_lab.data import digits
from analog_lab.devices import Scales, StuckCells, preset
from analog_lab.nn import (
    AnalogOptimizer,
    Discretise,
    DropConnect,
    HardwareAwareLinear,
    ProgrammedLinear,
    analogize,
    calibrate,
    chips,
    digitize,
    drift,
    hardware_aware,
    program,
)
from analog_lab.periphery import Periphery

PCM = preset("pcm-inference")
QUIET = dataclasses.replace(PCM, scale=Scales(0.0, 1.0, 0.0, 0.0))  # drift alone, the same law for every draw
SILENT = dataclasses.replace(PCM, scale=Scales(0.0, 0.0, 0.0, 0.0))
YEAR = 3.2e7


def _x(*shape, seed=1):
    return torch.from_numpy(rng_from(seed, "x").standard_normal(shape).astype(np.float32))


class Mixed(nn.Module):
    """A convolution, a batch norm, a recurrent layer and a linear one."""

    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4)
        self.rnn, self.head = nn.GRU(32, 6, batch_first=True), nn.Linear(6, 3)

    def forward(self, x):
        seen = torch.relu(self.norm(self.conv(x[:, None])))
        return self.head(self.rnn(seen.transpose(1, 2).flatten(2))[0][:, -1])


def _mixed():
    torch.manual_seed(0)
    return Mixed().eval()


@pytest.mark.parametrize("columnwise", [False, True])
@pytest.mark.parametrize("tile_size", [(256, 256), (7, 5)])
def test_a_silent_chip_with_an_ideal_edge_is_the_model(tile_size, columnwise):
    model, x = _mixed(), _x(5, 8, 8)
    chip = program(model, SILENT, Periphery.ideal(), tile_size=tile_size, columnwise=columnwise)
    torch.testing.assert_close(chip(x), model(x).detach(), atol=2e-5, rtol=1e-4)
    assert {type(m) for m in chip.modules()} & {nn.Linear, nn.Conv2d, nn.GRU} == set()
    torch.testing.assert_close(digitize(chip)(x), model(x), atol=2e-5, rtol=1e-4)
    assert not chip(x).requires_grad and not chip.training


def test_the_drift_of_a_chip_is_the_power_law_of_its_cells():
    """With one ν for every cell a layer shrinks as a whole, by (t / t_0)^-ν, and compensation takes it back."""
    model = nn.Linear(4, 3, bias=False)
    model.weight.data = torch.tensor([1.0, -1.0, 1.0]).expand(4, 3).T.contiguous()  # cells at g_max or at 0
    chip, x = program(model, QUIET, Periphery.ideal()), _x(6, 4)
    first = chip(x)
    torch.testing.assert_close(first, model(x).detach(), atol=1e-5, rtol=1e-5)
    nu = float(QUIET.nu_mean(QUIET.g_max_us))
    for t_s in (60.0, 86_400.0, YEAR):
        drift(chip, t_s)
        ratio = (chip(x) / first).mean().item()
        assert ratio == pytest.approx(((t_s + 20) / 20) ** -nu, rel=1e-4)
        for kind in ("global", "column"):
            drift(chip, t_s, kind)
            torch.testing.assert_close(chip(x), first, atol=1e-5, rtol=1e-4)
    drift(chip, 0.0)
    torch.testing.assert_close(chip(x), first)


def _digits_net():
    """Return a trained network with its test set; tanh 64-32-10, about 97 %."""
    data = digits()
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))
    optimizer = torch.optim.SGD(model.parameters(), 0.5)
    x, y = torch.from_numpy(data.train_x), torch.from_numpy(data.train_y.astype(np.int64))
    for _ in range(25):
        for part in torch.randperm(len(x)).split(32):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[part]), y[part]).backward()
            optimizer.step()
    return model, torch.from_numpy(data.test_x), torch.from_numpy(data.test_y.astype(np.int64)), x, y


@pytest.fixture(scope="module")
def trained():
    torch.set_num_threads(1)
    return _digits_net()


def _accuracy(trained):
    _, x, y, *_ = trained
    return lambda model: float((model(x).argmax(1) == y).float().mean())


def test_compensation_saves_a_chip_that_drifts_for_a_year(trained):
    model = trained[0]
    kinds = {
        kind: chips(model, PCM, _accuracy(trained), 8, (25.0, YEAR), kind, tile_size=(64, 32)) for kind in
        ("none", "global", "column")
    }  # fmt: skip
    fresh = {kind: fleet.quantiles((0.5,))[0] for kind, fleet in kinds.items()}
    plain = _accuracy(trained)(model)
    assert all(median[0] > plain - 0.02 for median in fresh.values())
    assert fresh["global"][1] >= fresh["none"][1] and fresh["column"][1] > plain - 0.08
    assert kinds["none"].values.shape == (8, 2) and len(np.unique(kinds["none"].values)) > 2


def test_time_moves_one_chip_and_another_seed_is_another(trained):
    model, x, *_ = trained
    quiet = Periphery.ideal()
    one, same, other = (program(model, PCM, quiet, seed=s) for s in (3, 3, 4))
    assert torch.equal(one(x), same(x)) and not torch.equal(one(x), other(x))
    before = one[0].weight
    drift(one, 1e6)
    assert not torch.equal(one[0].weight, before)
    drift(one, PCM.times_s[0])
    assert torch.equal(one[0].weight, before)
    assert not torch.equal(one(x), one(x))  # every read has read noise of its own


def test_stuck_cells_and_write_verify_reach_the_cells():
    model = nn.Linear(40, 30, bias=False)
    stuck = program(model, dataclasses.replace(SILENT, stuck=StuckCells(low=0.5)), Periphery.ideal())
    lost = (stuck.weight.abs() < 1e-6).float().mean().item()
    assert lost == pytest.approx(0.5, abs=0.1)
    noisy = dataclasses.replace(PCM, scale=Scales(1.0, 0.0, 0.0, 0.0))
    loose, tight = (program(model, noisy, Periphery.ideal(), tolerance_us=t) for t in (None, 0.3))
    errors = [(chip.weight - model.weight).detach().std().item() for chip in (loose, tight)]
    assert errors[1] < errors[0] / 2


@pytest.mark.parametrize("way", ["deepcopy", "file"])
def test_a_chip_is_kept_with_everything_that_was_drawn(way, trained):
    model, x, *_ = trained
    chip = program(model, PCM, seed=5, tile_size=(40, 20))
    calibrate(chip, [trained[3][:64]])
    chip(x)
    if way == "deepcopy":
        other = copy.deepcopy(chip)
    else:
        other = program(model, PCM, seed=6, tile_size=(40, 20))
        file = io.BytesIO()
        torch.save(chip.state_dict(), file)
        file.seek(0)
        other.load_state_dict(torch.load(file))
    for each in (chip, other):
        drift(each, 1e5, "column")
    assert torch.equal(chip(x), other(x))
    with pytest.raises(ValueError, match="missing or not of shape"):
        other[0].load_state_dict(program(nn.Linear(64, 20), PCM, tile_size=(40, 20)).state_dict(), strict=False)


def test_calibration_finds_the_ranges_of_the_data(trained):
    model, x, y, train_x, _ = trained
    coarse = Periphery(dac_bits=6, adc_bits=6, out_bound=100.0)
    chip = program(model, SILENT, coarse)
    before = _accuracy(trained)(chip)
    calibrate(chip, train_x.split(256))
    assert chip[0].tile.periphery.scale.alpha == train_x.abs().max()
    w, peak = model[0].weight.detach(), model[0].weight.detach().abs().max()
    largest = (train_x @ (w / peak).T).abs().max().item() / chip[0].tile.periphery.scale.alpha
    assert chip[0].tile.periphery.adc.bound == pytest.approx(largest, rel=1e-4)
    assert before < 0.6 < 0.93 < _accuracy(trained)(chip)


def test_calibration_recomputes_batch_norms():
    model, x = _mixed(), _x(64, 8, 8)
    chip = program(model, SILENT, Periphery.ideal())
    momentum = chip.norm.momentum
    calibrate(chip, x.split(16))
    seen = chip.conv(x[:, None])
    torch.testing.assert_close(chip.norm.running_mean, seen.mean((0, 2, 3)), atol=0.02, rtol=0.05)
    assert chip.norm.momentum == momentum and not chip.norm.training


def test_hardware_aware_training_stands_more_noise_than_naive(trained):
    model, x, y, train_x, train_y = trained
    loud = dataclasses.replace(PCM, scale=Scales(4.0, 0.0, 0.0, 0.0))
    aware = hardware_aware(model, periphery=Periphery(8, 8, out_bound=10.0, out_noise=0.02), seed=2)
    optimizer = torch.optim.SGD(aware.parameters(), 0.1)
    for _ in range(15):
        for part in torch.arange(len(train_x)).split(32):
            optimizer.zero_grad()
            nn.functional.cross_entropy(aware(train_x[part]), train_y[part]).backward()
            optimizer.step()
    aware.eval()
    measured = [chips(m, loud, _accuracy(trained), 10).quantiles((0.5,))[0, 0] for m in (model, aware)]
    assert _accuracy(trained)(aware) > 0.93
    assert measured[1] > measured[0] + 0.02
    chip = program(aware, SILENT, Periphery(8, 8))
    assert chip[0].tile.periphery.scale.kind == "constant"
    assert chip[0].tile.periphery.scale.alpha == pytest.approx(abs(aware[0].input_range.item()))
    assert isinstance(aware[0], HardwareAwareLinear) and isinstance(chip[0], ProgrammedLinear)


def test_a_network_trained_in_memory_moves_to_a_chip():
    analog = analogize(nn.Sequential(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 2)))
    optimizer = AnalogOptimizer(analog, 0.1)
    (analog(_x(8, 6)) - 1).square().mean().backward()
    optimizer.step()
    chip = program(analog, SILENT, Periphery.ideal())
    torch.testing.assert_close(chip[0].weight, analog[0].weight, atol=1e-6, rtol=1e-5)


def test_bad_input_is_named():
    chip, model = program(nn.Linear(3, 2), PCM), nn.Linear(3, 2)
    for call, said in (
        (lambda: drift(model, 1.0), "holds no programmed layer: make a chip with program"),
        (lambda: drift(chip, 1.0, "all"), "compensate='all' is not one of none, global, column"),
        (lambda: drift(chip, -1.0), "t_s=-1"),
        (lambda: calibrate(chip, []), "batches is empty"),
        (lambda: calibrate(chip, [_x(2, 3)], inputs=1.5), r"inputs=1.5 is not a quantile"),
        (lambda: chips(model, PCM, lambda m: 0.0, n=0), "n=0 is less than 1"),
        (lambda: program(nn.ReLU(), PCM), "to convert"),
        (lambda: program(model, preset("reram-sb")), "is not programmed once"),
        (lambda: chip(torch.zeros(2, 4)), r"x has shape \(2, 4\); it must be \(…, 3\)"),
        (lambda: hardware_aware(model, weights="noise"), "weights has 'noise'"),
        (lambda: hardware_aware(model, clip=-1), "clip=-1 is not a positive number"),
        (lambda: DropConnect(1.5), "p=1.5 is above 1"),
        (lambda: Discretise(1), "levels=1 is less than 2"),
    ):
        with pytest.raises(ValueError, match=said):
            call()
    with torch.no_grad():
        model.weight[0, 0] = torch.nan
    with pytest.raises(ValueError, match="not finite: nothing to program"):
        program(model, PCM)
