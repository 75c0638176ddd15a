"""Costs on disk: what is saved is loaded to the last bit, and a wrong file is told what is wrong in one sentence."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analog_lab.energy import BADGES, MEMORIES, Cost, Costs

texts = st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)
numbers = st.floats(1e-300, 1e300) | st.integers(1, 2**60)


def edited(name, value, source, year, badge, memory, bits):
    costs = dataclasses.replace(Costs(), memory=MEMORIES[memory], adc_bits=bits)
    return costs.with_entry(name, Cost(value, costs.entries[name].unit, source, year, badge))


@given(
    st.builds(
        edited,
        st.sampled_from(sorted(Costs().entries)),
        numbers,
        texts,
        st.none() | st.integers(1900, 2100),
        st.sampled_from(BADGES),
        st.sampled_from(sorted(MEMORIES)),
        st.integers(1, 16),
    )
)
def test_what_is_saved_is_loaded_exactly(tmp_path_factory, costs):
    path = tmp_path_factory.getbasetemp() / "costs.toml"
    costs.save(path)
    again = Costs.load(path)
    assert again == costs
    assert {n: repr(c.value) for n, c in again.entries.items()} == {n: repr(c.value) for n, c in costs.entries.items()}
    costs_file = path.read_bytes()
    again.save(path)
    assert path.read_bytes() == costs_file


def test_every_character_of_a_source_comes_back(tmp_path):
    source = 'a "b" \\ \n\t\r µ 😀 \x00 ' + chr(127)
    costs = Costs().change("adc", 1.0, source)
    costs.save(tmp_path / "odd.toml")
    assert Costs.load(tmp_path / "odd.toml").adc.source == source.strip()


def test_a_file_may_name_only_what_it_changes(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[adc]\nvalue = 5e-12\nunit = "J"\nsource = "my chip"\nyear = 2026\nbadge = "measured"\n')
    assert Costs.load(path) == Costs().change("adc", 5e-12, "my chip", year=2026, badge="measured")
    path.write_text("")
    assert Costs.load(path) == Costs()


GOOD = 'value = 1.0\nunit = "J"\nsource = "a table"\nbadge = "published"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[magic]\n" + GOOD, r"\[magic\] is no entry: choose"),
        ("[memory.magic]\n" + GOOD, r"\[memory.magic\] is no entry"),
        ("[adc]\n" + GOOD.replace('"J"', '"pJ"'), "adc: unit='pJ' is not 'J'"),
        ("[route]\n" + GOOD, "route: unit='J' is not 'J/bit'"),
        ("[adc]\n" + GOOD.replace('source = "a table"\n', ""), r"\[adc\] has no source: every entry has"),
        ("[adc]\n" + GOOD.replace("a table", " "), r"\[adc\] source=' ' is empty"),
        ("[adc]\n" + GOOD.replace("1.0", "-1.0"), r"\[adc\] value=-1.0 is not a finite number >= 0"),
        ("[adc]\n" + GOOD.replace("1.0", "nan"), r"\[adc\] value=nan is not a finite number"),
        ("[adc]\n" + GOOD.replace("1.0", '"much"'), r"\[adc\] value='much' is not a finite number"),
        ("[adc]\n" + GOOD.replace("published", "sure"), r"\[adc\] badge='sure' is not one of measured"),
        ("[adc]\n" + GOOD + 'year = "old"\n', r"\[adc\] year='old' is not a whole number"),
        ("[adc]\n" + GOOD + "colour = 3\n", r"\[adc\] has 'colour', which no entry has"),
        ("adc = 3\n", "adc is not a table"),
        ("memory = 3\n", "memory is not a table"),
        ("[memory]\nname = 3\n", r"\[memory\] name=3 is not a name"),
        ("[memory]\nblock_bytes = -1\n", r"\[memory\] block_bytes=-1 is not"),
        ("adc_bits = 8.5\n", "adc_bits=8.5 is not a whole number"),
        ("adc_bits = true\n", "adc_bits=True is not a number"),
        ("[mac_rate]\n" + GOOD.replace('"J"', '"MAC/s"').replace("1.0", "0.0"), "mac_rate=0 is not positive"),
        ("[adc\n", "is not TOML"),
    ],
)
def test_a_wrong_file_is_told_the_entry_and_the_rule(tmp_path, text, message):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match=message) as error:
        Costs.load(path)
    assert "bad.toml" in str(error.value) and "\n" not in str(error.value)


def test_a_change_without_a_source_is_illustrative():
    costs = Costs().change("adc", 5e-12)
    assert (costs.adc.badge, costs.adc.source, costs.adc.unit) == ("illustrative", "set by hand", "J")
    assert Costs().change("memory.bit", 4e-12, "a data sheet", badge="published").memory.bit.badge == "published"


@pytest.mark.parametrize(
    ("args", "fields", "message"),
    [
        (("magic", 1.0), {}, "'magic' is no entry"),
        (("adc", -1.0), {}, "adc: value=-1.0 is not a finite"),
        (("adc", 1.0), {"unit": "pJ"}, "adc: unit='pJ' is not 'J'"),
        (("adc", 1.0), {"badge": "measured"}, "adc: badge='measured' has no source"),
        (("adc", 1.0, "me"), {"badge": "sure"}, "adc: badge='sure'"),
        (("adc", 1.0, "me"), {"colour": 3}, "adc: .*colour"),
    ],
)
def test_a_wrong_change_is_refused_by_name(args, fields, message):
    with pytest.raises(ValueError, match=message):
        Costs().change(*args, **fields)


def test_entries_without_a_number_are_zero_illustrative_and_named():
    assert set(Costs().unsourced) == {"route", "function"}
    assert Costs().change("route", 1e-13, "a guess").unsourced == ("function",)


def test_bits_alone_bring_their_converter_and_a_name_its_memory(tmp_path):
    path = tmp_path / "costs.toml"
    path.write_text('adc_bits = 10\ndac_bits = 6\n[memory]\nname = "SRAM 8 KB"\n')
    costs = Costs.load(path)
    assert costs == dataclasses.replace(Costs().with_adc(10).with_dac(6), memory=MEMORIES["SRAM 8 KB"])
    for said in ("adc_bits = 14", "adc_bits = 3", "dac_bits = 13"):
        path.write_text(said)
        with pytest.raises(ValueError, match=r"costs\.toml: bits=\d+ is outside 4 … 12"):
            Costs.load(path)
    path.write_text("[adc]\nvalue = 1" + "0" * 400 + '\nunit = "J"\nsource = "mine"\nbadge = "illustrative"\n')
    with pytest.raises(ValueError, match=r"costs\.toml: \[adc\] value=1.*is not a finite number"):
        Costs.load(path)
    bare = dataclasses.replace(Costs(), memory=dataclasses.replace(MEMORIES["SRAM 8 KB"], block_bytes=None))
    bare.save(path)
    assert Costs.load(path) == bare
