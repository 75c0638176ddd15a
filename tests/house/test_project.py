"""What the files around the package say agrees with the package."""

import ast
import io
import os
import re
import subprocess
import sys
import tokenize
import tomllib
from pathlib import Path

import pytest

import analog_lab
from analog_lab.labs.catalog import LABS, REPOSITORY

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PACKAGE = ROOT / "analog_lab"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_address_stands_once_in_the_code_and_everywhere_the_same():
    holders = [path for path in PACKAGE.rglob("*.py") if "github.com/analog-lab" in path.read_text(encoding="utf-8")]
    assert holders == [PACKAGE / "labs" / "catalog.py"]
    assert PROJECT["urls"]["Repository"] == REPOSITORY
    for name in ("README.md", "CITATION.cff"):
        addresses = set(re.findall(r"https://github\.com/[\w-]+/[\w-]+", text(name)))
        assert addresses == {REPOSITORY}, name


def test_one_version():
    assert f"version: {analog_lab.__version__}\n" in text("CITATION.cff")
    assert f"## {analog_lab.__version__}" in text("CHANGELOG.md")


def test_readme_lists_every_lab_and_both_commands():
    readme = text("README.md")
    for lab in LABS:
        assert lab.title in readme
        assert lab.question in readme
    assert "make lab" in readme
    assert "make test" in readme


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_local_links_lead_somewhere(name):
    targets = re.findall(r"\]\(([^)#\s]+)\)|(?:src|href)=\"([^\"#]+)\"", text(name))
    local = [target for pair in targets for target in pair if target and not target.startswith(("http", "mailto"))]
    for target in local:
        assert (ROOT / target).exists(), target


def test_every_lab_has_a_picture_and_a_notebook():
    for lab in LABS:
        assert (ROOT / "notebooks" / lab.notebook).is_file()
        assert lab.picture.read_bytes().startswith(b"\x89PNG")
        assert lab.picture.stat().st_size < 200_000


def test_nothing_shown_comes_from_outside():
    cdn = re.compile(r"https?://[^\s\"')>]*(?:jsdelivr|unpkg|cdnjs|googleapis|fontawesome)", re.IGNORECASE)
    shown = [path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".js", ".css", ".j2", ".html"}]
    assert [path for path in shown if cdn.search(path.read_text(encoding="utf-8"))] == []


def code_lines(path: Path) -> int:
    """Return the number of lines of code: not blank, no comment and no docstring."""
    source = path.read_text(encoding="utf-8")
    told = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            told.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    idle = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    used = {line for t in tokens if t.type not in idle for line in range(t.start[0], t.end[0] + 1)}
    return len(used - told)


def test_the_house_stays_small():
    lines = {path: code_lines(path) for path in PACKAGE.rglob("*.py")}
    core = ("core", "devices", "tile", "periphery", "training", "nn", "energy")
    tables = ("tables.py", "chips.py")  # numbers with their sources
    physics = [path for path in lines if path.parent.name in core and path.name not in tables]
    words = sum(count for path, count in lines.items() if "labs" in path.parts)  # pages: text, held as data
    assert sum(lines.values()) - words < 13_300
    assert sum(lines[path] for path in physics) < 6_600
    assert sum(path.read_text(encoding="utf-8").count("\n") for path in PACKAGE.rglob("*.js")) < 8_300


def test_hooks_are_local_and_the_ci_only_calls_make(tmp_path):
    env = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-config"], cwd=ROOT, env=env, check=True)
    assert set(re.findall(r"repo: (\S+)", text(".pre-commit-config.yaml"))) == {"local"}
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert text(".ci/run").splitlines()[-1] == "make test"
