"""The picture of a fit."""

import independent_cells as known
import numpy as np
import pytest

from analog_lab.cli import main
from analog_lab.devices import fit_device
from analog_lab.figures.fit import figure

CELL = known.soft(0.03, 0.02, 1.0, -1.0)


@pytest.fixture(scope="module")
def data():
    return known.measure(CELL, 1.0, -1.0, -0.8, [100, -100] * 2, 0.2, 0.05, 1, (12.5, 10.0))


def test_the_picture_holds_readings_both_laws_and_what_is_left_over(data):
    signs, readings = data
    report = fit_device({"g_us": readings, "direction": signs})
    made = figure(report)
    points, second, best, left = made.data
    np.testing.assert_allclose(points.y, readings)
    np.testing.assert_allclose(np.asarray(best.y) + np.asarray(left.y), readings)
    assert not np.allclose(second.y, best.y)
    assert report.law in made.layout.meta["alt"] and report.runner_up.law in made.layout.meta["alt"]
    assert made.layout.yaxis.title.text == "conductance (µS)" and made.layout.xaxis2.title.text == "reading"


def test_the_command_prints_a_report_and_writes_the_picture(data, tmp_path, capsys):
    path, page = tmp_path / "cell.csv", tmp_path / "cell.html"
    path.write_text("direction,g_us\n" + "".join(f"{s},{g}\n" for s, g in zip(*data, strict=True)), encoding="utf-8")
    assert main(["fit", str(path), "--html", str(page)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("best law: soft bounds; runner-up: ") and str(page) in out
    text = page.read_text(encoding="utf-8")
    assert "Plotly" in text and 'src="http' not in text
    path.write_text("direction,g_us\n1,abc\n", encoding="utf-8")
    assert main(["fit", str(path)]) == 2
    assert "line 2: g_us='abc' is not a number" in capsys.readouterr().err
    assert main(["fit", str(tmp_path / "nowhere.csv")]) == 2
    assert "nowhere.csv" in capsys.readouterr().err
