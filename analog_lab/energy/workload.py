"""What the two machines are asked to do: a stack of layers and a batch of inputs."""

from __future__ import annotations

from dataclasses import dataclass

from .layers import Layer, dense, whole

MNIST_LAYERS = ((784, 256), (256, 128), (128, 10))


def _layer(shape: Layer | tuple[int, int]) -> Layer:
    if isinstance(shape, Layer):
        return shape
    try:
        n_in, n_out = shape
        return dense(n_in, n_out)
    except (TypeError, ValueError) as error:
        raise ValueError(f"layer {shape} is not (inputs, outputs), both at least 1: {error}") from None


@dataclass(frozen=True)
class Workload:
    """A network as its layers, how many inputs share one fetch, and the widths of words.

    A layer is ``(inputs, outputs)`` or a record of ``dense``, ``conv2d`` or ``lstm``; ``stack`` has all as records.
    """

    layers: tuple[Layer | tuple[int, int], ...] = MNIST_LAYERS
    batch: int = 1
    weight_bits: int = 32
    act_bits: int = 8

    def __post_init__(self) -> None:
        if not isinstance(self.layers, (tuple, list)):
            raise ValueError(f"layers={self.layers!r} is not a row of layers")
        object.__setattr__(self, "layers", tuple(self.layers))
        if not self.layers:
            raise ValueError("layers=() is empty: a network has at least one layer")
        stack = self.stack
        for one, then in zip(stack[:-1], stack[1:], strict=True):
            if one.words_out != then.words_in:
                raise ValueError(f"a layer with {one.words_out} outputs is followed by one with {then.words_in} inputs")
        for name in ("batch", "weight_bits", "act_bits"):
            whole(name, getattr(self, name))

    @property
    def stack(self) -> tuple[Layer, ...]:
        """The layers as records."""
        return tuple(_layer(shape) for shape in self.layers)

    @property
    def weights(self) -> int:
        """The number of weights, 234,752 for 784-256-128-10."""
        return sum(layer.weights for layer in self.stack)

    @property
    def macs(self) -> int:
        """Multiply-adds of one input."""
        return sum(layer.macs for layer in self.stack)

    @property
    def weight_memory_bits(self) -> int:
        """The room that all weights take, in bits."""
        return self.weights * self.weight_bits
