"""Every published or derived result is reproduced, and a simulator wrong by a tenth would be found out."""

import dataclasses
import math

import pytest
from scipy.stats import chi2

from analog_lab.cli.validate import page
from analog_lab.devices import ConstantStep, Scales, SoftBounds
from analog_lab.validation import ROWS, Finding, Result, held, judge, laws, points, rows, validate

QUICK = ("broken-cell", "pcm-year", "hardware-aware", "lstm-bits")  # of those that train networks
SHORT = [row.name for row in ROWS if row.seeds is None or row.name in QUICK]


@pytest.mark.parametrize("name", SHORT)
def test_the_result_is_reproduced_or_its_row_says_why_not(name):
    (result,) = validate([name])
    assert result.right or result.row.note, str(result)


@pytest.mark.long
@pytest.mark.parametrize("name", [row.name for row in ROWS if row.name not in SHORT])
def test_the_result_of_training_is_reproduced_or_its_row_says_why_not(name):
    (result,) = validate([name])
    assert result.right or result.row.note, str(result)


def test_a_broken_cell_is_right_when_it_fails():
    finding = Finding("loss", 70.0, 1.0, 0.0, "most", (60.0, 80.0))
    assert not finding.passed and finding.ours == "70 [60, 80]" and finding.wanted == "at most 1"
    assert Finding("gain", 2.0, 1.0, 0.0, "least").passed and not Finding("gain", math.nan, 1.0, 0.0, "least").passed
    (broken,) = [row for row in ROWS if row.must_fail]
    assert Result(broken, (finding,)).right and "FAIL, as it must" in str(Result(broken, (finding,)))
    assert not Result(broken, (Finding("loss", 0.0, 1.0, 0.0, "most"),)).right


def test_the_page_has_every_row_with_its_verdict_and_its_reason(tmp_path):
    results = validate(["gokmen-vlasov", "symmetric-point"])
    noted = dataclasses.replace(results[0].row, note="The reason.", seeds=(1, 2))
    text = page([Result(noted, (Finding("points", 3.0, 1.0, 0.0, "most", (2.0, 4.0)),)), results[1]], full=True)
    assert "--full --page" in text and "1 of 2 rows pass" in text and "The reason." in text
    assert "| points | 3 [2, 4] | at most 1 | FAIL |" in text and "| [symmetric-point](#symmetric-point) |" in text


def test_the_relative_spreads_are_the_numbers_taught():
    (result,) = validate(["update-spread"])
    assert [round(finding.expected, 2) for finding in result.findings] == [2.38, 0.75, 0.24]


def test_the_scatter_is_the_number_taught():
    (result,) = validate(["random-pulses"])
    assert round(result.findings[1].expected, 3) == 0.024


@pytest.mark.parametrize("wrong", [{"dw_min": 1.1e-3}, {"dw_min_std": 0.45}])
def test_a_wrong_cell_fails_the_moments(monkeypatch, wrong):
    # The pulse noise enters squared: 0.45 for 0.3 makes the variance 12 % larger
    def cheat(device, bl, p_x, p_d, trains=1, share=1.0, honest=rows.single_updates):
        moved = honest(ConstantStep(**{**vars(device), **wrong}), bl, p_x, p_d, trains, share)
        return moved

    monkeypatch.setattr(rows, "single_updates", cheat)
    (result,) = validate(["update-moments"])
    assert not result.passed


def test_lines_that_fire_a_tenth_more_often_fail_moments_and_spread(monkeypatch):
    honest = rows.single_updates
    monkeypatch.setattr(rows, "single_updates", lambda device, bl, p_x, *a, **b: honest(device, bl, 1.1 * p_x, *a, **b))
    assert not any(result.passed for result in validate(["update-moments", "update-spread"]))


def test_a_rate_wrong_by_a_tenth_fails_the_gradient(monkeypatch):
    honest = rows.Tile.update
    monkeypatch.setattr(rows.Tile, "update", lambda tile, x, d, lr: honest(tile, x, d, 1.1 * lr))
    assert not validate(["update-gradient"])[0].passed


