"""A cell from measured data: known cells are recovered, and files that cannot be used are told why."""

import dataclasses
import functools

import independent_cells as known
import numpy as np
import pytest

from analog_lab.devices import (
    LinearStep,
    SoftBounds,
    asymmetry,
    fit_device,
    mean_step,
    response,
    states,
    weight_range,
)
from analog_lab.devices.fit import _fit
from analog_lab.devices.fit_data import FEWEST, measured
from analog_lab.devices.fit_laws import LAWS
from analog_lab.tile import Tile

HI, LO, START, UNIT = 1.0, -1.0, -0.8, (12.5, 10.0)  # weights ±1 stand for 2.5 … 22.5 µS
READ = 0.1  # 5 % of the range, as a weight
PULSE = 0.3
# name: (equations, pulses, law)
SETS = {
    "constant": (known.constant(0.008, 0.008, HI, LO), [300, -300] * 4, "constant step"),
    "constant, uneven": (known.constant(0.004, 0.003, HI, LO), [400, -450] * 3, "constant step"),
    "linear": (known.linear(0.012, 0.009, HI, LO, 0.6, 0.4), [350, -350] * 4, "linear step"),
    "linear, down bent more": (known.linear(0.008, 0.008, HI, LO, 0.3, 0.7), [500, -500] * 4, "linear step"),
    "soft bounds": (known.soft(0.02, 0.02, HI, LO), [150, -150] * 4, "soft bounds"),
    "soft bounds, uneven": (known.soft(0.01, 0.006, HI, LO), [300, -300] * 4, "soft bounds"),
    "exponential, ReRAM": (
        known.exponential(0.00135, 0.001, HI, LO, -1.18445, -0.081404, 5, 5, -0.5, -0.5),
        [1000, -1000] * 3,
        "exponential step",
    ),
    "exponential": (
        known.exponential(0.012, 0.012, HI, LO, 0.05, 0.05, 3, 3, 1, 0),
        [250, -250] * 4,
        "exponential step",
    ),
    "power": (known.power(0.06, 0.06, HI, LO, 2, 2), [400, -400] * 5, "power step"),
    "power, uneven": (known.power(0.05, 0.08, HI, LO, 1.5, 2.5), [500, -500] * 5, "power step"),
}
PLACES = np.array([-0.6, -0.3, 0.0, 0.3, 0.6])


def data(name, seed=1, pulse=PULSE, read=READ):
    step, runs, _ = SETS[name]
    return known.measure(step, HI, LO, START, runs, pulse, read, seed, UNIT)


@functools.cache
def report(name, seed=1):
    signs, readings = data(name, seed)
    return fit_device({"g_us": readings, "direction": signs})


def steps_of(found, places=PLACES):
    """The mean steps up and down of a fitted cell at true weights, in true weights."""
    scale = found.factor / UNIT[1]
    w = (UNIT[0] + UNIT[1] * np.asarray(places) - found.offset) / found.factor
    return mean_step(found.device, w) * scale


def true_steps(step, places=PLACES):
    return np.array([[step(w, s) - w for w in places] for s in (1, -1)])


@pytest.mark.parametrize("name", SETS)
def test_a_known_cell_is_recovered_within_a_tenth_law_included(name):
    found, (step, _, law) = report(name), SETS[name]
    assert found.law == law
    np.testing.assert_allclose(steps_of(found), true_steps(step), rtol=0.1)
    assert found.read_noise == pytest.approx(READ * UNIT[1], rel=0.1)


@pytest.mark.parametrize(("name", "exponents"), [("power", (2, 2)), ("power, uneven", (1.5, 2.5))])
def test_exponents_are_recovered(name, exponents):
    found = report(name).parameters
    assert [found[way][0] for way in ("pow_up", "pow_down")] == pytest.approx(exponents, rel=0.1)


