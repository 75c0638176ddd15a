"""The life of a chip: programmed once, then read while it drifts; its ranges, its compensation, many of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..core import key64
from ..core.checks import whole
from ..devices import RetentiveDevice
from ..periphery import Periphery
from ..tile import Mapping, Pair
from .convert import convert
from .programmed import ProgrammedLinear

KINDS = ("none", "global", "column")


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
    running statistics and average those of ``batches``. Calibrate before the first ``drift``: its compensation starts
    from here.

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
    whole("n", n)
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
