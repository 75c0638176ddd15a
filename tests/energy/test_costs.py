"""Costs: the converter law at its check values, the tables' own arithmetic, and a source on every number."""

import dataclasses
import math

import pytest
from stats import near

from analog_lab.energy import (
    BADGES,
    HERMES_MAC_FJ,
    HERMES_READ,
    HOROWITZ_45NM,
    MEMORIES,
    Cost,
    Costs,
    Programming,
    Workload,
    adc,
    adc_area_um2,
    adc_energy_pj,
    array_read,
    dac,
    dram,
    in_memory,
    walden_pj,
)

CHECK_PJ = {
    65: {4: 3.5, 6: 4.0, 8: 6.5, 10: 12.5, 12: 110},
    32: {4: 0.92, 6: 1.07, 8: 1.71, 10: 3.31, 12: 29},
}
CHECK_14NM_PJ = {4: 0.20, 6: 0.23, 8: 0.36, 10: 0.70, 12: 6.1}  # two digits only: good to 3 %


@pytest.mark.parametrize(("tech", "bits", "said"), [(t, b, e) for t, row in CHECK_PJ.items() for b, e in row.items()])
def test_adc_law_meets_its_check_values(tech, bits, said):
    assert adc_energy_pj(bits, tech) == near(said, rel=0.01)
    assert 1.1 * adc_energy_pj(bits, tech) != near(said, rel=0.01)


@pytest.mark.parametrize(("bits", "said"), CHECK_14NM_PJ.items())
def test_adc_law_scales_with_the_process(bits, said):
    assert adc_energy_pj(bits, 14) == near(said, rel=0.03)
    assert adc_energy_pj(bits, 14) / adc_energy_pj(bits, 32) == near((14 / 32) ** 1.88004)


@pytest.mark.parametrize(("rate", "said"), [(10e6, 7.2), (100e6, 29), (1e9, 133)])
def test_the_knee_depends_on_the_rate(rate, said):
    assert adc_energy_pj(12, 32, rate) == near(said, rel=0.01)


def test_below_four_bits_the_adc_costs_what_four_bits_cost():
    assert adc_energy_pj(1, 32) == adc_energy_pj(4, 32)
    energies = [adc_energy_pj(bits, 32) for bits in range(1, 15)]
    assert energies == sorted(energies)


def test_walden_doubles_with_each_bit_and_area_grows_with_energy():
    assert walden_pj(8) == near(2.56)
    assert walden_pj(9) == 2 * walden_pj(8)
    assert adc_area_um2(2.0, 32) > adc_area_um2(1.0, 32) > 0


@pytest.mark.parametrize(("bits", "tech"), [(0, 32), (8, -1), (8, float("nan"))])
def test_a_converter_that_cannot_be_is_refused(bits, tech):
    with pytest.raises(ValueError, match="is not positive"):
        adc_energy_pj(bits, tech)


def test_multiply_adds_are_sums_of_the_published_table():
    costs = Costs()
    assert costs.mac(8).value == near(0.23e-12)
    assert costs.mac(16).value == near(1.5e-12)
    assert costs.mac(32).value == near(4.6e-12)
    with pytest.raises(ValueError, match="weight_bits=4 has no published multiply-add"):
        costs.mac(4)


def test_every_row_of_the_digital_table_is_the_published_one():
    """Horowitz (2014), 45 nm: additions and multiplications in pJ, memories in pJ for 64 bits."""
    said = {"int8": 0.03 + 0.2, "fp16": 0.4 + 1.1, "fp32": 0.9 + 3.7}
    for bits, kind in ((8, "int8"), (16, "fp16"), (32, "fp32")):
        assert Costs().mac(bits).value * 1e12 == near(said[kind])
    assert Costs().add.value * 1e12 == near(0.1)
    for name, pj in (("SRAM 8 KB", 10), ("SRAM 32 KB", 20), ("SRAM 1 MB", 100)):
        assert MEMORIES[name].bit.value * 1e12 * 64 == near(pj)
    modern = {"DDR4": (15, 20), "LPDDR4": (4, 8), "GDDR6": (7, 7), "HBM2": (3.9, 3.9)}
    for name, (low, high) in modern.items():
        assert low * (1 - 1e-9) <= MEMORIES[name].bit.value * 1e12 <= high * (1 + 1e-9)


def test_a_dac_follows_its_bits_and_its_process_and_an_area_its_rate():
    for bits, tech in ((8, 45), (6, 45), (8, 32)):
        assert dac(bits, tech).value == near(22 / 34 * adc_energy_pj(bits, tech) * 1e-12)
    assert len({dac(8, 45).value, dac(6, 45).value, dac(8, 32).value}) == 3
    assert Costs().with_dac(6).dac_bits == 6 and Costs().with_dac(6, 32).dac == dac(6, 32)
    log = 1.3462 + 0.9933 * math.log(32) + 0.1807 * math.log(1e9) + 0.2991 * math.log(2.0)
    assert adc_area_um2(2.0, 32, 1e9) == near(math.exp(log))


