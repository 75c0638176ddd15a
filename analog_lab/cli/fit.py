"""``analog-lab fit FILE``: a cell from a measured pulse response."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .parser import Parser, complain


def main(argv: Sequence[str]) -> int:
    """Fit every step law to the file, print the report, and write the picture if asked to."""
    parser = Parser("analog-lab fit", description="Fit every step law to a measured pulse response.")
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="CSV with the column g_us, g_ns, g_s or w, and direction"
    )
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write the picture of the fit, readable without internet"
    )
    args = parser.parse_args(argv)
    from ..devices import fit_device

    try:
        report = fit_device(args.file)
        print(report)
        if args.html:
            from ..figures.fit import figure

            figure(report).write_html(args.html, include_plotlyjs=True)
            print(f"written to {args.html}")
    except (OSError, ValueError) as error:
        return complain(error)
    return 0
