"""Figures of an array and of a chip: they draw the numbers they are given, and say them in words."""

import numpy as np
import pytest

from analog_lab.devices import preset
from analog_lab.energy import Account, Costs, Workload, in_memory, von_neumann
from analog_lab.figures import chip, maps
from analog_lab.periphery import Passes, Periphery, Wires, effective_weights, kappa, product_form
from analog_lab.tile import Floorplan, Matrix, OffsetColumn, ProgrammedTile

RNG = np.random.default_rng(0)
W, X = RNG.uniform(-0.5, 0.5, (4, 6)), RNG.standard_normal(6)


def test_the_map_of_wire_loss_shows_what_is_lost_at_every_cell():
    g = RNG.uniform(5, 50, (20, 30))
    exact = effective_weights(g, 20.0)
    made = maps.wire_loss(g, product_form(g, 20.0), exact, kappa(g, 20.0))
    np.testing.assert_allclose(made.data[2].z, 100 * (1 - exact / g).T)
    assert np.all(made.data[0].z == 0) and {d.zmin for d in made.data} == {0} and len({d.zmax for d in made.data}) == 1
    lost = 100 * (1 - exact.sum() / g.sum())
    assert (
        f"Exact: {lost:.3g} per cent" in made.layout.meta["alt"]
        and "30 inputs and 20 outputs" in made.layout.meta["alt"]
    )
    assert "κ = " in made.layout.meta["alt"]


@pytest.mark.parametrize(
    "edge", [Periphery(), Periphery(more=(Passes("two", digital=True), Wires(50.0, 50.0)))], ids=["plain", "rich"]
)
@pytest.mark.parametrize("mapping", [None, OffsetColumn(25.0, w_max=0.5)], ids=["pair", "offset"])
def test_the_figure_of_a_read_draws_every_stage(edge, mapping):
    trace = ProgrammedTile(W, preset("pcm-inference"), mapping, edge, seed=1).trace(X)
    made = maps.read_path(trace, 1, 2)
    assert len(made.layout.meta["panels"]) == len(trace.taps)
    alt = made.layout.meta["alt"]
    for name, equation, _, _ in trace.table(1, 2):
        assert f"{name}, {equation}" in alt
    np.testing.assert_allclose(made.data[0].z, W.T)
    np.testing.assert_allclose(made.data[-1].y, trace.y)
    assert made.data[-1].marker.color[1] != made.data[-1].marker.color[0]
    domains = [made.layout[axis].domain for axis in made.layout if str(axis).startswith("yaxis")]
    assert all(0 <= low < high <= 1 for low, high in domains)


def test_the_floorplan_draws_every_tile_to_scale():
    plan = Floorplan.of([(784, 256), Matrix.convolution(8, 16, 5, 12), (256, 10)])
    made = chip.floorplan(plan)
    whole, used = made.layout.shapes[0], made.layout.shapes[1]
    assert len(made.layout.shapes) == 2 * len(plan.tiles)
    assert (used.y1 - used.y0) / (whole.y1 - whole.y0) == pytest.approx(196 / 256)
    assert used.x1 == pytest.approx(whole.x1)
    alt = made.layout.meta["alt"]
    assert alt.startswith("6 tiles of 256 inputs × 256 outputs") and f"{plan.reads} reads" in alt
    assert f"{100 * plan.utilisation:.0f} % of the cells" in alt


def test_the_breakdown_draws_what_each_component_spends():
    accounts = von_neumann(Workload()), in_memory(Workload())
    made = chip.breakdown(*accounts)
    for account, drawn in zip(accounts, made.data, strict=True):
        assert sum(drawn.x) == pytest.approx(account.energy_j)
        spent = {name: sum(p.energy_j for p in account.of(name)) for name in drawn.y}
        np.testing.assert_allclose(drawn.x, list(spent.values()))
    assert "154 µJ" in made.layout.meta["alt"] and "most of it weights moved (99 %)" in made.layout.meta["alt"]
    notes = " ".join(note.text for note in made.layout.annotations)
    for caution in (*accounts[1].cautions, "counted as zero: "):
        assert caution[:40] in notes.replace("<br>", " ") and caution in made.layout.meta["alt"]
    totals = [note for note in made.layout.annotations if note.yanchor == "bottom"]
    lines = [shape.x0 for shape in made.layout.shapes]
    assert lines == [account.energy_j for account in accounts]
    low, high = made.layout.xaxis.range
    for note, account in zip(totals, accounts, strict=True):
        place = (np.log10(account.energy_j) - low) / (high - low)
        assert note.x == pytest.approx(min(max(place, chip.APART), 1 - chip.APART))
    with pytest.raises(ValueError, match="no part of these accounts has a cost"):
        chip.breakdown(Account("none", ()))


def test_totals_that_are_near_each_other_stand_one_above_the_other():
    near, far = (in_memory(Workload(), Costs().with_adc(bits)) for bits in (8, 9))
    notes = [note for note in chip.breakdown(near, far).layout.annotations if note.yanchor == "bottom"]
    assert notes[0].yshift == 0 and notes[1].yshift > 30


def test_a_floorplan_of_tiles_that_are_not_square_and_of_many():
    plan = Floorplan.of([(128, 64)], (128, 256))
    whole, used = chip.floorplan(plan).layout.shapes
    assert (used.y1 - used.y0) == pytest.approx(whole.y1 - whole.y0)
    assert (used.x1 - used.x0) / (whole.x1 - whole.x0) == pytest.approx(64 / 256)
    many = chip.floorplan(Floorplan.of([(4096, 4096)]))
    assert len(many.layout.annotations) == 1 and len(many.data[0].text) == 256  # sizes are in the hover texts


def test_a_cell_that_gains_by_wires_is_shown_to_gain_and_one_without_conductance_is_blank():
    g = RNG.uniform(1, 50, (64, 64))
    g[3, 5] = 0
    exact = effective_weights(g, 30.0)
    made = maps.wire_loss(g, product_form(g, 30.0), exact, kappa(g, 30.0))
    loss = 100 * (1 - exact / np.where(g > 0, g, np.nan))
    assert np.nanmin(loss) < -10 and made.data[2].zmin == -made.data[2].zmax <= np.nanmin(loss)
    np.testing.assert_allclose(made.data[2].z, loss.T)
    assert np.isnan(made.data[2].z[5, 3]) and made.data[2].colorscale[1][0] == 0.5
    assert f"from {np.nanmin(loss):.3g} to {np.nanmax(loss):.3g} at single cells" in made.layout.meta["alt"]
    assert made.layout.xaxis.range[1] == 63.5


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((np.zeros((2, 2)),) * 3, "at least one above 0"),
        ((np.full((2, 2), np.nan),) * 3, "must be finite"),
        ((np.ones((2, 2)), np.ones((2, 3)), np.ones((2, 2))), "are not of one"),
    ],
)
def test_a_map_of_nothing_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        maps.wire_loss(*given, 0.1)
