"""Write docs/rules.md from the tables of ``analog-lab sweep rules``: medians over chips, with the smallest and largest.

analog-lab sweep rules --set cell=… --set rule=… --set lr=0.1 --seeds 10 --out rules.csv
python tools/rules_page.py rules.csv own.csv > docs/rules.md
"""

from __future__ import annotations

import csv
import statistics
import sys
from collections import defaultdict

HEAD = """# Every learning rule on every pulsed cell

A network of 64-32-10 learns the 8 × 8 digits, one image at a time, for {epochs} epochs; converters, noise and pulse
trains are the defaults of `Tile`. Test accuracy in per cent on 360 images: the median of {seeds} chips, and in
brackets the smallest and the largest. Floating point reaches 97 to 98.

**Nothing is tuned for a cell.** One learning rate, {lr}, halved after each third of the epochs; transfers of Tiki-Taka
may move a cell by at most 31 steps, choppers flip in one read of 50. A rule that learns poorly here may learn well with
settings of its own: see [validation](validation.md), where rates are chosen on images that are kept back. Six epochs
are short for AGAD, whose reference starts late.

Made from `analog-lab sweep rules --set cell=… --set rule=… --set lr={lr} --seeds {seeds}` by `tools/rules_page.py`.

"""


def main(paths: list[str]) -> None:
    """Print the page."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    rows = []
    for path in paths:
        with open(path, newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    lr = rows[0]["lr"]
    rows = [row for row in rows if row["lr"] == lr]
    for row in rows:
        if row["error"]:
            raise SystemExit(f"a point failed: {row}")
        found[row.get("cell", "cells of its own")][row["rule"]].append(float(row["accuracy"]))
    rules = list(dict.fromkeys(row["rule"] for row in rows if "cell" in row))
    print(HEAD.format(epochs=rows[0]["epoch"], seeds=len({row["seed"] for row in rows}), lr=lr), end="")
    print("| cell |", " | ".join(rules), "|\n|---|" + "---|" * len(rules))
    for cell, by_rule in found.items():
        if cell != "cells of its own":
            print(f"| {cell} |", " | ".join(_said(by_rule[rule]) for rule in rules), "|")
    print("\nRules with cells of their own:\n\n| rule | accuracy |\n|---|---|")
    for rule, values in found["cells of its own"].items():
        print(f"| {rule} | {_said(values)} |")


def _said(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} [{min(values):.0f}, {max(values):.0f}]"


if __name__ == "__main__":
    main(sys.argv[1:])
