"""A small thread pool for kernels that release the interpreter lock; the split never changes a result."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

_limit: int | None = None
_pool: ThreadPoolExecutor | None = None


def limit() -> int:
    """Return how many threads a large piece of work may use: all cores of this process unless set."""
    if _limit is not None:
        return _limit
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def set_limit(threads: int | None) -> None:
    """Set how many threads a large piece of work may use; ``None`` means all cores of this process."""
    global _limit, _pool
    if threads is not None and threads < 1:
        raise ValueError(f"threads={threads} is below 1")
    old, _limit, _pool = _pool, threads, None
    if old is not None:
        old.shutdown()


def over(count: int, work: Callable[[int, int], object], threads: int) -> None:
    """Call ``work(first, last)`` on ``threads`` even parts of ``range(count)`` at once, one of them here."""
    global _pool
    threads = min(threads, count)
    if threads < 2:
        work(0, count)
        return
    if _pool is None:
        _pool = ThreadPoolExecutor(max_workers=max(limit() - 1, 1), thread_name_prefix="tile")
    edges = [count * part // threads for part in range(threads + 1)]
    others = [_pool.submit(work, a, b) for a, b in zip(edges[1:-1], edges[2:], strict=True)]
    work(edges[0], edges[1])
    for other in others:
        other.result()


def _forget() -> None:
    """Drop the pool in a forked child, where its threads do not exist."""
    global _pool
    _pool = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