@pytest.mark.parametrize("name", ["constant", "linear", "soft bounds", "power"])
def test_bounds_that_were_reached_are_recovered(name):
    found = report(name)
    for bound, true in (("w_max", HI), ("w_min", LO)):
        g = found.offset + found.factor * found.parameters[bound][0]
        assert g == pytest.approx(UNIT[0] + UNIT[1] * true, abs=0.1 * UNIT[1])


def test_a_bound_that_was_never_reached_is_not_told():
    signs, readings = known.measure(
        known.constant(0.004, 0.004, 9, -9), 9, -9, 0.0, [200, -200] * 3, 0.1, 0.05, 1, UNIT
    )
    found = fit_device({"g_us": readings, "direction": signs})
    assert all(np.isinf(found.parameters[bound][1]) for bound in ("w_max", "w_min"))
    assert "not told by the data" in str(found)


@pytest.mark.parametrize("name", SETS)
def test_a_cell_a_quarter_off_is_told_apart(name):
    step = SETS[name][0]
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(steps_of(report(name)), 1.25 * true_steps(step), rtol=0.1)


def test_pulse_noise_is_told_from_read_noise():
    step, runs, _ = SETS["constant"]
    noises = {}
    for pulse in (0.0, 3.0):
        signs, readings = known.measure(step, HI, LO, START, runs, pulse, 0.02, 2, UNIT)
        noises[pulse] = fit_device({"g_us": readings, "direction": signs})
    assert noises[3.0].parameters["pulse_noise"][0] == pytest.approx(3, rel=0.15)
    assert noises[0.0].parameters["pulse_noise"][0] < 0.3
    assert all(found.read_noise == pytest.approx(0.2, rel=0.1) for found in noises.values())


def deviations(seeds):
    """How far fitted steps and bounds of one cell are from the true ones, in standard errors, for many measurements."""
    step, soft = SETS["soft bounds"][0], next(law for law in LAWS if law.name == "soft bounds")
    for seed in range(seeds):
        signs, readings = data("soft bounds", seed)
        low, high = np.percentile(readings, [2, 98])
        offset, factor = (low + high) / 2, (high - low) / 2
        here, scale = (offset - UNIT[0]) / UNIT[1], UNIT[1] / factor  # where the fit has its weight 0, and its units
        found = _fit(soft, np.array(signs, np.int8), (np.array(readings) - offset) / factor).parameters
        true = {"step_up": step(here, 1) - here, "step_down": here - step(here, -1), "w_max": HI - here}
        for name, value in {**true, "w_min": LO - here}.items():
            yield (found[name][0] - value * scale) / found[name][1]


def test_standard_errors_are_the_scatter_over_repeated_measurements():
    off = np.sqrt(np.mean(np.square(list(deviations(25)))))
    assert 0.75 < off < 1.5  # 1 where they are right; 100 deviations tell it to 7 %


def test_the_fitted_cell_walks_the_fitted_curve_and_works_in_a_tile():
    found = report("soft bounds")
    best = found.fits[0]
    assert isinstance(found.device, SoftBounds)
    walked = response(found.device.nominal(), found.data.signs[1:], w0=best.start)[:, 0]
    np.testing.assert_allclose(walked, best.expected, atol=2e-5)
    tile = Tile((4, 5), found.preset.device, seed=1)
    assert tile.update(np.ones(5), -np.ones(4), 0.3) > 0 and tile.weights.min() > 0
    assert found.preset.states == pytest.approx((found.device.w_max - found.device.w_min) / found.device.dw_min)


@pytest.mark.parametrize("name", ["linear", "exponential"])
def test_every_law_works_where_a_named_cell_does(name):
    for fit in report(name).fits:
        low, high = weight_range(fit.device)
        assert low < 0 < high and states(fit.device) > 1 and 0 <= asymmetry(fit.device) <= 1
        for up in (True, False):
            tile = Tile((4, 5), fit.device, seed=1)
            before = tile.weights.copy()
            assert tile.update(np.ones(5), np.full(4, -1.0 if up else 1.0), 0.3) > 0
            moved = tile.weights - before
            assert np.mean(moved) * (1 if up else -1) > 0
            assert np.all(tile.weights >= low - 1e-6) and np.all(tile.weights <= high + 1e-6)


