"""``analog-lab validate``: reproduce published and derived results, and say how well."""

from __future__ import annotations

from collections.abc import Sequence

from .parser import Parser, complain


def main(argv: Sequence[str]) -> int:
    """Run the rows asked for and print each with its findings; the exit code is 1 if one of them failed."""
    parser = Parser("analog-lab validate", description="Reproduce published and derived results.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only these (all if none is named)")
    args = parser.parse_args(argv)
    from ..validation import ROWS, validate

    known = [row.name for row in ROWS]
    for name in args.rows:
        if name not in known:
            return complain(f"no row {name!r}: choose from {', '.join(known)}")
    failed = 0
    for name in args.rows or known:
        (result,) = validate([name])
        print(result, flush=True)
        failed += not result.passed
    print(f"{len(args.rows or known) - failed} passed, {failed} failed")
    return int(failed > 0)
