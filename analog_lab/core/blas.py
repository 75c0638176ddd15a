"""Matrix products on one BLAS thread: two threads add in another order and give other bits."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_lock = threading.Lock()


@cache
def _libraries() -> tuple[Any, ...]:
    """Return the BLAS libraries of this process that can be told how many threads to use."""
    from threadpoolctl import ThreadpoolController

    return tuple(ThreadpoolController().select(user_api="blas").lib_controllers)


def product(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``a @ b``, computed by one thread; the number of BLAS threads of the process is left as it was.

    The lock keeps a second caller from raising the number again while the product runs.
    """
    with _lock:
        counts = [(library, library.num_threads) for library in _libraries()]
        many = [(library, count) for library, count in counts if count != 1]
        for library, _ in many:
            library.set_num_threads(1)
        try:
            result: NDArray[np.float32] = np.dot(a, b)
            return result
        finally:
            for library, count in many:
                library.set_num_threads(count)