@pytest.mark.parametrize("name", ["linear", "exponential", "power", "constant, uneven"])
def test_every_law_becomes_a_device_with_its_own_curve(name):
    signs, readings = data(name)
    found = report(name)
    for fit in found.fits:
        walked = response(fit.device.nominal(), found.data.signs[1:], w0=fit.start)[:, 0]
        np.testing.assert_allclose(walked, fit.expected, atol=2e-4)
    assert [fit.score for fit in found.fits] == sorted(fit.score for fit in found.fits)
    assert found.runner_up is found.fits[1] and len(found.residuals) == len(readings)


@pytest.mark.parametrize("name", ["soft bounds", "linear", "exponential", "power"])
def test_directions_that_are_not_given_are_found(name):
    signs, readings = data(name)
    found = fit_device({"g_us": readings})
    assert found.data.detected and found.law == SETS[name][2]
    assert np.count_nonzero(found.data.signs != np.array(signs)) <= 0.02 * len(signs)
    np.testing.assert_allclose(steps_of(found), true_steps(SETS[name][0]), rtol=0.1)


def test_runs_of_unequal_length_are_found_to_a_few_pulses():
    step, _, _ = SETS["soft bounds"]
    signs, readings = known.measure(step, HI, LO, START, [130, -170, 90, -200, 150], 0.1, 0.02, 3, UNIT)
    found = fit_device({"g_us": readings})
    assert np.count_nonzero(found.data.signs != np.array(signs)) <= 8


