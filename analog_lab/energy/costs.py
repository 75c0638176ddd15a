"""What one move and one operation cost: every number with its unit, its source and how sure it is."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

from .converters import adc_energy_pj

BADGES = ("measured", "counted", "published", "derived", "fitted", "illustrative")  # from the surest to the least sure
HOROWITZ = "Horowitz, ISSCC 2014 (45 nm, 0.9 V)"
ADC_TECH_NM = 45.0  # the node of the digital table, so that both machines are of one age


@dataclass(frozen=True)
class Cost:
    """One number with where it comes from; ``badge`` is one of ``BADGES``, and ``year`` is None where none applies."""

    value: float
    unit: str
    source: str
    year: int | None
    badge: str

    def __post_init__(self) -> None:
        if self.badge not in BADGES:
            raise ValueError(f"badge={self.badge!r} is not one of {', '.join(BADGES)}")
        if not (math.isfinite(self.value) and self.value >= 0):
            raise ValueError(f"value={self.value!r} is not a finite number >= 0")
        if not self.source.strip():
            raise ValueError(f"source={self.source!r} is empty: every number says where it comes from")


def _horowitz(value_pj: float) -> Cost:
    return Cost(value_pj, "pJ", HOROWITZ, 2014, "published")


HOROWITZ_45NM = {
    "int8 add": _horowitz(0.03),
    "int32 add": _horowitz(0.1),
    "fp16 add": _horowitz(0.4),
    "fp32 add": _horowitz(0.9),
    "int8 multiply": _horowitz(0.2),
    "int32 multiply": _horowitz(3.1),
    "fp16 multiply": _horowitz(1.1),
    "fp32 multiply": _horowitz(3.7),
    "SRAM 8 KB, 64 bit": _horowitz(10),
    "SRAM 32 KB, 64 bit": _horowitz(20),
    "SRAM 1 MB, 64 bit": _horowitz(100),
    "DRAM, 64 bit, low end": _horowitz(1300),
    "DRAM, 64 bit, high end": _horowitz(2600),
}


@dataclass(frozen=True)
class Memory:
    """Where the weights of the bus machine live: energy per bit (J/bit), peak rate (B/s), size of one block."""

    name: str
    bit: Cost
    bandwidth: Cost
    block_bytes: int | None = None

    def blocks(self, bits: float) -> int:
        """Return how many blocks hold ``bits``; a DRAM counts as one whatever it holds."""
        return 1 if self.block_bytes is None else math.ceil(bits / 8 / self.block_bytes)


def _rate(gigabytes: float, what: str) -> Cost:
    return Cost(gigabytes * 1e9, "B/s", what, None, "illustrative")


def dram(nj_per_64_bit: float = 1.3) -> Memory:
    """Return the DRAM of the 45 nm table, 1.3 … 2.6 nJ per 64 bit; the default is the low end, kind to the bus."""
    if not 1.3 <= nj_per_64_bit <= 2.6:
        raise ValueError(f"nj_per_64_bit={nj_per_64_bit:g} is outside the published range 1.3 … 2.6 nJ")
    said = f"{HOROWITZ}: DRAM {nj_per_64_bit:g} nJ per 64 bit, of 1.3–2.6"
    bit = Cost(nj_per_64_bit * 1e-9 / 64, "J/bit", said, 2014, "published")
    return Memory("DRAM 45 nm", bit, _rate(25.6, "one DDR4 channel, interface peak"))


def _sram(name: str, size: int, gigabytes: float, port: str) -> Memory:
    access = HOROWITZ_45NM[f"{name}, 64 bit"]
    said = f"{HOROWITZ}: {name} {access.value:g} pJ per 64 bit"
    return Memory(name, Cost(access.value * 1e-12 / 64, "J/bit", said, 2014, "published"), _rate(gigabytes, port), size)


def _modern(name: str, pj_per_bit: float, gigabytes: float, port: str) -> Memory:
    said = f"{name}: about {pj_per_bit:g} pJ/bit, a round number to change"
    bit = Cost(pj_per_bit * 1e-12, "J/bit", said, None, "illustrative")
    return Memory(name, bit, _rate(gigabytes, port))


MEMORIES = {
    memory.name: memory
    for memory in (
        dram(),
        _modern("DDR4", 17.5, 25.6, "one DDR4 channel, interface peak"),
        _modern("LPDDR4", 6.0, 25.6, "64 bit at 3.2 Gbit/s, interface peak"),
        _modern("GDDR6", 7.0, 56.0, "32 bit at 14 Gbit/s, interface peak"),
        _modern("HBM2", 3.9, 256.0, "one HBM2 stack, interface peak"),
        _sram("SRAM 1 MB", 2**20, 128.0, "a port of 1024 bit at 1 GHz, a round number to change"),
        _sram("SRAM 32 KB", 2**15, 128.0, "a port of 1024 bit at 1 GHz, a round number to change"),
        _sram("SRAM 8 KB", 2**13, 128.0, "a port of 1024 bit at 1 GHz, a round number to change"),
    )
}


def _mac(kind: str) -> Cost:
    """One multiply-add: the sum of two published operations."""
    value = HOROWITZ_45NM[f"{kind} multiply"].value + HOROWITZ_45NM[f"{kind} add"].value
    return Cost(value * 1e-12, "J", f"{HOROWITZ}: {kind} multiply + add, {value:g} pJ", 2014, "published")


def adc(bits: int, tech_nm: float = ADC_TECH_NM) -> Cost:
    """Return one conversion of the best ADC that the survey's fit allows, at 100 MS/s; J."""
    value = adc_energy_pj(bits, tech_nm)
    said = f"ADC survey fit (arXiv 2404.06553), {bits} bit, {tech_nm:g} nm, 100 MS/s: {value:.3g} pJ, a lower bound"
    return Cost(value * 1e-12, "J", said, 2024, "fitted")


