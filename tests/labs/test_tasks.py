"""Every exercise has an answer by the engine, says why a mistake is one, and bold numbers of the curriculum hold."""

import dataclasses
import importlib
import time

import pytest

from analog_lab.devices import PRESETS
from analog_lab.exercises import Choice, Design, Match, Numeric, Ranking, check, expected, records
from analog_lab.experiments import run
from analog_lab.labs import LABS

ASKED = [
    (lab.id, exercise)
    for lab in LABS
    for exercise in importlib.import_module(f"analog_lab.labs.{lab.id}").PAGE.exercises
]
BOLD = {  # numbers of the curriculum, with the tolerance of the exercise
    ("commute", "weights"): 234_752,
    ("commute", "energy"): 0.1526,
    ("commute", "batch"): 1.526,
    ("memory", "read"): 2.5,
    ("mvm", "first"): 5.0,
    ("mvm", "second"): 3.5,
    ("pairs", "minus"): 10.0,
    ("pairs", "devices"): 723_444,
    ("edge", "stuck"): 0.30,
    ("edge", "dither"): 0.07,
    ("edge", "four"): 1.9,
    ("floorplan", "tiles"): 6,
    ("floorplan", "pairs"): 11,
    ("floorplan", "window"): 576,
    ("floorplan", "lstm"): 92,
    ("life", "day"): 0.664,
    ("life", "wires"): 8.0,
    ("backprop", "row"): 0.24,
    ("backprop", "slope"): 0.24 * (1 - 0.6**2),
    ("pulse", "settle"): 1 / 3,
    ("cells", "states"): 400,
    ("learning", "cells"): 2_368,
}


@pytest.mark.parametrize(("lab", "exercise"), ASKED, ids=lambda part: getattr(part, "id", part))
def test_the_engine_answers(lab, exercise):
    assert exercise.solution, "a worked solution"
    if isinstance(exercise, Design):
        start = importlib.import_module(f"analog_lab.labs.{lab}").show("").spec
        right, reason = exercise.judge(start)
        assert not right, "the start does not solve it"
        assert reason
        return
    wanted = expected(exercise)
    answer = wanted["value"] if not isinstance(exercise, Numeric) else f"{wanted['value']!r}"
    assert check(wanted, answer).right
    if isinstance(exercise, Numeric):
        for slip in wanted["mistakes"]:
            assert not check(wanted, repr(slip["value"])).right, "no mistake is within the tolerance of the answer"
            assert check(wanted, repr(slip["value"])).reason == slip["reason"]
        if (lab, exercise.id) in BOLD:
            assert wanted["value"] == pytest.approx(BOLD[lab, exercise.id], rel=max(exercise.tolerance / 2, 1e-6))
    if isinstance(exercise, Ranking):
        assert list(exercise.items) != wanted["value"], "the order at the start is not the answer"
    if isinstance(exercise, Match):
        assert set(wanted["reasons"]) == set(exercise.options), "what each one would look like"
    if isinstance(exercise, Choice):
        assert set(wanted["reasons"]) == set(exercise.options) - {wanted["value"]}, "each wrong one has its reason"


def test_every_lab_has_three_exercises():
    for lab in LABS:
        assert sum(name == lab.id for name, _ in ASKED) >= 3, lab.id
    assert {(lab, e.id) for lab, e in ASKED} >= set(BOLD)


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)
def test_a_lab_can_be_presented_and_explained(lab):
    """Every step of the script is a link that opens as it is, and every explained input is there."""
    room = importlib.import_module(f"analog_lab.labs.{lab.id}")
    assert room.PAGE.lecture["minutes"] > 0 and len(room.PAGE.lecture["script"]) >= 2
    for step in room.PAGE.lecture["script"]:
        opened = room.show(step["query"])
        assert opened.view.status == {"state": "ready", "text": ""}, step["query"]
        assert step["ask"].endswith("?") and all(len(pair) == 2 for pair in step["expect"]) and step["expect"]
    heads = [opened.view.head, *(message["head"] for message, _ in opened.view._live)]
    fields = {field["name"] for head in heads for field in head.get("fields", ())} | set(vars(opened.spec))
    assert len(room.PAGE.explain) == len(room.PAGE.scenes)
    for told in room.PAGE.explain:
        assert {at for *_, at in told.inputs if at} <= fields


def test_the_engine_bears_out_what_the_script_of_learning_says():
    room = importlib.import_module("analog_lab.labs.learning")
    asked = [step["query"] for step in room.PAGE.lecture["script"]]
    assert {"", "law=constant+step&ctoc=5", "law=constant+step&up_down=0.5", "dw_min=0.01"} <= set(asked)

    def ends(query):
        frames = list(run(room.show(query).spec))
        last = [frame for frame in frames if frame.epoch > frames[-1].epoch - 1]
        return sum(frame.accuracy for frame in last) / len(last), frames[-1].pulses

    plain, noisy, lopsided, coarse = map(ends, ("", *asked[2:5]))
    tenth = ends(f"{asked[3]}&lr=0.01")
    assert noisy[0] > 0.9 and lopsided[0] < 0.6 and tenth[0] < 0.6
    assert abs(plain[0] - coarse[0]) < 0.03 and coarse[1] < plain[1] / 3


def test_expected_row_sums_are_what_a_tile_reads_backward():
    """Finite differences of the exercise and the engine's backward read agree within a millionth."""
    tasks = importlib.import_module("analog_lab.labs.tasks.backprop")
    rows = tasks._ideal(tasks.W).backward(tasks.D)
    assert rows == pytest.approx([tasks.row_by_differences(i) for i in range(len(rows))], abs=1e-6)
    assert tasks.error_by_differences() == pytest.approx(rows[0] * (1 - tasks.PARKED**2), abs=1e-6)
    start = importlib.import_module("analog_lab.labs.backprop").show("").spec
    solved = dataclasses.replace(start, up_down=0.5, dw_min=0.01, bl=20, steps=60)
    assert tasks.EXERCISES[-1].judge(solved)[0], "the solution that is told solves it"


def test_the_settings_that_are_told_solve_the_cells():
    tasks = importlib.import_module("analog_lab.labs.tasks.cells")
    judged = {name: tasks.EXERCISES[-1].judge(tasks.Cell(cell=name)) for name in PRESETS}
    assert [name for name, (right, _) in judged.items() if right] == ["ecram"]
    assert "programmed in one go" in judged["pcm-inference"][1] and "no symmetric point" in judged["gokmen-vlasov"][1]


@pytest.mark.parametrize("lab", ["cells", "learning"])
def test_exercises_of_training_answer_within_a_second(lab):
    """On kernels that are there, as they are once the page is open."""
    importlib.import_module(f"analog_lab.labs.{lab}").show("")
    for exercise in importlib.import_module(f"analog_lab.labs.tasks.{lab}").EXERCISES:
        if not isinstance(exercise, Design):
            began = time.process_time()
            records._compute(exercise)
            assert time.process_time() - began < 1, exercise.id
