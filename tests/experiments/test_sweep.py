"""Sweeps: every point once, in one table, whatever is interrupted, and on whichever processes."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analog_lab.cli import main
from analog_lab.experiments import sweep

CALLS = []


def area(width, height, seed):
    """A function of two columns that fails at one point."""
    CALLS.append((width, height, seed))
    if (width, height) == (2, 3):
        raise ArithmeticError("no such\nrectangle")
    return {"area": width * height, "noisy": width * height + seed / 3}


GRID = {"width": [1, 2], "height": [3, 4, 5.5]}


@pytest.fixture
def path(tmp_path):
    CALLS.clear()
    return tmp_path / "table.csv"


def table(path):
    with path.open(newline="") as file:
        return sorted(csv.reader(file))


def test_every_point_is_a_row_and_a_failure_is_one_too(path):
    rows = sweep(area, GRID, seeds=2, path=path, progress=False)
    assert list(rows[0]) == ["experiment", "width", "height", "seed", "area", "noisy", "error"]
    assert len(rows) == 12 == len(CALLS)
    assert rows[0] == dict(zip(rows[0], ["area", "1", "3", "0", "3", "3", ""], strict=True))
    failed = [row for row in rows if row["error"]]
    assert [(row["width"], row["height"]) for row in failed] == [("2", "3")] * 2
    assert failed[0]["error"] == "ArithmeticError: no such rectangle" and failed[0]["area"] == ""
    assert float(rows[-1]["noisy"]) == 2 * 5.5 + 1 / 3  # to the last bit


def test_processes_make_the_same_table(path, tmp_path):
    sweep(area, GRID, 2, path=path, progress=False)
    sweep(area, GRID, 2, n_jobs=2, path=tmp_path / "two.csv", progress=False)
    assert table(path) == table(tmp_path / "two.csv")


def test_an_interrupted_sweep_goes_on_where_it_was(path):
    sweep(area, GRID, 2, path=path, progress=False)
    whole, lines = table(path), path.read_bytes().splitlines(keepends=True)
    for kept in (b"".join(lines[:6]) + lines[6][:4], b"".join(lines[:1]), lines[0][:7], b""):
        path.write_bytes(kept)
        CALLS.clear()
        sweep(area, GRID, 2, path=path, progress=False)
        assert len(CALLS) == 12 - max(kept.count(b"\n") - 1, 0)
        assert table(path) == whole
    CALLS.clear()
    sweep(area, GRID, 2, path=path, progress=False)
    assert CALLS == []


def test_points_that_failed_are_run_again_only_if_asked_for(path):
    sweep(area, GRID, path=path, progress=False)
    CALLS.clear()
    rows = sweep(area, GRID, path=path, progress=False, retry=True)
    assert CALLS == [(2, 3, 0)] and len(rows) == 6


def test_failures_before_the_first_result_are_kept(path):
    rows = sweep(area, {"width": [2, 1], "height": [3]}, path=path, progress=False)
    assert sorted((row["width"], row["area"]) for row in rows) == [("1", "3"), ("2", "")]
    path.unlink()
    rows = sweep(area, {"width": [2], "height": [3]}, path=path, progress=False)
    assert list(rows[0]) == ["experiment", "width", "height", "seed", "error"]
    assert sweep(area, {"width": [2], "height": [3]}, path=path, progress=False) == rows


def test_the_table_of_another_sweep_is_refused_and_left_alone(path):
    sweep(area, GRID, path=path, progress=False)
    before = path.read_bytes()
    for grid, said in (
        ({"width": [1, 2]}, "its columns are experiment, width, height"),
        ({"width": [1, 2], "height": [3, 4]}, "has a row of experiment area, width 1, height 5.5, seed 0"),
    ):
        with pytest.raises(ValueError, match=f"is the table of another sweep: .*{said}"):
            sweep(area, grid, path=path, progress=False)
    assert path.read_bytes() == before


def other(seed):
    return {"a": 1.0} if seed else {"b": 2.0}


def test_numbers_that_change_their_names_are_a_failure(path):
    rows = sweep(other, {}, 2, path=path, progress=False)
    assert rows[1]["error"] == "ValueError: gives a, not b"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("pulse", {"dw": [1]}), "no knob 'dw'"),
        (("pulses", {}), "no experiment 'pulses'"),
        (("pulse", {"dw_min": [1e9]}), "dw_min=1e"),
        ((area, {"width": []}), "the grid has no value of width"),
        ((area, {"seed": [1]}), "seed cannot be a column"),
        ((area, {"width": [1, 1]}), "a value of width twice"),
        ((area, {}, 0), "seeds=0 must be at least one"),
        ((area, {}, [1, 1]), "each of them once"),
    ],
)
def test_a_sweep_that_cannot_be_is_refused_before_it_starts(arguments, said, path):
    with pytest.raises(ValueError, match=said):
        sweep(*arguments, path=path, progress=False)
    assert not path.exists()


def test_a_table_that_cannot_be_written_is_said_before_anything_runs(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        sweep(area, GRID, path=tmp_path / "no" / "table.csv", progress=False)


def test_the_command_sweeps_an_experiment_over_its_knobs(path, capsys):
    command = ["sweep", "pulse", "--set", "dw_min=0.01,0.02", "--seeds", "2", "--out", str(path)]
    assert main(command) == 0 and f"4 rows in {path}, 0 with an error" in capsys.readouterr().out
    assert path.read_text().startswith("experiment,dw_min,seed,")
    for wrong, said in (
        (["sweep", "pulse", "--set", "dw_min"], "is not of the form knob=value,value"),
        (["sweep", "puls"], "did you mean 'pulse'"),
        (["sweep", "pulse", "--out", str(path)], "is the table of another sweep"),
    ):
        assert main(wrong) == 2 and said in capsys.readouterr().err


SLOW = """
import sys, time
sys.path.insert(0, {here!r})
from analog_lab.experiments import sweep
from pathlib import Path
def slow(n, seed):
    Path({folder!r}, f"{{n}}.ran").open("a").write("x")
    while not Path({folder!r}, "go").exists() and n >= 3:
        time.sleep(0.02)
    return {{"square": n * n}}
sweep(slow, {{"n": list(range(8))}}, path={path!r}, progress=False, n_jobs={jobs})
"""


def _wait(condition, what):
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"waited for {what} in vain")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_sweep_loses_nothing_and_runs_nothing_twice(path, tmp_path, jobs):
    here = str(Path(__file__).parents[2])
    code = SLOW.format(here=here, folder=str(tmp_path), path=str(path), jobs=jobs)
    first = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    _wait(lambda: path.exists() and path.read_bytes().count(b"\n") == 4, "three rows")
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    (tmp_path / "go").touch()
    subprocess.run([sys.executable, "-c", code], check=True)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted((int(row["n"]), row["square"]) for row in rows) == [(n, str(n * n)) for n in range(8)]
    assert all((tmp_path / f"{n}.ran").stat().st_size == 1 for n in range(3))
