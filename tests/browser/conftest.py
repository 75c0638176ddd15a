"""Fixtures: the gallery's server, a real browser, and pages that fail the test if they went wrong unseen."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.serving import Server
from tests.browser.watching import Watch

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from find_browser import find_browser  # noqa: E402

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCREEN = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The gallery, started once for the tests of a file; without a second engine that starts while a page is tried."""
    running = Server("--ready", "0")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file (its event loop must not outlive it); every page gets a fresh profile of its own."""
    path = find_browser()
    assert path, "no Chromium or Chrome found: `make test` installs one"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Make watched pages: ``open_page("voila/render/01_commute.ipynb", phone=True, dark=True)``."""
    opened: list[tuple[Page, Watch]] = []

    def make(path: str = "", *, home: str = "", phone: bool = False, dark: bool = False, calm: bool = False) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else SCREEN,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if calm else "no-preference",
        )
        page = context.new_page()
        page.watch = Watch(page, home or server.url)
        opened.append((page, page.watch))
        page.goto((home or server.url) + path)
        return page

    yield make
    for page, _ in opened:
        if not page.is_closed():
            page.goto("about:blank")  # leaving a page ends its engine
        page.context.close()
    for _, watch in opened:
        assert watch.external() == [], "a page asked somebody else"
        assert watch.problems() == [], "a page went wrong"


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A watched page that shows the gallery."""
    return open_page()
