"""Two classes of points in a plane: a small network learns them in memory by pulses, beside its twin in floating point.

Both networks start from the same weights and see the same points in the same order. A third input always carries 1, so
that lines need not pass through the middle; tanh neurons without it give ``f(-x) = -f(x)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core import Knob, Spec, key64, knob, knobs, rng_from
from ..devices import PulsedDevice
from ..periphery import Periphery
from ..tile import Tile
from ..training import FloatMatrix, Mlp
from .cell import LAWS, adjust, knob_cell
from .trace import Controls

CLASSES = 2
COUNT = 200  # points to learn from, and as many to test with
SIDE = 48  # places along each side of a map
REACH = 1.25  # the maps end here, in both directions
GAIN = 2.0  # volts of an input stand for places of -GAIN ... GAIN
FRAME_STEPS = 8  # updates between two frames
MOST = 80  # points of one's own
FIXED = ("data", "scatter", "neurons", "steps", "seed")  # knobs that belong to the whole run
POINT = (Knob("x", 0.0, -REACH, REACH), Knob("y", 0.0, -REACH, REACH), Knob("class", 0, 0, 1, scale="int"))
Points = tuple[NDArray[np.float32], NDArray[np.uint8]]


def _moons(t: Any, label: Any) -> Any:
    side, u, v = np.where(label, -1, 1), 0.75 * np.cos(np.pi * t) - 0.375, 0.75 * np.sin(np.pi * t) - 0.225
    return side * u, side * v


def _circles(t: Any, label: Any) -> Any:
    r = np.where(label, 0.95, 0.4)
    return r * np.cos(2 * np.pi * t), r * np.sin(2 * np.pi * t)


def _xor(t: Any, label: Any) -> Any:
    side = np.where(np.arange(len(t)) % 4 < 2, 1, -1)
    u, v = 0.15 + 0.8 * t, 0.15 + 0.8 * ((t * 97.31) % 1)
    return side * u, side * v * np.where(label, 1, -1)


def _spirals(t: Any, label: Any) -> Any:
    r, angle = 0.12 + 0.9 * t, 2.6 * np.pi * t + np.pi * label
    return r * np.cos(angle), r * np.sin(angle)


def _clouds(t: Any, label: Any) -> Any:
    angle, r, at = 2 * np.pi * ((t * 97.31) % 1), 0.4 * np.sqrt(t), np.where(label, 0.45, -0.45)
    return at + r * np.cos(angle), at + r * np.sin(angle)


SHAPES = {"two moons": _moons, "circles": _circles, "xor": _xor, "spirals": _spirals, "two clouds": _clouds}
OWN = "your own"


@dataclass(frozen=True)
class Plane(Spec):
    """The knobs of the experiment; all but ``FIXED`` may be moved while it runs, and so may the points of one's own."""

    data: str = knob("two moons", choices=(*SHAPES, OWN), label="points", help="the two classes to be told apart")
    up_down: float = knob(
        0.0, -0.95, 0.95, fmt="+.2f", label="asymmetry",
        help="positive: a down pulse is smaller by this fraction; negative: an up pulse is",
    )  # fmt: skip
    dw_min: float = knob(
        0.002, 0.0005, 0.1, scale="log", label="step Δw", help="mean weight change of one pulse at weight 0"
    )
    out_noise: float = knob(
        0.06, 0.0, 2.0, fmt=".2f", label="read noise", help="noise on every column sum; the largest input counts as 1"
    )
    ctoc: float = knob(0.3, 0.0, 5.0, fmt="%", label="pulse noise", help="spread from pulse to pulse, in steps")
    dtod: float = knob(0.3, 0.0, 0.4, fmt="%", label="cell spread", help="spread of step and bounds from cell to cell")
    law: str = knob("constant step", choices=tuple(LAWS), label="cell law", help="how the step depends on the weight")
    scatter: float = knob(0.08, 0.0, 0.4, fmt=".2f", label="scatter", help="how far points lie off their shape")
    neurons: int = knob(12, 2, 24, scale="int", label="neurons", help="in each of the two hidden layers")
    lr: float = knob(0.3, 0.005, 1.0, scale="log", label="learning rate", help="of both networks")
    batch: int = knob(16, 1, 32, scale="int", label="batch", help="points per update")
    steps: int = knob(1200, 200, 4000, scale="int", label="updates", help="of each network, in one run")
    seed: int = knob(7, 0, 2**31 - 1, scale="int", label="chip", help="which chip: the seed of every random draw")
    points: str = knob("", scale="list", parts=POINT, most=MOST, help="points of your own: x, y, class 0 or 1; …")

    @property
    def device(self) -> PulsedDevice:
        """The cell that the knobs describe, with weights between -1 and 1."""
        return knob_cell(self.law, self.dw_min, self.up_down, self.dtod, self.ctoc, tilt=0.01)

    @property
    def periphery(self) -> Periphery:
        """The edge of all crossbars."""
        return Periphery(dac_bits=7, adc_bits=9, out_noise=self.out_noise)

    @property
    def layers(self) -> tuple[int, ...]:
        """Lines in and out: two places and a constant, two hidden layers, two classes."""
        return (3, self.neurons, self.neurons, CLASSES)

    @property
    def own(self) -> list[tuple[float, ...]]:
        """The points of one's own as (x, y, class)."""
        return knobs(self)["points"].split(self.points)

    def with_point(self, x: float, y: float, label: int) -> Plane:
        """Return the spec with one more point of one's own; raises ``ValueError`` off the plane or beyond ``MOST``."""
        own = self.own if self.data == OWN else []
        if len(own) == MOST:
            raise ValueError(f"{MOST} points are the most that a link carries: take one away first")
        placed = tuple(float(part.check(round(v, 2))) for part, v in zip(POINT, (x, y, label), strict=True))
        return self._holding([*own, placed])

    def without_point(self, x: float, y: float) -> Plane:
        """Return the spec without the point of one's own that lies nearest to a place, if it lies within 0.2."""
        own = self.own if self.data == OWN else []
        near = min(own, key=lambda p: np.hypot(p[0] - x, p[1] - y), default=None)
        if near is None or np.hypot(near[0] - x, near[1] - y) > 0.2:
            return self
        own.remove(near)
        return self._holding(own)

    def without_points(self) -> Plane:
        """Return the spec of an empty plane."""
        return self._holding(())

    def _holding(self, own: Iterable[tuple[float, ...]]) -> Plane:
        return replace(self, data=OWN, points=knobs(self)["points"].join(own))


