"""A kept run beside the present one, drawings that are vectors, and films that play, in a real browser."""

import base64
import io
import json

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import expect

from analog_lab.labs import LABS, pulse
from analog_lab.widgets.export import page_html

PATHS = {lab.id: f"voila/render/{lab.notebook}" for lab in LABS}
RASTER = {"plane": 2}  # labs whose drawing may hold bitmaps, and how many: a smooth map is one
CLOSE = 1.0  # mean difference of two renderings, of 255: letters are smoothed a little otherwise
PLAY = """async ([data, at]) => {
  const video = document.createElement("video"), canvas = document.createElement("canvas");
  video.muted = true;
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  video.src = URL.createObjectURL(new Blob([bytes], { type: "video/webm" }));
  await new Promise((done, failed) => {
    video.onloadeddata = done;
    video.onerror = () => failed(video.error.message);
  });
  video.currentTime = 1e6;
  await new Promise((done) => (video.onseeked = done));
  const length = video.currentTime, shots = [];
  for (const share of at) {
    video.currentTime = share * length;
    await new Promise((done) => (video.onseeked = done));
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d").drawImage(video, 0, 0);
    shots.push(canvas.toDataURL());
  }
  return [length, video.videoWidth, video.videoHeight, shots];
}"""


def ready(page):
    page.locator(".analog-lab[data-ready][data-state=ready]").wait_for(timeout=60_000)
    skip = page.get_by_role("button", name="Skip")
    if skip.count():
        skip.click()
    return page


def made(page, row, name):
    with page.expect_download(timeout=120_000) as download:
        rows = page.locator("dialog.al-export .al-row")
        rows.nth(row).get_by_role("button", name=name, exact=True).click()
    return download.value.path().read_bytes()


EVERY_TIME = ("commute", "memory", "mvm")  # a scene of canvases, a flat one, and one of layers; the others take minutes


@pytest.mark.parametrize(
    "lab", [lab if lab in EVERY_TIME else pytest.param(lab, marks=pytest.mark.long) for lab in sorted(PATHS)]
)
def test_a_scene_is_exported_as_shapes_and_words_that_look_the_same(lab, open_page, browser):
    page = ready(open_page(PATHS[lab], calm=True))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Export", exact=True).click()
    for k in range(page.locator(".al-main > .al-scene-card").count()):
        image = Image.open(io.BytesIO(made(page, 1 + k, "PNG"))).convert("RGB")
        svg = made(page, 1 + k, "SVG").decode()
        assert svg.count("<text") > 2 and svg.count("<path") + svg.count("<rect") > 5
        assert svg.count("<image") <= RASTER.get(lab, 0) and "analog_lab" in svg and "<desc>" in svg
        context = browser.new_context(viewport={"width": image.width, "height": image.height})
        shown = context.new_page()
        shown.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{svg}")
        drawn = Image.open(io.BytesIO(shown.screenshot())).convert("RGB")
        context.close()
        assert sum(ImageStat.Stat(ImageChops.difference(image, drawn)).mean) / 3 < CLOSE
        assert len(image.getcolors(1 << 20)) > 8, "something is drawn"


def test_the_film_can_be_played_and_moves(open_page):
    page = ready(open_page(PATHS["pulse"]))
    page.get_by_role("button", name="Export", exact=True).click()
    film = base64.b64encode(made(page, 1, "WebM")).decode()
    length, wide, tall, (first, last) = page.evaluate(PLAY, [film, [0.1, 0.9]])
    stage = page.locator(".al-scene canvas[role=img]").first.bounding_box()
    assert 4 < length < 9
    assert abs(wide - stage["width"]) <= 2 and stage["height"] < tall < stage["height"] + 60
    assert first != last


def test_a_kept_run_is_seen_beside_the_next_and_forgotten(open_page):
    page = ready(open_page(PATHS["pulse"]))
    page.locator(".al-plot[data-ready]").wait_for(timeout=30_000)
    lines = "document.querySelector('.al-plotly').data.length"
    before = page.evaluate(lines)
    page.keyboard.press("k")
    strip = page.locator(".al-compare")
    expect(strip).to_contain_text("same settings as the kept run")
    page.get_by_role("button", name="Broken").click()
    expect(strip).to_contain_text("asymmetry +0.20 → +0.80", timeout=20_000)
    page.wait_for_function(f"{lines} > {before}")
    assert page.evaluate("document.querySelector('.al-plotly').data.at(-1).line.dash") == "5px,4px"
    page.wait_for_function("document.querySelector('.analog-lab').dataset.stale !== '1'")
    page.keyboard.press("End")
    now, kept = page.locator(".al-scene-card > .al-scene canvas"), page.locator(".al-kept canvas")
    expect(kept).to_be_visible()
    assert now.evaluate("el => el.toDataURL()") != kept.evaluate("el => el.toDataURL()")
    still = kept.evaluate("el => el.toDataURL()")
    page.keyboard.press("Home")
    page.wait_for_function("still => document.querySelector('.al-kept canvas').toDataURL() !== still", arg=still)
    page.keyboard.press("x")
    expect(now).to_be_hidden()
    expect(strip.get_by_role("button", name="kept")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Shift+K")
    expect(strip).to_have_count(0)
    expect(kept).to_have_count(0)
    page.wait_for_function(f"{lines} === {before}")


def test_undo_and_redo_stand_beside_reset(open_page):
    page = ready(open_page(PATHS["pulse"]))
    undo, redo = page.get_by_role("button", name="undo (U)"), page.get_by_role("button", name="redo (shift U)")
    expect(undo).to_be_disabled()
    page.get_by_role("button", name="Broken").click()
    undo.click()
    expect(page.get_by_role("button", name="Typical")).to_have_attribute("aria-pressed", "true")
    expect(undo).to_be_disabled()
    redo.click()
    expect(page.get_by_role("button", name="Broken")).to_have_attribute("aria-pressed", "true")
    expect(redo).to_be_disabled()


def test_runs_are_kept_in_a_file_without_a_kernel(browser, tmp_path):
    path = tmp_path / "lab.html"
    path.write_text(page_html(pulse.show("")), "utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_offline(True)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(path.as_uri())
    ready(page).keyboard.press("k")
    page.get_by_role("button", name="Broken").click()
    expect(page.locator(".al-compare")).to_contain_text("asymmetry +0.20 → +0.80")
    expect(page.locator(".al-kept canvas")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export", exact=True).click()
        page.locator("dialog.al-export").get_by_role("button", name="JSON").click()
    assert json.loads(download.value.path().read_text("utf-8"))["values"]["up_down"] == 0.8
    assert wrong == []
    context.close()
