"""``analog-lab warm``: compile every kernel once, so that Numba finds it in its cache from then on."""

from __future__ import annotations

import time
from collections.abc import Sequence

from .parser import Parser


def main(argv: Sequence[str]) -> int:
    """Drive a small array of each cell family through its three operations."""
    Parser("analog-lab warm", description="Compile the kernels now.").parse_args(argv)
    import numpy as np

    from ..devices import (
        ConstantStep,
        ExpStep,
        LinearStep,
        PiecewiseStep,
        PowStep,
        SetResetStep,
        SoftBounds,
        SoftBoundsReference,
    )
    from ..tile import Tile

    start = time.perf_counter()
    x, d = np.full((2, 4), 0.5, np.float32), np.full((2, 3), -0.5, np.float32)
    laws = (ConstantStep, LinearStep, SoftBounds, SoftBoundsReference, ExpStep, SetResetStep, PowStep, PiecewiseStep)
    for law in laws:
        tile = Tile((3, 4), law())
        tile.forward(x)
        tile.forward(x[0])
        tile.backward(d)
        tile.update(x, d, 0.1)
    print(f"kernels ready in {time.perf_counter() - start:.1f} s")
    return 0
