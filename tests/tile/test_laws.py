"""The kernels of all step laws against the NumPy reference, and cells that hide what they keep."""

import dataclasses

import numpy as np
import pytest
import stats

from analog_lab.devices import (
    Ageing,
    ConstantStep,
    Corrupt,
    Drift,
    ExpStep,
    Ideal,
    LinearStep,
    PiecewiseStep,
    PowStep,
    PowStepReference,
    SetResetStep,
    SoftBounds,
    SoftBoundsReference,
    preset,
    response,
    retention,
    states,
)
from analog_lab.tile import Tile, threads

BOUNDS = {"dw_min": 0.02, "w_max": 0.9, "w_min": -0.7, "up_down": 0.2, "dw_min_std": 0.6}
CELLS = {
    "constant": ConstantStep(**BOUNDS),
    "linear": LinearStep(**BOUNDS, gamma_up=0.5, gamma_down=0.7),
    "linear, additive noise": LinearStep(**BOUNDS, gamma_up=0.5, gamma_down=0.7, mult_noise=False),
    "soft bounds": SoftBounds(**BOUNDS),
    "soft bounds, reference": SoftBoundsReference(**BOUNDS, reference_std=0.1, slope_up_dtod=0.2),
    "the same, multiplicative": SoftBoundsReference(**BOUNDS, reference_std=0.1, mult_noise=True),
    "exponential": ExpStep(**BOUNDS, A_up=0.3, A_down=0.4, gamma_up=2, gamma_down=3, a=0.6, b=0.2),
    "exponential, complex noise": ExpStep(**BOUNDS, dw_min_std_add=0.05, dw_min_std_slope=0.1),
    "set and reset": SetResetStep(reset_std=0.05),
    "power": PowStep(**BOUNDS, pow_gamma=1.7, pow_up_down=0.3),
    "power, reference": PowStepReference(**BOUNDS, pow_gamma=0.6, reference_mean=0.1, subtract_symmetry_point=True),
    "piecewise": PiecewiseStep(**BOUNDS, piecewise_up=(1, 0.5, 0.8), piecewise_down=(0.2, 1.0)),
    "synapse": preset("pcmo"),
    "corrupt": SoftBounds(**BOUNDS, corrupt=Corrupt(prob=0.3)),
}
every = pytest.mark.parametrize("device", CELLS.values(), ids=CELLS)


def reference(tile, trains, xi):
    """Apply trains slot by slot to all cells at once, in NumPy; return what the cells keep."""
    device, cells, v = tile.device, tile.cells, tile.hidden
    for b in range(len(trains.x_bits)):
        for k in range(trains.bl[b]):
            rows, columns = trains.d_bits[b] >> k & 1, trains.x_bits[b] >> k & 1
            hit = np.outer(rows, columns).astype(bool)
            up = np.not_equal.outer(trains.d_negative[b], trains.x_negative[b])
            v = np.where(hit, device.step(v, cells, up, xi(v.shape)), v)
    return v


def trains_for(tile, rate=3.0, batch=6):
    """Return trains of about ``rate`` coincidences at the busiest cell of each sample."""
    rng = np.random.default_rng(0)
    x, d = rng.standard_normal((batch, tile.shape[1])), rng.standard_normal((batch, tile.shape[0]))
    return tile.trains(x, d, rate * tile.device.granularity / 6)


@every
def test_without_noise_every_kernel_is_the_reference(device):
    still = dataclasses.replace(device, dw_min_std=0.0, **({"reset_std": 0.0} if hasattr(device, "reset_std") else {}))
    start = np.random.default_rng(1).uniform(-0.6, 0.8, (17, 45))
    tile = Tile((17, 45), still, seed=4, weights=start)
    trains, before = trains_for(tile, 6, 12), tile.hidden
    expected = reference(tile, trains, np.zeros)
    assert tile.apply(trains) == trains.coincidences().sum() > 1000
    assert np.abs(tile.hidden - before).max() > 0.02
    np.testing.assert_allclose(tile.hidden, expected, atol=4e-6)
    np.testing.assert_allclose(tile.weights, tile.cells.show(expected), atol=4e-6)


