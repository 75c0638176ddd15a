"""The other stages of the read path, each a record of its own; what is 0 or left out changes nothing.

Source of the equations: aihwkit 1.2, ``rpu_forward_backward_pass.cpp``, where nothing else is said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from ..core.blas import product
from .converters import Dac
from .stage import Array, Signal, Stage, numbers

MANAGEMENT = ("abs-max", "constant", "none")
TINY = 1e-37  # the same as in the kernels
FUNCTIONS = ("relu", "sigmoid", "tanh")


@dataclass(frozen=True)
class Scale(Stage):
    """Noise management: inputs are divided by α, and outputs multiplied by it.

    α is the largest ``|x|`` of each sample (``abs-max``), the number ``alpha`` (``constant``) or 1 (``none``). Under
    abs-max a sample of zeros is not read and gives zeros.
    """

    label: ClassVar[str] = "Scaled input"

    kind: str = "abs-max"
    alpha: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in MANAGEMENT:
            raise ValueError(f"noise_management={self.kind!r} is not one of {', '.join(MANAGEMENT)}")
        numbers(self, alpha=0.0)
        if self.alpha == 0:
            raise ValueError("Scale alpha=0: nothing can be divided by it")
        if self.alpha != 1 and self.kind != "constant":
            raise ValueError(f"Scale alpha={self.alpha:g} is used by kind='constant' alone")

    @property
    def plain(self) -> bool:
        return self.kind != "constant"

    def apply(self, signal: Signal) -> None:
        """Divide by α."""
        if self.kind == "abs-max":
            signal.scale = np.abs(signal.value).max(axis=1, keepdims=True, initial=0.0)
            signal.scale[signal.scale < TINY] = 0
        else:
            signal.scale = np.full((len(signal.value), 1), self.alpha, np.float32)
        with np.errstate(divide="ignore", invalid="ignore"):
            signal.value = np.where(signal.scale > 0, signal.value / signal.scale, np.float32(0))

    def equation(self) -> str:
        """Return what it does."""
        return "x/α, α = " + {"abs-max": "max|x|", "constant": f"{self.alpha:g}", "none": "1"}[self.kind]


@dataclass(frozen=True)
class LineNoise(Stage):
    """Noise of every driven line: ``q + std ξ``."""

    label: ClassVar[str] = "Line noise"

    std: float = 0.0

    def __post_init__(self) -> None:
        numbers(self, std=0.0)

    @property
    def plain(self) -> bool:
        return True

    def apply(self, signal: Signal) -> None:
        """Add noise to every line."""
        if self.std:
            signal.value = signal.value + np.float32(self.std) * signal.normal("lines")

    def equation(self) -> str:
        """Return what it does."""
        return f"q + {self.std:g} ξ"


@dataclass(frozen=True)
class Passes(Stage):
    """How signed inputs are read.

    ``one``: lines carry either sign, ``y = W q``. ``two``: positive and negative inputs one after the other, with the
    factors ``1 + asymmetry_std ξ_ij`` on the weights of the negative pass, one draw a cell. The two are added as
    currents, or, with ``digital``, each passes the converter alone and codes are added.
    """

    label: ClassVar[str] = "Column sum"

    kind: str = "one"
    digital: bool = False
    asymmetry_std: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in ("one", "two"):
            raise ValueError(f"Passes kind={self.kind!r} is neither 'one' nor 'two'")
        numbers(self, asymmetry_std=0.0)
        if self.kind == "one" and (self.digital or self.asymmetry_std):
            raise ValueError("digital and asymmetry_std belong to kind='two'")

    @property
    def plain(self) -> bool:
        return self.kind == "one"

    def apply(self, signal: Signal) -> None:
        """Multiply with the array; with ``digital`` both passes go on, one below the other."""
        signal.lines = q = signal.value
        if self.kind == "one":
            signal.value = product(q, signal.matrix)
            return
        plus, minus, other = np.maximum(q, 0), np.minimum(q, 0), signal.matrix
        if self.asymmetry_std:
            other = other * (1 + np.float32(self.asymmetry_std) * signal.chip("passes", other.shape))
            signal.negative = other
        passes = product(plus, signal.matrix), product(minus, other)
        if self.digital:
            signal.lines = np.concatenate([plus, minus])
            signal.value = np.concatenate(passes)
        else:
            signal.value = passes[0] + passes[1]

    def join(self, signal: Signal) -> None:
        """Add the two passes after the converter."""
        if self.digital:
            half = len(signal.value) // 2
            signal.value = signal.value[:half] + signal.value[half:]
            signal.saturated = signal.saturated[:half] | signal.saturated[half:]

    def equation(self) -> str:
        """Return what it does."""
        if self.kind == "one":
            return "y = W q"
        w = "W(1 + a ξ)" if self.asymmetry_std else "W"
        return f"y = ADC(W q₊) + ADC({w} q₋)" if self.digital else f"y = W q₊ + {w} q₋"


@dataclass(frozen=True)
class Offset(Stage):
    """Offset of the sense voltage, and the resistance in series with every column of a pair.

    With the current of the reference ``y₀ = -w_min Σ_j q_j`` and ``v_i = max(std ξ_i, 0)``, one draw a column::

        y ← (1 - v_i)(y + y₀) / (1 + r |y + y₀|) - (1 + v_i) y₀ / (1 + r |y₀|)
    """

    label: ClassVar[str] = "Offset and series resistance"

    std: float = 0.0
    w_min: float = -1.0
    r_series: float = 0.0

    def __post_init__(self) -> None:
        numbers(self, std=0.0, w_min=-math.inf, r_series=0.0)

    def apply(self, signal: Signal) -> None:
        """Shift and compress the sums."""
        v = np.maximum(np.float32(self.std) * signal.fixed("offset"), 0) if self.std else np.float32(0)
        r, base = np.float32(self.r_series), np.float32(-self.w_min) * signal.lines.sum(axis=1, keepdims=True)
        plus = signal.value + base
        signal.value = (1 - v) * plus / (1 + r * np.abs(plus)) - (1 + v) * base / (1 + r * np.abs(base))
        signal.r_series = self.r_series

    def equation(self) -> str:
        """Return what it does."""
        return f"(1 - v)(y + y₀)/(1 + {self.r_series:g}|y + y₀|) - (1 + v) y₀/(1 + {self.r_series:g}|y₀|)"


@dataclass(frozen=True)
class WeightNoise(Stage):
    """Read noise of the cells, added up at the column: the same in distribution as noise on every weight.

    ``additive``: ``y + std ‖q‖ ξ``. ``pcm``, whose noise grows with the root of the weight:
    ``y + std √(Σ_j |w_ij| q_j²) ξ``.
    """

    label: ClassVar[str] = "Noise of the cells"

    std: float = 0.0175
    kind: str = "additive"

    def __post_init__(self) -> None:
        numbers(self, std=0.0)
        if self.kind not in ("additive", "pcm"):
            raise ValueError(f"WeightNoise kind={self.kind!r} is neither 'additive' nor 'pcm'")

    def apply(self, signal: Signal) -> None:
        """Add noise to the sums."""
        squares = signal.lines**2
        pcm = self.kind == "pcm"
        power = np.asarray(product(squares, np.abs(signal.matrix)) if pcm else squares.sum(axis=1, keepdims=True))
        signal.value = signal.value + np.float32(self.std) * np.sqrt(power) * signal.normal("weights")

    def equation(self) -> str:
        """Return what it does."""
        return f"y + {self.std:g} " + ("√(Σ|w| q²) ξ" if self.kind == "pcm" else "‖q‖ ξ")


@dataclass(frozen=True)
class SumNoise(Stage):
    """Noise in front of the ADC: ``y + std_i ξ`` with ``std_i = |std (1 + spread ξ_i)|``, one draw a column.

    Here it is in front of all of the ADC, its bent characteristic included; in aihwkit it comes behind the bend.
    """

    label: ClassVar[str] = "Noise of the sum"

    std: float = 0.06
    spread: float = 0.0

    def __post_init__(self) -> None:
        numbers(self, std=0.0, spread=0.0)

    @property
    def plain(self) -> bool:
        return self.spread == 0

    def apply(self, signal: Signal) -> None:
        """Add noise to the sums."""
        if self.std:
            factor = np.abs(1 + np.float32(self.spread) * signal.fixed("sums")) if self.spread else np.float32(1)
            signal.value = np.asarray(signal.value + np.float32(self.std) * factor * signal.normal("sums"))

    def equation(self) -> str:
        """Return what it does."""
        return f"y + {self.std:g}{' |1 + spread ξ_i|' * bool(self.spread)} ξ"


@dataclass(frozen=True)
class BoundManagement(Stage):
    """Iterative bound management: a sample whose sums meet the bound is read again with half its inputs.

    α doubles with every try, up to ``most`` times, as long as a step of the DAC stays below the part ``resolution`` of
    its range: what is left then is saturated, not lost below the grid. Reads forward only. As in aihwkit, whose largest
    factor of 1,000 are nine tries.
    """

    label: ClassVar[str] = "Bound management"

    most: int = 9
    resolution: float = 0.25

    def __post_init__(self) -> None:
        numbers(self, most=1, resolution=0.0)
        if self.most != int(self.most) or self.most > 20:
            raise ValueError(f"BoundManagement most={self.most} is not a whole number of 1 … 20")

    def tries(self, dac: Dac) -> int:
        """Return how often a sample is read again at most."""
        finest = dac.step / (2 * dac.bound)
        return sum(2**again * finest <= self.resolution for again in range(1, int(self.most) + 1))

    def apply(self, signal: Signal) -> None:
        """Halve the inputs."""
        signal.value, signal.scale = signal.value * np.float32(0.5), signal.scale * np.float32(2)

    def equation(self) -> str:
        """Return what it does."""
        return "again with q/2 and 2α where |y| is beyond the bound"


@dataclass(frozen=True)
class Neuron(Stage):
    """The neuron's activation function at the edge of the array: ReLU, sigmoid or tanh.

    ``digital``: exact, on numbers. ``analog``: in front of the converter, ``y ← clip(f(α y) + noise ξ, ±saturation)``;
    the converter then sees the output of the neuron, so that nothing is scaled back. Sigmoid and tanh need a scale that
    does not change from input to input: not abs-max.
    """

    label: ClassVar[str] = "Neuron"

    kind: str = "relu"
    analog: bool = False
    noise: float = 0.0
    saturation: float = 1e6

    def __post_init__(self) -> None:
        if self.kind not in FUNCTIONS:
            raise ValueError(f"Neuron kind={self.kind!r} is not one of {', '.join(FUNCTIONS)}")
        numbers(self, noise=0.0, saturation=0.0)
        if self.saturation == 0:
            raise ValueError("Neuron saturation=0 lets nothing pass")
        if not self.analog and (self.noise or self.saturation != 1e6):
            raise ValueError("noise and saturation belong to an analog neuron: analog=True")

    def function(self, y: ArrayLike) -> Array:
        """Return ``f(y)``."""
        v = np.asarray(y, np.float32)
        if self.kind == "relu":
            return np.maximum(v, 0)
        return np.asarray(np.tanh(v) if self.kind == "tanh" else np.float32(0.5) * (1 + np.tanh(v / 2)))

    def slope(self, out: ArrayLike) -> Array:
        """Return the derivative f′ where the neuron put out ``out = f(y)``: 0 where it is saturated.

        Taken from the output as it came out, noise included, within the range of f.
        """
        v = np.asarray(out, np.float32)
        if self.kind == "relu":
            slope = (v > 0).astype(np.float32)
        else:
            v = np.clip(v, -1 if self.kind == "tanh" else 0, 1)
            slope = 1 - v**2 if self.kind == "tanh" else v * (1 - v)
        return np.asarray(np.where(np.abs(out) < self.saturation, slope, 0), np.float32)

    def apply(self, signal: Signal) -> None:
        """Bend numbers, or sums."""
        if not self.analog:
            signal.value = self.function(signal.value)
            return
        y = self.function(signal.value * signal.scale)
        if self.noise:
            y = y + np.float32(self.noise) * signal.normal("neuron")
        limit = np.float32(self.saturation)
        signal.value, signal.scale = np.clip(y, -limit, limit), np.ones_like(signal.scale)

    def equation(self) -> str:
        """Return what it does."""
        return f"{self.kind}(y)" if not self.analog else f"{self.kind}(α y) + {self.noise:g} ξ, ±{self.saturation:g}"
