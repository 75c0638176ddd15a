"""Named cells, each with where its numbers come from."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from .pulsed import ConstantStep, PulsedDevice


@dataclass(frozen=True)
class Preset:
    """A cell, its source, whether it was fitted to measurements, and what to know about it."""

    device: PulsedDevice
    source: str
    measured: bool
    note: str


PRESETS: dict[str, Preset] = {
    "idealized": Preset(
        ConstantStep(
            dw_min=0.0002, w_max=1.0, w_min=-1.0, dw_min_dtod=0.3, dw_min_std=0.3, up_down=0.0, up_down_dtod=0.0
        ),
        source="aihwkit 1.2, presets/devices.py, IdealizedPresetDevice",
        measured=False,
        note="10,000 states and no asymmetry: better than any cell that has been built.",
    ),
    "gokmen-vlasov": Preset(
        ConstantStep(
            dw_min=0.0016, w_max=1.0, w_min=-1.0, dw_min_dtod=0.3, dw_min_std=0.3, up_down=0.0, up_down_dtod=0.01
        ),
        source="Gokmen and Vlasov, Front. Neurosci. 10, 333 (2016), as in aihwkit 1.2, presets/devices.py",
        measured=False,
        note="About 1,200 states: the specification that a cell for training should meet.",
    ),
}


def preset(name: str) -> PulsedDevice:
    """Return the cell called ``name``, or raise ``ValueError`` with the nearest name and the whole list."""
    if name in PRESETS:
        return PRESETS[name].device
    near = difflib.get_close_matches(name, PRESETS, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ValueError(f"no preset {name!r}: {hint}choose from {', '.join(PRESETS)}")
