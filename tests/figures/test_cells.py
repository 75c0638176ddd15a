"""The charts of a named cell: what they draw is the trace, every axis has its unit and its range, nothing is unsaid."""

import json

import numpy as np
import pytest

from analog_lab.devices import PRESETS
from analog_lab.experiments import record
from analog_lab.experiments.cells import VIEWS, Cell
from analog_lab.figures.cells import figure


def axes(made):
    return {name: part for name, part in made.layout.to_plotly_json().items() if name[1:5] == "axis"}


@pytest.mark.parametrize("name", PRESETS)
def test_all_charts_of_every_cell_have_words_units_and_a_fixed_range(name):
    made = figure(record(Cell(cell=name, cells=20)))
    json.loads(made.to_json())
    assert made.layout.meta["alt"].startswith(PRESETS[name].title)
    assert "nan" not in made.layout.meta["alt"]
    for place, part in axes(made).items():
        assert part["fixedrange"] and np.all(np.isfinite(part["range"])), place
        assert part["title"]["text"] or part["showticklabels"] is False, place
    heads = [note["text"] for note in made.layout.annotations if note["text"].startswith("<b>")]
    pulsed = record(Cell(cell=name, cells=20)).const["pulsed"]
    assert len(heads) == len(made.layout.meta["panels"]) == (5 if pulsed else 4)
    assert {trace.xaxis for trace in made.data} == {f"x{panel['axes']}" for panel in made.layout.meta["panels"]}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["reram-es", "capacitor", "pcm-inference", "rram-milo"])
def test_one_view_is_one_panel(name, view):
    made = figure(record(Cell(cell=name, cells=20, view=view)))
    assert (len(made.layout.meta["panels"]) == 1) == (view != "all")
    assert set(axes(made)) == {"xaxis", "yaxis"} or view == "all"


def test_the_response_and_the_loop_draw_the_cell_without_spread():
    trace = record(Cell(cell="ecram", cells=20))
    ups, nominal = trace.const["ups"], trace["nominal"]
    made = figure(trace)
    bold = [line for line in made.data if line.line.width == 3]
    np.testing.assert_array_equal(bold[0].y, nominal[: ups + 1])
    np.testing.assert_array_equal(bold[1].y, nominal[ups:])
    np.testing.assert_array_equal(bold[3].x, trace["x"][ups:][::-1] - trace["x"][ups] + 0 * bold[3].x)
    np.testing.assert_array_equal(bold[3].y, nominal[ups:])
    follow = made.layout.meta["panels"][1]["follow"]
    assert follow["y"] == nominal.tolist() and max(follow["x"]) == trace["x"][ups]


def test_what_answers_the_prediction_can_be_hidden():
    made = figure(record(Cell(cell="reram-es", cells=20)))
    assert [panel["curtain"] for panel in made.layout.meta["panels"]] == [True, False, False, False, False]
    assert sum(line.meta == "answer" for line in made.data) == 5  # two lines of the loop, three of the spread


def test_a_source_without_retention_says_so():
    words = [note.text for note in figure(record(Cell(cell="epiram", cells=20))).layout.annotations]
    assert any("no law of time" in text for text in words)
    once = figure(record(Cell(cell="pcm-joshi", cells=20))).layout.meta["alt"]
    assert "27.36 s after writing" in once
    capacitor = figure(record(Cell(cell="capacitor", cells=20, view="retention")))
    assert len(capacitor.data) == 5 and capacitor.layout.xaxis.type == "log"


def test_axes_do_not_depend_on_the_chip():
    for name in ("reram-sb", "pcm-inference"):
        one, two = (axes(figure(record(Cell(cell=name, cells=20, seed=seed)))) for seed in (1, 2))
        assert json.dumps(one) == json.dumps(two)
