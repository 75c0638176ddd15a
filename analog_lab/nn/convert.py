"""From a torch model to the same model on crossbars."""

from __future__ import annotations

import copy

from torch import nn

from ..core import key64
from ..devices import ConstantStep, PulsedDevice
from ..periphery import Periphery
from ..tile import PulseUpdate
from .linear import AnalogLinear


def analogize(
    torch_model: nn.Module,
    device: PulsedDevice | None = None,
    periphery: Periphery | None = None,
    pulses: PulseUpdate | None = None,
    seed: int = 0,
) -> nn.Module:
    r"""Return a copy of ``torch_model`` in which every ``nn.Linear`` is an ``AnalogLinear`` with the same weights.

    Where a weight exceeds the bounds of the nominal cell, the layer's cells hold ``W / s`` and a digital factor
    multiplies the result, ``s = max(1, max|W| / min(w_max, |w_min|))``. Cells whose own bounds are tighter than the
    nominal ones clip, as they would on a chip. Biases, frozen weights and train or eval mode are kept.

    Layer number n, in the order of ``torch_model.modules()``, becomes the chip of seed ``key64(seed, "layer", n)``; a
    layer that the model uses twice stays one layer. Subclasses of ``nn.Linear`` are left as they are: their owners
    reach for the weights past ``forward``, as ``nn.MultiheadAttention`` does. Forward hooks and weights that two layers
    share are not carried over.

    Raises
    ------
    ValueError
        The model holds no ``nn.Linear``.
    """
    model: nn.Module = copy.deepcopy(torch_model)
    found = [m for m in model.modules() if type(m) is nn.Linear]
    if not found:
        raise ValueError(f"{type(torch_model).__name__} holds no nn.Linear to convert")
    made: dict[nn.Module | None, AnalogLinear] = {
        m: _convert(m, device or ConstantStep(), periphery, pulses, key64(seed, "layer", n))
        for n, m in enumerate(found)
    }
    for parent in list(model.modules()):
        for name, child in parent._modules.items():
            if child in made:
                parent._modules[name] = made[child]
    return made.get(model, model)


def _convert(
    linear: nn.Linear, device: PulsedDevice, periphery: Periphery | None, pulses: PulseUpdate | None, seed: int
) -> AnalogLinear:
    w = linear.weight.detach().float().cpu().numpy()
    scale = max(1.0, float(abs(w).max(initial=0.0)) / min(device.w_max, -device.w_min))
    layer = AnalogLinear(
        linear.in_features, linear.out_features, False, device, periphery, pulses, seed, weights=w, out_scale=scale
    )
    layer.bias = linear.bias
    layer.handle.requires_grad_(linear.weight.requires_grad)
    return layer.train(linear.training)
