"""The file that holds a visitor's progress: tries and answers, predictions, and which steps are done, nothing else.

No name and no address is ever asked for or written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
LARGEST = 1_000_000  # bytes
LONGEST = 2000  # characters of one text
TRIED = {"tries": int, "answer": (str, list), "right": bool, "opened": bool}
PREDICTED = {"answer": (str, float, int, list), "confidence": str, "because": str, "right": bool, "skipped": bool}
WALKED = {"done": list, "closed": bool}
STEPS = 50  # more than any page has


@dataclass(frozen=True)
class Progress:
    """What one file says: {lab: {"exercises": {id: …}, "prediction": {…}, "steps": {…}}}."""

    labs: Mapping[str, Mapping[str, Any]]


def read_progress(path: str | Path) -> Progress:
    """Read a file that a page has written.

    Raises
    ------
    ValueError
        It is too large, no JSON, another format, or holds what such a file does not; the message says what.
    OSError
        It cannot be read.
    """
    raw = Path(path).read_bytes()
    if len(raw) > LARGEST:
        raise ValueError(f"{len(raw):,} bytes are more than a progress file has ({LARGEST:,})")
    try:
        data = json.loads(raw.decode("utf-8-sig"))
        json.dumps(data, ensure_ascii=False).encode()  # half a character could be written into no table
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    if not isinstance(data, dict) or data.get("kind") != "analog_lab progress":
        raise ValueError('it is no progress of analog_lab: "kind" is missing or another')
    if data.get("format") != FORMAT:
        raise ValueError(f"its format is {data.get('format')!r}; this version reads {FORMAT}")
    labs = data.get("labs")
    if not isinstance(labs, dict):
        raise ValueError('"labs" is missing')
    for name, lab in labs.items():
        _check_lab(str(name), lab)
    return Progress(labs)


def _check_lab(name: str, lab: Any) -> None:
    if not isinstance(lab, dict) or set(lab) - {"exercises", "prediction", "steps"}:
        raise ValueError(f"lab {name!r} holds more than exercises, prediction and steps")
    tried = lab.get("exercises", {})
    if not isinstance(tried, dict):
        raise ValueError(f"the exercises of {name!r} are no table")
    for key, entry in tried.items():
        _check_entry(f"{name}: {key}", entry, TRIED)
    if "prediction" in lab:
        _check_entry(f"{name}: prediction", lab["prediction"], PREDICTED)
    if "steps" in lab:
        _check_entry(f"{name}: steps", lab["steps"], WALKED)
        done = lab["steps"].get("done", [])
        if len(done) > STEPS or not all(type(k) is int and 0 <= k < STEPS for k in done):
            raise ValueError(f"{name}: steps: done={str(done)[:40]} are no places of steps")


def _check_entry(where: str, entry: Any, allowed: Mapping[str, Any]) -> None:
    if not isinstance(entry, dict):
        raise ValueError(f"{where} is no entry")
    for key, value in entry.items():
        if key not in allowed:
            raise ValueError(f"{where} holds {key!r}, which no such file has")
        if not isinstance(value, allowed[key]) or (allowed[key] is int and isinstance(value, bool)):
            raise ValueError(f"{where}: {key} is {type(value).__name__}")
        if len(json.dumps(value)) > LONGEST:
            raise ValueError(f"{where}: {key} is too long")
