"""Data with an order: digits row by row, and a series of measurements."""

from __future__ import annotations

import dataclasses

import numpy as np

from .mnist import mnist
from .samples import ONE_IN, Samples, shipped
from .uci import digits

IMAGES = {"digits": digits, "mnist": mnist}


def sequences(name: str = "digits", steps: int = 24) -> Samples:
    """Return samples of (steps, features), float32.

    ``digits`` and ``mnist``: images row by row, the label at the end, 8 or 28 steps of as many pixels. ``sunspots``:
    the sunspot number of the years 1700 to 2008, ``steps`` years in a row and the year after them as the target; the
    last fifth of the years is for testing, and all numbers are scaled by mean and deviation of the years before.

    Source of the sunspots: NOAA National Geophysical Data Center, public domain, as shipped with statsmodels.

    Raises
    ------
    ValueError
        The name is unknown, or ``steps`` leaves no sample.
    ModuleNotFoundError
        The package that the data ships with is not installed.
    """
    if name in IMAGES:
        flat = IMAGES[name]()
        side = round(flat.train_x.shape[1] ** 0.5)
        train, test = (part.reshape(-1, side, side) for part in (flat.train_x, flat.test_x))
        return dataclasses.replace(flat, train_x=train, test_x=test)
    if name != "sunspots":
        raise ValueError(f"name={name!r} is not one of {', '.join(IMAGES)}, sunspots")
    numbers = np.array([float(line[1]) for line in shipped("statsmodels", "datasets/sunspots/sunspots.csv")[1:]])
    first = len(numbers) - len(numbers) // ONE_IN  # the first year for testing
    if steps != int(steps) or not 1 <= steps < first:
        raise ValueError(f"steps={steps} is not a whole number of 1 … {first - 1}")
    scaled = ((numbers - numbers[:first].mean()) / numbers[:first].std()).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(scaled, steps)[:-1, :, None].copy()
    cut = first - steps
    source = "sunspot numbers 1700-2008, NOAA National Geophysical Data Center, as shipped with statsmodels"
    ends = scaled[steps:]
    return Samples(windows[:cut], ends[:cut], windows[cut:], ends[cut:], source, "public domain")
