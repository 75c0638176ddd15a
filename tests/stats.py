"""Statistics for the whole suite: each function returns a p-value, and one α judges them all.

At α = 1e-6 a correct program fails about one run in a million tests. A test asserts ``p > ALPHA`` and shows in a twin
that a parameter wrong by 10 % gives ``p < ALPHA``: the tolerance then comes from the sample size alone.
"""

import math

import numpy as np
import pytest
from scipy import stats

ALPHA = 1e-6


def mean(sample, expected):
    """p that the mean of independent draws is ``expected`` (z test with the sample's own spread)."""
    sample = np.asarray(sample, float).ravel()
    return two_sided((sample.mean() - expected) / (sample.std(ddof=1) / math.sqrt(sample.size)))


def variance(sample, expected):
    """p that the variance of independent draws is ``expected``, for any law with four moments (z test)."""
    squares = np.square(np.asarray(sample, float).ravel() - np.mean(sample))
    return mean(squares * (squares.size / (squares.size - 1)), expected)


def normal(sample, centre=0.0, std=1.0):
    """p that independent draws are normal with this centre and spread (Kolmogorov and Smirnov)."""
    return float(stats.kstest(np.ravel(sample), "norm", args=(centre, std)).pvalue)


def alike(first, second):
    """p that two samples follow one law (Kolmogorov and Smirnov)."""
    return float(stats.ks_2samp(np.ravel(first), np.ravel(second)).pvalue)


def binomial(count, trials, chance):
    """p that ``count`` successes in ``trials`` have this ``chance`` each (exact)."""
    return float(stats.binomtest(int(count), int(trials), chance).pvalue)


def counts(observed, expected):
    """p that counts follow the expected ones (χ²); both sum to the same."""
    return float(stats.chisquare(observed, expected).pvalue)


def two_sided(z):
    """p of a standard normal at least as far out as ``z``."""
    return math.erfc(abs(z) / math.sqrt(2))


def near(value, rel=1e-6, abs=0.0):
    """Return what compares as ``pytest.approx``, without its absolute tolerance, within which any picojoule is."""
    return pytest.approx(value, rel=rel, abs=abs)
