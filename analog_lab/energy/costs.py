"""What both machines are charged: one record of entries, each with unit, source and badge, to be edited and saved."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from os import PathLike
from typing import Any

from .converters import adc_area_um2, adc_energy_pj, check_fit
from .cost import Cost
from .layers import whole
from .tables import HERMES_READ, HOROWITZ, MEMORIES, Memory, mac_cost

ADC_TECH_NM = 45.0  # the node of the digital table, so that both machines are of one age
ADC_RATE_HZ = 100e6
FIT = "ADC survey fit (arXiv 2404.06553)"


def adc(bits: int, tech_nm: float = ADC_TECH_NM, rate_hz: float = ADC_RATE_HZ) -> Cost:
    """Return one conversion of the best ADC that the survey's fit allows; bit, nm, conversions/s; J.

    Raises
    ------
    ValueError
        A number is outside the range for which the fit was checked: 4 … 12 bit, 14 … 65 nm, 10 MS/s … 1 GS/s.
    """
    check_fit(bits, tech_nm, rate_hz)
    value = adc_energy_pj(bits, tech_nm, rate_hz)
    what = f"{bits} bit, {tech_nm:g} nm, {rate_hz / 1e6:g} MS/s"
    return Cost(value * 1e-12, "J", f"{FIT}, {what}: {value:.3g} pJ, a lower bound", 2024, "fitted")


def adc_area(bits: int, tech_nm: float = ADC_TECH_NM, rate_hz: float = ADC_RATE_HZ) -> Cost:
    """Return the area of one such ADC; µm²; raises as ``adc``."""
    check_fit(bits, tech_nm, rate_hz)
    area = adc_area_um2(adc_energy_pj(bits, tech_nm, rate_hz), tech_nm, rate_hz)
    return Cost(area, "µm²", f"{FIT}, {bits} bit, {tech_nm:g} nm, {rate_hz / 1e6:g} MS/s", 2024, "fitted")


def adc_rate(rate_hz: float = ADC_RATE_HZ) -> Cost:
    """Return how often one ADC converts, the rate at which its energy is taken; 1/s."""
    return Cost(rate_hz, "1/s", "the rate at which the ADC fit is evaluated, to change with it", None, "illustrative")


def dac(bits: int = 8, tech_nm: float = ADC_TECH_NM) -> Cost:
    """Return one DAC conversion: 22/34 of an ADC's, the split of a measured macro (one of each a product); J."""
    what = f"{bits} bit, {tech_nm:g} nm"
    said = f"DAC : ADC = 22 : 34 as in a measured macro (Wang, VLSI 2022), times the ADC fit, {what}"
    return Cost(adc(bits, tech_nm).value * 22 / 34, "J", said, 2022, "fitted")


def array_read(v: float = 0.2, g_us: float = 10.0, t_s: float = 10e-9) -> Cost:
    """Return what one cell turns into heat in one read, E = V² · G · t; volt, microsiemens, second; J."""
    said = f"V²·G·t of one cell: {v:g} V, {g_us:g} µS, {t_s * 1e9:g} ns"
    return Cost(v**2 * g_us * 1e-6 * t_s, "J", said, None, "derived")


def _unsourced(what: str, unit: str) -> Cost:
    return Cost(0.0, unit, f"{what}: no published number here, counted as zero", None, "illustrative")