def test_a_file_is_read_in_several_dialects(tmp_path):
    signs, readings = data("soft bounds")
    plain = measured({"g_us": readings, "direction": signs})
    rows = list(enumerate(zip(signs, readings, strict=True)))
    files = {
        "plain.csv": "# made up\npulse,direction,g_us\n" + "".join(f"{n},{s},{g!r}\n" for n, (s, g) in rows),
        "semicolons.csv": "g_ns;direction\n" + "".join(f"{1000 * g!r};{s}\n".replace(".", ",") for _, (s, g) in rows),
        "words.csv": "Direction\tg_S\n"
        + "".join(f"{ {1: 'up', -1: 'Down', 0: ''}[s] }\t{g * 1e-6!r}\n" for _, (s, g) in rows),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        read = measured(tmp_path / name)
        np.testing.assert_allclose(read.value, plain.value, rtol=1e-9)
        np.testing.assert_array_equal(read.signs, plain.signs)
        assert read.unit == "µS" and not read.detected


class Frame:
    """What a pandas DataFrame looks like from outside."""

    def __init__(self, columns):
        self._columns = columns

    def keys(self):
        return self._columns.keys()

    def __getitem__(self, name):
        return self._columns[name]


def test_a_frame_is_a_table_and_weights_have_no_unit():
    signs, readings = data("soft bounds")
    read = measured(Frame({"w": np.array(readings), "direction": np.array(signs)}))
    assert read.unit == "" and len(read.value) == len(signs)


GOOD = "".join(f"{1 if 0 < n % 20 <= 10 else -1},{15 - abs(n % 20 - 10)}\n" for n in range(60))
BACKWARDS = "".join(f"{-1 if 0 < n % 20 <= 10 else 1},{15 - abs(n % 20 - 10)}\n" for n in range(60))
CELLS = "".join(f"{n // 30},{line}\n" for n, line in enumerate(GOOD.split()))
BAD = [
    ("", "is empty: it needs a line of column names"),
    ("direction,g_us\n", "0 readings are too few: a fit needs 20 or more"),
    ("direction,g_us\n1,2\n-1,3\n", "2 readings are too few"),
    ("direction,g_us\n" + GOOD + "1,abc\n", r"line 62: g_us='abc' is not a number"),
    ("direction,g_us\n" + GOOD + "1,nan\n", "line 62: g_us=nan is not a finite number"),
    ("direction,g_us\n" + GOOD + "1,2,3\n", "line 62: 3 values for 2 columns direction, g_us"),
    ("direction,g_us\n1\n" + GOOD, "line 2: 1 value, where 2 columns direction, g_us are named"),
    ("# x\n\ndirection,g_us\n" + GOOD + "sideways,4\n", "line 64: direction='sideways' is not one of up, down"),
    ("direction,gus\n" + GOOD, "no column of readings among direction, gus.*is 'gus' meant as 'g_us'?"),
    ("g_us,g_ns\n" + GOOD, "columns g_us and g_ns both hold readings"),
    ("direction,g_us\n" + "1,5\n" * 30, "all 30 readings are 5: the cell never moved"),
    ("direction,g_us\n" + "".join(f"1,{n}\n" for n in range(30)), "pulses of one direction only"),
    ("g_us\n" + "".join(f"{n}\n" for n in range(60)), "no turning point in the readings"),
    ("direction,g_us\n" + GOOD + "1,1_0\n", "line 62: g_us='1_0' is not a number"),
    ("# x\n" + GOOD, "line 2: -1, 5 are no column names: the first line must name them"),
    ("dirction,g_us\n" + GOOD, "no column direction: is 'dirction' meant"),
    ("direction,g_us\n" + "1,5\n" * 40 + "1,9\n" + "-1,5\n" * 59, "at least 96 % of 100 readings are 5"),
    ("direction,g_us\n" + BACKWARDS, "fall on pulses up .* direction is the wrong way round"),
    ("cell,direction,g_us\n" + CELLS, r"column cell names 2 cells \(0, 1\): fit them one by one"),
]


@pytest.mark.parametrize(("text", "said"), BAD, ids=[said[:30] for _, said in BAD])
def test_a_malformed_file_gets_the_line_and_the_reason(tmp_path, text, said):
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        fit_device(path)


def test_other_things_that_are_no_data(tmp_path):
    (tmp_path / "latin.csv").write_bytes("g_us\n1µ\n".encode("latin-1"))
    with pytest.raises(ValueError, match="not a text file in UTF-8"):
        fit_device(tmp_path / "latin.csv")
    with pytest.raises(ValueError, match="list is neither a path nor a table"):
        fit_device([1, 2, 3])
    with pytest.raises(ValueError, match="columns differ in length: g_us has 30, direction has 29"):
        fit_device({"g_us": np.arange(30), "direction": np.ones(29)})
    with pytest.raises(FileNotFoundError):
        fit_device(tmp_path / "nowhere.csv")
    assert FEWEST == 20


def test_a_report_reads_well():
    text = str(report("linear"))
    assert text.startswith("best law: linear step; runner-up: ") and "read noise = 1.0" in text or "0.9" in text
    assert "slope_up" in text and "a weight w stands for" in text
    assert isinstance(report("linear").device, LinearStep)
    assert dataclasses.is_dataclass(report("linear"))


def test_a_report_says_when_two_laws_fit_alike():
    found = report("linear")
    near = dataclasses.replace(found.fits[1], score=found.fits[0].score + 1.9)
    alike = dataclasses.replace(found, fits=(found.fits[0], near, *found.fits[2:]))
    said = f"do not tell linear step from {near.law}"
    assert said in str(alike) and said not in str(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_of_a_spreadsheet_is_read(tmp_path, encoding):
    rows = "".join(f"{'up' if n < 20 else 'down'};{min(n, 40 - n)},5\n" for n in range(40))
    (tmp_path / "sheet.csv").write_text("sep=;\ndirection;g_us\n" + rows, encoding=encoding)
    data = measured(tmp_path / "sheet.csv")
    assert data.value[:3].tolist() == [0.5, 1.5, 2.5] and data.unit == "µS"
