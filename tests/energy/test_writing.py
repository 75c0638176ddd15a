"""Writing: the pulses of the table, programming shared by the inputs it serves, and training on both machines."""

import math

import pytest
from stats import near

from analog_lab.energy import (
    ACTIVATIONS,
    ADC,
    ARRAY,
    BACKWARD,
    DAC,
    MAC,
    PROGRAM,
    SUMS,
    UPDATE,
    VERIFY,
    WEIGHTS,
    WRITE_PULSES,
    Costs,
    Crossbar,
    Programming,
    Training,
    Workload,
    in_memory,
    von_neumann,
    write_pulse,
)


def total(account, component, name="count"):
    return math.fsum(getattr(p, name) for p in account.of(component))


PULSES_J = {
    "Ag:a-Si": 118.2e-12,  # 3.2² · 300e-6 / 26e6
    "TaOx/HfOx": 1.28e-12,  # 1.6² · 50e-9 / 100e3
    "PCMO": 173.9e-12,
    "AlOx/HfO2": 4.793e-9,
    "GST PCM, up": 624.2e-12,
    "GST PCM, down": 238.9e-12,
    "EpiRAM": 1.543e-9,
    "FeFET": 1.787e-12,
}


@pytest.mark.parametrize(("cell", "joule"), PULSES_J.items())
def test_a_pulse_is_v_squared_g_t(cell, joule):
    pulse = WRITE_PULSES[cell]
    assert pulse.energy.value == near(joule, rel=1e-3)
    assert pulse.energy.badge == "fitted" and pulse.energy.unit == "J" and pulse.time.unit == "s"
    assert set(PULSES_J) == set(WRITE_PULSES)


def test_a_pulse_of_ones_own_is_illustrative_until_it_has_a_source():
    assert write_pulse(1.0, 1e-6, 1e5).energy.badge == "illustrative"
    mine = write_pulse(1.0, 1e-6, 1e5, "a data sheet")
    assert mine.energy.badge == "fitted" and mine.energy.value == near(1e-11)
    assert total(in_memory(Workload(), programming=Programming(mine)), PROGRAM, "energy_j") == near(2.34752e-6)


def test_programming_by_hand():
    plan = Programming("TaOx/HfOx", write_verify=5, inputs=1000, cells=2)
    account = in_memory(Workload(), programming=plan)
    pulses = 234_752 * 2 * 5 / 1000
    assert total(account, PROGRAM) == total(account, VERIFY) == near(pulses)
    assert total(account, PROGRAM, "energy_j") == near(pulses * 1.28e-12)
    assert total(account, VERIFY, "energy_j") == near(pulses * Costs().adc.value)
    turns = (196 * 256 + 256 * 128 + 128 * 10) * 2 * 5 / 1000  # of the fullest tile: 784 inputs are 4 times 196
    assert total(account, PROGRAM, "time_s") == near(turns * 50e-9)
    assert any("upper bound" in text for text in account.cautions)
    bare = in_memory(Workload())
    added = [p for p in account.parts if p.component in (PROGRAM, VERIFY)]
    assert account.energy_j - bare.energy_j == near(math.fsum(p.energy_j for p in added))


def test_training_in_memory_by_hand():
    account = in_memory(Workload(), training=Training(backward=1, updates=2, pulses=0.5, slots=31))
    assert total(account, DAC + BACKWARD) == 128 + 10  # the first layer has nothing before it
    assert total(account, ADC + BACKWARD) == 256 + 128
    assert total(account, ARRAY + BACKWARD) == 256 * 128 + 128 * 10
    assert total(account, SUMS + BACKWARD) == 0
    assert total(account, ARRAY + UPDATE) == 234_752 * 2 * 0.5
    assert total(account, ARRAY + UPDATE, "energy_j") == near(234_752 * 1.28e-12)
    assert total(account, ARRAY + UPDATE, "time_s") == near(3 * 2 * 31 * 50e-9)
    assert any("pulses=0.5" in text for text in account.cautions)


def test_the_backward_pass_turns_rows_into_columns():
    work = Workload(((10, 300), (300, 600)))
    account = in_memory(work, training=Training())
    assert total(account, DAC + BACKWARD) == 600 * 2
    assert total(account, ADC + BACKWARD) == 300 * 3
    assert total(account, SUMS + BACKWARD) == 300 * 2
    assert total(account, ACTIVATIONS + BACKWARD) == 600 * 2


def test_a_tile_that_is_not_square_turns_with_the_backward_pass():
    work, bar = Workload(((10, 100), (100, 10))), Crossbar((200, 50), converters=1, whole_tiles=True)
    account = in_memory(work, tile=bar, training=Training())
    assert [p.count for p in account.of(DAC)] == [2 * 200, 200]
    assert [p.count for p in account.of(ADC)] == [2 * 50, 50]
    assert total(account, DAC + BACKWARD) == 50  # what was an output line is driven
    assert total(account, ADC + BACKWARD) == 200
    assert total(account, ADC + BACKWARD, "busy_s") == near(200 / 100e6)


def test_training_on_the_bus_by_hand():
    account = von_neumann(Workload(batch=10), training=Training(backward=1, updates=1))
    rest = 256 * 128 + 128 * 10
    assert total(account, WEIGHTS + BACKWARD) == near(rest / 10)
    assert total(account, MAC + BACKWARD) == rest
    assert total(account, ACTIVATIONS + BACKWARD) == 256 + 128 + 128 + 10
    assert total(account, WEIGHTS + UPDATE) == near(2 * 234_752 / 10)  # read, and written back
    assert total(account, MAC + UPDATE) == 234_752
    forward = von_neumann(Workload(batch=10))
    assert account.limits == forward.limits and 0 < account.waits < 1
    assert [p for p in account.parts if "," not in p.component] == list(forward.parts)


def test_no_training_is_no_part():
    none = Training(backward=0, updates=0)
    assert von_neumann(Workload(), training=none).parts == von_neumann(Workload()).parts
    assert in_memory(Workload(), training=none).parts == in_memory(Workload()).parts


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Programming("glass"), "cell='glass' has no published write pulse: choose one of Ag:a-Si"),
        (lambda: Programming(write_verify=0.5), "write_verify=0.5 is less than 1"),
        (lambda: Programming(inputs=0), "inputs=0 is less than 1"),
        (lambda: Training(backward=-1), "backward=-1 is less than 0"),
        (lambda: Training(pulses=float("nan")), "pulses=nan"),
        (lambda: Training(pulses=40), "pulses=40 is more than slots=31"),
        (lambda: write_pulse(0, 1e-6, 1e5), "v=0 is not positive"),
    ],
)
def test_writing_that_cannot_be_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
