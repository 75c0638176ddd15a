"""One ES module out of many: the page's scripts are small files, and a widget carries one string."""

from __future__ import annotations

import functools
import re
from pathlib import Path

STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r'^import\s*\{[^}]*\}\s*from\s*"\./([\w.-]+)";[ \t]*\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)
_REMARK = re.compile(r"^ *//.*\n", re.MULTILINE)
_NAME = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) ([\w$]+)", re.MULTILINE)


def _ordered(folder: Path, entry: str) -> list[str]:
    """Return the files that ``entry`` needs, each after the files it imports itself."""
    order: list[str] = []
    open_files: list[str] = []

    def visit(name: str) -> None:
        if name in open_files:
            way = " and ".join(open_files[open_files.index(name) + 1 :])
            raise ValueError(f"{name} imports itself by way of {way}")
        if name in order:
            return
        path = folder / name
        if not path.is_file():
            raise ValueError(f"{open_files[-1] if open_files else 'the bundle'} imports {name}, which does not exist")
        open_files.append(name)
        for needed in _IMPORT.findall(path.read_text("utf-8")):
            visit(needed)
        open_files.pop()
        order.append(name)

    visit(entry)
    return order


def concatenate(folder: Path, entry: str) -> str:
    """Join ``entry`` and what it imports into one module.

    Imports between the files, the word ``export`` and lines of remarks are taken out, so all files share one scope.

    Raises
    ------
    ValueError
        A file is missing, files import each other in a circle, or two files declare the same top-level name.
    """
    parts: list[str] = []
    owner: dict[str, str] = {}
    for name in _ordered(folder, entry):
        text = (folder / name).read_text("utf-8")
        for word in _NAME.findall(text):
            if word in owner:
                raise ValueError(f"{word} is declared in {owner[word]} and in {name}: top-level names are shared")
            owner[word] = name
        parts.append(f"// {name}\n" + _EXPORT.sub("", _REMARK.sub("", _IMPORT.sub("", text))))
    return "\n".join(parts)


@functools.cache
def script() -> str:
    """Return the script of a lab's page, read once per process."""
    return concatenate(STATIC, "lab.js")


@functools.cache
def style() -> str:
    """Return the style sheet of a lab's page, the theme before the parts, read once per process."""
    parts = sorted(path for path in STATIC.glob("*.css") if path.name != "theme.css")
    return "\n".join(path.read_text("utf-8") for path in (STATIC / "theme.css", *parts))
