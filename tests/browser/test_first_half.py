"""Labs one to nine as a visitor goes through them: predict, see, move, answer, share."""

import importlib
import re

import pytest
from playwright.sync_api import expect

from analog_lab.exercises import Choice, Numeric, expected
from analog_lab.labs import LABS

FIRST = [lab for lab in LABS if lab.number <= 9]


def ready(page):
    page.locator(".analog-lab[data-ready][data-state=ready]").wait_for(timeout=60_000)
    return page


def picture(page):
    """What the scene's canvas shows, as text."""
    return page.locator(".al-scene canvas").first.evaluate("canvas => canvas.toDataURL()")


def test_no_energy_of_the_commute_is_told_before_the_prediction_and_the_formula_opens_after_it(open_page):
    page = ready(open_page("voila/render/01_commute.ipynb"))
    energy, formula = page.locator(".al-cm-row[data-k=energy_j]").first, page.locator(".al-formula").first
    energy.hover()
    expect(page.locator(".al-cm-tip:visible")).to_have_count(0)
    page.keyboard.press("End")
    shown = page.locator(".al-page").inner_text()
    assert "Mbit" in shown and "154" not in shown and "µJ" not in shown.replace("(µJ)", "")
    expect(page.locator(".al-scene canvas").first).to_have_attribute("aria-label", re.compile("^(?!.*energy).*moved"))
    page.get_by_role("button", name="Skip").click()
    expect(energy).to_contain_text("154 of 154 µJ")
    expect(formula).to_have_text("7.52 Mbit · 20.3 pJ/bit + products 1.08 µJ = 154 µJpublished")
    formula.click()
    expect(page.get_by_role("dialog")).to_contain_text("Weights on the bus")


@pytest.mark.parametrize("lab", FIRST, ids=lambda lab: lab.id)
def test_a_visitor_goes_through_the_lab(lab, open_page, server):
    asked = importlib.import_module(f"analog_lab.labs.{lab.id}").PAGE
    page = ready(open_page(f"voila/render/{lab.notebook}"))

    card = page.locator(".al-predict")
    expect(card.locator(".al-truth")).to_be_hidden()
    assert asked.predict["because"] not in page.content()
    if asked.predict.get("kind") == "number":
        card.locator("input").fill("1")
    elif asked.predict.get("kind") == "draw":
        dot, player = card.get_by_role("slider").last, page.locator(".al-player [role=slider]")
        at = player.get_attribute("aria-valuenow")
        expect(page.get_by_role("button", name="Lock and run")).to_be_disabled()
        expect(card).to_contain_text("Move one first")
        for key, bound in (("End", "aria-valuemax"), ("Home", "aria-valuemin")):
            dot.press(key)
            expect(dot).to_have_attribute("aria-valuenow", dot.get_attribute(bound))
        expect(player).to_have_attribute("aria-valuenow", at)
    else:
        card.get_by_role("button", name=asked.predict["options"][0], exact=True).click()
    page.get_by_role("button", name="fairly sure").click()
    page.get_by_role("button", name="Lock and run").click()
    expect(page.locator(".al-player .al-play")).to_contain_text("Pause", timeout=30_000)
    page.keyboard.press("End")
    expect(card.locator(".al-truth")).to_contain_text(asked.predict["because"], timeout=30_000)

    before, slider = picture(page), page.locator(".al-controls input[type=range]").first
    if slider.count():
        high = slider.evaluate("el => Number(el.value) > (Number(el.min) + Number(el.max)) / 2")
        slider.press("PageDown" if high else "PageUp")
    else:
        page.locator(".al-knobs .al-segments label:visible").nth(1).click()
    page.wait_for_function(
        "before => document.querySelector('.al-scene canvas').toDataURL() !== before", arg=before, timeout=30_000
    )

    task = next(e for e in asked.exercises if isinstance(e, (Numeric, Choice)))
    box, wanted = page.locator(f"[data-task={task.id}]"), expected(task)
    if isinstance(task, Numeric):
        for answer, said in (("123456.7", "not yet"), (repr(wanted["value"]), "right")):
            box.get_by_label("answer").fill(answer)
            box.get_by_role("button", name="Check").click()
            expect(box.locator(".al-verdict")).to_contain_text(said, ignore_case=True)
    else:
        for answer in (next(o for o in task.options if o != wanted["value"]), wanted["value"]):
            box.get_by_label(answer).check()
            box.get_by_role("button", name="Check").click()
        expect(box.locator(".al-verdict")).to_contain_text("Right.")
    expect(box.get_by_text("Solution")).to_be_visible()

    values = [out.text_content() for out in page.locator(".al-controls output").all()]
    page.get_by_role("button", name="Link", exact=True).click()
    address = page.get_by_label("the link").input_value()
    again = ready(open_page(address.removeprefix(server.url)))
    assert [out.text_content() for out in again.locator(".al-controls output").all()] == values
