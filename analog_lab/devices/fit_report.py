"""What a fit found: every law with its device, its errors and its score, the best first."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .fit_data import Measured
from .fit_turns import Float
from .presets import Preset
from .pulsed import PulsedDevice


@dataclass(frozen=True, eq=False)
class Fit:
    """One law after its fit: its device, each parameter with its standard error, and its score (BIC, less is better).

    A parameter that the data do not tell has the error infinity. ``expected`` are the weights of the cell without
    noise, one per reading.
    """

    law: str
    device: PulsedDevice
    parameters: dict[str, tuple[float, float]]
    score: float
    read_noise: float
    start: float
    expected: Float
    code: int
    law_parameters: Float

    def surprise(self, signs: NDArray[np.int8], w: Float) -> float:
        """Return the negative logarithm of the likelihood of readings under this fit, up to a constant."""
        from . import fit_filter

        pulse = self.parameters["pulse_noise"][0]
        out = np.empty_like(w)
        return float(
            fit_filter.surprise(self.code, self.law_parameters, pulse, self.read_noise, self.start, signs, w, out)
        )


@dataclass(frozen=True, eq=False)
class FitReport:
    """What ``fit_device`` found.

    ``fits`` are all laws, the best first. A weight w stands for ``offset + factor w`` in the unit of the readings.
    """

    data: Measured
    fits: tuple[Fit, ...]
    offset: float
    factor: float

    @property
    def device(self) -> PulsedDevice:
        """The best cell; works wherever a preset does."""
        return self.fits[0].device

    @property
    def law(self) -> str:
        """The name of the best law."""
        return self.fits[0].law

    @property
    def runner_up(self) -> Fit:
        """The law that came second."""
        return self.fits[1]

    @property
    def parameters(self) -> dict[str, tuple[float, float]]:
        """Each parameter of the best law with its standard error, as weights."""
        return self.fits[0].parameters

    @property
    def read_noise(self) -> float:
        """The standard deviation of a reading, in the unit of the readings."""
        return self.fits[0].read_noise * self.factor

    @property
    def expected(self) -> Float:
        """What the best cell without noise shows at every reading, in the unit of the readings."""
        return self.offset + self.factor * self.fits[0].expected

    @property
    def residuals(self) -> Float:
        """Readings less ``expected``, in their unit; with pulse noise these wander, as the cell itself did."""
        return self.data.value - self.expected

    @property
    def preset(self) -> Preset[PulsedDevice]:
        """The best cell as a record, to be used like a named one."""
        d = self.device
        g = (self.offset + self.factor * d.w_min, self.offset + self.factor * d.w_max)
        return Preset(
            d,
            f"Fitted cell, {self.law}",
            f"{len(self.data.value)} readings of one cell",
            "",
            "Everything but the spreads from cell to cell.",
            "All cells are alike: one cell says nothing of others.",
            (d.w_max - d.w_min) / d.dw_min,
            g if self.data.unit and g[0] >= 0 else None,  # steps may vanish only where no conductance is left
        )

    def __str__(self) -> str:
        best, unit = self.fits[0], self.data.unit
        lines = [f"best law: {self.law}; runner-up: {self.runner_up.law}, BIC {self.runner_up.score - best.score:+.1f}"]
        for name, (value, error) in best.parameters.items():
            told = f"± {error:.2g}" if math.isfinite(error) else "(not told by the data)"
            lines.append(f"  {name} = {value:.4g} {told}")
        lines.append(f"  read noise = {self.read_noise:.3g} {unit}".rstrip())
        if self.runner_up.score - best.score < 2:
            lines.append(f"the data do not tell {self.law} from {self.runner_up.law}: more readings may")
        lines.append(f"a weight w stands for {self.offset:.4g} + {self.factor:.4g} w {unit}".rstrip())
        return "\n".join(lines)
