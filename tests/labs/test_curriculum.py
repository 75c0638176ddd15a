"""Every statement that the labs teach leads to an exercise that the engine checks; words have their meaning."""

import importlib

from analog_lab.labs import LABS
from analog_lab.labs.curriculum import CURRICULUM, SLIPS
from analog_lab.widgets.glossary import GLOSSARY, terms_in

FIRST = {lab.id for lab in LABS if lab.number <= 7}


def test_every_statement_leads_to_an_exercise():
    numbers = [taught.number for taught in CURRICULUM]
    assert numbers == list(range(1, 32))
    for taught in CURRICULUM:
        page = importlib.import_module(f"analog_lab.labs.{taught.lab}").PAGE
        assert taught.exercise in {exercise.id for exercise in page.exercises}, taught
    assert {taught.lab for taught in CURRICULUM[:22]} == FIRST


def test_the_glossary_finds_words_and_only_whole_ones():
    assert set(terms_in(["A crossbar of cells", "tiles and pairs"])) == {"crossbar", "tile", "pair"}
    assert terms_in(["reptile repairs ADCx"]) == {}
    assert all(text and text[0].islower() or text[0] in "µ" for text in GLOSSARY.values())


def test_pages_carry_the_words_they_use():
    page = importlib.import_module("analog_lab.labs.edge").show("").view.page
    assert {"ADC", "LSB"} <= set(page["glossary"])


def test_every_slip_of_the_first_half_is_met():
    """By an exercise that says why the likely wrong answer is wrong, or by an answer that the lecturer expects."""
    assert {slip.number for slip in SLIPS if slip.lab in FIRST} == {0, *range(1, 11), 17, 19, 20, 21, 23}
    for slip in SLIPS:
        page = importlib.import_module(f"analog_lab.labs.{slip.lab}").PAGE
        asked = {exercise.id: exercise for exercise in page.exercises}
        told = [wrong for step in page.lecture.get("script", ()) for wrong, _ in step["expect"]]
        assert slip.exercise or slip.expect, slip
        if slip.exercise:
            task = asked[slip.exercise]
            assert getattr(task, "mistakes", ()) or getattr(task, "reasons", {}), slip
        if slip.expect:
            assert any(wrong.startswith(slip.expect) for wrong in told), slip