def points(spec: Plane, part: str = "learn") -> Points:
    """Return the points to ``learn`` from or to ``test`` with, (n, 2), and their classes; one's own serve for both."""
    if spec.data == OWN:
        own = np.array(spec.own, np.float32).reshape(-1, 3)
        return own[:, :2], own[:, 2].astype(np.uint8)
    rng = rng_from(spec.seed, "points", part)
    label = np.arange(COUNT) % CLASSES
    place = np.stack(SHAPES[spec.data](rng.uniform(size=COUNT), label), axis=1)
    place = (place + spec.scatter * rng.normal(size=place.shape)).clip(-REACH, REACH)
    return place.astype(np.float32), label.astype(np.uint8)


def _lines(place: Any) -> NDArray[np.float32]:
    """Return what the input lines carry for places (n, 2): both, and 1."""
    place = np.asarray(place, np.float32)
    return np.concatenate([GAIN * place, np.ones((len(place), 1), np.float32)], axis=1)


def _mesh() -> NDArray[np.float32]:
    """Return the places of a map row by row, from the lower left."""
    at = (np.arange(SIDE) + 0.5) / SIDE * 2 * REACH - REACH
    y, x = np.meshgrid(at, at, indexing="ij")
    return np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)


@dataclass(frozen=True)
class Frame:
    """One look at both networks.

    ``map`` and ``map_float`` (SIDE, SIDE) hold 127 (p₁ - p₀), the difference of the chances of both classes, from the
    lower left; accuracies are shares of the ``tested`` points, losses those of the points that are learned.
    """

    step: np.int32
    tested: np.int32
    accuracy: np.float32
    accuracy_float: np.float32
    loss: np.float32
    loss_float: np.float32
    pulses: np.float64
    map: np.ndarray
    map_float: np.ndarray