def test_an_asymmetry_wrong_by_a_tenth_fails_the_symmetric_point(monkeypatch):
    honest = rows.SoftBounds
    monkeypatch.setattr(rows, "SoftBounds", lambda **more: honest(**{**more, "up_down": 1.1 * more["up_down"]}))
    assert not any(result.passed for result in validate(["symmetric-point", "random-pulses"]))


def test_a_finding_fails_beyond_its_tolerance_and_where_it_is_no_number():
    assert Finding("x", 1.0, 1.1, 0.11).passed
    assert not Finding("x", 1.0, 1.1, 0.09).passed and not Finding("x", math.nan, 1.0, 9.0).passed
    failed = Result(ROWS[0], (Finding("mean", 1.0, 2.0, 0.1),))
    assert str(failed).startswith("FAIL  update-moments") and "expected 2" in str(failed)


def test_a_limit_grows_with_the_number_of_looks():
    assert judge.furthest() == pytest.approx(4.8916, abs=1e-4)
    assert judge.furthest(96) > judge.furthest()


def test_every_row_names_its_source_and_a_wrong_name_lists_them():
    assert all(row.source and row.claim for row in ROWS) and len({row.name for row in ROWS}) == len(ROWS)
    with pytest.raises(ValueError, match="no row 'nothing': choose from update-moments"):
        validate(["nothing"])


def test_diagonal_cells_are_independent():
    moved = rows.single_updates(ConstantStep().nominal(), 10, 0.6, 0.3).reshape(rows.REPEATS, rows.SIDE)
    # The mean over a row of n independent cells has 1 / n of one cell's variance
    ratio = moved.mean(axis=1).var() / moved.var() * rows.SIDE
    low, high = chi2.ppf([judge.ALPHA / 2, 1 - judge.ALPHA / 2], rows.REPEATS - 1) / (rows.REPEATS - 1)
    assert low < ratio < high


def test_published_wrong_points_are_the_roots_of_the_closed_form():
    """0.1277, 0.2119, 0.2799 and 0.2142 are the numbers of the reference."""
    assert [round(points.wrong_point(*case), 4) for case in points.WRONG_POINTS] == [0.1277, 0.2119, 0.2799, 0.2142]


@pytest.mark.parametrize("check", laws.checks(), ids=lambda check: check.name)
def test_a_step_wrong_by_a_thousandth_fails_its_closed_form(check):
    honest = laws.deviation(check)
    wrong = dataclasses.replace(check, device=dataclasses.replace(check.device, dw_min=1.001 * check.device.dw_min))
    assert honest < laws.ROUNDING < laws.EXTRAPOLATED < laws.deviation(wrong)


def test_an_asymmetry_wrong_by_a_tenth_fails_the_symmetric_points(monkeypatch):
    honest = points.points

    def cheat():
        # The equations are told of less asymmetry than the cells have
        return [(name, dataclasses.replace(device, up_down=device.up_down + 0.05), w) for name, device, w in honest()]

    monkeypatch.setattr(points, "points", cheat)
    (result,) = validate(["symmetric-points"])
    assert sum(not finding.passed for finding in result.findings) >= 10


def test_a_bound_wrong_by_a_tenth_fails_the_wrong_point():
    device = SoftBounds(dw_min=0.001, w_max=0.66, w_min=-0.66).nominal()
    assert abs(points.descended(device, 0.3, 1.0) - points.wrong_point(0.3, 1.0, 0.6)) > 5 * points.CLOSE


HELD = ["pcm-programming", "pcm-drift", "pcm-reading", "pcm-joshi", "rram-milo", "rram-wan", "flash-sonos"]


@pytest.mark.parametrize("name", HELD)
def test_a_retentive_cell_wrong_by_a_tenth_fails_its_published_values(name, monkeypatch):
    honest = held.preset

    def cheat(cell):
        device = honest(cell)
        return dataclasses.replace(device, scale=Scales(prog=1.1, drift=1.1, read=1.1))

    monkeypatch.setattr(held, "preset", cheat)
    (result,) = validate([name])
    assert not result.passed
