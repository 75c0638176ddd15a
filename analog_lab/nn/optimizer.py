"""The step of a network that holds crossbars."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from .linear import AnalogLinear


class AnalogOptimizer(torch.optim.Optimizer):
    """Stochastic gradient descent: crossbars by pulses, digital parameters in floating point; no momentum.

    ``step`` spends every pending pair (x, d) of the analog layers, ``W -= lr Σ_b d_b x_bᵀ`` on average, and moves every
    other parameter by ``p -= lr ∂p``. ``zero_grad`` forgets pending pairs and gradients. The schedulers of torch work:
    they change ``lr`` in ``param_groups``.

    Raises
    ------
    ValueError
        ``lr`` is not a positive number.
    """

    def __init__(self, model: nn.Module, lr: float) -> None:
        if not (math.isfinite(lr) and lr > 0):
            raise ValueError(f"lr={lr} is not a positive number")
        self._analog = [m for m in model.modules() if isinstance(m, AnalogLinear)]
        super().__init__(model.parameters(), {"lr": lr})

    def __getstate__(self) -> dict[str, Any]:
        """Copies and pickles go with their layers; the state of torch's own class leaves these out."""
        return {**super().__getstate__(), "_analog": self._analog}

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Take one step; with a ``closure``, evaluate it before and return its loss."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        layers = {layer.handle: layer for layer in self._analog}
        for group in self.param_groups:
            for p in group["params"]:
                if p in layers:
                    self._spend(layers[p], group["lr"])
                elif p.grad is not None:
                    p.add_(p.grad, alpha=-group["lr"])
        return loss

    @staticmethod
    def _spend(layer: AnalogLinear, lr: float) -> None:
        """Pulse the cells; a rate of 0, as at the end of a schedule, moves nothing."""
        if lr == 0:
            layer.pending.clear()
        elif layer.pending:
            layer.spend(lr)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget gradients and the pairs that wait for a step."""
        super().zero_grad(set_to_none)
        for layer in self._analog:
            layer.pending.clear()