@pytest.mark.parametrize("factor", [1.0, 1.1])
@every
def test_with_noise_every_kernel_has_the_law_of_the_reference(device, factor):
    """Fifty thousand like cells take one pulse; only noise tells them apart, of which the reference has its own."""
    if device.corrupt.prob:
        device = dataclasses.replace(device, corrupt=Corrupt())
    like = dict.fromkeys([name for name in device.spreads if name.endswith("dtod") or name == "reference_std"], 0.0)
    device = dataclasses.replace(device, **like)
    shape, rng = (200, 250), np.random.default_rng(2)
    for sign in (1, -1):
        tile = Tile(shape, device, seed=1, weights=np.full(shape, 0.25))
        trains = tile.trains(np.ones(shape[1]), -sign * np.ones(shape[0]), device.granularity * 0.999)
        assert trains.coincidences().min() == trains.coincidences().max() == 1
        expected = tile.cells.noise
        wider = dataclasses.replace(tile.cells, noise=type(expected)(*(factor * part for part in expected)))
        v = device.step(tile.hidden, wider, sign > 0, rng.standard_normal(shape))
        tile.apply(trains)
        assert (stats.alike(tile.hidden, v) > stats.ALPHA) == (factor == 1)


@every
def test_any_number_of_threads_gives_the_same_bits(device, monkeypatch):
    tile = Tile((40, 50), dataclasses.replace(device, write_noise_std=1.0), seed=3)
    trains, twins = trains_for(tile), []
    monkeypatch.setattr("analog_lab.tile.crossbar.PULSES_A_THREAD", 1)
    for count in (1, 3):
        threads.set_limit(count)
        twins.append(tile.clone())
        twins[-1].apply(trains)
    threads.set_limit(None)
    np.testing.assert_array_equal(twins[0].weights, twins[1].weights)
    np.testing.assert_array_equal(twins[0].hidden, twins[1].hidden)


def test_a_corrupt_cell_never_moves():
    tile = Tile((30, 30), SoftBounds(corrupt=Corrupt(prob=0.3, range=0.1)), seed=2)
    stuck = tile.cells.w_min == tile.cells.w_max
    assert stats.binomial(stuck.sum(), stuck.size, 0.3) > stats.ALPHA > stats.binomial(stuck.sum(), stuck.size, 0.5)
    assert np.abs(tile.weights[stuck]).max() <= 0.1 and np.ptp(tile.weights[stuck]) > 0.1
    before = tile.weights
    tile.update(np.ones(30), -np.ones(30), 0.2)
    np.testing.assert_array_equal(tile.weights[stuck], before[stuck])
    assert np.all(tile.weights[~stuck] != before[~stuck])


WRITTEN = SoftBoundsReference(dw_min=0.01, dw_min_std=0.0, write_noise_std=3.0, reference_mean=0.1).nominal()
WRITTEN = dataclasses.replace(WRITTEN, write_noise_std=3.0)


@pytest.mark.parametrize("factor", [1.0, 1.1])
def test_write_noise_is_drawn_anew_where_a_cell_is_pulsed_and_does_not_add_up(factor):
    tile = Tile((200, 100), WRITTEN, seed=1, weights=np.full((200, 100), 0.2))
    noise = tile.weights - tile.hidden
    np.testing.assert_allclose(tile.hidden, 0.2, atol=1e-6)
    assert (stats.normal(noise, 0, factor * 0.03) > stats.ALPHA) == (factor == 1)
    for _ in range(3):
        x = np.append(np.zeros(40), np.ones(60))
        tile.update(x, -np.ones(200), 0.01)
    after = tile.weights - tile.hidden
    np.testing.assert_array_equal(after[:, :40], noise[:, :40])
    assert (stats.normal(after[:, 40:], 0, factor * 0.03) > stats.ALPHA) == (factor == 1)
    assert stats.mean(after[:, 40:] * noise[:, 40:], 0) > stats.ALPHA
    np.testing.assert_allclose(tile.hidden[:, 40:], tile.hidden[0, 40], atol=1e-6)


def test_reads_see_what_the_cells_show_and_copies_go_on_alike():
    tile = Tile((6, 5), WRITTEN, seed=1)
    assert not np.allclose(tile.weights, tile.hidden)
    from analog_lab.periphery import Periphery

    tile.set_periphery(Periphery(dac_bits=None, adc_bits=None, out_noise=0.0))
    np.testing.assert_allclose(tile.forward(np.eye(5)), tile.weights.T, atol=1e-6)
    twin = Tile((6, 5), WRITTEN, seed=1)
    twin.restore(tile.state())
    for t in (tile, twin, copy := tile.clone()):
        t.update(np.ones(5), np.ones(6), 0.02)
    for t in (twin, copy):
        np.testing.assert_array_equal(t.weights, tile.weights)
        np.testing.assert_array_equal(t.hidden, tile.hidden)


