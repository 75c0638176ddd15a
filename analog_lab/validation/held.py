"""Retentive cells against the published values of their fits."""

from __future__ import annotations

import numpy as np

from ..core import rng_from
from ..devices import preset
from .judge import Finding, Row

YEAR_S, DAY_S, HOUR_S = 365 * 86_400.0, 86_400.0, 3600.0


def _spreads(name: str, values: dict[float, float], half: float = 0.005) -> tuple[Finding, ...]:
    """Return the programming spread at each conductance; ``half`` is half of the last digit that was printed."""
    cell = preset(name)
    return tuple(Finding(f"σ at {g:g} µS", float(cell.sigma_us(g)), sigma, half) for g, sigma in values.items())


def programming() -> tuple[Finding, ...]:
    """0.26348 + 1.9650 g - 1.1731 g² µS, g the fraction of 25 µS."""
    return _spreads("pcm-inference", {0.0: 0.263, 12.5: 0.953, 0.838 * 25: 1.086, 25.0: 1.055}, 5e-4)


def drift() -> tuple[Finding, ...]:
    """((t + t0) / t0)^-ν with t0 = 20 s: ν is 0.049 at g_max, 0.1 at the clip for small conductances."""
    best, found = preset("pcm-inference").nominal(), []
    times = (("an hour", HOUR_S), ("a day", DAY_S), ("a year", YEAR_S))
    for g_us, factors in ((25.0, (0.775, 0.664, 0.497)), (0.1, (0.595, 0.433, 0.240))):
        held = best.program([g_us], _no_draws())
        for (name, t_s), factor in zip(times, factors, strict=True):
            found.append(Finding(f"{g_us:g} µS after {name}", float(best.drift(held, t_s)[0]) / g_us, factor, 6e-4))
    return tuple(found)


def reading() -> tuple[Finding, ...]:
    """Qs √ln((t + t_read) / 2 t_read) with t counted from t0 before: per cent at g_max."""
    cell = preset("pcm-inference")
    times = (("a second", 1.0, 3.7), ("an hour", HOUR_S, 4.2), ("a day", DAY_S, 4.5), ("a year", YEAR_S, 5.0))
    found = []
    for name, t_s, percent in times:
        best = cell.nominal()
        held = float(best.drift(best.program([25.0], _no_draws()), t_s)[0])
        found.append(Finding(f"after {name}", 100 * float(cell.sigma_read_us(25.0, t_s)) / held, percent, 0.05))
    return tuple(found)


def joshi() -> tuple[Finding, ...]:
    """An independent fit of the same figure, 27 s after programming."""
    return _spreads("pcm-joshi", {0.25: 0.31, 5.0: 0.62, 10.0: 0.87, 20.0: 1.09, 25.0: 1.07})


def milo() -> tuple[Finding, ...]:
    """A straight line over 50 … 225 µS."""
    return _spreads("rram-milo", {50.0: 4.33, 225.0: 2.73})


def wan() -> tuple[Finding, ...]:
    """The cubic of CrossSim, after 1 s."""
    return _spreads("rram-wan-cubic", {0.0: 1.05, 10.0: 2.41, 15.0: 2.51, 25.0: 2.09, 35.0: 1.65})


def sonos() -> tuple[Finding, ...]:
    """A (1 - exp(-I / B)) in nA, read at 0.1 V."""
    cell, found = preset("flash-sonos"), []
    for i_na, sigma_na in ((100, 8.6), (400, 17.8), (800, 19.7), (1600, 19.9)):
        sigma = float(cell.sigma_us(i_na / 1000 / cell.v_read_v)) * cell.v_read_v * 1000
        found.append(Finding(f"σ at {i_na} nA", sigma, sigma_na, 0.05))
    return tuple(found)


def _no_draws() -> np.random.Generator:
    """Return a generator for cells without spread, which leave no trace of it."""
    return rng_from(0, "nothing")


CODE = "aihwkit 1.2, inference/noise/pcm.py"
JOSHI = "Joshi et al., Nat. Commun. 11, 2473 (2020)"
CHECKS = (
    Row("pcm-programming", "programming spread of phase change", CODE, programming, "published"),
    Row("pcm-drift", "conductance left after an hour, a day and a year", CODE, drift, "published"),
    Row("pcm-reading", "1/f read noise of phase change, per cent", CODE, reading, "published"),
    Row("pcm-joshi", "programming spread of phase change after 27 s", JOSHI, joshi, "published"),
    Row("rram-milo", "programming spread of HfO₂ ReRAM", "Milo et al., IRPS (2021)", milo, "published"),
    Row(
        "rram-wan",
        "programming spread of the NeuRRAM chip after 1 s",
        "Wan et al., Nature 608, 504 (2022)",
        wan,
        "published",
    ),
    Row("flash-sonos", "programming spread of SONOS flash", "Agrawal et al., IEDM 21.7 (2022)", sonos, "published"),
)
