"""The life of a chip: programmed once, then read while it drifts; its ranges, its compensation, many of its kind."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..core import key64
from ..devices import RetentiveDevice
from ..periphery import Adc, Periphery, Scale
from ..tile import Mapping, Pair, ProgrammedTile
from ..tile.array import Blocks
from .convert import MATRICES, convert
from .linear import arrays, tensors

KINDS = ("none", "global", "column")
PLAIN = Periphery()  # short fields at their defaults leave their place to a stage of its own


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
        """Give the DAC a fixed range, the largest |x|, and the ADC one, the largest sum of W / w_peak times x / α."""
        edge = self.tile.periphery
        more = {type(stage): stage for stage in edge.more}
        plain: dict[str, Any] = {}
        if inputs:
            more[Scale], plain["noise_management"] = Scale("constant", inputs), PLAIN.noise_management
        if sums:
            more[Adc] = dataclasses.replace(edge.adc, bound=sums)
            plain |= {"adc_bits": PLAIN.adc_bits, "out_bound": PLAIN.out_bound}
        for tile, _, _ in self.tile.blocks:
            tile.set_periphery(dataclasses.replace(edge, more=tuple(more.values()), **plain))
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


def program(
    model: nn.Module,
    device: RetentiveDevice,
    periphery: Periphery | None = None,
    mapping: type[Mapping] = Pair,
    seed: int = 0,
    tile_size: tuple[int, int] = (256, 256),
    columnwise: bool = False,
    tolerance_us: float | None = None,
    max_pulses: int = 10,
) -> nn.Module:
    """Return ``model`` on a chip: a copy in eval mode whose matrices were programmed, once, into retentive cells.

    Parameters
    ----------
    model
        Any model with layers that ``analogize`` knows, analog or ``hardware_aware`` ones among them; the input ranges
        that these have learned become those of the DACs.
    device
        The cell, such as ``preset("pcm-inference")``; stuck cells are its ``stuck``.
    periphery, mapping, tile_size
        The edge of every array, what stands for a weight, and inputs × outputs of one array.
    seed
        Which chip: matrix number n is drawn from ``key64(seed, "chip", n)``.
    columnwise
        Whether each output uses the whole range of conductances, with a digital factor of its own.
    tolerance_us, max_pulses
        As of ``write_verify``; without a tolerance cells are programmed open loop.

    Raises
    ------
    ValueError
        There is nothing to program, a weight is not finite, or what ``ProgrammedTile`` raises.
    """
    if not isinstance(device, RetentiveDevice):
        raise ValueError(f"device={type(device).__name__} is not programmed once: analogize(…) takes pulsed cells")
    conductances = mapping(device.g_max_us, device.g_min_us)

    def make(weight: Tensor, bias: Any, n: int, was: Any) -> nn.Module:
        key, more = key64(seed, "chip", n), {"tolerance_us": tolerance_us, "max_pulses": max_pulses}
        layer = ProgrammedLinear(weight, bias, device, periphery, conductances, key, tile_size, columnwise, **more)
        learned = getattr(was, "input_range", None)
        if learned is not None and learned != 0:
            layer.set_ranges(inputs=abs(learned.item()))
        return layer

    return convert(model, make).eval()


def layers(chip: nn.Module) -> list[ProgrammedLinear]:
    """Return the programmed matrices of a chip; raises ``ValueError`` where there are none."""
    found = [m for m in chip.modules() if isinstance(m, ProgrammedLinear)]
    if not found:
        raise ValueError(f"{type(chip).__name__} holds no programmed layer: make a chip with program(…)")
    return found


def drift(chip: nn.Module, t_s: float, compensate: str = "none") -> None:
    """Let a chip be read ``t_s`` seconds after it was programmed, earlier or later than now.

    Nothing is drawn but the reads. With ``compensate`` the outputs of every layer are multiplied by
    α = mean|y₀| / mean|y(t)|, the mean readout of one-hot inputs after programming over that of now: one α a layer
    ("global") or one an output ("column").

    Source: Joshi et al., Nat. Commun. 11, 2473 (2020), read as in aihwkit 1.2, one-hot.

    Raises
    ------
    ValueError
        The chip holds no programmed layer, ``compensate`` is unknown, or the cell is not described at that time.
    """
    if compensate not in KINDS:
        raise ValueError(f"compensate={compensate!r} is not one of {', '.join(KINDS)}")
    for layer in layers(chip):
        layer.drift(t_s, compensate)


@torch.no_grad()
def calibrate(chip: nn.Module, batches: Iterable[Tensor], inputs: float = 1.0, sums: float = 1.0) -> None:
    """Set the converters' ranges and the statistics of batch norms of a chip by data, after training.

    First each DAC gets a fixed range, the ``inputs`` quantile of |x| (1: the largest), then each ADC the ``sums``
    quantile of the sums; quantiles are of each mini-batch, of which the largest counts. Then batch norms forget their
    running statistics and average those of ``batches``.

    Raises
    ------
    ValueError
        The chip holds no programmed layer, there is no batch, or a quantile is outside 0 … 1.
    """
    for name, q in (("inputs", inputs), ("sums", sums)):
        if not 0 < q <= 1:
            raise ValueError(f"{name}={q} is not a quantile between 0 and 1")
    data = list(batches)
    if not data:
        raise ValueError("batches is empty: give at least one batch of inputs")

    def seen(measure: Callable[[ProgrammedLinear, NDArray[np.float32]], float]) -> Iterator[tuple[Any, float]]:
        largest = dict.fromkeys(layers(chip), 0.0)

        def look(layer: Any, given: Any) -> None:
            x = given[0].reshape(-1, layer.tile.shape[1]).float().numpy(force=True)
            largest[layer] = max(largest[layer], measure(layer, x))

        hooks = [layer.register_forward_pre_hook(look) for layer in largest]
        try:
            for x in data:
                chip(x)
        finally:
            for hook in hooks:
                hook.remove()
        return iter(largest.items())

    def of_sums(layer: ProgrammedLinear, x: NDArray[np.float32]) -> float:
        blocks = layer.tile.blocks
        return max(
            float(np.quantile(np.abs(layer.drive(x[:, columns]) @ tile.weights.T), sums)) for tile, _, columns in blocks
        )

    for layer, wide in seen(lambda layer, x: float(np.quantile(np.abs(x), inputs))):
        layer.set_ranges(inputs=wide)
    for layer, wide in seen(of_sums):
        layer.set_ranges(sums=wide)
    _average_norms(chip, data)


def _average_norms(chip: nn.Module, data: list[Tensor]) -> None:
    """Let batch norms average the statistics of ``data``."""
    norms = [m for m in chip.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm) and m.track_running_stats]
    before = [(m.momentum, m.training) for m in norms]
    for m in norms:
        m.reset_running_stats()
        m.momentum = None
        m.train()
    if norms:
        for x in data:
            chip(x)
    for m, (momentum, training) in zip(norms, before, strict=True):
        m.momentum = momentum
        m.train(training)


@dataclass(frozen=True, eq=False)
class Fleet:
    """What ``chips`` measured: ``values[k, n]`` of chip k at ``times_s[n]``."""

    times_s: tuple[float, ...]
    values: NDArray[np.float64]

    def quantiles(self, q: tuple[float, ...] = (0.05, 0.5, 0.95)) -> NDArray[np.float64]:
        """Return quantiles over chips, (len(q), times)."""
        found: NDArray[np.float64] = np.quantile(self.values, q, axis=0)
        return found


def chips(
    model: nn.Module,
    device: RetentiveDevice,
    measure: Callable[[nn.Module], float],
    n: int = 25,
    times_s: Iterable[float] | None = None,
    compensate: str = "none",
    prepare: Callable[[nn.Module], Any] | None = None,
    seed: int = 0,
    **options: Any,
) -> Fleet:
    """Program ``n`` chips with the same model, and measure each at every time.

    ``measure(chip)`` is a number, such as an accuracy; ``prepare(chip)`` is called once after programming, for instance
    to ``calibrate``; ``options`` are those of ``program``. Chip k has the seed ``key64(seed, "fleet", k)``.

    Raises
    ------
    ValueError
        ``n`` is below 1; what ``program`` and ``drift`` raise.
    """
    if n != int(n) or n < 1:
        raise ValueError(f"n={n} chips is not a whole number of at least 1")
    times = tuple(device.times_s[:1] if times_s is None else times_s)
    values = np.empty((n, len(times)))
    for k in range(n):
        chip = program(model, device, seed=key64(seed, "fleet", k), **options)
        if prepare:
            prepare(chip)
        for column, t_s in enumerate(times):
            drift(chip, t_s, compensate)
            values[k, column] = measure(chip)
    return Fleet(times, values)
