"""The checker by the vectors that it shares with the page, and what a progress file may hold."""

import json
import math
from pathlib import Path

import pytest

from analog_lab.exercises import (
    Choice,
    Mistake,
    Numeric,
    Ranking,
    check,
    describe,
    expected,
    parse_quantity,
    read_progress,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "checks.json").read_text("utf-8"))


@pytest.mark.parametrize("row", VECTORS["parse"], ids=lambda row: row["text"][:20] or "empty")
def test_a_number_as_typed(row):
    if row["value"] is None:
        with pytest.raises((ValueError, OverflowError)):
            parse_quantity(row["text"], row["unit"])
    else:
        assert parse_quantity(row["text"], row["unit"]) == pytest.approx(row["value"], rel=1e-12)


@pytest.mark.parametrize("row", VECTORS["check"], ids=lambda row: f"{row['wanted']['kind']} {row['answer']}")
def test_a_verdict(row):
    verdict = check(row["wanted"], row["answer"])
    assert (verdict.right, verdict.counted) == (row["right"], row["counted"])
    assert row["reason"] is None or verdict.reason == row["reason"]


def test_answers_are_computed_when_they_are_needed_and_once():
    calls = []
    asked = Numeric("x", "?", lambda: calls.append(1) or 2.0, "V", mistakes=(Mistake(lambda: 4.0, "twice"),))
    assert "2.0" not in str(describe(asked)) and calls == []
    assert expected(asked)["value"] == 2.0 and expected(asked)["mistakes"] == [{"value": 4.0, "reason": "twice"}]
    assert calls == [1]


def test_an_engine_that_says_what_cannot_be_chosen_is_an_error():
    with pytest.raises(ValueError, match="not one of the options"):
        expected(Choice("c", "?", ("a", "b"), lambda: "z"))
    with pytest.raises(ValueError, match="not the items"):
        expected(Ranking("r", "?", ("a", "b"), lambda: ("a", "a")))


@pytest.mark.parametrize("kind", ["numeric", "choice", "match", "ranking"])
def test_a_list_in_a_list_is_no_answer(kind):
    ring = []
    ring.append(ring)
    wanted = {"kind": kind, "value": 1.0 if kind == "numeric" else ["a"], "options": ["a"], "unit": ""}
    assert check(wanted, ring).counted is False


def good() -> dict:
    tried = {"one": {"tries": 2, "answer": "2.5 µA", "right": True, "opened": False}}
    said = {"answer": "up", "confidence": "sure", "because": "=1+1", "right": False}
    return {"kind": "analog_lab progress", "format": 1, "labs": {"pulse": {"exercises": tried, "prediction": said}}}


def test_a_progress_file_comes_back(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(good()), "utf-8")
    assert read_progress(tmp_path / "a.json").labs == good()["labs"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(kind="x"), "no progress"),
        (lambda d: d.update(format=9), "format is 9"),
        (lambda d: d.update(labs=[]), "labs"),
        (lambda d: d["labs"]["pulse"].update(name="Ann"), "holds more"),
        (lambda d: d["labs"]["pulse"]["exercises"]["one"].update(mail="a@b"), "mail"),
        (lambda d: d["labs"]["pulse"]["exercises"]["one"].update(tries="2"), "tries is str"),
        (lambda d: d["labs"]["pulse"]["exercises"]["one"].update(answer="9" * 5000), "too long"),
        (lambda d: d["labs"]["pulse"].update(prediction=3), "no entry"),
    ],
)
def test_what_no_page_has_written_is_refused(change, said, tmp_path):
    data = good()
    change(data)
    (tmp_path / "a.json").write_text(json.dumps(data), "utf-8")
    with pytest.raises(ValueError, match=said):
        read_progress(tmp_path / "a.json")


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"[" * 100_000, b" " * 2_000_000])
def test_what_is_no_json_is_refused(raw, tmp_path):
    (tmp_path / "a.json").write_bytes(raw)
    with pytest.raises(ValueError, match="JSON|bytes"):
        read_progress(tmp_path / "a.json")


def test_no_text_is_ever_evaluated():
    for text in ("__import__('os').system('true')", "1+1", "2**3", "[1]", "(5)", "5;", "5#", "1_000"):
        with pytest.raises(ValueError):
            parse_quantity(text)
    assert math.isfinite(parse_quantity("9" * 50))
