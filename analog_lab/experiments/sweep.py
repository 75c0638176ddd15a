"""The same experiment at every point of a grid, on several processes or machines, into one table."""

from __future__ import annotations

import csv
import itertools
import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ..core import find, knobs
from .registry import experiment as named
from .trace import run

Point = dict[str, Any]
Job = Callable[..., Mapping[str, float]]


def sweep(
    experiment: str | Job,
    grid: Mapping[str, Iterable[Any]],
    seeds: int | Iterable[int] = 1,
    n_jobs: int = 1,
    path: str | Path = "sweep.csv",
    scheduler: str | None = None,
    progress: bool = True,
    retry: bool = False,
) -> list[dict[str, str]]:
    """Run ``experiment`` at every point of ``grid`` with every seed, and return the table, a row for each.

    The table is a CSV file, written row by row as results come: ``experiment``, the columns of the grid, ``seed``, the
    numbers that came out, ``error``. Called again with the same file, only what is missing is run, so that an
    interrupted sweep goes on where it was; a row that was cut off in the middle is run again. A point that fails is a
    row with its error, and with ``retry`` it is run anew. Results do not depend on ``n_jobs``.

    Parameters
    ----------
    experiment
        One of ``EXPERIMENTS``, whose numbers are the single ones in its last frame; or a function of the grid's columns
        and ``seed`` that returns numbers by name.
    grid
        The values of every column; all combinations are run.
    seeds
        How many seeds, from 0, or which.
    n_jobs
        Processes, as joblib counts them: -1 are all cores.
    scheduler
        Address of a Dask scheduler, such as ``tcp://localhost:8786``, on whose workers to run instead; needs the
        package ``distributed``. A worker that ends in the middle costs nothing but its time.

    Raises
    ------
    ValueError
        A knob or a value of it does not exist, the grid is empty, the table belongs to another sweep.
    OSError
        The table cannot be written.
    """
    name = experiment if isinstance(experiment, str) else getattr(experiment, "__qualname__", repr(experiment))
    points = _points(experiment, grid, seeds)
    table = _Table(Path(path), name, [*grid, "seed"], points)
    left = table.missing(points, retry)
    with table, _backend(scheduler, n_jobs) as parallel:
        from joblib import delayed
        from tqdm import tqdm

        jobs = (delayed(_one)(experiment, point) for point in left)
        for point, found, error in tqdm(
            parallel(jobs), name, total=len(points), initial=len(points) - len(left), disable=not progress
        ):
            table.add(point, found, error)
    return table.rows()


def _points(experiment: str | Job, grid: Mapping[str, Iterable[Any]], seeds: int | Iterable[int]) -> list[Point]:
    """Return every combination, checked."""
    if isinstance(experiment, str):
        named(experiment)  # raises
    columns = {column: list(values) for column, values in grid.items()}
    chosen = list(range(seeds)) if isinstance(seeds, int) else [int(seed) for seed in seeds]
    if not chosen or len(set(chosen)) < len(chosen):
        raise ValueError(f"seeds={seeds} must be at least one, each of them once")
    for column, values in columns.items():
        if not values:
            raise ValueError(f"the grid has no value of {column}")
        if column in ("seed", "experiment", "error"):
            raise ValueError(f"{column} cannot be a column of the grid")
        if isinstance(experiment, str):
            found = find(named(experiment).spec_type, column)
            columns[column] = values = [found.check(value) for value in values]
        if len(set(map(str, values))) < len(values):
            raise ValueError(f"the grid has a value of {column} twice")
    if isinstance(experiment, str) and len(chosen) > 1 and "seed" not in knobs(named(experiment).spec_type):
        raise ValueError(f"{experiment} has no seed: it comes out the same every time")
    return [
        {**dict(zip(columns, values, strict=True)), "seed": seed}
        for values in itertools.product(*columns.values())
        for seed in chosen
    ]


def _one(experiment: str | Job, point: Point) -> tuple[Point, dict[str, float], str]:
    """Run one point; return it, its numbers and what went wrong."""
    try:
        found = _last(experiment, point) if isinstance(experiment, str) else experiment(**point)
        return point, {str(name): float(value) for name, value in found.items()}, ""
    except Exception as error:
        return point, {}, f"{type(error).__name__}: {' '.join(str(error).split())}"


