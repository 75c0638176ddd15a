"""Which machine wins, by what factor and why: layer by layer, and for the whole network."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.units import quantity
from .account import Account
from .analog import Crossbar, in_memory
from .chips import CHIPS
from .costs import Costs
from .digital import von_neumann
from .layers import Layer
from .workload import Workload
from .writing import Programming, Training


@dataclass(frozen=True)
class Verdict:
    """Who wins on one layer or on all: factors are the loser's energy or time over the winner's, at least 1."""

    what: str
    winner: str
    factor: float
    faster: str
    time_factor: float
    why: str


@dataclass(frozen=True)
class Comparison:
    """Both accounts of one workload, the verdict on each layer, and on the whole."""

    digital: Account
    analog: Account
    layers: tuple[Verdict, ...]
    whole: Verdict
    macs: int
    unlike: tuple[str, ...] = ()

    @property
    def cautions(self) -> tuple[str, ...]:
        """Where either estimate leaves what its sources support, or the two are not charged alike."""
        return tuple(dict.fromkeys(self.digital.cautions + self.analog.cautions + self.unlike))

    @property
    def published(self) -> dict[str, float]:
        """What each published chip would spend on the products of one input, by its TOPS/W alone; J."""
        return {chip.name: chip.energy_j(self.macs) for chip in CHIPS}

    def __str__(self) -> str:
        lines = [
            f"{v.what}: {v.winner} wins {v.factor:.3g}× in energy, {v.faster} {v.time_factor:.3g}× in time. {v.why}"
            for v in (*self.layers, self.whole)
        ]
        return "\n".join([*lines, *(f"But: {caution}." for caution in self.cautions)])


def compare(
    workload: Workload,
    costs: Costs | None = None,
    tile: tuple[int, int] | Crossbar = (256, 256),
    programming: Programming | None = None,
    training: Training | None = None,
) -> Comparison:
    """Return who wins by what factor and why; arguments as for ``von_neumann`` and ``in_memory``."""
    digital = von_neumann(workload, costs, training)
    analog = in_memory(workload, costs, tile, programming, training)
    bar = tile if isinstance(tile, Crossbar) else Crossbar(tile)
    layers = tuple(
        _verdict(layer.name, digital.layer(n), analog.layer(n), _fill(layer, bar))
        for n, layer in enumerate(workload.stack)
    )
    whole = _verdict("all layers", digital, analog, "")
    return Comparison(digital, analog, layers, whole, workload.macs, _unlike(costs or Costs()))


def _unlike(costs: Costs) -> tuple[str, ...]:
    if costs.route.value > 0:
        return ()
    pj = costs.memory.bit.value * 1e12
    return (f"activations cost {pj:.3g} pJ/bit on the bus and nothing between arrays: set route to charge both",)


def _verdict(what: str, digital: Account, analog: Account, fill: str) -> Verdict:
    winner, factor = _better(digital, analog, "energy_j")
    faster, time_factor = _better(digital, analog, "time_s")
    return Verdict(what, winner, factor, faster, time_factor, f"{_largest(digital)}; {_largest(analog)}{fill}.")


def _better(one: Account, other: Account, name: str) -> tuple[str, float]:
    a, b = getattr(one, name), getattr(other, name)
    low, high, who = (a, b, one.machine) if a < b else (b, a, other.machine)
    if a == b:
        return "neither", 1.0
    return who, high / low if low > 0 else float("inf")


def _largest(account: Account) -> str:
    component, energy = next(iter(account.shares().items()))
    share = energy / account.energy_j if account.energy_j else 0.0
    waits = " and ".join(dict.fromkeys(account.limits))
    return f"{account.machine} {quantity(account.energy_j, 'J')}, {share:.0%} of it {component}, waits for {waits}"


def _fill(layer: Layer, bar: Crossbar) -> str:
    rows, columns = bar.blocks(layer)
    return f", {bar.utilisation(layer):.2%} of the cells in use (tiles: {rows} × {columns})"
