"""The code exercise of The same wires backwards."""

import numpy as np

from ...devices import Ideal
from ...exercises import Code, Mistake
from ...periphery import Periphery
from ...tile import Tile

W = np.array([[0.5, -0.2, 0.4], [0.3, 0.6, -0.1]])  # rows, columns as drawn
PARKED, DELTA = np.array([0.6, -0.4]), np.array([0.2, -0.5, 0.1])


def _sums() -> np.ndarray:
    exact = Periphery(dac_bits=None, adc_bits=None, out_noise=0.0, noise_management="none")
    return np.asarray(Tile((3, 2), Ideal(), exact, weights=W.T).backward(DELTA), float)


CODE = Code(
    "code",
    "Two tanh neurons made 0.6 and −0.4, which drove the tile. Which errors go back to them, from δ at its columns?",
    """\
import numpy as np

from analog_lab.devices import Ideal
from analog_lab.labs import backprop
from analog_lab.periphery import Periphery
from analog_lab.tile import Tile

w = np.array([[0.5, -0.2, 0.4], [0.3, 0.6, -0.1]])  # rows, columns
x, delta = np.array([0.6, -0.4]), np.array([0.2, -0.5, 0.1])  # parked beside the rows; driven into the columns
edge = Periphery(dac_bits=None, adc_bits=None, out_noise=0.0, noise_management="none")
tile = Tile((3, 2), Ideal(), edge, weights=w.T)  # (outputs, inputs)
back = ...  # tile.backward(delta) gives the row sums; the derivative of tanh is the work of the edge

backprop.check(back)""",
    """\
back = tile.backward(delta) * (1 - x**2)""",
    lambda: _sums() * (1 - PARKED**2),
    "",
    0.01,
    (
        Mistake(_sums, "Those are the row sums: each still has to be multiplied by f′ of its neuron."),
        Mistake(lambda: _sums() * PARKED, "That is times x. The derivative of tanh, from its own output, is 1 − x²."),
        Mistake(
            lambda: _sums() * (1 - np.tanh(PARKED) ** 2), "x is the output of tanh already: f′ = 1 − x², no second tanh."
        ),
        Mistake(lambda: PARKED @ W, "That is the forward read: rows drive, columns sum."),
    ),
    right="The array gave the sums from its other side, and the edge the derivative.",
)
check = CODE.check
