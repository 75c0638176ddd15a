"""The step of a network that holds crossbars."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from ..energy.writing import Pulse, pulse_of
from ..training import Learner, Rule
from .linear import AnalogLinear, arrays, tensors

Block = tuple[Learner, slice, slice]


def _plain(name: str) -> Any:
    """Return a method of torch's class without the wrapper that loads its compiler, 70 MB, when first called."""
    return inspect.unwrap(getattr(torch.optim.Optimizer, name))


class AnalogOptimizer(torch.optim.Optimizer):
    """Stochastic gradient descent: crossbars by pulses, digital parameters in floating point; no momentum.

    ``step`` spends every pending pair (x, d) of the analog layers as one mini-batch by ``rule``, on average
    ``W -= lr Σ_b d_b x_bᵀ``, and moves every other parameter by ``p -= lr ∂p``. Cells move by lr / s, so that a layer
    with a digital factor s learns at the rate of one without. ``zero_grad`` forgets pending pairs and gradients. The
    schedulers of torch work: they change ``lr`` in ``param_groups``.

    ``rule`` is how a gradient reaches the cells, such as ``MixedPrecision()`` or ``TikiTaka()``, on every crossbar for
    itself; without one, pulses go straight to them. What a rule keeps beside the cells that a layer shows is in
    ``state_dict``.

    Raises
    ------
    ValueError
        ``lr`` is not a positive number, or the rule does not take a layer's cell; from ``step``, before anything moves:
        a rate or a gradient is not finite.
    """

    def __init__(self, model: nn.Module, lr: float, rule: Rule | None = None) -> None:
        if not (math.isfinite(lr) and lr > 0):
            raise ValueError(f"lr={lr} is not a positive number")
        layers = [m for m in model.modules() if isinstance(m, AnalogLinear)]
        self._analog: list[tuple[AnalogLinear, list[Block]]] = [
            (layer, [(rule.on(tile) if rule else Learner(tile), rows, columns) for tile, rows, columns in layer.blocks])
            for layer in layers
        ]
        self._before = self._fired()
        super().__init__(model.parameters(), {"lr": lr})

    def __getstate__(self) -> dict[str, Any]:
        """Copies and pickles go with their layers; the state of torch's own class leaves these out."""
        return {**super().__getstate__(), "_analog": self._analog, "_before": self._before}

    def _fired(self) -> int:
        return sum(learner.pulses_fired for _, blocks in self._analog for learner, *_ in blocks)

    @property
    def pulses_fired(self) -> int:
        """Pulses that the steps have cost so far, on every array of the rule."""
        return self._fired() - self._before

    def energy_j(self, pulse: str | Pulse) -> float:
        """Return the energy of these pulses in joules, each as one of a cell with a published pulse; see ``energy``."""
        return self.pulses_fired * pulse_of(pulse).energy.value

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Take one step; with a ``closure``, evaluate it before and return its loss."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        self._check()
        analog = {layer.handle: (layer, blocks) for layer, blocks in self._analog}
        for group in self.param_groups:
            for p in group["params"]:
                if p in analog:
                    self._spend(*analog[p], group["lr"])
                elif p.grad is not None:
                    p.add_(p.grad, alpha=-group["lr"])
        return loss

    def _check(self) -> None:
        for group in self.param_groups:
            if not (math.isfinite(group["lr"]) and group["lr"] >= 0):
                raise ValueError(f"lr={group['lr']} is not a number of 0 or more; nothing was changed")
            for p in group["params"]:
                if p.grad is not None and not torch.isfinite(p.grad).all():
                    raise ValueError(f"a gradient of shape {tuple(p.shape)} is not finite; nothing was changed")

    @staticmethod
    def _spend(layer: AnalogLinear, blocks: list[Block], lr: float) -> None:
        """Hand the pending pairs to the rule; a rate of 0, as at the end of a schedule, moves nothing."""
        pairs = layer.take()
        if pairs is None or lr == 0:
            return
        x, d = pairs
        for learner, rows, columns in blocks:
            learner.update(x[:, columns], d[:, rows], lr / layer.out_scale)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add parameters with settings of their own, as in torch."""
        _plain("add_param_group")(self, param_group)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget gradients and the pairs that wait for a step."""
        _plain("zero_grad")(self, set_to_none)
        for layer, _ in self._analog:
            layer.pending.clear()

    def state_dict(self) -> dict[str, Any]:
        """Return torch's state, and what the rule keeps for every crossbar."""
        return {
            **_plain("state_dict")(self),
            "rules": [[tensors(_own(learner)) for learner, *_ in blocks] for _, blocks in self._analog],
            "pulses_before": self._before,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state, after the model has gone back to its own.

        Raises
        ------
        ValueError
            The state belongs to another rule or another model; it says what differs.
        """
        own = [len(blocks) for _, blocks in self._analog]
        given = [len(blocks) for blocks in state_dict["rules"]]
        if own != given:
            raise ValueError(f"the state has {given} crossbars in its layers; this model has {own}")
        pairs = [
            (learner, arrays(state))
            for (_, blocks), states in zip(self._analog, state_dict["rules"], strict=True)
            for (learner, *_), state in zip(blocks, states, strict=True)
        ]
        for learner, state in pairs:
            missing, unknown = _own(learner).keys() - state.keys(), state.keys() - _own(learner).keys()
            if missing or unknown:
                said = ", ".join(sorted({name.split(".")[0] for name in missing | unknown}))
                raise ValueError(f"the state belongs to another rule: {said} is in one of the two only")
        for learner, state in pairs:
            learner.restore({**learner.state(), **state})
        self._before = state_dict["pulses_before"]
        _plain("load_state_dict")(self, {k: v for k, v in state_dict.items() if k not in ("rules", "pulses_before")})


def _own(learner: Learner) -> dict[str, Any]:
    """Return what a rule keeps beside the cells that the layer shows."""
    return {name: value for name, value in learner.state().items() if not name.startswith("tile.")}