def test_another_device_takes_over_what_the_cells_showed_without_their_noise():
    tile = Tile((20, 30), WRITTEN, seed=1, weights=np.full((20, 30), 0.2))
    tile.set_device(SoftBoundsReference(dw_min=0.01, reference_mean=-0.2).nominal())
    np.testing.assert_allclose(tile.weights, 0.2, atol=1e-6)


def test_cells_decay_towards_their_rest_once_a_mini_batch():
    device = ConstantStep(dw_min_std=0.0, ageing=Ageing(lifetime=20, reset=0.1)).nominal()
    tile = Tile((3, 4), device, weights=np.full((3, 4), 0.5))
    for _ in range(30):
        tile.update(np.zeros((8, 4)), np.zeros((8, 3)), 0.1)
    np.testing.assert_allclose(tile.weights, 0.1 + 0.4 * 0.95**30, rtol=1e-5)


def test_a_lifetime_of_a_batch_or_less_forgets_everything_at_once():
    assert Ageing(lifetime=1.0).rate() == 1 and Ageing(lifetime=0.0).rate() == 0
    np.testing.assert_array_equal(Ageing(lifetime=2.0, lifetime_dtod=1.0).rate([-0.9, -3.0, 1.0]), [1, 1, 0.25])


@pytest.mark.parametrize("lifetime", [1e6, 1e8])
def test_a_decay_below_the_spacing_of_float32_is_kept_on_average(lifetime):
    device = ConstantStep(ageing=Ageing(lifetime=lifetime)).nominal()
    tile = Tile((200, 250), device, weights=np.full((200, 250), 0.3))
    for _ in range(20):
        tile.age()
    lost = 0.3 - tile.weights.astype(float).mean()
    noise = 3e-8 * np.sqrt(20) / np.sqrt(50_000)
    assert abs(lost - (np.float32(0.3) * 20 / lifetime - (float(np.float32(0.3)) - 0.3))) < 5 * noise


def test_what_ages_stays_within_its_bounds():
    device = ConstantStep(w_max=0.2, w_min=-0.2, ageing=Ageing(lifetime=1.5, diffusion=0.2, reset=5.0))
    tile = Tile((30, 30), device)
    tile.age()
    assert np.all(tile.weights == tile.cells.w_max)


@pytest.mark.parametrize("factor", [1.0, 1.1])
def test_cells_diffuse_as_a_random_walk(factor):
    device = ConstantStep(w_max=50.0, w_min=-50.0, ageing=Ageing(diffusion=0.02), **{"w_max_dtod": 0, "w_min_dtod": 0})
    tile = Tile((100, 200), device)
    for _ in range(9):
        tile.age()
    assert (stats.normal(tile.weights, 0, factor * 0.06) > stats.ALPHA) == (factor == 1)


def test_drift_follows_a_power_law_of_the_time_since_a_cell_was_changed():
    device = dataclasses.replace(ConstantStep(dw_min=0.01, dw_min_std=0.0).nominal(), drift=Drift(nu=0.1, t0_s=10.0))
    tile = Tile((2, 3), device, weights=np.full((2, 3), 0.5))
    tile.drift(5.0)
    np.testing.assert_allclose(tile.weights, 0.5)
    tile.drift(995.0)
    np.testing.assert_allclose(tile.weights, 0.5 * 100**-0.1, rtol=1e-6)
    tile.update([1.0, 0.0, 0.0], [-1.0, -1.0], 0.01)
    changed = tile.weights[0, 0]
    tile.drift(1000.0)  # starts the time of the cells that changed
    np.testing.assert_allclose(tile.weights[:, 0], changed, rtol=1e-6)
    np.testing.assert_allclose(tile.weights[:, 1:], 0.5 * 200**-0.1, rtol=1e-6)
    tile.set_device(dataclasses.replace(device, drift=Drift(nu=0.2, t0_s=10.0)))  # the clock goes on
    tile.drift(1000.0)
    np.testing.assert_allclose(tile.weights[:, 0], changed * 100**-0.2, rtol=1e-6)
    np.testing.assert_allclose(tile.weights[:, 1:], 0.5 * 300**-0.2, rtol=1e-6)


