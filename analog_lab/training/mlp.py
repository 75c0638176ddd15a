"""A fully connected network on tiles or plain matrices, trained by backpropagation; no torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.blas import product

Array = NDArray[np.float32]


class Layer(Protocol):
    """A matrix that reads in both directions and updates itself: a ``Tile`` or a ``FloatMatrix``."""

    shape: tuple[int, int]

    @property
    def weights(self) -> Array: ...
    def forward(self, x: ArrayLike) -> Array: ...
    def backward(self, d: ArrayLike) -> Array: ...
    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int: ...


class FloatMatrix:
    """The same three operations as a tile, exact in float32; ``weights`` has the shape (n_out, n_in)."""

    def __init__(self, weights: ArrayLike) -> None:
        w = np.array(weights, np.float32)
        if w.ndim != 2 or not np.all(np.isfinite(w)):
            raise ValueError(f"weights of shape {w.shape} must be a finite matrix (n_out, n_in)")
        self._w = w
        self.shape: tuple[int, int] = w.shape

    @property
    def weights(self) -> Array:
        """A copy of the matrix."""
        return self._w.copy()

    def forward(self, x: ArrayLike) -> Array:
        """Return ``W x``: (batch, n_in) to (batch, n_out), or one vector to one vector."""
        return product(np.asarray(x, np.float32), self._w.T)

    def backward(self, d: ArrayLike) -> Array:
        """Return ``Wᵀ d``: (batch, n_out) to (batch, n_in), or one vector to one vector."""
        return product(np.asarray(d, np.float32), self._w)

    def update(self, x: ArrayLike, d: ArrayLike, lr: float) -> int:
        """Move the weights by ``W -= lr Σ_b d_b x_bᵀ``; returns 0, as no pulse is fired."""
        x, d = np.atleast_2d(np.asarray(x, np.float32)), np.atleast_2d(np.asarray(d, np.float32))
        self._w -= np.float32(lr) * product(d.T, x)
        return 0


def _relu(z: Array) -> Array:
    return np.maximum(z, 0)


def _sigmoid(z: Array) -> Array:
    return np.float32(0.5) * (1 + np.tanh(z / 2)).astype(np.float32)


# Each with its derivative, written in terms of the activation a itself
ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "tanh": (np.tanh, lambda a: 1 - a * a),
    "sigmoid": (_sigmoid, lambda a: a * (1 - a)),
    "relu": (_relu, lambda a: (a > 0).astype(np.float32)),
}


class Mlp:
    """Layers with an activation between them and a softmax behind the last.

    ``a_0 = x``, ``a_{l+1} = f(W_l a_l)``, logits = ``W_L a_L``; the loss is the mean of
    -ln softmax(logits)[label] over the batch.

    Raises
    ------
    ValueError
        There is no layer, neighbouring layers do not fit, or the activation is unknown.
    """

    def __init__(self, layers: Sequence[Layer], activation: str = "tanh") -> None:
        if not layers:
            raise ValueError("layers is empty; give at least one")
        for before, after in zip(layers[:-1], layers[1:], strict=True):
            if before.shape[0] != after.shape[1]:
                raise ValueError(
                    f"layer {before.shape} gives {before.shape[0]} values; the next takes {after.shape[1]}"
                )
        if activation not in ACTIVATIONS:
            raise ValueError(f"activation={activation!r} is not one of {', '.join(ACTIVATIONS)}")
        self.layers = list(layers)
        self.activation = activation

    def _activities(self, x: ArrayLike) -> list[Array]:
        """Return the input of every layer, and the logits last."""
        f, _ = ACTIVATIONS[self.activation]
        activities = [np.asarray(x, np.float32)]
        for layer in self.layers[:-1]:
            activities.append(f(layer.forward(activities[-1])))
        return [*activities, self.layers[-1].forward(activities[-1])]

    def forward(self, x: ArrayLike) -> Array:
        """Return the logits, shape (batch, classes)."""
        return self._activities(x)[-1]

    def train(self, x: ArrayLike, labels: ArrayLike, lr: float) -> tuple[float, int]:
        """Take one step on a mini-batch; return (loss, pulses fired).

        All errors are read backward through the layers before any weight moves. The mean over the batch is in the
        errors: ``d = (softmax(logits) - onehot(labels)) / batch``.
        """
        *inputs, logits = self._activities(x)
        loss, d = cross_entropy(logits, np.asarray(labels))
        _, slope = ACTIVATIONS[self.activation]
        errors = [d]
        for layer, a in zip(self.layers[:0:-1], inputs[:0:-1], strict=True):
            errors.append(layer.backward(errors[-1]) * slope(a))
        pulses = sum(layer.update(a, e, lr) for layer, a, e in zip(self.layers, inputs, reversed(errors), strict=True))
        return loss, pulses

    def predict(self, x: ArrayLike) -> NDArray[np.intp]:
        """Return the most likely label of each sample."""
        labels: NDArray[np.intp] = self.forward(x).argmax(axis=-1)
        return labels

    def accuracy(self, x: ArrayLike, labels: ArrayLike) -> float:
        """Return the fraction of samples whose most likely label is right."""
        return float(np.mean(self.predict(x) == np.asarray(labels)))


def cross_entropy(logits: Array, labels: NDArray[np.integer]) -> tuple[float, Array]:
    """Return the mean softmax cross-entropy and its gradient ``(softmax(z) - onehot) / batch``, shape of ``logits``."""
    if labels.shape != logits.shape[:1] or np.any(labels < 0) or np.any(labels >= logits.shape[1]):
        raise ValueError(f"labels must be {logits.shape[0]} whole numbers in 0 … {logits.shape[1] - 1}")
    rows = np.arange(len(labels))
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z)
    p /= p.sum(axis=1, keepdims=True)
    loss = float(-np.mean(z[rows, labels] - np.log(np.exp(z).sum(axis=1))))
    p[rows, labels] -= 1
    return loss, p / np.float32(len(labels))
