"""The network without torch: exact gradients, order of the update, and learning on real digits by pulses."""

import numpy as np
import pytest

from analog_lab.data import digits
from analog_lab.devices import SoftBounds
from analog_lab.periphery import Periphery
from analog_lab.tile import Tile
from analog_lab.training import FloatMatrix, InMemorySGD, Mlp
from analog_lab.training.mlp import ACTIVATIONS


def weights(layers, seed=0):
    rng = np.random.default_rng(seed)
    shapes = list(zip(layers[1:], layers[:-1], strict=True))
    return [rng.uniform(-1, 1, shape) * np.sqrt(6 / sum(shape)) for shape in shapes]


def loss_of(ws, x, labels, activation):
    """The loss in float64, written out."""
    f = {"tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z)), "relu": lambda z: np.maximum(z, 0)}[activation]
    a = x
    for w in ws[:-1]:
        a = f(a @ w.T)
    z = a @ ws[-1].T
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels])


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_a_step_follows_the_gradient(activation):
    """Every weight moves by -lr ∂loss/∂w, against central differences in float64."""
    ws = weights((5, 4, 3, 3))
    rng = np.random.default_rng(1)
    x, labels = rng.standard_normal((6, 5)), np.array([0, 1, 2, 2, 1, 0])
    net = Mlp([FloatMatrix(w) for w in ws], activation)
    loss, pulses = net.train(x, labels, 0.5)
    assert loss == pytest.approx(loss_of(ws, x, labels, activation), rel=1e-5)
    assert pulses == 0
    for w, layer in zip(ws, net.layers, strict=True):
        gradient = np.zeros_like(w)
        for place in np.ndindex(w.shape):
            middle = w[place]
            w[place] = middle + 1e-5
            above = loss_of(ws, x, labels, activation)
            w[place] = middle - 1e-5
            gradient[place] = (above - loss_of(ws, x, labels, activation)) / 2e-5
            w[place] = middle
        assert np.abs(gradient).max() > 1e-3
        np.testing.assert_allclose(layer.weights, w - 0.5 * gradient, atol=2e-6)


def test_errors_are_read_through_the_old_weights():
    """All layers are read backward before the first is updated."""
    calls = []

    class Recorder(FloatMatrix):
        def backward(self, d):
            calls.append("read")
            return super().backward(d)

        def update(self, x, d, lr):
            calls.append("update")
            return super().update(x, d, lr)

    Mlp([Recorder(w) for w in weights((5, 4, 3, 3))]).train(np.ones((2, 5)), [0, 1], 0.1)
    assert calls == ["read", "read", "update", "update", "update"]


def test_tiles_and_matrices_have_the_same_three_operations():
    w = weights((20, 10))[0]
    matrix, tile = FloatMatrix(w), Tile((10, 20), SoftBounds(w_max=9, w_min=-9), Periphery.ideal(), weights=w)
    x, d = np.ones((3, 20)), np.ones((3, 10))
    np.testing.assert_array_equal(matrix.forward(x), tile.forward(x))
    np.testing.assert_array_equal(matrix.backward(d), tile.backward(d))
    np.testing.assert_array_equal(matrix.backward(d[0]), tile.backward(d[0]))
    assert matrix.shape == tile.shape and matrix.weights.dtype == tile.weights.dtype
    matrix.update(x[0], d[0], 0.1)
    np.testing.assert_allclose(matrix.weights, w - 0.1, atol=1e-6)


def test_sgd_sends_the_update_to_the_tile():
    one, two = (Tile((10, 20), SoftBounds(), seed=1) for _ in range(2))
    x, d = np.ones((3, 20)), np.ones((3, 10))
    assert InMemorySGD().on(one).update(x, d, 0.01) == two.update(x, d, 0.01) > 0
    np.testing.assert_array_equal(one.weights, two.weights)


def accuracy_on_digits(up_down, dw_min, epochs=4):
    data = digits()
    device = SoftBounds(dw_min=dw_min, w_max=1.0, w_min=-1.0, up_down=up_down)
    net = Mlp([Tile(w.shape, device, seed=n, weights=w) for n, w in enumerate(weights((64, 32, 10)))])
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(data.train_y))[:1432].reshape(-1, 8)
        for batch in order:
            net.train(data.train_x[batch], data.train_y[batch], 0.1)
    return net.accuracy(data.test_x, data.test_y)


def test_pulses_learn_the_digits_and_an_asymmetric_cell_does_not():
    good, broken = accuracy_on_digits(0.0, 0.002), accuracy_on_digits(0.8, 0.002)
    assert good > 0.85
    assert broken < good - 0.2


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Mlp([]), "layers is empty"),
        (lambda: Mlp([FloatMatrix(np.ones((3, 2))), FloatMatrix(np.ones((2, 4)))]), "gives 3 values; the next takes 4"),
        (lambda: Mlp([FloatMatrix(np.ones((3, 2)))], "step"), "activation='step' is not one of tanh, sigmoid, relu"),
        (lambda: FloatMatrix(np.ones(3)), r"weights of shape \(3,\)"),
        (lambda: Mlp([FloatMatrix(np.ones((3, 2)))]).train(np.ones((2, 2)), [0, 3], 0.1), "labels must be 2 whole"),
        (lambda: Mlp([FloatMatrix(np.ones((3, 2)))]).train(np.ones((2, 2)), [0], 0.1), "labels must be 2 whole"),
    ],
)
def test_what_does_not_fit_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