@pytest.mark.parametrize(
    ("drift", "expected"),
    [
        (Drift(nu=0.05, nu_k=0.02), [0.3418, 0.2859, 0.2363]),
        (Drift(nu=0.05, g_offset=0.2, wg_ratio=2, w_offset=0.1), [0.3021, 0.2115, 0.1338]),
        (Drift(nu=0.05, nu_k=0.02, g_offset=0.2, wg_ratio=2, w_offset=0.1, log_g0=-0.3), [0.2749, 0.1509, 0.0364]),
    ],
)
def test_drift_is_that_of_the_reference_simulator(drift, expected):
    """Weights that the drifter of aihwkit 1.2 made of 0.4 after 10, 110 and 1110 s."""
    tile = Tile((1, 1), dataclasses.replace(ConstantStep(w_max=1, w_min=-1).nominal(), drift=drift), weights=[[0.4]])
    found = []
    for dt in (10, 100, 1000):
        tile.drift(dt)
        found.append(tile.weights.item())
    assert found == pytest.approx(expected, abs=6e-5)


def test_drift_varies_from_call_to_call_is_noisy_and_stops_at_the_bounds():
    start = np.full((100, 100), 0.5)
    cell = ConstantStep(w_max=1, w_min=-1).nominal()
    tile = Tile((100, 100), dataclasses.replace(cell, drift=Drift(nu=0.05, nu_std=0.4)), weights=start)
    tile.drift(1e4)
    nu = -np.log(tile.weights / 0.5) / np.log(1e4)
    assert stats.normal(nu, 0.05, 0.02) > stats.ALPHA > stats.normal(nu, 0.05, 0.022)
    noisy = dataclasses.replace(cell, drift=Drift(nu=0.0, read_std=0.01))
    tile = Tile((200, 100), noisy, weights=np.full((200, 100), 0.5))
    for _ in range(3):  # the noise does not add up
        tile.drift(1.0)
    assert stats.normal(tile.weights, 0.5, 0.01) > stats.ALPHA > stats.normal(tile.weights, 0.5, 0.011)
    tile = Tile((2, 2), dataclasses.replace(cell, drift=Drift(nu=-1.0)), weights=np.full((2, 2), 0.5))
    tile.drift(100.0)
    np.testing.assert_array_equal(tile.weights, 1.0)
    np.testing.assert_array_equal(tile.state()["drift_last"], 1.0)


def test_drift_that_depends_on_the_conductance_and_on_the_cell():
    law = Drift(nu=0.06, nu_k=0.02, log_g0=-1.0, g_offset=0.5, wg_ratio=2.0)
    assert law.exponent(0.8) == pytest.approx(0.06 - 0.02 * (np.log(0.8 / 2 + 0.5) + 1.0))
    device = dataclasses.replace(ConstantStep().nominal(), drift=Drift(nu=0.05, nu_dtod=0.4))
    tile = Tile((100, 100), device, seed=5, weights=np.full((100, 100), 0.5))
    tile.drift(1e4)
    nu = -np.log(tile.weights / 0.5) / np.log(1e4)
    assert stats.normal(nu, 0.05, 0.02) > stats.ALPHA > stats.normal(nu, 0.05, 0.022)


