"""``analog-lab grade``: the progress files of a class into one table, every answer judged anew by the engine."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from .parser import Parser, complain

COLUMNS = ("file", "lab", "what", "answer", "right", "tries", "solution opened", "confidence", "because")


def main(argv: Sequence[str]) -> int:
    """Write the table and a line for each exercise; the exit code is 1 if a file could not be read."""
    parser = Parser("analog-lab grade", description="Put the progress files of a class into one table.")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="with the .json files that pages have written")
    parser.add_argument("--out", type=Path, default=Path("grades.csv"), metavar="FILE", help="the table")
    args = parser.parse_args(argv)
    if not args.folder.is_dir():
        return complain(f"{args.folder} is no folder")
    from ..exercises import read_progress

    rows: list[dict[str, Any]] = []
    broken = 0
    for path in sorted(args.folder.glob("*.json")):
        try:
            rows += _rows(path.name, read_progress(path).labs)
        except (ValueError, OSError) as error:
            broken += 1
            print(f"{path.name} is left out: {error}")
    try:
        with args.out.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows({key: _harmless(value) for key, value in row.items()} for row in rows)
    except OSError as error:
        return complain(f"{args.out} was not written: {error.strerror}")
    right, asked = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in (row for row in rows if row["what"] != "steps"):
        key = (row["lab"], row["what"])
        asked[key] += 1
        right[key] += row["right"] == "yes"
    for (lab, what), count in sorted(asked.items()):
        print(f"{lab:>12}  {what:<24} {right[lab, what]} of {count} right")
    print(f"{len(rows)} rows in {args.out}; {broken} files left out")
    return int(broken > 0)


def _rows(file: str, labs: Any) -> Iterator[dict[str, Any]]:
    for lab, held in labs.items():
        known = _exercises(lab)
        for name, entry in held.get("exercises", {}).items():
            yield {
                "file": file,
                "lab": lab,
                "what": name,
                "answer": _text(entry.get("answer", "")),
                "right": _judge(known.get(name), entry),
                "tries": entry.get("tries", 0),
                "solution opened": "yes" if entry.get("opened") else "",
            }
        if walked := held.get("steps", {}).get("done"):
            yield {"file": file, "lab": lab, "what": "steps", "answer": f"{len(set(walked))} done"}
        said = held.get("prediction")
        if said:
            yield {
                "file": file,
                "lab": lab,
                "what": "prediction",
                "answer": "skipped" if said.get("skipped") else _text(said.get("answer", "")),
                "right": {True: "yes", False: "no"}.get(said.get("right"), ""),
                "confidence": said.get("confidence", ""),
                "because": said.get("because", ""),
            }


def _exercises(lab: str) -> dict[str, Any]:
    from ..labs import LABS

    if lab not in {entry.id for entry in LABS}:
        raise ValueError(f"there is no lab {lab!r}")
    page = import_module(f"analog_lab.labs.{lab}").PAGE
    return {exercise.id: exercise for exercise in page.exercises}


def _judge(exercise: Any, entry: Any) -> str:
    """Return what the engine says, whatever the file says of itself; settings cannot be judged afterwards."""
    from ..exercises import Design, check, expected

    if exercise is None:
        return "unknown exercise"
    if isinstance(exercise, Design):
        return "yes, says the file" if entry.get("right") else "no"
    return "yes" if check(expected(exercise), entry.get("answer", "")).right else "no"


def _text(value: Any) -> str:
    return " > ".join(map(str, value)) if isinstance(value, list) else str(value)


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value[:1] else value
