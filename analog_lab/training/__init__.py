"""How a gradient reaches the devices, and a small network without torch."""

from .mlp import FloatMatrix, Mlp
from .sgd import InMemorySGD

__all__ = ["FloatMatrix", "InMemorySGD", "Mlp"]