@pytest.mark.parametrize("bits", [3, 13, 30, 8.5, "8", 0])
def test_bits_that_the_fit_was_not_checked_for_give_no_number(bits):
    for call in (adc, dac, Costs().with_adc, Costs().with_dac):
        with pytest.raises(ValueError, match=r"bits=.* is (outside 4 … 12, where the ADC fit|not a whole|less than 1)"):
            call(bits)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Costs(adc=3.0), "adc=3.0 is no Cost"),
        (lambda: Costs(memory="DRAM"), "memory='DRAM' is no Memory: choose one of MEMORIES, DRAM 45 nm"),
        (lambda: Costs(dac_bits=0), "dac_bits=0 is less than 1"),
        (lambda: Costs().change("adc", 1e301), "adc: value=1e.301 is not a finite number >= 0, below 1e300"),
        (lambda: walden_pj(8, -10), "fj_per_step=-10 is not a positive number"),
        (lambda: walden_pj(float("nan")), "bits=nan is not a positive number"),
        (lambda: in_memory(Workload(), tile=256), "tile=256 is not .inputs, outputs."),
        (lambda: in_memory(Workload(), programming="TaOx/HfOx"), "programming='TaOx/HfOx' is no Programming"),
        (lambda: Programming(write_verify="a"), "write_verify='a' is not a number"),
    ],
)
def test_costs_of_the_wrong_kind_are_refused(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_ratios_of_the_reference():
    assert 32 * dram().bit.value / 1e-12 == near(650)
    assert 32 * dram().bit.value / 0.1e-12 == near(6400, rel=0.02)  # int32 additions for one 32-bit word
    assert 8 * 20e-12 / Costs().mac8.value == near(700, rel=0.01)
    assert HERMES_READ.value == near(133e-9, rel=0.001)
    assert HERMES_MAC_FJ.value == near(205, rel=0.001)
    assert array_read().value == near(4e-15)
    assert dac().value / adc(8).value == near(22 / 34)


def test_the_dram_range_is_the_published_one():
    assert dram(1.3).bit.value == near(20.3e-12, rel=0.001)
    assert dram(2.6).bit.value == near(40.6e-12, rel=0.001)
    with pytest.raises(ValueError, match=r"outside the published range 1\.3 … 2\.6 nJ"):
        dram(3.0)


def test_modern_memories_and_all_rates_are_illustrative():
    for name in ("DDR4", "LPDDR4", "GDDR6", "HBM2"):
        assert MEMORIES[name].bit.badge == "illustrative"
    for memory in MEMORIES.values():
        assert memory.bandwidth.badge == "illustrative"
    assert MEMORIES["SRAM 1 MB"].bit.badge == MEMORIES["DRAM 45 nm"].bit.badge == "published"


def test_sram_comes_in_blocks():
    assert MEMORIES["SRAM 1 MB"].blocks(234_752 * 32) == 1
    assert MEMORIES["SRAM 1 MB"].blocks(2_107_392 * 32) == 9
    assert dram().blocks(1e12) == 1


def test_every_cost_says_where_it_comes_from():
    costs = Costs()
    for field in dataclasses.fields(Costs):
        value = getattr(costs, field.name)
        if isinstance(value, Cost):
            assert value.source and value.badge in BADGES
    assert costs.route.value == 0 and costs.route.badge == "illustrative"
    assert all(cost.year == 2014 for cost in HOROWITZ_45NM.values())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"badge": "sure"}, "badge='sure'"),
        ({"value": -1.0}, "finite number"),
        ({"value": float("inf")}, "finite number"),
        ({"source": " "}, "is empty"),
    ],
)
def test_a_cost_without_a_proper_label_is_refused(change, message):
    good = {"value": 1.0, "unit": "J", "source": "a table", "year": 2014, "badge": "published"}
    with pytest.raises(ValueError, match=message):
        Cost(**(good | change))


def test_a_rate_of_zero_is_refused():
    costs = Costs()
    for name in ("mac_rate", "read_time"):
        with pytest.raises(ValueError, match=f"{name}=0 is not positive"):
            dataclasses.replace(costs, **{name: dataclasses.replace(getattr(costs, name), value=0.0)})
    still = dataclasses.replace(costs.memory.bandwidth, value=0.0)
    with pytest.raises(ValueError, match="bandwidth=0 is not positive"):
        dataclasses.replace(costs, memory=dataclasses.replace(costs.memory, bandwidth=still))


def test_another_adc_brings_its_own_rate_and_area():
    costs = Costs().with_adc(10, 32, 1e9)
    assert costs.adc.value == near(adc_energy_pj(10, 32, 1e9) * 1e-12)
    assert costs.adc_area.value == near(adc_area_um2(adc_energy_pj(10, 32, 1e9), 32, 1e9))
    assert (costs.adc_rate.value, costs.adc_bits) == (1e9, 10)
    assert Costs().with_adc(10).adc_rate == Costs().adc_rate


def test_the_area_by_hand():
    # exp(1.3462 + 0.9933 ln 45 + 0.1807 ln 1e8 + 0.2991 ln 3.2465) = 3.8428 · 43.867 · 27.900 · 1.4222
    assert Costs().adc_area.value == near(3.8428 * 43.867 * 27.900 * 1.4222, rel=1e-3)
    with pytest.raises(ValueError, match="energy_pj=0 is not positive"):
        adc_area_um2(0, 45)
