"""How a gradient reaches the devices, and a small network without torch."""

from .learner import Learner, Rule
from .mixed import MixedPrecision
from .mlp import FloatMatrix, Mlp
from .sgd import InMemorySGD
from .tiki_taka import TikiTaka

__all__ = ["FloatMatrix", "InMemorySGD", "Learner", "MixedPrecision", "Mlp", "Rule", "TikiTaka"]
