"""The edge of one crossbar: from a vector of numbers to driven lines, and from summed currents to numbers."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np

from .converters import Adc, Dac
from .stage import Stage
from .stages import BoundManagement, LineNoise, Neuron, Offset, Passes, Scale, SumNoise, WeightNoise
from .wires import Wires

S = TypeVar("S", bound=Stage)
ORDER = (Scale, Dac, LineNoise, Wires, Passes, Offset, WeightNoise, SumNoise, Neuron, Adc, BoundManagement)
SHORT = {  # what the short fields stand for
    Scale: ("noise_management",),
    Dac: ("dac_bits", "in_bound"),
    LineNoise: ("in_noise",),
    SumNoise: ("out_noise",),
    Adc: ("adc_bits", "out_bound"),
}


@dataclass(frozen=True)
class Periphery:
    """What a vector passes on its way through the array and back into numbers: a list of stages.

    The short fields make the plain path. With α the largest |x| of the sample (``noise_management="abs-max"``;
    ``"none"``: α = 1) and ξ standard normal::

        q = DAC(x / α) + in_noise ξ
        y = α · ADC(W q + out_noise ξ)

    ``more`` adds stages, or puts one in the place of a plain one: ``Periphery(adc_bits=6, more=(Dac(7,
    stochastic=True), WeightNoise(0.02, "pcm"), BoundManagement()))``. Every stage stands where signals meet it, in the
    order of ``stages``. ``bits=None`` leaves out a converter, both its grid and its bound. Defaults are those of
    aihwkit 1.2 (``IOParameters``) without its iterative bound management: a sum beyond ``out_bound`` saturates unless
    ``BoundManagement`` is among ``more``. All quantities are dimensionless.

    Raises
    ------
    ValueError
        ``bits`` outside 2 … 16, a bound not positive, a noise below 0, ``abs-max`` with ``in_bound`` other than 1, an
        analog neuron on parts of sums, a stage given twice, or in ``more`` and by a short field.
    """

    dac_bits: int | None = 7
    adc_bits: int | None = 9
    in_bound: float = 1.0
    out_bound: float = 12.0
    in_noise: float = 0.0
    out_noise: float = 0.06
    noise_management: str = "abs-max"
    more: tuple[Stage, ...] = ()

    def __post_init__(self) -> None:
        self._check_more()
        _ = self.stages  # each part checks its own numbers
        if self.scale.kind == "abs-max" and self.dac.bound != 1:
            bound = self.dac.bound
            raise ValueError(f"in_bound={bound:g} must be 1, to which abs-max noise management scales the inputs")
        neuron = self.neuron
        if neuron and neuron.analog and neuron.kind != "relu" and self.scale.kind == "abs-max":
            raise ValueError(
                f"an analog {neuron.kind} needs a fixed scale: noise_management='none', or Scale('constant')"
            )

        if neuron and neuron.analog and any(isinstance(s, Passes) and s.digital for s in self.stages):
            raise ValueError(f"an analog {neuron.kind} needs whole sums: Passes('two') without digital=True")
        if neuron and neuron.analog and self._find(BoundManagement):
            raise ValueError(f"an analog {neuron.kind} puts out the same at any scale: leave out BoundManagement")

    def _check_more(self) -> None:
        if not isinstance(self.more, (tuple, list, Stage)):
            raise ValueError(f"more={self.more!r} is not a tuple of stages")
        if isinstance(self.more, Stage):
            raise ValueError(
                f"more={self.more!r} is one stage: more takes several, as ({type(self.more).__name__}(…),)"
            )
        object.__setattr__(self, "more", tuple(self.more))
        kinds = [type(stage) for stage in self.more]
        for stage, kind in zip(self.more, kinds, strict=True):
            if kind not in ORDER:
                names = ", ".join(known.__name__ for known in ORDER)
                raise ValueError(f"more has {stage!r}, which is none of the stages {names}")
            if kinds.count(kind) > 1:
                raise ValueError(f"more has {kinds.count(kind)} stages {kind.__name__}: one is enough")
            for name in SHORT.get(kind, ()):
                if getattr(self, name) != type(self).__dataclass_fields__[name].default:
                    raise ValueError(f"{name}={getattr(self, name)} and {kind.__name__}(…) are both given: leave one")

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The read path, stage by stage, as a signal passes them; a digital neuron comes after the ADC."""
        path: dict[type[Stage], Stage] = {
            Scale: Scale("none") if any(isinstance(s, Scale) for s in self.more) else Scale(self.noise_management),
            Dac: Dac(self.dac_bits, self.in_bound),
            LineNoise: LineNoise(self.in_noise),
            Passes: Passes(),
            SumNoise: SumNoise(self.out_noise),
            Adc: Adc(self.adc_bits, self.out_bound),
        }
        path |= {type(stage): stage for stage in self.more}
        stages = [path[kind] for kind in ORDER if kind in path]
        last = [stage for stage in stages if isinstance(stage, Neuron) and not stage.analog]
        return (*(stage for stage in stages if stage not in last), *last)

    def _find(self, kind: type[S]) -> S | None:
        return next((stage for stage in self.stages if isinstance(stage, kind)), None)

    @property
    def scale(self) -> Scale:
        """The noise management."""
        return cast(Scale, self._find(Scale))

    @property
    def dac(self) -> Dac:
        """The converter in front of the lines."""
        return cast(Dac, self._find(Dac))

    @property
    def adc(self) -> Adc:
        """The converter behind the sums."""
        return cast(Adc, self._find(Adc))

    @property
    def line_noise(self) -> float:
        """The standard deviation of the noise on every line."""
        return cast(LineNoise, self._find(LineNoise)).std

    @property
    def sum_noise(self) -> float:
        """The standard deviation of the noise on every sum."""
        return cast(SumNoise, self._find(SumNoise)).std

    @property
    def wires(self) -> Wires | None:
        """The wires of the array, None where they are perfect."""
        return self._find(Wires)

    @property
    def neuron(self) -> Neuron | None:
        """The neuron at the edge, if there is one."""
        return self._find(Neuron)

    def having(self, *stages: Stage) -> Periphery:
        """Return the same edge with ``stages`` in the place of those of their kind."""
        kinds = [type(stage) for stage in stages]
        plain: dict[str, Any] = {
            name: type(self).__dataclass_fields__[name].default for kind in kinds for name in SHORT.get(kind, ())
        }
        more = (*(stage for stage in self.more if type(stage) not in kinds), *stages)
        return dataclasses.replace(self, more=more, **plain)

    @classmethod
    def ideal(cls) -> Periphery:
        """Return the periphery that changes nothing: no converters, no noise, no scaling."""
        return cls(dac_bits=None, adc_bits=None, in_noise=0.0, out_noise=0.0, noise_management="none")

    @cached_property
    def is_plain(self) -> bool:
        """Whether the kernels of a plain read do all of it."""
        return all(stage.plain for stage in self.stages)

    @cached_property
    def is_ideal(self) -> bool:
        """Whether a read is the bare matrix product."""
        silent = self.line_noise == self.sum_noise == 0 and self.scale.kind != "constant"
        return self.is_plain and silent and self.dac.bits is None and self.adc.bits is None

    @cached_property
    def numbers(self) -> tuple[bool, tuple[Any, Any], Any, tuple[Any, Any], Any]:
        """What the kernels of a plain read take: management, DAC, noise of lines, ADC, noise of sums."""
        dac, adc = ((np.float32(c.step), np.float32(c.bound)) for c in (self.dac, self.adc))
        return self.scale.kind == "abs-max", dac, np.float32(self.line_noise), adc, np.float32(self.sum_noise)

    @cached_property
    def backward(self) -> Periphery:
        """The same edge for reads from the other side, which have neither bound management nor a neuron."""
        keep = tuple(stage for stage in self.more if not isinstance(stage, (BoundManagement, Neuron)))
        return self if keep == self.more else dataclasses.replace(self, more=keep)
