"""The code exercise of The edge costs."""

from functools import cache

import numpy as np

from ...exercises import Code, Mistake


@cache
def _difference() -> np.ndarray:
    """What 4 bits read otherwise than 8."""
    from ...devices import preset
    from ...periphery import Periphery
    from ...tile import Tile

    rng = np.random.default_rng(1)
    w, x = rng.normal(0, 0.2, (32, 64)), rng.uniform(-1, 1, (200, 64))
    edges = (Periphery(adc_bits=bits, out_noise=0) for bits in (8, 4))
    fine, coarse = (Tile((32, 64), preset("ecram"), edge, seed=1, weights=w).forward(x) for edge in edges)
    return np.asarray(coarse - fine, float)


CODE = Code(
    "code",
    "The same tile with an ADC of 4 bits instead of 8: how large is the rms difference of what it puts out?",
    """\
import numpy as np

from analog_lab.devices import preset
from analog_lab.labs import edge
from analog_lab.periphery import Periphery
from analog_lab.tile import Tile

rng = np.random.default_rng(1)
w, x = rng.normal(0, 0.2, (32, 64)), rng.uniform(-1, 1, (200, 64))
fine = Tile((32, 64), preset("ecram"), Periphery(adc_bits=8, out_noise=0), seed=1, weights=w).forward(x)
rms = ...  # the root of the mean square of its difference to the same with adc_bits=4

edge.check(rms)""",
    """\
coarse = Tile((32, 64), preset("ecram"), Periphery(adc_bits=4, out_noise=0), seed=1, weights=w).forward(x)
rms = np.sqrt(np.mean((coarse - fine) ** 2))""",
    lambda: float(np.sqrt(np.mean(_difference() ** 2))),
    "",
    0.01,
    (
        Mistake(lambda: np.mean(_difference() ** 2), "That is the mean square: take its root."),
        Mistake(
            lambda: np.abs(_difference()).mean(),
            "That is the mean size of the difference; rms squares first, then takes the root.",
        ),
        Mistake(lambda: np.abs(_difference()).max(), "That is the largest difference."),
        Mistake(lambda: _difference().mean(), "Differences of both signs cancel in a mean: square them first."),
        Mistake(_difference, "Those are all the differences: make one number of them."),
        Mistake(0.0, "Both tiles have the same converter: give one of them adc_bits=4."),
    ),
    right="About a step of 4 bits divided by √12: the difference is what rounding leaves.",
)
check = CODE.check
