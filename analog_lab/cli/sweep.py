"""``analog-lab sweep``: one experiment at every point of a grid, into a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..core import find
from ..experiments import EXPERIMENTS, experiment, sweep
from .parser import Parser, complain


def main(argv: Sequence[str]) -> int:
    """Run the grid, or what is missing of it in the table; the exit code is 1 if a point failed."""
    parser = Parser("analog-lab sweep", description="Run one experiment at every point of a grid.")
    parser.add_argument("experiment", metavar="EXPERIMENT", help=", ".join(EXPERIMENTS))
    parser.add_argument("--set", action="append", default=[], metavar="KNOB=V1,V2,…", help="values; repeatable")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="seeds 0 to N - 1 at every point")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes; -1 for all cores")
    parser.add_argument("--out", type=Path, default=Path("sweep.csv"), metavar="FILE", help="the table, gone on with")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, such as tcp://localhost:8786")
    parser.add_argument("--retry", action="store_true", help="run points that failed again")
    args = parser.parse_args(argv)
    try:
        spec_type, grid = experiment(args.experiment).spec_type, {}
        for text in args.set:
            name, equals, values = text.partition("=")
            if not equals:
                raise ValueError(f"--set {text!r} is not of the form knob=value,value")
            grid[name] = [find(spec_type, name).parse(value) for value in values.split(",")]
        rows = sweep(args.experiment, grid, args.seeds, args.jobs, args.out, args.scheduler, retry=args.retry)
    except (ValueError, OSError, ModuleNotFoundError) as error:
        return complain(error)
    failed = sum(bool(row["error"]) for row in rows)
    print(f"{len(rows)} rows in {args.out}, {failed} with an error")
    return int(failed > 0)
