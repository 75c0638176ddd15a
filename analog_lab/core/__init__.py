"""What every room uses: seeded randomness, knobs and units."""

from .knobs import Knob, Spec, find, from_query, knob, knobs, to_query, values_of
from .random import key64, rng_from
from .units import quantity

__all__ = [
    "Knob",
    "Spec",
    "find",
    "from_query",
    "key64",
    "knob",
    "knobs",
    "quantity",
    "rng_from",
    "to_query",
    "values_of",
]
