"""``analog-lab doctor``: what a report of a problem needs, in a few lines."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from .. import __version__
from .notebooks import notebooks_dir
from .parser import Parser

PACKAGES = ("numpy", "numba", "torch", "ipywidgets", "anywidget", "plotly", "voila", "jupyterlab", "ipykernel")


def main(argv: Sequence[str]) -> int:
    """Print versions, processors and where the notebooks are."""
    Parser("analog-lab doctor", description="Print what a report of a problem needs.").parse_args(argv)
    print(f"analog-lab {__version__}, Python {platform.python_version()} on {platform.platform()}")
    print(f"processors: {os.cpu_count()}; notebooks: {notebooks_dir()}")
    print(", ".join(f"{name} {installed(name)}" for name in PACKAGES))
    return 0


def installed(package: str, missing: str = "missing") -> str:
    """Return the version of an installed package, or ``missing``."""
    try:
        return version(package)
    except PackageNotFoundError:
        return missing
