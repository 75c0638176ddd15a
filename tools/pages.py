"""What the pages of the labs cost on this machine: until they answer, over the wire, per frame, per move of a slider.

``python tools/pages.py [LAB ...]`` prints one row a lab, as Markdown; run it while nothing else runs. Medians, with
the 95th percentile behind a stroke. Frames are counted with the processor as it is and throttled four times.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from find_browser import find_browser  # noqa: E402

from analog_lab.labs.catalog import LABS  # noqa: E402
from tests.browser.serving import Server  # noqa: E402
from tests.browser.toll import Toll  # noqa: E402

VISITS, MOVES = 3, 20
ANSWER_MS, PLAY_MS, NEXT_ENGINE_MS = 900, 4000, 9000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
HEAD = "| lab | answers after (s) | chart after (s) | first visit (MB) | again (MB) | slider → picture (ms) "
HEAD += "| script a frame (ms) | frames/s | script at ¼ (ms) | frames/s at ¼ |"
WATCH = """
const seen = window.seen = { on: false, last: 0, spent: 0, stamp: 0 };
for (const list of ["script", "gaps", "keys", "ends", "said"]) seen[list] = [];
const real = window.requestAnimationFrame.bind(window), Socket = window.WebSocket;
window.requestAnimationFrame = (run) => real((t) => {
  const began = performance.now();
  run(t);
  const ended = performance.now();
  if (t !== seen.stamp) {
    if (seen.on && seen.spent) seen.script.push(seen.spent);
    [seen.stamp, seen.spent] = [t, 0];
  }
  seen.spent += ended - began;
  seen.ends.push(ended);
});
const tick = (t) => { if (seen.on && seen.last) seen.gaps.push(t - seen.last); seen.last = t; real(tick); };
real(tick);
window.WebSocket = class extends Socket {
  constructor(...how) {
    super(...how);
    this.addEventListener("message", ({ data }) => seen.said.push([performance.now(), data.byteLength ?? data.length]));
  }
};
document.addEventListener("keydown", () => seen.keys.push(performance.now()), true);
new MutationObserver(() => {
  seen.lab ??= document.querySelector(".analog-lab[data-ready][data-state=ready]") ? performance.now() : undefined;
  seen.chart ??= document.querySelector(".al-plot[data-ready]") ? performance.now() : undefined;
}).observe(document, { subtree: true, childList: true, attributes: true });
"""


def spread(values: list[float], digits: int = 0) -> str:
    """Return median / 95th percentile."""
    if not values:
        return "–"
    v = sorted(values)
    return " / ".join(f"{v[min(len(v) - 1, int(p * len(v)))]:.{digits}f}" for p in (0.5, 0.95))


def opened(browser: Browser, address: str) -> Page:
    """Return the page of a lab, ready, in a profile of its own."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    page.locator(".analog-lab[data-ready][data-state=ready]").wait_for(timeout=60_000)
    page.wait_for_timeout(4000)
    return page


def closed(page: Page) -> None:
    """Leave the page and wait until the next engine stands ready."""
    page.goto("about:blank")
    page.wait_for_timeout(NEXT_ENGINE_MS)
    page.context.close()


def moves(page: Page) -> list[float]:
    """Return the times from a key on the first slider to the picture of the engine's answer, in ms."""
    slider = page.locator(".al-controls input[type=range]:visible")
    if not slider.count():
        return []
    slider.first.focus()
    times = []
    for k in range(MOVES):
        page.evaluate("() => { seen.keys = []; seen.ends = []; seen.said = []; }")
        page.keyboard.press("ArrowLeft" if k % 2 else "ArrowRight")
        page.wait_for_timeout(ANSWER_MS)
        now: Any = page.evaluate("() => seen")
        answers = [t for t, size in now["said"] if size > 900 and t > now["keys"][0]]
        drawn = [t for t in now["ends"] if t > (answers[0] if answers else now["keys"][0])]
        times += [drawn[0] - now["keys"][0]] if drawn else []
    return times


def frames(page: Page, slower: int) -> tuple[str, str]:
    """Return script time a frame, and frames a second, of a picture that plays."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Home")
    page.wait_for_timeout(300)
    page.locator(".al-player .al-play").click()
    page.evaluate("() => { seen.script = []; seen.gaps = []; seen.on = true; }")
    page.wait_for_timeout(PLAY_MS)
    now: Any = page.evaluate("() => { seen.on = false; return seen; }")
    if page.locator(".al-player .al-play").inner_text().strip() == "Pause":
        page.locator(".al-player .al-play").click()
    return spread(now["script"], 1), f"{1000 * len(now['gaps']) / sum(now['gaps']):.0f}"


def row(browser: Browser, notebook: str) -> str:
    """Measure one lab."""
    server = Server()
    answers, charts = [], []
    for _ in range(VISITS):
        page = opened(browser, f"{server.url}voila/render/{notebook}")
        at: Any = page.evaluate("() => seen")
        answers.append(at["lab"] / 1000)
        charts += [at["chart"] / 1000] if at.get("chart") else []
        closed(page)
    with Toll(server.url) as toll:
        page = opened(browser, f"{toll.url}voila/render/{notebook}")
        first = toll.carried
        page.reload()
        page.locator(".analog-lab[data-ready][data-state=ready]").wait_for(timeout=60_000)
        page.wait_for_timeout(4000)
        again = toll.carried - first
        cells = [spread(answers, 1), spread(charts, 1), f"{first / 1e6:.2f}", f"{again / 1e6:.2f}", spread(moves(page))]
        cells += [*frames(page, 1), *frames(page, 4)]
        closed(page)
    server.stop()
    return f"| {Path(notebook).stem} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    wanted = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        print(HEAD + "\n|" + "---|" * HEAD.count(" |"), flush=True)
        for lab in LABS:
            if not wanted or any(name in lab.notebook for name in wanted):
                print(row(browser, lab.notebook), flush=True)
        browser.close()
