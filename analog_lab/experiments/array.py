"""One read of an array as it is drawn: rows are inputs, columns outputs, and a signed weight has two columns.

Arrays are (column, row), as everywhere in code; what is told in five steps happens in the array at one moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..periphery import Adc, Periphery, WeightNoise, Wires, node_voltages
from ..tile import Mapping
from ..tile.readable import Readable

Array = NDArray[np.float64]
G_MAX_US = 25.0
STAGES = ("at rest", "voltages on the lines", "currents of the cells", "sums", "codes")


@dataclass(frozen=True)
class Frame:
    """What is known after one step; before its step a quantity is 0.

    ``v`` (driven lines), ``v_row`` and ``v_column`` are the voltages of drivers and nodes, ``i_cell_ua`` flows from the
    driven line into the summing one, ``line_ua`` leaves each summing line, of which wires have taken ``loss``, in
    parts of all that would flow into it;
    ``sum_ua`` is what remains after subtraction, with the noise of this read, and ``out_ua`` and ``code`` what the
    converter makes of it.
    """

    g_us: np.ndarray
    v: np.ndarray
    v_row: np.ndarray
    v_column: np.ndarray
    i_cell_ua: np.ndarray
    line_ua: np.ndarray
    loss: np.ndarray
    sum_ua: np.ndarray
    out_ua: np.ndarray
    code: np.ndarray


KNOWN = {
    "v": 1,
    "v_row": 1,
    "v_column": 1,
    "i_cell_ua": 2,
    "line_ua": 3,
    "loss": 3,
    "sum_ua": 3,
    "out_ua": 4,
    "code": 4,
}


@dataclass(frozen=True, eq=False)
class _Columns(Mapping):
    """Weights in units of the largest conductance; the two cells of a pair stand in neighbouring columns."""

    @property
    def difference(self) -> float | Array:
        return self.scale

    def to_weights(self, *g_us: ArrayLike) -> Array:
        plus, *minus = (np.asarray(g, np.float64) for g in g_us)
        return np.asarray((plus - minus[0] if minus else plus) / self.scale)

    def equations(self) -> tuple[str, ...]:
        return "g⁺ = g_max w⁺", "g⁻ = g_max w⁻"

    def through(self, solve: Callable[[Array], Array], g_us: Sequence[Array]) -> tuple[Array, ...]:
        whole = solve(np.stack(g_us, axis=1).reshape(-1, g_us[0].shape[1]))
        return tuple(whole[k :: len(g_us)] for k in range(len(g_us)))


class _Held(Readable):
    """An array that holds given conductances."""

    def __init__(self, parts: tuple[Array, ...], periphery: Periphery, seed: int) -> None:
        self._parts = parts
        self._open((parts[0].shape[0], parts[0].shape[1]), periphery, seed)

    @property
    def mapping(self) -> Mapping:
        return _Columns(g_max_us=G_MAX_US)

    def _held(self) -> NDArray[np.float32]:
        return self.mapping.to_weights(*self._parts).astype(np.float32)

    def _cells(self) -> tuple[Array, ...]:
        return self._parts

    def _stamp(self) -> int:
        return 0


@dataclass(frozen=True, eq=False)
class Drawn:
    """An array and one read of it.

    Parameters
    ----------
    g_us
        Conductances (columns, rows) in µS, 0 to 25; with ``pairs`` the columns are g⁺ and g⁻ by turns.
    v
        Voltages of the driven lines: (rows,), or (outputs,) when read ``backward``; a pair is driven with +v and -v.
    r_wire_ohm
        Resistance of one segment of wire between two cells.
    adc_bits
        Bits of the converter, whose range is all cells at ``G_MAX_US`` and ``v_read_v``; None: no converter.
    noise
        Read noise of one cell in parts of ``G_MAX_US``, summed up at the column.

    Raises
    ------
    ValueError
        Shapes do not fit, a conductance is outside its range, or a voltage beyond ``v_read_v``.
    """

    g_us: Array
    v: Array
    pairs: bool = False
    backward: bool = False
    r_wire_ohm: float = 0.0
    adc_bits: int | None = None
    noise: float = 0.0
    v_read_v: float = 0.2
    seed: int = 0

    def __post_init__(self) -> None:
        g, v = np.array(self.g_us, float), np.array(self.v, float)
        if g.ndim != 2 or g.size == 0 or (self.pairs and len(g) % 2):
            raise ValueError(f"g_us has shape {g.shape}; it must be (columns, rows), with pairs two columns an output")
        if not np.all((g >= 0) & (g <= G_MAX_US)):
            raise ValueError(f"g_us={g[~((g >= 0) & (g <= G_MAX_US))][0]:g} is outside 0 … {G_MAX_US:g} µS")
        lines = len(g) // (2 if self.pairs else 1) if self.backward else g.shape[1]
        if v.shape != (lines,):
            raise ValueError(f"v has shape {v.shape}; {lines} lines are driven")
        if not np.all(np.abs(v) <= self.v_read_v * (1 + 1e-9)):
            raise ValueError(f"v={v[~(np.abs(v) <= self.v_read_v)][0]:g} is outside ±{self.v_read_v:g} V")
        object.__setattr__(self, "g_us", g)
        object.__setattr__(self, "v", v)

    @property
    def adc(self) -> Adc:
        """The converter at the end of every sum, in parts of the largest current of a cell."""
        return Adc(self.adc_bits, bound=float(len(self.v)))

    @property
    def tile(self) -> Readable:
        """The array behind the picture, before its first read; weights are conductances in parts of the largest."""
        more = (WeightNoise(self.noise),) * (self.noise > 0) + (Wires(self.r_wire_ohm),) * (self.r_wire_ohm > 0)
        edge = replace(Periphery.ideal(), more=more)
        parts = (self.g_us[::2], self.g_us[1::2]) if self.pairs else (self.g_us,)
        return _Held(parts, edge, self.seed)

    def _nodes(self) -> tuple[Array, Array, Array]:
        """Return the voltages of the nodes of rows and of columns, and the currents of the cells."""
        g, v = self.g_us, self.v
        if self.backward and self.pairs:
            v = np.stack([v, -v], axis=1).ravel()
        driven = np.broadcast_to(v[:, None] if self.backward else v, g.shape)
        if self.r_wire_ohm == 0:
            zero = np.zeros(g.shape)
            return (zero, driven, g * driven) if self.backward else (driven, zero, g * driven)
        wires = Wires(self.r_wire_ohm)
        if not self.backward:
            n = node_voltages(g, wires, v)
            return n.v_in, n.v_out, n.i_cell_ua
        n = node_voltages(g[::-1, ::-1].T, wires.turned(), v[::-1])  # driven where a forward read senses
        return n.v_out[::-1, ::-1].T, n.v_in[::-1, ::-1].T, n.i_cell_ua[::-1, ::-1].T

    def settled(self) -> Frame:
        """Return the read at its end."""
        v_row, v_column, i_cell = self._nodes()
        along = 0 if self.backward else 1
        perfect = replace(self, r_wire_ohm=0.0)._nodes()[2]
        line, flows = i_cell.sum(axis=along), np.abs(perfect).sum(axis=along)
        read = self.tile.backward if self.backward else self.tile.forward
        y = read((self.v / self.v_read_v).astype(np.float32))
        unit = G_MAX_US * self.v_read_v
        return Frame(
            g_us=self.g_us,
            v=self.v,
            v_row=v_row,
            v_column=v_column,
            i_cell_ua=i_cell,
            line_ua=line,
            loss=np.divide(np.abs(perfect.sum(axis=along)) - np.abs(line), flows, out=0 * line, where=flows > 1e-9),
            sum_ua=y * unit,
            out_ua=self.adc(y) * unit,
            code=self.adc.code(y).astype(np.int32) if self.adc_bits else np.zeros(len(y), np.int32),
        )

    def frames(self) -> Iterator[Frame]:
        """Yield the five steps of ``STAGES``."""
        last = self.settled()
        arrays = {f.name: np.asarray(getattr(last, f.name)) for f in fields(Frame)}
        arrays = {name: a if a.dtype == np.int32 else a.astype(np.float32) for name, a in arrays.items()}
        for stage in range(len(STAGES)):
            yield Frame(**{name: a if stage >= KNOWN.get(name, 0) else np.zeros_like(a) for name, a in arrays.items()})

    def const(self) -> dict[str, Any]:
        """Scales and what the picture has to know of the read."""
        unit = G_MAX_US * self.v_read_v
        return {
            "g_max_us": G_MAX_US,
            "v_read_v": self.v_read_v,
            "pairs": self.pairs,
            "backward": self.backward,
            "r_wire_ohm": self.r_wire_ohm,
            "noise": self.noise,
            "adc_bits": self.adc_bits,
            "lsb_ua": self.adc.step * unit if self.adc_bits else None,
            "full_ua": len(self.v) * unit,
            "cell_ua": unit,
            "stages": list(STAGES),
        }
