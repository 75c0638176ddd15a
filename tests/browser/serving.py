"""The real ``analog-lab`` as a process of its own, and what a test wants to know about it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil

START_S = 60
END_S = 20


class Server:
    """Start the gallery on a free port; ``stop`` ends it as Ctrl-C does."""

    def __init__(self, *options: str) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".log", delete=False) as log:
            self.log = Path(log.name)
            self.process = subprocess.Popen(
                [sys.executable, "-m", "analog_lab", "--no-browser", "--port", "0", *options],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        self.url = self._address()

    def _address(self) -> str:
        late = threading.Timer(START_S, self.process.kill)
        late.start()
        try:
            for line in self.process.stdout:
                if line.startswith("analog_lab gallery: http"):
                    return line.split()[-1]
        finally:
            late.cancel()
        raise RuntimeError(f"the server did not start within {START_S} s:\n{self.log.read_text()}")

    def kernels(self) -> list[psutil.Process]:
        """The engines that run for open pages."""
        return [p for p in self.children() if _is_kernel(p)]

    def children(self) -> list[psutil.Process]:
        """Every process below the server."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, sig: signal.Signals = signal.SIGINT) -> int:
        """Send a signal, wait for the end and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sig)
        try:
            return self.process.wait(END_S)
        finally:
            self.process.kill()
            self.process.stdout.close()
            self.log.unlink(missing_ok=True)


def _is_kernel(process: psutil.Process) -> bool:
    try:
        return "ipykernel_launcher" in process.cmdline()
    except psutil.Error:
        return False
