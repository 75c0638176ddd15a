"""A cell from measured data: every step law fitted to a pulse response, and the best of them told with its errors."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .fit_data import measured
from .fit_laws import LAWS, SHARED, Candidate
from .fit_report import Fit, FitReport
from .fit_turns import Float, along, even

__all__ = ["FitReport", "fit_device"]

NUISANCES = 3  # pulse noise, read noise, start


def fit_device(source: str | Path | Mapping[str, ArrayLike] | Any) -> FitReport:
    """Fit every step law to a measured pulse response and return the best, with all the others.

    The lowest and the highest reading (second and 98th percentile) are the weights -1 and 1. Each law is fitted by
    maximum likelihood: a Kalman filter follows the cell, so that pulse noise, which adds up, and read noise, which does
    not, are told apart. Laws are compared by the Bayesian information criterion, ``2 (-ln L) + k ln n`` for k
    parameters and n readings, which prefers the simpler of two that fit as well. Standard errors come from the
    curvature of the likelihood; over repeated data of one cell the scatter was 0.8 to 1.6 times as large.

    What cannot be told: a bound that was never reached, which has the error infinity; A and γ of an exponential one by
    one, where steps change little over the range; slight curvature, 10 % of the step or so, under 5 % read noise;
    linear steps that never reach their bounds from soft bounds further out, which is what is reported then. Pulse noise
    comes out about one standard error too small, as the fitted steps follow part of it. Spreads from cell to cell need
    more than one cell.

    Parameters
    ----------
    source
        A CSV file or a table: see ``measured`` for its columns.

    Raises
    ------
    ValueError
        The data cannot be used; the message names the line and the reason.
    """
    data = measured(source)
    low, high = np.percentile(data.value, [2, 98])
    offset, factor = float(low + high) / 2, float(high - low) / 2
    w = (data.value - offset) / factor
    if data.detected:
        data = dataclasses.replace(data, signs=_sharpened(data.signs, w))
    fits: list[Fit] = []
    for candidate in LAWS:
        fits = sorted([*fits, _fit(candidate, data.signs, w, fits[0] if fits else None)], key=lambda fit: fit.score)
    return FitReport(data, tuple(fits), offset, factor)


def _sharpened(signs: NDArray[np.int8], w: Float) -> NDArray[np.int8]:
    """Move every turning point to where the likelihood is highest, under the best of the three simplest laws."""
    for _ in range(4):
        best = min((_fit(candidate, signs, w) for candidate in LAWS[:3]), key=lambda fit: fit.score)
        edges = [0, *np.flatnonzero(np.diff(signs[1:])) + 1, len(w) - 1]
        kinds = signs[np.array(edges[1:])]
        for k in range(1, len(edges) - 1):
            reach = min(edges[k] - edges[k - 1], edges[k + 1] - edges[k]) // 2
            places = range(edges[k] - reach, edges[k] + reach + 1)
            moved = [[*edges[:k], place, *edges[k + 1 :]] for place in places]
            edges = min(moved, key=lambda tried: best.surprise(along(tried, kinds), w))
        found = along(even(edges), kinds)
        if np.array_equal(found, signs):
            break
        signs = found
    return signs


def _fit(candidate: Candidate, signs: NDArray[np.int8], w: Float, near: Fit | None = None) -> Fit:
    """Fit one law to weights, from its own starts and, where given, from a law that fits already."""
    from scipy.optimize import minimize

    from . import fit_filter

    out = np.empty_like(w)

    def loss(theta: Float) -> float:
        p, (pulse, read, start) = _natural(theta[:-NUISANCES]), theta[-NUISANCES:]
        value = fit_filter.surprise(candidate.code, p, math.exp(pulse), math.exp(read), start, signs, w, out)
        return float(value) if math.isfinite(value) else 1e12

    longest = max(np.count_nonzero(signs > 0), np.count_nonzero(signs < 0)) / max(_runs(signs) / 2, 1)
    pace = 2.0 / longest
    noise = max(float(np.std(np.diff(w))) / 1.5, 1e-3)
    limits = [(-16.0, 1.5)] * 2 + [(0.3, 30.0), (-30.0, -0.3), *candidate.limits, (-7.0, 3.5), (-9.0, 1.0)]
    limits.append((float(w[0]) - 5 * noise, float(w[0]) + 5 * noise))

    def descend(theta: Float, most: int) -> Any:
        return minimize(loss, theta, method="SLSQP", bounds=limits, options={"maxiter": most, "ftol": 1e-6})

    shared = [
        ([math.log(quick * pace)] * 2 + [1.05, -1.05], [math.log(pulse), math.log(noise), w[0]])
        for quick, pulse in ((1, 0.3), (2.5, 0.3), (1, 0.03))
    ]
    if near is not None:
        up, down, high, low = near.law_parameters[:4]
        noises = [math.log(near.parameters["pulse_noise"][0]), math.log(near.read_noise), near.start]
        shared.append(([math.log(up), math.log(down), max(high, 0.3), min(low, -0.3)], noises))
    starts = [np.array([*first, *own, *last]) for own in candidate.starts for first, last in shared]
    # A short way from every start, then to the end from the two best places
    ways = sorted((descend(theta, 25) for theta in starts), key=lambda way: way.fun)
    found = min((descend(way.x, 500) for way in ways[:2]), key=lambda way: way.fun)
    return _told(candidate, _walls(candidate, found.x, loss, limits), loss, signs, w)


def _walls(candidate: Candidate, theta: Float, loss: Callable[[Float], float], limits: Any) -> Float:
    """Take away a bound that only stops the cell, where the readings are as likely without it (95 %)."""
    for at, away in ((2, limits[2][1]), (3, limits[3][0])):
        without = theta.copy()
        without[at] = away
        if candidate.walled and loss(without) < loss(theta) + 1.92:
            theta = without
    return theta


def _natural(theta: Float) -> Float:
    """Return the law's parameters; the steps are fitted as logarithms."""
    p = theta.copy()
    p[:2] = np.exp(p[:2])
    return p


