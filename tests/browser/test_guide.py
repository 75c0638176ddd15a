"""One lab walked through by its guide: every step ticks itself off, its ring is where it should be, all is kept."""

import pytest
from playwright.sync_api import expect

from analog_lab.labs.guides.mvm import STEPS

SPOKEN = 20_000


def ready(page):
    page.locator(".analog-lab[data-ready][data-state=ready]").wait_for(timeout=60_000)
    return page


def at(page, number):
    """Wait until the guide stands at a step that is not done."""
    expect(page.locator(".al-guide > .al-badge")).to_have_text(f"{number}/{len(STEPS)}", timeout=SPOKEN)
    expect(page.locator(".al-guide")).not_to_have_attribute("data-ticked", "1")


def ticked(page, number):
    expect(page.locator(".al-steps li").nth(number - 1)).to_have_attribute("data-ticked", "1", timeout=SPOKEN)


def ring_holds(page, selector):
    """Is what the selector finds inside a ring over the scene?"""
    inner, outer = page.locator(selector).bounding_box(), page.locator(".al-ring").bounding_box()
    return all(
        outer[axis] <= inner[axis] and inner[axis] + inner[size] <= outer[axis] + outer[size]
        for axis, size in (("x", "width"), ("y", "height"))
    )


def test_a_lab_is_walked_through_by_its_guide(open_page):
    page = ready(open_page("voila/render/03_mvm.ipynb"))
    fits = "document.querySelector('.al-page').getBoundingClientRect().height <= innerHeight"
    assert page.evaluate(fits), "the first screen still fits"
    at(page, 1)
    expect(page.locator(".al-predict")).to_have_attribute("data-lit", "")
    page.locator(".al-predict input").fill("5")
    page.get_by_role("button", name="Lock and run").click()
    expect(page.locator(".al-player .al-play")).to_contain_text("Pause")
    expect(page.locator(".al-guide > .al-badge")).to_have_text("1/6")  # not before the answer has been seen
    page.keyboard.press("End")
    ticked(page, 1)
    at(page, 2)

    expect(page.locator(".al-player")).to_have_attribute("data-lit", "")
    expect(page.locator(".al-predict")).not_to_have_attribute("data-lit", "")
    page.keyboard.press("Home")
    expect(page.get_by_role("slider", name="position")).to_have_attribute("aria-valuenow", "0")
    page.keyboard.press("End")
    ticked(page, 2)
    at(page, 3)

    grid = page.get_by_role("gridcell").first
    grid.focus()
    assert ring_holds(page, ".al-array-focus[tabindex='0']"), "the first cell is in the ring around the cells"
    page.keyboard.press("PageUp")
    ticked(page, 3)
    at(page, 4)

    page.keyboard.press("ArrowLeft")
    assert ring_holds(page, ".al-array-focus[tabindex='0']"), "the first input is in the ring around the inputs"
    box = page.locator(".al-array-focus[tabindex='0']").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 30, steps=4)
    page.mouse.up()
    ticked(page, 4)
    at(page, 5)

    large = page.get_by_role("button", name="Large")
    expect(large).to_have_attribute("data-lit", "")
    large.click()
    ticked(page, 5)
    at(page, 6)

    knob = page.locator("[data-knob=r_wire_ohm]")
    expect(knob).to_have_attribute("data-lit", "")
    knob.locator("input").press("PageUp")
    ticked(page, 6)
    expect(page.locator(".al-guide")).to_contain_text("All steps are done", timeout=SPOKEN)
    expect(page.locator("[data-lit], .al-ring")).to_have_count(0)

    page.reload()
    ready(page)
    expect(page.locator(".al-guide")).to_contain_text("All steps are done")
    page.locator(".al-guide").get_by_role("button", name="Begin again").click()
    at(page, 1)
    expect(page.locator(".al-steps li[data-ticked='1']")).to_have_count(0)


def test_the_guide_is_passed_hidden_and_pointed_at_by_keys(open_page):
    page = ready(open_page("voila/render/05_edge.ipynb", calm=True))
    guide = page.locator(".al-guide")
    guide.get_by_role("button", name="on to the next step").press("Enter")
    at(page, 2)
    expect(page.locator("[data-knob=adc_bits]")).to_have_attribute("data-lit", "")
    page.keyboard.press("g")
    expect(guide).to_be_hidden()
    expect(page.locator("[data-lit], .al-ring")).to_have_count(0)
    page.reload()
    expect(ready(page).locator(".al-guide")).to_be_hidden()
    page.get_by_role("button", name="Guide", exact=True).click()
    expect(guide).to_be_visible()

    last = page.locator(".al-steps li button").last
    last.focus()
    more = page.get_by_role("button", name="More")
    expect(more).to_have_attribute("data-lit", "")  # the knob waits in the drawer
    last.press("Enter")
    at(page, 6)
    more.click()
    expect(page.locator("[data-knob=converters]")).to_have_attribute("data-lit", "")
    page.locator("[data-knob=converters] label", has_text="8").first.click()
    expect(page.locator(".al-steps li").last).to_have_attribute("data-ticked", "1", timeout=SPOKEN)


@pytest.mark.parametrize("dark", [False, True])
def test_the_guide_fits_a_phone(open_page, dark):
    page = ready(open_page("voila/render/02_memory.ipynb", phone=True, dark=dark))
    at(page, 1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the screen"
    page.locator(".al-controls").scroll_into_view_if_needed()
    expect(page.locator(".al-guide")).to_be_in_viewport()
