"""The gallery's server: Voila with our first page, our own port, and a clean end."""

from __future__ import annotations

import gzip
import logging
import shutil
import signal
import threading
import webbrowser
from pathlib import Path
from socket import socket
from typing import Any

from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import GZipContentEncoding, RedirectHandler, RequestHandler
from traitlets.config import Config
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler

from ..labs.gallery import gallery_page
from .settings import CHARTS
from .spare import SpareKernels

YEAR_S = 31_536_000
PING_MS = 90_000  # three pings: with one, a page is cut off before the first is answered


class GalleryHandler(RequestHandler):
    """The first page: no kernel, no template, at once."""

    def get(self) -> None:
        self.write(gallery_page())


class ChartsHandler(RequestHandler):
    """The chart library as a file: its address carries its version, so a browser asks for it once."""

    def get(self) -> None:
        from ..widgets.view import plotly_gz

        packed = "gzip" in self.request.headers.get("Accept-Encoding", "")
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", f"public, max-age={YEAR_S}, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if packed:
            self.set_header("Content-Encoding", "gzip")
        self.finish(plotly_gz() if packed else gzip.decompress(plotly_gz()))


class ShutdownHandler(VoilaShutdownKernelHandler):
    """End the kernel of a page that is being closed.

    The browser's farewell cannot carry the token against forged requests, so Voila refuses it and the kernel
    stays. A kernel's name is a random number that only its own page knows, which is guard enough.
    """

    def check_xsrf_cookie(self) -> None:
        return

    async def post(self, kernel_id: str) -> None:
        if kernel_id in self.kernel_manager:
            await self.kernel_manager.shutdown_kernel(kernel_id, now=True)
        self.set_status(204)
        self.finish()


class GalleryServer(Voila):
    """Serve the labs until a signal comes, then end every kernel before leaving."""

    def __init__(self, root: Path, listener: socket, config: Config, show: bool = False, ready: int = 1) -> None:
        config.VoilaConfiguration.multi_kernel_manager_class = SpareKernels
        config.SpareKernels.spares = ready
        super().__init__(config=config, root_dir=str(root), open_browser=False, log_level=logging.ERROR)
        self.config_file_paths: list[str] = []
        self.tornado_settings = {"ws_ping_timeout": PING_MS, "websocket_compression_options": {"compression_level": 6}}
        # Tornado shortens its own part of this to one ping, and says so for every page
        logging.getLogger("tornado.general").addFilter(lambda record: "websocket_ping" not in record.getMessage())
        self.listener, self.show = listener, show
        self.ip, self.port = listener.getsockname()[:2]

    @property
    def address(self) -> str:
        """What to open in a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.ip, self.ip)
        return f"http://{host}:{self.port}/"

    def init_handlers(self) -> list[Any]:
        """Put our pages in front of Voila's: the first match serves."""
        ours = [
            (r"/", GalleryHandler),
            (f"/{CHARTS}", ChartsHandler),
            (r"/voila/tree.*", RedirectHandler, {"url": "/"}),
            (r"/voila/api/shutdown/(.*)", ShutdownHandler),
        ]
        return [*ours, *super().init_handlers()]

    def listen(self) -> None:
        """Answer until a signal comes."""
        self.ioloop = IOLoop.current()
        self.app.transforms.append(GZipContentEncoding)
        self.http = HTTPServer(self.app)
        self.http.add_socket(self.listener)
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._handle_signal_stop)
        self.ioloop.add_callback(self._announce)
        self.ioloop.start()
        self.stop()

    async def _announce(self) -> None:
        await AsyncHTTPClient().fetch(self.address)
        print(f"analog_lab gallery: {self.address}", flush=True)
        self.kernel_manager.prepare()
        if self.show:
            threading.Thread(target=webbrowser.open, args=(self.address,), daemon=True).start()

    def _handle_signal_stop(self, sig: int, frame: object) -> None:
        self.ioloop.add_callback_from_signal(self._leave)

    async def _leave(self) -> None:
        self.http.stop()
        await self.kernel_manager.shutdown_all(now=True)
        self.ioloop.stop()

    def stop(self) -> None:
        """Take the connection files away; the kernels have ended before."""
        shutil.rmtree(self.connection_dir, ignore_errors=True)
