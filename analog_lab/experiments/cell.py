"""The cell that the labs' knobs describe: one of two step laws, weights between -1 and 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..devices import ConstantStep, PulsedDevice, SoftBounds

LAWS = {"constant step": ConstantStep, "soft bounds": SoftBounds}


def knob_cell(law: str, dw_min: float, up_down: float, dtod: float, ctoc: float, tilt: float = 0.0) -> PulsedDevice:
    """Return the cell of these knobs; ``dtod`` spreads step and bounds alike, ``tilt`` the asymmetry of each cell."""
    return LAWS[law](
        dw_min=dw_min, dw_min_dtod=dtod, dw_min_std=ctoc, up_down=up_down, up_down_dtod=tilt,
        w_max=1.0, w_min=-1.0, w_max_dtod=dtod, w_min_dtod=dtod,
    )  # fmt: skip


def adjust(tiles: Iterable[Any], fixed: Iterable[str], old: Any, new: Any) -> None:
    """Give running tiles their new device or edge: the same draws, the same weights, other knobs.

    Raises
    ------
    ValueError
        A knob of ``fixed`` has moved.
    """
    for name in fixed:
        if getattr(new, name) != getattr(old, name):
            raise ValueError(f"{name} cannot move while the network learns")
    for tile in tiles:
        if new.device != old.device:
            tile.set_device(new.device)
        if new.periphery != old.periphery:
            tile.set_periphery(new.periphery)
