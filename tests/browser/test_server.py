"""The server and its engines: a clean end, and none left behind by closed pages."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from urllib.request import urlopen

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.serving import Server

PAGE = "voila/render/00_index.ipynb"
SERVER_GONE = (
    "console",
    "ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket is closed|Connection closed before",
)


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_and_every_engine(open_page, sig):
    own = Server("--ready", "0")
    page = open_page(PAGE, home=own.url)
    page.wait_for_selector("a.alg-card")
    page.watch.allowed.append(SERVER_GONE)
    below = own.children()
    assert len(own.kernels()) == 1
    assert own.stop(sig) == 0
    assert not [p for p in below if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def test_a_signal_while_an_engine_starts_leaves_none(server):
    own = Server("--ready", "0")
    with closing(socket.create_connection(own.url.split("/")[2].split(":"))) as half:
        half.sendall(f"GET /{PAGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        half.recv(64)  # the head has come, the engine is on its way
        below = own.children()
        assert own.stop() == 0
    psutil.wait_procs(below, timeout=5)
    assert not [p for p in below if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def test_leaving_a_page_ends_its_engine(open_page):
    own = Server("--ready", "0")
    page = open_page(PAGE, home=own.url)
    page.wait_for_selector("a.alg-card")
    (kernel,) = own.kernels()
    page.goto("about:blank")
    kernel.wait(timeout=10)
    assert own.stop() == 0


def test_an_engine_whose_page_vanished_is_culled_and_an_open_page_keeps_its_own(open_page):
    own = Server("--idle", "4", "--ready", "0")
    stays = open_page(PAGE, home=own.url)
    stays.wait_for_selector("a.alg-card")
    (kept,) = own.kernels()
    vanishes = open_page(PAGE, home=own.url)
    vanishes.wait_for_selector("a.alg-card")
    (lost,) = [kernel for kernel in own.kernels() if kernel.pid != kept.pid]
    vanishes.close()  # as when a laptop is shut: the page cannot say good-bye
    lost.wait(timeout=30)
    assert [kernel.pid for kernel in own.kernels()] == [kept.pid]
    expect(stays.locator("a.alg-card").first).to_be_visible()
    stays.watch.allowed.append(SERVER_GONE)
    assert own.stop() == 0


def test_a_page_takes_the_engine_that_stands_ready_with_its_link_and_another_comes_in_its_place(open_page):
    own = Server("--idle", "2")
    (first,) = started(own, 1)
    page = open_page("voila/render/10_pulse.ipynb?v=1&seed=3", home=own.url)
    expect(page.locator(".al-badge", has_text="seed")).to_have_text("seed 3", timeout=30_000)
    assert first in own.kernels(), "it is the page's now"
    (second,) = set(started(own, 2)) - {first}
    page.goto("about:blank")
    first.wait(timeout=10)
    time.sleep(4)  # engines of closed pages are ended after two seconds, one that stands ready is not
    assert own.kernels() == [second]
    second.suspend()  # one that does not answer is ended, and the page gets another
    last = open_page(PAGE, home=own.url)
    last.wait_for_selector("a.alg-card")
    last.watch.allowed.append(SERVER_GONE)
    below = own.children()
    assert own.stop() == 0
    assert not [p for p in below if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def started(own, n):
    """The engines of a server, once there are ``n``."""
    late = time.monotonic() + 30
    while len(own.kernels()) < n and time.monotonic() < late:
        time.sleep(0.1)
    return own.kernels()


def test_a_taken_port_is_said_and_a_free_one_is_used(server):
    taken = server.url.rstrip("/").rpartition(":")[2]
    process = subprocess.Popen(
        [sys.executable, "-m", "analog_lab", "--no-browser", "--port", taken],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    with process:
        assert process.stdout.readline() == f"analog_lab gallery: port {taken} is taken, using a free one\n"
        address = process.stdout.readline().split()[-1]
        assert address != server.url
        with urlopen(address) as answer:
            assert b"analog" in answer.read()
        process.send_signal(signal.SIGINT)
    assert process.returncode == 0


def test_the_page_is_there_before_its_engine(server):
    host, port = server.url.split("/")[2].split(":")
    with closing(socket.create_connection((host, port))) as line:
        line.sendall(f"GET /voila/render/01_commute.ipynb HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        first = b""
        while b'id="rendered_cells"' not in first:
            first += line.recv(65536)
    text = first.decode(errors="replace")
    assert "The commute" in text
    assert "Where do the time and the energy go?" in text
    assert "data:image/png" in text
    assert "jupyter-config-data" not in text, "the engine had started before the skeleton left"


def test_only_the_extensions_a_lab_needs_are_sent(server):
    with urlopen(server.url + PAGE) as answer:
        page = answer.read().decode()
    config = page.split('<script id="jupyter-config-data" type="application/json">')[1].split("</script>")[0]
    config = json.loads(config)
    assert {extension["name"] for extension in config["federated_extensions"]} == {
        "anywidget",
        "@jupyter-widgets/jupyterlab-manager",
        "@voila-dashboards/widgets-manager8",
    }
