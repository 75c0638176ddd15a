"""The cell that the labs' knobs describe: one of two step laws, weights between -1 and 1."""

from __future__ import annotations

from ..devices import ConstantStep, PulsedDevice, SoftBounds

LAWS = {"constant step": ConstantStep, "soft bounds": SoftBounds}


def knob_cell(law: str, dw_min: float, up_down: float, dtod: float, ctoc: float, tilt: float = 0.0) -> PulsedDevice:
    """Return the cell of these knobs; ``dtod`` spreads step and bounds alike, ``tilt`` the asymmetry of each cell."""
    return LAWS[law](
        dw_min=dw_min, dw_min_dtod=dtod, dw_min_std=ctoc, up_down=up_down, up_down_dtod=tilt,
        w_max=1.0, w_min=-1.0, w_max_dtod=dtod, w_min_dtod=dtod,
    )  # fmt: skip
