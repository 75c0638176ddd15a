"""The commute: the segments are the account laid out in time, and a changed cost changes the picture's end."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analog_lab.core import knobs
from analog_lab.energy import FUNCTIONS, MAC
from analog_lab.experiments import record
from analog_lab.experiments.commute import NETWORKS, OFFERED, PARTS, Commute, accounts, const, run


def values(knob):
    if knob.scale == "bool":
        return st.booleans()
    if knob.choices:
        return st.sampled_from(knob.choices)
    return st.integers(int(knob.low), int(knob.high)) if knob.scale == "int" else st.floats(knob.low, knob.high)


specs = st.builds(Commute, **{name: values(knob) for name, knob in knobs(Commute).items()})


@settings(max_examples=60)
@given(specs)
def test_the_formula_line_is_what_the_account_adds(spec):
    told, bus = const(spec), accounts(spec)[0]
    products = math.fsum(p.energy_j for p in bus.parts if p.component == MAC)
    assert bus.energy_j == pytest.approx(1e-12 * told["pj_per_bit"] * bus.bits + products)
    moving = math.fsum(p.busy_s for p in bus.parts if p.component != MAC)
    assert moving == pytest.approx(bus.bits / 8 / told["bytes_per_s"])


@settings(max_examples=60)
@given(specs)
def test_segments_add_up_to_the_account(spec):
    frames, totals = list(run(spec)), const(spec)["totals"]
    for machine, account in enumerate(accounts(spec)):
        own = [f for f in frames if f.machine == machine]
        assert math.fsum(f.bits for f in own) == account.bits == totals[machine]["bits"]
        assert math.fsum(f.energy_j for f in own) == account.energy_j == totals[machine]["energy_j"]
        end = max(f.end_s for f in own)
        assert end == pytest.approx(account.time_s * spec.batch)
        assert const(spec)["duration_s"][machine] == pytest.approx(end)


@settings(max_examples=60)
@given(specs)
def test_segments_begin_in_order_and_follow_layer_by_layer(spec):
    frames = list(run(spec))
    assert [f.start_s for f in frames] == sorted(f.start_s for f in frames)
    for machine in (0, 1):
        own = [f for f in frames if f.machine == machine]
        ends = [max(f.end_s for f in own if f.layer == n) for n in range(1 + max(f.layer for f in own))]
        for f in own:
            assert 0 <= f.start_s <= f.end_s
            assert f.start_s == pytest.approx(0.0 if f.layer == 0 else ends[f.layer - 1])
            assert f.busy_s <= (f.end_s - f.start_s) * (1 + 1e-9) + 1e-18


@settings(max_examples=30)
@given(specs)
def test_every_meter_has_a_badge_and_its_sources(spec):
    told = const(spec)
    for badges, sources in zip(told["badges"], told["sources"], strict=True):
        for meter in ("bits", "energy_j", "time_s"):
            assert badges[meter] in ("counted", "published", "derived", "fitted", "illustrative")
            assert sources[meter] and all(line.strip() for line in sources[meter])


def test_the_default_is_the_case_of_the_notebook():
    told = const(Commute())
    assert told["network"] == "784-256-128-10" and told["weights"] == 234_752
    assert told["tiles"] == [[4, 1], [1, 1], [1, 1]]
    assert told["totals"][0]["energy_j"] == pytest.approx(0.154e-3, rel=0.01)
    assert told["waits"] == pytest.approx(0.97, abs=0.005)
    assert told["published_chip_j"] == pytest.approx(48.1e-9, rel=0.01)


def test_a_changed_cost_changes_the_end_of_the_picture():
    spec = Commute()
    cheap = spec.costs
    dear = dataclasses.replace(cheap, array=dataclasses.replace(cheap.array, value=1e-12))
    before, after = const(spec), const(spec, dear)
    assert after["totals"][1]["energy_j"] - before["totals"][1]["energy_j"] == pytest.approx(234_752 * 0.996e-12)
    assert after["totals"][0] == before["totals"][0]
    shown = math.fsum(f.energy_j for f in run(spec, costs=dear) if f.machine == 1)
    assert shown == after["totals"][1]["energy_j"]


def test_activation_functions_are_a_segment_once_they_have_a_number():
    spec = Commute()
    costs = spec.costs.change("function", 1e-12, "a guess")
    frames = [f for f in run(spec, costs=costs) if PARTS[f.part] == FUNCTIONS]
    assert math.fsum(f.energy_j for f in frames) == pytest.approx(2 * (256 + 128 + 10) * 1e-12)
    assert not [f for f in run(spec) if PARTS[f.part] == FUNCTIONS]


@pytest.mark.parametrize(
    ("knob", "value", "machine", "meter", "factor"),
    [
        ("dram_nj", 2.6, 0, "energy_j", 2.0),
        ("weight_bits", 8, 0, "bits", 0.25),
        ("batch", 100, 0, "bits", 0.0116),
        ("bus", 0.5, 0, "time_s", 2.0),
        ("memory", "SRAM", 0, "energy_j", 0.083),
        ("adc_bits", 12, 1, "energy_j", 9.3),
        ("network", "wide", 1, "time_s", 1.0),
    ],
)
def test_each_knob_moves_its_meter(knob, value, machine, meter, factor):
    before, after = (const(spec)["totals"][machine][meter] for spec in (Commute(), Commute(**{knob: value})))
    assert after / before == pytest.approx(factor, rel=0.02)


def test_a_small_network_gains_no_time_in_memory():
    bus, crossbar = accounts(Commute(network="digits", memory="HBM2"))
    assert bus.time_s < crossbar.time_s


def test_sources_say_the_values_in_use():
    lines = "\n".join(const(Commute(dram_nj=2.0, bus=2.0, rate=50.0, adc_bits=6))["sources"][0]["energy_j"])
    assert "DRAM 2 nJ per 64 bit" in lines
    lines = "\n".join(const(Commute(bus=2.0, rate=50.0))["sources"][0]["time_s"])
    assert "51.2 GB/s" in lines and "2 times one DDR4 channel" in lines and "50.0 GMAC/s" in lines
    assert "6 bit" in "\n".join(const(Commute(adc_bits=6))["sources"][1]["energy_j"])


def test_sram_says_how_many_blocks_it_takes():
    assert const(Commute(memory="SRAM"))["memory_blocks"] == 1
    assert const(Commute(memory="SRAM", network="wide"))["memory_blocks"] == 9


def test_all_networks_and_memories_are_recorded_as_numbers():
    for network in NETWORKS:
        for memory in OFFERED:
            trace = record(Commute(network=network, memory=memory))
            assert len(trace) == 8 * (len(NETWORKS[network]) - 1)
            assert all(np.isfinite(values).all() for values in trace.frames.values())
            assert trace["part"].max() < len(PARTS)


def test_a_cache_serves_what_fits_it():
    plain, cached = (accounts(Commute(cache=cache))[0] for cache in (False, True))
    assert cached.energy_j < 0.15 * plain.energy_j and const(Commute(cache=True))["memory"] == "cache, SRAM 1 MB"
    wide = Commute(network="wide", cache=True)
    assert not wide.cached and "too large" in const(wide)["memory"]
    assert accounts(wide)[0].energy_j == accounts(Commute(network="wide"))[0].energy_j