def dac(bits: int = 8, tech_nm: float = ADC_TECH_NM) -> Cost:
    """Return one DAC conversion: 22/34 of an ADC's, the split of a measured macro (one of each a product); J."""
    said = "DAC : ADC = 22 : 34 as in a measured macro (Wang, VLSI 2022), times the ADC fit"
    return Cost(adc(bits, tech_nm).value * 22 / 34, "J", said, 2022, "fitted")


def array_read(v: float = 0.2, g_us: float = 10.0, t_s: float = 10e-9) -> Cost:
    """Return what one cell turns into heat in one read, E = V² · G · t; volt, microsiemens, second; J."""
    said = f"V²·G·t of one cell: {v:g} V, {g_us:g} µS, {t_s * 1e9:g} ns"
    return Cost(v**2 * g_us * 1e-6 * t_s, "J", said, None, "derived")


HERMES_READ = Cost(
    2 * 256**2 * 64 / 63.1e12,
    "s",
    "one read of an IBM HERMES core: 2·256²·64 operations at 63.1 TOPS (Le Gallo, Nat. Electron. 6, 680)",
    2023,
    "derived",
)
HERMES_MAC_FJ = Cost(
    2000 / 9.76, "fJ", "IBM HERMES, whole chip at 9.76 TOPS/W with 8-bit inputs and outputs", 2023, "published"
)


def _unsourced(what: str) -> Cost:
    return Cost(0.0, "J", f"{what}: no published number here, counted as zero", None, "illustrative")


@dataclass(frozen=True)
class Costs:
    """Everything the two machines are charged for; change one with ``dataclasses.replace``. Energies in J."""

    memory: Memory = MEMORIES["DRAM 45 nm"]
    mac8: Cost = _mac("int8")
    mac16: Cost = _mac("fp16")
    mac32: Cost = _mac("fp32")
    mac_rate: Cost = Cost(200e9, "MAC/s", "an assumed processor, a round number to change", None, "illustrative")
    dac: Cost = dac()
    array: Cost = array_read()
    adc: Cost = adc(8)
    adc_bits: int = 8
    read_time: Cost = HERMES_READ
    add: Cost = Cost(0.1e-12, "J", f"{HOROWITZ}: int32 add, 0.1 pJ", 2014, "published")
    route: Cost = _unsourced("activation functions and wires between arrays, per bit")

    def __post_init__(self) -> None:
        for name in ("mac_rate", "read_time"):
            if getattr(self, name).value <= 0:
                raise ValueError(f"{name}={getattr(self, name).value:g} is not positive")
        if self.memory.bandwidth.value <= 0:
            raise ValueError(f"bandwidth={self.memory.bandwidth.value:g} is not positive")

    def mac(self, bits: int) -> Cost:
        """Return the multiply-add for weights of ``bits``; only 8, 16 and 32 have a published cost."""
        known = {8: self.mac8, 16: self.mac16, 32: self.mac32}
        if bits not in known:
            raise ValueError(f"weight_bits={bits} has no published multiply-add: choose 8, 16 or 32")
        return known[bits]

    def with_adc(self, bits: int, tech_nm: float = ADC_TECH_NM) -> Costs:
        """Return the same costs with another ADC."""
        return dataclasses.replace(self, adc=adc(bits, tech_nm), adc_bits=bits)
