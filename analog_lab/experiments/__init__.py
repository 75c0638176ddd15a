"""Experiments: a spec of knobs goes in, frames come out; nothing in here knows who is watching."""

from .registry import EXPERIMENTS, Experiment, experiment
from .sweep import sweep
from .trace import Controls, Trace, constants, load, record, run, save, stack

__all__ = [
    "EXPERIMENTS",
    "Controls",
    "Experiment",
    "Trace",
    "constants",
    "experiment",
    "load",
    "record",
    "run",
    "save",
    "stack",
    "sweep",
]
