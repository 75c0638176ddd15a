"""What the page sends of a visitor's own, and what it hears back."""

import asyncio
import io
from pathlib import Path

import numpy as np
import pytest
import torch

from analog_lab.experiments.life import Life, trained
from analog_lab.experiments.own_digit import samples
from analog_lab.experiments.own_model import LifeOf
from analog_lab.labs import cells, life, plane, pulse

EXAMPLE = Path(__file__).parents[2] / "docs" / "example_device.csv"


def opened(room, query=""):
    lab = room.show(query)
    lab.view.sent = []
    lab.view.send = lambda content, buffers=None: lab.view.sent.append(content)
    return lab


def own(lab, what, *buffers, **more):
    """Send a message as the page does; return what came back."""
    lab.view.sent.clear()
    lab.view._handle_custom_msg({"kind": "own", "what": what, **more}, [memoryview(part) for part in buffers])
    return lab.view.sent


def file_of(state) -> bytes:
    file = io.BytesIO()
    torch.save(state, file)
    return file.getvalue()


def test_pages_that_take_something_say_so_and_others_refuse():
    assert (life.PAGE.own, cells.PAGE.own, pulse.PAGE.own) == (("digit", "model"), ("device",), ())
    (said,) = own(opened(pulse), "digit", pixels=[0] * 64)
    assert said == {"kind": "own", "what": "digit", "error": "this page takes no digit"}
    (said,) = own(opened(life), "device-example")
    assert said["error"] == "this page takes no device-example"
    (said,) = own(opened(life), "digit-nothing")
    assert "nothing that can be brought along" in said["error"]


def test_a_sample_of_the_test_set_is_told_right_by_all():
    lab = opened(life, "chips=3")
    (said,) = own(lab, "digit-samples", turn=0)
    assert said["labels"] == list(range(10)) and said["images"] == samples()[0].tolist()
    (told,) = own(lab, "digit", pixels=said["images"][3], frame=4)
    assert np.argmax(told["exact"]) == 3 and np.shape(told["chips"]) == (3, 10)
    assert [np.argmax(chip) for chip in told["chips"]] == [3, 3, 3]
    assert told["t_s"] == pytest.approx(float(lab.trace["t_s"][4]), rel=1e-6)
    (said,) = own(lab, "digit", pixels=[99] * 64)
    assert said["error"] == "pixel=99 is no whole number of 0 … 16"
    assert lab.view.status["state"] == "ready"


def test_a_network_is_programmed_kept_by_knobs_and_given_back():
    lab = opened(life, "chips=3")
    before = lab.trace["compensated"].copy()
    state = {
        f"{n}.{key}": torch.tensor(part * (1 + n))
        for n, pair in enumerate(trained()[0])
        for key, part in zip(("weight", "bias"), pair, strict=True)
    }
    (said,) = own(lab, "model", file_of(state), name="net.pt")
    assert (said["name"], said["shape"]) == ("net.pt", "64-32-10") and said["exact"] == pytest.approx(trained()[1])
    assert isinstance(lab.spec, LifeOf) and said["chips"] == [np.median(lab.trace["compensated"][at]) for at in (0, -1)]
    assert "network" not in lab.view.values and "network" not in lab.view.query
    lab.view._handle_custom_msg({"kind": "set", "name": "ageing", "value": 2.0}, [])
    assert isinstance(lab.spec, LifeOf) and lab.spec.ageing == 2
    (told,) = own(lab, "digit", pixels=samples()[0][5].tolist(), frame=0)
    assert np.argmax(told["exact"]) == 5
    assert own(lab, "model-back") == [] and type(lab.spec) is Life and lab.spec.ageing == 2
    lab.undo()
    assert isinstance(lab.spec, LifeOf)
    lab.view._handle_custom_msg({"kind": "action", "name": "reset"}, [])
    assert type(lab.spec) is Life and lab.trace["compensated"].shape[1] == 9
    assert before.shape[1] == 3


def test_a_refused_file_leaves_everything_as_it_was():
    lab = opened(life, "chips=2")
    trace = lab.trace
    (said,) = own(lab, "model", b"print('hello')", name="net.py")
    assert said["error"].startswith("it is no zip archive: expected a state dict") and lab.trace is trace
    (said,) = own(lab, "model", name="none")
    assert said["error"] == "0 files came, where one is read"
    (said,) = own(lab, "model-example")
    assert "torch.save(model.state_dict()" in said["text"]


def test_a_cell_is_fitted_and_drawn():
    lab = opened(cells)
    said = own(lab, "device-example")[-1]
    assert (said["law"], said["readings"]) == ("soft bounds", 481) and "left over" in said["figure"]
    assert {row[0] for row in said["rows"]} >= {"step_up", "step_down", "w_max"} and said["apart"] > 0
    (said,) = own(lab, "device", b"g_us\n1\n2\n", name="few.csv")
    assert said["error"] == "2 readings are too few: a fit needs 20 or more"


def test_the_page_is_heard_while_a_cell_is_fitted_and_the_fit_can_be_cancelled():
    async def play():
        lab = opened(cells)
        own(lab, "device", EXAMPLE.read_bytes(), name="slow.csv")
        for _ in range(2000):
            await asyncio.sleep(0.005)
            if {"kind": "own", "what": "device", "busy": 0} in lab.view.sent:
                break
        lab.view._handle_custom_msg({"kind": "own", "what": "device-example"}, [])
        await asyncio.sleep(0.01)
        assert lab.view.sent[-1]["error"] == "one fit at a time: wait for it, or cancel it"
        lab.view._handle_custom_msg({"kind": "own", "what": "device-cancel"}, [])
        for _ in range(2000):
            await asyncio.sleep(0.005)
            if lab.view.sent[-1].get("error") == "cancelled":
                return
        raise AssertionError(lab.view.sent[-1])

    asyncio.run(play())


def test_points_are_placed_and_taken_away_by_messages():
    lab = opened(plane)
    lab.view._handle_custom_msg({"kind": "place", "x": 0.25, "y": -0.5, "class": 1}, [])
    assert (lab.spec.data, lab.spec.points) == ("your own", "0.25,-0.5,1") and "points=0.25" in lab.view.query
    assert plane.show(lab.view.query).spec == lab.spec
    lab.view._handle_custom_msg({"kind": "place", "x": 0.3, "y": 3, "class": 1}, [])
    assert lab.view.status == {"state": "error", "text": "y=3 is outside -1.25 … 1.25"}
    lab.view._handle_custom_msg({"kind": "unplace", "x": 0.3, "y": -0.45}, [])
    assert lab.spec.points == ""
    lab.view._handle_custom_msg({"kind": "place", "x": 0, "y": 0, "class": 0}, [])
    lab.view._handle_custom_msg({"kind": "unplace-all"}, [])
    assert (lab.spec.data, lab.spec.points) == ("your own", "")
    locked = opened(plane, "data=your+own&lock=points")
    locked.view._handle_custom_msg({"kind": "place", "x": 0, "y": 0, "class": 0}, [])
    assert "points: locked by the link" in locked.view.status["text"]
