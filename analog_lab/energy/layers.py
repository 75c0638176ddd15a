"""One layer as both machines see it: a matrix, how often an input uses it, and the words that come and go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..core.checks import whole


@dataclass(frozen=True)
class Layer:
    """A matrix of ``n_in`` × ``n_out`` that one input uses ``reads`` times; unpacks as ``(n_in, n_out)``.

    ``words_in`` and ``words_out`` cross the layer's border for one input, ``functions`` values pass an activation
    function. Left out, they are those of a fully connected layer. ``fetches`` says how often a bus machine must bring
    the matrix for one batch, and ``kind`` is a name to show.
    """

    n_in: int
    n_out: int
    reads: int = 1
    words_in: int = 0
    words_out: int = 0
    functions: int = 0
    fetches: int = 1
    kind: str = "dense"

    def __post_init__(self) -> None:
        for name in ("n_in", "n_out", "reads", "fetches"):
            object.__setattr__(self, name, whole(name, getattr(self, name)))
        usual = {"words_in": self.n_in, "words_out": self.n_out, "functions": self.n_out}
        for name, n in usual.items():
            value = whole(name, getattr(self, name), least=0)
            object.__setattr__(self, name, value or n * self.reads)

    def __iter__(self) -> Iterator[int]:
        return iter((self.n_in, self.n_out))

    @property
    def weights(self) -> int:
        """The number of weights."""
        return self.n_in * self.n_out

    @property
    def macs(self) -> int:
        """Multiply-adds of one input."""
        return self.weights * self.reads

    @property
    def name(self) -> str:
        """What to call it: "dense 784×256", "conv 25×8, 576 reads"."""
        return f"{self.kind} {self.n_in}×{self.n_out}" + (f", {self.reads} reads" if self.reads > 1 else "")


def dense(n_in: int, n_out: int, reads: int = 1) -> Layer:
    """Return a fully connected layer; ``reads`` above 1 for one that is applied to every step of a sequence."""
    return Layer(n_in, n_out, reads)


def _pair(name: str, value: int | tuple[int, int], least: int = 1) -> tuple[int, int]:
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise ValueError(f"{name}={value!r} is neither a number nor (height, width)")
        return whole(name, value[0], least), whole(name, value[1], least)
    return whole(name, value, least), whole(name, value, least)


def conv2d(
    in_channels: int,
    out_channels: int,
    kernel: int | tuple[int, int],
    size: int | tuple[int, int],
    stride: int = 1,
    padding: int = 0,
    pool: int = 1,
) -> Layer:
    """Return a convolution: a matrix of (in_channels · kernel²) × out_channels, read once for each output pixel.

    Output pixels along each side: floor((size + 2 padding - kernel) / stride) + 1; 5×5 on 28² gives 24² = 576 reads.
    The input map comes once, whatever the overlap of the patches, and ``pool`` > 1 shrinks what leaves by pool².

    Raises
    ------
    ValueError
        A number is not whole or too small, the kernel is larger than the padded map, the pool than the result.
    """
    in_channels, out_channels = whole("in_channels", in_channels), whole("out_channels", out_channels)
    stride, padding, pool = whole("stride", stride), whole("padding", padding, 0), whole("pool", pool)
    (k_high, k_wide), (high, wide) = _pair("kernel", kernel), _pair("size", size)
    if k_high > high + 2 * padding or k_wide > wide + 2 * padding:
        raise ValueError(f"kernel={kernel} is larger than the map, size={size} with padding={padding}")
    h, w = (high + 2 * padding - k_high) // stride + 1, (wide + 2 * padding - k_wide) // stride + 1
    if pool > min(h, w):
        raise ValueError(f"pool={pool} is larger than the {h}×{w} pixels that leave the convolution")
    reads, words_out = h * w, out_channels * (h // pool) * (w // pool)
    n_in = in_channels * k_high * k_wide
    return Layer(n_in, out_channels, reads, in_channels * high * wide, words_out, out_channels * reads, kind="conv")


def lstm(n_in: int, n_hidden: int, steps: int, every_step: bool = False, held: bool = True) -> Layer:
    """Return an LSTM: a matrix of (n_in + n_hidden) × 4 n_hidden, read once a step.

    Four gates and one tanh of the cell make 5 n_hidden functions a step; the state stays beside the gates. Only the
    last state leaves, or with ``every_step`` all of them. ``held``: the bus machine keeps the matrix on chip from step
    to step; without, every step fetches it again.
    """
    n_in, n_hidden, steps = whole("n_in", n_in), whole("n_hidden", n_hidden), whole("steps", steps)
    words_out, fetches = n_hidden * (steps if every_step else 1), 1 if held else steps
    return Layer(
        n_in + n_hidden, 4 * n_hidden, steps, n_in * steps, words_out, 5 * n_hidden * steps, fetches, kind="LSTM"
    )
