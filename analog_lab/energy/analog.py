"""The account of a machine whose weights stay in crossbars and compute there."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.checks import sides, whole
from .account import (
    ACTIVATIONS,
    ADC,
    ARRAY,
    BACKWARD,
    DAC,
    FUNCTIONS,
    PROGRAM,
    SUMS,
    UPDATE,
    VERIFY,
    Account,
    Part,
)
from .cautions import of_analog
from .costs import Costs
from .layers import Layer
from .workload import Workload
from .writing import Programming, Training, pulse_of


def blocks(n: int, size: int) -> int:
    """Return how many blocks of ``size`` lines hold ``n`` lines."""
    return -(-n // size)


@dataclass(frozen=True)
class Crossbar:
    """How the arrays are built: ``tile`` inputs × outputs, and what its lines share.

    ``converters`` ADCs serve a tile in turn; None gives each line its own, working inside the read. ``lines`` is 2
    where the two lines of a signed weight are converted apart. ``shared_drivers``: the column blocks of a layer share
    one row of DACs. ``whole_tiles``: lines without a weight are driven, read and converted too, as on a real tile.
    """

    tile: tuple[int, int] = (256, 256)
    converters: int | None = None
    lines: int = 1
    shared_drivers: bool = False
    whole_tiles: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "tile", sides("tile", self.tile))
        if self.converters is not None:
            whole("converters", self.converters)
        if self.lines not in (1, 2):
            raise ValueError(f"lines={self.lines} is neither 1 nor 2 for a signed weight")

    def blocks(self, layer: Layer) -> tuple[int, int]:
        """Return how many row blocks × column blocks hold a layer."""
        return blocks(layer.n_in, self.tile[0]), blocks(layer.n_out, self.tile[1])

    def utilisation(self, layer: Layer) -> float:
        """Return which part of the cells of its tiles a layer uses."""
        rows, columns = self.blocks(layer)
        return layer.weights / (rows * columns * self.tile[0] * self.tile[1])

    def area_um2(self, layer: Layer, costs: Costs) -> float:
        """Return the area of the ADCs of all tiles of a layer, µm²."""
        rows, columns = self.blocks(layer)
        lines = columns * self.tile[1] if self.whole_tiles else layer.n_out
        n = rows * lines * self.lines if self.converters is None else rows * columns * self.converters
        return n * costs.adc_area.value

    def lanes(self, n_in: int, n_out: int, rows: int, columns: int, turned: bool = False) -> tuple[int, int, int, int]:
        """Return driven lines, cells, conversions of one read, and the most conversions that one tile makes."""
        high, wide = self.tile[::-1] if turned else self.tile
        if self.whole_tiles:
            n_in, n_out = rows * high, columns * wide
        driven = n_in * (1 if self.shared_drivers else columns)
        return driven, n_in * n_out, n_out * rows * self.lines, blocks(n_out, columns) * self.lines


def in_memory(
    workload: Workload,
    costs: Costs | None = None,
    tile: tuple[int, int] | Crossbar = (256, 256),
    programming: Programming | None = None,
    training: Training | None = None,
) -> Account:
    """Return the account of a machine whose weights stay in crossbars of ``tile`` inputs × outputs, per input.

    A layer cut into R row blocks × C column blocks, each read: n_in · C DAC conversions, every cell read once, n_out ·
    R ADC conversions, n_out · (R - 1) digital additions; a convolution reads once for each output pixel. The inputs
    travel to each column block, the partial sums of all but one row block to the adders, and the last layer's outputs
    leave. All tiles of a layer are read at once, layers and reads one after the other. ``tile`` as a ``Crossbar`` says
    more: shared converters take max(read, rounds / rate).

    ``programming`` adds the writing of the cells, cell after cell in a tile; ``training`` backward reads of all layers
    but the first and pulsed updates.
    """
    costs = costs or Costs()
    bar = tile if isinstance(tile, Crossbar) else Crossbar(tile)
    for name, value, kind in (("programming", programming, Programming), ("training", training, Training)):
        if not (value is None or isinstance(value, kind)):
            raise ValueError(f"{name}={value!r} is no {kind.__name__}(…)")
    machine, parts = _Tiles(workload, costs, bar), []
    for n, layer in enumerate(workload.stack):
        parts += machine.forward(n, layer)
        if training and training.backward and n > 0:
            parts += machine.backward(n, layer, training.backward)
        if training and training.updates:
            parts.append(machine.update(n, layer, training))
        if programming:
            parts += machine.program(n, layer, programming)
    cautions = of_analog(workload, costs, bar.tile, parts, programming, training)
    return Account("in memory", tuple(parts), cautions, tuple(bar.area_um2(x, costs) for x in workload.stack))


@dataclass(frozen=True)
class _Tiles:
    """The tiles of one workload."""

    workload: Workload
    costs: Costs
    bar: Crossbar

    def forward(self, n: int, layer: Layer) -> list[Part]:
        rows, columns = self.bar.blocks(layer)
        words = layer.words_in * (1 if self.bar.shared_drivers else columns)
        words += layer.words_out if n == len(self.workload.layers) - 1 else 0
        lanes, adds = self.bar.lanes(layer.n_in, layer.n_out, rows, columns), layer.n_out * (rows - 1)
        f = self.costs.function
        last = Part(n, FUNCTIONS, layer.functions, 0.0, layer.functions * f.value, 0.0, 0.0, f)
        return [*self._read(n, words, lanes, adds, layer.reads), last]

    def backward(self, n: int, layer: Layer, times: int) -> list[Part]:
        """The same wires driven from the other side: rows and columns change places."""
        rows, columns = self.bar.blocks(layer)
        words = times * layer.words_out * (1 if self.bar.shared_drivers else rows)
        lanes, adds = self.bar.lanes(layer.n_out, layer.n_in, columns, rows, turned=True), layer.n_in * (columns - 1)
        return self._read(n, words, lanes, adds, layer.reads * times, BACKWARD)

    def _read(self, n: int, words: int, lanes: tuple[int, ...], adds: int, reads: int, ending: str = "") -> list[Part]:
        costs, (driven, cells, conversions, most) = self.costs, lanes
        read = reads * costs.read_time.value
        shared = self.bar.converters
        convert = reads * blocks(most, shared) / costs.adc_rate.value if shared else 0.0
        parts = []
        for component, count, bits, cost in (
            (ACTIVATIONS, words, words * self.workload.act_bits, costs.route),
            (DAC, driven * reads, 0, costs.dac),
            (ARRAY, cells * reads, 0, costs.array),
            (ADC, conversions * reads, 0, costs.adc),
            (SUMS, adds * reads, adds * reads * costs.adc_bits, costs.add),
        ):
            energy = (bits if component == ACTIVATIONS else count) * cost.value
            busy = {ARRAY: read, ADC: convert}.get(component, 0.0)
            time = {ARRAY: read, ADC: max(0.0, convert - read)}.get(component, 0.0)
            clock = costs.adc_rate if component == ADC and shared else costs.read_time
            parts.append(Part(n, component + ending, count, float(bits), energy, time, busy, cost, clock))
        return parts

    def update(self, n: int, layer: Layer, training: Training) -> Part:
        """Rank-one pulse trains, all cells of the layer at once; inputs and errors are still at the lines."""
        pulse, trains = pulse_of(training.cell), layer.reads * training.updates
        count, t = layer.weights * trains * training.pulses, trains * training.slots * pulse.time.value
        return Part(n, ARRAY + UPDATE, count, 0.0, count * pulse.energy.value, t, t, pulse.energy, pulse.time)

    def program(self, n: int, layer: Layer, programming: Programming) -> list[Part]:
        """Cell after cell in a tile, all tiles at once: each pulse is followed by a read that checks it."""
        pulse, clock = pulse_of(programming.cell), self.costs.read_time
        each = programming.cells * programming.write_verify / programming.inputs
        rows, columns = self.bar.blocks(layer)
        count, turns = layer.weights * each, blocks(layer.n_in, rows) * blocks(layer.n_out, columns)
        write, check = turns * each * pulse.time.value, turns * each * clock.value
        adc, energy = self.costs.adc, count * pulse.energy.value
        return [
            Part(n, PROGRAM, count, 0.0, energy, write, write, pulse.energy, pulse.time),
            Part(n, VERIFY, count, 0.0, count * adc.value, check, check, adc, clock),
        ]
