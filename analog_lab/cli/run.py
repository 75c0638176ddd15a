"""``analog-lab run``: one experiment from the command line to a file."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from ..core import Spec, find
from ..experiments import EXPERIMENTS, experiment, record, save
from .parser import Parser, complain


def main(argv: Sequence[str]) -> int:
    """Record the named experiment with the knobs given, save it if asked to, and print one line about it."""
    parser = Parser("analog-lab run", description="Run one experiment and save its trace.")
    parser.add_argument("experiment", nargs="?", metavar="EXPERIMENT", help=", ".join(EXPERIMENTS))
    parser.add_argument("--set", action="append", default=[], metavar="KNOB=VALUE", help="change one knob; repeatable")
    parser.add_argument("--out", type=Path, metavar="FILE.npz", help="write the trace here")
    args = parser.parse_args(argv)
    try:
        if args.experiment is None:
            raise ValueError(f"no experiment given: choose from {', '.join(EXPERIMENTS)}")
        spec = build(experiment(args.experiment).spec_type, args.set)
        if args.out is not None and args.out.is_dir():
            raise ValueError(f"--out {args.out} is a folder; name a file in it")
        if args.out is not None and not args.out.parent.is_dir():
            raise ValueError(f"--out {args.out}: there is no folder {args.out.parent}")
    except ValueError as error:
        return complain(error)
    start = time.perf_counter()
    trace = record(spec)
    line = f"{args.experiment}: {len(trace)} frames in {time.perf_counter() - start:.1f} s"
    if args.out is not None:
        try:
            path = save(trace, args.out)
        except OSError as error:
            return complain(f"--out {args.out}: {error.strerror or error}")
        line += f", saved to {path} ({path.stat().st_size / 1000:.0f} kB)"
    print(line)
    return 0


def build(spec_type: type[Spec], settings: Sequence[str]) -> Spec:
    """Make a spec from ``knob=value`` texts; a wrong name or value raises ``ValueError``."""
    values = {}
    for text in settings:
        name, equals, value = text.partition("=")
        if not equals:
            raise ValueError(f"--set {text!r} is not of the form knob=value")
        values[name] = find(spec_type, name).parse(value)
    return spec_type(**values)
