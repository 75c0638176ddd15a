"""The code exercise of One step of physics."""

import numpy as np

from ...exercises import Code, Mistake
from ...periphery import effective_weights

G_US, V = np.array([[10.0, 20.0], [5.0, 15.0]]), np.array([0.1, 0.2])
OHM = 500.0

CODE = Code(
    "code",
    "Give the drawn array wires of 500 Ω from cell to cell. Which currents, in µA, leave its columns then?",
    """\
import numpy as np

from analog_lab.labs import mvm
from analog_lab.periphery import effective_weights

g_us = np.array([[10, 20], [5, 15]])  # (outputs, inputs): a row here is a column of the drawing
v = np.array([0.1, 0.2])
ideal = g_us @ v  # 5.0 and 3.5 µA, without wires
y = ...  # with them, effective_weights(g_us, ohm) is what the array seems to hold

mvm.check(y)""",
    "y = effective_weights(g_us, 500) @ v",
    lambda: effective_weights(G_US, OHM) @ V,
    "µA",
    0.003,
    (
        Mistake(lambda: G_US @ V, "Those are the currents without the wires."),
        Mistake(
            lambda: effective_weights(G_US, OHM).T @ V,
            "That is the matrix transposed: inputs are its second axis, so it is (…) @ v.",
        ),
        Mistake(
            lambda: effective_weights(G_US.T, OHM) @ V,
            "The array is transposed: its rows are outputs here, as g_us has them.",
        ),
        Mistake(
            lambda: effective_weights(G_US, OHM) * V,
            "Those are the currents of the single cells: a column adds them up.",
        ),
        Mistake(lambda: effective_weights(G_US, OHM), "Those are the conductances: multiply them with the voltages."),
    ),
    right="Each column loses a little, the one farther from the drivers more.",
)
check = CODE.check
