"""``analog-lab validate``: reproduce published and derived results, and say how well."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .parser import Parser, complain

if TYPE_CHECKING:
    from ..validation import Result

HEAD = """# Validation

Made by `analog-lab validate{full} --page docs/validation.md` with analog_lab {version}; nothing is set by hand.
Tolerances stand in the code, before the run: those of statistical findings leave a right simulator one chance in
a million to fail, those of learning are the limits that the sources give. Numbers of learning are medians over seeds,
[smallest, largest]; a row passes if each of its findings does.

**published**: a number that somebody printed. **derived**: it follows from an equation. **ours on other data**: a
published claim tried on the handwritten digits that ship here, as its own data or code are not at hand.

{passed} of {rows} rows pass.

| row | claim | kind | verdict | source |
|---|---|---|---|---|
"""


def main(argv: Sequence[str]) -> int:
    """Run the rows asked for and print each with its findings; the exit code is 1 if one of them failed."""
    parser = Parser("analog-lab validate", description="Reproduce published and derived results.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only these (all if none is named)")
    parser.add_argument("--full", action="store_true", help="more seeds for what trains a network: about an hour")
    parser.add_argument("--page", metavar="FILE", help="write what came out as a page of Markdown")
    args = parser.parse_args(argv)
    from ..validation import ROWS, validate

    known = [row.name for row in ROWS]
    for name in args.rows:
        if name not in known:
            return complain(f"no row {name!r}: choose from {', '.join(known)}")
    results = []
    for name in args.rows or known:
        results += validate([name], args.full)
        print(results[-1], flush=True)
    wrong = sum(not (result.right or result.row.note) for result in results)
    print(f"{len(results) - wrong} as they must be, {wrong} not")
    if args.page:
        try:
            Path(args.page).write_text(page(results, args.full), encoding="utf-8")
        except OSError as error:
            return complain(f"{args.page} was not written: {error.strerror}")
    return int(wrong > 0)


def page(results: Sequence[Result], full: bool) -> str:
    """Return the results as Markdown: a table of rows, and below it every finding."""
    from .. import __version__

    right = sum(result.right for result in results)
    head = HEAD.format(full=" --full" * full, version=__version__, passed=right, rows=len(results))
    rows = [
        f"| [{r.row.name}](#{r.row.name}) | {r.row.claim} | {r.row.kind} | {r.verdict} | {r.row.source} |"
        for r in results
    ]
    parts = []
    for r in results:
        found = [f"| {f.what} | {f.ours} | {f.wanted} | {'pass' if f.passed else 'FAIL'} |" for f in r.findings]
        note = ["", r.row.note] if r.row.note else []
        table = ["| finding | ours | expected | verdict |", "|---|---|---|---|", *found]
        parts += ["", f"## {r.row.name}", "", f"{r.row.claim}: {r.verdict}.", *note, "", *table]
    return head + "\n".join([*rows, *parts]) + "\n"
