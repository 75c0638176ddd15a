"""Costs: the converter law at its check values, the tables' own arithmetic, and a source on every number."""

import dataclasses

import pytest

from analog_lab.energy import (
    BADGES,
    HERMES_MAC_FJ,
    HERMES_READ,
    HOROWITZ_45NM,
    MEMORIES,
    Cost,
    Costs,
    adc,
    adc_area_um2,
    adc_energy_pj,
    array_read,
    dac,
    dram,
    walden_pj,
)

CHECK_PJ = {
    65: {4: 3.5, 6: 4.0, 8: 6.5, 10: 12.5, 12: 110},
    32: {4: 0.92, 6: 1.07, 8: 1.71, 10: 3.31, 12: 29},
}
CHECK_14NM_PJ = {4: 0.20, 6: 0.23, 8: 0.36, 10: 0.70, 12: 6.1}  # two digits only: good to 3 %


@pytest.mark.parametrize(("tech", "bits", "said"), [(t, b, e) for t, row in CHECK_PJ.items() for b, e in row.items()])
def test_adc_law_meets_its_check_values(tech, bits, said):
    assert adc_energy_pj(bits, tech) == pytest.approx(said, rel=0.01)
    assert 1.1 * adc_energy_pj(bits, tech) != pytest.approx(said, rel=0.01)


@pytest.mark.parametrize(("bits", "said"), CHECK_14NM_PJ.items())
def test_adc_law_scales_with_the_process(bits, said):
    assert adc_energy_pj(bits, 14) == pytest.approx(said, rel=0.03)
    assert adc_energy_pj(bits, 14) / adc_energy_pj(bits, 32) == pytest.approx((14 / 32) ** 1.88004)


@pytest.mark.parametrize(("rate", "said"), [(10e6, 7.2), (100e6, 29), (1e9, 133)])
def test_the_knee_depends_on_the_rate(rate, said):
    assert adc_energy_pj(12, 32, rate) == pytest.approx(said, rel=0.01)


def test_below_four_bits_the_adc_costs_what_four_bits_cost():
    assert adc_energy_pj(1, 32) == adc_energy_pj(4, 32)
    energies = [adc_energy_pj(bits, 32) for bits in range(1, 15)]
    assert energies == sorted(energies)


def test_walden_doubles_with_each_bit_and_area_grows_with_energy():
    assert walden_pj(8) == pytest.approx(2.56)
    assert walden_pj(9) == 2 * walden_pj(8)
    assert adc_area_um2(2.0, 32) > adc_area_um2(1.0, 32) > 0


@pytest.mark.parametrize(("bits", "tech"), [(0, 32), (8, -1), (8, float("nan"))])
def test_a_converter_that_cannot_be_is_refused(bits, tech):
    with pytest.raises(ValueError, match="is not positive"):
        adc_energy_pj(bits, tech)


def test_multiply_adds_are_sums_of_the_published_table():
    costs = Costs()
    assert costs.mac(8).value == pytest.approx(0.23e-12)
    assert costs.mac(16).value == pytest.approx(1.5e-12)
    assert costs.mac(32).value == pytest.approx(4.6e-12)
    with pytest.raises(ValueError, match="weight_bits=4 has no published multiply-add"):
        costs.mac(4)


def test_ratios_of_the_reference():
    assert 32 * dram().bit.value / 1e-12 == pytest.approx(650)
    assert 32 * dram().bit.value / 0.1e-12 == pytest.approx(6400, rel=0.02)  # int32 additions for one 32-bit word
    assert 8 * 20e-12 / Costs().mac8.value == pytest.approx(700, rel=0.01)
    assert HERMES_READ.value == pytest.approx(133e-9, rel=0.001)
    assert HERMES_MAC_FJ.value == pytest.approx(205, rel=0.001)
    assert array_read().value == pytest.approx(4e-15)
    assert dac().value / adc(8).value == pytest.approx(22 / 34)


def test_the_dram_range_is_the_published_one():
    assert dram(1.3).bit.value == pytest.approx(20.3e-12, rel=0.001)
    assert dram(2.6).bit.value == pytest.approx(40.6e-12, rel=0.001)
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
    assert costs.adc.value == pytest.approx(adc_energy_pj(10, 32, 1e9) * 1e-12)
    assert costs.adc_area.value == pytest.approx(adc_area_um2(adc_energy_pj(10, 32, 1e9), 32, 1e9))
    assert (costs.adc_rate.value, costs.adc_bits) == (1e9, 10)
    assert Costs().with_adc(10).adc_rate == Costs().adc_rate


def test_the_area_by_hand():
    # exp(1.3462 + 0.9933 ln 45 + 0.1807 ln 1e8 + 0.2991 ln 3.2465) = 3.8428 · 43.867 · 27.900 · 1.4222
    assert Costs().adc_area.value == pytest.approx(3.8428 * 43.867 * 27.900 * 1.4222, rel=1e-3)
    with pytest.raises(ValueError, match="energy_pj=0 is not positive"):
        adc_area_um2(0, 45)
