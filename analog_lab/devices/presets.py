"""Named cells, each with where its numbers come from."""

from __future__ import annotations

import difflib

from .catalog import AIHWKIT, SYNAPSES
from .pulsed import PulsedDevice
from .record import Preset

PRESETS: dict[str, Preset[PulsedDevice]] = {**AIHWKIT, **SYNAPSES}


def preset(name: str) -> PulsedDevice:
    """Return the cell called ``name``, or raise ``ValueError`` with the nearest name and the whole list."""
    if name in PRESETS:
        return PRESETS[name].device
    near = difflib.get_close_matches(name, PRESETS, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ValueError(f"no preset {name!r}: {hint}choose from {', '.join(PRESETS)}")
