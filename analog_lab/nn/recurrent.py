"""Recurrent networks on crossbars: the matrices are read at every step, gates and states are digital."""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..core import key64
from ..core.checks import whole
from .linear import AnalogLinear

State = tuple[Tensor, ...]


class Recurrent(nn.Module):
    """A stack of recurrent layers: (steps, batch, input_size) to the outputs of the last and the final states.

    Weights are read at every step and learn from all steps at once. ``matrices`` are the layers that multiply, as the
    subclass lists them; by default ``AnalogLinear`` made with ``analog``: device, periphery, pulses, tile_size. Where
    torch adds two biases there is one, their sum. One direction; no projection.

    Raises
    ------
    ValueError
        A size below 1, a matrix of another shape; from ``forward``: an input or a state of another shape.
    """

    gates: ClassVar[int]
    states: ClassVar[int] = 1
    apart: ClassVar[bool] = False  # whether input and state have a matrix each

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        seed: int = 0,
        matrices: list[Any] | None = None,
        **analog: Any,
    ) -> None:
        super().__init__()
        for name, size in (("input_size", input_size), ("hidden_size", hidden_size), ("num_layers", num_layers)):
            whole(name, size)
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.batch_first, self.dropout = batch_first, dropout
        made: list[Any] = matrices or [
            AnalogLinear(n_in, n_out, bias, seed=key64(seed, "layer", n), **analog)
            for n, (n_in, n_out) in enumerate(self._shapes())
        ]
        for matrix, (n_in, n_out) in zip(made, self._shapes(), strict=True):
            if tuple(matrix.weight.shape) != (n_out, n_in):
                raise ValueError(f"a matrix has shape {tuple(matrix.weight.shape)}; it must be {(n_out, n_in)}")
        self.matrices = nn.ModuleList(made)

    def _shapes(self) -> list[tuple[int, int]]:
        """Return inputs and outputs of every matrix."""
        h, shapes = self.hidden_size, []
        for n_in in (self.input_size, *[h] * (self.num_layers - 1)):
            shapes += [(n_in, self.gates * h), (h, self.gates * h)] if self.apart else [(n_in + h, self.gates * h)]
        return shapes

    def _step(self, layer: int, x: Tensor, state: State) -> State:
        """Return the next state, whose first part is the output."""
        raise NotImplementedError

    def forward(self, x: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        """Return (outputs, final state) as torch does: states are (layers, batch, hidden_size), an LSTM's a pair."""
        if not isinstance(x, Tensor) or x.ndim not in (2, 3) or x.shape[-1] != self.input_size:
            said = tuple(x.shape) if isinstance(x, Tensor) else type(x).__name__
            raise ValueError(f"x is {said}; it must be a tensor of (steps, batch, {self.input_size})")
        batched = x.ndim == 3
        steps = (x.transpose(0, 1) if self.batch_first else x) if batched else x[:, None]
        shape = (self.num_layers, steps.shape[1], self.hidden_size)
        if state is None:
            given: State = (x.new_zeros(shape),) * self.states
        else:
            given = tuple(state) if self.states > 1 else (state,)
            given = given if batched else tuple(part[:, None] for part in given)
            if [tuple(part.shape) for part in given] != [shape] * self.states:
                raise ValueError(f"the state must be of {self.states} x {shape if batched else shape[::2]}")
        y, last = steps, []
        for layer in range(self.num_layers):
            now, out = tuple(part[layer] for part in given), []
            for x_t in functional.dropout(y, self.dropout, self.training) if layer and self.dropout else y:
                now = self._step(layer, x_t, now)
                out.append(now[0])
            y = torch.stack(out)
            last.append(now)
        final = [torch.stack(parts) for parts in zip(*last, strict=True)]
        if not batched:
            y, final = y[:, 0], [part[:, 0] for part in final]
        elif self.batch_first:
            y = y.transpose(0, 1)
        return y, tuple(final) if self.states > 1 else final[0]

    def extra_repr(self) -> str:
        """Return what ``repr`` shows between the brackets."""
        return f"{self.input_size}, {self.hidden_size}, num_layers={self.num_layers}, batch_first={self.batch_first}"


class AnalogRNN(Recurrent):
    """``h = f(W [x, h] + b)``, f = tanh or, with ``nonlinearity="relu"``, the rectifier; else as ``Recurrent``."""

    gates = 1

    def __init__(self, *sizes: Any, nonlinearity: str = "tanh", **options: Any) -> None:
        super().__init__(*sizes, **options)
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"nonlinearity={nonlinearity!r} is not tanh or relu")
        self.nonlinearity = nonlinearity

    def _step(self, layer: int, x: Tensor, state: State) -> State:
        z = self.matrices[layer](torch.cat([x, *state], 1))
        return (torch.tanh(z) if self.nonlinearity == "tanh" else torch.relu(z),)


class AnalogLSTM(Recurrent):
    """One matrix of 4 gates x [x, h] a layer, in torch's order; else as ``Recurrent``.

    ``(i, f, g, o) = W [x, h] + b``, ``c ← σ(f) c + σ(i) tanh(g)``, ``h = σ(o) tanh(c)``.
    """

    gates, states = 4, 2

    def _step(self, layer: int, x: Tensor, state: State) -> State:
        h, c = state
        i, f, g, o = self.matrices[layer](torch.cat([x, h], 1)).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


class AnalogGRU(Recurrent):
    """Two matrices a layer, one of the input and one of the state, 3 gates each, in torch's order; as ``Recurrent``.

    ``(r, z, n) = W x + b``, ``(r', z', n') = U h + b'``, ``h ← (1 - σ(z + z')) tanh(n + σ(r + r') n') + σ(z + z') h``.
    """

    gates, apart = 3, True

    def _step(self, layer: int, x: Tensor, state: State) -> State:
        (h,) = state
        of_x, of_h = self.matrices[2 * layer](x), self.matrices[2 * layer + 1](h)
        r, z = torch.sigmoid(of_x[:, : -self.hidden_size] + of_h[:, : -self.hidden_size]).chunk(2, 1)
        n = torch.tanh(of_x[:, -self.hidden_size :] + r * of_h[:, -self.hidden_size :])
        return ((1 - z) * n + z * h,)
