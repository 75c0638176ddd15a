"""What visitors bring along: digits answered as the run does, files read and never run."""

import io
import os
import pickle
import subprocess
import sys
import zipfile

import numpy as np
import pytest
import torch

from analog_lab.core import to_query
from analog_lab.data import digits
from analog_lab.experiments import record
from analog_lab.experiments.life import Life, trained
from analog_lab.experiments.own_device import Fitting, example
from analog_lab.experiments.own_digit import pixels_of, samples, vote
from analog_lab.experiments.own_model import EXAMPLE, LARGEST, LifeOf, Network, read_network
from analog_lab.widgets.code import code_of

SMALL = Life(chips=2)


def saved(found, **options) -> bytes:
    file = io.BytesIO()
    torch.save(found, file, **options)
    return file.getvalue()


def layers(*sizes: int, bias: bool = True) -> dict[str, torch.Tensor]:
    net = torch.nn.Sequential(*(torch.nn.Linear(a, b, bias) for a, b in zip(sizes[:-1], sizes[1:], strict=True)))
    return net.state_dict()


@pytest.mark.parametrize("frame", [0, 14, 24])
def test_a_digit_is_answered_as_the_run_counts_it(frame):
    data, trace = digits(), record(SMALL)
    said = vote(SMALL, data.test_x, frame)
    right = 100 * np.mean(said.chips.argmax(axis=2) == data.test_y, axis=1)
    np.testing.assert_allclose(right, trace["compensated"][frame], rtol=1e-6)
    assert said.t_s == pytest.approx(float(trace["t_s"][frame]), rel=1e-6)
    assert 100 * np.mean(said.exact.argmax(axis=1) == data.test_y) == pytest.approx(trace.const["float"])
    one = vote(SMALL, pixels_of((data.test_x[7] * 16).astype(int).tolist()), frame)
    np.testing.assert_allclose(one.chips[:, 0], said.chips[:, 7], atol=1e-5)
    np.testing.assert_allclose(one.exact.sum(), 1, rtol=1e-6)


def test_every_digit_of_the_test_set_is_among_the_samples_once_a_turn():
    images, labels = samples(3)
    assert labels.tolist() == list(range(10)) and images.shape == (10, 64) and images.max() == 16
    assert not np.array_equal(images, samples(4)[0])


@pytest.mark.parametrize(
    ("pixels", "said"),
    [
        ([0] * 63, "63 pixels came, where 64 are read"),
        ("ink", "0 pixels came"),
        ([17] + [0] * 63, "pixel=17 is no whole number of 0 … 16"),
        ([0.5] + [0] * 63, "pixel=0.5 is no whole number"),
        ([True] + [0] * 63, "pixel=True is no whole number"),
        ([float("nan")] + [0] * 63, "pixel=nan is no whole number"),
        (["1"] + [0] * 63, "pixel='1' is no whole number"),
    ],
)
def test_a_drawing_is_sixty_four_counts(pixels, said):
    with pytest.raises(ValueError, match=said):
        pixels_of(pixels)


def test_a_time_that_the_run_does_not_have_is_refused():
    with pytest.raises(ValueError, match="frame=25 is outside 0 … 24"):
        vote(SMALL, np.zeros((1, 64)), 25)


def test_the_built_in_network_programmed_from_a_file_makes_the_same_run():
    tensors = {
        f"{n}.{key}": torch.tensor(part)
        for n, pair in enumerate(trained()[0])
        for key, part in zip(("weight", "bias"), pair, strict=True)
    }
    network = read_network(saved(tensors), "net.pt")
    assert network.accuracy == pytest.approx(trained()[1]) and network.shape == (64, 32, 10) and network.remark == ""
    spec = LifeOf(chips=2, network=network)
    one, two = record(SMALL), record(spec)
    for name, values in one.frames.items():
        np.testing.assert_array_equal(values, two[name])
    assert to_query(spec, SMALL) == "v=1" and "network='net.pt'" in code_of(spec)


@pytest.mark.parametrize("sizes", [(64, 10), (64, 48, 10), (64, 20, 512, 10)])
@pytest.mark.parametrize("bias", [True, False])
def test_one_to_three_layers_are_read_and_programmed(sizes, bias):
    net = read_network(saved(layers(*sizes, bias=bias)))
    assert net.shape == sizes
    trace = record(LifeOf(chips=1, network=net))
    assert trace.const["float"] == net.accuracy and abs(trace["compensated"][0, 0] - net.accuracy) < 15


def test_the_lines_of_the_page_make_a_file_that_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(EXAMPLE, {})
    spec = LifeOf(chips=1, network="mine.pt")
    assert spec.network.name == "mine.pt" and spec.network.accuracy > 95
    with pytest.raises(ValueError, match="network=None is neither"):
        LifeOf()


def test_a_network_for_other_pixels_is_remarked():
    w, b = trained()[0][0]
    strong = [(w / 16, b), trained()[0][1]]
    assert (
        "On pixels of 0 … 16 it would be right on"
        in Network(tuple((w, b - 0.5 * (n == 0)) for n, (w, b) in enumerate(strong)), "n", 20.0).remark
    )


