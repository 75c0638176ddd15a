"""A prediction about a live run: the engine answers with the end of that very run, and with nothing else."""

import asyncio
import importlib

import numpy as np
import pytest

from analog_lab.experiments import record
from analog_lab.labs import learning
from analog_lab.widgets import lab as live

SHORT = "epochs=1&batch=64"  # three frames after the first


def ask(after=lambda hear: None, query=SHORT):
    """Predict, do something, and return the lab with what it said of the truth, once nothing runs any more."""
    told = []

    async def visit():
        lab = learning.show(query)
        send = lab.view.send
        lab.view.send = lambda said, buffers=None: (told.append(said), send(said, buffers))
        hear = lambda **message: lab.view._hear(lab.view, message, [])  # noqa: E731
        hear(kind="predict", choice=learning.OPTIONS[0])
        hear(kind="action", name="start")  # the page starts the run as well
        after(hear)
        for _ in range(2000):
            await asyncio.sleep(0.005)
            if lab.view.status["state"] == "done":
                return lab
        raise AssertionError(lab.view.status)

    return asyncio.run(visit()), [said["value"] for said in told if said["kind"] == "truth"], told


def test_the_end_of_the_run_is_the_verdict():
    lab, truths, told = ask()
    assert lab.spec.up_down == 0.5 and truths == [learning._outcome(record(lab.spec).frames)]
    kinds = [said["kind"] for said in told]
    assert kinds.index("truth") > max(k for k, kind in enumerate(kinds) if kind == "frames")


def test_the_run_that_is_shown_is_the_only_one(monkeypatch):
    runs, real = [], live.run
    monkeypatch.setattr(live, "run", lambda spec, controls: runs.append(spec.up_down) or real(spec, controls))
    assert ask()[1] and runs == [0.0, 0.5]  # the chip at the start, which learned nothing, and the one that was asked


@pytest.mark.parametrize(
    "after",
    [
        lambda hear: hear(kind="action", name="stop"),
        lambda hear: hear(kind="set", name="lr", value=0.2),
        lambda hear: (hear(kind="set", name="lr", value=0.2), hear(kind="set", name="lr", value=0.1)),
        lambda hear: hear(kind="action", name="chip") or hear(kind="action", name="start"),
        lambda hear: hear(kind="undo", by=-1) or hear(kind="action", name="start"),
    ],
    ids=["stopped", "moved", "moved and back", "another chip", "undone"],
)
def test_a_run_that_ends_otherwise_gives_none(after):
    assert ask(after)[1] == []


def test_a_whole_run_after_a_stop_gives_it():
    def stop_and_start(hear):
        hear(kind="action", name="stop")
        hear(kind="action", name="start")

    assert ask(stop_and_start)[1] == ask()[1]


def test_a_run_that_goes_already_begins_again():
    def predict_again(hear):
        hear(kind="predict", choice=learning.OPTIONS[1])

    lab, truths, told = ask(predict_again)
    assert len(truths) == 1 and [said["kind"] for said in told].count("restart") == 2


@pytest.mark.parametrize(("lost", "option"), [(0.0, 0), (-0.05, 0), (0.05, 1), (0.19, 1), (0.3, 2)])
def test_what_is_lost_is_told_by_the_last_epoch(lost, option):
    epoch = np.arange(0, 3.01, 0.25)
    exact, chip = np.full(13, 0.9), np.where(epoch > 2, 0.9 - lost, 0.1)
    assert learning._outcome({"epoch": epoch, "accuracy_float": exact, "accuracy": chip}) == learning.OPTIONS[option]


def test_every_page_that_asks_can_answer():
    for entry in importlib.import_module("analog_lab.labs").LABS:
        asked = importlib.import_module(f"analog_lab.labs.{entry.id}").PAGE.predict
        assert not asked or asked.keys() & {"truth", "outcome"}, entry.id
