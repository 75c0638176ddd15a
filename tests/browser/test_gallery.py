"""The gallery in a real browser: what a visitor meets first."""

import re

from playwright.sync_api import expect

from analog_lab.labs import LABS


def test_every_lab_has_a_card_with_title_question_and_picture(page):
    cards = page.locator("a.alg-card")
    expect(cards).to_have_count(len(LABS))
    for card, lab in zip(cards.all(), LABS, strict=True):
        expect(card).to_contain_text(lab.title)
        expect(card).to_contain_text(lab.question)
        assert card.get_attribute("href") == f"voila/render/{lab.notebook}"
        assert card.locator("img").evaluate("image => image.complete && image.naturalWidth") >= 600


def test_numbers_without_a_card_are_explained(page):
    missing = set(range(1, 16)) - {lab.number for lab in LABS}
    said = page.get_by_text("Numbers follow the curriculum")
    assert {int(n) for n in re.findall(r"\d+", said.inner_text())} == missing


def test_nothing_is_asked_of_anybody_else_and_no_engine_starts(page, server):
    assert page.watch.external() == []
    assert server.url in page.watch.requests


def test_the_first_screen_says_what_it_is_and_its_picture_can_be_stopped(open_page):
    page = open_page()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for part in (".alg-open h1", ".alg-tour", ".alg-pictures svg >> nth=0", ".alg-pictures svg >> nth=1"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 720
    assert page.locator(".alg-tour a").count() >= 5
    flow = page.locator(".alg-flow").first
    state = "el => getComputedStyle(el).animationPlayState"
    assert flow.evaluate(state) == "running"
    page.get_by_text("pause or play the pictures").click()
    assert flow.evaluate(state) == "paused"


def test_own_progress_stands_on_the_cards(open_page):
    page = open_page()
    kept = '{"labs": {"mvm": {"exercises": {"first": {"right": true}, "size": {"right": false}}}}}'
    page.evaluate("kept => localStorage.setItem('analog-lab-progress', kept)", kept)
    page.reload()
    expect(page.locator("[data-lab=mvm]")).to_contain_text("1 solved")
    expect(page.locator("[data-lab=pulse]")).not_to_contain_text("solved")


def test_a_phone_loses_nothing(open_page):
    page = open_page(phone=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for lab in LABS:
        expect(page.get_by_text(lab.question)).to_be_visible()


def test_dark_follows_the_system(open_page):
    light, dark = (
        open_page(dark=dark).locator(".alg-gallery").evaluate("el => getComputedStyle(el).backgroundColor")
        for dark in (False, True)
    )
    assert light == "rgb(251, 250, 246)"
    assert dark == "rgb(18, 22, 28)"


def test_a_card_can_be_opened_from_the_keyboard(page):
    page.locator("a.alg-card").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/voila/render/{LABS[0].notebook}")


def test_the_index_notebook_shows_the_same_gallery(open_page):
    page = open_page("voila/render/00_index.ipynb")
    cards = page.locator("a.alg-card")
    expect(cards).to_have_count(len(LABS))
    with page.expect_popup() as opened:  # Voila opens the links of a cell in a new tab
        cards.first.click()
    opened.value.wait_for_url(f"**/voila/render/{LABS[0].notebook}")
