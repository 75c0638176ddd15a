r"""Wires that are not perfect: what an array with wire resistance really multiplies with.

Input line j is driven at output 0, output line i is sensed at a virtual ground after the last input, with one wire
segment before the first cell and one after the last. Ohmic cells make the network linear, ``I = W_eff V``: solved once,
every read is a product with W_eff. All conductances in µS, (n_out, n_in); all resistances in Ω.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.blas import one_thread
from .stage import Signal, Stage, numbers

Array = NDArray[np.float64]
MICRO = 1e-6
SMALL = 1e-6  # of 1: below this, 1 - 1 / (1 + x) is better taken as a series


@dataclass(frozen=True)
class Wires(Stage):
    """Resistance of one segment of the input lines and of the output lines, of a driver, and of a sense amplifier.

    ``r_out_ohm`` is ``r_in_ohm`` if not given; less than 1e-9 Ω is none.

    The first segment of an input line is ``r_driver_ohm + r_in_ohm``, the last of an output line ``r_out_ohm +
    r_sense_ohm``. As a stage of the read path it changes nothing on the way: an array with wires multiplies with its
    effective weights.

    Raises
    ------
    ValueError
        A resistance is negative or not finite.
    """

    r_in_ohm: float = 1.0
    r_out_ohm: float = None  # type: ignore[assignment]  # as r_in_ohm
    r_driver_ohm: float = 0.0
    r_sense_ohm: float = 0.0

    label: ClassVar[str] = "Wires"

    def __post_init__(self) -> None:
        if self.r_out_ohm is None:
            object.__setattr__(self, "r_out_ohm", self.r_in_ohm)
        numbers(self, r_in_ohm=0.0, r_out_ohm=0.0, r_driver_ohm=0.0, r_sense_ohm=0.0)
        for name, r in list(vars(self).items()):
            object.__setattr__(self, name, r if r >= 1e-9 else 0.0)

    @property
    def plain(self) -> bool:
        """Effective weights are in the matrix already."""
        return True

    def apply(self, signal: Signal) -> None:
        """Change nothing: the matrix has the effective weights."""

    def equation(self) -> str:
        """Return what it does."""
        return "I = W_eff V"

    def turned(self) -> Wires:
        """Return the wires of the array driven from its outputs."""
        return Wires(self.r_out_ohm, self.r_in_ohm, self.r_sense_ohm, self.r_driver_ohm)


def kappa(g_us: ArrayLike, wires: Wires | float) -> float:
    """Return ``κ = ½ mean(G) (n_in² r_out + n_out² r_in)``, of a square array with equal wires N² mean(G) r.

    The loss of equal inputs depends on it almost alone, ⅔ κ while κ ≪ 1, where drivers and amplifiers have no
    resistance.
    """
    g, wires = _checked(g_us), _wires(wires)
    n_out, n_in = g.shape
    return float(g.mean() * MICRO * (n_in**2 * wires.r_out_ohm + n_out**2 * wires.r_in_ohm) / 2)


def effective_weights(g_us: ArrayLike, wires: Wires | float) -> Array:
    """Return the exact effective conductances W_eff in µS, (n_out, n_in); a number stands for both ``r`` of a segment.

    The output lines are eliminated one after the other (they are chains, so each is solved in closed form), and what
    they draw from the input lines is a matrix ladder along these::

        S_i = G_i - G_i Z_i G_i         what output line i draws from the input lines, Z_i its node impedances
        Y_i = S_i + Y_{i+1} M_{i+1}     M_i = (1 + r_in Y_i)⁻¹
        W_eff = [w_0; (w_1; …) M_1] (1 + (r_in + r_driver) Y_0)⁻¹     w_i = Z_i's last row G_i / (r_out + r_sense)

    Direct, so equally exact at any loss: within 1e-9 of a sparse nodal solve from 0.1 % to 99 % loss. Costs
    4 n_out n_in³ operations, n_in the shorter side.

    Raises
    ------
    ValueError
        ``g_us`` is no matrix, or a conductance is negative or not finite.
    """
    g, wires = _checked(g_us) * MICRO, _wires(wires)
    if g.shape[1] > g.shape[0]:  # the same network driven from its outputs: reciprocity
        return _effective(g[::-1, ::-1].T, wires.turned())[::-1, ::-1].T / MICRO
    return _effective(g, wires) / MICRO


def _effective(g: Array, wires: Wires) -> Array:
    from scipy.linalg.blas import dsymm

    if wires.r_in_ohm == wires.r_driver_ohm == 0:
        return np.array([w for _, w, _ in _lines(g, wires)])
    drawn, seen = np.zeros((g.shape[1],) * 2), np.empty_like(g)
    with one_thread():
        for i, (s, w, _) in zip(range(len(g) - 1, -1, -1), _lines(g[::-1], wires), strict=True):
            passed, ladder = _through(drawn, wires.r_in_ohm)
            drawn = np.add(s, ladder, out=ladder)
            seen[i + 1 :] = dsymm(1.0, passed.T, seen[i + 1 :].T).T
            seen[i] = w
        passed, _ = _through(drawn, wires.r_in_ohm + wires.r_driver_ohm)
        return np.asarray(dsymm(1.0, passed.T, seen.T).T)


def _through(y: Array, r: float) -> tuple[Array, Array]:
    """Return ``M = (1 + r Y)⁻¹`` and ``Y M``: what is left behind resistances r, and what it draws.

    Of symmetric matrices only the lower triangle is read and written.
    """
    from scipy.linalg.lapack import dpotrf, dpotri

    a = r * y
    if float(a.diagonal().max()) < SMALL:  # Y M to third order; the difference below would cancel
        whole = _whole(a)
        passed = np.eye(len(a)) - whole + whole @ whole
        return passed, y.copy() if r == 0 else passed @ (whole / r)
    a.flat[:: len(a) + 1] += 1
    inverse, _ = dpotri(dpotrf(a.T, overwrite_a=1)[0], overwrite_c=1)
    passed = inverse.T
    drawn = passed * (-1 / r)
    drawn.flat[:: len(a) + 1] += 1 / r
    return passed, drawn


def _whole(lower: Array) -> Array:
    """Return the symmetric matrix with this lower triangle."""
    return np.asarray(np.tril(lower) + np.tril(lower, -1).T)


def _lines(g: Array, wires: Wires) -> Iterator[tuple[Array, Array, Array]]:
    """Yield for each output line: what it draws from inputs (n_in, n_in), what it senses (n_in,), its impedances.

    Of the matrices the lower triangle; they are written over when the next line comes.
    """
    from .wire_kernels import line

    end = wires.r_out_ohm + wires.r_sense_ohm
    z, drawn = np.zeros((2, g.shape[1], g.shape[1]))
    for row in g:
        if end == 0:
            yield np.diag(row), row, z
        else:
            line(row, wires.r_out_ohm, end, z, drawn)
            yield drawn, z[-1] * row / end, z


@dataclass(frozen=True, eq=False)
class Voltages:
    """What the wires carry: voltages of all nodes in V and currents in µA, all (n_out, n_in).

    ``i_in_ua[i, j]`` flows into the node of input line j at output i, from the driver or the cell before;
    ``i_out_ua[i, j]`` out of the node of output line i at input j, towards the sense amplifier; ``i_cell_ua`` through
    the cell. ``sensed_ua`` (n_out,) are the currents that the amplifiers see.
    """

    v_in: Array
    v_out: Array
    i_in_ua: Array
    i_cell_ua: Array
    i_out_ua: Array

    @property
    def sensed_ua(self) -> Array:
        """The currents at the ends of the output lines, (n_out,)."""
        return np.asarray(self.i_out_ua[:, -1])


def node_voltages(g_us: ArrayLike, wires: Wires | float, v_in: ArrayLike) -> Voltages:
    """Return the voltages and currents everywhere in an array whose inputs are driven with ``v_in`` (n_in,), in V.

    Solved as ``effective_weights`` is; takes 16 n_out n_in² bytes on the way, 270 MB at 256².

    Raises
    ------
    ValueError
        As ``effective_weights``, or ``v_in`` has another length or is not finite.
    """
    g, wires, v = _checked(g_us) * MICRO, _wires(wires), np.asarray(v_in, float)
    if v.shape != g.shape[1:] or not np.isfinite(v).all():
        raise ValueError(f"v_in has shape {v.shape}; it must be {g.shape[1]} finite voltages")
    r, n = wires.r_in_ohm, g.shape[1]
    drawn, steps = np.zeros((n, n)), []
    u, out = np.empty_like(g), np.empty_like(g)
    with one_thread():
        for s, _, z in _lines(g[::-1], wires):
            passed, ladder = _through(drawn, r)
            drawn = s + ladder
            steps.append((_whole(passed), _whole(z)))
        before, passed = v, _whole(_through(drawn, r + wires.r_driver_ohm)[0])
        for i, (behind, z) in enumerate(reversed(steps)):
            before = u[i] = passed @ before
            out[i] = z @ (g[i] * u[i])
            passed = behind
    cell = g * (u - out)
    i_in = np.cumsum(cell[::-1], axis=0)[::-1]
    return Voltages(u, out, i_in / MICRO, cell / MICRO, np.cumsum(cell, axis=1) / MICRO)


def _drops(g: Array, wires: Wires) -> tuple[Array, Array]:
    """Return the drops to first order: along the input line up to each cell, and along the output line from it."""
    behind = np.cumsum(g[::-1], axis=0)[::-1]  # conductance behind each segment of an input line
    drop_in = wires.r_in_ohm * np.cumsum(behind, axis=0) + wires.r_driver_ohm * g.sum(axis=0)
    before = np.cumsum(g, axis=1)
    drop_out = wires.r_out_ohm * np.cumsum(before[:, ::-1], axis=1)[:, ::-1]
    return drop_in, drop_out + wires.r_sense_ohm * g.sum(axis=1, keepdims=True)


def first_order(g_us: ArrayLike, wires: Wires | float) -> Array:
    """Return W_eff to first order in the resistances, ``G (1 - D - E)``: an approximation for losses of a few per cent.

    ``D_ij = Σ_k G_kj (r_in (min(i, k) + 1) + r_driver)`` is the drop along the input line and
    ``E_ij = Σ_k G_ik (r_out (n_in - max(j, k)) + r_sense)`` that along the output line. Beyond, it turns negative.
    """
    g, wires = _checked(g_us), _wires(wires)
    drop_in, drop_out = _drops(g * MICRO, wires)
    return np.asarray(g * (1 - drop_in - drop_out))


def product_form(g_us: ArrayLike, wires: Wires | float) -> Array:
    """Return ``G / ((1 + D)(1 + E))`` with the drops of ``first_order``: an approximation as fast and far more exact.

    Right to first order, and never negative; at 13 % loss of equal cells within 2 % of the largest weight.
    """
    g, wires = _checked(g_us), _wires(wires)
    drop_in, drop_out = _drops(g * MICRO, wires)
    return np.asarray(g / ((1 + drop_in) * (1 + drop_out)))


def aihwkit_ir_drop(w: ArrayLike, x: ArrayLike, ir_drop: float = 1.0, ratio: float = 1 / 0.35 / 5e-6) -> Array:
    """Return ``y = W x`` with the IR drop of aihwkit 1.2, (batch, n_out) for x (batch, n_in): an approximation.

    ``y_i -= ir_drop C_i Σ_j w_ij x_j (1 - (1 - j/n)²)`` with ``a_i = n Σ_j |w_ij x_j| / ratio`` and
    ``C_i = a_i (a_i (0.05 a_i - 0.2) + 0.5)``; ``ratio`` is the conductance of a wire segment over that of the largest
    weight. Output lines alone, and every output for itself.

    Source: aihwkit 1.2, ``rpu_forward_backward_pass.cpp``.
    """
    w, x = np.asarray(w, float), np.atleast_2d(np.asarray(x, float))
    if w.ndim != 2 or x.ndim != 2 or x.shape[1] != w.shape[1]:
        raise ValueError(f"w has shape {w.shape} and x {x.shape}; they must be (n_out, n_in) and (batch, n_in)")
    if not (
        ratio > 0 and np.isfinite(ratio) and np.isfinite(ir_drop) and np.isfinite(w).all() and np.isfinite(x).all()
    ):
        raise ValueError(f"w, x, ir_drop={ir_drop} and ratio={ratio} must be finite, and the ratio above 0")
    n = w.shape[1]
    a = np.abs(x) @ np.abs(w).T * n / ratio
    c = a * (a * (0.05 * a - 0.2) + 0.5)
    place = 1 - (1 - np.arange(n) / n) ** 2
    return np.asarray(x @ w.T - ir_drop * c * ((x * place) @ w.T))


def _wires(wires: Wires | float) -> Wires:
    return wires if isinstance(wires, Wires) else Wires(wires)


def _checked(g_us: ArrayLike) -> Array:
    g = np.asarray(g_us, float)
    if g.ndim != 2 or g.size == 0:
        raise ValueError(f"g_us has shape {g.shape}; it must be (n_out, n_in), each at least 1")
    wrong = ~(np.isfinite(g) & (g >= 0))
    if wrong.any():
        raise ValueError(f"g_us={g[wrong].flat[0]:g} is not a conductance of 0 or more")
    return g
