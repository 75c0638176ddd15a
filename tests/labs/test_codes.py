"""The code exercises: the starter runs and is not yet right, a way through is, and every slip hears its own reason."""

import importlib

import nbformat
import numpy as np
import pytest

from analog_lab.exercises import Code, Mistake
from analog_lab.exercises.code import EMPTY
from analog_lab.labs import LABS
from tests.notebooks.test_notebooks import FOLDER

CODES = [(lab, importlib.import_module(f"analog_lab.labs.codes.{lab.id}").CODE) for lab in LABS]
ids = pytest.mark.parametrize(("lab", "code"), CODES, ids=[lab.id for lab, _ in CODES])


def run(lines):
    """Run the lines of a cell and return what its last one shows."""
    names = {}
    *before, last = lines
    exec("\n".join(before), names)
    return eval(last, names)


@ids
def test_the_starter_runs_and_is_not_yet_right(lab, code):
    told = run(code.starter.splitlines())
    assert not told.right and repr(told).startswith("✗ not yet: ")
    assert "three dots" in told.reason
    assert code.starter.splitlines()[-1].startswith(f"{lab.id}.check(")


@ids
def test_a_way_through_is_right(lab, code):
    lines = code.starter.splitlines()
    gap = next(k for k, line in enumerate(lines) if line.startswith("...") or " = ..." in line)
    told = run([*lines[:gap], *code.solution.splitlines(), *lines[gap + 1 :]])
    assert told.right, told
    assert repr(told).startswith("✓ right: ") and told.reason in told._repr_html_()


@ids
def test_every_slip_hears_its_own_reason(lab, code):
    if code.wants:
        return
    for slip in code.mistakes:
        told = code.check(slip.value() if callable(slip.value) else slip.value)
        assert (told.right, told.reason) == (False, slip.reason)


class Broken:
    """What cannot be read: numpy asks it for its numbers and hears an error."""

    def __array__(self, *_args, **_kwargs):
        raise RuntimeError("no numbers in here")


def test_what_cannot_be_read_is_refused_with_its_reason():
    ring, deep = [1.0], []
    ring += [ring, ring]
    for _ in range(5000):
        deep = [deep]
    for given, said in [
        (ring, "A list cannot be read as numbers: it contains itself."),
        ([Broken()], "A list cannot be read as numbers: no numbers in here."),
        (Broken(), "A Broken cannot be read as numbers: no numbers in here."),
        (deep, "A list cannot be read as numbers: "),
    ]:
        told = Code("c", "?", "", "", lambda: 1.0).check(given)
        assert not told.right and not told.counted and said in told.reason, said


@ids
def test_no_plausible_object_raises(lab, code):
    ring = [1.0]
    ring.append(ring)
    for given in (
        ring,
        Broken(),
        "5",
        "five",
        [],
        {},
        object(),
        np.nan,
        [1, [2, 3]],
        np.zeros((3, 4, 5)),
        True,
        code,
        [...],
        1j,
        print,
    ):
        told = code.check(given)
        assert not told.right and told.reason


@ids
def test_the_notebook_asks_the_same(lab, code):
    cells = nbformat.read(FOLDER / lab.notebook, as_version=4).cells
    assert [cell.source for cell in cells if "exercise" in cell.metadata.get("tags", [])] == [code.starter]
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert f"In JupyterLab: {code.question}" in prose
    assert f"```python\n{code.solution}\n```" in prose


def test_wrong_plans_and_tiles_are_told_apart():
    from analog_lab.devices import preset
    from analog_lab.labs import floorplan, learning
    from analog_lab.tile import Floorplan, Tile

    layers = [(784, 256), (256, 128), (128, 10)]
    assert "a pair takes two" in floorplan.check(Floorplan.of(layers, tile_size=(128, 128))).reason
    assert "set tile_size" in floorplan.check(Floorplan.of(layers, columns_per_weight=2)).reason
    assert floorplan.check(33).reason == "An int was given, where a Floorplan is asked for."
    assert "wanted are 10 outputs" in learning.check(Tile((64, 10), preset("idealized"))).reason
    tile = Tile((10, 64), preset("idealized"), seed=1)
    data = importlib.import_module("analog_lab.data").digits()
    tile.update(data.train_x, np.eye(10)[data.train_y], lr=-0.0)
    assert "No pulse" in learning.check(tile).reason
    tile.update(data.train_x, np.eye(10)[data.train_y], lr=0.01)
    assert "worse than guessing" in learning.check(tile).reason


def test_an_array_hears_what_is_wrong_with_it():
    wanted = np.array([[1.0, 2.0], [3.0, 4.0]])
    code = Code("c", "?", "", "", lambda: wanted, "µA", mistakes=(Mistake(lambda: wanted + 1, "One too many."),))
    assert code.check(wanted.tolist()).right and code.check(wanted * 1.001).right
    for given, said in [
        (..., EMPTY),
        (wanted + 1, "One too many."),
        (wanted.T, "Rows and columns are exchanged"),
        (-wanted, "the sign is not"),
        (wanted * 1e-6, "off by a factor of 10^6"),
        (wanted[0], "Its shape is (2,); what is asked for is an array of shape (2, 2)."),
        (wanted * [[1, 1], [1, 2]], "Not yet: 1 of 4 values are off, the first of them at [1, 1]."),
        (wanted * np.inf, "not finite"),
        ("volts", "A str cannot be read as numbers"),
    ]:
        told = code.check(given)
        assert not told.right and said in told.reason
