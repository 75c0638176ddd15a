"""The life of chips that hold a network of one's own: a state dict of torch, read without running anything in it."""

from __future__ import annotations

import io
import pickletools
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..data import digits
from .life import Frame, Layers, Life, const, exact, in_floating_point, run

__all__ = ["Frame", "LifeOf", "Network", "const", "read_network", "run"]

LARGEST = 5_000_000  # bytes
MOST_PARTS = 50  # tensors of a file that are looked at
DEEPEST, WIDEST = 3, 512  # layers, and neurons between two of them
INPUTS, OUTPUTS = 64, 10
RULE = f"a state dict of one to {DEEPEST} Linear layers, {INPUTS} → … → {OUTPUTS}, as torch.save writes it"
EXAMPLE = """\
import torch
from analog_lab.data import digits

data = digits()
x, y = torch.tensor(data.train_x), torch.tensor(data.train_y).long()
model = torch.nn.Sequential(torch.nn.Linear(64, 48), torch.nn.ReLU(), torch.nn.Linear(48, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=1e-4)
for _ in range(200):
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
torch.save(model.state_dict(), "mine.pt")
"""
BAD_ZIP = (zipfile.BadZipFile, EOFError, OverflowError, NotImplementedError, UnicodeDecodeError, RuntimeError)
TENSORS = {
    "collections OrderedDict",
    "torch._utils _rebuild_tensor_v2",
    "torch._utils _rebuild_parameter",
    *(f"torch {kind}Storage" for kind in ("Float", "Double", "Half", "BFloat16")),
}


@dataclass(frozen=True, eq=False)
class Network:
    """Weights (n_out, n_in) and biases of each layer, what the file was called, and its test accuracy in per cent."""

    layers: Layers
    name: str
    accuracy: float

    @property
    def shape(self) -> tuple[int, ...]:
        """Lines from the input to the output."""
        return (INPUTS, *(len(bias) for _, bias in self.layers))

    @property
    def remark(self) -> str:
        """A sentence where the network seems to be meant for other images, else nothing."""
        data = digits()
        other = 100 * float(np.mean(exact(self.layers, 16 * data.test_x).argmax(axis=1) == data.test_y))
        if other < self.accuracy + 10:
            return ""
        return f"On pixels of 0 … 16 it would be right on {other:.0f} %: here they are 0 … 1, as the data are given."


@dataclass(frozen=True)
class LifeOf(Life):
    """A ``Life`` whose chips hold ``network``: a ``Network``, or the path of a file that ``read_network`` reads."""

    network: Any = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.network, (str, Path)):
            path = Path(self.network)
            object.__setattr__(self, "network", read_network(path.read_bytes(), path.name))
        if not isinstance(self.network, Network):
            raise ValueError(f"network={self.network!r} is neither a Network nor the path of one")

    @property
    def held(self) -> tuple[Layers, float]:
        """The network that is programmed, and its test accuracy in floating point in per cent."""
        return self.network.layers, self.network.accuracy

    @property
    def code(self) -> list[str]:
        """What is no knob, as Python writes it; the file must be at hand."""
        return [f"network={self.network.name!r}"]


def read_network(raw: bytes, name: str = "the file") -> Network:
    """Read a state dict: tensors ``….weight`` (n_out, n_in), each with an optional ``….bias``, in the order of layers.

    Nothing in the file is run: its pickle is looked through for anything but tensors before torch sees it, and torch
    reads it with ``weights_only=True``. Rectifiers are put between layers; the softmax makes no difference.

    Raises
    ------
    ValueError
        It is anything else; the message says what was found and what the rule is.
    """
    if len(raw) > LARGEST:
        raise ValueError(f"{len(raw):,} bytes are more than {LARGEST:,}: expected {RULE}")
    _looked_through(raw)
    import torch

    try:
        found = torch.load(io.BytesIO(raw), map_location="cpu", weights_only=True)
    except Exception as error:  # whatever torch does not understand is no state dict
        said = (str(error).strip() or type(error).__name__).splitlines()[0][:120]
        raise ValueError(f"torch cannot read it ({said}): expected {RULE}") from None
    if not isinstance(found, dict):
        raise ValueError(f"it holds no state dict but {type(found).__name__}: save model.state_dict()")
    if len(found) > MOST_PARTS:  # before anything is copied: many views of one tensor fit into a small file
        raise ValueError(f"it has {len(found)} parts: expected {RULE}")
    parts: dict[str, np.ndarray] = {}
    for key, value in found.items():
        if not isinstance(value, torch.Tensor):
            raise ValueError(f"{key!s:.60} is no tensor but {type(value).__name__}: expected {RULE}")
        if value.numel() > WIDEST * WIDEST:
            raise ValueError(f"{key!s:.60} has {value.numel():,} values: at most {WIDEST} × {WIDEST} are read")
        parts[str(key)] = value.detach().to(torch.float32).cpu().numpy().copy()
    layers = _layers(parts)
    return Network(layers, name[-80:], in_floating_point(layers))


