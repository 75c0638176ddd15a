"""A fully connected torch layer whose weights are the cells of one crossbar."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from ..core import rng_from
from ..devices import ConstantStep, PulsedDevice
from ..periphery import Periphery
from ..tile import PulseUpdate, Tile, TileArray


class _Read(torch.autograd.Function):
    """``y = s W x + b`` through the tile; the way back reads the same wires from the other side and keeps (x, d)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, handle: Tensor, bias: Tensor | None, layer: AnalogLinear) -> Tensor:
        ctx.save_for_backward(x)
        ctx.layer, ctx.bias_type = layer, None if bias is None else bias.dtype
        y, neuron = layer.tile.forward(_numpy(x)), layer.tile.periphery.neuron
        ctx.slope = neuron.slope(y) if neuron else None
        y = _scaled(y, layer.out_scale)
        if bias is not None:
            y += _numpy(bias)
        return _tensor(y, x)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, None, Tensor | None, None]:
        (x,), (grad,) = ctx.saved_tensors, grads
        d, layer, (back, keep, sums, _) = _numpy(grad), ctx.layer, ctx.needs_input_grad
        if ctx.slope is not None:
            d = d * ctx.slope
        if keep:
            if not np.isfinite(d).all():
                raise ValueError("the gradient holds a value that is infinite or not a number; no cell was changed")
            # Copies: until the step, the caller may fill the same tensors with the next samples
            layer.pending.append((_numpy(x).copy(), d.copy()))
        x_grad = _tensor(_scaled(layer.tile.backward(d), layer.out_scale), x) if back else None
        return x_grad, None, grad.sum(0).to(ctx.bias_type) if sums else None, None