def _last(name: str, point: Point) -> dict[str, float]:
    spec_type = named(name).spec_type
    known = knobs(spec_type)
    (frame,) = deque(run(spec_type(**{key: value for key, value in point.items() if key in known})), maxlen=1)
    numbers = {key: value for key, value in vars(frame).items() if np.ndim(value) == 0 and not isinstance(value, str)}
    return {key: float(value) for key, value in numbers.items() if key not in point}


@contextmanager
def _backend(scheduler: str | None, n_jobs: int) -> Iterator[Any]:
    from joblib import Parallel, parallel_config

    if scheduler is None:
        yield Parallel(n_jobs, return_as="generator_unordered")
        return
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise ModuleNotFoundError("a scheduler needs the package distributed: pip install distributed") from None
    with Client(scheduler), parallel_config("dask"):
        yield Parallel(return_as="generator_unordered")


class _Table:
    """A CSV file that grows by a row at a time."""

    def __init__(self, path: Path, name: str, keys: list[str], points: list[Point]) -> None:
        self.path, self.name, self.keys = path, name, keys
        self.columns: list[str] = []  # of numbers, known with the first result
        self.waiting: list[tuple[Point, str]] = []  # errors before that
        self.done: dict[tuple[str, ...], str] = {}
        with path.open("a+b") as file:  # raises where it cannot be written
            file.seek(0)
            whole = file.read()
            file.truncate(whole.rfind(b"\n") + 1)
        lines = self.rows()
        if lines or self.path.stat().st_size:
            self._check(lines, {self._key(point) for point in points})

    def _check(self, lines: list[dict[str, str]], expected: set[tuple[str, ...]]) -> None:
        with self.path.open(newline="", encoding="utf-8") as file:
            head = next(csv.reader(file))
        first = ["experiment", *self.keys]
        if head[: len(first)] != first or head[-1] != "error":
            raise ValueError(f"{self.path} is the table of another sweep: its columns are {', '.join(head)}")
        self.columns = head[len(first) : -1]
        for line in lines:
            key = tuple(line[name] for name in self.keys)
            if line["experiment"] != self.name or key not in expected:
                said = ", ".join(f"{name} {line[name]}" for name in first)
                raise ValueError(f"{self.path} is the table of another sweep: it has a row of {said}")
            self.done[key] = line["error"]

    def _key(self, point: Point) -> tuple[str, ...]:
        return tuple(str(point[name]) for name in self.keys)

    def missing(self, points: list[Point], retry: bool) -> list[Point]:
        """Return what is still to be run; with ``retry`` rows with errors are taken out of the file."""
        if retry and any(self.done.values()):
            good = [line for line in self.rows() if not line["error"]]
            self.done = {key: error for key, error in self.done.items() if not error}
            aside = self.path.with_name(self.path.name + ".new")
            aside.unlink(missing_ok=True)
            self._write(aside, [list(line.values()) for line in good])
            aside.replace(self.path)
        return [point for point in points if self._key(point) not in self.done]

    def _write(self, path: Path, lines: list[list[Any]]) -> None:
        head = ["experiment", *self.keys, *self.columns, "error"]
        with path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *lines] if file.tell() == 0 else lines)

    def add(self, point: Point, found: dict[str, float], error: str) -> None:
        """Write a row."""
        if not self.columns and not found:
            self.waiting.append((point, error))
            return
        if found and not self.columns:
            self.columns = list(found)
            self.flush()
        if found and set(found) != set(self.columns):
            found, error = {}, f"ValueError: gives {', '.join(found)}, not {', '.join(self.columns)}"
        numbers = ["" if column not in found else _text(found[column]) for column in self.columns]
        self._write(self.path, [[self.name, *self._key(point), *numbers, error]])

    def flush(self) -> None:
        """Write the errors that came before the first result."""
        empty = [""] * len(self.columns)
        self._write(self.path, [[self.name, *self._key(point), *empty, error] for point, error in self.waiting])
        self.waiting = []

    def rows(self) -> list[dict[str, str]]:
        """Return the table."""
        with self.path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def __enter__(self) -> _Table:
        return self

    def __exit__(self, *_: object) -> None:
        if self.waiting:
            self.flush()


def _text(value: float) -> str:
    return str(int(value)) if math.isfinite(value) and value == int(value) and abs(value) < 1e15 else repr(value)
