"""Every statement of the labs up to nine leads to an exercise that the engine checks; words have their meaning."""

import importlib

from analog_lab.labs import LABS
from analog_lab.labs.curriculum import CURRICULUM
from analog_lab.widgets.glossary import GLOSSARY, terms_in


def test_every_statement_leads_to_an_exercise():
    assert [taught.number for taught in CURRICULUM] == [n for n in range(1, 30) if n != 25]
    for taught in CURRICULUM:
        page = importlib.import_module(f"analog_lab.labs.{taught.lab}").PAGE
        assert taught.exercise in {exercise.id for exercise in page.exercises}, taught
    assert {taught.lab for taught in CURRICULUM} == {lab.id for lab in LABS if lab.number <= 9}


def test_the_glossary_finds_words_and_only_whole_ones():
    assert set(terms_in(["A crossbar of cells", "tiles and pairs"])) == {"crossbar", "tile", "pair"}
    assert terms_in(["reptile repairs ADCx"]) == {}
    assert all(text and text[0].islower() or text[0] in "µ" for text in GLOSSARY.values())


def test_pages_carry_the_words_they_use():
    page = importlib.import_module("analog_lab.labs.edge").show("").view.page
    assert {"ADC", "LSB"} <= set(page["glossary"])
