"""The widget without a browser: what is packed, sent, kept and heard."""

import gzip

import numpy as np
import plotly.graph_objects as go
import pytest

from analog_lab.experiments import record
from analog_lab.experiments.backprop import Backprop
from analog_lab.experiments.commute import Commute
from analog_lab.experiments.floorplan import Plan
from analog_lab.labs import mvm
from analog_lab.widgets import Chart, CommuteScene, CrossbarScene, FloorplanScene, LabView, NetworkScene
from analog_lab.widgets.view import pack, plain, plotly_gz


@pytest.fixture
def view():
    made = LabView({"id": "test"})
    made.sent = []
    made.send = lambda content, buffers=None: made.sent.append((content, buffers or []))
    return made


def hear(view, message):
    view._handle_custom_msg(message, [])


def test_pack_reads_back():
    frames = {
        "g": np.arange(6, dtype=np.float64).reshape(3, 2) / 4,
        "bit": np.array([True, False, True]),
        "sign": np.array([1, -1, 0], np.int8),
        "count": np.array([1, 2, 300_000]),
        "word": np.array([0, 1, 2**32 - 1], np.uint32),
    }
    head, body = pack(frames, {"top": np.float32(25), "none": np.nan})
    assert head["n"] == 3 and head["const"] == {"top": 25.0, "none": None}
    assert [f["dtype"] for f in head["fields"]] == ["f4", "u1", "i1", "i4", "u4"]
    for f in head["fields"]:
        assert f["offset"] % 4 == 0
        read = np.frombuffer(body, "<" + f["dtype"], int(np.prod(f["shape"])), f["offset"]).reshape(f["shape"])
        np.testing.assert_array_equal(read, frames[f["name"]])


def test_pack_refuses_what_the_page_cannot_read():
    with pytest.raises(ValueError, match=r"b has \(2,\) frames, where 3 were expected"):
        pack({"a": np.zeros(3), "b": np.zeros(2)})
    with pytest.raises(ValueError, match="a holds complex128, which the page cannot read"):
        pack({"a": np.zeros(3, complex)})
    with pytest.raises(ValueError, match="a has no frames"):
        pack({"a": np.float32(1)})
    with pytest.raises(ValueError, match="outside the 32 bits"):
        pack({"a": np.array([2**40])})


def test_a_trace_arrives_in_one_piece(view):
    view.set_trace({"g": np.zeros((2, 3))}, {"top": 1})
    first = view.head["version"]
    view.set_trace({"g": np.ones((4, 3))})
    assert view.head["version"] > first and view.head["n"] == 4
    assert view.body == np.ones((4, 3), "<f4").tobytes()


def test_live_frames_are_sent_again_to_a_page_that_opens_later(view):
    view.restart({"top": 1})
    view.append({"a": np.zeros(2)})
    assert [m["kind"] for m, _ in view.sent] == ["restart", "frames"]
    view.sent.clear()
    hear(view, {"kind": "ready"})
    assert [m["kind"] for m, _ in view.sent] == ["restart", "frames"]
    assert view.sent[1][1] == [np.zeros(2, "<f4").tobytes()]
    view.restart()
    view.sent.clear()
    hear(view, {"kind": "ready"})
    assert [m["kind"] for m, _ in view.sent] == ["restart"]


def test_messages_reach_every_listener(view):
    heard = []
    view.on_message(heard.append)
    hear(view, {"kind": "set", "name": "dw_min", "value": 0.1})
    hear(view, "noise")
    assert heard == [{"kind": "set", "name": "dw_min", "value": 0.1}]


def test_the_chart_library_comes_from_the_wheel(view):
    heard = []
    view.on_message(heard.append)
    hear(view, {"kind": "need-plotly"})
    (message, (packed,)) = view.sent[0]
    assert message == {"kind": "plotly"} and heard == []
    assert packed is plotly_gz() and b"Plotly" in gzip.decompress(packed)


def test_plain_keeps_what_json_can_carry():
    assert plain({"a": (np.int32(1), np.inf), 2: [np.array([1.5])]}) == {"a": [1, None], "2": [[1.5]]}


def test_single_cards_check_what_they_are_given():
    frames = {"g_us": np.zeros((2, 3, 4)), "x_bits": np.zeros((2, 4), "u1"), "d_bits": np.zeros((2, 3), "u1")}
    with pytest.raises(ValueError, match="frames lack hits"):
        CrossbarScene(frames)
    card = CrossbarScene(frames | {"hits": np.zeros((2, 3, 4), "u1")})
    assert card.head["n"] == 2 and card.page["scenes"][0]["kind"] == "crossbar"
    with pytest.raises(ValueError, match="alt='' is empty"):
        Chart(go.Figure(), "nothing", " ")
    assert Chart(go.Figure(), "nothing", "an empty chart").figure.startswith("{")


