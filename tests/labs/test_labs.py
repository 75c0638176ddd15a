"""The labs without a browser: messages from the page move knobs, and what comes back is what the engine computed."""

import asyncio
import importlib
import json
import subprocess
import sys

import numpy as np
import pytest

from analog_lab.labs import LABS
from analog_lab.labs import learning as learning_lab
from analog_lab.labs import pulse as pulse_lab
from analog_lab.widgets.view import pack


def hear(lab, **message):
    lab.view._hear(lab.view, message, [])


def field(lab, name):
    """Unpack one field of the recorded trace the way the page does."""
    entry = next(f for f in lab.view.head["fields"] if f["name"] == name)
    count = int(np.prod(entry["shape"]))
    return np.frombuffer(lab.view.body, "<" + entry["dtype"], count, entry["offset"]).reshape(entry["shape"])


@pytest.mark.parametrize("entry", LABS, ids=lambda entry: entry.id)
def test_every_lab_opens_and_its_page_is_complete(entry):
    room = importlib.import_module(f"analog_lab.labs.{entry.id}")
    lab = room.show()
    page = lab.view.page
    assert (page["title"], page["question"]) == (entry.title, entry.question)
    assert json.loads(json.dumps(page)) == json.loads(json.dumps(page))
    assert lab.view.status["state"] == "ready"
    assert len(page["presets"]) >= 3
    for knob in page["knobs"]:
        assert knob["help"] and knob["label"], knob
    assert page["notes"] and all(source["url"].startswith("https://") for source in page["sources"])


def test_a_knob_moves_the_trace_and_the_link():
    lab = pulse_lab.show("")
    before = field(lab, "g_us").copy()
    hear(lab, kind="set", name="dw_min", value=0.1)
    assert lab.view.values["dw_min"] == 0.1
    assert "dw_min=0.1" in lab.view.query
    assert not np.array_equal(before, field(lab, "g_us"))
    assert np.array_equal(field(lab, "hits"), lab.trace["hits"])


def test_a_link_opens_the_same_state_and_says_what_it_clamped():
    first = pulse_lab.show("")
    hear(first, kind="set", name="up_down", value=0.7)
    hear(first, kind="action", name="chip")
    second = pulse_lab.show(first.view.query)
    assert second.spec == first.spec
    assert np.array_equal(field(first, "g_us"), field(second, "g_us"))
    third = pulse_lab.show("dw_min=2000&nonsense=1")
    assert third.spec.dw_min == 0.2
    assert "dw_min=2000 is outside 0.002 … 0.2" in third.view.status["text"]
    assert "nonsense" in third.view.status["text"]


@pytest.mark.parametrize("entry", LABS, ids=lambda entry: entry.id)
def test_the_link_of_every_preset_leads_back_to_it(entry):
    room = importlib.import_module(f"analog_lab.labs.{entry.id}")
    for name in room.PAGE.presets:
        lab = room.show("")
        hear(lab, kind="preset", name=name)
        assert room.show(lab.view.query).spec == lab.spec


def test_a_bad_value_is_said_and_nothing_is_lost():
    lab = pulse_lab.show("")
    before = dict(lab.view.values)
    hear(lab, kind="set", name="dw_min", value=7)
    assert lab.view.status["state"] == "error"
    assert "dw_min=7 is outside 0.002 … 0.2" in lab.view.status["text"]
    assert lab.view.values == before
    hear(lab, kind="set", name="dw_min", value=0.05)
    assert lab.view.status["state"] == "ready"


def test_reset_returns_the_knobs_and_a_new_chip_only_the_seed():
    lab = pulse_lab.show("")
    start = lab.spec
    hear(lab, kind="preset", name="Broken")
    hear(lab, kind="action", name="chip")
    assert lab.spec.seed == start.seed + 1 and lab.spec.up_down == 0.8
    hear(lab, kind="action", name="reset")
    assert lab.spec == start


@pytest.fixture
def streamed():
    """A learning lab inside a running loop, with every frame it publishes."""
    frames = []

    async def live(play):
        lab = learning_lab.show("epochs=1&batch=64")
        lab.view.append = lambda arrays: frames.append(arrays)
        await play(lab)
        return lab

    return (lambda play: asyncio.run(live(play))), frames


async def until(condition):
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not happen")


def test_training_starts_pauses_steps_and_stops(streamed):
    live, frames = streamed

    async def play(lab):
        hear(lab, kind="action", name="start")
        await until(lambda: len(frames) >= 1)
        hear(lab, kind="action", name="pause")
        await until(lambda: lab.view.status["state"] == "paused")
        count = len(frames)
        hear(lab, kind="action", name="step")
        await until(lambda: len(frames) == count + 1)
        hear(lab, kind="action", name="stop")
        await until(lambda: lab.view.status["state"] == "done")

    live(play)


def test_training_runs_to_its_end_and_hears_a_slider_on_the_way(streamed):
    live, frames = streamed

    async def play(lab):
        hear(lab, kind="action", name="start")
        await until(lambda: len(frames) >= 1)
        hear(lab, kind="set", name="up_down", value=0.9)
        await until(lambda: lab.view.status["state"] == "done")

    lab = live(play)
    assert [(knob, value) for _, knob, value in lab._controls.events] == [("up_down", 0.9)]
    accuracy = np.concatenate([arrays["accuracy"] for arrays in frames])
    assert len(accuracy) == 3  # 22 mini-batches of 64, a frame every 8; the one before the first came earlier


def test_quick_pauses_leave_one_loop_running(streamed):
    live, _ = streamed

    async def play(lab):
        for _ in range(4):
            hear(lab, kind="action", name="start")
            hear(lab, kind="action", name="pause")
        hear(lab, kind="action", name="start")
        await until(lambda: lab.view.status["state"] == "running" and lab._running)
        await asyncio.sleep(0)
        loops = [task for task in asyncio.all_tasks() if task.get_coro().__name__ == "_run" and not task.cancelling()]
        assert len(loops) == 1
        hear(lab, kind="action", name="stop")
        await until(lambda: lab.view.status["state"] == "done")

    live(play)


def test_an_error_in_the_run_reaches_the_page(streamed):
    live, _ = streamed

    async def play(lab):
        def broken():
            raise RuntimeError("the chip is on fire")
            yield

        lab._frames = broken()
        hear(lab, kind="action", name="start")
        await until(lambda: lab.view.status["state"] == "error")
        assert lab.view.status["text"] == "the chip is on fire"

    live(play)


def test_what_is_packed_starts_at_multiples_of_four():
    head, body = pack({"a": np.ones((3, 5), np.uint8), "b": np.arange(3.0)})
    assert [f["offset"] % 4 for f in head["fields"]] == [0, 0]
    assert np.array_equal(np.frombuffer(body, "<f4", 3, head["fields"][1]["offset"]), [0, 1, 2])


@pytest.mark.parametrize("entry", LABS, ids=lambda entry: entry.id)
def test_no_lab_of_these_loads_torch(entry):
    code = (
        f"import sys; from analog_lab.labs import {entry.id} as lab; lab.show(''); "
        "sys.exit('torch' in sys.modules or ('numba' in sys.modules and lab.PAGE.id == 'commute'))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
