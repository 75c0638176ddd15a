"""The synapses of MLP+NeuroSim: curves of conductance against pulses, given by two nonlinearity labels."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .laws import Fixed, Noise
from .pulsed import alike
from .steps import LinearStep

LABEL = 10.1015  # label 1 bends the curve by a tenth of its height
STRAIGHTEST = 1e4  # A of 10⁴ times the pulses: a straight line


def bend(a: float) -> float:
    """Return the largest distance of ``f(x) = (1 - exp(-x / a)) / (1 - exp(-1 / a))`` from the straight line x."""
    height = -math.expm1(-1 / a)
    x = -a * math.log(a * height)  # where f has the slope 1
    return -math.expm1(-x / a) / height - x


def curve_constant(label: float) -> float:
    """Return A in units of the number of pulses for a nonlinearity label: ``|label| = 10.1015 max (f(x) - x)``.

    A has the sign of the label; a label of 0 is a straight line, A infinite.

    Raises
    ------
    ValueError
        |label| is above 9, where a curve is all but a step.
    """
    if not abs(label) <= 9:
        raise ValueError(f"label={label:g} is outside -9 … 9")
    low, high = 0.005, STRAIGHTEST
    if LABEL * bend(high) >= abs(label):
        return math.inf
    for _ in range(200):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if LABEL * bend(middle) > abs(label) else (low, middle)
    return math.copysign(middle, label)


@dataclass(frozen=True)
class NeuroSim(LinearStep):
    r"""A synapse of MLP+NeuroSim, whose exponential curves are steps that change linearly with the weight.

    Potentiation is ``G(P) = B (1 - exp(-P / A)) + G_min`` with ``B = (G_max - G_min) / (1 - exp(-P_max / A))``, so
    that one pulse more adds ``(B - (G - G_min))(1 - exp(-1 / A))``; depression walks the same function backwards with
    an A of its own, which is negative where it is steep at G_max. G_min and G_max are the weights -1 and 1, as in V3.0.
    The noise of one pulse is ``dw_min_std dw_min ξ`` in either direction and at any weight.

    Make one from its labels with ``from_labels``.

    Source: MLP+NeuroSim V3.0, manual; Chen, Peng and Yu, IEEE TCAD 37, 3067 (2018).
    """

    @classmethod
    def from_labels(cls, states: int, up: float, down: float, ctoc: float) -> NeuroSim:
        """Return the synapse that ``states`` pulses take across its range.

        ``up`` and ``down`` are the nonlinearity labels, ``ctoc`` the spread of one pulse as a fraction of the range.
        """
        if states != int(states) or states < 2:
            raise ValueError(f"states={states} is not a whole number of at least 2")
        steps, gammas = zip(_line(up, states, 1), _line(down, states, -1), strict=True)
        size = max(steps)
        return cls(
            dw_min=size, dw_min_std=2 * ctoc / size, up_down=(steps[0] - steps[1]) / size, w_max=1.0, w_min=-1.0,
            gamma_up=gammas[0], gamma_down=gammas[1], allow_increasing=True, **alike(cls),
        )  # fmt: skip

    def _noise(self) -> Noise:
        return Fixed(self.dw_min_std * self.dw_min)


def _line(label: float, states: int, sign: int) -> tuple[float, float]:
    """Return the size of the step at weight 0 and γ of one direction."""
    a = curve_constant(label) * states
    if math.isinf(a):
        return 2 / states, 0.0
    top = 2 / -math.expm1(-states / a) - 1  # B as a weight: Δw = (B - w) share
    share = -math.expm1(-sign / a)
    return sign * top * share, sign / top
