"""What a visitor brings along, in a real browser: a drawing, a picture, a network, readings, points of a plane."""

import io
import re

import torch
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from analog_lab.experiments.own_digit import samples

LIFE, CELLS, PLANE = (f"voila/render/{name}.ipynb" for name in ("07_life", "11_cells", "15_plane"))
READY_MS = 60_000


def opened(open_page, path, **options):
    page = open_page(path, **options)
    page.locator(".analog-lab[data-ready][data-state=ready]").wait_for(timeout=READY_MS)
    return page


def card(page, kind):
    found = page.locator(f"[data-own-card={kind}]")
    found.scroll_into_view_if_needed()
    return found, found.locator(".al-verdict")


def seen(page):
    """What the network sees, as the page says it: 64 counts of ink."""
    said = page.locator(".al-own-seen").get_attribute("aria-label")
    return [int(number) for number in re.findall(r"\d+", said.split(":")[1])]


def test_a_digit_is_drawn_with_the_pointer_and_told_by_all_chips(open_page):
    page = opened(open_page, LIFE)
    digit, said = card(page, "digit")
    expect(said).to_contain_text("A 3 from the test set. Floating point says 3", timeout=READY_MS)
    assert seen(page) == samples()[0][3].tolist()
    box = page.locator(".al-own-paper").bounding_box()
    way = [(0.32, 0.32), (0.4, 0.2), (0.6, 0.2), (0.66, 0.35), (0.5, 0.6), (0.32, 0.8), (0.7, 0.8)]
    way = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in way]
    page.mouse.move(*way[0])
    page.mouse.down()
    for x, y in way[1:]:
        page.mouse.move(x, y, steps=5)
    page.mouse.up()
    expect(said).to_contain_text("Your drawing. Floating point says 2")
    expect(said).to_contain_text(re.compile(r"\d of 9 chips say 2.* 25 s after programming"))
    page.locator(".al-bar").focus()
    page.keyboard.press("End")
    digit.scroll_into_view_if_needed()  # a card that nobody sees asks for nothing
    expect(said).to_contain_text("1 y after programming")
    digit.get_by_role("button", name="Wipe").click()
    expect(said).to_contain_text("Blank paper")


def test_a_digit_is_drawn_with_keys_alone_and_a_sample_is_picked(open_page):
    page = opened(open_page, LIFE)
    digit, said = card(page, "digit")
    digit.get_by_role("button", name="a 7 from the test set").click()
    expect(said).to_contain_text("A 7 from the test set. Floating point says 7")
    page.locator(".al-own-pad").focus()
    for _ in range(9):
        page.keyboard.press("ArrowUp")
    for _ in range(18):
        page.keyboard.press("Shift+ArrowDown")
    expect(said).to_contain_text("Your drawing. Floating point says 1")
    assert page.locator(".al-bar").get_attribute("aria-valuenow") == "0", "the player has not heard the arrows"
    one, at = seen(page), page.locator(".al-own-seen")
    page.keyboard.press("Delete")
    expect(said).to_contain_text("Blank paper")
    for key in ("ArrowUp",) * 18 + ("Shift+ArrowDown",) * 18:
        page.keyboard.press(key)
    expect(at).to_have_attribute("aria-label", re.compile(re.escape(" ".join(map(str, one[:8])))))
    assert seen(page) == one, "nothing of the 7 was under the line"


