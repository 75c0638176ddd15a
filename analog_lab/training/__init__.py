"""How a gradient reaches the devices, and a small network without torch."""

from .learner import Learner, Rule
from .mixed import MixedPrecision
from .mlp import FloatMatrix, Mlp
from .one_sided import OneSidedPair
from .pcm_capacitor import PcmCapacitor
from .sgd import InMemorySGD
from .tiki_taka import TikiTaka

RULES: dict[str, Rule] = {
    "sgd": InMemorySGD(),
    "mixed-precision": MixedPrecision(),
    "tiki-taka": TikiTaka("plain"),
    "ttv2": TikiTaka("buffered"),
    "c-ttv2": TikiTaka("chopped"),
    "agad": TikiTaka("dynamic"),
    "one-sided": OneSidedPair(),
    "pcm-capacitor": PcmCapacitor(),
}

__all__ = [
    "RULES",
    "FloatMatrix",
    "InMemorySGD",
    "Learner",
    "MixedPrecision",
    "Mlp",
    "OneSidedPair",
    "PcmCapacitor",
    "Rule",
    "TikiTaka",
]
