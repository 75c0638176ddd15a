"""Layers: how a convolution and an LSTM become matrices, and networks that cannot be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analog_lab.energy import Layer, Workload, conv2d, dense, lstm


def test_a_5x5_convolution_on_28x28_is_read_576_times():
    layer = conv2d(1, 8, 5, 28)
    assert (layer.n_in, layer.n_out, layer.reads) == (25, 8, 24 * 24)
    assert (layer.words_in, layer.words_out, layer.functions) == (784, 8 * 576, 8 * 576)
    assert (layer.weights, layer.macs) == (200, 115_200)


@given(
    st.integers(1, 3), st.integers(1, 3), st.integers(1, 7), st.integers(1, 20), st.integers(1, 4), st.integers(0, 3)
)
def test_a_convolution_is_read_as_often_as_windows_fit(c_in, c_out, kernel, size, stride, padding):
    wide = size + 2 * padding
    if kernel > wide:
        with pytest.raises(ValueError, match="is larger than the map"):
            conv2d(c_in, c_out, kernel, size, stride, padding)
        return
    windows = np.lib.stride_tricks.sliding_window_view(np.zeros((wide, wide)), (kernel, kernel))[::stride, ::stride]
    layer = conv2d(c_in, c_out, kernel, size, stride, padding)
    assert layer.reads == windows.shape[0] * windows.shape[1]
    assert layer.n_in == c_in * windows.shape[2] * windows.shape[3]
    assert layer.words_out == c_out * layer.reads


def test_sides_may_differ_and_a_pool_shrinks_what_leaves():
    layer = conv2d(3, 4, (3, 5), (11, 20), stride=2, padding=1, pool=2)
    assert (layer.n_in, layer.reads) == (45, 6 * 9)
    assert (layer.words_in, layer.words_out, layer.functions) == (3 * 220, 4 * 3 * 4, 4 * 54)


def test_an_lstm_is_one_matrix_read_once_a_step():
    layer = lstm(28, 64, 20)
    assert (layer.n_in, layer.n_out, layer.reads) == (92, 256, 20)
    assert (layer.words_in, layer.words_out, layer.functions, layer.fetches) == (560, 64, 5 * 64 * 20, 1)
    assert lstm(28, 64, 20, every_step=True).words_out == 64 * 20
    assert lstm(28, 64, 20, held=False).fetches == 20


def test_pairs_and_records_are_one_and_the_same():
    pairs, records = Workload(((784, 256), (256, 10))), Workload((dense(784, 256), dense(256, 10)))
    assert pairs.stack == records.stack
    assert [tuple(layer) for layer in records.layers] == list(pairs.layers)
    assert (pairs.weights, pairs.macs) == (records.weights, records.macs) == (203_264, 203_264)


def test_sequences_and_maps_fit_the_layer_that_follows():
    Workload((lstm(28, 64, 20), dense(64, 10)))
    Workload((lstm(28, 64, 20, every_step=True), lstm(64, 32, 20), dense(32, 10)))
    Workload((lstm(28, 64, 20, every_step=True), dense(64, 10, reads=20)))
    assert Workload((conv2d(1, 6, 5, 28, pool=2), conv2d(6, 16, 5, 12, pool=2), dense(256, 10))).weights == 5110
    with pytest.raises(ValueError, match="4608 outputs is followed by one with 100 inputs"):
        Workload((conv2d(1, 8, 5, 28), dense(100, 10)))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: conv2d(1, 8, 5, 4), "kernel=5 is larger than the map, size=4 with padding=0"),
        (lambda: conv2d(1, 8, 5, 28, stride=0), "stride=0 is less than 1"),
        (lambda: conv2d(1, 8, 5, 28, padding=-1), "padding=-1 is less than 0"),
        (lambda: conv2d(0, 8, 5, 28), "in_channels=0 is less than 1"),
        (lambda: conv2d(1, 8, 5, 28.5), "size=28.5 is not a whole number"),
        (lambda: conv2d(1, 8, 5, (28, 28, 3)), "neither a number nor"),
        (lambda: conv2d(1, 8, 5, 6, pool=3), "pool=3 is larger than the 2×2 pixels"),
        (lambda: dense(True, 3), "n_in=True is not a number"),
        (lambda: dense("a", 3), "n_in='a' is not a whole number"),
        (lambda: dense(3, 3, 0), "reads=0 is less than 1"),
        (lambda: lstm(28, 64, 0), "steps=0 is less than 1"),
        (lambda: Layer(3, 3, words_in=-1), "words_in=-1 is less than 0"),
        (lambda: Workload(((3, 2.5),)), r"layer \(3, 2.5\) is not \(inputs, outputs\).*n_out=2.5"),
        (lambda: Workload((3,)), "layer 3 is not"),
        (lambda: Workload(3), "layers=3 is not a row of layers"),
        (lambda: Workload(batch=1.5), "batch=1.5 is not a whole number"),
    ],
)
def test_what_cannot_be_is_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()
