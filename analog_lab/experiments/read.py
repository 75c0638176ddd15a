"""One read of a crossbar: voltages on its lines, a current in every cell, sums at the end of the other lines."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core import Knob, Spec, knob, knobs, rng_from
from ..energy import Costs
from ..tile import to_conductances
from .array import G_MAX_US, Drawn, Frame
from .trace import Controls

__all__ = ["Frame", "Read", "const", "run"]

WIDEST = 64
EXAMPLE_US = np.array([[10.0, 5.0], [20.0, 15.0]])  # as drawn: rows are inputs, columns outputs
EXAMPLE_V = (0.5, 1.0)  # parts of the read voltage on the rows; backwards 1 and -0.5 on the columns
EQUAL_US = 12.5
PRODUCT_NS = 1.0  # a processor of 1 GHz with one multiply-add a cycle: a round number
LINES = (Knob("line", 1, 1, WIDEST, scale="int"), Knob("voltage", 0.0, -1.0, 1.0, unit="V"))
CELLS = (
    Knob("row", 1, 1, WIDEST, scale="int"),
    Knob("column", 1, 1, 2 * WIDEST, scale="int"),
    Knob("conductance", 0.0, 0.0, G_MAX_US, unit="µS"),
)


@dataclass(frozen=True)
class Read(Spec):
    """The knobs of the experiment; ``cells``, ``inputs`` and ``errors`` hold what was set by hand, counted from 1."""

    n_in: int = knob(2, 2, WIDEST, scale="int", label="inputs", help="rows of the array")
    n_out: int = knob(2, 2, WIDEST, scale="int", label="outputs", help="columns of the array; pairs take two each")
    pattern: str = knob(
        "example", choices=("example", "random", "equal"), label="conductances", help="what the cells hold at the start"
    )
    v_read_v: float = knob(0.2, 0.05, 0.5, unit="V", label="read voltage", help="the largest voltage of a line")
    direction: str = knob("forward", choices=("forward", "backward"), help="which lines are driven, which ones sum")
    pairs: bool = knob(False, scale="bool", label="pairs", help="two cells a weight, whose currents are subtracted")
    r_wire_ohm: float = knob(0.0, 0.0, 20.0, unit="Ω", label="wire segment", help="resistance from cell to cell")
    adc_bits: int | str = knob(
        8, choices=("none", 4, 6, 8, 10, 12), label="ADC bits", help="of the converter at the end of every sum"
    )
    noise: float = knob(0.0, 0.0, 0.1, fmt="%", label="read noise", help="of one cell, in parts of 25 µS")
    seed: int = knob(1, 0, 2**31 - 1, scale="int", label="chip", help="which chip: the seed of every random draw")
    cells: str = knob("", scale="list", parts=CELLS, most=256, help="cells set by hand: row, column, µS; …")
    inputs: str = knob("", scale="list", parts=LINES, most=WIDEST, help="rows driven by hand: row, volts; …")
    errors: str = knob("", scale="list", parts=LINES, most=WIDEST, help="outputs driven by hand: output, volts; …")

    @property
    def backward(self) -> bool:
        """Whether columns are driven and rows sum."""
        return self.direction == "backward"

    @property
    def g_us(self) -> np.ndarray:
        """The conductances (columns, rows); with pairs g⁺ and g⁻ by turns."""
        n, m = self.n_in, self.n_out
        parts: tuple[np.ndarray, ...]
        if self.pattern == "example":
            base = EXAMPLE_US[np.ix_(np.arange(n) % 2, np.arange(m) % 2)]
            sign = 1 - 2 * ((np.arange(n)[:, None] + np.arange(m)) % 2)
            parts = to_conductances(base * sign, w_max=G_MAX_US) if self.pairs else (base,)
        elif self.pattern == "equal":
            parts = (np.full((n, m), EQUAL_US),) * (1 + self.pairs)
        else:
            w = rng_from(self.seed, "cells").uniform(-1, 1, (WIDEST, WIDEST))[:n, :m]  # more cells: the same corner
            parts = to_conductances(w) if self.pairs else (np.abs(w) * G_MAX_US,)
        g = np.round(np.stack([part.T for part in parts], axis=1).reshape(-1, n), 1)
        for row, column, value in _groups(self, "cells"):
            if row <= n and column <= len(g):
                g[int(column) - 1, int(row) - 1] = value
        return g

    @property
    def v(self) -> np.ndarray:
        """The voltages of the driven lines."""
        n, name = (self.n_out, "errors") if self.backward else (self.n_in, "inputs")
        if self.pattern == "example":
            share = np.resize((EXAMPLE_V[1], -EXAMPLE_V[0]) if self.backward else EXAMPLE_V, n)
        elif self.pattern == "equal":
            share = np.ones(n)
        else:
            share = rng_from(self.seed, name).uniform(-1.0 if self.backward else 0.0, 1.0, WIDEST)[:n]
        v = np.round(share * self.v_read_v, 3)
        for line, value in _groups(self, name):
            if line <= n:
                v[int(line) - 1] = value
        return np.clip(v, -self.v_read_v, self.v_read_v)

    @property
    def drawn(self) -> Drawn:
        """The array that the knobs describe."""
        bits = None if self.adc_bits == "none" else int(self.adc_bits)
        return Drawn(
            self.g_us, self.v, self.pairs, self.backward, self.r_wire_ohm, bits, self.noise, self.v_read_v, self.seed
        )

    def with_cell(self, row: int, column: int, g_us: float) -> Read:
        """Return the spec with another conductance at a row and a column as drawn, counted from 0."""
        columns = self.n_out * (1 + self.pairs)
        if not (0 <= row < self.n_in and 0 <= column < columns):
            raise ValueError(f"row {row + 1}, column {column + 1} is outside {self.n_in} rows and {columns} columns")
        return self._with("cells", (row + 1, column + 1), g_us)

    def with_input(self, line: int, v: float) -> Read:
        """Return the spec with another voltage on a driven line: a row, or an output when read backward."""
        n = self.n_out if self.backward else self.n_in
        if not 0 <= line < n:
            raise ValueError(f"line {line + 1} is outside the {n} driven lines")
        if not abs(v) <= self.v_read_v:
            raise ValueError(f"{v:g} V is outside −{self.v_read_v:g} … {self.v_read_v:g} V")
        return self._with("errors" if self.backward else "inputs", (line + 1,), v)

    def _with(self, name: str, place: tuple[int, ...], value: float) -> Read:
        k = knobs(self)[name]
        own = {group[:-1]: group[-1] for group in k.split(getattr(self, name))}
        value = float(k.parts[-1].check(value))
        if place not in own and len(own) == k.most:
            raise ValueError(f"{k.most} values set by hand are the most that a link carries: Reset, or a new pattern")
        own[place] = value
        changed: dict[str, Any] = {name: k.join((*at, v) for at, v in own.items())}
        return dataclasses.replace(self, **changed)


def _groups(spec: Read, name: str) -> list[tuple[float, ...]]:
    return knobs(spec)[name].split(getattr(spec, name))


def const(spec: Read) -> dict[str, Any]:
    """Scales and what the picture has to know of the read."""
    return spec.drawn.const() | {"read_ns": 1e9 * Costs().read_time.value, "product_ns": PRODUCT_NS}


def run(spec: Read, controls: Controls | None = None) -> Iterator[Frame]:
    """Yield the five steps of one read."""
    yield from spec.drawn.frames()
