"""The code exercise of Floorplan."""

from typing import Any

from ...exercises import Code, Mistake
from ...tile import Floorplan

LAYERS = [(784, 256), (256, 128), (128, 10)]


def _counted(plan: Any) -> list[float]:
    return [len(plan.tiles), plan.utilisation, plan.messages]


def _plan(**how: Any) -> list[float]:
    return _counted(Floorplan.of(LAYERS, **how))


CODE = Code(
    "code",
    "Place 784-256-128-10 on arrays of 128 × 128, with the two cells of a pair in two columns. Give the floorplan.",
    """\
from analog_lab.labs import floorplan
from analog_lab.tile import Floorplan

layers = [(784, 256), (256, 128), (128, 10)]
plan = ...  # Floorplan.of(layers, tile_size=(rows, columns), columns_per_weight=…)

floorplan.check(plan)""",
    "plan = Floorplan.of(layers, tile_size=(128, 128), columns_per_weight=2)",
    lambda: _plan(tile_size=(128, 128), columns_per_weight=2),
    "",
    0.001,
    (
        Mistake(lambda: _plan(tile_size=(128, 128)), "Here every weight has one column: a pair takes two."),
        Mistake(lambda: _plan(columns_per_weight=2), "Those are arrays of 256 × 256: set tile_size."),
        Mistake(
            lambda: _plan(),
            "Those are arrays of 256 × 256 with one column a weight: set tile_size and columns_per_weight.",
        ),
        Mistake(
            lambda: _plan(tile_size=(128, 64), columns_per_weight=2),
            "The array is 128 columns wide; that a weight takes two of them says columns_per_weight.",
        ),
        Mistake(
            lambda: _counted(
                Floorplan.of([(n_out, n_in) for n_in, n_out in LAYERS], tile_size=(128, 128), columns_per_weight=2)
            ),
            "The layers are turned: each is (inputs, outputs).",
        ),
    ),
    "Floorplan",
    _counted,
    right="33 tiles instead of 6. They are fuller, and there are more messages between them.",
)
check = CODE.check
