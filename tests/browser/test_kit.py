"""What every lab is made of, in a real browser: predictions, exercises, progress, links, export, languages, keys."""

import json
import re

import pytest
from playwright.sync_api import expect

from analog_lab.labs import LABS, mvm
from analog_lab.labs import pulse as pulse_lab
from analog_lab.widgets.export import page_html

PATHS = {lab.id: f"voila/render/{lab.notebook}" for lab in LABS}


def ready(page):
    page.locator(".analog-lab[data-ready][data-state=ready]").wait_for(timeout=60_000)
    return page


def test_a_prediction_is_locked_run_and_judged(open_page):
    page = ready(open_page(PATHS["mvm"]))
    chart = page.locator(".al-chart-card")
    expect(chart).to_have_attribute("data-later", "")
    field = page.locator(".al-predict input")
    for typed, why in (("5 mV", "mV is not a unit"), ("abc", "'abc' is not a number"), ("1e999", "is too large")):
        field.fill(typed)
        expect(page.locator(".al-predict").get_by_text("? not read")).to_contain_text(why)
        expect(page.get_by_role("button", name="Lock and run")).to_be_disabled()
    field.fill("9")
    page.get_by_role("button", name="certain").click()
    field.press("Enter")
    expect(page.locator(".al-predict")).to_contain_text("You said: 9 µA")
    expect(page.locator(".al-truth")).to_contain_text("It came out otherwise: 5 µA", timeout=20_000)
    expect(chart).not_to_have_attribute("data-later", "")
    page.get_by_label("Why?").fill("each cell sees its own row")
    page.reload()
    kept = json.loads(ready(page).evaluate("localStorage.getItem('analog-lab-progress')"))["labs"]["mvm"]["prediction"]
    assert kept["answer"] == 9 and kept["confidence"] == "certain" and kept["right"] is False
    assert kept["because"].startswith("each cell")


def test_an_exercise_is_failed_then_passed_and_the_file_comes_back(open_page):
    page = ready(open_page(PATHS["mvm"]))
    task = page.locator("[data-task=first]")
    expect(task.get_by_text("Solution")).to_be_hidden()
    for answer, said in (
        ("nothing", "is not a number"),
        ("5 mA", "off by a factor of 10^3"),
        ("2", "Those are the cells of the first row"),
        ("5e-6 A", "Right."),
    ):
        task.get_by_label("answer").fill(answer)
        task.get_by_role("button", name="Check").click()
        expect(task.locator(".al-verdict")).to_contain_text(said)
    expect(task).to_contain_text("3 tries")
    expect(task.get_by_text("Solution")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    saved = json.loads(download.value.path().read_text("utf-8"))
    assert saved["labs"]["mvm"]["exercises"]["first"] == {"tries": 3, "right": True, "answer": "5e-6 A"}
    page.get_by_role("button", name="Forget all").click()
    expect(task).not_to_contain_text("tries")
    field = page.locator(".al-progress input[type=file]")
    field.set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": b'{"kind": "other"}'})
    expect(page.locator(".al-progress")).to_contain_text("it is no progress of analog_lab")
    field.set_input_files(download.value.path())
    expect(task).to_contain_text("3 tries")


def test_settings_that_solve_an_exercise(open_page):
    page = ready(open_page(PATHS["pulse"]))
    task = page.locator("[data-task=centre]")
    task.get_by_role("button", name="Check my settings").click()
    expect(task.locator(".al-verdict")).to_contain_text("symmetric point is at w")
    slider = page.get_by_role("slider", name="asymmetry")
    slider.focus()
    for _ in range(12):
        slider.press("PageDown")
    slider.evaluate("el => { el.value = 500; el.dispatchEvent(new Event('input')) }")
    expect(page.locator("output", has_text="0.00")).to_be_visible()
    task.get_by_role("button", name="Check my settings").click()
    expect(task.locator(".al-verdict")).to_contain_text("right", ignore_case=True)


def test_a_teachers_link_locks_hides_and_opens_to_the_same_state(open_page, server):
    page = ready(open_page(PATHS["pulse"]))
    page.get_by_role("button", name="Broken").click()
    expect(page.locator("output", has_text="+0.80")).to_be_visible()
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_label("step Δw: locked").check()
    page.get_by_label("pulse noise: hidden").check()
    page.get_by_label("lecture mode").check()
    link = page.get_by_label("the link").input_value()
    assert link.startswith(server.url) and "lock=dw_min" in link and "hide=ctoc" in link and len(link) < 250
    again = ready(open_page(link.removeprefix(server.url)))
    expect(again.get_by_role("slider", name="step Δw")).to_be_disabled()
    expect(again.get_by_role("slider", name="pulse noise")).to_have_count(0)
    expect(again.locator("output", has_text="+0.80")).to_be_visible()
    expect(again.locator(".analog-lab")).to_have_attribute("data-lecture", "")
    assert again.locator(".al-question").evaluate("el => parseFloat(getComputedStyle(el).fontSize)") >= 20


def test_the_kit_speaks_spanish(open_page):
    page = ready(open_page(PATHS["pulse"] + "?lang=es"))
    for word in ("Reproducir", "Otro chip", "Exportar", "Enlace", "Fijar y ver", "Saltar"):
        expect(page.get_by_role("button", name=re.compile(word))).to_be_visible()
    for word in ("Play", "Export", "New chip", "Reset", "Skip", "Lock and run", "Check"):
        expect(page.get_by_role("button", name=word, exact=True)).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("reproducir o pausar")


def test_pictures_data_and_a_film_are_made_in_the_browser(open_page, tmp_path):
    page = ready(open_page(PATHS["pulse"]))
    page.get_by_role("button", name="Skip").click()
    page.locator(".al-plot[data-ready]").wait_for(timeout=30_000)
    page.get_by_role("button", name="Export", exact=True).click()
    dialog = page.locator("dialog.al-export")

    def made(row: int, name: str) -> bytes:
        with page.expect_download(timeout=120_000) as download:
            dialog.locator(".al-row").nth(row).get_by_role("button", name=name, exact=True).click()
        assert download.value.suggested_filename.startswith("pulse-") and "seed7" in download.value.suggested_filename
        return download.value.path().read_bytes()

    assert made(1, "PNG").startswith(b"\x89PNG") and made(2, "PNG").startswith(b"\x89PNG")
    for row in (1, 2):
        svg = made(row, "SVG").decode()
        assert svg.startswith("<svg") and "analog_lab" in svg and "seed 7" in svg
    table = made(2, "CSV").decode().splitlines()
    assert table[0].startswith("# Pulse by pulse") and "conductance (µS)" in table[1] and len(table) > 100
    run = made(3, "CSV").decode().splitlines()
    assert len(run) == 2 + 241 and run[1].startswith("frame,")
    assert json.loads(made(3, "JSON"))["values"]["seed"] == 7
    from PIL import Image

    (tmp_path / "film.gif").write_bytes(made(1, "GIF"))
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == 60 and film.width <= 640
        first = film.convert("RGB").tobytes()
        film.seek(40)
        assert film.convert("RGB").tobytes() != first, "something moves"
    dialog.get_by_role("button", name="Close").click()
    page.keyboard.press("d")
    dialog = page.get_by_role("dialog", name="The chart as a table")
    expect(dialog.get_by_role("columnheader").first).to_have_text("pulse number [1, 1 / 200]")
    pulses = [int(text) for text in dialog.locator("tbody tr td:first-child").all_inner_texts() if text]
    assert len(pulses) == 120 and pulses == sorted(set(pulses)) and pulses[-1] == 240
    expect(dialog).to_contain_text("up to 200 rows of a line")


@pytest.mark.parametrize("room", [mvm, pulse_lab], ids=["mvm", "pulse"])
def test_one_html_file_plays_without_a_network(room, browser, tmp_path):
    path = tmp_path / "lab.html"
    path.write_text(page_html(room.show("")), "utf-8")
    assert path.stat().st_size < 5_000_000
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_offline(True)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(path.as_uri())
    ready(page)
    page.get_by_role("button", name="Skip").click()
    page.locator(".al-plot[data-ready]").wait_for(timeout=30_000)
    before = page.locator(".al-bar").get_attribute("aria-valuenow")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".al-bar")).not_to_have_attribute("aria-valuenow", before)
    presets = page.locator(".al-controls .al-segments button")
    presets.nth(1).click()
    expect(presets.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".al-knobs input[type=range]").first).to_be_disabled()
    task = page.locator(".al-task").first
    task.get_by_label("answer").fill("1e9")
    task.get_by_role("button", name="Check").click()
    expect(task.locator(".al-verdict")).to_contain_text("too large")
    assert wrong == []
    context.close()


