"""Measured pulse responses: reading them from a file or a table, and finding which way the pulses went."""

from __future__ import annotations

import csv
import difflib
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .fit_turns import Float, directions

VALUES = {"g_us": 1.0, "g_ns": 1e-3, "g_s": 1e6, "w": 1.0}  # columns of readings, and their unit in µS
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
        low, high = np.percentile(self.value, [2, 98])
        if low == high:
            raise ValueError(f"at least 96 % of {n} readings are {low:g}: the cell hardly moved")
        if not (np.any(self.signs > 0) and np.any(self.signs < 0)):
            raise ValueError("pulses of one direction only: a cell needs pulses up and pulses down")
        # What the pulses did all in all, against what the noise of single readings could make of it
        noise = float(np.std(np.diff(self.value))) / math.sqrt(2)
        ends = np.diff([0.0, *self.signs[1:], 0.0])
        if float(-ends @ self.value) < -5 * noise * float(np.linalg.norm(ends)):
            raise ValueError("readings fall on pulses up and rise on pulses down: direction is the wrong way round")


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
        ``cell``
            Which cell this is. More than one is refused: fit them one by one.

        Other columns (a running number, a time, a voltage) are not used; one that looks like a misspelt ``direction``
        is refused.
        Lines that begin with ``#`` or ``sep=`` are skipped. Columns are separated by commas, semicolons or tabs; with
        semicolons or tabs numbers may have decimal commas.

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
    if "cell" in names:
        cells = sorted({row[names.index("cell")].strip() for _, row in rows})
        if len(cells) > 1:
            some = ", ".join(cells[:3]) + (", …" if len(cells) > 3 else "")
            raise ValueError(f"column cell names {len(cells)} cells ({some}): fit them one by one")
    if "direction" in names:
        at = names.index("direction")
        return Measured(value, np.array([_direction(row[at], line) for line, row in rows], np.int8), unit, False)
    misspelt = difflib.get_close_matches("direction", names, n=1, cutoff=0.7)
    if misspelt:
        raise ValueError(f"no column direction: is {misspelt[0]!r} meant? Leave the column out to have it found")
    if len(value) < FEWEST or np.ptp(value) == 0:
        return Measured(value, np.array([1, -1], np.int8), unit, True)  # which says what is wrong
    return Measured(value, directions(value), unit, True)


def _parse(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the column names and the rows of a CSV file, each with its line number."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not a text file in UTF-8: byte {error.start} cannot be read") from None
    told = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    lines = [(n, line) for n, line in told if not line.startswith("sep=")]  # how spreadsheets name their separator
    if not lines:
        raise ValueError(f"{path} is empty: it needs a line of column names and one line per reading")
    mark = max(",;\t", key=lines[0][1].count)
    split = [(n, next(csv.reader(io.StringIO(line), delimiter=mark))) for n, line in lines]
    names = [name.strip().lower() for name in split[0][1]]
    if all(_is_number(name.replace(",", ".")) for name in names):
        raise ValueError(f"line {split[0][0]}: {', '.join(names)} are no column names: the first line must name them")
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


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def _number(row: list[str], at: int, column: str, line: int) -> float:
    if not _is_number(row[at]):
        raise ValueError(f"line {line}: {column}={row[at]!r} is not a number")
    value = float(row[at])
    if not math.isfinite(value):
        raise ValueError(f"line {line}: {column}={row[at]} is not a finite number")
    return value


def _direction(text: str, line: int) -> int:
    key = text.strip().lower()
    if key not in DIRECTIONS:
        raise ValueError(f"line {line}: direction={text!r} is not one of up, down, 1, -1, 0")
    return DIRECTIONS[key]
