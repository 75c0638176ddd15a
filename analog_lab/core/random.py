"""Seeded randomness: every random number in the package comes from a seed that the user can see."""

from __future__ import annotations

import hashlib

import numpy as np


def _words(key: tuple[int | str, ...]) -> list[int]:
    """Hash a key to four unsigned integers; negative numbers and other types are refused."""
    parts: list[int | str] = []
    for part in key:
        if isinstance(part, str):
            parts.append(part)
        elif isinstance(part, (int, np.integer)) and not isinstance(part, bool) and part >= 0:
            parts.append(int(part))
        else:
            raise ValueError(f"seed part {part!r} must be a whole number >= 0 or a word")
    digest = hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()  # repr tells 5 from "5" and ends each part
    return [int.from_bytes(digest[k : k + 4], "little") for k in range(0, 16, 4)]


def rng_from(*key: int | str) -> np.random.Generator:
    """Return the generator that belongs to ``key``, for example ``rng_from(7, "devices")``.

    Equal keys give equal streams and different keys independent ones (NumPy ``SeedSequence``), so that each
    part of an experiment draws from a stream of its own and one seed fixes them all.

    Raises
    ------
    ValueError
        A part is neither a whole number >= 0 nor a string.
    """
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(_words(key))))


def key64(*key: int | str) -> int:
    """Return 64 bits that belong to ``key``: the seed of a counter-based stream inside a compiled kernel."""
    return int(np.random.SeedSequence(_words(key)).generate_state(1, np.uint64)[0])