def test_numbers_explain_themselves_and_the_state_is_code(open_page):
    page = ready(open_page(PATHS["pairs"]))
    page.locator(".al-formula").click()
    expect(page.get_by_role("dialog")).to_have_count(0)  # the law would be the answer
    page.get_by_role("button", name="Skip").click()
    page.locator(".al-formula").click()
    dialog = page.get_by_role("dialog", name="Where this number comes from")
    expect(dialog).to_contain_text("w = (G⁺ − G⁻) / G_max")
    expect(dialog).to_contain_text("What this model ignores")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Code", exact=True).click()
    expect(page.locator(".al-code")).to_contain_text("from analog_lab.experiments.pairs import Pairs")
    page.keyboard.press("Escape")
    page.locator(".al-plot[data-ready]").wait_for(timeout=30_000)
    page.keyboard.press("d")
    expect(page.get_by_role("dialog", name="The chart as a table").locator("tbody tr").first).to_be_visible()


def test_notes_and_the_script_only_by_their_keys(open_page):
    page = ready(open_page(PATHS["life"]))
    notes = page.locator(".al-notes")
    expect(notes).to_be_hidden()
    page.keyboard.press("n")
    expect(notes).to_contain_text("step 1 of 4")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    expect(notes).to_contain_text("step 3 of 4")
    expect(page.locator("output", has_text="3.0 ×")).to_be_visible(timeout=20_000)
    notes.locator("textarea").fill("almost none\nabout 10\nabout 10\nbanana")
    notes.get_by_role("button", name="Count").click()
    expect(notes.locator(".al-histogram")).to_have_attribute("aria-label", "almost none: 1, about 10: 2, about 33: 0")
    expect(notes).to_contain_text("1 answers fit no option")


def test_one_lab_by_keyboard_alone(open_page):
    page = ready(open_page(PATHS["memory"]))
    page.keyboard.press("p")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Lock and run").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".al-truth")).to_contain_text("That is what happened", timeout=30_000)
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="Filament")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Filament")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Home")
    expect(page.locator(".al-bar")).to_have_attribute("aria-valuenow", "0")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("undo, redo")
