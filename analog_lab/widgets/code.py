"""Any state of a lab as the lines of Python that make it."""

from __future__ import annotations

from ..core import Spec, knobs


def code_of(spec: Spec) -> str:
    """Return three lines that record the run of ``spec``, naming only what differs from the defaults.

    Running them gives the same trace, bit for bit, on one machine and version.
    """
    kind = type(spec)
    own = knobs(spec).items()
    changed = [f"{name}={getattr(spec, name)!r}" for name, k in own if getattr(spec, name) != k.default]
    changed += getattr(spec, "code", ())  # what is no knob
    return (
        f"from analog_lab.experiments import record\n"
        f"from {kind.__module__} import {kind.__name__}\n"
        f"trace = record({kind.__name__}({', '.join(changed)}))"
    )