def test_a_chip_that_drifts_goes_on_from_its_state():
    device = dataclasses.replace(ConstantStep(), drift=Drift(nu=0.05, nu_dtod=0.4, nu_std=0.1))
    tile = Tile((4, 5), device, seed=5, weights=np.full((4, 5), 0.5))
    tile.drift(100)
    twin = Tile((4, 5), device, seed=5)
    twin.restore(tile.state())
    for t in (tile, twin):
        t.drift(900)
    np.testing.assert_array_equal(twin.weights, tile.weights)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Tile((2, 2), ConstantStep()).drift(1.0), "ConstantStep has no drift"),
        (lambda: Tile((2, 2), ConstantStep(drift=Drift(nu=0.1))).drift(-1.0), "dt_s=-1.0 is not a time"),
        (lambda: Tile((2, 2), Ideal()).trains([1, 1], [1, 1], 0.1), "an ideal cell takes no pulses"),
        (lambda: Tile((2, 2), Ideal()).update([1, np.nan], [1, 1], 0.1), "must be finite"),
        (lambda: Ideal(dw_min_std=0.3), "dw_min_std=0.3: an ideal cell has no other parameter"),
        (lambda: Tile((2, 2), preset("pcm-inference")), "device=Pcm takes no pulses"),
        (lambda: response(preset("flash-sonos"), [1]), "Flash takes no pulses"),
        (lambda: Drift(t0_s=0.0), "t0_s=0 is not positive"),
        (lambda: Ageing(lifetime=-1.0), "lifetime=-1 is below 0"),
        (lambda: Corrupt(prob=1.5), "prob=1.5 is above 1"),
        (lambda: PiecewiseStep(piecewise_up=(1.0, -1.0)), "piecewise_up"),
        (lambda: ConstantStep(corrupt=0.1), r"corrupt=0.1 is no Corrupt\(…\)"),
        (lambda: ConstantStep(ageing=None), r"ageing=None is no Ageing\(…\)"),
        (lambda: ConstantStep(dw_min="0.1"), "dw_min='0.1' is not a finite number"),
        (lambda: LinearStep(mult_noise=0), "mult_noise=0 is neither True nor False"),
        (lambda: PowStep(pow_gamma=-2.0), "pow_gamma=-2 is negative"),
        (lambda: ExpStep(dw_min_std_add=-0.1), "dw_min_std_add=-0.1 is below 0"),
        (lambda: SetResetStep(reset=50.0), "reset=50 is outside the bounds 0 … 2"),
        (lambda: Tile((2, 2), ConstantStep(w_max=1e39)), "w_max=1e.39.* leave float32"),
        (lambda: Tile((2, 2), ConstantStep(write_noise_std=1e50)), "leave float32"),
        (lambda: ConstantStep(dw_min=1e-50), "dw_min=1e-50 is below 1e-30"),
        (lambda: PiecewiseStep(piecewise_up="123"), "piecewise_up='123' must be 1 to 1000 numbers"),
        (lambda: PiecewiseStep(piecewise_down=None), "piecewise_down=None must be 1 to 1000 numbers"),
        (lambda: PiecewiseStep(piecewise_up=[[1, 2]]), "must be 1 to 1000 numbers"),
        (lambda: retention(preset("pcm-inference"), 0.1, 3), "Pcm takes no pulses"),
        (lambda: states(preset("pcm-inference")), "Pcm takes no pulses"),
        (lambda: Tile((2, 2), ConstantStep(ageing=Ageing(diffusion=0.1, reset=1e39))), "leave float32"),
        (lambda: Tile((1, 1), Ideal(), weights=[[3e38]]).update([-1], [3e38], 1), "out of float32"),
        (lambda: Tile((9, 9), ConstantStep(dw_min_dtod=99.0, dw_min_log_normal=True)), "leave float32"),
    ],
)
def test_bad_values_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_an_ideal_array_is_exact_arithmetic_without_bounds():
    rng = np.random.default_rng(0)
    x, d = rng.standard_normal((8, 30)), rng.standard_normal((8, 20))
    tile = Tile((20, 30), Ideal(), weights=np.full((20, 30), 3.0))
    assert tile.update(x, d, 0.7) == 0
    np.testing.assert_allclose(tile.weights, 3 - 0.7 * d.T @ x, rtol=1e-5, atol=1e-5)


def test_a_corrupt_cell_without_range_has_no_slope():
    device = LinearStep(mean_bound_reference=False, corrupt=Corrupt(prob=0.5, range=0.0))
    tile = Tile((20, 20), device)
    tile.update(np.ones(20), -np.ones(20), 0.01)
    assert np.isfinite(tile.weights).all() and np.count_nonzero(tile.weights) > 100


def test_no_drift_makes_a_weight_that_is_no_number():
    for drift in (Drift(nu=0.05, nu_k=-0.6), Drift(nu=-2.0), Drift(nu=0.05, nu_k=0.6, w_offset=1.0)):
        tile = Tile((2, 2), ConstantStep(drift=drift), weights=[[0.0, 0.1], [-0.1, 0.3]])
        for dt in (1e7, 1e300):
            tile.drift(dt)
            assert np.isfinite(tile.weights).all()


def test_memory_of_cells_that_decay_is_four_bytes_more():
    assert Tile((64, 64), preset("capacitor")).nbytes / 64**2 < 32.01


def test_memory_of_the_affine_laws_is_at_most_28_bytes_a_cell():
    for device, most in ((ConstantStep(), 20), (SoftBounds(), 20), (LinearStep(), 28), (preset("reram-sb"), 28)):
        assert Tile((64, 64), device).nbytes / 64**2 <= most
