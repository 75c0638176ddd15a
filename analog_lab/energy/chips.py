"""Published analog chips and the objections to their numbers: to be shown beside every estimate."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("measured", "simulated", "stated by the maker")


@dataclass(frozen=True)
class Chip:
    """One published efficiency; two operations make a multiply-add, so fJ/MAC = 2000 / (TOPS/W)."""

    name: str
    tops_per_w: float
    bits: str
    source: str
    year: int
    kind: str

    @property
    def fj_per_mac(self) -> float:
        """Energy of one multiply-add in fJ, all that the number includes."""
        return 2000 / self.tops_per_w

    @property
    def measured(self) -> bool:
        """Whether silicon was measured for it, and published by those who did."""
        return self.kind == "measured"

    def energy_j(self, macs: float) -> float:
        """Return what so many multiply-adds would cost at this efficiency, in J."""
        return macs * self.fj_per_mac * 1e-15


_HERMES = "Le Gallo et al., Nat. Electron. 6, 680 (2023)"
_NEURRAM = "Wan et al., Nature 608, 504 (2022)"
_MYTHIC = "product page: 26 TOPS at 3–4 W"

CHIPS = (
    Chip("IBM HERMES, 64 cores of 256×256, one phase", 9.76, "8-bit inputs and outputs", _HERMES, 2023, "measured"),
    Chip("IBM HERMES, 64 cores of 256×256, four phases", 2.48, "8-bit inputs and outputs", _HERMES, 2023, "measured"),
    Chip(
        "IBM 34 tiles of 512×2048, 35 M PCM",
        12.4,
        "analog weights; bits not recorded here",
        "Ambrogio et al., Nature 620, 768 (2023), sustained by the chip",
        2023,
        "measured",
    ),
    Chip("NeuRRAM, 48 cores, least bits", 43.1, "4-bit weights, 1 bit in, 3 bit out", _NEURRAM, 2022, "measured"),
    Chip("NeuRRAM, 48 cores, most bits", 6.44, "4-bit weights, 8 bit in, 10 bit out", _NEURRAM, 2022, "measured"),
    Chip("Mythic M1076 flash, at 4 W", 6.5, "8-bit integers", _MYTHIC, 2021, "stated by the maker"),
    Chip("Mythic M1076 flash, at 3 W", 26 / 3, "8-bit integers", _MYTHIC, 2021, "stated by the maker"),
    Chip("PUMA", 0.837, "16-bit words", "Ankit et al., ASPLOS (2019)", 2019, "simulated"),
)


@dataclass(frozen=True)
class Criticism:
    """One objection to efficiencies like those of ``CHIPS``."""

    text: str
    source: str


CRITICISMS = (
    Criticism("The cost of ADCs limits the efficiency of analog arrays.", "RAELLA (ISCA 2023); arXiv 2507.09776"),
    Criticism(
        "The peak of a macro is not that of a system: analog beats digital in-memory computing only with large macros "
        "and with convolutions and pointwise layers.",
        "arXiv 2405.14978",
    ),
    Criticism(
        "Bit widths must be the same before numbers are compared: one 65 nm macro is 1023 TOPS/W at 1/2/1 bit and 8.4 "
        "at 7/4/7.",
        "bits of inputs/weights/outputs; the source of this macro is not recorded here",
    ),
    Criticism("Errors of one least significant bit hurt large networks.", "arXiv 2411.11022"),
    Criticism(
        "Utilisation, activations, weight reload and the energy of programming are usually left out.",
        "counted here when asked for: see in_memory",
    ),
    Criticism(
        "30,000 times faster and 84,000 GigaOps/s/W are a projection for about 10⁹ weights, not a measurement.",
        "Gokmen & Vlasov, Front. Neurosci. 10, 333 (2016)",
    ),
)
