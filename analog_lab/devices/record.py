"""A named cell as data: its parameters, and how far they can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

D = TypeVar("D", covariant=True)


@dataclass(frozen=True)
class Preset(Generic[D]):
    """A cell and where its numbers come from.

    ``measured`` says what was taken from a real device and ``assumed`` what was not; ``states`` is the range in mean
    steps, None for a cell that is programmed in one go; ``doi`` is empty where the source has none. ``g_us`` is the
    conductance range in µS that the weights stand for, None where the source gives none.
    """

    device: D
    title: str
    source: str
    doi: str
    measured: str
    assumed: str
    states: float | None = None
    g_us: tuple[float, float] | None = None
