"""The labs for everyone: axe-core, keys alone, a screen reader's view, and two languages, on every page."""

import importlib

import pytest

from analog_lab.labs import LABS
from tests.browser.alone import mount
from tests.browser.asking import violations
from tests.browser.conftest import PHONE, SCREEN

IDS = [lab.id for lab in LABS]


def room(name):
    """The module of a lab."""
    return importlib.import_module(f"analog_lab.labs.{name}")


@pytest.fixture
def show(browser):
    """Mount a lab on a page of its own, as a link opens it; the page may not report an error."""
    opened = []

    def make(name, query="", **look):
        context = browser.new_context(viewport=SCREEN, **look)
        page, problems = context.new_page(), []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        opened.append((context, problems))
        mount(page, room(name).show(query))
        if page.locator(".al-plot").count():
            page.locator(".al-plot[data-ready]").wait_for()
        return page

    yield make
    for context, problems in opened:
        context.close()
        assert problems == []


def test_axe_finds_a_button_without_a_name(browser):
    page = browser.new_page()
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><button></button></main>")
    assert [rule for rule, _, _ in violations(page)] == ["button-name"]
    page.close()


def test_axe_minds_nothing_in_the_gallery(open_page):
    page = open_page()
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert violations(page) == []


@pytest.mark.parametrize("name", IDS)
def test_axe_minds_nothing_in_a_lab(name, show):
    page = show(name)
    assert violations(page) == []
    for skip in page.get_by_role("button", name="Skip").all():
        skip.click()
    page.keyboard.press("t")
    page.keyboard.press("l")
    assert violations(page) == [], "dark, lecture"
    page.keyboard.press("l")
    page.keyboard.press("t")
    for title in dialogs(page, room(name).PAGE):
        page.locator("dialog[open]").wait_for()
        assert violations(page, "dialog[open]") == [], title
        page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert violations(page, ".al-notes") == []
    page.keyboard.press("n")
    for more in page.get_by_role("button", name="More").all():
        more.click()
    page.set_viewport_size(PHONE)
    assert violations(page) == []


def dialogs(page, asked):
    """Open every dialog of a page in turn, and say its name."""
    for name in ("Link", "Export", "Code"):
        page.get_by_role("button", name=name, exact=True).click()
        yield name
    page.keyboard.press("?")
    yield "help"
    if asked.chart:
        page.keyboard.press("d")
        yield "table"
    for formula in page.locator(".al-formula[role=button]:visible").all()[:1]:
        formula.click()
        yield "explanation"
