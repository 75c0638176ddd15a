"""A convolution on crossbars: one matrix, read once for every place of the image."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from torch.nn import functional
from torch.nn.modules.utils import _pair

from .linear import AnalogLinear

Sides = int | tuple[int, int]


class AnalogConv2d(nn.Module):
    """``nn.Conv2d`` on crossbars: (batch, channels, height, width) to (batch, channels_out, height', width').

    The kernels are a matrix of channels_out x (channels · height · width of the kernel), in the order of ``nn.Unfold``;
    what it sees at every place is one vector, so that a batch is read as batch · places vectors, and their outer
    products are its update. Zero padding; one group.

    Parameters
    ----------
    in_channels, out_channels, kernel_size, stride, padding, dilation, bias
        As of ``nn.Conv2d``, padding as numbers.
    matrix
        The layer that multiplies; by default an ``AnalogLinear`` made with ``analog``: device, periphery, pulses, seed,
        weights, out_scale, tile_size.

    Raises
    ------
    ValueError
        ``matrix`` has another shape; what ``AnalogLinear`` raises.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Sides,
        stride: Sides = 1,
        padding: Sides = 0,
        dilation: Sides = 1,
        bias: bool = True,
        matrix: Any = None,
        **analog: Any,
    ) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride = _pair(kernel_size), _pair(stride)
        self.padding, self.dilation = _pair(padding), _pair(dilation)
        inputs = in_channels * self.kernel_size[0] * self.kernel_size[1]
        self.matrix: Any = matrix or AnalogLinear(inputs, out_channels, bias, **analog)
        if tuple(self.matrix.weight.shape) != (out_channels, inputs):
            raise ValueError(f"matrix has shape {tuple(self.matrix.weight.shape)}; it must be {(out_channels, inputs)}")

    def forward(self, x: Tensor) -> Tensor:
        """Return the convolution of a batch of images, or of one."""
        if x.ndim not in (3, 4) or x.shape[-3] != self.in_channels:
            raise ValueError(f"x has shape {tuple(x.shape)}; it must be (batch, {self.in_channels}, height, width)")
        images = x if x.ndim == 4 else x[None]
        spans = zip(images.shape[2:], self.kernel_size, self.stride, self.padding, self.dilation, strict=True)
        high, wide = ((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in spans)
        if min(high, wide) < 1:
            raise ValueError(f"kernel_size={self.kernel_size} does not fit an image of {tuple(images.shape[2:])}")
        seen = functional.unfold(images, self.kernel_size, self.dilation, self.padding, self.stride)
        y: Tensor = (
            self.matrix(seen.transpose(1, 2)).transpose(1, 2).reshape(len(images), self.out_channels, high, wide)
        )
        return y if x.ndim == 4 else y[0]

    def extra_repr(self) -> str:
        """Return what ``repr`` shows between the brackets."""
        sides = ("kernel_size", "stride", "padding", "dilation")
        return f"{self.in_channels}, {self.out_channels}, " + ", ".join(f"{s}={getattr(self, s)}" for s in sides)
