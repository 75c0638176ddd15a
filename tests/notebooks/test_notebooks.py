"""The notebooks: clean as files, and they run from top to bottom in a real kernel."""

import ast
import base64
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from analog_lab.labs import LABS

FOLDER = Path(__file__).parents[2] / "notebooks"
HEADINGS = ["Question", "Predict", "Play", "Explain", "Exercise", "Sources"]
FORBIDDEN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.For, ast.While)
ALL = sorted(FOLDER.glob("*.ipynb"))


def faults(notebook) -> list[str]:
    """What a notebook of this project may not hold."""
    found = []
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        found.append("no kernelspec python3")
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if cell.outputs or cell.execution_count:
            found.append("a cell with outputs")
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, FORBIDDEN):
                found.append(f"{type(node).__name__} in a cell")
            if isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names):
                found.append("a star import")
    return found


def test_every_lab_has_its_notebook_and_no_notebook_is_left_over():
    assert [path.name for path in ALL] == ["00_index.ipynb", *(lab.notebook for lab in LABS)]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_notebook_is_clean(path):
    assert faults(nbformat.read(path, as_version=4)) == []


def test_the_check_sees_what_it_forbids():
    dirty = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("from math import *\ndef f():\n    pass")])
    assert faults(dirty) == ["no kernelspec python3", "a star import", "FunctionDef in a cell"]


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)
def test_a_lab_reads_in_the_order_of_the_frame(lab):
    notebook = nbformat.read(FOLDER / lab.notebook, as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = [line.lstrip("# ") for line in prose.splitlines() if line.startswith("## ")]
    assert headings == HEADINGS
    assert lab.title in prose and lab.question in prose


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)
def test_a_notebook_shows_its_picture_without_a_kernel(lab):
    """The still picture is the gallery's, which is taken from the real page."""
    first = nbformat.read(FOLDER / lab.notebook, as_version=4).cells[0]
    name = f"{lab.id}.png"
    assert f"![{lab.alt}](attachment:{name})" in first.source
    assert base64.b64decode(first.attachments[name]["image/png"]) == lab.picture.read_bytes()


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_something(path):
    notebook = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place).execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("data" in output for output in shown)
    assert not any(output.output_type == "error" or output.get("name") == "stderr" for output in shown)
