"""The account: the counting rules, the facts of the reference, and totals that are sums of their parts."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stats import near

from analog_lab.energy import (
    ACTIVATIONS,
    ADC,
    ARRAY,
    DAC,
    MAC,
    MEMORIES,
    SUMS,
    WEIGHTS,
    Costs,
    Workload,
    dram,
    in_memory,
    von_neumann,
)

sizes = st.lists(st.integers(1, 2000), min_size=2, max_size=5)
workloads = st.builds(
    lambda n, batch, bits: Workload(tuple(zip(n[:-1], n[1:], strict=True)), batch, bits),
    sizes,
    st.integers(1, 256),
    st.sampled_from((8, 16, 32)),
)


def total(parts, name):
    return math.fsum(getattr(p, name) for p in parts)


def test_the_mnist_network_has_234752_weights():
    assert Workload().weights == 234_752
    assert total(von_neumann(Workload()).of(MAC), "count") == 234_752


@pytest.mark.parametrize(("nj", "mj"), [(1.3, 0.15), (2.6, 0.31)])
def test_fetching_the_weights_once_costs_0_15_to_0_31_mj(nj, mj):
    account = von_neumann(Workload(), dataclasses.replace(Costs(), memory=dram(nj)))
    assert round(total(account.of(WEIGHTS), "energy_j") * 1e3, 2) == mj


@given(workloads)
def test_a_batch_divides_the_weight_part_and_nothing_else(work):
    one, many = von_neumann(dataclasses.replace(work, batch=1)), von_neumann(work)
    for name in ("bits", "energy_j", "busy_s"):
        assert total(many.of(WEIGHTS), name) == near(total(one.of(WEIGHTS), name) / work.batch)
        assert total(many.of(ACTIVATIONS), name) == total(one.of(ACTIVATIONS), name)
        assert total(many.of(MAC), name) == total(one.of(MAC), name)
    assert in_memory(work) == in_memory(dataclasses.replace(work, batch=1))


def test_batch_100_divides_the_weight_part_by_100():
    one, hundred = von_neumann(Workload()), von_neumann(Workload(batch=100))
    ratio = total(one.of(WEIGHTS), "energy_j") / total(hundred.of(WEIGHTS), "energy_j")
    assert ratio == near(100)


def test_784_to_256_takes_784_dac_and_1024_adc_conversions():
    account = in_memory(Workload(((784, 256),)))
    assert total(account.of(DAC), "count") == 784
    assert total(account.of(ADC), "count") == 1024
    assert total(account.of(SUMS), "count") == 256 * 3
    assert total(account.of(ARRAY), "count") == 784 * 256


def test_column_blocks_drive_their_own_inputs():
    account = in_memory(Workload(((100, 600),)))
    assert total(account.of(DAC), "count") == 300
    assert total(account.of(ADC), "count") == 600
    assert total(account.of(SUMS), "count") == 0
    assert account.bits == (300 + 600) * 8


def test_no_weight_moves_in_memory_but_activations_do():
    account = in_memory(Workload())
    assert account.of(WEIGHTS) == ()
    assert account.bits == (784 + 256 + 128 + 10) * 8 + 256 * 3 * 8


def test_activations_go_in_and_out_of_the_processor():
    bits = total(von_neumann(Workload()).of(ACTIVATIONS), "bits")
    assert bits == (784 + 256 + 256 + 128 + 128 + 10) * 8


@given(workloads, st.sampled_from(sorted(MEMORIES)))
def test_totals_are_the_sums_of_the_parts(work, memory):
    costs = dataclasses.replace(Costs(), memory=MEMORIES[memory])
    for account in (von_neumann(work, costs), in_memory(work, costs)):
        for name in ("bits", "energy_j", "time_s"):
            assert getattr(account, name) == total(account.parts, name)
            assert math.isfinite(getattr(account, name)) and getattr(account, name) > 0
        assert all(min(p.bits, p.energy_j, p.time_s, p.count) >= 0 for p in account.parts)
        assert all(p.source and p.badge for p in account.parts)


@given(workloads, st.sampled_from(sorted(MEMORIES)), st.floats(1e9, 1e13))
def test_a_layer_takes_the_longer_of_moving_and_computing(work, memory, rate):
    base = Costs()
    costs = dataclasses.replace(base, memory=MEMORIES[memory], mac_rate=dataclasses.replace(base.mac_rate, value=rate))
    account = von_neumann(work, costs)
    for layer, limit in enumerate(account.limits):
        parts = [p for p in account.parts if p.layer == layer]
        move = total([p for p in parts if p.component != MAC], "busy_s")
        compute = total([p for p in parts if p.component == MAC], "busy_s")
        assert total(parts, "time_s") == near(max(move, compute))
        assert limit == ("compute" if compute > move else "bandwidth")
    assert 0 <= account.waits < 1


def test_the_processor_waits_for_a_single_input_and_not_for_a_large_batch():
    assert von_neumann(Workload()).waits == near(0.97, abs=0.005)
    assert von_neumann(Workload(batch=256)).waits < 0.02
    assert in_memory(Workload()).waits == 0


def test_a_layer_is_one_read_whatever_its_size():
    assert in_memory(Workload()).time_s == near(3 * 133e-9, rel=0.001)
    wide = Workload(((1024, 1024), (1024, 1024), (1024, 10)))
    assert in_memory(wide).time_s == in_memory(Workload()).time_s


def test_a_changed_cost_changes_the_total():
    work = Workload()
    base = Costs()
    dear = dataclasses.replace(base.adc, value=base.adc.value + 1e-12)
    more = in_memory(work, dataclasses.replace(base, adc=dear)).energy_j - in_memory(work).energy_j
    assert more == near((1024 + 128 + 10) * 1e-12, rel=1e-6)
    routed = dataclasses.replace(base.route, value=1e-12)
    more = in_memory(work, dataclasses.replace(base, route=routed)).energy_j - in_memory(work).energy_j
    assert more == near((784 + 256 + 128 + 10) * 8e-12, rel=1e-6)


def test_a_total_is_no_surer_than_its_least_sure_part():
    assert von_neumann(Workload()).energy_badge == "published"
    assert von_neumann(Workload()).time_badge == "illustrative"
    ddr = dataclasses.replace(Costs(), memory=MEMORIES["DDR4"])
    assert von_neumann(Workload(), ddr).energy_badge == "illustrative"
    assert in_memory(Workload()).energy_badge == "fitted"
    assert in_memory(Workload()).time_badge == "derived"


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"layers": ()}, "at least one layer"),
        ({"layers": ((3, 0),)}, "both at least 1"),
        ({"layers": ((3, 2), (5, 1))}, "2 outputs is followed by one with 5 inputs"),
        ({"batch": 0}, "batch=0 is less than 1"),
        ({"act_bits": 0}, "act_bits=0 is less than 1"),
    ],
)
def test_a_network_that_cannot_be_is_refused(bad, message):
    with pytest.raises(ValueError, match=message):
        Workload(**bad)


def test_a_tile_without_cells_is_refused():
    with pytest.raises(ValueError, match="tile=0 is less than 1"):
        in_memory(Workload(), tile=(0, 256))
