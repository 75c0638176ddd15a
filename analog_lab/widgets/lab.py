"""The two kinds of lab: one plays a recorded trace, the other shows an experiment while it runs."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from ..core import Spec, from_query, knobs, to_query, values_of
from ..exercises import Design, check, expected
from ..experiments import Controls, Trace, constants, record, run, stack
from .code import code_of
from .export import page_html
from .links import read_link, told
from .own import Own
from .page import Page
from .view import LabView, plain

TICK_S = 1 / 15  # a live lab publishes this often; the browser animates in between
SLICE_S, LONG_S = 0.05, 1.0  # a recording rests this often, and says how far it is after this time
RECORDED = 32  # frames of a live run in a file
LAST = 64  # frames at the end of a live run that its outcome is made of
Recording = tuple[Mapping[str, Any], Mapping[str, Any], str | None]
MOVES = ("set", "preset", "undo", "link", "action", "predict")  # messages after which an older remark is stale
PACE = 2  # frames published in one tick at speed 1


class Lab:
    """What both kinds share: a spec behind the knobs, presets, reset, a new chip, and the link."""

    def __init__(self, page: Page, start: Spec, query: str | None = None) -> None:
        self.page, self._start = page, start
        link = os.environ.get("QUERY_STRING", "") if query is None else query
        self.link, knobs_of, left_out = read_link(link, start)
        self.spec, said = from_query(type(start), knobs_of, start)
        self._note = told(left_out + said)  # stands in the status line until the visitor does something else
        self._past: list[Spec] = []
        self._future: list[Spec] = []
        self.view = LabView(page=page.describe(start, self.link))
        self._own = Own(self)
        self._publish()
        self.view.on_message(self._receive)
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:  # a plain Python prompt: messages are handled at once
            self._loop = None
        self.say("ready")

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.view)

    def say(self, state: str, text: str = "") -> None:
        """Put a state and a sentence into the page's status line; without one, the remark on the last message."""
        self.view.status = {"state": state, "text": text or self._note}

    def _publish(self) -> None:
        self.view.values = values_of(self.spec)
        self.view.query = to_query(self.spec, self._start)
        self.view.history = [len(self._past), len(self._future)]

    def _receive(self, message: dict[str, Any]) -> None:
        """Take a message from the page; it may come from any thread, and is handled on the kernel's own loop."""
        if self._loop is None or self._loop.is_closed():
            self._handle(message)
        else:
            self._loop.call_soon_threadsafe(self._handle, message)

    def _handle(self, message: dict[str, Any]) -> None:
        try:
            kind, name = message.get("kind"), message.get("name")
            if kind in MOVES:
                self._note = ""
            if kind == "set":
                self._free(str(name))
                self.change({str(name): message.get("value")})
            elif kind == "preset":
                self._free("presets")
                self.change(self.page.presets[str(name)])
            elif kind == "undo":
                self.undo(int(message.get("by", -1)))
            elif kind == "link":
                self.open(str(message.get("query", "")))
            elif kind == "ping":
                self.view.send({"kind": "pong"})
            elif kind == "export-html":
                self.view.send({"kind": "html"}, [page_html(self).encode()])
            elif kind == "code":
                self.view.send({"kind": "code", "text": code_of(self.spec)})
            elif kind == "action" and name == "chip":
                self._free("chip")
                self.change({"seed": (getattr(self.spec, "seed", 0) + 1) % 2**31})
            elif kind == "action" and name == "reset":
                self._free("reset")
                self._to(self._start)
            elif kind == "predict" and self.page.predict:
                self.change(self.page.predict.get("set", {}))
                self._tell_truth(self.page.predict)
            elif kind == "check":
                self.view.send({"kind": "verdict", "id": name, **self.judge(str(name), message.get("answer"))})
            elif kind == "own":
                self._own.hear(message)
            else:
                self.act(message)
        except Exception as error:  # the page must say what went wrong; nothing else would
            self.say("error", str(error) or type(error).__name__)

    def _tell_truth(self, predict: Mapping[str, Any]) -> None:
        """Send what the engine says to the question that was predicted; the page keeps it until the run is over."""
        if "truth" in predict:
            self._send_truth(predict["truth"](self.spec))

    def _send_truth(self, value: Any) -> None:
        predict = self.page.predict or {}
        meant = all(getattr(self.spec, name) == v for name, v in predict.get("set", {}).items())
        because = predict.get("because", "") if meant else ""
        self.view.send({"kind": "truth", "value": plain(value), "because": because})

    def judge(self, name: str, answer: Any) -> dict[str, Any]:
        """Return the engine's verdict on an answer to the exercise ``name``: whether it is right, why, if it counts."""
        exercise = next((e for e in self.page.exercises if e.id == name), None)
        if exercise is None:
            raise ValueError(f"this page has no exercise {name!r}")
        if isinstance(exercise, Design):
            right, reason = exercise.judge(self.spec)
            return {"right": bool(right), "reason": reason, "counted": True}
        return vars(check(expected(exercise), answer))

    def _free(self, name: str) -> None:
        held = "locked" if name in self.link.lock else "hidden" if name in self.link.hide else ""
        if held:
            raise ValueError(f"{name}: {held} by the link that this page was opened with")

    def undo(self, by: int = -1) -> None:
        """Go back to the settings before the last change, or forth again with ``by=1``."""
        here, there = (self._past, self._future) if by < 0 else (self._future, self._past)
        if here:
            there.append(self.spec)
            self.spec = here.pop()
            self._publish()
            self.again()

    def open(self, query: str) -> None:
        """Go to the settings of a link, in place; a sentence in the status line says what was left out."""
        _, own, left_out = read_link(query, self._start)
        spec, said = from_query(type(self._start), own, self._start)
        self._note = told(left_out + said)
        self._to(spec)

    def _to(self, spec: Spec) -> None:
        spec = self._held(spec)
        self._remember(())
        self.spec = spec
        self._publish()
        self.again()

    def _held(self, spec: Spec) -> Spec:
        """Return ``spec`` with the knobs that the page's link has locked as they are, and say which of them stay."""
        locked = [k for name, k in knobs(spec).items() if name in self.link.lock]
        stay = [k for k in locked if getattr(spec, k.name) != getattr(self.spec, k.name)]
        if stay:
            said = f"locked by the link, so left as it is: {', '.join(k.label for k in stay)}"
            self._note = told([said, *filter(None, [self._note])])
            self.say(self.view.status["state"])
        return dataclasses.replace(spec, **{k.name: getattr(self.spec, k.name) for k in stay})  # type: ignore[type-var]

    def _remember(self, names: Iterable[str]) -> None:
        """Keep the present settings for ``undo``; moves of one knob in a row are one step back."""
        key, now = tuple(sorted(names)), time.monotonic()
        last, self._moved = getattr(self, "_moved", ((), -1e9)), (key, now)
        if not key or last[0] != key or now - last[1] > 1.0 or not self._past:
            self._past = [*self._past[-49:], self.spec]
        self._future = []

    def change(self, changes: dict[str, Any]) -> None:
        """Move knobs; a value outside its range leaves everything as it was and raises ``ValueError``."""
        spec = self._held(dataclasses.replace(self.spec, **changes))  # type: ignore[type-var]
        if spec != self.spec:
            self._remember(changes)
        self.spec = spec
        self._publish()
        self.moved(changes)

    def moved(self, changes: dict[str, Any]) -> None:
        """Answer to knobs that have moved."""
        raise NotImplementedError

    def again(self) -> None:
        """Begin again with the present spec, when it suits."""
        self.restart()

    def recorded(self, spec: Spec) -> Recording:
        """Return a run of ``spec`` as the page needs it: frames by name, constants, and the JSON of its chart."""
        raise NotImplementedError

    def restart(self) -> None:
        """Begin again with the present spec."""
        raise NotImplementedError

    def act(self, message: dict[str, Any]) -> None:
        """Answer to a message that is not about knobs; unknown ones are nobody's business."""


