"""Engines that stand ready: a page takes one that has started and imported already, and opens a second sooner."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

from jupyter_client.session import Session
from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Int

TELL_S = 10.0
NEXT_S = 6.0  # a page that opens needs the processor itself: the next engine waits so long
KIND = "python3"
IMPORTS = "import plotly.graph_objects, analog_lab.labs.mvm"  # what all labs need: neither torch nor Numba


class SpareKernels(AsyncMappingKernelManager):
    """Hands out kernels that have their imports behind them, and starts others in their place.

    A spare kernel works in the folder of the notebooks; the environment of the request, with the settings of a link,
    is told to it when a page takes it. Spare kernels are not culled.
    """

    spares = Int(1, min=0, help="how many kernels stand ready").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ready: list[str] = []
        self._work: asyncio.Task[None] | None = None

    async def start_kernel(self, *, kernel_id: str | None = None, path: Any = None, **kwargs: Any) -> str:  # type: ignore[override]
        """Give a kernel that stands ready, or start one."""
        while self.ready and kernel_id is None and not path and kwargs.get("kernel_name") == KIND:
            spare = self.ready.pop(0)
            if spare not in self or not await ensure_async(self.get_kernel(spare).is_alive()):
                continue
            if await self._told(spare, kwargs.get("env") or {}):
                self.prepare(NEXT_S)
                return spare
            if spare in self:  # it hangs, and has not been culled meanwhile: the page gets another
                await ensure_async(self.shutdown_kernel(spare, now=True))
        self.prepare(NEXT_S)
        return await super().start_kernel(kernel_id=kernel_id, path=path, **kwargs)

    async def _told(self, kernel_id: str, env: dict[str, str]) -> bool:
        """Give a running kernel the environment that it would have started with; return whether it has taken it."""
        own = {name: value for name, value in env.items() if os.environ.get(name) != value}
        kernel = self.get_kernel(kernel_id)
        client = kernel.client(session=Session(key=kernel.session.key))  # the manager's name is for Voila's client
        client.start_channels(iopub=False, stdin=False, hb=False, control=False)
        try:
            code = f"import os; os.environ.update({json.dumps(own)})"
            reply = await ensure_async(client.execute(code, silent=True, reply=True, timeout=TELL_S))
        except TimeoutError:
            return False
        finally:
            client.stop_channels()
        return bool(reply["content"]["status"] == "ok")

    def prepare(self, after_s: float = 0.0) -> None:
        """Start the kernels that are missing, in ``after_s`` seconds."""
        if self._work is None or self._work.done():
            self._work = asyncio.get_running_loop().create_task(self._fill(after_s))

    async def _fill(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        while len(self.ready) < self.spares:
            options = [f"--IPKernelApp.code_to_run={IMPORTS}"]
            self.ready.append(await super().start_kernel(kernel_name=KIND, extra_arguments=options))

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that nobody uses, unless it stands ready to be used or has ended meanwhile."""
        if kernel_id in self and kernel_id not in self.ready:
            await super().cull_kernel_if_idle(kernel_id)

    async def shutdown_all(self, now: bool = False) -> None:  # type: ignore[override]
        """End every kernel; one that is being started is waited for."""
        self.spares = 0
        if self._work is not None:
            await asyncio.wait([self._work], timeout=NEXT_S)
        await ensure_async(super().shutdown_all(now=now))
