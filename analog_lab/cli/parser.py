"""What all commands share: a parser whose complaint is one line, and exit code 2 for what a user mistyped."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

USAGE_ERROR = 2


def complain(message: object) -> int:
    """Print one line on the error stream and return the exit code for a wrong name or value."""
    print(f"analog-lab: {' '.join(str(message).split())}", file=sys.stderr)
    return USAGE_ERROR


class Parser(argparse.ArgumentParser):
    """An argument parser that answers a mistake with one line that names it and the valid options."""

    def error(self, message: str) -> NoReturn:
        if message.startswith("unrecognized"):
            options = [s for action in self._actions for s in action.option_strings if s.startswith("--")]
            message = f"{message}: choose from {', '.join(sorted(options))}"
        raise SystemExit(complain(message))
