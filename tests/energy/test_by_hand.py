"""Two networks worked out by hand, at batch 1 and 100, on both machines: counts, energy, time and limits."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stats import near

from analog_lab.energy import (
    ACTIVATIONS,
    ADC,
    ARRAY,
    DAC,
    FUNCTIONS,
    MAC,
    SUMS,
    WEIGHTS,
    Costs,
    Crossbar,
    Programming,
    Training,
    Workload,
    conv2d,
    dense,
    in_memory,
    lstm,
    von_neumann,
)
from tests.energy.networks import cnn

PJ_BIT = 1300 / 64  # DRAM of the table, low end
ADC_PJ, DAC_PJ = 3.2465, 3.2465 * 22 / 34  # 8 bit, 45 nm, 100 MS/s
READ_S = 2 * 256**2 * 64 / 63.1e12


def total(account, component, name="energy_j"):
    return math.fsum(getattr(p, name) for p in account.of(component))


@pytest.mark.parametrize("batch", [1, 100])
@pytest.mark.parametrize(
    ("network", "weights", "words", "macs"),
    [
        (lambda batch: Workload(batch=batch), 234_752, 784 + 2 * 256 + 2 * 128 + 10, 234_752),
        (cnn, 19_400, 784 + 2 * 4608 + 2 * 1600 + 10, 451_200),
    ],
)
def test_the_bus_machine_by_hand(network, weights, words, macs, batch):
    account = von_neumann(network(batch))
    assert total(account, WEIGHTS) == near(weights * 32 * PJ_BIT * 1e-12 / batch)
    assert total(account, ACTIVATIONS) == near(words * 8 * PJ_BIT * 1e-12)
    assert total(account, MAC) == near(macs * 4.6e-12)
    sum_pj = (weights * 32 / batch + words * 8) * PJ_BIT + macs * 4.6
    assert account.energy_j == near(sum_pj * 1e-12)


@pytest.mark.parametrize(
    ("network", "batch", "uj", "us", "limits"),
    [
        (Workload(), 1, 153.92, 36.741, ("bandwidth", "bandwidth", "bandwidth")),
        (Workload(batch=100), 100, 2.8596, 1.17475, ("compute", "compute", "bandwidth")),
        (cnn(), 1, 16.832, 0.576 + 1.6 + 2.5629, ("compute", "compute", "bandwidth")),
        (cnn(100), 100, 4.3482, 0.576 + 1.6 + 0.08789, ("compute", "compute", "bandwidth")),
    ],
)
def test_the_bus_machine_in_numbers(network, batch, uj, us, limits):
    account = von_neumann(network)
    assert account.energy_j * 1e6 == near(uj, rel=1e-4)
    assert account.time_s * 1e6 == near(us, rel=1e-4)
    assert account.limits == limits


@pytest.mark.parametrize("batch", [1, 100])
@pytest.mark.parametrize(
    ("network", "counts", "reads", "nj"),
    [
        (lambda batch: Workload(batch=batch), (1168, 234_752, 1162, 768), 3, 7.242),
        (cnn, (14_400 + 20_000 + 1600, 451_200, 4608 + 1600 + 70, 60), 576 + 100 + 1, 97.82),
    ],
)
def test_the_crossbar_machine_by_hand(network, counts, reads, nj, batch):
    account = in_memory(network(batch))
    prices = (DAC_PJ, 4e-3, ADC_PJ, 0.1)
    for component, count, pj in zip((DAC, ARRAY, ADC, SUMS), counts, prices, strict=True):
        assert total(account, component, "count") == count
        assert total(account, component) == near(count * pj * 1e-12, rel=1e-4)
    assert account.energy_j * 1e9 == near(nj, rel=1e-3)
    assert account.time_s == near(reads * READ_S)
    assert set(account.limits) == {"read"}


def test_a_convolution_moves_its_map_once_and_reads_its_tile_for_each_pixel():
    account = in_memory(cnn())
    assert total(account, ACTIVATIONS, "count") == 784 + 4608 + 1600 + 10
    assert [p.busy_s for p in account.of(ARRAY)] == near([576 * READ_S, 100 * READ_S, READ_S])


COUNTS = {  # of the small convolutional network, per input: what one more pJ on an entry adds
    "memory.bit": (19_400 * 32 + 13_210 * 8, 0),
    "mac32": (451_200, 0),
    "mac8": (0, 0),
    "dac": (0, 36_000),
    "array": (0, 451_200),
    "adc": (0, 6278),
    "add": (0, 60),
    "route": (0, (784 + 4608 + 1600 + 10) * 8),
    "function": (4608 + 1600 + 10, 4608 + 1600 + 10),
}


@pytest.mark.parametrize(("name", "counts"), COUNTS.items())
def test_one_changed_cost_changes_the_total_by_exactly_its_part(name, counts):
    base = Costs()
    dearer = base.change(name, base.entries[name].value + 1e-12)
    for machine, count in zip((von_neumann, in_memory), counts, strict=True):
        before, after = machine(cnn(), base), machine(cnn(), dearer)
        assert after.energy_j - before.energy_j == near(count * 1e-12, rel=1e-6)
        pairs = zip(before.parts, after.parts, strict=True)
        assert math.fsum(b.energy_j - a.energy_j for a, b in pairs) == near(count * 1e-12, rel=1e-6)
        assert after.energy_j == math.fsum(p.energy_j for p in after.parts)


def test_activation_functions_are_counted_and_cost_nothing_until_they_are_given_a_number():
    for machine in (von_neumann, in_memory):
        account = machine(cnn())
        assert total(account, FUNCTIONS, "count") == 4608 + 1600 + 10
        assert total(account, FUNCTIONS) == 0
        assert any("activation functions: no published number" in text for text in account.cautions)
        told = machine(cnn(), Costs().change("function", 1e-12, "my own adder"))
        assert not any("activation functions" in text for text in told.cautions)


def test_shared_converters_take_turns():
    work = Workload(((256, 256),))
    alone, four, one = (in_memory(work, tile=Crossbar(converters=n)) for n in (256, 4, 1))
    assert alone.time_s == in_memory(work).time_s == near(READ_S)
    assert four.time_s == near(64 / 100e6)
    assert one.time_s == near(256 / 100e6)
    assert (alone.limits, four.limits, one.limits) == (("read",), ("ADC",), ("ADC",))
    assert one.energy_j == four.energy_j == alone.energy_j
    area = Costs().adc_area.value
    assert (alone.area_um2, four.area_um2, one.area_um2) == near((256 * area, 4 * area, area))


def test_the_area_is_that_of_one_converter_a_line_of_each_tile():
    area = Costs().adc_area.value
    assert in_memory(Workload()).areas_um2 == near((1024 * area, 128 * area, 10 * area))
    assert in_memory(Workload(), tile=Crossbar(converters=2)).areas_um2 == near((8 * area, 2 * area, 2 * area))
    assert in_memory(Workload()).layer(1).area_um2 == near(128 * area)
    wide = in_memory(Workload(((300, 600),)), tile=Crossbar(converters=4))
    assert wide.area_um2 == near(2 * 3 * 4 * area)
    assert von_neumann(Workload()).area_um2 == 0


def test_how_lines_are_built_changes_the_counts():
    work = Workload(((100, 600),))

    def counts(**how):
        account = in_memory(work, tile=Crossbar(**how))
        return [total(account, name, "count") for name in (DAC, ARRAY, ADC)]

    assert counts() == [300, 60_000, 600]
    assert counts(shared_drivers=True) == [100, 60_000, 600]
    assert counts(lines=2) == [300, 60_000, 1200]
    assert counts(whole_tiles=True) == [768, 3 * 256**2, 768]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"tile": (256, 0)}, "tile=0 is less than 1"),
        ({"tile": (2.5, 4)}, "tile=2.5 is not a whole number"),
        ({"converters": 0}, "converters=0 is less than 1"),
        ({"lines": 3}, "lines=3 is neither 1 nor 2"),
    ],
)
def test_an_array_that_cannot_be_is_refused(how, message):
    with pytest.raises(ValueError, match=message):
        Crossbar(**how)


def test_a_recurrent_matrix_is_fetched_once_or_each_step():
    held, fetched = (von_neumann(Workload((lstm(28, 64, 20, held=h),), 10, 8)) for h in (True, False))
    assert total(held, WEIGHTS, "bits") == 92 * 256 * 8 / 10
    assert total(fetched, WEIGHTS, "bits") == 20 * 92 * 256 * 8 / 10
    account = in_memory(Workload((lstm(28, 64, 20),), 10, 8))
    assert [total(account, c, "count") for c in (DAC, ADC)] == [20 * 92, 20 * 256]
    assert account.time_s == near(20 * READ_S)


layers = st.lists(
    st.builds(
        lambda c, k, extra, stride, pad: (c, k, k + extra, stride, pad),
        st.integers(1, 600),
        st.integers(1, 5),
        st.integers(0, 8),
        st.integers(1, 3),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=3,
)


def stacked(specs):
    """Return convolutions, each followed by a dense layer that makes a map of the next one's size."""
    found, words = [], None
    for c, kernel, size, stride, pad in specs:
        if words is not None:
            found.append(dense(words, 2 * size * size))
        found.append(conv2d(2, c, kernel, size, stride, pad))
        words = found[-1].words_out
    return Workload(tuple(found), 7, 8)


