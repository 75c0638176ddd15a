"""From a torch model to the same model on crossbars, and back."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from ..core import key64
from ..devices import ConstantStep, PulsedDevice
from ..periphery import Periphery
from ..tile import PulseUpdate
from .convolution import AnalogConv2d
from .linear import AnalogLinear
from .recurrent import AnalogGRU, AnalogLSTM, AnalogRNN, Recurrent

# From weights (n_out, n_in), bias or None, running number and the torch or analog layer it was to the new layer
Make = Callable[[Tensor, Any, int, nn.Module], nn.Module]
RECURRENT: dict[type[nn.Module], type[Recurrent]] = {nn.RNN: AnalogRNN, nn.LSTM: AnalogLSTM, nn.GRU: AnalogGRU}
GEOMETRY = ("kernel_size", "stride", "padding", "dilation")
MATRICES: list[type[nn.Module]] = [nn.Linear, AnalogLinear]  # what holds one matrix as weight and bias


def analogize(
    torch_model: nn.Module,
    device: PulsedDevice | None = None,
    periphery: Periphery | None = None,
    pulses: PulseUpdate | None = None,
    seed: int = 0,
    tile_size: tuple[int, int] | None = None,
) -> nn.Module:
    r"""Return a copy of ``torch_model`` whose matrices are on crossbars with the same weights.

    ``nn.Linear``, ``nn.Conv2d``, ``nn.RNN``, ``nn.LSTM`` and ``nn.GRU`` become the analog layers of the same name.
    Where a weight exceeds the bounds of the nominal cell, the layer's cells hold ``W / s`` and a digital factor
    multiplies the result, ``s = max(1, max|W| / min(w_max, |w_min|))``. Cells whose own bounds are tighter than the
    nominal ones clip, as they would on a chip. Biases, frozen weights and train or eval mode are kept.

    Matrix number n, in the order of ``torch_model.modules()``, becomes the chip of seed ``key64(seed, "layer", n)``; a
    layer that the model uses twice stays one layer. Subclasses of torch's layers are left as they are: their owners
    reach for the weights past ``forward``, as ``nn.MultiheadAttention`` does. Forward hooks and weights that two layers
    share are not carried over.

    Raises
    ------
    ValueError
        The model holds none of these layers, or one that crossbars here do not: groups, padding other than a number of
        zeros, two directions, projections.
    """
    cell = device or ConstantStep()

    def make(weight: Tensor, bias: Any, n: int, was: nn.Module) -> nn.Module:
        w, key = weight.detach().float().cpu().numpy(), key64(seed, "layer", n)
        scale = max(1.0, float(abs(w).max(initial=0.0)) / min(cell.w_max, -cell.w_min))
        layer = AnalogLinear(w.shape[1], w.shape[0], False, cell, periphery, pulses, key, w, scale, tile_size)
        layer.bias = bias
        return layer

    return convert(torch_model, make)


def digitize(model: nn.Module) -> nn.Module:
    """Return a copy of ``model`` in torch's own layers, with the weights that the analog ones apply.

    Of the two biases of a recurrent layer the second is 0.
    """

    def make(weight: Tensor, bias: Any, n: int, was: nn.Module) -> nn.Module:
        layer = nn.Linear(weight.shape[1], weight.shape[0], bias is not None, device="meta")
        layer.weight, layer.bias = nn.Parameter(weight.detach().clone()), bias
        return layer

    return _replaced(convert(model, make), _to_torch)


def convert(model: nn.Module, make: Make) -> nn.Module:
    """Return a copy of ``model`` whose matrices, those of convolutions and recurrent layers too, come from ``make``."""
    numbers = iter(range(2**31))

    def matrix(weight: Tensor, bias: Any, like: nn.Module, trained: bool) -> nn.Module:
        layer = make(weight, bias, next(numbers), like)
        for p in layer.parameters():
            if p is not bias:
                p.requires_grad_(trained)
        return layer.train(like.training)

    def change(module: Any) -> nn.Module | None:
        if type(module) in MATRICES:
            trained = getattr(module, "handle", module.weight).requires_grad
            return matrix(module.weight, module.bias, module, trained)
        if type(module) is nn.Conv2d:
            _check(module, groups=1, padding_mode="zeros")
            if isinstance(module.padding, str):
                raise ValueError(f"padding={module.padding!r} of a convolution must be given as a number")
            of = matrix(module.weight.flatten(1), module.bias, module, module.weight.requires_grad)
            c = module
            geometry: dict[str, Any] = {name: getattr(c, name) for name in GEOMETRY}
            return AnalogConv2d(c.in_channels, c.out_channels, **geometry, matrix=of).train(c.training)
        if type(module) in RECURRENT:
            return _recurrent(module, matrix)
        return None

    copied = _replaced(copy.deepcopy(model), change)
    if not next(numbers):
        kinds = "Linear, Conv2d, RNN, LSTM or GRU"
        raise ValueError(f"{type(model).__name__} holds no nn.Linear to convert, nor another of {kinds}")
    return copied


def _recurrent(module: Any, matrix: Callable[..., nn.Module]) -> Recurrent:
    """Return the analog layer of a recurrent one of torch."""
    _check(module, bidirectional=False, proj_size=0)
    kind, matrices = RECURRENT[type(module)], []
    for layer in range(module.num_layers):
        w, u = (getattr(module, f"weight_{way}_l{layer}") for way in ("ih", "hh"))
        b, c = (getattr(module, f"bias_{way}_l{layer}", None) for way in ("ih", "hh"))
        if kind.apart:
            matrices += [matrix(w, b, module, w.requires_grad), matrix(u, c, module, u.requires_grad)]
        else:
            both = None if b is None else nn.Parameter((b + c).detach(), b.requires_grad)
            matrices.append(matrix(torch.cat([w, u], 1), both, module, w.requires_grad))
    more = {"nonlinearity": module.nonlinearity} if isinstance(module, nn.RNN) else {}
    sizes = (module.input_size, module.hidden_size, module.num_layers, module.bias, module.batch_first, module.dropout)
    return kind(*sizes, matrices=matrices, **more).train(module.training)


def _to_torch(module: Any) -> nn.Module | None:
    """Return torch's own layer for a convolution or a recurrent layer whose matrices are ``nn.Linear``."""
    if isinstance(module, AnalogConv2d):
        c, bias, of = module, module.matrix.bias, nn.Conv2d
        geometry: dict[str, Any] = {name: getattr(c, name) for name in GEOMETRY}
        conv = of(c.in_channels, c.out_channels, **geometry, bias=bias is not None)
        conv.weight = nn.Parameter(c.matrix.weight.detach().reshape(conv.weight.shape), c.matrix.weight.requires_grad)
        conv.bias = bias
        return conv.train(c.training)
    if not isinstance(module, Recurrent):
        return None
    parts: Any = module.matrices
    kind = next(torch_kind for torch_kind, analog in RECURRENT.items() if isinstance(module, analog))
    sizes = (module.input_size, module.hidden_size, module.num_layers)
    more = {"nonlinearity": module.nonlinearity} if isinstance(module, AnalogRNN) else {}
    options = {"bias": parts[0].bias is not None, "batch_first": module.batch_first, "dropout": module.dropout}
    made = kind(*sizes, **options, **more)
    for layer in range(module.num_layers):
        pair = parts[2 * layer : 2 * layer + 2] if module.apart else [parts[layer]]
        weights = (
            [p.weight for p in pair]
            if module.apart
            else pair[0].weight.split([pair[0].weight.shape[1] - module.hidden_size, module.hidden_size], 1)
        )
        biases = [p.bias for p in pair] if module.apart else [pair[0].bias, None]
        for way, w, b in zip(("ih", "hh"), weights, biases, strict=True):
            setattr(made, f"weight_{way}_l{layer}", nn.Parameter(w.detach().clone(), w.requires_grad))
            if pair[0].bias is not None:
                zero = torch.zeros_like(pair[0].bias) if b is None else b.detach().clone()
                setattr(made, f"bias_{way}_l{layer}", nn.Parameter(zero))
    return made.train(module.training)


def _check(module: nn.Module, **allowed: Any) -> None:
    for name, value in allowed.items():
        if getattr(module, name) != value:
            raise ValueError(
                f"{name}={getattr(module, name)!r} of {type(module).__name__} has no crossbar here: {name}={value!r}"
            )


def _replaced(model: nn.Module, change: Callable[[nn.Module], nn.Module | None]) -> nn.Module:
    """Return ``model`` with every module for which ``change`` returns another replaced by that."""
    made: dict[nn.Module | None, nn.Module] = {}
    for module in model.modules():
        other = change(module)
        if other is not None:
            made[module] = other
    for parent in list(model.modules()):
        for name, child in parent._modules.items():
            if child in made:
                parent._modules[name] = made[child]
    return made.get(model, model)
