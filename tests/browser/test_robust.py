"""What must not go wrong unseen: late widgets, two tabs, two links, long work, keys without help, and calm."""

import importlib
import re

import pytest
from playwright.sync_api import expect

from analog_lab.labs import LABS
from analog_lab.widgets.export import page_html
from tests.browser.alone import mount
from tests.browser.conftest import SCREEN

# What a key is called in the help, where it is not its letter.
NAMED = {"space": [" "], "→": ["ArrowRight"], "←": ["ArrowLeft"], "Home": ["Home"], "End": ["End"], "−": ["-"]}
NAMED |= {"PgDn": ["PageDown"], "PgUp": ["PageUp"], "1 … 9": list("123456789")}
TAKES = """key => !document.querySelector('.analog-lab').dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))"""
PATHS = {lab.id: f"voila/render/{lab.notebook}" for lab in LABS}
# ipywidgets looks for a model every 100 ms for 2 s: with this it looks once, and next when the time is over.
LATE = "const wait = setTimeout; setTimeout = (run, ms, ...more) => wait(run, ms === 100 ? 2500 : ms, ...more)"
AT_ONCE = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
    done(document.querySelector('.al-bar').getAttribute('aria-valuenow')))))"""


def ready(page):
    page.locator(".analog-lab[data-ready][data-state=ready]").wait_for(timeout=60_000)
    return page


def test_a_late_widget_is_drawn_and_two_tabs_and_two_links_keep_apart(open_page, server):
    one = open_page()
    one.add_init_script(LATE)
    one.goto(f"{server.url}{PATHS['pulse']}?dw_min=0.05&lang=es&step=3")
    two = one.context.new_page()
    two.goto(f"{server.url}{PATHS['pulse']}?dw_min=0.1")
    ready(one), ready(two)
    assert "model not found" not in one.content()
    assert one.evaluate("document.documentElement.lang") == "es"
    expect(one.get_by_role("heading", level=1)).to_have_attribute("lang", "en")
    assert two.evaluate("document.documentElement.lang") == "en"
    steps = [
        tab.get_by_role("slider", name=re.compile("Δw")).locator("xpath=..").locator("output") for tab in (one, two)
    ]
    before = [tab.locator(".al-bar").get_attribute("aria-valuenow") for tab in (one, two)]
    assert before[0] == "3" and before[1] != "3"
    expect(steps[0]).to_have_text("0.05")
    expect(steps[1]).to_have_text(re.compile("^0.10?$"))
    one.get_by_role("slider", name=re.compile("Δw")).press("Home")
    one.keyboard.press("End")
    one.keyboard.press("m")
    assert two.evaluate("localStorage['analog-lab-calm']") == "1"
    expect(steps[0]).not_to_have_text("0.05")
    expect(steps[1]).to_have_text(re.compile("^0.10?$"))
    assert two.locator(".al-bar").get_attribute("aria-valuenow") == before[1]
    one.locator(".al-task").nth(0).get_by_role("textbox").fill("1e9")
    two.locator(".al-task").nth(1).get_by_role("radio").first.check()
    for k, tab in enumerate((one, two)):
        tab.locator(".al-task").nth(k).locator("button.al-go").click()
        expect(tab.locator(".al-task").nth(k).locator(".al-verdict b")).to_be_visible()
    kept = two.evaluate("JSON.parse(localStorage['analog-lab-progress']).labs.pulse.exercises")
    assert len(kept) == 2, "neither tab has overwritten what the other kept"
    two.goto("about:blank")
    two.close()


def listed(page):
    """The keys that the help lists."""
    names = page.locator(".al-help .al-keys tr:not([data-in]) kbd").evaluate_all(
        "all => all.map(kbd => kbd.textContent)"
    )
    words = [word for name in names for word in ([name] if name in NAMED else name.split())]
    words = [word for word in words if not word.startswith("⇧")]  # the same key, held otherwise
    return {key for word in words for key in NAMED.get(word, [word.lower()])}


@pytest.fixture(scope="module")
def alone(browser):
    """One page on which labs are mounted one after another."""
    context = browser.new_context(viewport=SCREEN)
    yield context
    context.close()


@pytest.mark.parametrize("name", PATHS)
def test_the_help_lists_the_keys_that_are_taken_and_no_other(name, alone):
    page = alone.new_page()
    mount(page, importlib.import_module(f"analog_lab.labs.{name}").show(""))
    keys = {chr(code) for code in range(32, 127)} | {key for known in NAMED.values() for key in known}
    keys |= {"Enter", "Escape", "Backspace", "Delete", "Insert", "ArrowUp", "ArrowDown", "F2"}
    taken = {key.lower() if len(key) == 1 else key for key in sorted(keys) if page.evaluate(TAKES, key)}
    assert taken == listed(page)
    page.close()


def test_calm_takes_the_motion_out_and_is_kept(alone):
    page = alone.new_page()
    mount(page, importlib.import_module("analog_lab.labs.mvm").show("lang=es"))
    calm = page.locator(".analog-lab[data-calm]")
    expect(calm).to_have_count(0)
    page.keyboard.press("m")
    expect(calm).to_have_count(1)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(AT_ONCE) == "1", "a step is there at once: nothing slides"
    page.keyboard.press("?")
    button = page.get_by_role("button", name="Calma")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(calm).to_have_count(0)
    page.close()


def test_long_work_marks_the_picture_says_how_far_it_is_and_can_be_cancelled(open_page):
    page = ready(open_page(PATHS["life"]))
    lab, status = page.locator(".analog-lab"), page.locator(".al-status:not(.al-lost)")
    page.evaluate(
        """() => new MutationObserver(() => (window.marked ||= document.querySelector('[data-stale]') !== null))
            .observe(document.querySelector('.analog-lab'), { attributeFilter: ['data-stale'] })"""
    )
    wire = page.get_by_role("slider", name="wire")
    if not wire.is_visible():
        page.get_by_role("button", name="More").click()
    wire.press("End")
    page.get_by_role("slider", name="chips").press("End")
    expect(status).to_contain_text(re.compile("recording, .* steps so far"), timeout=30_000)
    assert page.evaluate("window.marked"), "the picture is older than the settings, and says so"
    status.get_by_role("button", name="Cancel").click()
    expect(status).to_contain_text("cancelled")
    expect(lab).to_have_attribute("data-state", "ready")
    expect(lab).not_to_have_attribute("data-stale", "1")
    expect(page.locator("output", has_text="0.0 Ω")).to_be_visible()


def test_a_file_opens_as_its_link_asks_and_says_what_it_cannot(browser, tmp_path):
    path = tmp_path / "lab.html"
    path.write_text(page_html(importlib.import_module("analog_lab.labs.pulse").show("")), "utf-8")
    page = browser.new_page()
    page.goto(path.as_uri() + "?step=7&lang=es&theme=dark&lecture=1&dw_min=0.1")
    root = page.locator(".analog-lab[data-ready]")
    expect(root).to_have_attribute("lang", "es")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_attribute("data-lecture", "")
    expect(page.locator(".al-bar")).to_have_attribute("aria-valuenow", "7")
    expect(page.locator(".al-status")).to_contain_text("dw_min")
    page.close()
