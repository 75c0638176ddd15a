"""A layer on a chip: its matrix was programmed once, and is read as it drifts."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..devices import RetentiveDevice
from ..periphery import Periphery, Scale
from ..tile import Mapping, ProgrammedTile
from ..tile.array import Blocks
from .convert import MATRICES
from .linear import arrays, tensors


class ProgrammedLinear(nn.Module):
    """A layer on a chip that was programmed once: ``y = α w_peak · ADC(W' DAC(x)) + b``, (…, n_in) to (…, n_out).

    The cells stand for W / w_peak, w_peak the largest |W| of the layer or, ``columnwise``, of each output; α is the
    drift compensation. There is no gradient.
    """

    factor: Tensor
    peak: Tensor

    def __init__(
        self, weight: Tensor, bias: Any, device: RetentiveDevice, periphery: Periphery | None, mapping: Mapping,
        seed: int, tile_size: tuple[int, int], columnwise: bool, **programming: Any,
    ) -> None:  # fmt: skip
        super().__init__()
        w = weight.detach().double().cpu()
        if w.numel() == 0 or not torch.isfinite(w).all():
            raise ValueError(f"weights of shape {tuple(w.shape)} are empty or not finite: nothing to program")
        peak = w.abs().amax(1) if columnwise else w.abs().max().expand(len(w))
        peak = torch.where(peak > 0, peak, 1.0)
        scaled = (w / peak[:, None]).numpy()
        self.target = w.float()
        self.tile: Blocks[ProgrammedTile] = Blocks(
            (w.shape[0], w.shape[1]),
            tile_size,
            lambda key, place: ProgrammedTile(scaled[place], device, mapping, periphery, key, **programming),
            seed,
        )
        self.register_buffer("peak", peak.float())
        self.register_buffer("factor", torch.ones(len(w)))
        self.bias = None if bias is None else nn.Parameter(bias.detach().clone().float(), requires_grad=False)
        self.baseline = self._readout()

    @property
    def weight(self) -> Tensor:
        """The weights that the cells stand for at this time, without read noise, (n_out, n_in)."""
        return torch.from_numpy(self.tile.weights) * self.peak[:, None]

    @torch.no_grad()
    def forward(self, x: Tensor) -> Tensor:
        """Return ``α w_peak · ADC(W' DAC(x)) + b``."""
        n_out, n_in = self.tile.shape
        if x.ndim < 1 or x.shape[-1] != n_in:
            raise ValueError(f"x has shape {tuple(x.shape)}; it must be (…, {n_in})")
        y = torch.from_numpy(self.tile.forward(x.reshape(-1, n_in).float().numpy(force=True)))
        y = y * (self.peak * self.factor)
        if self.bias is not None:
            y = y + self.bias
        return y.reshape(*x.shape[:-1], n_out).to(x)

    def _readout(self) -> NDArray[np.float64]:
        """Return the mean |y| of every output over one-hot inputs, through converters and noise, (n_out,)."""
        full = np.float32(self.tile.periphery.scale.alpha)  # what drives a line in full
        reads = self.tile.forward(np.eye(self.tile.shape[1], dtype=np.float32) * full)
        mean: NDArray[np.float64] = np.abs(reads).mean(axis=0, dtype=np.float64)
        return mean

    def drift(self, t_s: float, compensate: str) -> None:
        """Let the layer be ``t_s`` seconds old, and set α; see ``drift``."""
        for tile, _, _ in self.tile.blocks:
            tile.drift(t_s)
        now = self._readout() if compensate != "none" else self.baseline
        before = self.baseline
        if compensate != "column":
            before, now = before.mean(keepdims=True), now.mean(keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = np.where(now > 0, before / now, 1.0)
        self.factor.copy_(torch.from_numpy(factor).expand(len(self.factor)))

    def drive(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return inputs as the lines carry them before conversion, x / α; see ``Scale``."""
        scale = self.tile.periphery.scale
        peak = np.abs(x).max(axis=1, keepdims=True, initial=0) if scale.kind == "abs-max" else np.float32(scale.alpha)
        return np.divide(x, peak, out=np.zeros_like(x), where=peak > 0)

    def set_ranges(self, inputs: float | None = None, sums: float | None = None) -> None:
        """Give the DAC a fixed range, the largest |x|, and the ADC one, the largest sum of W / w_peak times x / α.

        What drift compensation compares with is read anew.
        """
        edge = self.tile.periphery
        edge = edge.having(Scale("constant", inputs)) if inputs else edge
        edge = edge.having(dataclasses.replace(edge.adc, bound=sums)) if sums else edge
        for tile, _, _ in self.tile.blocks:
            tile.set_periphery(edge)
        self.baseline = self._readout()

    def get_extra_state(self) -> dict[str, Any]:
        """Return the cells with all that was drawn for them, the time, the reads and the ranges."""
        cells = {f"{n}.{k}": v for n, (tile, *_) in enumerate(self.tile.blocks) for k, v in tile.state().items()}
        edge = self.tile.periphery
        ranges = {"inputs": edge.scale.alpha if edge.scale.kind == "constant" else None, "sums": edge.adc.bound}
        return {**tensors(cells), "baseline": torch.from_numpy(self.baseline), "target": self.target, **ranges}

    def set_extra_state(self, state: dict[str, Any]) -> None:
        """Become the chip of ``state``; raises ``ValueError`` where it does not fit."""
        for n, (tile, *_) in enumerate(self.tile.blocks):
            tile.restore(arrays({k.removeprefix(f"{n}."): v for k, v in state.items() if k.startswith(f"{n}.")}))
        reads = [tile.reads for tile, *_ in self.tile.blocks]
        self.set_ranges(state["inputs"], state["sums"])
        for (tile, *_), count in zip(self.tile.blocks, reads, strict=True):
            tile.reads = count
        self.baseline, self.target = state["baseline"].numpy(), state["target"]


MATRICES.append(ProgrammedLinear)
