"""``analog-lab``: open the labs in a browser."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import sys
from collections.abc import Sequence

from .notebooks import notebooks_dir
from .parser import Parser, complain

PORT = 8866
MOST_READY = 100
TAKEN = {errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEACCES", errno.EACCES)}


def main(argv: Sequence[str]) -> int:
    """Serve the gallery until Ctrl-C; return when every kernel has ended."""
    parser = Parser("analog-lab", description="Open the labs in a browser. Ctrl-C ends them.")
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}; a free one is taken if it is in use")
    parser.add_argument("--ip", default="127.0.0.1", help="0.0.0.0 lets the whole network in: there is no password")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--idle", type=int, default=300, metavar="S", help="end a closed page's engine after S seconds")
    parser.add_argument("--ready", type=int, default=1, metavar="N", help="engines that stand ready for the next pages")
    args = parser.parse_args(argv)
    try:
        if not 0 <= args.port <= 65535:
            raise ValueError(f"--port {args.port} is outside 0 … 65535")
        if args.idle < 1:
            raise ValueError(f"--idle {args.idle} is below 1 s")
        if not 0 <= args.ready <= MOST_READY:
            raise ValueError(f"--ready {args.ready} is outside 0 … {MOST_READY}")
        listener = listen(args.port, args.ip)
    except ValueError as error:
        return complain(error)
    from traitlets.config import Config

    from .settings import configure, prepare_environment

    prepare_environment()
    from .server import GalleryServer

    show = not args.no_browser and has_screen()
    server = GalleryServer(notebooks_dir(), listener, configure(Config(), args.idle, charts=True), show, args.ready)
    server.initialize([])
    server.start()
    return 0


def listen(port: int, ip: str) -> socket.socket:
    """Open the port, or a free one if it is taken; an address that is not this machine's raises ``ValueError``."""
    try:
        version = ipaddress.ip_address({"localhost": "127.0.0.1"}.get(ip, ip)).version
    except ValueError:
        raise ValueError(f"--ip {ip!r} is not an address: choose from 127.0.0.1, 0.0.0.0") from None
    family = socket.AF_INET if version == 4 else socket.AF_INET6
    try:
        opened = socket.create_server((ip, port), family=family)
    except OSError as error:
        if error.errno not in TAKEN:
            raise ValueError(f"--ip {ip!r} is not an address of this machine: choose from 127.0.0.1, 0.0.0.0") from None
        print(f"analog_lab gallery: port {port} is taken, using a free one", flush=True)
        opened = socket.create_server((ip, 0), family=family)
    opened.setblocking(False)
    return opened


def has_screen() -> bool:
    """Say whether a browser window can open: without a screen, a text browser would take over the terminal."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