def test_a_picture_is_read_dark_on_light_and_refused_when_it_is_none(open_page):
    page = opened(open_page, LIFE)
    _, said = card(page, "digit")
    expect(said).to_contain_text("A 3 from", timeout=READY_MS)
    image, file = Image.new("L", (300, 200), 235), io.BytesIO()
    ImageDraw.Draw(image).ellipse((110, 30, 190, 170), outline=30, width=22)
    image.save(file, "PNG")
    pick = page.locator("input[data-own=digit]")
    pick.set_input_files({"name": "zero.png", "mimeType": "image/png", "buffer": file.getvalue()})
    expect(said).to_contain_text("zero.png. Floating point says 0")
    pick.set_input_files({"name": "no.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(said).to_contain_text("no.png is no picture that this browser can read")


def test_a_network_is_refused_with_a_reason_or_programmed_and_given_back(open_page):
    page = opened(open_page, LIFE)
    model, said = card(page, "model")
    pick = page.locator("input[data-own=model]")
    pick.set_input_files({"name": "run.pt", "mimeType": "", "buffer": b"import os"})
    expect(said).to_contain_text("Not taken: it is no zip archive: expected a state dict")
    pick.set_input_files({"name": "large.pt", "mimeType": "", "buffer": b"x" * 5_100_000})
    expect(said).to_contain_text("large.pt has 5.1 MB; files of up to 5 MB are read.")
    torch.manual_seed(0)
    file = io.BytesIO()
    torch.save(torch.nn.Linear(64, 10).state_dict(), file)
    pick.set_input_files({"name": "mine.pt", "mimeType": "", "buffer": file.getvalue()})
    expect(said).to_contain_text("The chips hold mine.pt now, 64-10:", timeout=READY_MS)
    model.get_by_role("button", name="Back to the built-in network").click()
    expect(said).to_contain_text("The chips hold the built-in network again.")


def test_a_cell_is_fitted_from_the_example_and_readings_are_refused(open_page):
    page = opened(open_page, CELLS)
    device, said = card(page, "device")
    device.get_by_role("button", name="Try an example").click()
    expect(said).to_contain_text("step laws are being fitted")
    expect(said).to_contain_text("best law soft bounds", timeout=READY_MS)
    expect(device.get_by_role("row").first).to_contain_text("step_up")
    expect(device.locator(".al-own-plot[data-ready]")).to_have_attribute("aria-label", re.compile("481 readings"))
    csv = {"name": "two.csv", "mimeType": "text/csv", "buffer": b"g_us\n1\n2\n"}
    page.locator("input[data-own=device]").set_input_files(csv)
    expect(said).to_contain_text("Not taken: 2 readings are too few", timeout=READY_MS)


def drag(page, kind, name, data, to="drop"):
    """Drag a file over a card of a kind, and drop it there unless ``to`` says otherwise."""
    handed = page.evaluate_handle(
        "([name, data]) => { const held = new DataTransfer();"
        " held.items.add(new File([new Uint8Array(data)], name)); return held; }",
        [name, list(data)],
    )
    for event in ("dragover", to):
        page.locator(f"[data-own-card={kind}]").dispatch_event(event, {"dataTransfer": handed})


def test_a_file_may_be_dropped_on_its_card_and_is_refused_as_a_picked_one(open_page):
    page = opened(open_page, LIFE)
    digit, said = card(page, "digit")
    expect(said).to_contain_text("A 3 from", timeout=READY_MS)
    drag(page, "digit", "no.png", b"no picture", to="dragover")
    expect(digit).to_have_attribute("data-drop", "")
    drag(page, "digit", "no.png", b"no picture", to="dragleave")
    expect(digit).not_to_have_attribute("data-drop", "")
    drag(page, "digit", "no.png", b"no picture")
    expect(said).to_contain_text("no.png is no picture that this browser can read")
    expect(digit).not_to_have_attribute("data-drop", "")
    image, file = Image.new("L", (300, 200), 235), io.BytesIO()
    ImageDraw.Draw(image).ellipse((110, 30, 190, 170), outline=30, width=22)
    image.save(file, "PNG")
    drag(page, "digit", "zero.png", file.getvalue())
    expect(said).to_contain_text("zero.png. Floating point says 0")
    _, said = card(page, "model")
    drag(page, "model", "run.pt", b"import os")
    expect(said).to_contain_text("Not taken: it is no zip archive: expected a state dict")
    page = opened(open_page, CELLS)
    _, said = card(page, "device")
    drag(page, "device", "two.csv", b"g_us\n1\n2\n")
    expect(said).to_contain_text("Not taken: 2 readings are too few", timeout=READY_MS)


def test_points_are_set_by_pointer_and_keys_and_both_networks_learn_them(open_page):
    page = opened(open_page, PLANE)
    page.get_by_role("button", name="Skip").click()
    page.get_by_text("your own", exact=True).click()
    expect(page.locator(".al-formula")).to_contain_text("each class needs a point")
    pad = page.locator(".al-plane-pad")
    box = pad.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.15, box["y"] + box["height"] * 0.35)
    page.locator("label[data-tool='1']").click()
    pad.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    tip = page.locator(".al-scene .al-tip")
    expect(tip).to_contain_text(re.compile(r"\(0.05, −0.05\): floating point [+−]0.\d\d, in memory [+−]0.\d\d"))
    expect(page.locator(".al-formula")).to_contain_text(" / 2 = ")
    page.get_by_role("button", name="Start").click()
    page.locator(".analog-lab[data-state=done]").wait_for(timeout=READY_MS)
    expect(page.locator(".al-formula")).to_contain_text("2 / 2 = 100.0 %")
    pad.focus()
    page.keyboard.press("ArrowRight")
    expect(tip).to_contain_text(re.compile(r"\(0.00, 0.00\): floating point \+(0.[5-9]|1)"))
    page.locator(".al-plane-foot").get_by_role("button", name="Clear").click()
    expect(page.locator(".al-formula")).to_contain_text("each class needs a point")
