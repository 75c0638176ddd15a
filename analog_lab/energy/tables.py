"""Published tables: digital operations and memories, each number with its source."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .cost import Cost

HOROWITZ = "Horowitz, ISSCC 2014 (45 nm, 0.9 V)"


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


def mac_cost(kind: str) -> Cost:
    """One multiply-add: the sum of two published operations."""
    value = HOROWITZ_45NM[f"{kind} multiply"].value + HOROWITZ_45NM[f"{kind} add"].value
    return Cost(value * 1e-12, "J", f"{HOROWITZ}: {kind} multiply + add, {value:g} pJ", 2014, "published")


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
