"""The handwritten digits of the UCI Machine Learning Repository, 8 x 8 pixels."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from ..core import rng_from

SPLIT_SEED = 0
ONE_IN = 5  # every fifth image of a class is a test image
WHITE = 16


@dataclass(frozen=True)
class Digits:
    """Images with their labels: 1,437 to learn from and 360 to test with.

    ``train_x`` (1437, 64) and ``test_x`` (360, 64) are float32 in 0 … 1, row by row from the top left; ``train_y`` and
    ``test_y`` are uint8 in 0 … 9. ``source`` and ``licence`` say where they come from.
    """

    train_x: NDArray[np.float32]
    train_y: NDArray[np.uint8]
    test_x: NDArray[np.float32]
    test_y: NDArray[np.uint8]
    source: str
    licence: str


def digits() -> Digits:
    """Return the 1,797 digits, split the same way every time.

    The split is stratified: the images are shuffled by a fixed seed, and every fifth of each class is a test image.
    Every call returns arrays of its own.

    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), UCI Machine Learning
    Repository, CC BY 4.0; pixels 0 … 16 count the ink in 4 x 4 blocks of a 32 x 32 bitmap.
    """
    with resources.files(__package__).joinpath("digits.npz").open("rb") as file, np.load(file) as stored:
        pixels, labels = stored["pixels"], stored["labels"]
        source, licence = str(stored["source"]), str(stored["licence"])
    order = rng_from(SPLIT_SEED, "digits").permutation(len(labels))
    tested = np.zeros(len(labels), bool)
    tested[order[np.argsort(labels[order], kind="stable")][::ONE_IN]] = True
    train, test = order[~tested[order]], order[tested[order]]
    x = pixels.astype(np.float32) / WHITE
    return Digits(x[train], labels[train], x[test], labels[test], source, licence)
