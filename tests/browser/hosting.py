"""JupyterLab and Notebook as processes of their own, on a folder of notebooks."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

START_S = 60


class Host:
    """``with Host("lab", folder) as host``: ``host.url`` is the server's address, without a token."""

    def __init__(self, app: str, folder: Path) -> None:
        own = Path(tempfile.mkdtemp())
        quiet = {
            name: str(own / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR")
        }
        quiet["JUPYTERLAB_WORKSPACES_DIR"] = str(own / "workspaces")
        kept = own / "JUPYTERLAB_SETTINGS_DIR" / "@jupyterlab" / "notebook-extension"
        kept.mkdir(parents=True)
        kept.joinpath("tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}', "utf-8")  # all cells stay
        command = [sys.executable, "-m", f"jupyter{app}" if app == "lab" else app, "--no-browser", "--port=0"]
        options = [
            "--IdentityProvider.token=",
            "--ServerApp.password=",
            "--allow-root",
            f"--ServerApp.root_dir={folder}",
        ]
        options += ["--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
        options += [f"--{name}.expose_app_in_browser=True" for name in ("LabApp", "JupyterNotebookApp")]
        self.process = subprocess.Popen(
            [*command, *options],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **quiet, "PYTHONUNBUFFERED": "1"},
        )
        late = threading.Timer(START_S, self.process.kill)
        late.start()
        for line in self.process.stderr:
            if "http://127.0.0.1:" in line:
                self.url = "http://127.0.0.1:" + line.split("http://127.0.0.1:")[1].split("/")[0] + "/"
                break
        else:
            raise RuntimeError(f"{app} did not start")
        late.cancel()
        self._rest = threading.Thread(target=self.process.stderr.read, daemon=True)
        self._rest.start()

    def __enter__(self) -> Host:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self._rest.join(5)
            self.process.stderr.close()