class TraceLab(Lab):
    """A lab that records the whole run whenever a knob moves and lets the browser play it."""

    def __init__(
        self,
        page: Page,
        start: Spec,
        query: str | None = None,
        figure: Callable[[Trace], Any] | None = None,
        fields: tuple[str, ...] | None = None,
    ) -> None:
        super().__init__(page, start, query)
        self._figure, self._fields = figure, fields
        self._task: asyncio.Task[None] | None = None
        self.restart()

    def moved(self, changes: dict[str, Any]) -> None:
        """Record again, once for all the knobs that moved meanwhile."""
        self.again()

    def again(self) -> None:
        """Record the present spec: in slices on the kernel's loop, so that the page is heard; at once without one."""
        if self._loop is None or not self._loop.is_running():
            return self.restart()
        if self._task is not None:
            self._task.cancel()
        self._task = self._loop.create_task(self._record())

    async def _record(self) -> None:
        await asyncio.sleep(0)  # knobs that move together are one run
        spec, frames = self.spec, []
        began = rested = time.perf_counter()
        try:
            for frame in run(spec, Controls()):
                frames.append(frame)
                if (now := time.perf_counter()) - rested > SLICE_S:
                    if now - began > LONG_S:
                        self.say("busy", f"recording, {len(frames)} steps so far")
                    await asyncio.sleep(0.001)
                    rested = time.perf_counter()
            self._show(Trace(spec, stack(frames), constants(spec)))
        except Exception as error:
            self.say("error", str(error) or type(error).__name__)

    def act(self, message: dict[str, Any]) -> None:
        """Cancel a long recording: back to the settings of the picture that is there."""
        if message.get("kind") == "cancel" and self._task is not None and not self._task.done():
            self._task.cancel()
            self.spec = self.trace.spec
            self._publish()
            self.say("ready", "cancelled: these are the settings of the picture")

    def recorded(self, spec: Spec) -> Recording:
        """Return the run of ``spec``: what the page needs of its frames, what does not change, and its chart."""
        return self._sent(record(spec))

    def _sent(self, trace: Trace) -> Recording:
        names = self._fields or tuple(trace.frames)
        figure = self._figure(trace).to_json() if self._figure is not None else None
        return {name: trace[name] for name in names}, trace.const, figure

    def restart(self) -> None:
        """Record the present spec and send the trace and its chart."""
        self._show(record(self.spec))

    def _show(self, trace: Trace) -> None:
        self.trace = trace
        frames, const, figure = self._sent(trace)
        self.view.set_trace(frames, const)
        if figure is not None:
            self.view.set_figure(figure)
        self.say("ready")


