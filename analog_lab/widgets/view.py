"""The widget of a lab's page: sends the page, traces and frames to the browser, and hears what is done there."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from .bundle import script, style

_STORED = {"f4": "f4", "f8": "f4", "f2": "f4", "b1": "u1", "u1": "u1", "i1": "i1", "u2": "u4", "u4": "u4"}
_INT32 = 2**31 - 1
_STORED |= {"i2": "i4", "i4": "i4", "i8": "i4", "u8": "u4"}


def pack(frames: Mapping[str, Any], const: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], bytes]:
    """Put arrays of shape (frames, …) into one little-endian buffer; return its description and the buffer.

    Real numbers become float32, truth values one byte, whole numbers 1 or 4 bytes; every array starts at a multiple
    of 4 bytes.

    Raises
    ------
    ValueError
        The arrays have different numbers of frames, or one does not hold numbers.
    """
    fields, parts, offset, n = [], [], 0, None
    for name, values in frames.items():
        array = np.asarray(values)
        if array.ndim == 0 or (n is not None and len(array) != n):
            raise ValueError(f"{name} has {array.shape[:1] or 'no'} frames, where {n} were expected")
        n = len(array)
        dtype = _STORED.get(array.dtype.str[1:])
        if dtype is None:
            raise ValueError(f"{name} holds {array.dtype}, which the page cannot read")
        if array.dtype.itemsize == 8 and dtype != "f4" and array.size and np.abs(array).max() > _INT32:
            raise ValueError(f"{name} holds {np.abs(array).max()}, which is outside the 32 bits of the page")
        data = np.ascontiguousarray(array, "<" + dtype).tobytes()
        fields.append({"name": name, "dtype": dtype, "shape": list(array.shape), "offset": offset})
        parts += [data, bytes(-len(data) % 4)]
        offset += len(data) + len(parts[-1])
    return {"n": n or 0, "const": plain(const or {}), "fields": fields}, b"".join(parts)


def plain(value: Any) -> Any:
    """Return ``value`` as JSON can carry it; numbers that are not finite become ``None``."""
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


@functools.cache
def plotly_gz() -> bytes:
    """Return the chart library that lies in the installed plotly wheel, gzipped once per process."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("plotly is not installed, so charts cannot be drawn")
    return gzip.compress((Path(spec.origin).parent / "package_data" / "plotly.min.js").read_bytes(), 9)


class LabView(anywidget.AnyWidget):
    """The page of a lab in the browser.

    Data flows from Python to the page by the traits and ``set_trace``, ``restart``, ``append``, ``set_figure``; what
    the visitor does comes back as dictionaries to the functions given to ``on_message``.
    """

    _esm = script()
    _css = style()
    page = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict({"state": "loading", "text": ""}).tag(sync=True)
    query = traitlets.Unicode("").tag(sync=True)
    head = traitlets.Dict().tag(sync=True)
    body = traitlets.Bytes(b"").tag(sync=True)
    figure = traitlets.Unicode("").tag(sync=True)
    history = traitlets.List([0, 0]).tag(sync=True)  # steps that can be undone and redone

    def __init__(self, page: Mapping[str, Any], **traits: Any) -> None:
        self._version = 0
        self._listeners: list[Callable[[dict[str, Any]], Any]] = []
        self._live: list[tuple[dict[str, Any], list[bytes]]] = []
        super().__init__(page=dict(page), **traits)
        self.on_msg(self._hear)

    def set_trace(self, frames: Mapping[str, np.ndarray], const: Mapping[str, Any] | None = None) -> None:
        """Show a recorded run: arrays of shape (frames, …) by name, and what does not change."""
        head, body = pack(frames, const)
        self._version += 1
        with self.hold_sync():
            self.body = body
            self.head = {"version": self._version, **head}

    def restart(self, const: Mapping[str, Any] | None = None) -> None:
        """Begin a live run again: the page forgets its frames."""
        head, _ = pack({}, const)
        self._version += 1
        self._live = []
        self._stream({"kind": "restart", "head": {"version": self._version, **head}}, [])

    def append(self, frames: Mapping[str, np.ndarray]) -> None:
        """Add frames to the live run."""
        head, body = pack(frames)
        self._stream({"kind": "frames", "head": {"version": self._version, **head}}, [body])

    def _stream(self, message: dict[str, Any], buffers: list[bytes]) -> None:
        """Send, and keep for pages that open later: a message to a page that is not there yet is lost."""
        self._live.append((message, buffers))
        self.send(message, buffers)

    def set_figure(self, figure: str) -> None:
        """Show a chart, given as the JSON of a plotly figure."""
        self.figure = figure

    def on_message(self, listener: Callable[[dict[str, Any]], Any]) -> None:
        """Call ``listener`` with every message of the page, for example ``{"kind": "set", "name": …, "value": …}``."""
        self._listeners.append(listener)

    def _hear(self, _widget: Any, message: Any, buffers: Any) -> None:
        if not isinstance(message, dict):
            return
        if message.get("kind") == "need-plotly":
            self.send({"kind": "plotly"}, [plotly_gz()])
            return
        if message.get("kind") == "ready":
            for sent, parts in list(self._live):
                self.send(sent, parts)
        if buffers:
            message = {**message, "buffers": [bytes(part) for part in buffers]}
        for listener in list(self._listeners):
            listener(message)