def _looked_through(raw: bytes) -> None:
    """Refuse what is no zip of stored parts, and a pickle that names anything but tensors; reads, and runs nothing."""
    if not raw.startswith(b"PK"):
        kind = "a pickle from before torch 1.6, or of something else" if raw[:1] == b"\x80" else "no zip archive"
        raise ValueError(f"it is {kind}: expected {RULE}")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            parts = file.infolist()
            pickles = [part for part in parts if part.filename.endswith("data.pkl")]
            packed = [part for part in parts if part.compress_type != zipfile.ZIP_STORED]
            if packed or sum(part.file_size for part in parts) > LARGEST:
                raise ValueError(f"its parts are packed, or unpack to more than {LARGEST:,} bytes: expected {RULE}")
            if len(pickles) != 1:
                raise ValueError(f"it is a zip archive without a data.pkl of torch.save: expected {RULE}")
            told = list(pickletools.genops(file.read(pickles[0])))
    except BAD_ZIP as error:
        raise ValueError(f"it is damaged ({error}): expected {RULE}") from None
    for code, argument, _ in told:
        if code.name == "GLOBAL" and argument not in TENSORS:
            called = ".".join(str(argument).split())[:80]
            raise ValueError(f"it names {called}; real tensors are read and nothing is run: expected {RULE}")
        if code.name in ("STACK_GLOBAL", "INST", "OBJ", "EXT1", "EXT2", "EXT4"):
            raise ValueError(
                f"it makes objects by {code.name}; real tensors are read and nothing is run: expected {RULE}"
            )


def _layers(parts: dict[str, np.ndarray]) -> Layers:
    """Put weights and biases together, or say which of them is in the way."""
    made, width = [], INPUTS
    heads = [key.removesuffix("weight") for key in parts if key.endswith("weight")]
    for key in parts:
        head, dot, kind = key.rpartition(".")
        if kind not in ("weight", "bias") or head + dot not in heads:
            raise ValueError(f"it holds {key[:60]}, which is no weight or bias of a Linear layer: expected {RULE}")
    if not 1 <= len(heads) <= DEEPEST:
        raise ValueError(f"it has {len(heads)} layers: expected {RULE}")
    for n, head in enumerate(heads):
        w, last = parts[f"{head}weight"], n == len(heads) - 1
        if w.ndim != 2:
            raise ValueError(f"{head}weight has the shape {w.shape}: a Linear layer has (outputs, inputs)")
        if w.shape[1] != width:
            raise ValueError(f"{head}weight takes {w.shape[1]} values where {width} come: expected {RULE}")
        if (last and w.shape[0] != OUTPUTS) or not 1 <= w.shape[0] <= WIDEST:
            wanted = f"{OUTPUTS} at the end" if last else f"1 … {WIDEST}"
            raise ValueError(f"{head}weight gives {w.shape[0]} values: {wanted} are read")
        width = w.shape[0]
        bias = parts.get(f"{head}bias", np.zeros(width, np.float32))
        if bias.shape != (width,):
            raise ValueError(f"{head}bias has the shape {bias.shape}, where ({width},) fits its weights")
        for key, part in (("weight", w), ("bias", bias)):
            if not np.isfinite(part).all():
                raise ValueError(f"{head}{key} holds a value that is infinite or not a number")
        if not w.any():
            raise ValueError(f"{head}weight is 0 everywhere: nothing can be programmed")
        made.append((w, bias))
    return tuple(made)
