"""Record an experiment, save it and load it again: a trace is all its frames, side by side."""

from __future__ import annotations

import dataclasses
import json
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from ..core import Spec, find
from .registry import experiment

FORMAT = 1
BAD_FILE = (KeyError, ValueError, TypeError, AttributeError, EOFError, zipfile.BadZipFile, zlib.error)
Event = tuple[int, str, Any]


class Controls:
    """Knobs moved while an experiment runs.

    A viewer calls ``move``; the experiment calls ``take`` between two steps. ``events`` lists what happened as
    (step, knob, value), and ``Controls(events)`` makes it happen again at the same steps.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._planned = deque(sorted(events, key=lambda event: event[0]))
        self._moved: deque[tuple[str, Any]] = deque()
        self.events: list[Event] = []

    @property
    def planned(self) -> list[Event]:
        """Planned changes that have not been due yet."""
        return list(self._planned)

    def move(self, knob: str, value: Any) -> None:
        """Ask for ``knob`` to become ``value`` before the next step; safe to call from another thread."""
        self._moved.append((knob, value))

    def take(self, step: int, spec: Any) -> Any:
        """Return ``spec`` with every change that is due at ``step``, and note the changes."""
        due = []
        while self._planned and self._planned[0][0] <= step:
            due.append(self._planned.popleft()[1:])
        while self._moved:
            due.append(self._moved.popleft())
        for knob, value in due:
            find(spec, knob)
            spec = dataclasses.replace(spec, **{knob: value})
            self.events.append((step, knob, getattr(spec, knob)))
        return spec


@dataclass(frozen=True)
class Trace:
    """A recorded run: ``frames[name]`` has one row a frame; ``const`` holds what does not change.

    ``events`` are the knobs moved while it ran; ``record(trace.spec, events=trace.events)`` makes the same frames.
    """

    spec: Spec
    frames: dict[str, np.ndarray]
    const: dict[str, Any] = field(default_factory=dict)
    events: tuple[Event, ...] = ()

    def __len__(self) -> int:
        return len(next(iter(self.frames.values())))

    def __getitem__(self, name: str) -> np.ndarray:
        return self.frames[name]


def _room(spec: Spec) -> ModuleType:
    return import_module(type(spec).__module__)


def run(spec: Spec, controls: Controls | None = None) -> Iterator[Any]:
    """Run the experiment that ``spec`` belongs to and yield its frames one by one."""
    frames: Iterator[Any] = _room(spec).run(spec, controls)
    return frames


def constants(spec: Spec) -> dict[str, Any]:
    """Return what the experiment knows before its first frame: scales, limits, totals, sources."""
    const: dict[str, Any] = _room(spec).const(spec)
    return const


def stack(frames: Sequence[Any]) -> dict[str, np.ndarray]:
    """Put the fields of equal frames into arrays of shape (frames, …)."""
    names = [f.name for f in dataclasses.fields(frames[0])]
    return {name: np.stack([np.asarray(getattr(frame, name)) for frame in frames]) for name in names}


def record(spec: Spec, events: Iterable[Event] = ()) -> Trace:
    """Run ``spec`` to its end, with the planned knob ``events``, and keep every frame."""
    controls = Controls(events)
    frames = stack(list(run(spec, controls)))
    if controls.planned:
        step, knob, _ = controls.planned[0]
        raise ValueError(f"the change of {knob} at step {step} was never taken: this run has no such step")
    return Trace(spec, frames, constants(spec), tuple(controls.events))


def save(trace: Trace, path: str | Path) -> Path:
    """Write a trace as a compressed npz file, readable without this package; return the path written."""
    room = _room(trace.spec)
    head = {
        "format": FORMAT,
        "experiment": room.__name__.rpartition(".")[2],
        "spec": dataclasses.asdict(trace.spec),  # type: ignore[call-overload]
        "const": trace.const,
        "events": trace.events,
    }
    path = Path(path)
    path = path if path.suffix == ".npz" else path.with_name(path.name + ".npz")
    arrays: dict[str, Any] = {f"frame_{name}": values for name, values in trace.frames.items()}
    np.savez_compressed(path, head=json.dumps(head, default=_plain), **arrays)
    return path


def _plain(value: Any) -> Any:
    """Give JSON what NumPy holds."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise TypeError(f"{value!r} cannot be written to a trace")


def load(path: str | Path) -> Trace:
    """Read what ``save`` wrote. A file that is no trace, or of another format, raises ``ValueError``."""
    try:
        with np.load(path, allow_pickle=False) as file:
            head = json.loads(str(file["head"]))
            frames = {name[6:]: file[name] for name in file.files if name.startswith("frame_")}
        if head.get("format") != FORMAT:
            raise ValueError(f"its format is {head.get('format')}; this version reads trace format {FORMAT}")
        spec_type = experiment(head["experiment"]).spec_type
        spec = spec_type(**{name: value for name, value in head["spec"].items() if find(spec_type, name)})
        events = tuple((int(step), knob, find(spec, knob).check(value)) for step, knob, value in head["events"])
        expected = {f.name for f in dataclasses.fields(_room(spec).Frame)}
        if set(frames) != expected or len({len(values) for values in frames.values()}) != 1:
            raise ValueError(f"its frames must be {', '.join(sorted(expected))}, all of one length")
        return Trace(spec, frames, dict(head["const"]), events)
    except BAD_FILE as error:
        raise ValueError(f"{path} is not a trace of analog_lab: {error}") from None
