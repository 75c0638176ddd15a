"""Every named retentive cell: one chip moves, draws depend on the seed alone, and what is outside a fit is refused."""

import dataclasses
import math

import numpy as np
import pytest
import stats
from hypothesis import given
from hypothesis import strategies as st

from analog_lab.core import rng_from
from analog_lab.devices.pcm import Pcm
from analog_lab.devices.presets import RETENTIVE
from analog_lab.devices.programming import StuckCells
from analog_lab.devices.retentive import RetentiveDevice, Scales
from analog_lab.devices.retentive_laws import Curve, Power, Spread, Table

NAMES = list(RETENTIVE)
cells = pytest.mark.parametrize("device", [RETENTIVE[name].device for name in NAMES], ids=NAMES)
MOVING = [name for name in NAMES if len(set(RETENTIVE[name].device.times_s)) > 1]  # described at more than one time
moving = pytest.mark.parametrize("device", [RETENTIVE[name].device for name in MOVING], ids=MOVING)
DAY = 86_400.0


def targets(device, shape=(40, 30)):
    return np.linspace(device.g_min_us, device.g_max_us, math.prod(shape)).reshape(shape)


def times(device):
    """Times over the whole range of a cell's fit, three years at most."""
    first, last = device.times_s
    return [first] if first == last else [first, *np.geomspace(1, min(last, 1e8), 9)]


def test_the_names_and_their_sources():
    assert NAMES == [
        "pcm-inference",
        "pcm-joshi",
        "pcm-hermes-1",
        "pcm-hermes-2",
        "rram-milo",
        "rram-wan",
        "rram-wan-cubic",
        "reram-cmo",
        "flash-sonos",
    ]
    for preset in RETENTIVE.values():
        assert isinstance(preset.device, RetentiveDevice)
        assert preset.g_us == (preset.device.g_min_us, preset.device.g_max_us)
        assert preset.title and preset.source and preset.measured and preset.assumed
        assert preset.doi.startswith("10.")


@cells
def test_time_moves_one_chip_and_draws_nothing(device):
    held = device.program(targets(device), rng_from(1, "chip"))
    there = [device.drift(held, t) for t in times(device)]
    back = [device.drift(held, t) for t in reversed(times(device))]
    np.testing.assert_array_equal(there, back[::-1])
    np.testing.assert_array_equal(there[0], held.g_us)
    assert all(g.min() >= 0 for g in there)


@moving
def test_the_order_of_cells_moves_continuously(device):
    """A moment later every cell is almost where it was: no redraw hides in a time."""
    held = device.program(targets(device), rng_from(1, "chip"))
    for t in (100.0, DAY, 1.5 * DAY):
        moved = device.drift(held, t * 1.001) - device.drift(held, t)
        assert np.abs(moved).max() < 2e-3 * device.g_max_us


