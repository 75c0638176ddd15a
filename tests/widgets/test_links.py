"""Links: everything comes back, and nothing that somebody wrote into one does harm."""

import asyncio

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analog_lab.core import knobs
from analog_lab.experiments import record
from analog_lab.experiments.life import Life
from analog_lab.experiments.memory import Memory
from analog_lab.experiments.pulse import Pulse
from analog_lab.labs import learning, pulse
from analog_lab.widgets.code import code_of
from analog_lab.widgets.links import ACTIONS, LAST_STEP, View, read_link

NAMES = [*knobs(Pulse), *ACTIONS]
VIEWS = st.builds(
    View,
    step=st.none() | st.integers(0, LAST_STEP),
    lang=st.sampled_from(["en", "es"]),
    theme=st.sampled_from([None, "light", "dark"]),
    lecture=st.booleans(),
    hide=st.lists(st.sampled_from(NAMES), unique=True, max_size=4).map(tuple),
    lock=st.lists(st.sampled_from(NAMES), unique=True, max_size=4).map(tuple),
)


@given(VIEWS)
def test_a_view_comes_back(view):
    assert read_link(f"v=1&{view.query()}&seed=3", Pulse) == (view, "v=1&seed=3", [])


@given(st.text(max_size=200) | st.text("?&=,;%<>0123456789abcdefhiklocepst", max_size=200))
def test_no_link_raises(text):
    view, _, said = read_link(text, Pulse)
    assert view.lang in ("en", "es") and all(isinstance(one, str) for one in said)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("step=-1", "not a whole number"),
        ("step=99999999999999999999", "outside 0"),
        ("step=NaN", "not a whole number"),
        ("lang=xx", "not one of en, es"),
        ("theme=<script>", "not one of"),
        ("hide=nothing", "no control 'nothing'"),
        ("lecture=yes", "neither 0 nor 1"),
        ("seed=1&" * 2000, "longer than"),
    ],
)
def test_what_is_left_out_is_said(query, said):
    assert any(said in one for one in read_link(query, Pulse)[2])


def test_a_locked_knob_stays_whatever_is_asked():
    lab = pulse.show("lock=dw_min,presets&hide=ctoc")
    before = lab.spec
    for message, held in (
        ({"kind": "set", "name": "dw_min", "value": 0.1}, "dw_min: locked"),
        ({"kind": "set", "name": "ctoc", "value": 1.0}, "ctoc: hidden"),
        ({"kind": "preset", "name": "Broken"}, "presets: locked"),
    ):
        lab._handle(message)
        assert lab.spec == before and lab.view.status["text"].startswith(f"{held} by the link")
    lab._handle({"kind": "set", "name": "up_down", "value": 0.3})
    assert lab.spec.up_down == 0.3


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "action", "name": "reset"},
        {"kind": "preset", "name": "Broken"},
        {"kind": "predict"},
        {"kind": "link", "query": "up_down=0.1"},
    ],
)
def test_what_moves_many_knobs_leaves_a_locked_one_and_says_so(message):
    lab = pulse.show("lock=up_down&up_down=-0.3&dw_min=0.1")
    lab._handle({"kind": "set", "name": "dtod", "value": 0.5})
    lab._handle(message)
    assert lab.spec.up_down == -0.3 and lab.trace.spec == lab.spec
    said = lab.view.status["text"]
    assert said == f"locked by the link, so left as it is: {knobs(Pulse)['up_down'].label}"
    assert lab.spec.dtod != 0.5 or message["kind"] == "predict", "the others have moved"
    lab._handle({"kind": "set", "name": "dtod", "value": 0.1})
    assert lab.view.status == {"state": "ready", "text": ""}


def test_a_prediction_on_locked_settings_gives_no_reason_that_does_not_hold():
    for query, words in (("lock=up_down&up_down=-0.3", False), ("lock=dw_min", True)):
        lab, sent = pulse.show(query), []
        lab.view.send = sent.append
        lab._handle({"kind": "predict"})
        assert bool(sent[0]["because"]) == words
    lab = learning.show("lock=up_down&up_down=0.1")
    lab._handle({"kind": "predict"})
    assert lab.spec.up_down == 0.1 and "left as it is: asymmetry" in lab.view.status["text"]


def test_a_chip_whose_seed_is_locked_stays():
    lab = pulse.show("lock=seed&seed=3")
    lab._handle({"kind": "action", "name": "chip"})
    assert lab.spec.seed == 3 and "left as it is: chip" in lab.view.status["text"]


def test_undo_and_redo_and_a_link_in_place():
    lab = pulse.show("")
    start = lab.spec
    lab._handle({"kind": "set", "name": "dw_min", "value": 0.1})
    lab._handle({"kind": "set", "name": "dw_min", "value": 0.15})
    lab._handle({"kind": "set", "name": "up_down", "value": 0.5})
    lab._handle({"kind": "undo"})
    assert (lab.spec.dw_min, lab.spec.up_down) == (0.15, start.up_down)
    lab._handle({"kind": "undo"})
    assert lab.spec == start, "a drag of one slider is one step"
    lab._handle({"kind": "undo"})
    assert lab.spec == start
    lab._handle({"kind": "undo", "by": 1})
    assert lab.spec.dw_min == 0.15
    lab._handle({"kind": "link", "query": "seed=5&up_down=7"})
    assert lab.spec.seed == 5 and "outside" in lab.view.status["text"]


@pytest.mark.parametrize(
    "spec",
    [Memory(kind="filament", strength=2.0, seed=3), Pulse(pulses=20, law="constant step"), Life(chips=1, verify=True)],
)
def test_the_lines_of_python_make_the_same_trace(spec):
    code = code_of(spec)
    assert len(code.splitlines()) == 3
    space = {}
    exec(code, space)
    trace = record(spec)
    assert space["trace"].spec == spec
    for name in trace.frames:
        np.testing.assert_array_equal(space["trace"][name], trace[name])


def test_a_long_recording_lets_the_page_speak_and_can_be_cancelled():
    async def session():
        lab = pulse.show("")
        before = lab.spec
        lab._handle({"kind": "set", "name": "pulses", "value": 1000})
        await asyncio.sleep(0.12)
        assert lab.spec.pulses == 1000
        done = lab._task.done()
        lab._handle({"kind": "cancel"})
        await asyncio.sleep(0.01)
        assert done or lab.spec == before
        lab._handle({"kind": "set", "name": "pulses", "value": 40})
        lab._handle({"kind": "set", "name": "seed", "value": 3})
        await lab._task
        assert len(lab.trace) == 41 and lab.trace.spec == lab.spec, "the latest wins"

    asyncio.run(session())
