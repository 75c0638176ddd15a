"""The code exercise of The commute."""

from ...energy import MNIST_LAYERS, Workload, in_memory, von_neumann
from ...exercises import Code, Mistake


def _bus_j(batch: int) -> float:
    return von_neumann(Workload(MNIST_LAYERS, batch=batch)).energy_j


CODE = Code(
    "code",
    "How many times less energy does the bus machine take for one input of 784-256-128-10 if a hundred of them share every fetch?",
    """\
from analog_lab.energy import MNIST_LAYERS, Workload, von_neumann
from analog_lab.labs import commute

alone = von_neumann(Workload(MNIST_LAYERS, batch=1)).energy_j  # for one input, in J
factor = ...  # alone, divided by the same in a batch of 100

commute.check(factor)""",
    "factor = alone / von_neumann(Workload(MNIST_LAYERS, batch=100)).energy_j",
    lambda: _bus_j(1) / _bus_j(100),
    "",
    0.01,
    (
        Mistake(100.0, "The weights alone become a hundred times cheaper; the multiply-adds stay what they were."),
        Mistake(lambda: _bus_j(100), "That is the energy in the batch, in J: divide alone by it."),
        Mistake(
            lambda: 100 * _bus_j(1) / _bus_j(100), "The account is for one input already: no further factor of 100."
        ),
        Mistake(
            lambda: _bus_j(100) / _bus_j(1) / 100, "The account is for one input already: no further factor of 100."
        ),
        Mistake(
            lambda: _bus_j(1) / in_memory(Workload(MNIST_LAYERS, batch=100)).energy_j,
            "That compares with the crossbar: take von_neumann for both.",
        ),
    ),
    right="Not a hundred times: what is left is mostly arithmetic, which no batch makes cheaper.",
)
check = CODE.check
