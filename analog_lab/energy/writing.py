"""What writing costs: one pulse of published cells, programming an array once, training it in place."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .cost import Cost
from .layers import whole

MANUAL = "pulse and R_on of the NeuroSim table (manual V3.0)"


@dataclass(frozen=True)
class Pulse:
    """One write pulse: its energy in one cell and its length."""

    energy: Cost
    time: Cost


def write_pulse(v: float, t_s: float, r_on_ohm: float, source: str = "set by hand", badge: str = "fitted") -> Pulse:
    """Return a pulse with E = V² · t / R_on, an upper bound: a cell at its highest conductance; V, s, Ω; J, s.

    Without a source both numbers are illustrative.

    Raises
    ------
    ValueError
        Voltage, time or resistance is not a positive number.
    """
    for name, value in (("v", v), ("t_s", t_s), ("r_on_ohm", r_on_ohm)):
        if not (value > 0 and math.isfinite(value)):
            raise ValueError(f"{name}={value:g} is not positive")
    said = f"{source}: V²·G·t at {v:g} V, {t_s:g} s, {r_on_ohm:g} Ω, an upper bound"
    badge = "illustrative" if source == "set by hand" else badge
    return Pulse(Cost(v**2 * t_s / r_on_ohm, "J", said, None, badge), Cost(t_s, "s", source, None, badge))


WRITE_PULSES = {
    name: write_pulse(v, t_s, r_on, f"{name}, {MANUAL}")
    for name, v, t_s, r_on in (
        ("Ag:a-Si", 3.2, 300e-6, 26e6),
        ("TaOx/HfOx", 1.6, 50e-9, 100e3),
        ("PCMO", 2.0, 1e-3, 23e6),
        ("AlOx/HfO2", 0.9, 100e-6, 16.9e3),
        ("GST PCM, up", 0.7, 6e-6, 4.71e3),
        ("GST PCM, down", 3.0, 125e-9, 4.71e3),
        ("EpiRAM", 5.0, 5e-6, 81e3),
        ("FeFET", 3.65, 75e-9, 559e3),
    )
}


def pulse_of(cell: str | Pulse) -> Pulse:
    """Return the pulse of a cell by its name; ValueError lists the cells with a published pulse."""
    if isinstance(cell, Pulse):
        return cell
    if cell not in WRITE_PULSES:
        raise ValueError(f"cell={cell!r} has no published write pulse: choose one of {', '.join(WRITE_PULSES)}")
    return WRITE_PULSES[cell]


def _at_least(name: str, value: float, least: float) -> None:
    if not isinstance(value, (int, float)):
        raise ValueError(f"{name}={value!r} is not a number")
    if not (value >= least and math.isfinite(value)):
        raise ValueError(f"{name}={value:g} is less than {least:g} or not finite")


@dataclass(frozen=True)
class Programming:
    """The array is written once and then serves ``inputs`` inputs.

    ``write_verify`` pulses a cell on average, each followed by one ADC conversion that checks it; ``cells`` a weight.
    """

    cell: str | Pulse = "TaOx/HfOx"
    write_verify: float = 1.0
    inputs: int = 1
    cells: int = 1

    def __post_init__(self) -> None:
        pulse_of(self.cell)
        _at_least("write_verify", self.write_verify, 1.0)
        whole("inputs", self.inputs)
        whole("cells", self.cells)


@dataclass(frozen=True)
class Training:
    """What one input of training adds: ``backward`` passes and ``updates`` of every weight.

    In memory an update is a rank-one pulse train of ``slots`` slots a read, in which a cell fires ``pulses`` times on
    average: no published number, it depends on data and rule.
    """

    backward: int = 1
    updates: int = 1
    cell: str | Pulse = "TaOx/HfOx"
    pulses: float = 1.0
    slots: int = 31

    def __post_init__(self) -> None:
        pulse_of(self.cell)
        whole("backward", self.backward, 0)
        whole("updates", self.updates, 0)
        whole("slots", self.slots)
        _at_least("pulses", self.pulses, 0.0)
        if self.pulses > self.slots:
            raise ValueError(f"pulses={self.pulses:g} is more than slots={self.slots}, one a slot at most")
