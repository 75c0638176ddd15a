"""``analog-lab export``: a lab as one HTML file that plays without a kernel and without a network."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from .parser import Parser, complain


def main(argv: Sequence[str]) -> int:
    """Record the lab and its presets, and write the file."""
    from ..labs import LABS

    names = [lab.id for lab in LABS]
    parser = Parser("analog-lab export", description="Write a lab as one HTML file that plays without a network.")
    parser.add_argument("lab", metavar="LAB", help=", ".join(names))
    parser.add_argument("--query", default="", metavar="LINK", help="the settings, as a link has them after its ?")
    parser.add_argument("--out", type=Path, metavar="FILE", help="by default the lab's name, .html")
    args = parser.parse_args(argv)
    if args.lab not in names:
        return complain(f"no lab {args.lab!r}: choose from {', '.join(names)}")
    from ..widgets.export import page_html

    out = args.out or Path(f"{args.lab}.html")
    try:
        text = page_html(import_module(f"analog_lab.labs.{args.lab}").show(args.query))
        out.write_text(text, encoding="utf-8")
    except (ValueError, OSError) as error:
        return complain(error)
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB")
    return 0
