"""Named cells, each with where its numbers come from."""

from __future__ import annotations

import difflib
from typing import Any

from .catalog import AIHWKIT, SYNAPSES
from .catalog_retentive import RETENTIVE
from .record import Preset

PRESETS: dict[str, Preset[Any]] = {**AIHWKIT, **SYNAPSES, **RETENTIVE}


def preset(name: str) -> Any:
    """Return the cell called ``name``: a ``PulsedDevice`` or a ``RetentiveDevice``.

    Raises
    ------
    ValueError
        There is no such name; the message has the nearest one and the whole list.
    """
    if not isinstance(name, str):
        raise ValueError(f"preset {name!r} is not a name: choose from {', '.join(PRESETS)}")
    if name in PRESETS:
        return PRESETS[name].device
    asked = name.lower().replace("_", "-")
    near = [known for known in PRESETS if known == asked] or [known for known in PRESETS if asked and asked in known]
    near = near or difflib.get_close_matches(asked, PRESETS, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ValueError(f"no preset {name!r}: {hint}choose from {', '.join(PRESETS)}")
