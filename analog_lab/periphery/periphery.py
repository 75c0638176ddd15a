"""The edge of one crossbar: from a vector of numbers to driven lines, and from summed currents to numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from .converters import Adc, Dac

MANAGEMENT = ("abs-max", "none")


@dataclass(frozen=True)
class Noise:
    """Gaussian noise added to every driven line and to every sum, as standard deviations in normalised units."""

    in_noise: float = 0.0
    out_noise: float = 0.06

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{name}={value} is not a number >= 0")


@dataclass(frozen=True)
class Periphery:
    """What a vector passes on its way through the array and back into numbers.

    With α the largest |x| of the sample (``noise_management="abs-max"``; ``"none"``: α = 1) and ξ standard normal::

        q = DAC(x / α) + in_noise ξ
        y = α · ADC(W q + out_noise ξ)

    Under abs-max an input of zeros is not read and gives zeros. ``bits=None`` leaves out the converter, both its grid
    and its bound. Defaults are those of aihwkit 1.2 (``IOParameters``); its iterative bound management is not part of
    this model, so that a sum beyond ``out_bound`` saturates. All quantities are dimensionless.

    Raises
    ------
    ValueError
        ``bits`` outside 2 … 16, a bound not positive, a noise below 0, or ``abs-max`` with ``in_bound`` other than 1.
    """

    dac_bits: int | None = 7
    adc_bits: int | None = 9
    in_bound: float = 1.0
    out_bound: float = 12.0
    in_noise: float = 0.0
    out_noise: float = 0.06
    noise_management: str = "abs-max"

    def __post_init__(self) -> None:
        _ = self.dac, self.adc, self.noise  # each part checks its own numbers
        if self.noise_management not in MANAGEMENT:
            raise ValueError(f"noise_management={self.noise_management!r} is not one of {', '.join(MANAGEMENT)}")
        if self.noise_management == "abs-max" and self.in_bound != 1:
            raise ValueError(
                f"in_bound={self.in_bound:g} must be 1, to which abs-max noise management scales the inputs"
            )

    @cached_property
    def dac(self) -> Dac:
        """The converter in front of the lines."""
        return Dac(self.dac_bits, self.in_bound)

    @cached_property
    def adc(self) -> Adc:
        """The converter behind the sums."""
        return Adc(self.adc_bits, self.out_bound)

    @cached_property
    def noise(self) -> Noise:
        """The noise on lines and sums."""
        return Noise(self.in_noise, self.out_noise)

    @classmethod
    def ideal(cls) -> Periphery:
        """Return the periphery that changes nothing: no converters, no noise, no scaling."""
        return cls(dac_bits=None, adc_bits=None, in_noise=0.0, out_noise=0.0, noise_management="none")

    @cached_property
    def is_ideal(self) -> bool:
        """Whether a read is the bare matrix product."""
        return self.dac_bits is None and self.adc_bits is None and self.in_noise == 0 and self.out_noise == 0
