"""The digits that ship: counted, pictured and fixed by a checksum."""

import hashlib
from importlib import resources

import numpy as np

from analog_lab.data import digits

CONTENT = "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"
A_ZERO = """
0  0  5 13  9  1  0  0
0  0 13 15 10 15  5  0
0  3 15  2  0 11  8  0
0  4 12  0  0  8  8  0
0  5  8  0  0  9  8  0
0  4 11  0  1 12  7  0
0  2 14  5 10 12  0  0
0  0  6 13 10  0  0  0
"""


def _stored():
    path = resources.files("analog_lab.data") / "digits.npz"
    with path.open("rb") as file, np.load(file) as stored:
        return {name: stored[name] for name in stored.files}


def test_the_file_is_small_and_its_content_is_known():
    path = resources.files("analog_lab.data") / "digits.npz"
    stored = _stored()
    assert len(path.read_bytes()) < 150_000
    assert hashlib.sha256(stored["pixels"].tobytes() + stored["labels"].tobytes()).hexdigest() == CONTENT
    assert stored["pixels"].dtype == np.uint8 and stored["pixels"].max() == 16
    assert "Alpaydin" in str(stored["source"]) and "CC BY 4.0" in str(stored["licence"])


def test_the_first_image_is_a_zero():
    stored = _stored()
    assert stored["labels"][0] == 0
    assert stored["pixels"][0].tolist() == [int(word) for word in A_ZERO.split()]


def test_shapes_types_and_range():
    data = digits()
    assert data.train_x.shape == (1437, 64) and data.train_y.shape == (1437,)
    assert data.test_x.shape == (360, 64) and data.test_y.shape == (360,)
    assert data.train_x.dtype == data.test_x.dtype == np.float32
    assert data.train_y.dtype == data.test_y.dtype == np.uint8
    assert data.train_x.min() == 0 and data.train_x.max() == 1
    assert "CC BY 4.0" in data.licence and "UCI" in data.source


def test_every_class_gives_a_fifth_of_its_images_to_the_test():
    data = digits()
    train, test = np.bincount(data.train_y), np.bincount(data.test_y)
    assert (train + test).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.all(np.abs(test - (train + test) / 5) < 1)


def test_the_split_uses_every_image_once():
    data, stored = digits(), _stored()
    pixels = (np.concatenate([data.train_x, data.test_x]) * 16).astype(np.uint8)
    labels = np.concatenate([data.train_y, data.test_y])
    split = sorted(zip(map(bytes, pixels), labels.tolist(), strict=True))
    assert split == sorted(zip(map(bytes, stored["pixels"]), stored["labels"].tolist(), strict=True))


def test_the_split_is_the_same_every_time_and_belongs_to_the_caller():
    first, again = digits(), digits()
    assert np.array_equal(first.train_x, again.train_x) and np.array_equal(first.test_y, again.test_y)
    first.train_x[:] = 0
    assert again.train_x.max() == 1 == digits().train_x.max()
