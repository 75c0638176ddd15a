"""A pulse response of one's own, fitted in a process of its own: the page stays awake, and a fit can be ended."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ..core import rng_from
from ..devices import SoftBounds, fit_device, response

LARGEST = 1_000_000  # bytes


class Fitting:
    """A fit under way of a CSV file given as bytes; ``result`` waits for it, ``stop`` ends it.

    Raises ``ValueError`` for a file beyond ``LARGEST``.
    """

    def __init__(self, raw: bytes, name: str) -> None:
        if len(raw) > LARGEST:
            raise ValueError(f"{len(raw):,} bytes are more than {LARGEST:,}: one cell's readings are expected")
        self._folder = tempfile.TemporaryDirectory(prefix="analog-lab-")
        self.name = Path(name.replace("\\", "/")).name[-80:] or "the file"
        path = Path(self._folder.name) / "readings.csv"
        path.write_bytes(raw)
        command = [sys.executable, "-m", __name__, str(path), self.name]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def result(self) -> Any:
        """Return the ``FitReport``; raises ``ValueError`` with the sentence of ``fit_device``, or when it was ended."""
        try:
            told, _ = self._process.communicate()
            if self._process.returncode:
                raise ValueError("cancelled" if self._process.returncode < 0 else f"{self.name} could not be fitted")
            found = pickle.loads(told)  # written by ``main`` below
        finally:
            self._folder.cleanup()
        if isinstance(found, str):
            raise ValueError(found)
        return found

    def stop(self) -> None:
        """End the fit."""
        self._process.kill()


def example() -> bytes:
    """Return the readings of a made-up cell as a CSV file: soft bounds, pulse noise 50 %, read noise 1 %."""
    signs = np.tile(np.repeat([1, -1], 80), 3)
    cell = SoftBounds(
        dw_min=0.04, dw_min_std=0.5, up_down=0.3, w_max=1.0, w_min=-1.0,
        dw_min_dtod=0.0, up_down_dtod=0.0, w_max_dtod=0.0, w_min_dtod=0.0,
    )  # fmt: skip
    w = response(cell, signs, seed=4)[:, 0]
    g_us = 12.0 + 9.0 * w + 0.18 * rng_from(4, "readings").normal(size=len(w))
    rows = [f"{n},{sign},{g:.4f}" for n, (sign, g) in enumerate(zip([0, *signs.tolist()], g_us, strict=True))]
    head = "# A made-up cell, not a measurement.\npulse,direction,g_us\n"
    return (head + "\n".join(rows) + "\n").encode()


def main(path: str, name: str) -> None:
    """Fit, and write the report or the reason why there is none to the standard output, for ``Fitting``."""
    try:
        said: Any = fit_device(path)
    except ValueError as error:
        said = str(error).replace(path, name)
    sys.stdout.buffer.write(pickle.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
