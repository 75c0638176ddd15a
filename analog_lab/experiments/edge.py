"""The edge costs: what a converter makes of the sums of an array, and what each part of a read takes in energy.

Frame by frame more reads of the same sums are averaged; the converter rounds each of them to its levels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core import Spec, knob, rng_from
from ..energy import ADC, ARRAY, DAC, MAC, Costs, Crossbar, Workload, in_memory, von_neumann, walden_pj
from ..periphery import Adc
from .trace import Controls

BINS, SUMS = 121, 1500
CHIPS = 15
LIMIT = 4.0
PARTS = (DAC, ARRAY, ADC, "digital")
COMPARED = (4, 8, 12)
FUNCTIONS = ("none", "ReLU, digital", "ReLU, analog", "tanh, digital", "tanh, analog")
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Edge(Spec):
    """The knobs of the experiment."""

    adc_bits: int = knob(
        6, 3, 12, scale="int", label="ADC bits", help="the converter has 2^bits − 1 levels, one of them 0"
    )
    span: float = knob(3.0, 0.5, 6.0, unit="σ", fmt=".1f", label="ADC range", help="in standard deviations of the sums")
    noise_lsb: float = knob(
        0.0, 0.0, 2.0, unit="LSB", fmt=".2f", label="noise", help="before the converter, in its steps"
    )
    reads: int = knob(16, 1, 64, scale="int", label="reads averaged", help="reads of the same input, one after another")
    size: int = knob(256, 4, 512, scale="int", label="array", help="inputs and outputs of the layer and of its tile")
    converters: int = knob(0, choices=(0, 8, 32, 128), label="ADCs", help="that the columns share; 0: each its own")
    function: str = knob(
        "none", choices=FUNCTIONS, label="function", help="digital: of the numbers behind the ADC; analog: before it"
    )
    seed: int = knob(7, 0, 2**31 - 1, scale="int", label="chip", help="which sums and which noise")

    @property
    def adc(self) -> Adc:
        """The converter, with sums in standard deviations.

        Behind an analog ReLU it needs no negative levels: the upper half of one with a bit more, at the same range.
        Behind an analog tanh its range is that of the function, 1.
        """
        if self.function == "ReLU, analog":
            return Adc(self.adc_bits + 1, self.span)
        return Adc(self.adc_bits, 1.0 if self.function == "tanh, analog" else self.span)

    def activation(self, y: Array) -> Array:
        """Return the function of the neuron, y itself where there is none."""
        name = self.function.split(",")[0]
        return np.maximum(y, 0) if name == "ReLU" else np.tanh(y) if name == "tanh" else y

    def convert(self, y: Array, noise: Array | float = 0.0) -> Array:
        """Return what one read makes of sums: f(ADC(y + noise)), or ADC(f(y) + noise) with an analog function."""
        if not self.function.endswith("analog"):
            return self.activation(self.adc(y + noise).astype(float))
        out = self.adc(self.activation(y) + noise).astype(float)
        return np.maximum(out, 0) if self.function.startswith("ReLU") else out

    @property
    def bounds(self) -> tuple[float, float]:
        """The sums at which the converter ends; beyond the picture where the function bends them into its range."""
        low = -self.span if self.function in ("none", "ReLU, digital", "tanh, digital") else -np.inf
        return low, np.inf if self.function == "tanh, analog" else self.span


@dataclass(frozen=True)
class Frame:
    """After a number of reads: how many sums lie in each bin, true, converted once and averaged; errors in LSB.

    ``rms_lsb`` is the root mean square error of the mean of all sums inside the range, one value a chip.
    """

    averaged: np.int32
    once: np.ndarray
    mean: np.ndarray
    rms_lsb: np.ndarray


def edges(spec: Edge) -> Array:
    """Return the edges of the histogram's bins, in standard deviations of the sums."""
    return np.linspace(-LIMIT, LIMIT, BINS + 1)


def sums(spec: Edge, chip: int = 0) -> Array:
    """Return column sums of a random layer and random inputs, with a standard deviation of 1."""
    rng = rng_from(spec.seed, "sums", chip)
    n = min(spec.size, 64)  # a sum of 64 products is as normal as one of 512
    x, w = rng.uniform(0, 1, (math.ceil(SUMS / 64), n)), rng.uniform(-1, 1, (n, 64))
    y = (x @ w).ravel()[:SUMS]
    return np.asarray((y - y.mean()) / y.std())