@settings(max_examples=50)
@given(
    layers.map(stacked),
    st.builds(
        Crossbar,
        st.tuples(st.integers(1, 600), st.integers(1, 600)),
        st.none() | st.integers(1, 300),
        st.sampled_from((1, 2)),
        st.booleans(),
        st.booleans(),
    ),
    st.none() | st.just(Training()),
    st.none() | st.just(Programming(inputs=10)),
)
def test_any_network_adds_up_by_layer_and_by_component(work, bar, training, programming):
    for account in (von_neumann(work, None, training), in_memory(work, None, bar, programming, training)):
        for name in ("bits", "energy_j", "time_s"):
            whole = getattr(account, name)
            assert whole == math.fsum(getattr(p, name) for p in account.parts)
            by_layer = [getattr(account.layer(n), name) for n in range(len(work.stack))]
            assert math.fsum(by_layer) == near(whole)
            assert math.fsum(account.shares(name).values()) == near(whole)
        assert all(min(p.bits, p.energy_j, p.time_s) >= 0 and p.time_s <= p.busy_s for p in account.parts)
        assert len(account.limits) == len(work.stack)
        assert 0 <= account.waits <= 1


def test_a_layer_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="layer=3 is not in this account"):
        in_memory(Workload()).layer(3)


def test_a_convolution_over_several_blocks_adds_at_every_read():
    """300 inputs are two row blocks, 12 outputs one column block, 100 reads: by hand, with every switch."""
    work = Workload((conv2d(12, 12, 5, 14),), 1, 8)
    layer = work.stack[0]
    assert (layer.n_in, layer.reads) == (300, 100)
    account = in_memory(work, Costs().with_adc(10))
    sums = next(part for part in account.parts if part.component == SUMS)
    assert (sums.count, sums.bits) == (12 * 100, 12 * 100 * 10)
    apart = in_memory(work, tile=Crossbar(converters=4, lines=2))
    busy = next(part for part in apart.parts if part.component == ADC).busy_s
    assert busy == near(100 * 6 / 100e6)  # 24 conversions of a tile, four at a time
    assert Crossbar().utilisation(layer) == near(300 * 12 / (2 * 65_536))


def test_shared_drivers_send_inputs_once():
    work = Workload(((20, 600),), 1, 8)
    for shared, words in ((False, 20 * 3 + 600), (True, 20 + 600)):
        account = in_memory(work, tile=Crossbar(shared_drivers=shared))
        assert next(part for part in account.parts if part.component == ACTIVATIONS).count == words
