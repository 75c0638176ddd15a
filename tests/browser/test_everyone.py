"""The labs for everyone: axe-core, keys alone, a screen reader's view, and two languages, on every page."""

import importlib
import re

import pytest
from playwright.sync_api import expect

from analog_lab.labs import LABS
from analog_lab.widgets.view import plain
from tests.browser.alone import mount
from tests.browser.asking import violations
from tests.browser.conftest import PHONE, SCREEN
from tests.browser.serving import Server
from tests.browser.speaking import LISTEN, said, texts
from tests.browser.toll import Toll

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
        page.add_style_tag(content=".al-below { content-visibility: visible !important; }")  # axe minds what is drawn
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


ENGLISH = re.compile(r"\b(the|of|and|after|with|layer|slot|pulses|cells|rows?|columns?|in use|bus had|read is)\b")


@pytest.mark.parametrize("name", IDS)
def test_a_spanish_page_draws_and_tells_no_english_of_the_kit(name, browser):
    page, lab = browser.new_page(viewport=SCREEN), room(name).show("lang=es")
    page.evaluate(LISTEN)
    mount(page, lab)
    heard = said(page)
    page.keyboard.press("End")
    page.wait_for_function("() => document.querySelector('.al-spoken').textContent")
    all_said = {text.replace(lab.page.title, "") for text in heard | said(page)}
    own = "\n".join(texts(plain(lab.view.page)) | texts(plain(lab.view.head)))
    foreign = [text for text in all_said if ENGLISH.search(text) and text not in own]
    assert [text for text in foreign if text.split(": ", 1)[-1] not in own] == [], "a button names an item of the page"
    page.close()


def test_a_page_is_walked_by_keys_alone_and_the_focus_is_always_seen(open_page):
    page = ready(open_page("voila/render/03_mvm.ipynb"))
    page.keyboard.press("p")
    page.keyboard.type("5")
    to(page, "Lock and run")
    page.keyboard.press("Enter")
    expect(page.locator(".al-predict")).to_contain_text("You said: 5 µA")
    page.keyboard.press("End")
    expect(page.locator(".al-truth")).to_contain_text("That is what happened", timeout=20_000)
    for opener, dialog in (("Link", "Link"), ("Export", "Export"), ("Code", "The same in Python")):
        to(page, opener)
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name=dialog)).to_be_visible()
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.textContent") == opener, "the dialog gave the focus back"
    page.keyboard.press("?")
    said = page.get_by_role("dialog").locator(".al-keys kbd").all_text_contents()
    assert {"space", "→", "←", "Home", "End", "+ −", "1 … 9", "P", "L", "T", "F", "?", "N", "D", "U ⇧U"} <= set(said)
    page.keyboard.press("Escape")
    grid = page.get_by_role("grid")
    expect(grid).to_have_count(1)
    assert page.locator("[role=grid] [tabindex='0']").count() == 1, "one stop for Tab"
    page.locator("[role=grid] [tabindex='0']").focus()
    before = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") != before
    task = page.locator("[data-task=first]")
    task.get_by_label("answer").focus()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(task.locator(".al-verdict")).to_contain_text("not yet", ignore_case=True)
    page.keyboard.press("Control+a")
    page.keyboard.type("5e-6 A")
    page.keyboard.press("Enter")
    expect(task.locator(".al-verdict")).to_contain_text("Right.")


SEEN = """() => {
    const el = document.activeElement;
    const look = getComputedStyle(el.matches(".al-segments input") ? el.nextElementSibling : el);
    const own = el === document.body || el.matches(".analog-lab,[role=gridcell],.al-array-focus");
    return own || (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2);
}"""  # a cell of a grid draws its own mark


def to(page, words, most=120):
    """Press Tab until a button of these words has the focus, which can be seen wherever it stops."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            return
    raise AssertionError(f"{words} is not reached by {most} times Tab")


def ready(page):
    page.locator(".analog-lab[data-ready][data-state=ready]").wait_for(timeout=60_000)
    return page


def test_a_killed_engine_is_said_and_reload_keeps_the_settings_and_the_answer(open_page):
    own = Server("--ready", "0")
    page = ready(open_page("voila/render/10_pulse.ipynb", home=own.url))
    page.watch.allowed.append(("console", "WebSocket|Failed to load|Connection lost|Kernel|rejection"))
    page.watch.allowed.append(("response", "404|405|503"))
    page.get_by_role("button", name="nowhere").click()
    page.get_by_role("button", name="Lock and run").click()
    page.get_by_role("button", name="Broken").click()
    expect(page.locator("output", has_text="+0.80")).to_be_visible()
    (kernel,) = own.kernels()
    kernel.kill()
    expect(page.get_by_text("The engine does not answer any more")).to_be_visible(timeout=20_000)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".al-bar")).to_have_attribute("aria-valuenow", "1")
    page.get_by_role("button", name="Start it again with these settings").click()
    ready(page)
    expect(page.locator("output", has_text="+0.80")).to_be_visible()
    expect(page.locator(".al-bar")).to_have_attribute("aria-valuenow", "1")
    expect(page.locator(".al-predict")).to_contain_text("You said: nowhere")
    page.goto("about:blank")
    assert own.stop() == 0


def test_a_first_visit_is_small_and_a_second_next_to_nothing(open_page):
    own = Server()
    with Toll(own.url) as toll:
        page = ready(open_page("voila/render/03_mvm.ipynb", home=toll.url))
        page.locator(".al-plot[data-ready]").wait_for()
        first = toll.carried
        page.reload()
        ready(page).locator(".al-plot[data-ready]").wait_for()
        second = toll.carried - first
        page.goto("about:blank")
    assert own.stop() == 0
    assert 1_000_000 < first < 3_000_000, first
    assert second < 450_000, second
