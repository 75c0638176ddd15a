"""The cells in a real browser: another cell is another picture, and everything is said of it."""

import re

import pytest
from playwright.sync_api import expect

from analog_lab.devices import PRESETS
from analog_lab.experiments.cells import Cell, plan
from tests.browser.test_labs import PATHS, opened, picture, until_other, until_position

CELLS = PATHS["cells"]


def choose(page, name):
    page.get_by_label("cell", exact=True).select_option(name)


def drawn(page):
    """Wait for the charts, which the prediction would keep for itself."""
    page.get_by_role("button", name="Skip").first.click()
    page.locator(".al-plot[data-ready] .cartesianlayer").wait_for(state="attached")
    return page


def heads(page):
    return [text for text in page.locator(".al-plot .annotation").all_inner_texts() if text]


def test_another_cell_changes_the_picture_the_charts_and_the_words(open_page):
    page = drawn(opened(open_page, CELLS))
    before = picture(page)
    choose(page, "capacitor")
    until_other(page, before)
    facts = page.locator(".al-facts")
    expect(facts).to_contain_text("400")
    expect(facts).to_contain_text(PRESETS["capacitor"].measured)
    expect(facts).to_contain_text(PRESETS["capacitor"].assumed)
    expect(facts.get_by_role("link")).to_have_attribute("href", f"https://doi.org/{PRESETS['capacitor'].doi}")
    expect(page.locator(".al-plot")).to_have_attribute("aria-label", re.compile("^Capacitor.*weights decay"))
    expect(page.locator(".al-scene-card h2")).to_contain_text("Capacitor with a read transistor")


def test_all_five_charts_are_seen_at_once_and_one_can_be_large(open_page):
    page = drawn(opened(open_page, CELLS))
    for title in ("Response", "Hysteresis loop", "Step", "Spread", "Retention"):
        expect(page.locator(".al-plot .annotation", has_text=re.compile(f"^{title}$"))).to_be_visible()
    assert page.locator(".al-plot .subplot").count() == 5
    page.locator("label", has_text=re.compile("^step$")).click()
    expect(page.locator(".al-plot .subplot")).to_have_count(1)
    expect(page.locator(".al-plot")).to_contain_text("symmetric point −0.217")


@pytest.mark.parametrize("name", ["idealized", "reram-array-hfo2", "epiram", "rram-milo", "flash-sonos"])
def test_cells_of_every_kind_play_to_their_end_on_one_screen(open_page, name):
    page = drawn(opened(open_page, f"{CELLS}?v=1&cell={name}"))
    page.keyboard.press("Home")
    before = picture(page)
    page.get_by_role("button", name="Play").click()
    until_position(page, 3)
    until_other(page, before)
    page.keyboard.press("End")
    bar = page.locator(".al-bar")
    expect(bar).to_have_attribute("aria-valuenow", bar.get_attribute("aria-valuemax"))
    page.wait_for_function("() => document.querySelector('.al-page').getBoundingClientRect().bottom <= innerHeight")
    expect(page.locator(".al-scene-card h2")).to_contain_text(PRESETS[name].title)


def test_a_mark_on_the_charts_follows_the_player(open_page):
    page = drawn(opened(open_page, CELLS))
    marks = page.locator(".al-plot > :is(.al-cursor, .al-dot):not([hidden])")
    expect(marks).to_have_count(3)
    before = [mark.get_attribute("style") for mark in marks.all()]
    page.keyboard.press("Home")
    page.wait_for_function(
        "before => [...document.querySelectorAll('.al-plot > :is(.al-cursor, .al-dot):not([hidden])')]"
        ".every((mark, k) => mark.getAttribute('style') !== before[k])",
        arg=before,
    )


def test_the_way_down_waits_for_the_prediction(open_page):
    page = opened(open_page, CELLS)
    expect(page.locator(".al-plotly")).to_be_hidden()  # and so do the numbers that would tell
    expect(page.locator(".al-facts dl")).to_be_hidden()
    ups, burst = plan(Cell())
    expect(page.locator(".al-count")).to_have_text(f"{ups * burst:,} / {2 * ups * burst:,}")
    loop = page.locator(".al-plot .subplot.x2y2 .scatterlayer .trace")
    page.get_by_role("button", name="faster").click()
    page.get_by_role("button", name="Lock and run").click()
    until_position(page, 3)
    expect(loop).to_have_count(2)
    expect(page.locator(".al-pace")).to_have_text("2×")  # the way down is seen within eight seconds
    page.get_by_role("button", name="to the end").click()
    expect(page.locator(".al-pace")).to_have_text("1×")
    expect(loop).to_have_count(4)
    expect(page.locator(".al-truth")).to_contain_text("That is what happened")


def test_skipping_the_prediction_shows_everything(open_page):
    page = drawn(opened(open_page, CELLS))
    expect(page.locator(".al-plot .subplot.x2y2 .scatterlayer .trace")).to_have_count(4)


def test_a_small_cell_is_drawn_large_from_the_keyboard(open_page):
    page = drawn(opened(open_page, CELLS))
    before = picture(page)
    large = page.get_by_role("slider", name="cell drawn large")
    large.focus()
    page.keyboard.press("ArrowRight")
    expect(large).to_have_attribute("aria-valuenow", "2")
    until_other(page, before)


def test_charts_stand_one_under_another_on_a_phone(open_page):
    page = drawn(opened(open_page, CELLS, phone=True))
    page.wait_for_function("() => document.querySelector('.al-plot').clientHeight > 1000")
    tops = page.locator(
        ".al-plot .annotation", has_text=re.compile("^(Response|Hysteresis loop|Step|Spread|Retention)$")
    )
    expect(tops).to_have_count(5)
    places = [head.bounding_box()["y"] for head in tops.all()]
    assert all(b - a > 150 for a, b in zip(places, places[1:], strict=False))


def test_lecture_mode_keeps_the_charts_in_their_place(open_page):
    page = drawn(opened(open_page, CELLS, dark=True))
    page.keyboard.press("l")
    page.locator(".analog-lab[data-lecture]").wait_for()
    size = "() => parseFloat(getComputedStyle(document.querySelector('.al-plot .xtick text')).fontSize) >= 18"
    page.wait_for_function(size)
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
    page.wait_for_function("() => document.querySelector('.al-page').getBoundingClientRect().bottom <= innerHeight")


def test_a_slider_and_a_new_chip_answer(open_page):
    page = drawn(opened(open_page, CELLS))
    slider = page.get_by_label("pulses", exact=True)
    slider.focus()
    before = picture(page)
    page.get_by_role("button", name="New chip").click()
    until_other(page, before)
    slider.focus()
    slider.press("Home")
    expect(page.locator(".al-count")).to_have_text(re.compile("/ 298$|/ 296$"))