@cells
def test_draws_depend_on_seed_and_shape_alone(device):
    """Another spread scales each cell's own deviation; the generator is left at the same place."""
    g = np.full((20, 30), 0.6 * device.g_max_us)
    drawn = []
    for scale in (Scales(prog=0.5, read=0.0), Scales(prog=1.0, drift_spread=3.0), Scales(0.0, 0.0, 0.0, 0.0)):
        rng = rng_from(2, "chip")
        cell = dataclasses.replace(device, scale=scale, stuck=StuckCells())
        drawn.append((cell.program(g, rng), rng.random()))
    (half, a), (whole, b), (none, c) = drawn
    np.testing.assert_array_equal(half.xi, whole.xi)
    np.testing.assert_array_equal(half.eta, whole.eta)
    np.testing.assert_allclose(whole.g_us - g, 2 * (half.g_us - g), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(none.g_us, g, rtol=1e-12)
    assert a == b == c


@cells
def test_a_nominal_cell_holds_its_target_and_reads_without_noise(device):
    nominal = device.nominal()
    g = targets(device)
    held = nominal.program(g, rng_from(3, "chip"))
    np.testing.assert_array_equal(held.g_us, g)
    for t in times(device):
        np.testing.assert_array_equal(nominal.read(held, t, rng_from(4, "read")), nominal.drift(held, t))
    assert type(nominal) is type(device) and nominal.scale.drift == device.scale.drift


@cells
def test_programming_spreads_as_the_law_says(device):
    g = 0.7 * device.g_max_us
    held = device.program(np.full(40_000, g), rng_from(5, "chip"))
    sigma = float(device.sigma_us(g))
    assert stats.normal(held.g_us, g, sigma) > stats.ALPHA
    assert stats.variance(held.g_us, sigma**2) > stats.ALPHA
    assert stats.variance(held.g_us, (1.1 * sigma) ** 2) < stats.ALPHA
    assert stats.mean(held.g_us, g) > stats.ALPHA
    assert stats.mean(held.g_us, g + 0.1 * sigma) < stats.ALPHA


@cells
def test_reads_spread_as_the_law_says(device):
    g, t = 0.7 * device.g_max_us, min(device.times_s[1], DAY)
    quiet = dataclasses.replace(device, scale=Scales(0.0, device.scale.drift, 0.0, 1.0))
    held = quiet.program(np.full(40_000, g), rng_from(6, "chip"))
    read = quiet.read(held, t, rng_from(6, "read"))
    sigma = float(device.sigma_read_us(g, t))
    if sigma == 0:
        np.testing.assert_array_equal(read, quiet.drift(held, t))
        return
    centre = quiet.drift(held, t)[0]
    assert stats.normal(read, centre, sigma) > stats.ALPHA
    assert stats.variance(read, sigma**2) > stats.ALPHA
    assert stats.variance(read, (1.1 * sigma) ** 2) < stats.ALPHA


@cells
@pytest.mark.parametrize("beyond", [1.01, -1.0, math.nan, math.inf])
def test_a_target_outside_the_fit_is_named(device, beyond):
    wrong = beyond * device.g_max_us
    low, high = device.g_min_us, device.g_max_us
    with pytest.raises(ValueError) as error:
        device.program([device.g_max_us, wrong], rng_from(0))
    assert str(error.value) == f"g_us={float(f'{wrong:.6g}')} is outside this fit ({low:g}–{high:g} µS)"
    with pytest.raises(ValueError, match="outside this fit"):
        device.sigma_us(wrong)


def test_the_message_of_a_target_outside():
    with pytest.raises(ValueError, match=r"^g_us=31\.0 is outside this fit \(0–25 µS\)$"):
        Pcm().program(31.0, rng_from(0))


@cells
@pytest.mark.parametrize("t_s", [-1.0, math.nan, math.inf])
def test_times_that_are_none_are_refused(device, t_s):
    held = device.program(device.g_max_us, rng_from(0))
    for call in (lambda: device.drift(held, t_s), lambda: device.read(held, t_s, rng_from(0))):
        with pytest.raises(ValueError, match="is not a time of 0 s or more"):
            call()


@cells
def test_times_outside_the_fit_are_refused(device):
    held = device.program(device.g_max_us, rng_from(0))
    first, last = device.times_s
    if math.isfinite(last):
        with pytest.raises(ValueError, match="no drift law" if first == last else "is outside this fit"):
            device.drift(held, 1.01 * last + 1)
    if first > 0:
        with pytest.raises(ValueError, match="is outside this fit"):
            device.drift(held, 0.0)


@cells
def test_a_range_outside_the_fit_is_refused(device):
    with pytest.raises(ValueError, match="g_max_us=.* is outside this fit"):
        dataclasses.replace(device, g_max_us=1.01 * device.g_max_us)
    with pytest.raises(ValueError, match="g_min_us=.* is"):
        dataclasses.replace(device, g_min_us=-1.0)
    with pytest.raises(ValueError, match="is not below"):
        dataclasses.replace(device, g_min_us=device.g_max_us)


@cells
def test_rounding_beyond_an_end_is_put_on_the_end(device):
    g = np.float32([device.g_min_us, device.g_max_us]) * np.float32(1 + 2e-7)
    held = device.nominal().program(g, rng_from(0))
    assert held.g_us[1] <= device.g_max_us and held.g_us[0] >= device.g_min_us


@pytest.mark.parametrize("shape", [(), (7,), (2, 3, 4), (0, 5)])
@cells
def test_any_shape(device, shape):
    held = device.program(np.full(shape, device.g_max_us), rng_from(1))
    g = device.read(held, device.times_s[0], rng_from(2))
    assert held.g_us.shape == held.xi.shape == held.stuck.shape == np.shape(g) == shape
    assert held.nu is None or np.shape(held.nu) == shape


@given(st.sampled_from(NAMES), st.floats(0, 1), st.floats(0, 1), st.integers(0, 99))
def test_no_place_in_a_fit_breaks_a_cell(name, place, when, seed):
    device = RETENTIVE[name].device
    first, last = device.times_s
    t = first if first == last else math.exp(when * math.log(min(last, 1e9)))
    held = device.program(device.g_min_us + place * (device.g_max_us - device.g_min_us), rng_from(seed))
    g = device.read(held, t, rng_from(seed, "read"))
    assert math.isfinite(g) and g >= 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Scales(prog=-1.0), "prog=-1 is below 0"),
        (lambda: Scales(read=math.nan), "read=nan is not a finite number"),
        (lambda: Spread(((1.0,),), (0, 1), (1.0, 2.0)), "1 polynomials do not belong to 2 times"),
        (lambda: Spread(((1.0,), (2.0,)), (0, 1), (0.0, 2.0)), "must rise, from above 0"),
        (lambda: Spread(((math.nan,),), (0, 1)), "not all finite"),
        (lambda: Spread(((1.0,),), (0, 1), g_ref_us=0.0), "g_ref_us=0 is not positive"),
        (lambda: Table((0.0,), (1.0,)), "two or more"),
        (lambda: Table((0.0, 0.0), (1.0, 1.0)), "do not rise"),
        (lambda: Table((0.0, 1.0), (1.0, -1.0)), "must be 0 or more"),
    ],
)
def test_parameters_that_make_no_sense_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_the_laws_are_clipped_where_they_say():
    g = np.array([0.0, 1e-9, 1.0, 5.0, 10.0])
    curve = Curve(-1.0, 0.0, 0.5, 2.0, until=0.4, beyond=(1.0, 2.0))
    np.testing.assert_allclose(curve(g, 10.0), [2.0, 2.0, 2.0, 2.0, 3.0])
    np.testing.assert_allclose(curve(np.array([3.0]), 10.0), -math.log(0.3))
    power = Power(0.1, 0.5, 0.2, 0.4)
    np.testing.assert_allclose(power(g, 10.0), [0.4, 0.4, 0.1 / math.sqrt(0.1), 0.1 / math.sqrt(0.5), 0.1])
    table = Table((0.0, 5.0, 10.0), (1.0, 3.0, 0.0))
    np.testing.assert_allclose(table(np.array([2.5, 7.5]), 10.0), [2.0, 1.5])