def _runs(signs: NDArray[np.int8]) -> int:
    """Return how many runs of equal direction there are."""
    way = signs[signs != 0]
    return 1 + int(np.count_nonzero(np.diff(way)))


def _told(candidate: Candidate, theta: Float, loss: Callable[[Float], float], signs: Any, w: Float) -> Fit:
    """Make the report of one law: parameters in their own units, with errors from the curvature."""
    from . import fit_filter

    names = [*SHARED, *candidate.own, "pulse_noise", "read_noise", "start"]
    p = _natural(theta)
    p[-3:-1] = np.exp(theta[-3:-1])
    free = np.array([True] * len(SHARED) + [low < high for low, high in candidate.limits] + [True] * NUISANCES)
    error, noisy = np.zeros(len(theta)), _noisier(theta, loss)
    error[free] = _errors(noisy, loss, free)
    error[[0, 1, -2]] *= p[[0, 1, -2]]  # of logarithms: relative
    error[-3] = math.exp(noisy[-3]) - p[-3]
    value = dict(zip(names, p.tolist(), strict=True))
    # A bound beyond all readings that nothing depends on is put where the readings end
    for name, end in (("w_max", float(w.max())), ("w_min", float(w.min()))):
        if not math.isfinite(error[names.index(name)]):
            value[name] = end if candidate.walled else value[name]
    law = np.array([value[name] for name in names[:-NUISANCES]])
    expected = np.empty_like(w)
    fit_filter.walk(candidate.code, law, value["start"], signs, expected)
    parameters = {
        n: (value[n], float(e)) for n, e in zip(names, error, strict=True) if n not in ("read_noise", "start") and e > 0
    }
    # A wall that was taken away is no parameter; but linear steps without any are soft bounds, and no simpler
    gone = sum(not math.isfinite(error[at]) for at in (2, 3)) if candidate.walled else 0
    counted = np.count_nonzero(free) - (0 if gone == 2 and candidate.name == "linear step" else gone)
    score = 2 * loss(theta) + counted * math.log(len(w))
    device, noise, start = candidate.device(value), value["read_noise"], value["start"]
    return Fit(candidate.name, device, parameters, score, noise, start, expected, candidate.code, law)


def _noisier(theta: Float, loss: Callable[[Float], float]) -> Float:
    """Return the parameters with the pulse noise one standard error above its best value.

    There the errors of the others are right: the best value comes out about as much too small, as the fitted steps
    follow part of the noise, and without pulse noise every step would look too sure.
    """
    noisy, most = theta.copy(), loss(theta) + 0.5
    while loss(noisy) < most and noisy[-3] < 3.5:
        noisy[-3] += 0.05
    return noisy


def _errors(theta: Float, loss: Callable[[Float], float], free: NDArray[np.bool_]) -> Float:
    """Return standard errors of the free parameters from second derivatives of the loss; infinity where it is flat."""
    step = 1e-3 * np.maximum(np.abs(theta), 0.3)[free]
    shift = np.diag(1e-3 * np.maximum(np.abs(theta), 0.3))[free]
    n = len(step)
    here, curve = loss(theta), np.empty((n, n))
    up, down = ([loss(theta + sign * shift[i]) for i in range(n)] for sign in (1, -1))
    for i in range(n):
        curve[i, i] = (up[i] + down[i] - 2 * here) / step[i] ** 2
        for j in range(i):
            both = loss(theta + shift[i] + shift[j]) + loss(theta - shift[i] - shift[j])
            mixed = (both - up[i] - up[j] - down[i] - down[j] + 2 * here) / (2 * step[i] * step[j])
            curve[i, j] = curve[j, i] = mixed
    error = np.full(n, np.inf)
    told = np.diag(curve) > 1e-6
    if told.any():
        size = np.sqrt(np.diag(curve)[told])
        values, vectors = np.linalg.eigh(curve[np.ix_(told, told)] / np.outer(size, size))
        # Where the loss hardly changes, or falls by rounding, an error is 30 times that of the parameter alone
        error[told] = np.sqrt(np.sum(vectors**2 / np.maximum(values, 1e-3), axis=1)) / size
    return error
