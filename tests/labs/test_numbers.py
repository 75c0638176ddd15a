"""Every bold number of labs one to seven as the curriculum prints it, beside what the engine says.

A tolerance is half a unit of the last digit that is printed. A number that chance has a part in is the mean over
``SEEDS``; its tolerance is six standard errors of that mean, from the spread over the seeds, and the same digit.
"""

from __future__ import annotations

import numpy as np
import pytest

from analog_lab.devices import preset
from analog_lab.energy import HERMES_MAC_FJ, HERMES_READ, Costs, adc_energy_pj
from analog_lab.experiments.commute import Commute, accounts
from analog_lab.experiments.floorplan import NETWORKS, Plan
from analog_lab.experiments.pairs import Pairs, pair_us
from analog_lab.experiments.read import Read
from analog_lab.labs.tasks import commute, edge, life, memory, mvm, pairs
from analog_lab.periphery import Adc
from analog_lab.tile import to_weights

SEEDS = range(8)


def weights_mj(nj: float, batch: int = 1) -> float:
    return 1e3 * commute._moved_j(batch, nj)


def of(plan: dict, what: str) -> float:
    made = Plan(**plan).plan
    return float(len(made.tiles)) if what == "tiles" else made.utilisation


# Lab, what it is, the number as printed, the unit of its last digit, what the engine says.
EXACT = [
    ("commute", "weights of 784-256-128-10", 234_752, 1, commute._weights),
    ("commute", "mJ that weights of 32 bit take, DRAM at 1.3 nJ", 0.15, 0.01, lambda: weights_mj(1.3)),
    ("commute", "the same at 2.6 nJ", 0.31, 0.01, lambda: weights_mj(2.6)),
    ("commute", "batch 100 divides it by", 100, 1, lambda: weights_mj(1.3) / weights_mj(1.3, 100)),
    ("commute", "10⁴: 64 bit from DRAM over a multiplication of 100 fJ", 1.3e4, 1e3, lambda: fetch_j(1.3) / 100e-15),
    ("commute", "2·10⁶: the same at the other ends", 2.6e6, 1e5, lambda: fetch_j(2.6) / 1e-15),
    ("commute", "fJ of a multiplication in a cell", 4, 0.1, lambda: 1e15 * Costs().array.value),
    ("memory", "µA through 12.5 µS at 0.2 V", 2.5, 0.1, memory._read_ua),
    ("mvm", "µA of the first column", 5.0, 0.1, lambda: mvm._example(0)),
    ("mvm", "µA of the second column", 3.5, 0.1, lambda: mvm._example(1)),
    ("mvm", "steps of a read, 64 × 64 over 2 × 2", 1, 0.1, lambda: steps(64) / steps(2)),
    ("pairs", "G⁺ of −0.4, µS", 0, 1, lambda: pair_us(Pairs(w=-0.4, g_max_us=25.0))[0]),
    ("pairs", "G⁻ of −0.4, µS", 10, 1, lambda: pair_us(Pairs(w=-0.4, g_max_us=25.0))[1]),
    ("pairs", "cells of 361,722 weights", 723_444, 1, lambda: expected_cells()),
    ("pairs", "the weight of (5, 15) µS", -0.4, 0.01, lambda: float(to_weights(5.0, 15.0, 25.0))),
    (
        "edge",
        "TOPS in one phase, of 2·256²·64 operations a read",
        63.1,
        0.1,
        lambda: 2e-12 * 256**2 * 64 / HERMES_READ.value,
    ),
    ("edge", "TOPS/W in one phase", 9.76, 0.01, lambda: 2000 / HERMES_MAC_FJ.value),
    ("edge", "LSB of error, 0.3 LSB without noise", 0.30, 0.01, lambda: edge.small_sum_lsb(0.0, 1000, 1)),
    ("edge", "energy of 8 bits over 4, survey", 1.9, 0.1, edge._ratio),
    ("edge", "pJ of 8 bits at 65 nm", 6.5, 0.1, lambda: adc_energy_pj(8, 65)),
    ("floorplan", "tiles", 6, 1, lambda: of({}, "tiles")),
    ("floorplan", "cells in use", 0.60, 0.01, lambda: of({}, "use")),
    ("floorplan", "tiles, biases in a row", 7, 1, lambda: of({"bias": "row"}, "tiles")),
    ("floorplan", "cells in use, biases in a row", 0.51, 0.01, lambda: of({"bias": "row"}, "use")),
    ("floorplan", "tiles, two columns", 10, 1, lambda: of({"columns": 2}, "tiles")),
    ("floorplan", "cells in use, two columns", 0.72, 0.01, lambda: of({"columns": 2}, "use")),
    ("floorplan", "tiles, both", 11, 1, lambda: of({"columns": 2, "bias": "row"}, "tiles")),
    ("floorplan", "cells in use, both", 0.65, 0.01, lambda: of({"columns": 2, "bias": "row"}, "use")),
    ("floorplan", "reads of 5 × 5 on 28 × 28", 576, 1, lambda: NETWORKS["CNN"][0][1].reads),
    ("life", "% of spread at 0", 1.05, 0.01, lambda: life.spread_percent(0.0)),
    ("life", "% of spread at a half", 3.81, 0.01, lambda: life.spread_percent(0.5)),
    ("life", "% of spread at the top", 4.22, 0.01, lambda: life.spread_percent(1.0)),
    ("life", "G/G₀ after a day", 0.664, 0.001, life._left),
    ("life", "% lost, 8 × 8", 0.15, 0.01, lambda: life.wire_loss(8)),
    ("life", "% lost, 16 × 16", 0.57, 0.01, lambda: life.wire_loss(16)),
    ("life", "% lost, 32 × 32", 2.2, 0.1, lambda: life.wire_loss(32)),
    ("life", "% lost, 64 × 64", 8.0, 0.1, lambda: life.wire_loss(64)),
]


