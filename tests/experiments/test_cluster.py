"""A sweep on a real cluster of two worker processes, one of which is ended in the middle."""

import csv
import os
import signal
import time
from pathlib import Path

import pytest

from analog_lab.experiments import sweep

FOLDER = "ANALOG_LAB_SWEEP_TEST"


def slow(n, seed):
    """Say who runs this, and hold the worker of the first point until the test has ended it."""
    folder = Path(os.environ[FOLDER])
    (folder / f"{n}-{os.getpid()}").touch()
    while n == 0 and not (folder / "ended").exists():
        time.sleep(0.02)
    return {"square": n * n}


@pytest.mark.filterwarnings("default")
def test_a_worker_that_ends_loses_nothing_and_counts_nothing_twice(tmp_path, monkeypatch):
    import threading

    from distributed import LocalCluster

    monkeypatch.setenv(FOLDER, str(tmp_path))
    path = tmp_path / "table.csv"
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster:

        def end():
            while not (first := [p for p in tmp_path.iterdir() if p.name.startswith("0-")]):
                time.sleep(0.02)
            os.kill(int(first[0].name.split("-")[1]), signal.SIGKILL)
            (tmp_path / "ended").touch()

        killer = threading.Thread(target=end)
        killer.start()
        sweep(slow, {"n": list(range(12))}, path=path, scheduler=cluster.scheduler_address, progress=False)
        killer.join()
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted((int(row["n"]), row["square"], row["error"]) for row in rows) == [
        (n, str(n * n), "") for n in range(12)
    ]
    runs = [p.name.split("-") for p in tmp_path.iterdir() if "-" in p.name]
    assert len([n for n, _ in runs if n == "0"]) == 2  # on the worker that ended, and on another
    assert len({pid for _, pid in runs}) >= 2
