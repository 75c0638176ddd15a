"""Find the command that was asked for and hand it the rest of the line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from .. import __version__
from .parser import complain

COMMANDS = {
    "gallery": "open the labs in a browser (what analog-lab does without a command)",
    "run": "run one experiment and save its trace",
    "sweep": "run one experiment at every point of a grid, into a table",
    "export": "write a lab as one HTML file that plays without a network",
    "fit": "make a cell from a measured pulse response",
    "grade": "put the progress files of a class into one table",
    "bench": "measure the engine on this machine",
    "validate": "reproduce published and derived results, and say how well",
    "warm": "compile the kernels now, so that the first pulse is quick",
    "doctor": "print what a report of a problem needs",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``analog-lab``; return the exit code (0, or 2 for a wrong name or value)."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args[:1] == ["--version"]:
        print(f"analog-lab {__version__}")
        return 0
    if args and args[0] in ("-h", "--help"):
        print(_help())
        return 0
    if args and not args[0].startswith("-"):
        name = args.pop(0)
        if name not in COMMANDS:
            return complain(f"no command {name!r}: choose from {', '.join(COMMANDS)}")
    else:
        name = "gallery"
    return int(import_module(f".{name}", __package__).main(args) or 0)


def _help() -> str:
    rows = "\n".join(f"  {name:<9} {text}" for name, text in COMMANDS.items())
    return (
        "usage: analog-lab [COMMAND] [OPTIONS]\n\n"
        f"commands:\n{rows}\n\n"
        "analog-lab COMMAND --help lists the options of one command; analog-lab --version prints the version."
    )
