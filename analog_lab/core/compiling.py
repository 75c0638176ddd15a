"""How the kernels are compiled, and where they are kept between runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import config, njit
from platformdirs import user_cache_dir

FAST = {"nnan", "ninf", "nsz", "arcp", "contract"}  # no reassociation: sums keep their order
EXACT = FAST - {"arcp", "contract"}  # and every quotient and product is rounded as NumPy rounds it
# A part is only called by other kernels: leaving out its entry from Python makes the first call faster
part = njit(fastmath=FAST, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def cache_dir() -> Path:
    """Return where compiled kernels are kept: ``NUMBA_CACHE_DIR`` if set, else the user's cache directory."""
    return Path(os.environ.get("NUMBA_CACHE_DIR") or Path(user_cache_dir("analog_lab"), "kernels"))


def kernel(function: Callable[..., Any], fast: set[str] = FAST) -> Callable[..., Any]:
    """Compile a function for calls from Python, without the interpreter lock, and keep it for the next run.

    Where no cache can be written it is compiled in every run.
    """
    options: dict[str, Any] = {"nogil": True, "fastmath": fast}
    before, config.CACHE_DIR = config.CACHE_DIR, str(cache_dir())
    try:
        compiled: Callable[..., Any] = njit(cache=True, **options)(function)
    except RuntimeError:  # Numba found no place that it can write to
        compiled = njit(**options)(function)
    finally:
        config.CACHE_DIR = before
    return compiled


def exact(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile as ``kernel``, with the roundings of NumPy."""
    return kernel(function, EXACT)
