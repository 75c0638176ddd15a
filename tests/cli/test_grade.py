"""A class's files into one table: judged by the engine, whatever a file says of itself."""

import csv
import json

import pytest

from analog_lab.cli import export, grade


def progress(**labs):
    return json.dumps({"kind": "analog_lab progress", "format": 1, "labs": labs})


def test_a_class_becomes_a_table(tmp_path, capsys):
    cheat = {"exercises": {"first": {"tries": 1, "answer": "7", "right": True}}}
    good = {
        "exercises": {
            "first": {"tries": 2, "answer": "5e-6 A", "right": True, "opened": True},
            "size": {"tries": 1, "answer": "the same number", "right": True},
            "gone": {"tries": 1, "answer": "1", "right": True},
        },
        "prediction": {"answer": "5", "confidence": "certain", "because": "=HYPERLINK(1)", "right": True},
    }
    (tmp_path / "ann.json").write_text(progress(mvm=good), "utf-8")
    (tmp_path / "bob.json").write_text(progress(mvm=cheat), "utf-8")
    (tmp_path / "notes.txt").write_text("not a file of a page", "utf-8")
    out = tmp_path / "grades.csv"
    assert grade.main([str(tmp_path), "--out", str(out)]) == 0
    with out.open(newline="", encoding="utf-8-sig") as file:
        rows = {(row["file"], row["what"]): row for row in csv.DictReader(file)}
    assert rows["ann.json", "first"]["right"] == "yes" and rows["ann.json", "first"]["solution opened"] == "yes"
    assert rows["bob.json", "first"]["right"] == "no", "the engine judges, not the file"
    assert rows["ann.json", "size"]["right"] == "yes" and rows["ann.json", "gone"]["right"] == "unknown exercise"
    assert rows["ann.json", "prediction"]["because"] == "'=HYPERLINK(1)", "no formula for a spreadsheet"
    said = capsys.readouterr().out
    assert "mvm  first" in said.replace("         ", " ") and "1 of 2 right" in said and "0 files left out" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        (progress(nowhere={}), "no lab 'nowhere'"),
        ('{"kind": "x"}', "no progress"),
        (progress(mvm={"prediction": {"because": "\ud800"}}), "no JSON"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_goes_on(text, said, tmp_path, capsys):
    (tmp_path / "a.json").write_text(text, "utf-8")
    (tmp_path / "b.json").write_text(progress(mvm={"exercises": {"first": {"tries": 1, "answer": "5"}}}), "utf-8")
    out = tmp_path / "grades.csv"
    assert grade.main([str(tmp_path), "--out", str(out)]) == 1
    printed = capsys.readouterr().out
    assert "a.json is left out" in printed and said in printed and "1 of 1 right" in printed


def test_no_folder_and_no_place_are_said(tmp_path, capsys):
    assert grade.main([str(tmp_path / "none")]) == 2
    assert grade.main([str(tmp_path), "--out", str(tmp_path / "none" / "x.csv")]) == 2
    assert "no folder" in (said := capsys.readouterr().err) and "was not written" in said


def test_a_lab_becomes_one_file(tmp_path, capsys):
    out = tmp_path / "pairs.html"
    assert export.main(["pairs", "--query", "w=0.25", "--out", str(out)]) == 0
    text = out.read_text("utf-8")
    assert out.stat().st_size < 5_000_000 and '"w": 0.25' in text and "https://cdn" not in text
    assert export.main(["nothing"]) == 2 and "choose from" in capsys.readouterr().err
