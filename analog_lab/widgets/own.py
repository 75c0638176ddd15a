"""What a visitor brings along to a lab: a digit, a trained network, the readings of a cell."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..core import values_of
from ..experiments import own_device, own_digit

if TYPE_CHECKING:
    from .lab import Lab

TOLD_S = 0.5  # a fit says this often how long it has taken


class Own:
    """Answers a lab's messages ``{"kind": "own", "what": …}``; files come as buffers and are only read.

    What is sent back has the same ``what``, with ``error`` where it was refused.
    """

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._fit: own_device.Fitting | None = None

    def hear(self, message: dict[str, Any]) -> None:
        """Answer one message; a kind that the page does not offer is refused."""
        what = str(message.get("what"))
        try:
            if what.partition("-")[0] not in self._lab.page.own:
                raise ValueError(f"this page takes no {what[:20]}")
            getattr(self, "_" + what.replace("-", "_"), self._unknown)(message)
        except Exception as error:  # a file of somebody's must never be the end of a page
            self._refuse(what, error)

    def _unknown(self, message: dict[str, Any]) -> None:
        raise ValueError(f"{message.get('what')!r} is nothing that can be brought along")

    def _answer(self, what: str, **said: Any) -> None:
        self._lab.view.send({"kind": "own", "what": what, **said})

    def _refuse(self, what: str, error: BaseException) -> None:
        self._answer(what, error=str(error) or type(error).__name__)

    def _later(self, what: str, work: Callable[[], Any], done: Callable[[Any], Any]) -> None:
        """Do what takes long beside the loop, then answer; without a loop at once."""
        loop = self._lab._loop
        if loop is None or not loop.is_running():
            done(work())
            return

        async def go() -> None:
            try:
                made = done(await loop.run_in_executor(None, work))
                if made is not None:
                    await made
            except Exception as error:
                self._refuse(what, error)

        self._task = loop.create_task(go())

    # A digit

    def _digit_samples(self, message: dict[str, Any]) -> None:
        images, labels = own_digit.samples(int(message.get("turn", 0)))
        self._answer("digit-samples", images=images.tolist(), labels=labels.tolist())

    def _digit(self, message: dict[str, Any]) -> None:
        pixels, spec = own_digit.pixels_of(message.get("pixels")), self._lab.spec
        said = own_digit.vote(spec, pixels, int(message.get("frame", 0)))  # type: ignore[arg-type]
        self._answer("digit", exact=said.exact[0].tolist(), chips=said.chips[:, 0].tolist(), t_s=said.t_s)

    # A network

    def _model(self, message: dict[str, Any]) -> None:
        from ..experiments.own_model import read_network

        raw, name = _file(message)
        self._later("model", lambda: read_network(raw, name), self._hold)

    def _hold(self, network: Any) -> Any:
        from ..experiments.own_model import LifeOf

        self._lab._to(LifeOf(**values_of(self._lab.spec), network=network))  # type: ignore[arg-type]
        task = getattr(self._lab, "_task", None)

        def tell() -> None:
            trace = self._lab.trace  # type: ignore[attr-defined]
            if trace.spec is self._lab.spec:
                ends = [sorted(trace["compensated"][at].tolist()) for at in (0, -1)]
                chips = [row[len(row) // 2] for row in ends]
                shape = "-".join(map(str, network.shape))
                self._answer(
                    "model", name=network.name, shape=shape, exact=network.accuracy, chips=chips, said=network.remark
                )

        async def wait() -> None:
            while task is not None and not task.done():
                await asyncio.wait([task])
            tell()

        return tell() if task is None or task.done() else wait()

    def _model_example(self, message: dict[str, Any]) -> None:
        from ..experiments.own_model import EXAMPLE

        self._answer("model-example", text=EXAMPLE)

    def _model_back(self, message: dict[str, Any]) -> None:
        kind = type(self._lab._start)
        self._lab._to(kind(**values_of(self._lab.spec)))

    # A cell

    def _device_example(self, message: dict[str, Any]) -> None:
        self._fitted(own_device.example(), "example.csv")

    def _device(self, message: dict[str, Any]) -> None:
        self._fitted(*_file(message))

    def _device_cancel(self, message: dict[str, Any]) -> None:
        if self._fit is not None:
            self._fit.stop()

    def _fitted(self, raw: bytes, name: str) -> None:
        if self._fit is not None:
            raise ValueError("one fit at a time: wait for it, or cancel it")
        fit = self._fit = own_device.Fitting(raw, name)
        began, loop = time.monotonic(), self._lab._loop

        def result() -> Any:
            try:
                return fit.result()
            finally:
                self._fit = None

        async def clock() -> None:
            while self._fit is fit:
                self._answer("device", busy=round(time.monotonic() - began))
                await asyncio.sleep(TOLD_S)

        if loop is not None and loop.is_running():
            self._clock = loop.create_task(clock())
        self._later("device", result, lambda report: self._tell_fit(report, name))

    def _tell_fit(self, report: Any, name: str) -> None:
        from ..figures.fit import figure

        best, second, unit = report.fits[0], report.runner_up, report.data.unit
        rows = [
            [key, f"{value:.4g}", f"{error:.2g}" if math.isfinite(error) else ""]
            for key, (value, error) in best.parameters.items()
        ]
        self._answer(
            "device",
            name=name,
            law=report.law,
            second=second.law,
            apart=second.score - best.score,
            rows=rows,
            read_noise=f"{report.read_noise:.3g} {unit}".strip(),
            scale=f"{report.offset:.4g} + {report.factor:.4g} w {unit}".strip(),
            readings=len(report.data.value),
            detected=report.data.detected,
            figure=figure(report).to_json(),
        )


def _file(message: dict[str, Any]) -> tuple[bytes, str]:
    """Return the file of a message and its name."""
    buffers = message.get("buffers") or []
    if len(buffers) != 1:
        raise ValueError(f"{len(buffers)} files came, where one is read")
    return buffers[0], str(message.get("name") or "the file")
