"""The picture of one read in a real browser: what is set in it, what it says, and what it costs."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from analog_lab.labs import mvm
from analog_lab.widgets import CrossbarScene
from tests.browser.alone import mount
from tests.browser.conftest import PHONE, SCREEN

THIRTY_FRAMES = """() => new Promise((done) => {
    let n = 0;
    const on = () => (++n > 30 ? done() : requestAnimationFrame(on));
    on();
})"""


@pytest.fixture
def show(browser):
    """Mount a lab (or any view) on a page of its own; the page may not report an error."""
    opened = []

    def make(lab, *, phone=False, **look):
        context = browser.new_context(viewport=PHONE if phone else SCREEN, **look)
        page, problems = context.new_page(), []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        opened.append((context, problems))
        mount(page, lab)
        return page

    yield make
    for context, problems in opened:
        context.close()
        assert problems == []


def cell(page, row, column, rows=2, columns=2):
    """Where a cell of an array without pairs stands, by walking there with the keyboard."""
    focused = page.locator(".al-array-focus[tabindex='0']")
    focused.focus()
    page.keyboard.press("ArrowRight")  # from wherever it is to the first cell
    for key, times in (("ArrowUp", rows), ("ArrowLeft", columns + 1), ("ArrowRight", column + 1), ("ArrowDown", row)):
        for _ in range(times):
            page.keyboard.press(key)
    return page.locator(".al-array-focus[tabindex='0']")


def formula(page):
    return page.locator(".al-formula")


def test_the_read_is_told_step_by_step_and_ends_at_the_sums_of_the_lab(show):
    page = show(mvm.show())
    page.keyboard.press("Home")
    expect(formula(page)).to_contain_text("I = Σ V · G")
    page.keyboard.press("End")
    expect(formula(page)).to_have_text("I₁ = 0.1 V · 10 µS + 0.2 V · 20 µS = 5 µA · ÷ 0.0787 µA → code 64")
    expect(page.locator(".al-count")).to_have_text("4/4 codes")
    expect(page.locator(".al-scene canvas[role=img]")).to_have_attribute(
        "aria-label", re.compile(r"microamperes: 5, 3\.5")
    )


def test_keys_go_over_cells_and_ports_and_a_reader_hears_each(show):
    page = show(mvm.show())
    page.keyboard.press("End")
    expect(cell(page, 1, 0)).to_have_attribute("aria-label", "row 2 column 1, 20 microsiemens, current 4 microamperes")
    expect(formula(page)).to_have_text("I₂₁ = V₂ · G₂₁ = 0.2 V · 20 µS = 4 µA")
    page.keyboard.press("ArrowDown")
    port = page.locator(".al-array-focus:focus")
    expect(port).to_have_attribute("aria-label", "sum of output 1, 5 microamperes code 64")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".al-array-focus:focus")).to_have_attribute("aria-label", "input of row 2, 0.2 volts")
    assert page.locator("[role=grid][aria-rowcount='3'][aria-colcount='3'] [role=row] [role=gridcell]").count() == 2
    assert page.locator("[role=gridcell][tabindex='0']").count() == 1


def test_a_conductance_is_typed_with_its_unit_and_refused_in_words(show):
    lab = mvm.show()
    page = show(lab)
    page.keyboard.press("End")
    cell(page, 0, 1).press("Enter")
    field = page.get_by_label("Conductance, row 1 column 2")
    expect(field).to_be_focused()
    expect(field).to_have_value("5")
    for text, said in (
        ("much", "“much” is not a number."),
        ("31", "31 µS is outside 0 … 25 µS."),
        ("5 V", "not a unit"),
    ):
        field.fill(text)
        field.press("Enter")
        expect(page.locator(".al-number p")).to_contain_text(said)
        expect(field).to_have_attribute("aria-invalid", "true")
    assert lab.spec.cells == ""
    field.fill("12,5 uS")
    field.press("Enter")
    expect(page.locator(".al-number")).to_have_count(0)
    expect(formula(page)).to_contain_text("0.1 V · 12.5 µS = 1.25 µA")
    expect(page.locator(".al-array-focus:focus")).to_have_attribute(
        "aria-label", re.compile("row 1 column 2, 12.5 micro")
    )
    assert lab.spec.cells == "1,2,12.5" and "cells=1%2C2%2C12.5" in lab.view.query
    page.keyboard.press("Enter")
    page.get_by_label("Conductance, row 1 column 2").press("Escape")
    expect(page.locator(".al-array-focus:focus")).to_have_count(1)


def test_keys_and_the_mouse_change_a_cell_and_an_input(show):
    lab = mvm.show()
    page = show(lab)
    page.keyboard.press("End")
    cell(page, 0, 0).press("Shift+ArrowUp")
    expect(formula(page)).to_contain_text("0.1 V · 10.5 µS = 1.05 µA")
    page.keyboard.press("PageDown")
    expect(formula(page)).to_contain_text("0.1 V · 8 µS = 0.8 µA")
    box = page.locator(".al-array-focus:focus").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 32, steps=4)
    page.mouse.up()
    expect(formula(page)).to_contain_text("0.1 V · 13 µS = 1.3 µA")
    assert lab.spec.cells == "1,1,13"
    page.keyboard.press("ArrowLeft")
    page.mouse.move(5, 5)
    page.keyboard.press("Shift+ArrowDown")
    expect(formula(page)).to_contain_text("V₁ = 0.096 V")
    assert lab.spec.inputs == "1,0.096"


def test_a_transposed_read_turns_the_dashes_and_the_sums(show):
    lab = mvm.show("direction=backward")
    page = show(lab)
    page.keyboard.press("End")
    expect(formula(page)).to_contain_text("I₁ = 0.2 V · 10 µS − 0.1 V · 5 µS = 1.5 µA")
    expect(page.locator(".al-scene-card small")).to_contain_text("columns drive, rows sum")
    expect(cell(page, 0, 1)).to_have_attribute("aria-label", re.compile("row 1 column 2, 5 microsiemens, current -0.5"))


def test_the_two_cells_of_a_pair_are_told_apart(show):
    page = show(mvm.show("pairs=1&r_wire_ohm=5"))
    page.keyboard.press("End")
    minus = cell(page, 0, 3, columns=4)
    expect(minus).to_have_attribute("aria-label", re.compile(r"row 1 column 2 \(minus\), 5 microsiemens"))
    expect(formula(page)).to_contain_text("I⁻₁₂ = (V₁ − U⁻₂) · G⁻₁₂ = 0.1 V · 5 µS = 0.5 µA")


def test_the_help_tells_the_keys_of_the_array(show):
    page = show(mvm.show())
    page.keyboard.press("?")
    expect(page.locator(".al-keys")).to_contain_text("type the chosen value")


def test_wires_say_what_they_take(show):
    page = show(mvm.show("n_in=64&n_out=64&pattern=equal&r_wire_ohm=2&adc_bits=none"))
    page.keyboard.press("End")
    expect(formula(page)).to_contain_text("I₆₄ = ")
    expect(formula(page)).to_contain_text("wires take 8 %")


def test_nothing_is_drawn_while_nothing_moves(show):
    page = show(mvm.show("n_in=64&n_out=64&pattern=random"))
    page.keyboard.press("End")
    page.evaluate(
        """() => {
            const draw = CanvasRenderingContext2D.prototype.clearRect;
            window.drawn = 0;
            CanvasRenderingContext2D.prototype.clearRect = function (...box) { window.drawn++; draw.apply(this, box); };
        }"""
    )
    page.evaluate(THIRTY_FRAMES)
    page.evaluate("window.drawn = 0")
    page.evaluate(THIRTY_FRAMES)
    assert page.evaluate("window.drawn") == 0
    page.keyboard.press(" ")
    page.wait_for_function("window.drawn > 5")


@pytest.mark.parametrize("look", [{}, {"phone": True, "color_scheme": "dark"}, {"reduced_motion": "reduce"}])
def test_every_look_draws_pairs_with_wires(show, look):
    page = show(mvm.show("n_in=8&n_out=8&pattern=random&pairs=1&r_wire_ohm=4"), **look)
    page.keyboard.press("End")
    expect(formula(page)).to_contain_text("I⁺ − I⁻")
    page.keyboard.press("l")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.wait_for_function(
        """() => {
            const c = document.querySelector(".al-scene canvas[role=img]");
            const { data } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
            return new Set(new Uint32Array(data.buffer)).size > 50;
        }"""
    )


def test_a_scene_of_ones_own_keeps_what_is_set_in_it(show):
    scene = CrossbarScene.read(np.array([[10.0, 20.0], [5.0, 15.0]]), [0.1, 0.2])
    page = show(scene)
    cell(page, 0, 0).press("Shift+ArrowUp")
    expect(formula(page)).to_contain_text("10.5 µS = 1.05 µA")
    np.testing.assert_allclose(scene.conductances_us[0], [[10.5, 20], [5, 15]])
    np.testing.assert_allclose(scene.sums_ua, [5.05, 3.5], rtol=1e-6)
