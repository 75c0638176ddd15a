"""Measured pulse responses: reading them from a file or a table, and finding which way the pulses went."""

from __future__ import annotations

import csv
import difflib
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float = NDArray[np.float64]
VALUES = {"g_us": 1.0, "g_ns": 1e-3, "g_s": 1e6, "w": 1.0}  # columns of readings, and their unit in µS
COLUMNS = (*VALUES, "direction", "pulse")
DIRECTIONS = {"up": 1, "down": -1, "1": 1, "+1": 1, "-1": -1, "0": 0, "": 0, "1.0": 1, "-1.0": -1, "0.0": 0}
FEWEST = 20


@dataclass(frozen=True, eq=False)
class Measured:
    """Readings of one cell: ``value[n]`` after a pulse in the direction ``signs[n]`` (0: no pulse before this reading).

    ``value`` is in µS, or a weight where ``unit`` is empty. ``detected`` says that the directions were found in the
    readings and not given.
    """

    value: Float
    signs: NDArray[np.int8]
    unit: str
    detected: bool

    def __post_init__(self) -> None:
        n, span = len(self.value), float(np.ptp(self.value)) if len(self.value) else 0.0
        if n < FEWEST:
            raise ValueError(f"{n} readings are too few: a fit needs {FEWEST} or more")
        if span == 0:
            raise ValueError(f"all {n} readings are {self.value[0]:g}: the cell never moved")
        if not (np.any(self.signs > 0) and np.any(self.signs < 0)):
            raise ValueError("pulses of one direction only: a cell needs pulses up and pulses down")


def measured(source: str | Path | Mapping[str, ArrayLike] | Any) -> Measured:
    """Read a pulse response.

    Parameters
    ----------
    source
        The path of a CSV file, or a table: a pandas DataFrame or a dictionary of equally long columns. One row is one
        reading, in the order of measurement. Columns:

        ``g_us``, ``g_ns``, ``g_s`` or ``w``
            The conductance in µS, nS or S, or a weight; exactly one of them.
        ``direction``
            The pulse before this reading: ``up``, ``down``, 1, -1, or 0 for none. Found in the readings if there is no
            such column.
        ``pulse``
            A running number, which is not used.

        Lines that begin with ``#`` are skipped. Columns are separated by commas, semicolons or tabs; with semicolons
        or tabs numbers may have decimal commas.

    Raises
    ------
    ValueError
        The table cannot be used; the message names the line and the reason.
    """
    if isinstance(source, (str, Path)):
        names, rows = _parse(Path(source))
    else:
        names, rows = _table(source)
    column = _reading_column(names)
    value = np.array([_number(row, names.index(column), column, line) for line, row in rows]) * VALUES[column]
    unit = "" if column == "w" else "µS"
    if "direction" in names:
        at = names.index("direction")
        return Measured(value, np.array([_direction(row[at], line) for line, row in rows], np.int8), unit, False)
    if len(value) < FEWEST or np.ptp(value) == 0:
        return Measured(value, np.array([1, -1], np.int8), unit, True)  # which says what is wrong
    return Measured(value, directions(value), unit, True)


def _parse(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the column names and the rows of a CSV file, each with its line number."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not a text file in UTF-8: byte {error.start} cannot be read") from None
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    if not lines:
        raise ValueError(f"{path} is empty: it needs a line of column names and one line per reading")
    mark = max(",;\t", key=lines[0][1].count)
    split = [(n, next(csv.reader(io.StringIO(line), delimiter=mark))) for n, line in lines]
    names = [name.strip().lower() for name in split[0][1]]
    for line, row in split[1:]:
        if len(row) > len(names):
            raise ValueError(f"line {line}: {len(row)} values for {len(names)} columns {', '.join(names)}")
        if len(row) < len(names):
            count = f"{len(row)} value{'s' * (len(row) != 1)}"
            raise ValueError(f"line {line}: {count}, where {len(names)} columns {', '.join(names)} are named")
    if mark != ",":
        split = [(n, [cell.replace(",", ".") for cell in row]) for n, row in split]
    return names, split[1:]


