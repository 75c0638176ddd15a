"""Traces: what is saved comes back, what was moved moves again, and bad files are refused."""

import dataclasses
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analog_lab.core import from_query, knobs, to_query
from analog_lab.experiments import EXPERIMENTS, Controls, experiment, load, record, run, save
from analog_lab.experiments.learning import Learning
from analog_lab.experiments.pulse import Pulse

SHORT = {
    "commute": {},
    "pulse": {"pulses": 20},
    "learning": {"epochs": 1, "batch": 64},
    "cells": {"cells": 20},
    "rules": {"epochs": 1},
    "life": {"chips": 1},
    "memory": {},
    "pairs": {},
    "edge": {"reads": 2},
    "floorplan": {},
    "read": {},
    "backprop": {"steps": 2},
    "plane": {"steps": 200, "neurons": 4},
}


def specs(name: str) -> st.SearchStrategy:
    """Any spec the sliders can make, at a length a test can afford."""
    kind = experiment(name).spec_type
    drawn = {}
    for knob in knobs(kind).values():
        if knob.name in SHORT[name]:
            drawn[knob.name] = st.just(SHORT[name][knob.name])
        elif knob.choices:
            drawn[knob.name] = st.sampled_from(knob.choices)
        elif knob.scale == "bool":
            drawn[knob.name] = st.booleans()
        elif knob.scale == "list":
            part = [
                st.integers(int(k.low), int(k.high)) if k.scale == "int" else st.floats(k.low, k.high)
                for k in knob.parts
            ]
            drawn[knob.name] = st.lists(st.tuples(*part), max_size=knob.most).map(knob.join)
        elif knob.scale == "int":
            drawn[knob.name] = st.integers(int(knob.low), int(knob.high))
        else:
            drawn[knob.name] = st.floats(knob.low, knob.high)
    return st.builds(kind, **drawn)


def same(one, two) -> None:
    assert one.frames.keys() == two.frames.keys()
    for name, values in one.frames.items():
        np.testing.assert_array_equal(values, two[name])


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_saved_trace_comes_back_and_plays_again(name, tmp_path):
    trace = record(experiment(name).spec_type(**SHORT[name]))
    back = load(save(trace, tmp_path / "trace.npz"))
    same(trace, back)
    assert back.spec == trace.spec
    assert back.const == json.loads(json.dumps(trace.const, default=lambda v: v.tolist()))
    same(trace, record(back.spec))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_no_slider_position_crashes(name):
    @settings(max_examples=15)
    @given(specs(name))
    def every(spec):
        trace = record(spec)
        assert len(trace) > 1
        bare = name == "plane" and spec.data == "your own" and not spec.points  # a share of no points is no number
        for field, values in trace.frames.items():
            if field != "loss" and not (bare and field.startswith("accuracy")):
                assert np.all(np.isfinite(values)), field
        assert from_query(type(spec), to_query(spec)) == (spec, [])

    every()


def test_knobs_moved_while_it_runs_are_noted_and_replayed():
    controls, frames = Controls(), []
    for n, frame in enumerate(run(Learning(epochs=1, batch=16), controls)):
        frames.append(frame)
        if n == 3:
            controls.move("up_down", 0.9)
            controls.move("out_noise", 0.5)
    assert [(knob, value) for _, knob, value in controls.events] == [("up_down", 0.9), ("out_noise", 0.5)]
    again = record(Learning(epochs=1, batch=16), events=controls.events)
    assert again.events == tuple(controls.events)
    np.testing.assert_array_equal(again["g1_us"], np.stack([f.g1_us for f in frames]))
    untouched = record(Learning(epochs=1, batch=16))
    assert np.array_equal(again["g1_us"][:4], untouched["g1_us"][:4])
    assert not np.array_equal(again["g1_us"][-1], untouched["g1_us"][-1])


def test_a_move_outside_the_range_is_refused():
    controls = Controls([(0, "up_down", 7.0)])
    with pytest.raises(ValueError, match=r"up_down=7 is outside -0.95 … 0.95"):
        list(run(Learning(epochs=1), controls))


def test_another_seed_is_another_chip():
    one, two = (record(Pulse(pulses=20, seed=seed)) for seed in (1, 2))
    assert not np.array_equal(one["g_us"], two["g_us"])


@pytest.mark.parametrize("name", ["pulse", "learning"])
def test_one_seed_gives_one_trace_whatever_the_thread_count(name, tmp_path):
    code = (
        "import sys; from analog_lab.experiments import experiment, record, save; "
        "from analog_lab.tile import crossbar, threads; "
        "crossbar.PULSES_A_THREAD = 1; threads.set_limit(int(sys.argv[2])); "
        f"save(record(experiment({name!r}).spec_type(**{SHORT[name]!r})), sys.argv[1])"
    )
    traces = []
    for threads in ("1", "2", "4"):
        env = dict(os.environ, OPENBLAS_NUM_THREADS=threads, OMP_NUM_THREADS=threads, NUMBA_NUM_THREADS=threads)
        path = tmp_path / f"{threads}.npz"
        subprocess.run([sys.executable, "-c", code, str(path), threads], env=env, check=True)
        traces.append(load(path))
    same(traces[0], traces[1])
    same(traces[0], traces[2])


def test_bad_files_are_refused(tmp_path):
    bad = tmp_path / "bad.npz"
    bad.write_bytes(b"not a trace")
    with pytest.raises(ValueError, match="bad.npz is not a trace"):
        load(bad)
    np.savez(bad, values=np.zeros(3))
    with pytest.raises(ValueError, match="bad.npz is not a trace"):
        load(bad)
    path = save(record(Pulse(pulses=20)), tmp_path / "good")
    with np.load(path) as file:
        parts = dict(file)
    head = json.loads(str(parts["head"])) | {"format": 99}
    np.savez(bad, **(parts | {"head": json.dumps(head)}))
    with pytest.raises(ValueError, match="its format is 99"):
        load(bad)


def test_an_unknown_experiment_names_the_nearest():
    with pytest.raises(ValueError, match=r"no experiment 'plse': did you mean 'pulse'\?"):
        experiment("plse")


def test_specs_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Pulse().dw_min = 0.1