class Evil:
    """A pickle that would leave a file behind."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (os.mkdir, (str(self.path),))


@pytest.mark.parametrize("shape", ["value", "whole", "plain", "stack"])
def test_code_in_a_file_is_named_and_never_run(tmp_path, shape):
    mark = tmp_path / "ran"
    if shape == "plain":
        raw = pickle.dumps(Evil(mark))
    elif shape == "stack":
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as made:
            made.writestr("archive/data.pkl", pickle.dumps(Evil(mark), protocol=4))
        raw = file.getvalue()
    else:
        raw = saved({"0.weight": Evil(mark)} if shape == "value" else Evil(mark))
    with pytest.raises(ValueError, match="mkdir|STACK_GLOBAL|no zip archive|before torch 1.6"):
        read_network(raw)
    assert not mark.exists()


def damaged(**change) -> dict[str, torch.Tensor]:
    return layers(64, 16, 10) | {key.replace("_", "."): value for key, value in change.items()}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"x" * (LARGEST + 1), "5,000,001 bytes are more than 5,000,000"),
        (b"weights,1,2", "it is no zip archive: expected a state dict of one to 3 Linear layers, 64 → … → 10"),
        (b"PK\x03\x04 rubbish", "it is damaged"),
        (saved(layers(64, 10))[:700], "it is damaged"),
        (saved(layers(64, 10), _use_new_zipfile_serialization=False), "before torch 1.6"),
        (saved(torch.nn.Linear(64, 10)), "it names torch.nn.modules.linear.Linear"),
        (saved([1, 2]), "it holds no state dict but list"),
        (saved({"epoch": 3, **layers(64, 10)}), "epoch is no tensor but int"),
        (saved({"a": torch.ones(3)}), "it holds a, which is no weight or bias"),
        (saved({}), "it has 0 layers"),
        (saved(layers(64, 16, 16, 16, 10)), "it has 4 layers"),
        (saved({f"{k}.weight": torch.ones(1).expand(512, 512) for k in range(99)}), "it has 99 parts"),
        (saved(layers(63, 10)), "weight takes 63 values where 64 come"),
        (saved(layers(64, 11)), "weight gives 11 values: 10 at the end are read"),
        (saved(layers(64, 513, 10)), "weight gives 513 values: 1 … 512 are read"),
        (saved({"0.weight": torch.ones(1, 1).expand(9999, 9999)}), "0.weight has 99,980,001 values"),
        (saved({"0.weight": torch.ones(10, 64, 3, 3)}), r"0.weight has the shape \(10, 64, 3, 3\)"),
        (saved({"0.weight": torch.zeros(10, 64)}), "0 everywhere"),
        (saved({"0.weight": torch.ones(10, 64, dtype=torch.int64)}), "it names torch.LongStorage"),
        (saved(damaged(**{"0_weight": torch.full((16, 64), torch.nan)})), "0.weight holds a value that is infinite"),
        (saved(damaged(**{"1_bias": torch.ones(3)})), r"1.bias has the shape \(3,\)"),
    ],
)  # fmt: skip
def test_everything_else_is_refused_with_what_was_found(raw, said):
    with pytest.raises(ValueError, match=said):
        read_network(raw)


def test_a_packed_archive_is_refused_before_it_is_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("archive/data.pkl", b"\0" * 50_000_000)
    with pytest.raises(ValueError, match="its parts are packed, or unpack to more than 5,000,000 bytes"):
        read_network(file.getvalue())


def test_what_is_no_network_is_refused_without_torch():
    code = (
        "import sys\nfrom analog_lab.experiments.own_model import read_network\n"
        "try:\n    read_network(b'no')\nexcept ValueError:\n    sys.exit('torch' in sys.modules)\nsys.exit(1)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_example_of_a_cell_is_fitted_by_the_law_it_was_made_with():
    found = Fitting(example(), "example.csv").result()
    assert found.law == "soft bounds" and len(found.data.value) == 481
    middle = (found.offset - 12) / 9  # the made-up cell's own weight where the fit has 0
    for name, step in (("step_up", 0.04 * (1 - middle)), ("step_down", 0.04 * 0.7 * (1 + middle))):
        value, error = found.parameters[name]
        assert abs(value * found.factor - 9 * step) < 4 * error * found.factor, name


def test_readings_are_refused_in_the_words_of_the_fit_under_their_own_name():
    with pytest.raises(ValueError, match="^no column of readings among a, b"):
        Fitting(b"a,b\n1,2\n", "mine.csv").result()
    with pytest.raises(ValueError, match="^mine.csv is empty"):
        Fitting(b"", "../../mine.csv").result()
    with pytest.raises(ValueError, match="1,000,001 bytes are more than 1,000,000"):
        Fitting(b"x" * 1_000_001, "mine.csv")


def test_a_fit_can_be_ended():
    fit = Fitting(example(), "example.csv")
    fit.stop()
    with pytest.raises(ValueError, match="cancelled"):
        fit.result()
