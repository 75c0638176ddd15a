"""The networks whose accounts are worked out by hand."""

from analog_lab.energy import Workload, conv2d, dense


def cnn(batch=1, weight_bits=32):
    """conv 1→8 5×5 on 28², conv 8→16 5×5 with stride 2, dense to 10."""
    layers = (conv2d(1, 8, 5, 28), conv2d(8, 16, 5, 24, stride=2), dense(1600, 10))
    return Workload(layers, batch, weight_bits)
