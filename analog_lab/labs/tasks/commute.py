"""Exercises of The commute."""

from ...energy import MEMORIES, WEIGHTS, Costs
from ...exercises import Design, Mistake, Numeric, Ranking
from ...experiments.commute import Commute, accounts


def _weights() -> float:
    return float(sum(n_in * n_out for n_in, n_out in Commute(network="MNIST").workload.layers))


def _moved_j(batch: int, nj: float = 1.3) -> float:
    """Energy of the weights that one input moves, in J."""
    bus, _ = accounts(Commute(network="MNIST", batch=batch, dram_nj=nj))
    return sum(part.energy_j for part in bus.parts if part.component == WEIGHTS)


def _moved_bits(machine: int) -> float:
    """Bits that move for one input of MNIST: 0 is the bus machine, 1 the crossbar."""
    return float(sum(part.bits for part in accounts(Commute(network="MNIST"))[machine].parts))


_COSTS_J = {
    "one conversion of 8 bits": lambda: Costs().adc.value,
    "64 bit from SRAM of 1 MB": lambda: 64 * MEMORIES["SRAM 1 MB"].bit.value,
    "one multiply-add of 8 bits": lambda: Costs().mac8.value,
    "64 bit from DRAM": lambda: 64 * MEMORIES["DRAM 45 nm"].bit.value,
}


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
        "Layers of 784, 256, 128 and 10 neurons: how many weights has this network, without biases?",
        _weights,
        tolerance=0.0001,
        mistakes=(
            Mistake(784 + 256 + 128 + 10, "That counts neurons. Every pair of neighbours has a weight."),
            Mistake(784 * 256 * 128 * 10, "Layers follow one another: add their matrices, do not multiply them."),
            Mistake(234_752 + 394, "That is with biases: leave the 394 of them out."),
        ),
        hint="Each layer is a matrix of inputs × outputs; there are three.",
        solution="784 · 256 + 256 · 128 + 128 · 10 = 234,752.",
    ),
    Numeric(
        "energy",
        "The DRAM takes 1.3 nJ for 64 bit. One inference with weights of 32 bit, batch 1: how much energy moves "
        "weights?",
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
    Ranking(
        "rank",
        "Which takes the most energy? Put the most expensive first.",
        tuple(_COSTS_J),
        lambda: sorted(_COSTS_J, key=lambda name: -_COSTS_J[name]()),
        reason="The multiplication is the cheap part; that is the whole problem.",
        hint="Off the chip, on the chip, at the edge of an array, inside the processor.",
        solution="64 bit from DRAM take 1,300 pJ, from SRAM of 1 MB 100 pJ; an ADC takes 3.2 pJ a conversion, and a "
        "multiply-add 0.23 pJ.",
    ),
    Numeric(
        "cell",
        "Fetching 64 bit from DRAM takes 1.3 nJ, one multiplication in a cell 4 fJ. How many multiplications for one "
        "fetch?",
        lambda: 64 * MEMORIES["DRAM 45 nm"].bit.value / Costs().array.value,
        mistakes=(
            Mistake(325, "Three powers are missing: a nanojoule is a million femtojoules."),
            Mistake(325e6, "A nanojoule is a million femtojoules, not a thousand million."),
        ),
        hint="1 nJ = 1,000,000 fJ.",
        solution="1.3 nJ / 4 fJ = 325,000.",
    ),
    Numeric(
        "moved",
        "MNIST, batch 1: how many bits move in the crossbar machine for one input?",
        lambda: _moved_bits(1),
        "bit",
        mistakes=(
            Mistake(0.0, "The weights stay, but inputs come, sums travel between the tiles, and outputs leave."),
            Mistake(lambda: _moved_bits(0), "That is the other machine."),
            Mistake(lambda: _moved_bits(1) / 1000, "The meter counts in kbit, and 1 kbit is 1,000 bit."),
        ),
        hint="Play to the end and read the upper meter on the right.",
        solution="15.6 kbit: activations and parts of sums. No weight moves, yet the machine is not still.",
    ),
    Design(
        "reuse",
        "Set the knobs so that the bus machine takes less than 100 times the energy of the crossbar on MNIST.",
        _cheaper,
        hint="What could one fetch serve? Try the batch, the weight bits and, under More, the cache.",
        solution="A batch of some hundred, or the cache. In-memory computing pays where there is little reuse.",
    ),
)
