"""The console command: what it answers, and what it says to a mistake."""

import subprocess
import sys
from pathlib import Path

import pytest

from analog_lab import __version__
from analog_lab.cli import main
from analog_lab.cli.gallery import listen
from analog_lab.cli.main import COMMANDS
from analog_lab.cli.notebooks import notebooks_dir
from analog_lab.experiments import EXPERIMENTS, load


def test_version_by_the_installed_command():
    command = Path(sys.executable).with_name("analog-lab")
    out = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert out.stdout == f"analog-lab {__version__}\n"


def test_version_loads_nothing_heavy():
    code = "import sys; from analog_lab.cli import main; main(['--version']); print('numpy' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "False"


def test_help_lists_every_command(capsys):
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for name in COMMANDS:
        assert name in out


def test_run_saves_a_trace_with_the_knobs_given(capsys, tmp_path):
    out = tmp_path / "trace.npz"
    assert main(["run", "pulse", "--set", "seed=3", "--out", str(out)]) == 0
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert "pulse:" in line
    assert str(out) in line
    assert load(out).spec.seed == 3


MISTAKES = [
    (["fly"], ["fly", "gallery", "run", "bench"]),
    (["run"], list(EXPERIMENTS)),
    (["run", "puls"], ["puls", *EXPERIMENTS]),
    (["run", "pulse", "--set", "sed=3"], ["sed", "did you mean 'seed'", "dw_min"]),
    (["run", "pulse", "--set", "seed"], ["'seed'", "knob=value"]),
    (["run", "pulse", "--set", "dw_min=7"], ["dw_min=7", "…"]),
    (["run", "pulse", "--set", "dw_min=much"], ["dw_min='much'", "number"]),
    (["run", "pulse", "--out", "/no/such/folder/a.npz"], ["/no/such/folder"]),
    (["run", "pulse", "--save", "x"], ["--save", "--out", "--set"]),
    (["validate", "symetric-point"], ["symetric-point", "symmetric-point", "step-laws"]),
    (["--port", "99999"], ["99999", "65535"]),
    (["--port", "many"], ["many", "--port"]),
    (["--ip", "256.1.1.1"], ["256.1.1.1", "127.0.0.1"]),
    (["--ip", "203.0.113.1"], ["203.0.113.1", "127.0.0.1"]),
    (["--idle", "0"], ["--idle 0"]),
    (["--ready", "-1"], ["--ready -1", "0 … 100"]),
    (["--prot", "1"], ["--prot", "--port"]),
]


@pytest.mark.parametrize(("argv", "said"), MISTAKES, ids=[" ".join(argv) for argv, _ in MISTAKES])
def test_a_mistake_gets_one_line_and_exit_code_2(capsys, argv, said):
    try:
        code = main(argv)
    except SystemExit as error:
        code = error.code
    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("analog-lab: ")
    for words in said:
        assert words in err


def test_a_taken_port_gives_a_free_one(capsys):
    with listen(0, "127.0.0.1") as first:
        port = first.getsockname()[1]
        with listen(port, "127.0.0.1") as second:
            assert second.getsockname()[1] != port
    assert f"port {port} is taken" in capsys.readouterr().out


def test_validate_prints_every_finding_and_fails_with_1(capsys, monkeypatch):
    assert main(["validate", "symmetric-point", "gokmen-vlasov"]) == 0
    out = capsys.readouterr().out
    assert "pass  symmetric-point" in out and "expected 0.333333 ±" in out
    assert out.endswith("2 as they must be, 0 not\n")
    monkeypatch.setattr("analog_lab.validation.judge.Finding.passed", False)
    assert main(["validate", "symmetric-point"]) == 1
    assert "FAIL" in capsys.readouterr().out


def test_warm_compiles_the_kernels(capsys):
    assert main(["warm"]) == 0
    assert "kernels ready" in capsys.readouterr().out


def test_doctor_names_versions_and_notebooks(capsys):
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert __version__ in out
    assert "missing" not in out
    assert str(notebooks_dir()) in out
