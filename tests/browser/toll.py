"""A gate before a server that counts the bytes which go to the browser, websockets and all, as they travel."""

from __future__ import annotations

import socket
import threading
from typing import Self


class Toll:
    """``with Toll(server.url) as toll``: ``toll.url`` leads to the server, ``toll.carried`` is what came back."""

    def __init__(self, url: str) -> None:
        host, _, port = url.split("/")[2].partition(":")
        self._to, self.carried = (host, int(port)), 0
        self._gate = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._gate.getsockname()[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._wait, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for line in (self._gate, *self._open):
            line.close()

    def _wait(self) -> None:
        while True:
            try:
                near, _ = self._gate.accept()
                far = socket.create_connection(self._to)
            except OSError:
                return
            self._open += [near, far]
            threading.Thread(target=self._carry, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, True), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, home: bool) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
                if home:
                    self.carried += len(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return
