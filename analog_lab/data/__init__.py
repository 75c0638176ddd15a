"""Real data that ships with the package, with other packages, or lies in a folder; nothing is downloaded."""

from .mnist import idx_folder, mnist
from .samples import Samples
from .sequences import sequences
from .uci import digits

__all__ = ["Samples", "digits", "idx_folder", "mnist", "sequences"]
