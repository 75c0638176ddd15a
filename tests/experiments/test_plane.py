"""A plane of points: both networks learn what they can, the twin is an ordinary one, and own points are kept."""

import numpy as np
import pytest

from analog_lab.core import from_query, to_query
from analog_lab.experiments import Controls, constants, record, run
from analog_lab.experiments.plane import GAIN, OWN, REACH, SIDE, Plane, networks, points
from analog_lab.figures.plane import figure
from analog_lab.labs.plane import PAGE

TYPICAL = Plane(**PAGE.presets["Typical"], steps=600)


@pytest.mark.parametrize("name", ["two moons", "circles", "xor", "two clouds"])
def test_typical_cells_learn_what_floating_point_learns(name):
    trace = record(Plane(**PAGE.presets["Typical"], data=name, steps=1000))
    assert trace["accuracy"][-10:].mean() > 0.93 and trace["accuracy_float"][-1] > 0.95
    assert np.all(np.diff(trace["pulses"]) >= 0) and trace["pulses"][-1] > 1000
    assert trace["loss"][-1] < trace["loss"][0] and trace["loss_float"][-1] < trace["loss_float"][0]


def test_soft_bounds_lose_the_ring_even_when_they_are_symmetric():
    lost = np.median(
        [record(Plane(**PAGE.predict["set"], steps=600, seed=s))["accuracy"][-10:].mean() for s in range(5)]
    )
    kept = np.median([record(Plane(data="circles", steps=600, seed=s))["accuracy"][-10:].mean() for s in range(5)])
    assert lost < 0.75 and kept > 0.95
    assert PAGE.predict["truth"](Plane(**PAGE.predict["set"])) == "no ring"


def test_the_map_is_what_the_network_says_of_its_places():
    spec = Plane(out_noise=0.0, steps=200)
    frame = next(run(spec))
    _, exact = networks(spec)
    for row, column in ((0, 0), (SIDE - 1, 3), (20, 41)):
        x, y = ((np.array([column, row]) + 0.5) / SIDE * 2 - 1) * REACH
        z = exact.forward(np.array([[GAIN * x, GAIN * y, 1.0]], np.float32))[0]
        assert frame.map_float[row, column] == pytest.approx(127 * np.tanh((z[1] - z[0]) / 2), abs=0.6)


def test_points_to_learn_and_to_test_are_others_and_of_both_classes():
    (learned, label), (tested, _) = points(TYPICAL), points(TYPICAL, "test")
    assert len(learned) == len(tested) == 200 and label.mean() == 0.5
    assert not np.intersect1d(learned[:, 0], tested[:, 0]).size
    assert np.abs(learned).max() <= REACH


def test_own_points_are_part_of_the_link_and_are_learned_while_it_runs():
    spec = Plane(steps=400)
    spec = spec.with_point(-0.5, 0.5, 0)
    assert spec.data == OWN and spec.own == [(-0.5, 0.5, 0.0)]
    controls, frames = Controls(), []
    for frame in run(spec, controls):
        frames.append(frame)
        if len(frames) == 5:
            assert frame.pulses == 0, "one class: nothing to learn"
            controls.move("points", spec.with_point(0.5, 0.5, 1).with_point(0.5, -0.5, 0).points)
    assert frames[-1].pulses > 0 and frames[-1].accuracy_float == 1
    both = spec.with_point(0.5, 0.5, 1)
    assert from_query(Plane, to_query(both)) == (both, [])
    assert both.without_point(0.45, 0.5) == spec
    assert both.without_point(0.0, -1.0) == both, "none is near"
    assert both.without_points().own == [] and both.without_points().data == OWN


def test_points_off_the_plane_and_too_many_are_refused():
    with pytest.raises(ValueError, match="x=2 is outside"):
        Plane().with_point(2.0, 0.0, 0)
    with pytest.raises(ValueError, match="class=2 is outside 0 … 1"):
        Plane().with_point(0.0, 0.0, 2)
    full = Plane()
    for k in range(80):
        full = full.with_point(k / 100, 0.0, k % 2)
    with pytest.raises(ValueError, match="80 points are the most"):
        full.with_point(0.0, 0.0, 0)


def test_fixed_knobs_cannot_move_and_others_can():
    with pytest.raises(ValueError, match="neurons cannot move"):
        record(TYPICAL, events=[(8, "neurons", 4)])
    trace = record(TYPICAL, events=[(8, "law", "soft bounds"), (16, "out_noise", 0.0)])
    assert [event[1] for event in trace.events] == ["law", "out_noise"]


def test_the_chart_draws_per_cent_of_both_networks():
    trace = record(TYPICAL)
    made = figure(trace.frames, trace.const)
    np.testing.assert_allclose(made.data[1].y, 100 * trace["accuracy"], rtol=1e-6)
    np.testing.assert_allclose(made.data[0].y, 100 * trace["accuracy_float"], rtol=1e-6)
    assert "200 unseen points" in figure({}, constants(TYPICAL)).layout.meta["alt"]
    assert "points of your own" in figure({}, constants(TYPICAL.without_points())).layout.meta["alt"]