class LiveLab(Lab):
    """A lab that runs its experiment on the kernel's loop and streams the frames to the page.

    ``anew`` names the knobs that cannot move during a run: changing one begins the run again. A prediction about a
    whole run has an ``outcome`` in place of a ``truth``: it is made of the last frames, once that run is over.
    """

    _asked: Spec | None = None  # the settings that were predicted

    def __init__(
        self, page: Page, start: Spec, query: str | None, figure: Callable[[Spec], Any], anew: tuple[str, ...]
    ) -> None:
        super().__init__(page, start, query)
        self._figure, self._anew, self._speed = figure, anew, 1.0
        self._task: asyncio.Task[None] | None = None
        self._running = False
        self.restart()

    def moved(self, changes: dict[str, Any]) -> None:
        """Hand the change to the running experiment, or begin again where it cannot take it."""
        if any(name in self._anew for name in changes):
            self.restart()
        else:
            for name in changes:
                self._controls.move(name, getattr(self.spec, name))
            self.view.send({"kind": "moved"})  # the values may be what they were, of which the page would hear nothing

    def restart(self) -> None:
        """Stop, make the chip anew and show it before its first image."""
        self._running = False
        self._controls = Controls()
        self._frames: Iterator[Any] = run(self.spec, self._controls)
        self._last: deque[Any] = deque(maxlen=LAST)
        self._over = False
        self.view.set_figure(self._figure(self.spec).to_json())
        self.view.restart(constants(self.spec))
        self._advance(1)
        self.say("ready")

    def _advance(self, count: int) -> bool:
        """Compute and publish up to ``count`` frames; return whether there was still one to compute."""
        frames = list(islice(self._frames, count))
        if frames:
            self.view.append(stack(frames))
            self._last.extend(frames)
        self._over = len(frames) < count
        if self._over and self.spec == self._asked and not self._controls.events:
            self._send_truth(self.page.predict["outcome"](stack(self._last)))  # type: ignore[index]
        return not self._over

    def _tell_truth(self, predict: Mapping[str, Any]) -> None:
        """Begin the run that was predicted, where its outcome is the answer: it comes with the last frame."""
        if "outcome" not in predict:
            return super()._tell_truth(predict)
        self._asked = self.spec
        self.restart()
        self.start()

    def recorded(self, spec: Spec) -> Recording:
        """Return a whole run of ``spec`` at up to ``RECORDED`` of its frames, evenly spread."""
        frames = list(run(spec, Controls()))
        kept = frames[:: max(1, -(-len(frames) // RECORDED))]
        return stack(kept), constants(spec), self._figure(spec).to_json()

    def act(self, message: dict[str, Any]) -> None:
        """Start, pause, step, stop, and the speed of the run."""
        kind, name = message.get("kind"), message.get("name")
        if kind == "speed":
            self._speed = min(max(float(message["value"]), 0.25), 8.0)
        elif name == "start":
            self.start()
        elif name == "pause":
            self._running = False
            self.say("paused")
        elif name == "step":
            self._running = False
            if self._over:
                self.restart()
            self.say("paused" if self._advance(1) else "done")
        elif name == "stop":
            self._running, self._over = False, True
            self.say("done", "stopped; Start begins again with the same chip")

    def start(self) -> None:
        """Go on from where the run stands; a run that is over begins again."""
        if self._running:
            return
        if self._over:
            self.restart()
        self._running = True
        self.say("running")
        if self._task is not None:
            self._task.cancel()  # one that a pause left asleep would go on beside the new one
        if self._loop is not None:
            self._task = self._loop.create_task(self._run())

    async def _run(self) -> None:
        """Publish on a clock and leave the loop free in between, so that sliders and Stop are heard."""
        owed, frames = 0.0, self._frames
        try:
            while self._running and frames is self._frames:
                began = time.perf_counter()
                owed += PACE * self._speed
                count, owed = int(owed), owed % 1
                if count and not self._advance(count):
                    self._running = False
                    self.say("done", "finished; Start begins again with the same chip")
                    return
                await asyncio.sleep(max(0.005, TICK_S - (time.perf_counter() - began)))
        except Exception as error:
            self._running = False
            self.say("error", str(error))