def const(spec: Plane) -> dict[str, Any]:
    """The points, the reach of the maps and the shape of the network."""
    (place, label), (tested, _) = points(spec), points(spec, "test")
    shown = [[round(float(x), 3), round(float(y), 3), int(c)] for (x, y), c in zip(place, label, strict=True)]
    return {
        "points": shown, "own": spec.data == OWN, "reach": REACH, "side": SIDE, "layers": list(spec.layers),
        "tested": len(tested), "steps": spec.steps, "most": MOST,
    }  # fmt: skip


def networks(spec: Plane) -> tuple[Mlp, Mlp]:
    """Make the analog network and its floating-point twin from the same initial weights (Glorot uniform)."""
    rng = rng_from(spec.seed, "weights")
    tiles, floats = [], []
    for n, (n_in, n_out) in enumerate(zip(spec.layers[:-1], spec.layers[1:], strict=True)):
        limit = np.sqrt(6 / (n_in + n_out))
        w = rng.uniform(-limit, limit, (n_out, n_in)).clip(-1, 1).astype(np.float32)
        floats.append(FloatMatrix(w))
        tiles.append(Tile(w.shape, spec.device, spec.periphery, seed=key64(spec.seed, "layer", n), weights=w))
    return Mlp(tiles), Mlp(floats)


def run(spec: Plane, controls: Controls | None = None) -> Iterator[Frame]:
    """Train both networks; yield a frame before the first update and after every eighth.

    While one class has no points nothing is learned, and the run goes on.
    """
    controls = controls or Controls()
    analog, exact = networks(spec)
    learned, tested, pulses = points(spec), points(spec, "test"), 0
    for step in range(spec.steps):
        if step % FRAME_STEPS == 0:
            yield _frame(analog, exact, learned, tested, step, pulses)
            before, spec = spec, controls.take(step, spec)
            if spec != before:
                adjust(analog.layers, FIXED, before, spec)
                learned, tested = points(spec), points(spec, "test")
        place, label = learned
        if len(set(label.tolist())) < CLASSES:
            continue
        index = rng_from(spec.seed, "order", step).integers(len(label), size=spec.batch)
        pulses += analog.train(_lines(place[index]), label[index], spec.lr)[1]
        exact.train(_lines(place[index]), label[index], spec.lr)
    yield _frame(analog, exact, learned, tested, spec.steps, pulses)


def _chances(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return p₁ of a softmax over two classes."""
    with np.errstate(over="ignore"):
        chances: NDArray[np.float32] = 1 / (1 + np.exp(logits[:, 0] - logits[:, 1]))
    return chances


def _frame(analog: Mlp, exact: Mlp, learned: Points, tested: Points, step: int, pulses: int) -> Frame:
    found: list[Any] = []
    count, mesh = len(learned[1]), _mesh()
    asked = _lines(np.concatenate([learned[0], tested[0], mesh]))
    for network in (analog, exact):
        p = _chances(network.forward(asked))
        mine, unseen = p[:count], p[count : count + len(tested[1])]
        right = np.mean((unseen > 0.5) == tested[1]) if len(unseen) else np.nan
        loss = -np.mean(np.log(np.where(learned[1] == 1, mine, 1 - mine).clip(1e-7, 1))) if count else np.nan
        grid = np.round(127 * (2 * p[-len(mesh) :] - 1)).astype(np.int8).reshape(SIDE, SIDE)
        found.append((np.float32(right), np.float32(loss), grid))
    (a, al, am), (f, fl, fm) = found
    return Frame(np.int32(step), np.int32(len(tested[1])), a, f, al, fl, np.float64(pulses), am, fm)