@dataclass(frozen=True)
class Costs:
    """Everything the two machines are charged for; ``change`` edits one entry, ``save`` and ``load`` keep them.

    ``adc_bits`` and ``dac_bits`` say which converters ``adc`` and ``dac`` are; ``with_adc`` and ``with_dac`` change
    both at once.

    Energies in J, J/bit and J a conversion, rates in 1/s, areas in µm². Every entry keeps its unit. An entry without
    a published number is illustrative and zero until it is set; ``unsourced`` names those.
    """

    memory: Memory = MEMORIES["DRAM 45 nm"]
    mac8: Cost = mac_cost("int8")
    mac16: Cost = mac_cost("fp16")
    mac32: Cost = mac_cost("fp32")
    mac_rate: Cost = Cost(200e9, "MAC/s", "an assumed processor, a round number to change", None, "illustrative")
    dac: Cost = dac()
    dac_bits: int = 8
    array: Cost = array_read()
    adc: Cost = adc(8)
    adc_bits: int = 8
    adc_rate: Cost = adc_rate()
    adc_area: Cost = adc_area(8)
    read_time: Cost = HERMES_READ
    add: Cost = Cost(0.1e-12, "J", f"{HOROWITZ}: int32 add, 0.1 pJ", 2014, "published")
    route: Cost = _unsourced("wires between arrays, per bit", "J/bit")
    function: Cost = _unsourced("activation functions", "J")

    def __post_init__(self) -> None:
        whole("adc_bits", self.adc_bits)
        whole("dac_bits", self.dac_bits)
        if not isinstance(self.memory, Memory):
            raise ValueError(f"memory={self.memory!r} is no Memory: choose one of MEMORIES, {', '.join(MEMORIES)}")
        for name in _units():
            if not name.startswith("memory.") and not isinstance(getattr(self, name), Cost):
                raise ValueError(f"{name}={getattr(self, name)!r} is no Cost(value, unit, source, year, badge)")
        for name, cost in self.entries.items():
            if cost.unit != _units()[name]:
                raise ValueError(f"{name}: unit={cost.unit!r} is not {_units()[name]!r}, the unit of this entry")
        for name in ("mac_rate", "read_time", "adc_rate", "memory.bandwidth"):
            if self.entries[name].value <= 0:
                raise ValueError(f"{name}={self.entries[name].value:g} is not positive: time divides by it or is it")

    @property
    def entries(self) -> dict[str, Cost]:
        """Every entry by its name; those of the memory are ``memory.bit`` and ``memory.bandwidth``."""
        own = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        of_memory = {"memory.bit": self.memory.bit, "memory.bandwidth": self.memory.bandwidth}
        return of_memory | {name: cost for name, cost in own.items() if isinstance(cost, Cost)}

    @property
    def unsourced(self) -> tuple[str, ...]:
        """Names of the entries that count as zero because no number is published here."""
        return tuple(name for name, cost in self.entries.items() if cost.unsourced)

    def mac(self, bits: int) -> Cost:
        """Return the multiply-add for weights of ``bits``; only 8, 16 and 32 have a published cost."""
        known = {8: self.mac8, 16: self.mac16, 32: self.mac32}
        if bits not in known:
            raise ValueError(f"weight_bits={bits} has no published multiply-add: choose 8, 16 or 32")
        return known[bits]

    def with_adc(self, bits: int, tech_nm: float = ADC_TECH_NM, rate_hz: float = ADC_RATE_HZ) -> Costs:
        """Return the same costs with another ADC: its energy, its area and its rate."""
        energy, area = adc(bits, tech_nm, rate_hz), adc_area(bits, tech_nm, rate_hz)
        rate = self.adc_rate if rate_hz == self.adc_rate.value else adc_rate(rate_hz)
        return dataclasses.replace(self, adc=energy, adc_area=area, adc_bits=bits, adc_rate=rate)

    def with_dac(self, bits: int, tech_nm: float = ADC_TECH_NM) -> Costs:
        """Return the same costs with another DAC."""
        return dataclasses.replace(self, dac=dac(bits, tech_nm), dac_bits=bits)

    def change(self, name: str, value: float, source: str = "", **fields: Any) -> Costs:
        """Return the same costs with one entry changed: a new value needs a source, or it is "set by hand".

        ``fields`` are ``unit``, ``year`` and ``badge``. Without a source the badge becomes illustrative.
        """
        if not source.strip() and fields.get("badge", "illustrative") != "illustrative":
            raise ValueError(f"{name}: badge={fields['badge']!r} has no source: only an illustrative number needs none")
        new: dict[str, Any] = {
            "value": value,
            "unit": _units().get(name, "?"),
            "year": None,
            "badge": "illustrative",
        } | fields
        try:
            cost = Cost(**new, source=source.strip() or "set by hand")
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name}: {error}") from None
        return self.with_entry(name, cost)

    def with_entry(self, name: str, cost: Cost) -> Costs:
        """Return the same costs with ``cost`` as the entry ``name``."""
        if name not in self.entries:
            raise ValueError(f"{name!r} is no entry: choose one of {', '.join(self.entries)}")
        new: dict[str, Any] = {name.removeprefix("memory."): cost}
        if name.startswith("memory."):
            return dataclasses.replace(self, memory=dataclasses.replace(self.memory, **new))
        return dataclasses.replace(self, **new)

    def save(self, path: str | PathLike[str]) -> None:
        """Write all entries as TOML; ``load`` gives back the same, bit for bit."""
        from .costs_file import write

        write(self, path)

    @staticmethod
    def load(path: str | PathLike[str]) -> Costs:
        """Read costs from TOML; entries left out keep their defaults. ValueError names the entry and the rule."""
        from .costs_file import read

        return read(path)


@cache
def _units() -> dict[str, str]:
    memory = MEMORIES["DRAM 45 nm"]
    known = {"memory.bit": memory.bit.unit, "memory.bandwidth": memory.bandwidth.unit}
    return known | {f.name: f.default.unit for f in dataclasses.fields(Costs) if isinstance(f.default, Cost)}
