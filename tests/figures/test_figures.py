"""Figures say in words what they show, keep their range, and draw the trace's own numbers."""

import numpy as np
import pytest

from analog_lab.experiments import constants, record
from analog_lab.experiments.backprop import Backprop
from analog_lab.experiments.learning import Learning
from analog_lab.experiments.pulse import Pulse
from analog_lab.figures import backprop, learning, pulse
from analog_lab.figures.theme import axis, beside, chart


def test_the_label_of_a_line_stands_where_nothing_runs_through_it():
    x = np.arange(101)
    rise = 0.5 + (x - 40) / 600
    for lines, found in [
        (rise, (100, "right", 0.5, "top")),
        (1 - rise, (100, "right", 0.5, "bottom")),
        (np.full(101, 0.5), (100, "right", 0.5, "bottom")),
        (0.5 + 0.05 * (-1) ** x, (100, "right", 0.6, "bottom")),
        (x[:, None] / 100 + np.linspace(-0.6, 0.6, 40), (100, "right", 0, "bottom")),
    ]:
        spot = beside(0.5, x, lines.reshape(101, -1), 0, (60, 0.1))
        assert [spot[name] for name in ("x", "xanchor", "yanchor")] == [*found[:2], found[3]]
        assert spot["y"] == pytest.approx(found[2])
    spot = beside(0.1, x, np.tile(np.linspace(0, 1, 60), (101, 1)), 0, (60, 0.3), 0.9)
    bottom = spot["y"] - 0.3 * (spot["yanchor"] == "top")
    assert 0 <= bottom <= 0.6, "a label stays inside the chart"


def test_the_pulse_chart_shows_the_mean_and_the_symmetric_point():
    trace = record(Pulse(direction="alternate", up_down=0.5, pulses=60))
    made = pulse.figure(trace)
    np.testing.assert_allclose(made.data[3].y, trace["cells_us"].mean(axis=1), rtol=1e-5)
    assert made.layout.shapes[0].y0 == trace.const["symmetric_us"]
    assert list(made.layout.yaxis.range) == [0, 25] and "µS" in made.layout.yaxis.title.text
    assert "200 cells over 60 pulses" in made.layout.meta["alt"]
    none = pulse.figure(record(Pulse(law="constant step", up_down=0.5, pulses=20)))
    assert not none.layout.shapes


def test_every_cell_of_the_pulse_chart_is_the_engines():
    trace = record(Pulse(pulses=40))
    drawn = np.asarray(pulse.figure(trace).data[0].y, float)
    np.testing.assert_allclose(drawn[:41], trace["cells_us"][:, 0], rtol=1e-6)
    assert np.isnan(drawn[41])


def test_the_learning_chart_draws_per_cent_of_both_networks():
    spec = Learning(epochs=1, batch=64)
    trace = record(spec)
    made = learning.figure(trace.frames, trace.const, spec.epochs)
    np.testing.assert_allclose(made.data[1].y, 100 * trace["accuracy"], rtol=1e-6)
    np.testing.assert_allclose(made.data[0].y, 100 * trace["accuracy_float"], rtol=1e-6)
    empty = learning.figure({}, constants(spec), spec.epochs)
    assert list(empty.layout.xaxis.range) == [0, 1] and "360 images" in empty.layout.meta["alt"]


def test_a_figure_without_words_is_refused():
    with pytest.raises(ValueError, match="alt='' is empty"):
        chart([], axis("x", 0, 1), axis("y", 0, 1), "")


def test_the_loss_chart_draws_both_losses_and_waits_for_the_prediction():
    trace = record(Backprop(steps=5))
    made = backprop.figure(trace)
    assert list(made.data[1].x) == [0, 1, 2, 3, 4, 5]
    assert made.data[1].y[0] == trace["loss"][0, 0] and made.data[1].y[-1] == trace["loss"][-1, 0]
    assert made.data[0].y[-1] == trace["loss"][-1, 1]
    assert made.layout.meta["panels"][0]["curtain"] and "floating point" in made.layout.meta["alt"]
    assert max(made.data[1].y) <= made.layout.yaxis.range[1]
