"""The same work in aihwkit, where it is installed (https://github.com/IBM/aihwkit); it is no dependency."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from torch import Tensor, nn

from .bench import MISSING, over

Work = Callable[[], object]


def _layer(weights: Tensor, device: str = "SoftBounds") -> Any:
    """Return the tile of a layer without bias that holds ``weights``."""
    from aihwkit.nn import AnalogLinear

    layer = AnalogLinear(weights.shape[1], weights.shape[0], bias=False, rpu_config=_config(device))
    layer.set_weights(weights, None)
    return layer.analog_module


def _config(device: str = "SoftBounds") -> Any:
    from aihwkit.simulator import configs

    config = configs.SingleRPUConfig(device=getattr(configs, device + "Device")())
    config.mapping.max_input_size = config.mapping.max_output_size = 0  # one array, however large
    return config


def update(pairs: list[tuple[Tensor, Tensor]], lr: float, device: str = "SoftBounds", tiles: int = 1) -> Work | str:
    """Return one pulsed update a call, each on the next of so many tiles, or why there is none."""
    if find_spec("aihwkit") is None:
        return MISSING
    zeros = pairs[0][1].new_zeros(pairs[0][1].shape[1], pairs[0][0].shape[1])
    chips = [_layer(zeros, device) for _ in range(tiles)]
    for chip in chips:
        chip.set_learning_rate(lr)
    return over(lambda chip, pair: chip.update(*pair), chips, pairs)


def read(name: str, weights: Tensor, vectors: Tensor) -> Work | str:
    """Return one forward or backward read a call, or why there is none."""
    if find_spec("aihwkit") is None:
        return MISSING
    tile = _layer(weights)
    return (lambda: tile.joint_forward(vectors)) if name == "forward" else (lambda: tile.backward(vectors))


def train(model: nn.Module, batches: list[tuple[Tensor, Tensor]], lr: float) -> Work | str:
    """Return one training step a call, or why there is none."""
    if find_spec("aihwkit") is None:
        return MISSING
    from aihwkit.nn.conversion import convert_to_analog
    from aihwkit.optim import AnalogSGD

    analog = convert_to_analog(_recurrent(model), _config())
    optimizer = AnalogSGD(analog.parameters(), lr=lr)
    optimizer.regroup_param_groups(analog)
    return over(step(analog, optimizer), batches)


def _recurrent(model: nn.Module) -> nn.Module:
    """Return the model with aihwkit's own LSTM in the place of torch's, which it does not convert."""
    body = getattr(model, "body", None)
    if isinstance(body, nn.LSTM):
        from aihwkit.nn import AnalogLSTMCell, AnalogRNN

        model.body = AnalogRNN(AnalogLSTMCell, body.input_size, body.hidden_size, rpu_config=_config())
    return model


def step(model: nn.Module, optimizer: Any) -> Callable[[tuple[Tensor, Tensor]], None]:
    """Return one training step of a model, ours or theirs, as any user of torch would write it."""

    def train(batch: tuple[Tensor, Tensor]) -> None:
        x, labels = batch
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), labels).backward()
        optimizer.step()

    return train
