"""Networks of torch on chips, and the list of all rows that train one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from ..core import rng_from
from ..data import digits
from ..devices import Scales, preset
from ..periphery import Periphery, Scale
from . import learning
from .judge import Finding, Row

YEAR_S, CHIPS, EPOCHS, LR = 365 * 86_400.0, 25, 20, 0.2
PCM = preset("pcm-inference")


def _points(name: str, lost: Any, limit: float, side: str) -> Finding:
    lost = np.asarray(lost, float)
    spread = (float(lost.min()), float(lost.max()))
    return Finding(f"{name}: points lost", float(np.median(lost)), limit, 0.0, side, spread)


def _digits() -> tuple[Any, ...]:
    """Return training images and labels, test images and labels, as tensors; a fifth was kept for tuning."""
    import torch

    data = digits()
    used = np.arange(len(data.train_x)) % 5 != 0
    parts = (data.train_x[used], data.train_y[used].astype(np.int64), data.test_x, data.test_y.astype(np.int64))
    return tuple(torch.from_numpy(part) for part in parts)


def _trained(model: Any, prepare: Callable[[Any], Any] = lambda x: x) -> Any:
    """Train a model of torch by plain descent; the number of epochs is set, nothing is chosen."""
    import torch

    x, y, *_ = _digits()
    x, optimizer, rng = prepare(x), torch.optim.SGD(model.parameters(), LR), rng_from(0, "order")
    for _ in range(EPOCHS):
        for part in torch.from_numpy(rng.permutation(len(x))).split(10):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x[part]), y[part]).backward()
            optimizer.step()
    return model.eval()


def _score(model: Any) -> float:
    import torch

    *_, x, y = _digits()
    with torch.no_grad():
        return 100 * float((model(x).argmax(1) == y).float().mean())


def _mlp() -> Any:
    import torch
    from torch import nn

    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))


def pcm_year(chips_n: int) -> tuple[Finding, ...]:
    """A chip of phase-change pairs after a year, as it is and with one factor for each layer."""
    from ..nn import chips

    model = _trained(_mlp())
    floats = _score(model)
    runs = {kind: chips(model, PCM, _score, chips_n, (0.0, YEAR_S), kind).values for kind in ("none", "global")}
    return (
        _points("fresh", floats - runs["none"][:, 0], 1.0, "most"),
        _points("a year, compensated", floats - runs["global"][:, 1], 5.0, "most"),
        _points("a year, against compensated", runs["global"][:, 1] - runs["none"][:, 1], 1.0, "least"),
    )


def hardware_aware(chips_n: int) -> tuple[Finding, ...]:
    """Programming noise of 10, 15 and 20 % of the largest weight; trained with the same noise, or without."""
    from ..nn import Additive, chips
    from ..nn import hardware_aware as aware

    naive, found = _trained(_mlp()), []
    for part in (0.10, 0.15, 0.20):
        # Phase-change cells spread by 3.81 % of g_max at half of it
        cell = dataclasses.replace(PCM, scale=Scales(part / 0.0381, 0.0, 0.0, 0.0))
        trained = _trained(aware(_mlp(), Additive(part)))
        gained = chips(trained, cell, _score, chips_n).values - chips(naive, cell, _score, chips_n).values
        spread = (float(gained.min()), float(gained.max()))
        found.append(Finding(f"{part:.0%}: points gained", float(np.median(gained)), 0.0, 0.0, "least", spread))
    return tuple(found)


def lstm_bits(seeds: int) -> tuple[Finding, ...]:
    """Digits row by row into an LSTM of 32 cells, then its inputs through DACs of 7 bits and fewer."""
    import torch
    from torch import nn

    from ..nn import analogize

    class Reader(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.head = nn.LSTM(8, 32, batch_first=True), nn.Linear(32, 10)

        def forward(self, x: Any) -> Any:
            return self.head(self.body(x.reshape(-1, 8, 8))[0][:, -1])

    lost: dict[int, list[float]] = {7: [], 3: []}
    for seed in range(seeds):
        torch.manual_seed(seed)
        model = _trained(Reader())
        for bits, values in lost.items():
            edge = Periphery(dac_bits=bits, adc_bits=None, out_noise=0.0, more=(Scale("none"),))
            cell = dataclasses.replace(preset("gokmen-vlasov").nominal(), w_max=9.0, w_min=-9.0)
            values.append(_score(model) - _score(analogize(model, cell, edge)))
    return _points("7 bits", lost[7], 1.0, "most"), _points("3 bits", lost[3], 1.0, "least")


OURS = "ours on other data"
GOKMEN = "Gokmen and Vlasov, Front. Neurosci. 10, 333 (2016)"
AGARWAL = "Agarwal et al., IJCNN (2016)"
SEEDS = (3, 10)  # of a short and of a full run


def _row(name: str, claim: str, source: str, run: Callable[[int], tuple[Finding, ...]], **more: Any) -> Row:
    return Row(name, claim, source, run, **{"kind": OURS, "seeds": SEEDS, **more})


LEARNING = (
    _row(
        "sgd-symmetric", "pulses on symmetric cells train as well as floating point", GOKMEN, learning.symmetric_cells
    ),
    _row(
        "broken-cell",
        "the same claim of cells whose steps down are half as large",
        "broken on purpose",
        learning.broken_cell,
        must_fail=True,
    ),
    _row(
        "asymmetry",
        "steps down smaller by 5 % are harmless, by 20 % not, by 50 % fatal",
        GOKMEN,
        learning.asymmetry,
    ),
    _row("pulse-noise", "pulses that are off by five times their step are harmless", GOKMEN, learning.pulse_noise),
    _row(
        "mixed-precision",
        "within 0.6 points of floating point",
        "Nandakumar et al., Front. Neurosci. 14, 406 (2020)",
        learning.mixed_precision,
        note="The cells end at ±0.6, which is narrow for this small network: tried with ±1.2, it loses 0.3 points.",
    ),
    _row(
        "tiki-taka",
        "descent fails on soft bounds where Tiki-Taka recovers the result of symmetric cells",
        "Gokmen and Haensch, Front. Neurosci. 14, 103 (2020)",
        learning.tiki_taka,
        note="The cells have 120 states. Tried with steps of 0.002 instead of 0.01, 600 states, the plain and the "
        "buffered rule reach 97.5 to 98.1 %, as symmetric cells do.",
    ),
    _row(
        "references",
        "a dynamic reference does not mind where the cells rest, the buffered rule does",
        "Rasch et al., Nat. Commun. 15, 7133 (2024)",
        learning.references,
    ),
    _row(
        "phase-change",
        "pairs of phase-change cells train poorly, with a capacitor as well as software",
        "Burr et al., IEEE T-ED 62, 3498 (2015); Ambrogio et al., Nature 558, 60 (2018)",
        learning.phase_change,
    ),
    _row("read-noise", "training stands read noise of 5 % of the range of weights", AGARWAL, learning.read_noise),
    _row("write-noise", "training stands write noise of 0.4 % of the range of weights", AGARWAL, learning.write_noise),
    _row(
        "neurosim",
        "cells learn in the order of the table of MLP+NeuroSim V3.0",
        "manual of MLP+NeuroSim V3.0",
        learning.neurosim,
        note="The table's simulator also has the ratio of on and off currents against a reference column and another "
        "mapping of weights; here a cell is its curvature, its number of states and its noise over one range.",
    ),
    _row(
        "pcm-year",
        "a factor for each layer keeps a chip of phase-change cells for a year",
        "Joshi et al., Nat. Commun. 11, 2473 (2020)",
        pcm_year,
        seeds=(5, CHIPS),
        note="A class is the largest output, which a loss that all share leaves the largest: on these digits the "
        "factor is worth about a point, not more.",
    ),
    _row(
        "hardware-aware",
        "networks trained with the noise of the weights stand it better",
        "Joshi et al., Nat. Commun. 11, 2473 (2020)",
        hardware_aware,
        seeds=(5, CHIPS),
        note="At 10 % this small network loses so little without it that one test image decides.",
    ),
    _row(
        "lstm-bits",
        "the inputs of an LSTM need about 7 bits",
        "Gokmen, Rasch and Haensch, Front. Neurosci. 12, 745 (2018); on text, which is not here",
        lstm_bits,
        seeds=(2, 10),
    ),
)
