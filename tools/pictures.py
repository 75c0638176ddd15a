"""Take the pictures of the gallery and of the README from the real pages, driven as a visitor drives them.

Run by ``make pictures`` after a change that shows.
"""

from __future__ import annotations

import base64
import io
import json
import signal
import subprocess
import sys
from pathlib import Path

from find_browser import find_browser
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from analog_lab.labs import LABS, Lab

ROOT = Path(__file__).parents[1]
SCREEN = {"width": 1280, "height": 720}
CARD = (640, 480)
SCENE = (20, 58, 668, 544)  # the scene's card, 4 : 3
BOTH_MACHINES = ((20, 60, 634, 290), (646, 60, 1260, 290))  # one over the other
NARROW = {"width": 1280, "height": 790}
CELL = (20, 58, 452, 382)
# The screen, the part of it that is the picture, and how finely it is drawn.
LOW = {"width": 1280, "height": 606}  # the scene's card is 4 : 3
SHOTS = {"commute": ({"width": 1280, "height": 590}, BOTH_MACHINES, 2), "cells": (NARROW, CELL, 2)}


def until(page: Page, position: int) -> None:
    """Let the player run to a position, and stop there."""
    reached = "to => Number(document.querySelector('.al-bar').getAttribute('aria-valuenow')) >= to"
    page.wait_for_function(reached, arg=position, timeout=120_000)
    page.get_by_role("button", name="Pause", exact=True).click()


def commute(page: Page) -> None:
    """Half way: weights on the bus, activations in the crossbar."""
    page.get_by_role("button", name="Skip").click()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Play").click()
    until(page, 30)


def pulse(page: Page) -> None:
    """A prediction given, the traces under way."""
    page.get_by_role("button", name="a third towards the top").click()
    page.get_by_role("button", name="Lock and run").click()
    until(page, 100)


def learning(page: Page) -> None:
    """An accuracy above nine in ten, still climbing."""
    page.get_by_role("button", name="Start").click()
    good = "() => parseFloat(document.querySelector('.al-formula').innerText.match(/([\\d.]+) %/)?.[1] ?? 0) > 91"
    page.wait_for_function(good, timeout=60_000)
    page.get_by_role("button", name="Pause").click()
    page.locator(".analog-lab[data-state=paused]").wait_for()


def cells(page: Page) -> None:
    """On the way up, the cells in many states; the numbers below them wait for the prediction, which is not given."""
    page.get_by_role("button", name="Play").click()
    until(page, 60)
    page.keyboard.press("ArrowLeft")


def life(page: Page) -> None:
    """After a day or so."""
    page.get_by_role("button", name="Skip").click()
    for _ in range(14):
        page.keyboard.press("ArrowRight")


def memory(page: Page) -> None:
    """Half written."""
    page.get_by_role("button", name="Skip").click()
    for _ in range(7):
        page.keyboard.press("ArrowRight")


def mvm(page: Page) -> None:
    """A typical array with its currents."""
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Typical").click()
    page.locator(".al-scene-card h2 small", has_text="8 × 8").wait_for()
    page.keyboard.press("End")


def pairs(page: Page) -> None:
    """A negative weight, raised a little."""
    page.get_by_role("button", name="Skip").click()
    for _ in range(6):
        page.keyboard.press("ArrowRight")


def edge(page: Page) -> None:
    """Five bits and some noise."""
    page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Typical").click()
    page.keyboard.press("End")


def floorplan(page: Page) -> None:
    """The tiles filled, the first input on its way."""
    page.get_by_role("button", name="Skip").click()
    for _ in range(9):
        page.keyboard.press("ArrowRight")


def backprop(page: Page) -> None:
    """On the way forward, for the way back is what the page asks: the second tile is read, its inputs parked."""
    page.get_by_role("button", name="Skip").click()
    bar = page.locator(".al-bar")
    for now, key in enumerate(("Home", *["ArrowRight"] * 3)):
        bar.press(key)
        page.wait_for_function("n => document.querySelector('.al-bar').ariaValueNow === String(n)", arg=now)


def plane(page: Page) -> None:
    """A ring that both networks have found."""
    page.get_by_role("button", name="Skip").click()
    page.get_by_text("circles", exact=True).click()
    page.locator(".analog-lab[data-state=ready]").wait_for()
    page.get_by_role("button", name="Start").click()
    page.locator(".analog-lab[data-state=done]").wait_for(timeout=60_000)
    page.get_by_role("button", name="dismiss").click()


STAGES = {
    stage.__name__: stage
    for stage in (commute, memory, mvm, pairs, edge, floorplan, life, backprop, pulse, cells, learning, plane)
}


def shoot(page: Page) -> Image.Image:
    """Return what is on screen, without a focus ring."""
    page.evaluate("document.activeElement?.blur()")
    return Image.open(io.BytesIO(page.screenshot()))


def piled(parts: list[Image.Image]) -> Image.Image:
    """Return pictures of one width as one, from the top down."""
    whole = Image.new("RGB", (parts[0].width, sum(part.height for part in parts)))
    for k, part in enumerate(parts):
        whole.paste(part, (0, k * parts[0].height))
    return whole


def save(image: Image.Image, path: Path) -> None:
    """Write a small PNG: a page has few colours, and the rare ones are its scale."""
    path.parent.mkdir(exist_ok=True)
    image.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")


def still(lab: Lab) -> None:
    """Put the lab's picture into the first cell of its notebook, which then reads as a page without a kernel."""
    path = ROOT / "notebooks" / lab.notebook
    notebook = json.loads(path.read_text("utf-8"))
    first, name = notebook["cells"][0], f"{lab.id}.png"
    first["source"] = [f"# {lab.title}\n", f"{lab.question}\n", "\n", f"![{lab.alt}](attachment:{name})"]
    first["attachments"] = {name: {"image/png": base64.b64encode(lab.picture.read_bytes()).decode()}}
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main(names: list[str]) -> None:
    """Take all pictures, or those of the labs named."""
    for lab in LABS:
        if not lab.picture.exists():
            Image.new("RGB", CARD, "white").save(lab.picture)  # the server wants one of each
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "analog_lab", "--no-browser", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        url = next(line.split()[-1] for line in server.stdout or [] if "gallery: http" in line)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"])
            for lab in (lab for lab in LABS if not names or lab.id in names):
                screen, part, fine = SHOTS.get(lab.id, (LOW, SCENE, 1))
                whole = lab.id == "learning"
                page = browser.new_page(viewport=SCREEN if whole else screen, device_scale_factor=fine)
                page.goto(f"{url}voila/render/{lab.notebook}")
                page.locator(".analog-lab[data-ready][data-state=ready]").wait_for(timeout=60_000)
                page.keyboard.press("g")  # no guide in the picture
                STAGES[lab.id](page)
                image = shoot(page)
                if whole:
                    save(image, ROOT / "docs" / "screenshot.png")
                    page.set_viewport_size(LOW)
                    page.evaluate("new Promise((done) => setTimeout(done, 500))")  # drawn anew
                    image = shoot(page)
                boxes = part if type(part[0]) is tuple else (part,)
                scene = piled([image.crop([fine * edge for edge in box]) for box in boxes])
                save(scene.resize(CARD, Image.Resampling.LANCZOS), lab.picture)
                still(lab)
                page.goto("about:blank")
            browser.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


if __name__ == "__main__":
    main(sys.argv[1:])
