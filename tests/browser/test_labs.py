"""The labs in a real browser on the real server: what a visitor does, and what they then see."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from analog_lab.core import quantity
from analog_lab.experiments import record
from analog_lab.experiments.commute import Commute
from analog_lab.experiments.pulse import Pulse
from analog_lab.labs import LABS
from analog_lab.labs import pulse as pulse_lab

PATHS = {lab.id: f"voila/render/{lab.notebook}" for lab in LABS}
COMMUTE, PULSE, LEARNING = (PATHS[name] for name in ("commute", "pulse", "learning"))
READY_MS = 60_000  # a first visit may compile the kernels


def opened(open_page, path, **options):
    page = open_page(path, **options)
    page.locator(".analog-lab[data-ready][data-state=ready]").wait_for(timeout=READY_MS)
    return page


def picture(page, which=0):
    """The pixels of a scene, to tell whether it changed."""
    return page.locator(".al-scene canvas[role=img]").nth(which).evaluate("canvas => canvas.toDataURL()")


def until_other(page, before, which=0):
    page.wait_for_function(
        "([which, before]) => document.querySelectorAll('.al-scene canvas[role=img]')[which].toDataURL() !== before",
        arg=[which, before],
    )


def position(page):
    return page.get_by_role("slider", name="position")


def now(page):
    return int(position(page).get_attribute("aria-valuenow"))


def until_position(page, least):
    page.wait_for_function(
        "least => Number(document.querySelector('.al-bar').getAttribute('aria-valuenow')) >= least", arg=least
    )


def move(page, label, key, times=1):
    """Move a slider with the keyboard, as a visitor without a mouse does."""
    slider = page.get_by_label(label, exact=True)
    slider.focus()
    for _ in range(times):
        slider.press(key)


def accuracy(page):
    """The accuracy on screen in per cent."""
    formula = page.locator(".al-formula")
    expect(formula).to_contain_text("%")
    return float(re.search(r"([\d.]+) %", formula.inner_text())[1])


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_lab_fits_one_screen_and_a_phone_loses_nothing(open_page, path):
    page = opened(open_page, path)
    assert page.evaluate("document.querySelector('.al-page').getBoundingClientRect().bottom <= innerHeight + 1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    parts = page.locator(".al-card:visible, .al-player, .al-head").count()
    phone = opened(open_page, path, phone=True)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cards = phone.locator(".al-card:visible, .al-player, .al-head")
    assert cards.count() == parts
    for card in cards.all():
        assert card.bounding_box()["width"] > 300 and card.bounding_box()["height"] > 30


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_no_text_is_smaller_than_twelve_pixels(open_page, path):
    page = opened(open_page, path)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.analog-lab *')]
            .filter(el => el.checkVisibility() && [...el.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .filter(el => parseFloat(getComputedStyle(el).fontSize) < 12).map(el => el.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_the_commute_ends_at_the_totals_of_its_account(open_page):
    page = opened(open_page, COMMUTE)
    totals = record(Commute()).const["totals"]
    values = page.locator(".al-cm-value > span")
    expect(values.nth(0)).to_have_text(re.compile("^0 of "))
    page.keyboard.press("End")
    for k, (machine, name, unit) in enumerate(
        (machine, name, unit)
        for machine in (0, 1)
        for name, unit in (("bits", "bit"), ("energy_j", "J"), ("time_s", "s"))
    ):
        number, prefix = quantity(totals[machine][name], unit).split()
        expect(values.nth(k)).to_have_text(f"{number} of {number} {prefix}")


def test_the_commute_plays_pauses_and_steps(open_page):
    page = opened(open_page, COMMUTE)
    before = picture(page), picture(page, 1)
    page.get_by_role("button", name="Play").click()
    until_other(page, before[0], 0)
    until_other(page, before[1], 1)
    until_position(page, 3)
    page.get_by_role("button", name="Pause").click()
    stopped = now(page)
    page.keyboard.press("ArrowRight")  # a pause stops between two moments: the first step ends that one
    page.keyboard.press("ArrowRight")
    until_position(page, stopped + 1)
    page.keyboard.press("Home")
    expect(position(page)).to_have_attribute("aria-valuenow", "0")


def test_more_reuse_and_fewer_bits_move_less(open_page):
    page = opened(open_page, COMMUTE)
    moved = page.locator(".al-cm-value > span").first
    expect(moved).to_have_text("0 of 7.52 Mbit")
    page.get_by_text("8", exact=True).first.click()
    expect(moved).to_have_text(f"0 of {quantity(record(Commute(weight_bits=8)).const['totals'][0]['bits'], 'bit')}")
    move(page, "batch", "End")
    spec = Commute(weight_bits=8, batch=256)
    expect(moved).to_have_text(f"0 of {quantity(record(spec).const['totals'][0]['bits'], 'bit')}")


def test_a_number_of_the_commute_tells_its_source(open_page):
    page = opened(open_page, COMMUTE)
    page.get_by_role("button", name="Skip").click()  # before, the energy is what is asked
    page.get_by_role("button", name=re.compile("^energy: published")).click()
    expect(page.get_by_role("note").first).to_contain_text("Horowitz")


def test_pulses_run_and_the_conductances_change(open_page):
    page = opened(open_page, PULSE)
    before = picture(page)
    page.keyboard.press(" ")
    until_other(page, before)
    until_position(page, 30)
    page.keyboard.press(" ")
    stopped = now(page)
    page.keyboard.press("ArrowLeft")
    expect(position(page)).to_have_attribute("aria-valuenow", str(stopped - 1))


def test_the_sparks_on_screen_are_the_kernels_coincidences(open_page):
    page = opened(open_page, PULSE)
    page.keyboard.press("End")
    spec = Pulse(**pulse_lab.PAGE.presets["Typical"])
    fired = int(record(spec)["fired"].sum())
    expect(page.locator(".al-formula")).to_contain_text(f"so far {fired:,}")


def test_a_slider_and_a_preset_move_the_picture(open_page):
    page = opened(open_page, PULSE)
    page.keyboard.press("End")
    before = picture(page)
    move(page, "step Δw", "End")
    until_other(page, before)
    before = picture(page)
    page.get_by_role("button", name="Ideal", exact=True).click()
    until_other(page, before)
    expect(page.get_by_role("button", name="Ideal", exact=True)).to_have_attribute("aria-pressed", "true")


def test_the_pulse_chart_is_drawn_and_revealed_by_the_player(open_page):
    page = opened(open_page, PULSE)
    page.locator(".al-plot[data-ready] .scatterlayer path.js-line").first.wait_for(state="attached")
    waits = re.compile("^shown when your prediction is locked")
    expect(page.locator(".al-plot")).to_have_attribute("aria-label", waits)
    page.get_by_role("button", name="Skip").click()
    said = re.compile("Conductance of 200 cells over 240 pulses")
    expect(page.locator(".al-plot")).to_have_attribute("aria-label", said)
    rect = page.locator(".al-plot clipPath[id^=al-clip] rect")
    start = float(rect.get_attribute("width"))
    page.keyboard.press("End")
    page.wait_for_function(
        "least => Number(document.querySelector('.al-plot clipPath[id^=al-clip] rect').getAttribute('width')) > least",
        arg=start + 200,
    )


def test_a_prediction_sets_the_question_up_and_plays(open_page):
    page = opened(open_page, PULSE)
    page.get_by_role("button", name="a third towards the top").click()
    page.get_by_role("button", name="Lock and run").click()
    expect(page.get_by_role("region", name="prediction")).to_contain_text("You said: a third towards the top")
    expect(page.get_by_label("alternate")).to_be_checked()
    until_position(page, 3)


def test_a_prediction_may_be_skipped_and_the_symmetric_point_then_shows(open_page):
    page = opened(open_page, PULSE)
    hidden = page.locator(".al-chart-card[data-veil]")
    expect(hidden).to_have_count(1)
    page.get_by_role("button", name="Skip").click()
    expect(hidden).to_have_count(0)
    expect(page.locator(".al-plot")).to_contain_text("symmetric point")


def test_a_link_opens_the_same_state(open_page):
    page = opened(open_page, PULSE + "?v=1&dw_min=0.05&seed=3&direction=down")
    expect(page.locator(".al-badge", has_text="seed")).to_have_text("seed 3")
    expect(page.get_by_label("down", exact=True)).to_be_checked()
    expect(page.get_by_label("step Δw", exact=True)).to_have_attribute("aria-valuetext", re.compile("0.05"))


def test_a_network_learns_pauses_and_stops(open_page):
    page = opened(open_page, LEARNING)
    before = picture(page)
    start = accuracy(page)
    assert start < 40
    page.get_by_role("button", name="Start").click()
    until_other(page, before)
    page.wait_for_function(
        "() => parseFloat(document.querySelector('.al-formula').innerText.match(/([\\d.]+) %/)?.[1]) > 90",
        timeout=10_000,
    )
    page.get_by_role("button", name="Pause").click()
    page.locator(".analog-lab[data-state=paused]").wait_for()
    page.get_by_role("button", name="one step").click()
    page.get_by_role("button", name="Start").click()
    page.locator(".analog-lab[data-state=running]").wait_for()
    page.get_by_role("button", name="stop", exact=True).click()
    page.locator(".analog-lab[data-state=done]").wait_for()
    lines = page.locator(".al-plot .scatterlayer .trace")
    expect(lines).to_have_count(2)


def test_a_prediction_about_a_whole_run_waits_for_its_end(open_page):
    def predicted(query):
        page = opened(open_page, LEARNING + query)
        page.get_by_role("button", name="some points lower").click()
        page.get_by_role("button", name="Lock and run").click()
        return page, page.locator(".al-truth")

    page, said = predicted("?epochs=60")
    page.locator(".analog-lab[data-state=running]").wait_for()
    expect(said).to_have_text("The verdict comes when the run is over.")
    page.get_by_role("button", name="stop", exact=True).click()
    expect(said).to_have_text("No verdict yet: no run with these settings has gone to its end.")
    expect(page.get_by_placeholder("Why?")).to_be_hidden()

    page, said = predicted("?epochs=1&batch=16")
    expect(said).to_have_text(re.compile("That is what happened|It came out otherwise: "), timeout=20_000)
    expect(page.locator(".analog-lab")).to_have_attribute("data-state", "done")
    page.keyboard.press("l")
    expect(page.locator(".analog-lab[data-lecture]")).to_be_visible()
    expect(said).to_be_visible()  # to a class it matters most


def test_noise_moved_while_it_learns_costs_accuracy_and_taking_it_back_restores_it(open_page):
    page = opened(open_page, LEARNING)
    page.get_by_role("button", name="Start").click()
    above = "() => parseFloat(document.querySelector('.al-formula').innerText.match(/([\\d.]+) %/)?.[1]) > 88"
    below = "() => parseFloat(document.querySelector('.al-formula').innerText.match(/([\\d.]+) %/)?.[1]) < 75"
    page.wait_for_function(above, timeout=20_000)
    move(page, "read noise", "End")
    page.wait_for_function(below, timeout=10_000)
    move(page, "read noise", "Home")
    page.wait_for_function(above, timeout=20_000)
    page.get_by_role("button", name="stop", exact=True).click()


def test_reset_and_a_new_chip_begin_again(open_page):
    page = opened(open_page, LEARNING)
    page.get_by_role("button", name="one step").click()
    page.wait_for_function("() => Number(document.querySelector('.al-bar').getAttribute('aria-valuemax')) === 1")
    page.get_by_role("button", name=re.compile("New chip")).click()
    expect(page.locator(".al-badge", has_text="seed")).to_have_text("seed 8")
    page.wait_for_function("() => Number(document.querySelector('.al-bar').getAttribute('aria-valuemax')) === 0")
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".al-badge", has_text="seed")).to_have_text("seed 7")


def test_reduced_motion_shows_whole_steps(open_page):
    page = opened(open_page, PULSE, calm=True)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(position(page)).to_have_attribute("aria-valuenow", "1")
    one = picture(page)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert picture(page) == one


def test_dark_and_lecture_change_the_look_and_keep_the_page_in_one_piece(open_page):
    page = opened(open_page, PULSE, dark=True)
    expect(page.locator(".analog-lab")).to_have_attribute("data-theme", "dark")
    before = picture(page)
    page.keyboard.press("t")
    expect(page.locator(".analog-lab")).to_have_attribute("data-theme", "light")
    until_other(page, before)
    page.keyboard.press("l")
    size = page.locator(".al-question").evaluate("el => parseFloat(getComputedStyle(el).fontSize)")
    assert size >= 20
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


GAPS = """() => new Promise(done => { const seen = []; let last = performance.now(); const tick = (now) => {
    seen.push(now - last); last = now; seen.length < 60 ? requestAnimationFrame(tick) : done(seen); };
    requestAnimationFrame(tick); })"""


def test_a_picture_keeps_pace_on_a_slow_machine(open_page):
    """With the processor slowed fourfold a playing picture takes no more than three times as long as a page at rest."""
    page = opened(open_page, PULSE)
    page.locator(".al-plot[data-ready]").wait_for(timeout=READY_MS)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    rest = np.median(page.evaluate(GAPS))
    before = picture(page)
    page.keyboard.press(" ")
    until_other(page, before)
    assert np.median(page.evaluate(GAPS)) < 3 * rest
