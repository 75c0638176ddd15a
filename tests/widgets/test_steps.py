"""Steps of the guides: their words are those of the page, and what a page does not have is refused."""

import dataclasses
import importlib
import json
import subprocess

import nbformat
import pytest

from analog_lab.exercises import read_progress
from analog_lab.labs import LABS
from analog_lab.widgets import Step, steps
from tests.notebooks.test_notebooks import FOLDER
from tests.widgets.test_js import ROOT, node  # noqa: F401

DONE = {"pos": "end"}


def page_of(lab):
    return importlib.import_module(f"analog_lab.labs.{lab}").PAGE


def start_of(lab):
    return importlib.import_module(f"analog_lab.labs.{lab}").show("").spec


def test_python_and_the_page_know_the_same_words(node):  # noqa: F811
    script = (ROOT / "analog_lab" / "widgets" / "static" / "steps.js").as_uri()
    told = f'import {{ STEP_ACTS as a, STEP_PARTS as p, STEP_REGIONS as r }} from "{script}"; '
    told += "console.log(JSON.stringify([a, Object.keys(p), r]))"
    done = subprocess.run([node, "--input-type=module", "-e", told], capture_output=True, text=True, timeout=60)
    acts, parts, regions = json.loads(done.stdout)
    assert (tuple(acts), tuple(parts)) == (steps.ACTS, steps.PARTS)
    assert {kind: tuple(names) for kind, names in regions.items()} == steps.REGIONS


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ({"text": " "}, "outside 1"),
        ({"text": "x" * 151}, "151 characters"),
        ({"done": {}}, "nothing says"),
        ({"done": ()}, "nothing says"),
        ({"done": {"knob": "w"}}, "takes one of"),
        ({"done": {"above": 2}}, "takes one of"),
        ({"done": {"knob": "w", "above": 0, "below": 1}}, "takes one of"),
        ({"done": {"eval": "x"}}, "no word of a step"),
        ({"done": {"cell": 3}}, "only True"),
        ({"done": {"pos": 3}}, 'not "end"'),
    ],
)
def test_a_step_that_says_nothing_is_refused(made, reason):
    with pytest.raises(ValueError, match=reason):
        Step(**{"text": "Play.", "part": "player", "done": DONE, **made})


@pytest.mark.parametrize(
    ("part", "done", "reason"),
    [
        ("shelf", DONE, "'shelf' is no part"),
        ("cells", DONE, "'cells' is no part"),
        ("w", {"knob": "v", "moved": True}, "knob='v' is not on this page"),
        ("w", {"knob": "w", "above": 1.0}, "can never be"),
        ("presets", {"preset": "Large"}, "preset='Large' is not"),
        ("scene", {"exercise": "none"}, "exercise='none' is not"),
        ("scene", {"cell": True}, "cell=True is not"),
        ("scene", {"start": True}, "start=True is not"),
    ],
)
def test_a_page_refuses_what_it_does_not_have(part, done, reason):
    page = page_of("pairs")
    wrong = dataclasses.replace(page, steps=(page.steps[0], Step("Look.", part, done)))
    with pytest.raises(ValueError, match=reason):
        wrong.describe(start_of("pairs"))


def test_the_prediction_comes_first_and_a_live_run_has_no_end():
    page = page_of("pairs")
    with pytest.raises(ValueError, match="first step is the prediction"):
        dataclasses.replace(page, steps=page.steps[1:]).describe(start_of("pairs"))
    live = page_of("learning")
    with pytest.raises(ValueError, match="pos='end'"):
        dataclasses.replace(live, steps=(live.steps[0], Step("Wait.", "player", DONE))).describe(start_of("learning"))


@pytest.mark.parametrize(
    "lab", LABS, ids=lambda lab: lab.id
)
def test_a_guide_can_be_walked_and_its_notebook_says_the_same(lab):
    page, start = page_of(lab.id), start_of(lab.id)
    assert 4 <= len(page.steps) <= 6
    for step in page.steps[1:]:
        for wish in step.wishes:
            chosen = page.presets.get(wish.get("preset"), {})
            assert not any(other.get("knob") in chosen for other in step.wishes), "a preset and a knob that it sets"
    if page.predict and "truth" in page.predict:
        answer = str(page.predict["truth"](dataclasses.replace(start, **page.predict["set"])))
        if answer not in page.predict["question"]:
            assert not any(answer.removesuffix(".0") in step.text for step in page.steps), "the answer is given away"
    listed = "\n".join(["## Play", *(f"{k}. {step.text}" for k, step in enumerate(page.steps, 1))])
    cells = nbformat.read(FOLDER / lab.notebook, as_version=4).cells
    assert [cell.source for cell in cells if cell.source.startswith("## Play")] == [listed]


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)
def test_every_prediction_says_why_and_not_before_its_reveal(lab):
    page, start = page_of(lab.id), start_of(lab.id)
    because = page.predict["because"]
    assert because.startswith("Because ") and because.endswith(".") and because.count(". ") == 0
    assert callable(page.predict.get("truth") or page.predict["outcome"]) and len(because) < 170
    assert because not in json.dumps(page.describe(start), ensure_ascii=False)


@pytest.mark.parametrize("held", [{"done": ["0"]}, {"done": [True]}, {"done": [50]}, {"closed": 1}, {"name": "x"}, []])
def test_a_progress_file_keeps_places_of_steps_and_nothing_else(tmp_path, held):
    path = tmp_path / "progress.json"

    def write(steps):
        path.write_text(json.dumps({"kind": "analog_lab progress", "format": 1, "labs": {"mvm": {"steps": steps}}}))

    write({"done": [0, 3], "closed": True})
    assert read_progress(path).labs["mvm"]["steps"]["done"] == [0, 3]
    write(held)
    with pytest.raises(ValueError, match="mvm: steps"):
        read_progress(path)