class AnalogLinear(nn.Module):
    r"""A linear layer on a crossbar: ``y = s · ADC(W DAC(x)) + b``, shapes (…, n_in) to (…, n_out).

    ``W`` are the cells, ``s`` (``out_scale``, normally 1) a digital factor and ``b`` a digital bias. Backpropagation
    drives the same wires from the other side, ``∂x = s Wᵀ d``, with the same converters and noise; with a neuron
    at the edge of the array y is ``s f(…) + b``, and d the error times f′. It does not change
    ``W``: it leaves the pairs (x, d) in ``pending``, and ``AnalogOptimizer.step`` spends them as pulses.

    ``handle`` is an empty parameter that stands for the cells: it makes torch call the layer's backward pass even where
    its input needs no gradient, as in a first layer, and ``requires_grad_(False)`` on it freezes the cells.

    Computes in float32 on the processor; results come back in the type and on the device of the input.

    Parameters
    ----------
    n_in, n_out
        Widths of input and output.
    bias
        Whether to add a digital bias, an ordinary parameter.
    device, periphery, pulses
        The cell (default ``ConstantStep()``), the array's edge and the pulse trains, as of ``Tile``.
    seed
        Fixes cells, noise, pulses and initial weights: give every layer of a network another one.
    weights
        Initial ``s W``, shape (n_out, n_in); uniform in ±1/√n_in if not given. Clipped to each cell's bounds.
    out_scale
        The digital factor s > 0.
    tile_size
        Inputs × outputs of one crossbar: a larger matrix takes several, as ``TileArray``. Without it, one holds all.

    Raises
    ------
    ValueError
        A width, a shape, ``out_scale`` or ``tile_size`` is not possible; from ``forward``: an input is not (…, n_in) or
        not finite.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        bias: bool = True,
        device: PulsedDevice | None = None,
        periphery: Periphery | None = None,
        pulses: PulseUpdate | None = None,
        seed: int = 0,
        weights: ArrayLike | None = None,
        out_scale: float = 1.0,
        tile_size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__()
        if not (math.isfinite(out_scale) and out_scale > 0):
            raise ValueError(f"out_scale={out_scale} is not a positive number")
        self.n_in, self.n_out, self.out_scale = n_in, n_out, float(out_scale)
        cell = device or ConstantStep()
        self.tile: Tile | TileArray = (
            TileArray((n_out, n_in), cell, periphery, pulses, seed, tile_size=tile_size)
            if tile_size
            else Tile((n_out, n_in), cell, periphery, pulses, seed)
        )
        self.tile_size, self.seed = tile_size, seed
        limit, rng = 1 / math.sqrt(n_in), rng_from(seed, "layer")
        if weights is None:
            weights = rng.uniform(-limit, limit, (n_out, n_in))
        self.tile.set_weights(np.asarray(weights, np.float32) / np.float32(out_scale))
        self.handle = nn.Parameter(torch.empty(0))
        first = torch.from_numpy(rng.uniform(-limit, limit, n_out).astype(np.float32))
        self.bias: nn.Parameter | None
        self.register_parameter("bias", nn.Parameter(first) if bias else None)
        self.pending: list[tuple[np.ndarray, np.ndarray]] = []

    @property
    def weight(self) -> Tensor:
        """A copy of the weights that the layer applies, ``s W``, shape (n_out, n_in)."""
        return torch.from_numpy(self.tile.weights) * self.out_scale

    def forward(self, x: Tensor) -> Tensor:
        """Return ``s · ADC(W DAC(x)) + b`` for ``x`` of shape (…, n_in)."""
        if not x.is_floating_point():
            raise ValueError(f"x is of type {x.dtype}; a layer reads floating-point numbers")
        if x.ndim < 1 or x.shape[-1] != self.n_in:
            raise ValueError(f"x has shape {tuple(x.shape)}; it must be (…, {self.n_in})")
        rows = x if x.ndim == 2 else x.reshape(-1, self.n_in)
        y: Tensor = _Read.apply(rows, self.handle, self.bias, self)
        return y if x.ndim == 2 else y.reshape(*x.shape[:-1], self.n_out)

    @property
    def blocks(self) -> list[tuple[Tile, slice, slice]]:
        """Every crossbar of the layer, with its outputs and its inputs."""
        return self.tile.blocks if isinstance(self.tile, TileArray) else [(self.tile, slice(None), slice(None))]

    def take(self) -> tuple[np.ndarray, np.ndarray] | None:
        """Return the pending pairs as one mini-batch, inputs (batch, n_in) and errors (batch, n_out); none are left."""
        pending, self.pending = self.pending, []
        if len(pending) < 2:
            return pending[0] if pending else None
        return np.concatenate([x for x, _ in pending]), np.concatenate([d for _, d in pending])

    def extra_repr(self) -> str:
        """Return what ``repr`` shows between the brackets."""
        tiles = f", tile_size={self.tile_size}" if self.tile_size else ""
        return f"{self.n_in}, {self.n_out}, bias={self.bias is not None}, device={self.tile.device}{tiles}"

    def _made(self) -> dict[str, str]:
        """Return how the layer was made, as a state remembers it."""
        shape = f"{self.n_out} outputs x {self.n_in} inputs"
        return {"shape": shape, "device": repr(self.tile.device), "tile_size": repr(self.tile_size)}

    def get_extra_state(self) -> dict[str, Any]:
        """Return the cells' weights, the seeds and the counters: with the same settings all that fixes the future."""
        return {**tensors(self.tile.state()), "out_scale": self.out_scale, "made": self._made()}

    def set_extra_state(self, state: dict[str, Any]) -> None:
        """Become the chip of ``state``, which then goes on bit for bit.

        Periphery and pulses stay this layer's own. Raises ``ValueError``, and changes nothing, if the state belongs to
        another cell, shape or tile size; it says which.
        """
        for name, own in self._made().items():
            if state["made"][name] != own:
                raise ValueError(f"the state was saved with {name}={state['made'][name]}; this layer has {name}={own}")
        self.tile.restore(arrays({name: v for name, v in state.items() if name not in ("made", "out_scale")}))
        self.out_scale, self.pending = float(state["out_scale"]), []


def tensors(state: dict[str, Any]) -> dict[str, Any]:
    """Return a state in the types that ``torch.load`` trusts: tensors and plain numbers."""
    plain = {name: v.item() if isinstance(v, np.generic) else v for name, v in state.items()}
    return {name: torch.from_numpy(v.copy()) if isinstance(v, np.ndarray) else v for name, v in plain.items()}


def arrays(state: dict[str, Any]) -> dict[str, Any]:
    """Return the state that ``tensors`` was given."""
    return {name: v.numpy() if isinstance(v, Tensor) else v for name, v in state.items()}


def _numpy(value: Tensor) -> np.ndarray:
    """Look at a tensor as float32 NumPy; a copy only where its type or its place asks for one."""
    return value.float().numpy(force=True)


def _scaled(value: np.ndarray, scale: float) -> np.ndarray:
    """Multiply in place; most layers have a scale of 1."""
    if scale != 1:
        value *= np.float32(scale)
    return value


def _tensor(value: np.ndarray, like: Tensor) -> Tensor:
    return torch.from_numpy(value).to(like)
