"""``analog-lab bench``: how fast the engine is on this machine, beside float torch and, where installed, aihwkit."""

from __future__ import annotations

import itertools
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .doctor import installed
from .parser import Parser

PEER = "aihwkit"
STARTS = ("first-pulse", "first-pulse-cached")
WIRES, BATCHES = (64, 128, 256), (1, 8, 64)
SIZED = (*(f"wires-{n}" for n in WIRES), *(f"train-{batch}" for batch in BATCHES), "conv-8", "lstm-8")
NAMES = ("update", "forward", "forward-1", "backward", "slices", *SIZED, "import", *STARTS)
LAWS = ("constant", "linear", "soft", "reference", "exponential", "power", "piecewise")
DEVICE_NAMES = (*(f"{kind}-{law}" for kind in ("update", "dense", "memory") for law in LAWS), *STARTS)
GROUPS = "what to measure: engine (default), the operations of an array and training; devices, every step law"
MISSING = "not compared"


@dataclass(frozen=True)
class Timed:
    """What one row measured: seconds a call of every contender, in the rounds they took turns in."""

    seconds: dict[str, list[float]]

    def median(self, name: str) -> float:
        """Return the median seconds of one contender's call."""
        return statistics.median(self.seconds[name])

    def ratio(self, above: str, below: str) -> tuple[float, float, float]:
        """Return the quartiles (median, lower, upper) of the ratio of two contenders within each round."""
        ratios = [a / b for a, b in zip(self.seconds[above], self.seconds[below], strict=True)]
        return (statistics.median(ratios), *_quartiles(ratios))


def take_turns(contenders: dict[str, Callable[[], object]], rounds: int, block_s: float) -> Timed:
    """Time the contenders in turn, ``rounds`` times, each for about ``block_s`` seconds at a time.

    Whatever slows the machine for a moment meets all of them; the ratio within a round is what to trust.
    """
    calls = {}
    for name, call in contenders.items():
        call()
        start, n = time.perf_counter(), 0
        while time.perf_counter() - start < block_s:
            call()
            n += 1
        calls[name] = max(n, 1)
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            start = time.perf_counter()
            for _ in range(calls[name]):
                call()
            seconds[name].append((time.perf_counter() - start) / calls[name])
    return Timed(seconds)


def over(call: Callable[..., object], *turns: Iterable[Any]) -> Callable[[], object]:
    """Return a function that calls with the next of each list every time, round and round."""
    forever = zip(*map(itertools.cycle, turns), strict=True)
    return lambda: call(*next(forever))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the rows asked for and print them as a table, ratios first."""
    parser = Parser("analog-lab bench", description="Measure the engine on this machine.")
    parser.add_argument("group", nargs="?", choices=("engine", "devices"), default="engine", help=GROUPS)
    parser.add_argument("--quick", action="store_true", help="few and short rounds: a smoke test, not a measurement")
    parser.add_argument(
        "--threads", type=_threads, default=1, metavar="N", help="threads of every contender (default 1)"
    )
    parser.add_argument("--row", action="append", metavar="ROW", help="only this row; may be given again")
    args = parser.parse_args(argv)
    known = DEVICE_NAMES if args.group == "devices" else NAMES
    for name in args.row or ():
        if name not in known:
            parser.error(f"no row {name!r}: choose from {', '.join(known)}")
    import torch

    from ..tile import threads
    from . import bench_devices, bench_rows

    makers = bench_rows.makers() | bench_devices.makers()
    threads.set_limit(args.threads)
    before = torch.get_num_threads()
    torch.set_num_threads(args.threads)
    try:
        print(_conditions(args.threads))
        print(line("row", "time/float", f"{PEER}/ours", "analog_lab", "float", PEER, "unit"))
        for name in (name for name in known if name in (args.row or known)):
            print(makers[name]().text(3 if args.quick else 15, 0.003 if args.quick else 0.1), flush=True)
    finally:
        threads.set_limit(None)
        torch.set_num_threads(before)
    print(
        "Medians of interleaved rounds; in brackets the quartiles. time/float: our time over float's, less is better."
    )
    print(f"{PEER}/ours: its time over ours, more is better. Load average at the end: {_load()}")
    return 0


@dataclass(frozen=True)
class Row:
    """One line of the table: contenders ``analog_lab``, ``float`` and perhaps aihwkit, and how to state their time.

    ``figure`` turns seconds a call into a number in ``unit``. ``remark`` names what was measured.
    """

    name: str
    unit: str
    figure: Callable[[float], float]
    contenders: dict[str, Callable[[], object]]
    remark: str
    peer: str = MISSING

    def text(self, rounds: int, block_s: float) -> str:
        """Measure the row and return its lines."""
        timed = take_turns(self.contenders, rounds, block_s)
        shown = {name: f"{self.figure(timed.median(name)):.3g}" for name in self.contenders}
        ours = _spread(*timed.ratio("analog_lab", "float")) if "float" in shown else "–"
        theirs = _spread(*timed.ratio(PEER, "analog_lab")) if PEER in shown else self.peer
        return self.told(ours, theirs, *(shown.get(name, "–") for name in ("analog_lab", "float", PEER)))

    def told(self, *cells: str) -> str:
        """Return the row's line of the table, and the one that says what was measured."""
        return line(self.name, *cells, self.unit) + f"\n    {self.remark}"


@dataclass(frozen=True)
class Wait(Row):
    """A row that measures itself: each call is one try and returns the seconds it took."""

    def text(self, rounds: int, block_s: float) -> str:
        """Call a third as often as rounds are asked for; return the row's lines."""
        (call,) = self.contenders.values()
        seconds = [float(call()) for _ in range(max(1, rounds // 3))]  # type: ignore[arg-type]
        shown = _spread(*(self.figure(s) for s in (statistics.median(seconds), *_quartiles(seconds))))
        return self.told("–", "–", shown, "–", "–")


def line(name: str, *cells: str) -> str:
    """Return one line of the table."""
    widths = (26, 18, 18, 12, 12, 0)
    return f"{name:<20}" + "".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _spread(middle: float, low: float, high: float) -> str:
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"


def _quartiles(values: list[float]) -> tuple[float, float]:
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def _threads(text: str) -> int:
    cores = os.cpu_count() or 1
    if not text.isdecimal() or not 1 <= int(text) <= cores:
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f"{text!r} is not a whole number in 1 … {cores}")
    return int(text)


def _load() -> str:
    return " ".join(f"{part:.2f}" for part in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"


def _conditions(threads: int) -> str:
    packages = ("analog-lab", "torch", "numpy", "numba", PEER)
    versions = ", ".join(f"{name} {installed(name, MISSING)}" for name in packages)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {threads} thread{'s' * (threads > 1)}"
    return f"Python {platform.python_version()}, {versions}\n{machine}, load average {_load()}"
