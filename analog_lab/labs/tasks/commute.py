"""Exercises of The commute."""

from ...energy import MEMORIES, WEIGHTS
from ...exercises import Choice, Design, Mistake, Numeric
from ...experiments.commute import Commute, accounts


def _weights() -> float:
    return float(sum(n_in * n_out for n_in, n_out in Commute(network="MNIST").workload.layers))


def _moved_j(batch: int, nj: float = 1.3) -> float:
    """Energy of the weights that one input moves, in J."""
    bus, _ = accounts(Commute(network="MNIST", batch=batch, dram_nj=nj))
    return sum(part.energy_j for part in bus.parts if part.component == WEIGHTS)


def _cheaper(spec: Commute) -> tuple[bool, str]:
    bus, crossbar = (sum(part.energy_j for part in account.parts) for account in accounts(spec))
    right = spec.network == "MNIST" and bus < 100 * crossbar
    said = f"Here the bus machine takes {bus / crossbar:,.0f} times the energy of the crossbar."
    if spec.network != "MNIST":
        return False, f"{said} Choose the network MNIST first."
    return right, said + ("" if right else " Let one fetch of the weights serve more inputs, or take narrower ones.")


EXERCISES = (
    Numeric(
        "weights",
        "How many weights does the network 784-256-128-10 have, without biases?",
        _weights,
        tolerance=0.0001,
        mistakes=(
            Mistake(784 + 256 + 128 + 10, "That counts neurons. Every pair of neighbours has a weight."),
            Mistake(784 * 256 * 128 * 10, "Layers follow one another: add their matrices, do not multiply them."),
            Mistake(234_752 + 394, "That is with biases, which are asked for in another lab."),
        ),
        hint="Each layer is a matrix of inputs × outputs; there are three.",
        solution="784 · 256 + 256 · 128 + 128 · 10 = 234,752.",
    ),
    Numeric(
        "energy",
        "The DRAM takes 1.3 nJ for 64 bit. One inference with weights of 32 bit, batch 1: how much energy moves weights?",
        lambda: _moved_j(1) * 1e3,
        "mJ",
        0.05,
        mistakes=(
            Mistake(lambda: 2 * _moved_j(1) * 1e3, "Two weights of 32 bit travel in one access of 64 bit."),
            Mistake(lambda: _moved_j(1) * 1e3 * 64, "1.3 nJ is for 64 bit together, not for each bit."),
        ),
        hint="Bits of all weights, divided by 64, times 1.3 nJ.",
        solution="234,752 · 32 bit / 64 bit · 1.3 nJ = 0.15 mJ; with the 2.6 nJ at the other end of the range, 0.31 mJ.",
    ),
    Numeric(
        "batch",
        "Now a batch of 100 inputs shares each fetch. How much energy for one input?",
        lambda: _moved_j(100) * 1e6,
        "µJ",
        0.05,
        mistakes=(
            Mistake(lambda: _moved_j(1) * 1e6, "That is batch 1: a fetched weight now serves a hundred inputs."),
        ),
        solution="A hundredth: 1.5 µJ. Reuse is the reason why a processor does not pay for every multiplication.",
    ),
    Choice(
        "rank",
        "Which takes the most energy: fetching 64 bit from DRAM, fetching them from SRAM of 1 MB, or one multiply-add?",
        ("the DRAM fetch", "the SRAM fetch", "the multiply-add"),
        lambda: max(
            (("the DRAM fetch", MEMORIES["DRAM 45 nm"]), ("the SRAM fetch", MEMORIES["SRAM 1 MB"])),
            key=lambda pair: pair[1].bit.value,
        )[0],
        {
            "the SRAM fetch": "It is on the chip, and about ten times cheaper.",
            "the multiply-add": "The multiplication is the cheap part; that is the whole problem.",
        },
        solution="The DRAM: about a nanojoule, hundreds of times the multiply-add that waits for it.",
    ),
    Design(
        "reuse",
        "Set the knobs so that the bus machine takes less than 100 times the energy of the crossbar on MNIST.",
        _cheaper,
        hint="What could one fetch serve?",
        solution="A batch of some hundred, or a memory on the chip. In-memory computing pays where there is little reuse.",
    ),
)
