"""The handwritten digits of the UCI Machine Learning Repository, 8 x 8 pixels."""

from __future__ import annotations

from importlib import resources

import numpy as np

from .samples import Samples, split

WHITE = 16


def digits() -> Samples:
    """Return the 1,797 digits, split the same way every time: 1,437 to learn from and 360 to test with.

    Images are rows of 64 pixels in 0 … 1, row by row from the top left; labels are 0 … 9.

    The split is stratified: the images are shuffled by a fixed seed, and every fifth of each class is a test image.
    Every call returns arrays of its own.

    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), UCI Machine Learning
    Repository, CC BY 4.0; pixels 0 … 16 count the ink in 4 x 4 blocks of a 32 x 32 bitmap.
    """
    with resources.files(__package__).joinpath("digits.npz").open("rb") as file, np.load(file) as stored:
        pixels, labels = stored["pixels"], stored["labels"]
        source, licence = str(stored["source"]), str(stored["licence"])
    return split(pixels.astype(np.float32) / WHITE, labels, source, licence)
