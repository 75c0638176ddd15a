"""The rules of the house: the contracts hold, each of them would notice, and importing a room loads what it may."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

PLANTED = [
    ("core", "from analog_lab.devices import preset", "Imports go down only"),
    ("energy", "from analog_lab.nn import analogize", "Imports go down only"),
    ("tile", "import torch", "No torch below nn"),
    ("training", "def late():\n    import torch", "No torch below nn"),
    ("experiments", "import plotly.graph_objects", "No plotting and no widgets below figures"),
    ("nn", "import ipywidgets", "No plotting and no widgets below figures"),
    ("figures", "from analog_lab.tile import Tile", "Figures and widgets never reach past experiments"),
    ("widgets", "import analog_lab.devices.pulsed", "Figures and widgets never reach past experiments"),
    ("energy", "from analog_lab.training import InMemorySGD", "Training and energy do not know each other"),
]


def lint(where: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT), "--no-cache", "--no-logo"],
        cwd=where,
        env={**os.environ, "PYTHONPATH": str(where)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("room", "line", "contract"), PLANTED)
def test_a_planted_violation_fails(tmp_path, room, line, contract):
    ignore = shutil.ignore_patterns("__pycache__", "static", "pictures", "*.npz")
    shutil.copytree(ROOT / "analog_lab", tmp_path / "analog_lab", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "analog_lab" / room / "planted.py").write_text(line + "\n")
    result = lint(tmp_path)
    assert result.returncode == 1
    assert f"{contract} BROKEN" in result.stdout
    assert "planted" in result.stdout


HEAVY = ("torch", "numba", "plotly", "ipywidgets", "anywidget", "scipy", "sklearn")
BELOW_FIGURES = ["core", "devices", "periphery", "data", "tile", "training", "energy", "experiments"]
MAY_LOAD = {
    **dict.fromkeys(BELOW_FIGURES, set()),
    "nn": {"torch"},
    "figures": {"plotly"},
    "widgets": {"plotly", "ipywidgets", "anywidget"},
    "labs": set(),
    "labs.commute": {"plotly", "ipywidgets", "anywidget"},
    "labs.pulse": {"plotly", "ipywidgets", "anywidget"},
    "labs.learning": {"plotly", "ipywidgets", "anywidget"},
    "labs.mvm": {"plotly", "ipywidgets", "anywidget"},
    "cli": set(),
    "cli.gallery": set(),
    "cli.run": set(),
}


@pytest.mark.parametrize("room", MAY_LOAD)
def test_importing_a_room_loads_no_more_than_it_may(room):
    code = f"import sys, json, analog_lab.{room}; print(json.dumps([n for n in {HEAVY} if n in sys.modules]))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert set(json.loads(out)) <= MAY_LOAD[room]
