"""``analog-lab warm``: compile every kernel once, so that Numba finds it in its cache from then on."""

from __future__ import annotations

import time
from collections.abc import Sequence

from .parser import Parser


def main(argv: Sequence[str]) -> int:
    """Drive a small array of each cell family through its three operations."""
    Parser("analog-lab warm", description="Compile the kernels now.").parse_args(argv)
    import numpy as np

    from .. import devices
    from ..tile import Tile

    start = time.perf_counter()
    x, d = np.full((2, 4), 0.5, np.float32), np.full((2, 3), -0.5, np.float32)
    plain = devices.ConstantStep, devices.LinearStep, devices.SoftBounds, devices.SoftBoundsReference
    for law in (*plain, devices.ExpStep, devices.SetResetStep, devices.PowStep, devices.PiecewiseStep):
        tile = Tile((3, 4), law())
        tile.forward(x)
        tile.forward(x[0])
        tile.backward(d)
        tile.update(x, d, 0.1)
    print(f"kernels ready in {time.perf_counter() - start:.1f} s")
    return 0
