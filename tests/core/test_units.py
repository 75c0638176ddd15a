"""Numbers with units read the same in Python as in the shared list of examples."""

import json
from pathlib import Path

import pytest

from analog_lab.core import quantity

ROWS = json.loads((Path(__file__).parents[1] / "vectors" / "quantity.json").read_text("utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_examples(row):
    assert quantity(row["value"], row["unit"], row["digits"]) == row["text"]
