"""Binder without Docker: each file is read as Binder reads it, and the server it describes is started."""

import os
import re
import subprocess
import sys
import tomllib
from contextlib import closing, suppress
from pathlib import Path
from socket import create_connection, socket
from urllib.parse import unquote
from urllib.request import urlopen

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from analog_lab.labs.catalog import REPOSITORY

ROOT = Path(__file__).parents[2]
BINDER = ROOT / "binder"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def requirements() -> dict[str, Requirement]:
    lines = (BINDER / "requirements.txt").read_text().splitlines()
    return {(r := Requirement(line)).name: r for line in lines if line and not line.startswith(("#", "--"))}


def test_requirements_are_those_of_the_project_with_the_cpu_build_of_torch():
    binder, project = requirements(), {(r := Requirement(text)).name: r for text in PROJECT["dependencies"]}
    assert binder.keys() == project.keys()
    for name in project.keys() - {"torch"}:
        assert binder[name].specifier == project[name].specifier
    (pin,) = binder["torch"].specifier
    assert pin.operator == "=="
    assert pin.version.endswith("+cpu")
    assert pin.version in project["torch"].specifier
    assert "--extra-index-url https://download.pytorch.org/whl/cpu" in (BINDER / "requirements.txt").read_text()


def test_the_torch_of_binder_is_the_torch_of_make_lab():
    setup = (ROOT / "tools" / "setup.sh").read_text()
    (pin,) = requirements()["torch"].specifier
    assert f"torch={pin.version.removesuffix('+cpu')}\n" in setup


def test_the_python_of_binder_fits_the_project():
    version = (BINDER / "runtime.txt").read_text().strip().removeprefix("python-")
    assert version in SpecifierSet(PROJECT["requires-python"])


def test_post_build_runs_and_leaves_our_settings(tmp_path):
    """All of it but the installation, which would replace the package under test."""
    stub = tmp_path / "bin" / "pip"
    stub.parent.mkdir()
    stub.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/pip.log\n')
    stub.chmod(0o755)
    assert os.access(BINDER / "postBuild", os.X_OK)
    path = os.pathsep.join([str(stub.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "HOME": str(tmp_path), "PATH": path}
    subprocess.run([str(BINDER / "postBuild")], cwd=ROOT, env=env, check=True, capture_output=True)
    assert (tmp_path / "pip.log").read_text().split()[-2:] == ["--no-deps", "."]
    left = tmp_path / ".jupyter" / "jupyter_server_config.py"
    assert left.read_text() == (BINDER / "jupyter_server_config.py").read_text()
    assert "announcements" in (tmp_path / ".jupyter" / "labconfig" / "page_config.json").read_text()


def _until_it_listens(port: int, process: subprocess.Popen) -> None:
    """The server says that it is running a moment before it listens."""
    for _ in range(300):
        try:
            create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
    raise AssertionError("the server never listened")


@pytest.fixture
def jupyter(tmp_path):
    """A Jupyter server in the repository's root with Binder's settings."""
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "jupyter_server_config.py").write_text((BINDER / "jupyter_server_config.py").read_text())
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    options += ["--port-retries=0", "--IdentityProvider.token="]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", *options],
        cwd=ROOT,
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path), "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert any("is running at" in line for line in process.stderr), "the server ended before it answered"
        _until_it_listens(port, process)
        yield f"http://127.0.0.1:{port}/"
        process.terminate()
        process.stderr.read()


def test_a_jupyter_server_shows_the_labs_in_our_page(jupyter):
    with urlopen(jupyter + "voila/render/notebooks/00_index.ipynb") as answer:
        page = answer.read().decode()
    assert 'class="al-voila"' in page
    assert "01_commute.ipynb" in page, "the gallery is what the cell shows"
    assert "cdnjs" not in page
    assert "jsdelivr" not in page


def test_badges_lead_to_notebooks_that_exist():
    readme = (ROOT / "README.md").read_text()
    owner = REPOSITORY.removeprefix("https://github.com/")
    links = re.findall(r"https://mybinder\.org/v2/gh/([^/]+/[^/]+)/HEAD\?urlpath=([^)\s]+)", readme)
    assert links
    kinds = set()
    for repository, path in links:
        assert repository == owner
        host, _, notebook = unquote(path).partition("/notebooks/")
        kinds.add(host)
        assert (ROOT / "notebooks" / notebook).is_file()
    assert kinds == {"voila/render", "lab/tree"}
