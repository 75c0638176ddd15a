"""Real data that ships with the package."""

from .uci import Digits, digits

__all__ = ["Digits", "digits"]
