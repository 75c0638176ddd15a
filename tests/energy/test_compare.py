"""Who wins and why: the crossbar where weights would travel, the processor where converters have little to share."""

import dataclasses

import pytest
from stats import near

from analog_lab.energy import (
    CHIPS,
    MEMORIES,
    Costs,
    Crossbar,
    Programming,
    Training,
    Workload,
    adc,
    compare,
    in_memory,
    lstm,
    von_neumann,
)
from tests.energy.networks import cnn

NEAR = dataclasses.replace(Costs(), memory=MEMORIES["SRAM 8 KB"])  # 10 pJ for 64 bit: the digital machine at its best
ADC_PJ, DAC_PJ = 3.2465, 3.2465 * 22 / 34


def one(n_in, n_out, costs=NEAR, tile=(256, 256), **how):
    return compare(Workload(((n_in, n_out),), batch=100, weight_bits=8), costs, tile, **how).layers[0]


def digital_pj(n_in, n_out, batch=100):
    return n_in * n_out * (0.23 + 8 / batch * 10 / 64) + (n_in + n_out) * 8 * 10 / 64


def test_weights_from_dram_make_the_crossbar_win():
    verdict = compare(Workload())
    assert verdict.whole.winner == "in memory" and verdict.whole.factor == near(153.92e-6 / 7.242e-9, rel=1e-3)
    assert all(v.winner == "in memory" for v in verdict.layers)
    assert "of it weights moved" in verdict.whole.why
    assert compare(Workload(batch=100)).whole.factor == near(2.8596e-6 / 7.242e-9, rel=1e-3)


def test_a_small_layer_loses():
    verdict = one(4, 4)
    assert verdict.winner == "von Neumann"
    assert verdict.factor == near((4 * (DAC_PJ + ADC_PJ) + 16 * 4e-3) / digital_pj(4, 4), rel=1e-3)
    assert "of it ADC" in verdict.why and "0.02% of the cells in use" in verdict.why
    assert one(256, 256).winner == "in memory"


def test_low_utilisation_loses_where_the_whole_tile_is_read():
    verdict = one(10, 10, tile=Crossbar(whole_tiles=True))
    tile_pj = 256 * (DAC_PJ + ADC_PJ) + 256**2 * 4e-3
    assert verdict.winner == "von Neumann"
    assert verdict.factor == near(tile_pj / digital_pj(10, 10), rel=1e-3)
    full = one(256, 256, tile=Crossbar(whole_tiles=True))
    assert full.winner == "in memory"
    assert full.factor == near(digital_pj(256, 256) / tile_pj, rel=1e-3)


@pytest.mark.parametrize(("bits", "winner"), [(8, "in memory"), (10, "in memory"), (12, "von Neumann")])
def test_high_adc_bits_lose(bits, winner):
    verdict = one(784, 256, NEAR.with_adc(bits))
    analog = 784 * DAC_PJ + 784 * 256 * 4e-3 + 1024 * adc(bits).value * 1e12 + 768 * 0.1
    ratio = analog / digital_pj(784, 256)
    assert verdict.winner == winner
    assert verdict.factor == near(max(ratio, 1 / ratio), rel=1e-3)


def test_programming_for_one_batch_loses_and_for_many_inputs_wins():
    work = Workload(batch=100)
    assert compare(work, programming=Programming("EpiRAM", 5)).whole.winner == "von Neumann"
    often = compare(work, programming=Programming("EpiRAM", 5, inputs=10**7))
    assert often.whole.winner == "in memory"


def test_a_convolution_on_one_copy_of_the_weights_loses_time():
    verdict = compare(cnn(100))
    assert verdict.layers[0].faster == "von Neumann"
    assert verdict.layers[0].time_factor == near(576 * 132.94e-9 / 0.576e-6, rel=1e-3)
    assert any("576 reads" in text and "one copy" in text for text in verdict.cautions)


def test_it_reads_as_sentences_and_stands_beside_published_chips():
    verdict = compare(cnn())
    lines = str(verdict).splitlines()
    assert len(lines) == 4 + len(verdict.cautions) and "waits for" in lines[0]
    assert lines[4:] == [f"But: {caution}." for caution in verdict.cautions] and any("route" in line for line in lines)
    assert set(verdict.published) == {chip.name for chip in CHIPS}
    assert verdict.published[CHIPS[0].name] == near(451_200 * 205e-15, rel=1e-3)
    assert verdict.digital == von_neumann(cnn()) and verdict.analog == in_memory(cnn())


def cautions(work=None, costs=None, **how):
    return "\n".join(compare(work or Workload(weight_bits=8), costs, **how).cautions)


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("adc_bits=14: the ADC fit was checked from 4 to 12 bit", {"costs": dataclasses.replace(Costs(), adc_bits=14)}),
        ("act_bits=16: a DAC of 8 bit is charged", {"work": Workload(weight_bits=8, act_bits=16)}),
        ("act_bits=8: a DAC of 4 bit is charged", {"costs": Costs().with_dac(4)}),
        ("weight_bits=32: no published chip keeps more than 8 bit", {"work": Workload()}),
        ("tile=1024×256 is larger than that of any published", {"tile": (1024, 256)}),
        ("tile=512×512: the read time is that of a 256×256", {"tile": (512, 512)}),
        ("batch=2000: one fetch serves all", {"work": Workload(batch=2000, weight_bits=8)}),
        ("20 reads of weights fetched once", {"work": Workload((lstm(1000, 1000, 20),), 1, 8)}),
        ("the weights fill 29 blocks", {"costs": NEAR}),
        ("below every published chip", {}),
        ("set route to charge both", {}),
        ("gradients are summed on chip", {"training": Training()}),
    ],
)
def test_what_the_sources_do_not_support_is_said(said, how):
    assert said in cautions(**how)


def test_a_supported_case_raises_no_such_caution():
    text = cautions(costs=Costs().change("route", 1e-12).change("function", 1e-12).change("adc", 1e-11, "a chip"))
    assert text == ""


@pytest.mark.parametrize(("tech", "rate"), [(7, 100e6), (90, 100e6), (45, 1e6), (45, 5e9), (float("nan"), 1e8)])
def test_where_the_fit_was_not_checked_there_is_no_number(tech, rate):
    for call in (adc, Costs().with_adc):
        with pytest.raises(ValueError, match="where the fit was checked"):
            call(8, tech, rate)


def test_a_width_without_a_multiply_add_is_refused():
    with pytest.raises(ValueError, match="weight_bits=4 has no published multiply-add"):
        compare(Workload(weight_bits=4))