def test_what_is_set_in_the_picture_becomes_part_of_the_spec_and_its_link():
    lab = mvm.show("")
    hear(lab.view, {"kind": "cell", "row": 0, "col": 1, "value": 12.5})
    hear(lab.view, {"kind": "input", "row": 1, "value": 0.1})
    assert (lab.spec.cells, lab.spec.inputs) == ("1,2,12.5", "2,0.1") and "cells=" in lab.view.query
    np.testing.assert_allclose(lab.trace["sum_ua"][-1], [3.0, 2.75], rtol=1e-6)
    version = lab.view.head["version"]
    hear(lab.view, {"kind": "cell", "row": 0, "col": 1, "value": 99})
    assert lab.view.status == {"state": "error", "text": "conductance=99 is outside 0 … 25 µS"}
    assert lab.view.head["version"] == version
    hear(lab.view, {"kind": "set", "name": "n_in", "value": 3})
    assert lab.spec.cells == "1,2,12.5"
    hear(lab.view, {"kind": "set", "name": "pattern", "value": "random"})
    assert lab.spec.cells == lab.spec.inputs == ""
    assert all(knob["scale"] != "list" for knob in lab.view.page["knobs"])


def test_a_scene_of_one_read_takes_a_matrix_and_refuses_what_does_not_fit():
    scene = CrossbarScene.read([[10.0, 20.0], [5.0, 15.0]], [0.1, 0.2], g_minus_us=[[0, 0], [0, 5.0]], adc_bits=8)
    np.testing.assert_allclose(scene.sums_ua, [5.0, 2.5], rtol=1e-6)
    hear(scene, {"kind": "cell", "row": 1, "col": 3, "value": 0})
    np.testing.assert_allclose(scene.sums_ua, [5.0, 3.5], rtol=1e-6)
    np.testing.assert_allclose(scene.conductances_us[1], 0)
    for message in (
        {"row": 1, "col": 3, "value": 40},
        {"row": 1, "col": 9, "value": 4},
        {"row": -1, "col": 0, "value": 1},
    ):
        hear(scene, {"kind": "cell", **message})
        assert scene.status["state"] == "error"
    hear(scene, {"kind": "input", "row": 0, "value": 0.05})
    assert scene.status["state"] == "ready" and list(scene.v) == [0.05, 0.2]
    with pytest.raises(ValueError, match=r"must be \(outputs, inputs\)"):
        CrossbarScene.read([1.0, 2.0], [0.1])
    for shape in ((65, 2), (2, 65)):
        with pytest.raises(ValueError, match=f"holds {shape[0]} × {shape[1]} cells .* at most 64 × 64"):
            CrossbarScene.read(np.zeros(shape), np.zeros(shape[1]))
    assert CrossbarScene.read(np.zeros((64, 64)), np.zeros(64)).drawn.g_us.shape == (64, 64)


@pytest.mark.parametrize(
    ("card", "spec", "kinds"),
    [
        (NetworkScene, Backprop(steps=1), ["network"]),
        (FloorplanScene, Plan(), ["floorplan"]),
        (CommuteScene, Commute(), ["commute-bus", "commute-crossbar"]),
    ],
)
def test_a_recorded_run_is_a_card_of_its_own(card, spec, kinds):
    trace = record(spec)
    made = card(trace, rate=3)
    assert [scene["kind"] for scene in made.page["scenes"]] == kinds
    assert made.head["n"] == len(trace) and made.page["player"]["rate"] == 3
    assert set(made.head["const"]) == set(trace.const)
    other = record(Plan() if card is not FloorplanScene else Commute())
    with pytest.raises(ValueError, match=f"is no run of '{card.experiment}'"):
        card(other)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: CrossbarScene(None), "no mapping"),
        (lambda: CommuteScene(None), "no Trace"),
        (lambda: NetworkScene("x"), "no Trace"),
        (lambda: Chart(None, "a", "b"), "no plotly figure"),
    ],
)
def test_a_card_names_what_it_was_given_in_place_of_what_it_shows(make, said):
    with pytest.raises(ValueError, match=said):
        make()


@pytest.mark.parametrize("wrong", [{"g_max_us": -1.0}, {"rate": 0.0}])
def test_a_crossbar_wants_a_scale_and_a_pace(wrong):
    one = np.zeros((2, 3, 4), "u1")
    frames = {"g_us": np.zeros((2, 3, 4)), "x_bits": one[:, 0], "d_bits": one[:, :, 0], "hits": one}
    with pytest.raises(ValueError, match="above 0"):
        CrossbarScene(frames, **wrong)
    frames["g_us"][0, 0, 0] = np.nan
    with pytest.raises(ValueError, match="not a number"):
        CrossbarScene(frames)
