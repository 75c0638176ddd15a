"""What the two machines are asked to do: a stack of fully connected layers and a batch of inputs."""

from __future__ import annotations

from dataclasses import dataclass

MNIST_LAYERS = ((784, 256), (256, 128), (128, 10))


@dataclass(frozen=True)
class Workload:
    """A network as the (inputs, outputs) of its layers, how many inputs share one fetch, and the widths of words."""

    layers: tuple[tuple[int, int], ...] = MNIST_LAYERS
    batch: int = 1
    weight_bits: int = 32
    act_bits: int = 8

    def __post_init__(self) -> None:
        if not self.layers:
            raise ValueError("layers=() is empty: a network has at least one layer")
        for shape in self.layers:
            if len(shape) != 2 or min(shape) < 1:
                raise ValueError(f"layer {shape} is not (inputs, outputs), both at least 1")
        for (_, out), (into, _) in zip(self.layers[:-1], self.layers[1:], strict=True):
            if out != into:
                raise ValueError(f"a layer with {out} outputs is followed by one with {into} inputs")
        for name in ("batch", "weight_bits", "act_bits"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name}={getattr(self, name)} is less than 1")

    @property
    def weights(self) -> int:
        """The number of weights, 234,752 for 784-256-128-10."""
        return sum(n_in * n_out for n_in, n_out in self.layers)

    @property
    def weight_memory_bits(self) -> int:
        """The room that all weights take, in bits."""
        return self.weights * self.weight_bits
