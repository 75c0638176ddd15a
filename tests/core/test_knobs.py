"""Knobs: declared once, they check values and carry them through links."""

from dataclasses import FrozenInstanceError, dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analog_lab.core import Knob, Spec, find, from_query, knob, knobs, to_query


@dataclass(frozen=True)
class Example(Spec):
    step: float = knob(0.01, 0.001, 0.1, scale="log", unit="V", label="the step")
    count: int = knob(5, 1, 9, scale="int")
    law: str = knob("soft", choices=("soft", "hard"))
    on: bool = knob(True, scale="bool")
    plain: int = 3


def test_a_knob_knows_its_name_label_and_range():
    k = knobs(Example)
    assert list(k) == ["step", "count", "law", "on"]
    assert (k["step"].name, k["step"].label, k["count"].label) == ("step", "the step", "count")
    assert k["step"].range_text() == "0.001 … 0.1 V"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"step": 0.2}, "step=0.2 is outside 0.001 … 0.1 V"),
        ({"step": float("nan")}, "step=nan is not a finite number"),
        ({"step": "0.01"}, "step='0.01' is not a finite number"),
        ({"step": True}, "step=True is not a finite number"),
        ({"count": 2.5}, "count=2.5 is not a whole number"),
        ({"law": "hrd"}, "law='hrd' is not one of soft, hard"),
        ({"on": 1}, "on=1 is not one of True, False"),
    ],
)
def test_a_bad_value_never_becomes_a_spec(values, message):
    with pytest.raises(ValueError, match=message):
        Example(**values)


def test_a_spec_is_frozen_and_holds_the_knobs_own_types():
    spec = Example(count=4.0, step=0.1)
    assert isinstance(spec.count, int)
    with pytest.raises(FrozenInstanceError):
        spec.count = 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"default": 2.0, "low": 0.0, "high": 1.0}, "is outside 0 … 1"),
        ({"default": 1.0, "low": 0.0, "high": 2.0, "scale": "log"}, "low=0 is not positive"),
        ({"default": 1.0, "scale": "cubic"}, "scale='cubic' is not one of"),
    ],
)
def test_a_bad_declaration_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        knob(**arguments)


def test_an_unknown_knob_suggests_the_nearest():
    with pytest.raises(ValueError, match="no knob 'cuont': did you mean 'count'"):
        find(Example, "cuont")


specs = st.builds(
    Example,
    step=st.floats(0.001, 0.1),
    count=st.integers(1, 9),
    law=st.sampled_from(["soft", "hard"]),
    on=st.booleans(),
)


@given(specs)
def test_a_link_brings_back_the_spec(spec):
    assert from_query(Example, to_query(spec)) == (spec, [])


def test_a_link_carries_only_what_differs():
    assert to_query(Example()) == "v=1"
    assert to_query(Example(count=6, on=False)) == "v=1&count=6&on=0"


def test_a_bad_link_is_read_as_far_as_it_goes_and_says_so():
    spec, messages = from_query(Example, "?v=9&count=99&step=abc&nope=1&law=hard&on=perhaps")
    assert spec == Example(count=9, law="hard")
    text = "\n".join(messages)
    for part in ("format 9", "count=99 is outside 1 … 9; 9 is used", "step='abc'", "no knob 'nope'", "on='perhaps'"):
        assert part in text
    assert len(messages) == 5


@given(st.text(max_size=40))
def test_no_link_raises(text):
    spec, _ = from_query(Example, "count=" + text)
    assert 1 <= spec.count <= 9


@dataclass(frozen=True)
class Listed(Spec):
    own: str = knob(
        "", scale="list", most=3, parts=(Knob("row", 1, 1, 4, scale="int"), Knob("g", 0.0, 0.0, 25.0, unit="µS"))
    )


def test_a_list_is_groups_of_checked_numbers():
    spec = Listed(" 1, 2.50;4,25 ")
    assert spec.own == "1,2.5;4,25" and knobs(spec)["own"].split(spec.own) == [(1.0, 2.5), (4.0, 25.0)]
    assert from_query(Listed, to_query(spec)) == (spec, [])
    assert Listed("").own == "" and Listed(";").own == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2,3", r"own: '1,2,3' is not 2 numbers \(row, g\)"),
        ("1", "is not 2 numbers"),
        ("1,much", "own: g='much' is not a number"),
        ("9,2", "own: row=9 is outside 1 … 4"),
        ("1.5,2", "own: row=1.5 is not a whole number"),
        ("1,26", "own: g=26 is outside 0 … 25 µS"),
        ("1,nan", "own: g=nan is not a finite number"),
        ("1,1;1,2;1,3;1,4", "own holds more than 3 groups"),
        (5, "own=5 is not a text"),
    ],
)
def test_a_bad_list_is_refused_and_a_link_leaves_it_out(text, message):
    with pytest.raises(ValueError, match=message):
        Listed(text)
    if isinstance(text, str):
        spec, said = from_query(Listed, f"own={text.replace(';', '%3B')}")
        assert spec == Listed() and said[0].endswith("ignored")
