"""What a stage of the read path is: a record that changes the signal of one read, and says by which equation."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Draw = Callable[[str, tuple[int, ...]], Array]


@dataclass
class Signal:
    """The signal of one read on its way: numbers, then what the lines carry, then sums, then numbers again.

    Attributes
    ----------
    value
        What arrives at the next stage, (batch, lines).
    scale
        α: what the outputs are multiplied by at the end, (batch, 1).
    matrix
        What the array multiplies with, (lines in, lines out).
    noise, uniforms, chip
        Draws by name and shape: normal and uniform ones of this read, and normal ones that stay with the chip.
    lines
        What the input lines carried, once they are driven.
    saturated
        Which samples met the bound of the ADC.
    r_series
        Series resistance that the sums have passed, for the calibration of the ADC.
    negative
        What negative inputs meet, where that is not ``matrix``.
    """

    value: Array
    scale: Array
    matrix: Array
    noise: Draw
    uniforms: Draw
    chip: Draw
    lines: Array = field(default_factory=lambda: np.empty((0, 0), np.float32))
    saturated: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, bool))
    r_series: float = 0.0
    negative: Array | None = None

    def normal(self, name: str) -> Array:
        """Return a normal draw for every number that is on its way."""
        return self.noise(name, self.value.shape)

    def uniform(self, name: str) -> Array:
        """Return a draw between 0 and 1 for every number that is on its way."""
        return self.uniforms(name, self.value.shape)

    def fixed(self, name: str) -> Array:
        """Return the normal draws of this chip, one a line."""
        return self.chip(name, self.value.shape[1:])


class Stage:
    """One stage of the read path."""

    label: ClassVar[str] = ""

    @property
    def plain(self) -> bool:
        """Whether the stage does only what the compiled kernels of a plain read do."""
        return False

    def apply(self, signal: Signal) -> None:
        """Change the signal."""
        raise NotImplementedError

    def equation(self) -> str:
        """Return what the stage does, in symbols."""
        raise NotImplementedError


def numbers(record: Any, **lowest: float) -> None:
    """Raise ``ValueError`` for a named field of ``record`` that is not finite or below its lowest value."""
    for name, low in lowest.items():
        value = getattr(record, name)
        if isinstance(value, bool) or not isinstance(value, (int, float, np.number)) or not math.isfinite(value):
            raise ValueError(f"{type(record).__name__} {name}={value!r} is not a finite number")
        if value < low:
            raise ValueError(f"{type(record).__name__} {name}={value:g} is below {low:g}")
