"""The benchmark: contenders take turns, ratios are taken within a round, wrong options end with 2."""

import re

import pytest
import torch

from analog_lab.cli import bench, bench_peer, bench_rows


def test_contenders_take_turns():
    heard = []
    calls = {"a": lambda: heard.append("a"), "b": lambda: heard.append("b")}
    timed = bench.take_turns(calls, rounds=4, block_s=0)
    assert "".join(heard)[-8:] == "abababab"
    assert [len(seconds) for seconds in timed.seconds.values()] == [4, 4]


def test_a_ratio_compares_what_the_same_round_saw():
    timed = bench.Timed({"ours": [2.0, 20.0, 6.0], "theirs": [1.0, 10.0, 2.0]})
    assert timed.ratio("ours", "theirs") == (2.0, 2.0, 2.5)
    assert timed.median("ours") == 6.0


def test_the_table_names_its_conditions_and_what_is_missing(capsys, monkeypatch):
    monkeypatch.setattr(bench_peer, "find_spec", lambda name: None)
    before = torch.get_num_threads()
    assert (
        bench.main(
            [
                "--quick",
                "--row",
                "update",
                "--row",
                "backward",
                "--row",
                "train-64",
                "--row",
                "lstm-8",
                "--row",
                "conv-8",
                "--row",
                "slices",
                "--row",
                "import",
            ]
        )
        == 0
    )
    assert torch.get_num_threads() == before
    out = capsys.readouterr().out
    assert "load average" in out and "1 thread," in out and f"torch {torch.__version__}" in out
    for name in ("update", "backward", "train-64", "lstm-8", "conv-8", "slices"):
        (line,) = re.findall(rf"^{name} .*", out, re.M)
        assert ("not compared" in line or name == "slices") and re.search(r"\d+\.\d\d \(\d+\.\d\d–\d+\.\d\d\)", line)
    assert re.search(r"^import .*\d \(.* s$", out, re.M) and "forward" not in out


def test_a_peer_that_changed_does_not_stop_our_rows():
    def changed():
        raise AttributeError("gone")

    row = bench_rows.row("x", "s", float, {"analog_lab": int}, "nothing", changed)
    assert row.peer == "failed: AttributeError" and list(row.contenders) == ["analog_lab"]
    row = bench_rows.row("x", "s", float, {"analog_lab": int}, "nothing", lambda: int)
    assert list(row.contenders) == ["analog_lab", "aihwkit"]
    assert "aihwkit/ours" not in row.text(3, 0) and "not compared" not in row.text(3, 0)


def test_thefirst_pulse_finds_its_kernels_in_the_cache():
    warm_s, cold_s = (bench_rows.first_pulse(cached).contenders["analog_lab"]() for cached in (True, False))
    assert 0 < warm_s < cold_s


def test_enlarged_digits_fill_28_by_28_pixels():
    x, labels = bench_rows.images()
    assert x.shape == (1437, 784) and labels.shape == (1437,) and 0.37 < (x > 0).mean() < 0.38


def test_every_law_has_its_rows(capsys, monkeypatch):
    monkeypatch.setattr(bench_peer, "find_spec", lambda name: None)
    names = [name for name in bench.DEVICE_NAMES if not name.startswith("first")]
    assert len(names) == 21
    chosen = ["update-exponential", "dense-soft", "memory-soft"]
    assert bench.main(["devices", "--quick", *(part for name in chosen for part in ("--row", name))]) == 0
    out = capsys.readouterr().out
    assert all(re.search(rf"^{name} .* (ns/ds|B/cell)$", out, re.M) for name in chosen)
    assert re.search(r"^memory-soft +– +– +20 ", out, re.M) and "ExpStep, 6 arrays" in out


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["tiles"], "tiles"),
        (["devices", "--row", "forward"], "no row 'forward'"),
        (["--fast"], "--fast"),
        (["--threads", "0"], "'0' is not a whole number in 1 …"),
        (["--threads", "many"], "'many'"),
        (["--row", "sideways"], "sideways"),
    ],
)
def test_a_wrong_option_is_named_and_ends_with_2(arguments, said, capsys):
    with pytest.raises(SystemExit) as stopped:
        bench.main(arguments)
    assert stopped.value.code == 2
    complaint = capsys.readouterr().err
    assert said in complaint and complaint.count("\n") == 1
