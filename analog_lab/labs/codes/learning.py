"""The code exercise of Learning in memory."""

from typing import Any

from ...data import digits
from ...exercises import Code

ENOUGH = 0.4  # of the test images; answering at random is right on a tenth


def _judge(tile: Any) -> tuple[bool, str]:
    if tuple(tile.shape) != (10, 64):
        return False, f"The tile is {tile.shape[0]} × {tile.shape[1]}; wanted are 10 outputs and 64 inputs."
    if not tile.pulses_fired:
        return False, "No pulse has reached the tile yet: its weights are what they were. Replace the three dots."
    data = digits()
    share = float((tile.forward(data.test_x).argmax(axis=1) == data.test_y).mean())
    said = f"It is right on {100 * share:.0f} % of the unseen images."
    if share < 0.05:
        return False, f"{said} That is worse than guessing: the error is what the tile says minus what is wanted."
    if share < ENOUGH:
        return False, f"{said} Guessing is right on 10 %. A rate of 0.01 does, and one pass is enough."
    return True, f"{said} One pass of pulses, and no weight was ever written by a number."


CODE = Code(
    "code",
    "Teach one tile the digits with a single update: read all images, take the error of each output, and let pulses do the rest.",
    """\
import numpy as np

from analog_lab.data import digits
from analog_lab.devices import preset
from analog_lab.labs import learning
from analog_lab.tile import Tile

data, tile = digits(), Tile((10, 64), preset("idealized"), seed=1)
wanted = np.eye(10)[data.train_y]  # (1437, 10): 1 at the right digit
...  # said = tile.forward(inputs), then tile.update(inputs, errors, lr=0.01)

learning.check(tile)""",
    """\
said = tile.forward(data.train_x)
tile.update(data.train_x, said - wanted, lr=0.01)""",
    wants="Tile",
    judge=_judge,
)
check = CODE.check