def _table(source: Any) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    """Return the column names and the rows of a dictionary or a DataFrame; rows count from 1."""
    if not hasattr(source, "keys"):
        raise ValueError(f"{type(source).__name__} is neither a path nor a table with named columns")
    columns = {str(name).strip().lower(): np.ravel(np.asarray(source[name])) for name in source.keys()}  # noqa: SIM118
    if len({len(column) for column in columns.values()}) > 1:
        raise ValueError("columns differ in length: " + ", ".join(f"{k} has {len(c)}" for k, c in columns.items()))
    rows = zip(*columns.values(), strict=True)
    return list(columns), [(n, [str(cell) for cell in row]) for n, row in enumerate(rows, 1)]


def _reading_column(names: list[str]) -> str:
    found = [name for name in names if name in VALUES]
    if len(found) > 1:
        raise ValueError(f"columns {' and '.join(found)} both hold readings: leave one of them")
    if found:
        return found[0]
    near = [difflib.get_close_matches(name, VALUES, n=1) for name in names]
    hint = next((f"; is {name!r} meant as {match[0]!r}?" for name, match in zip(names, near, strict=True) if match), "")
    raise ValueError(f"no column of readings among {', '.join(names)}: one must be called {', '.join(VALUES)}{hint}")


def _number(row: list[str], at: int, column: str, line: int) -> float:
    try:
        value = float(row[at])
    except ValueError:
        raise ValueError(f"line {line}: {column}={row[at]!r} is not a number") from None
    if not math.isfinite(value):
        raise ValueError(f"line {line}: {column}={row[at]} is not a finite number")
    return value


def _direction(text: str, line: int) -> int:
    key = text.strip().lower()
    if key not in DIRECTIONS:
        raise ValueError(f"line {line}: direction={text!r} is not one of up, down, 1, -1, 0")
    return DIRECTIONS[key]


def directions(value: Float) -> NDArray[np.int8]:
    """Return the direction of the pulse before each reading, where runs of pulses up and down follow each other.

    The readings are smoothed, and peaks and valleys at least a quarter of the range high are the turning points, each
    moved to where the readings leave it. Runs that come out nearly equal are taken as equal, as such measurements are
    made; give the directions where they are not.

    Raises
    ------
    ValueError
        There is no turning point.
    """
    from scipy.ndimage import gaussian_filter1d
    from scipy.signal import find_peaks

    n = len(value)
    width = 2.0
    while True:
        smooth = gaussian_filter1d(value, width, mode="nearest")
        tall = 0.25 * float(np.ptp(smooth))
        turns = sorted([*find_peaks(smooth, prominence=tall)[0], *find_peaks(-smooth, prominence=tall)[0]])
        kinds = np.sign(np.diff(smooth[[0, *turns, n - 1]]))
        shortest = min(np.diff([0, *turns, n - 1]))
        if len(turns) == 0:
            raise ValueError("no turning point in the readings: pulses went one way only; give a direction column")
        if (np.all(kinds[1:] == -kinds[:-1]) and width >= shortest / 40) or width > n / 20:
            break
        width *= 1.5
    edges = [0, *turns, n - 1]
    edges = [0, *(_leaves(smooth, a, b) for a, b in zip(edges[1:], edges[2:], strict=False)), n - 1]
    return along(even(edges), kinds)


def along(edges: Sequence[int], kinds: Sequence[float] | Float) -> NDArray[np.int8]:
    """Return the directions of runs between ``edges``, the first reading having no pulse before it."""
    signs = np.zeros(edges[-1] + 1, np.int8)
    for a, b, kind in zip(edges[:-1], edges[1:], kinds, strict=True):
        signs[a + 1 : b + 1] = int(kind)
    return signs


def even(edges: list[int]) -> list[int]:
    """Return runs of equal length where those found nearly are."""
    runs, last = len(edges) - 1, edges[-1]
    even = [last * k // runs for k in range(runs + 1)]
    close = max(abs(a - b) for a, b in zip(edges, even, strict=True)) < 0.05 * last / runs
    return even if last % runs == 0 and close else edges


def _leaves(smooth: Float, turn: int, then: int) -> int:
    """Return where readings leave the level of ``turn`` on their way to ``then``: a cell may rest at its bound."""
    way = (smooth[turn : then + 1] - smooth[turn]) / (smooth[then] - smooth[turn])
    return turn + int(np.flatnonzero(way < 0.1)[-1])
