"""Training in software for a chip to come: weights, inputs and outputs as noisy and coarse as there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..core import key64
from ..core.checks import positive, whole
from ..devices import Pcm
from ..periphery import Adc, Dac, LineNoise, Passes, Periphery, Scale, SumNoise
from .convert import MATRICES, convert

IMITATED = (Scale, Dac, LineNoise, Passes, SumNoise, Adc)  # the stages that a trained layer imitates
FIRST_RANGE_STDS = 3.0  # as aihwkit's input range, which also starts from the data


@dataclass(frozen=True)
class Additive:
    """``w + std w_peak ξ``, one draw ξ ~ N(0, 1) for every weight and mini-batch; w_peak is the layer's largest |w|."""

    std: float = 0.1

    def __post_init__(self) -> None:
        positive("std", self.std)

    def of(self, w: Tensor, peak: Tensor, draw: torch.Generator) -> Tensor:
        """Return the weights of one mini-batch."""
        return w + self.std * peak * torch.randn(w.shape, generator=draw)


@dataclass(frozen=True)
class Programming:
    """``w + scale w_peak (c0 + c1 r + c2 r²) ξ``, r = |w| / w_peak: programming noise of phase-change pairs.

    The polynomial is in parts of the largest conductance; by default that of Joshi et al., Nat. Commun. 11, 2473
    (2020), 0.26348, 1.9650 and -1.1731 µS of 25 µS.
    """

    scale: float = 1.0
    coefficients: tuple[float, ...] = tuple(c / Pcm().g_max_us for c in (0.26348, 1.9650, -1.1731))

    def __post_init__(self) -> None:
        positive("scale", self.scale)

    def of(self, w: Tensor, peak: Tensor, draw: torch.Generator) -> Tensor:
        """Return the weights of one mini-batch."""
        r = w.abs() / peak
        sigma = sum(c * r**k for k, c in enumerate(self.coefficients))
        return w + self.scale * peak * sigma * torch.randn(w.shape, generator=draw)


@dataclass(frozen=True)
class DropConnect:
    """Every weight is 0 with chance ``p``, as a cell that lost its connection."""

    p: float = 0.05

    def __post_init__(self) -> None:
        positive("p", self.p)
        if self.p > 1:
            raise ValueError(f"p={self.p} is above 1")

    def of(self, w: Tensor, peak: Tensor, draw: torch.Generator) -> Tensor:
        """Return the weights of one mini-batch."""
        return w * (torch.rand(w.shape, generator=draw) >= self.p)


@dataclass(frozen=True)
class Discretise:
    """Weights on a grid of ``levels`` from -w_peak to w_peak."""

    levels: int = 16

    def __post_init__(self) -> None:
        whole("levels", self.levels, 2)

    def of(self, w: Tensor, peak: Tensor, draw: torch.Generator) -> Tensor:
        """Return the weights of one mini-batch."""
        step = 2 * peak / (self.levels - 1)
        return torch.round((w + peak) / step) * step - peak