def parts_pj(spec: Edge, bits: int) -> tuple[float, ...]:
    """Return what DACs, array, ADCs and digital sums of one read take, in pJ."""
    account = in_memory(_workload(spec), Costs().with_adc(bits), _crossbar(spec))
    found = {name: math.fsum(p.energy_j for p in account.parts if p.component == name) for name in PARTS[:3]}
    rest = math.fsum(p.energy_j for p in account.parts) - math.fsum(found.values())
    return tuple(1e12 * value for value in (*found.values(), rest))


def digital_pj(spec: Edge) -> float:
    """Return what the multiply-adds alone take in digital, 8 bit, with the weights at hand, in pJ."""
    account = von_neumann(Workload(((spec.size, spec.size),), 1, 8), Costs())
    return 1e12 * math.fsum(p.energy_j for p in account.parts if p.component == MAC)


def time_ns(spec: Edge) -> float:
    """Return how long one read takes, with the columns taking turns at shared converters, in ns."""
    account = in_memory(_workload(spec), Costs().with_adc(max(spec.adc_bits, 4)), _crossbar(spec))
    return 1e9 * math.fsum(p.time_s for p in account.parts)


def _workload(spec: Edge) -> Workload:
    return Workload(((spec.size, spec.size),))


def _crossbar(spec: Edge) -> Crossbar:
    return Crossbar((spec.size, spec.size), spec.converters or None)


def _inside(spec: Edge, y: Array) -> NDArray[np.bool_]:
    low, high = spec.bounds
    return (y >= low + spec.adc.step) & (y <= high - spec.adc.step)


def _outside(spec: Edge, y: Array) -> float:
    low, high = spec.bounds
    return float(np.mean((y < low) | (y > high)))


def const(spec: Edge) -> dict[str, Any]:
    """The converter, the histogram of the true sums, and energies in pJ at several resolutions."""
    bits = sorted({*COMPARED, max(spec.adc_bits, 4)})
    return {
        "bits": spec.adc_bits,
        "span": spec.span,
        "step": spec.adc.step,
        "function": spec.function,
        "curve": spec.convert(np.linspace(-LIMIT, LIMIT, 401)).tolist(),
        "bounds": [max(min(end, 2 * LIMIT), -2 * LIMIT) for end in spec.bounds],
        "noise_lsb": spec.noise_lsb,
        "true": np.histogram(sums(spec), edges(spec))[0].tolist(),
        "limit": LIMIT,
        "outside": _outside(spec, sums(spec)),
        "parts": list(PARTS),
        "compared": bits,
        "energy_pj": [list(parts_pj(spec, b)) for b in bits],
        "digital_pj": digital_pj(spec),
        "time_ns": time_ns(spec),
        "walden_pj": [walden_pj(b) for b in bits],
    }


def run(spec: Edge, controls: Controls | None = None) -> Iterator[Frame]:
    """Convert the sums of several chips again and again; noise before the converter is new in every read."""
    step, all_sums = spec.adc.step, [sums(spec, chip) for chip in range(CHIPS)]
    rngs = [rng_from(spec.seed, "noise", chip) for chip in range(CHIPS)]
    total = [np.zeros_like(y) for y in all_sums]
    for n in range(1, spec.reads + 1):
        reads = [
            spec.convert(y, spec.noise_lsb * step * rng.standard_normal(len(y)))
            for y, rng in zip(all_sums, rngs, strict=True)
        ]
        total = [a + b for a, b in zip(total, reads, strict=True)]
        off = [
            np.sqrt(np.mean((t / n - spec.activation(y))[_inside(spec, y)] ** 2)) / step
            for t, y in zip(total, all_sums, strict=True)
        ]
        yield Frame(
            np.int32(n),
            np.histogram(reads[0], edges(spec))[0].astype(np.float32),
            np.histogram(total[0] / n, edges(spec))[0].astype(np.float32),
            np.array(off, np.float32),
        )