def fetch_j(nj: float) -> float:
    """Energy of 64 bit from the memory of the bus machine, J."""
    return 64 * Commute(dram_nj=nj).costs.memory.bit.value


def steps(n: int) -> int:
    return sum(1 for _ in Read(n_in=n, n_out=n, pattern="equal").drawn.frames())


def expected_cells() -> float:
    return next(task for task in pairs.EXERCISES if task.id == "devices").answer()


def dither_rms(seed: int, unsigned: bool = False) -> float:
    """The rms error of 0.3 LSB with noise of 0.5 LSB and 64 reads, in LSB; codes 0 … 7 are clipped at 0."""
    adc, rng = Adc(3, 3.0), np.random.default_rng(seed)
    reads = adc(adc.step * (0.3 + 0.5 * rng.standard_normal((4000, 64)))) / adc.step
    off = (np.maximum(reads, 0) if unsigned else reads).mean(axis=1) - 0.3
    return float(np.sqrt(np.mean(off**2)))


def dither_bias(seed: int) -> float:
    rng = np.random.default_rng(seed)
    codes = np.maximum(Adc(3, 3.0)(0.3 + 0.5 * rng.standard_normal((4000, 64))), 0)
    return float(codes.mean() - 0.3)


def realised(seed: int) -> float:
    """The standard deviation of cells that are meant to be at 0, in per cent of the range."""
    cells = preset("pcm-inference").program(np.zeros(20_000), np.random.default_rng(seed))
    return float(100 * cells.g_us.std() / 25)


CHANCE = [
    ("edge", "LSB of error with noise and 64 reads", 0.07, 0.01, dither_rms),
    ("edge", "the same with codes 0 … 7", 0.08, 0.01, lambda seed: dither_rms(seed, True)),
    ("edge", "its bias", 0.05, 0.01, dither_bias),
    (
        "edge",
        "errors of an analog ReLU over a digital one",
        0.47,
        0.01,
        lambda s: edge.relu_error("analog", s) / edge.relu_error("digital", s),
    ),
    ("life", "% of spread at 0, realised", 0.61, 0.01, realised),
    ("life", "weight error after a day", 0.35, 0.01, lambda seed: life.weight_errors(seed)[0]),
    ("life", "weight error with one factor", 0.13, 0.01, lambda seed: life.weight_errors(seed)[1]),
]


@pytest.mark.parametrize(
    ("lab", "what", "printed", "digit", "engine"), EXACT, ids=lambda v: v if isinstance(v, str) else ""
)
def test_the_engine_says_what_is_printed(lab, what, printed, digit, engine):
    assert engine() == pytest.approx(printed, abs=0.5001 * digit)


@pytest.mark.parametrize(
    ("lab", "what", "printed", "digit", "engine"), CHANCE, ids=lambda v: v if isinstance(v, str) else ""
)
def test_the_engine_says_it_over_seeds(lab, what, printed, digit, engine):
    found = np.array([engine(seed) for seed in SEEDS])
    assert found.std() > 0, "chance has a part in it"
    assert found.mean() == pytest.approx(printed, abs=0.5001 * digit + 6 * found.std(ddof=1) / np.sqrt(len(found)))


def test_a_tenth_more_would_be_seen():
    """No tolerance is so wide that a number ten per cent off would pass."""
    for _, what, printed, digit, _ in EXACT + CHANCE:
        assert not printed or 0.5001 * digit <= 0.101 * abs(printed), what


def test_the_left_machine_falls_towards_what_no_batch_shares():
    """The curve that is predicted: energy of one input is what the weights take over the batch, plus a rest."""
    total = np.array(commute_curve())
    rest = total[-1] - (total[0] - total[-1]) / 255
    np.testing.assert_allclose(total, rest + (total[0] - rest) / np.array([1, 4, 16, 64, 256]), rtol=1e-9)
    assert (
        total[0] / total[2] > 10 and accounts(Commute(cache=True))[0].energy_j < 0.15 * accounts(Commute())[0].energy_j
    )


def commute_curve() -> list[float]:
    from analog_lab.labs.commute import _falls

    return _falls(Commute())