class HardwareAwareLinear(nn.Linear):
    """``nn.Linear`` that computes as an array would, in plain autograd; shapes (…, n_in) to (…, n_out).

    With r the learned input range and w_peak = max|W|::

        q = DAC(x / r)      y = r w_peak ADC(W' / w_peak · q + out_noise ξ) + b

    While training, W' is W with the ``weights`` modifiers of this mini-batch, and W is clipped to ± ``clip`` standard
    deviations; in eval mode W' = W. Grids, clipped weights and modifiers pass gradients straight through.
    """

    input_range: nn.Parameter | None

    def __init__(
        self, weight: Tensor, bias: Any, periphery: Periphery | None, weights: tuple[Any, ...], clip: float | None,
        seed: int,
    ) -> None:  # fmt: skip
        super().__init__(weight.shape[1], weight.shape[0], bias is not None, device="meta")
        self.weight, self.bias = nn.Parameter(weight.detach().clone()), bias
        self.periphery, self.modifiers, self.clip = periphery, weights, clip
        self.draw = torch.Generator().manual_seed(seed % 2**63)
        first = nn.Parameter(torch.zeros(())) if periphery and periphery.dac.bits else None
        self.register_parameter("input_range", first)

    def forward(self, x: Tensor) -> Tensor:
        """Return what the array to come would."""
        w = self._clipped()
        peak = w.detach().abs().max().clamp_min(torch.finfo(w.dtype).tiny)
        if self.training:
            noisy = w.detach()
            for modifier in self.modifiers:
                noisy = modifier.of(noisy, peak, self.draw)
            w = w + (noisy - w.detach())
        edge = self.periphery
        if edge is None:
            return functional.linear(x, w, self.bias)
        scale = self._range(x)
        q = _converted(x / scale, edge.dac)
        if edge.line_noise:
            q = q + edge.line_noise * torch.randn(q.shape, generator=self.draw)
        y = functional.linear(q, w / peak)
        if edge.sum_noise:
            y = y + edge.sum_noise * torch.randn(y.shape, generator=self.draw)
        y = _converted(y, edge.adc) * scale * peak
        return y if self.bias is None else y + self.bias

    def _clipped(self) -> Tensor:
        if self.clip and self.training:
            with torch.no_grad():
                limit = self.clip * self.weight.std(correction=0)
                self.weight.clamp_(-limit, limit)
        return self.weight

    def _range(self, x: Tensor) -> Tensor:
        """Return the input range, which the first mini-batch sets to three standard deviations of its inputs."""
        if self.input_range is None:
            return x.new_ones(())
        if self.input_range == 0:
            with torch.no_grad():
                wide = torch.minimum(FIRST_RANGE_STDS * x.std(correction=0), x.abs().max())
                self.input_range.fill_(float(wide) or 1.0)
        return self.input_range.abs().clamp_min(1e-6)

    def get_extra_state(self) -> Tensor:
        """Return the state of the noise."""
        return self.draw.get_state()

    def set_extra_state(self, state: Tensor) -> None:
        """Go on drawing from ``state``."""
        self.draw.set_state(state)


MATRICES.append(HardwareAwareLinear)


def hardware_aware(
    model: nn.Module,
    weights: Any = (Additive(0.1),),
    periphery: Periphery | None = None,
    clip: float | None = 2.5,
    seed: int = 0,
) -> nn.Module:
    """Return a copy of ``model`` to train in torch for a chip with noisy weights and coarse converters.

    Every matrix, those of convolutions and recurrent layers too, becomes a ``HardwareAwareLinear``; any optimiser of
    torch trains it, and ``program`` takes it to a chip with the input ranges that it has learned.

    Parameters
    ----------
    weights
        What every mini-batch does to the weights, in turn: ``Additive``, ``Programming``, ``DropConnect``,
        ``Discretise``.
    periphery
        Converters and noise of lines and sums to train with; None trains with none.
    clip
        Weights stay within so many standard deviations of their layer; None for no limit.

    Raises
    ------
    ValueError
        There is nothing to convert, a modifier or a stage of the periphery is not among these.

    Source: Joshi et al. (2020); Rasch et al., Nat. Commun. 14, 5282 (2023).
    """
    modifiers = tuple(weights) if isinstance(weights, (tuple, list)) else (weights,)
    for modifier in modifiers:
        if not isinstance(modifier, (Additive, Programming, DropConnect, Discretise)):
            raise ValueError(
                f"weights has {modifier!r}, which is none of Additive, Programming, DropConnect, Discretise"
            )
    if clip is not None:
        positive("clip", clip)
    for stage in periphery.stages if periphery else ():
        if not isinstance(stage, IMITATED) or not (stage.plain or isinstance(stage, Scale)):
            raise ValueError(f"{stage!r} is not imitated while training: leave it to program(…)")

    def make(weight: Tensor, bias: Any, n: int, was: nn.Module) -> nn.Module:
        return HardwareAwareLinear(weight, bias, periphery, modifiers, clip, key64(seed, "noise", n))

    return convert(model, make)


def _converted(value: Tensor, converter: Dac | Adc) -> Tensor:
    """Clip to the bound and round to the grid; the rounding passes gradients straight through."""
    if not converter.bits:
        return value
    bound, step = converter.bound, converter.step
    held = value.clamp(-bound, bound)
    return held + (torch.round(held / step) * step - held).detach().clamp(-bound, bound)
