"""How Voila is set up: our page, quiet kernels, and an end to those whose page is closed.

The gallery and a Jupyter server (as on Binder) share these settings.
"""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

import zmq
from jupyter_core.paths import jupyter_path
from traitlets.config import Config

from ..labs.catalog import LABS
from ..labs.gallery import picture_url

TEMPLATE = "analog_lab"
TEMPLATE_ROOT = Path(__file__).resolve().parent
CULL_IDLE_S = 300
CULL_INTERVAL_S = 60
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
CHARTS = f"analog-lab/plotly-{version('plotly')}.js"  # where the gallery's server has the chart library
EXTENSIONS = ["@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager", "anywidget"]


def prepare_environment() -> None:
    """Let Voila find our template in the package, and give each kernel one thread: two give other float32 bits."""
    root = str(TEMPLATE_ROOT)
    if root not in jupyter_path():
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [root, os.environ.get("JUPYTER_PATH")]))
    for name in ONE_THREAD:
        os.environ[name] = "1"


def without_mathjax(page_config: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Take out the address from which Voila would fetch MathJax: no page asks anybody else for anything."""
    return {**page_config, "fullMathjaxUrl": None}


def configure(c: Config, idle_s: int = CULL_IDLE_S, charts: bool = False) -> Config:
    """Write our settings into ``c``; the kernel of a page closed for ``idle_s`` seconds is ended.

    With ``charts`` a page takes the chart library from the server's file, else from its engine.
    """
    c.VoilaConfiguration.template = TEMPLATE
    c.VoilaConfiguration.allow_template_override = "NO"
    c.VoilaConfiguration.allow_theme_override = "NO"  # a link's theme is ours
    c.VoilaConfiguration.extension_allowlist = EXTENSIONS
    c.VoilaConfiguration.show_tracebacks = True
    c.VoilaConfiguration.page_config_hook = without_mathjax
    c.VoilaConfiguration.resources = {
        "labs": {
            Path(lab.notebook).stem: {"title": lab.title, "question": lab.question, "picture": picture_url(lab)}
            for lab in LABS
        },
        "charts": CHARTS if charts else "",
    }
    c.KernelManager.transport_encryption = "auto" if zmq.has("curve") else "disabled"
    c.MappingKernelManager.cull_idle_timeout = idle_s
    c.MappingKernelManager.cull_interval = max(1, min(CULL_INTERVAL_S, idle_s // 5))
    c.MappingKernelManager.cull_busy = True
    c.MappingKernelManager.cull_connected = False
    return c
