"""The compiled kernel of the wires: one output line at a time, a chain of cells."""

from __future__ import annotations

import numpy as np

from ..core.compiling import kernel


@kernel
def line(g, r, end, z, drawn):
    """Solve a chain of nodes with conductances g to fixed voltages, r between neighbours and ``end`` to ground.

    ``z[k, l]``, l <= k, becomes the voltage at node k for a unit current into node l, and ``drawn[k, l]`` the current
    that the fixed voltage k delivers for a unit of voltage l. Written in impedances, so that r may be 0.
    """
    n = g.size
    left, right = np.empty(n), np.empty(n)  # admittance left of a node with its own, and right of it
    left[0], right[n - 1] = g[0], 1 / end
    for k in range(1, n):
        left[k] = g[k] + left[k - 1] / (1 + r * left[k - 1])
        beyond = g[n - k] + right[n - k]
        right[n - k - 1] = beyond / (1 + r * beyond)
    for k in range(n):
        pass_on = 1 / (1 + r * (g[k] + right[k]))
        for j in range(k):
            z[k, j] = z[k - 1, j] * pass_on
            drawn[k, j] = -g[k] * z[k, j] * g[j]
        z[k, k] = 1 / (left[k] + right[k])
        drawn[k, k] = g[k] - g[k] * z[k, k] * g[k]
