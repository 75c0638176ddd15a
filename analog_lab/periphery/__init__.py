"""What stands between the digital world and the array: converters, noise and scaling."""

from .converters import Adc, Dac
from .periphery import Noise, Periphery

__all__ = ["Adc", "Dac", "Noise", "Periphery"]
