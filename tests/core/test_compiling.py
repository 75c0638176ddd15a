"""Where compiled kernels are kept, and that nothing depends on it."""

import os
import subprocess
import sys

PULSE = """
import numpy as np
from analog_lab.devices import ConstantStep
from analog_lab.tile import Tile
tile = Tile((3, 3), ConstantStep(), seed=1)
assert tile.update(np.ones(3), -np.ones(3), 0.01) == 90
print(tile.weights.tobytes().hex())
"""
NOWHERE = """
from numba.core import caching
def refuse(self):
    raise OSError("read-only")
for name in dir(caching):
    if name.endswith("Locator"):
        getattr(caching, name).ensure_cache_path = refuse
"""


def run(code, **environment):
    kept = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**kept, **environment})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_kernels_are_kept_in_the_users_cache_and_an_unwritable_one_only_costs_time(tmp_path):
    places = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA")}
    first = run(PULSE, **places)
    kept = list(tmp_path.rglob("*.nbi"))
    assert kept and all("analog_lab" in path.parts for path in kept)
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nbc")}
    assert run(PULSE, **places) == first
    assert stamps == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nbc")}
    assert run(NOWHERE + PULSE, **places) == first


def test_a_cache_chosen_by_numbas_own_variable_is_used(tmp_path):
    run(PULSE, NUMBA_CACHE_DIR=str(tmp_path))
    assert list(tmp_path.rglob("*.nbi"))
