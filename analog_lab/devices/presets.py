"""The named cells of ``presets.toml``: each with where its numbers come from, and how far they can be trusted."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from .ageing import Ageing, Corrupt
from .flash import Flash
from .neurosim import NeuroSim
from .pcm import Curve, Flicker, Pcm, PowerDrift
from .pulsed import PulsedDevice
from .response import states
from .retentive import RetentiveDevice
from .retentive_laws import Spread
from .rram import Relaxation, Rram
from .shaped import ExpStep
from .steps import ConstantStep, LinearStep, SoftBoundsReference

D = TypeVar("D", covariant=True)
PULSED = (ConstantStep, LinearStep, SoftBoundsReference, ExpStep, Ageing, Corrupt)
PROGRAMMED = (Pcm, Rram, Flash, Spread, PowerDrift, Flicker, Curve, Relaxation)
KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (*PULSED, *PROGRAMMED)}


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


def _made(value: Any) -> Any:
    """Return what the file's value stands for: a table with a kind is a record, a list a tuple, "none" is None."""
    if isinstance(value, list):
        return tuple(map(_made, value))
    if isinstance(value, dict):
        fields = {name: _made(part) for name, part in value.items()}
        return KINDS[fields.pop("kind")](**fields) if "kind" in fields else fields
    return None if value == "none" else value


def _synapse(title: str, states: int, up: float, down: float, ctoc: float, r_on_ohm: float, on_off: float) -> Preset:
    high = 1e6 / r_on_ohm
    return Preset(
        NeuroSim.from_labels(states, up, down, ctoc),
        title,
        "MLP+NeuroSim V3.0, manual",
        "10.1145/3354265.3354266",
        f"Conductance against pulses of single cells: labels {up:+g} and {down:+g}, on/off ratio {on_off:g}.",
        f"Noise of {100 * ctoc:g} % of the range a pulse at every conductance; cells are all alike.",
        states,
        (high / on_off, high),
    )


_FILE = _made(tomllib.loads(Path(__file__).with_name("presets.toml").read_text("utf-8")))
AIHWKIT: dict[str, Preset[PulsedDevice]] = {
    name: Preset(**told, states=states(told["device"])) for name, told in _FILE["pulsed"].items()
}
SYNAPSES: dict[str, Preset[PulsedDevice]] = {name: _synapse(**told) for name, told in _FILE["synapses"].items()}
RETENTIVE: dict[str, Preset[RetentiveDevice]] = {name: Preset(**told) for name, told in _FILE["retentive"].items()}
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
