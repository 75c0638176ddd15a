import assert from "node:assert/strict";
import test from "node:test";
import { floorLayout, windowAt } from "../../analog_lab/widgets/static/floorplan.js";
import { edgeLayout, levelsOf } from "../../analog_lab/widgets/static/edge.js";
import { between, pairsLayout } from "../../analog_lab/widgets/static/pairs.js";

test("tiles of a layer stand together, inside the chip, at every size", () => {
  for (const counts of [[4, 1, 1], [1, 2], [40, 20, 5, 1]]) {
    const layers = counts.map((tiles) => ({ tiles })), tiles = counts.flatMap((n, layer) => Array.from({ length: n }, () => ({ layer })));
    for (const [width, height, px] of [[330, 360, 12], [620, 470, 12], [900, 600, 18]]) {
      const { places, side, left } = floorLayout(tiles, layers, width, height, px);
      assert.equal(places.length, tiles.length);
      for (const { x, y } of places) assert.ok(x >= left - 1 && x + side <= width + 1 && y >= 0);
      for (let k = 1; k < tiles.length; k++) if (tiles[k].layer !== tiles[k - 1].layer) assert.ok(places[k].y > places[k - 1].y);
    }
  }
});

test("a window slides row by row and ends in the last corner", () => {
  assert.deepEqual(windowAt(1, [28, 5]), { x: 0, y: 0, kernel: 5, size: 28 });
  assert.deepEqual([windowAt(25, [28, 5]).x, windowAt(25, [28, 5]).y], [0, 1]);
  assert.deepEqual([windowAt(576, [28, 5]).x, windowAt(576, [28, 5]).y], [23, 23]);
});

test("a converter has 2^b - 1 levels, one of them 0, and ends at its range", () => {
  const span = 3, step = (2 * span) / (2 ** 3 - 2);
  assert.equal(levelsOf(step, span, 4).length, 7);
  const L = edgeLayout(600, 400, 12);
  assert.ok(L.base < L.foot && L.foot < 400 && L.x + L.w < L.right && L.right + L.side <= 600);
});

test("a pair's bars stand left and right of the join, and values glide between frames", () => {
  for (const [width, height, px] of [[330, 320, 12], [640, 480, 12], [900, 700, 18]]) {
    const L = pairsLayout(width, height, px);
    assert.ok(L.plus >= 0 && L.plus + L.wide < L.mid && L.mid < L.minus && L.minus + L.wide <= width);
    assert.ok(L.top + L.tall + 5 * px < L.scale.y, "the currents are above the scale");
  }
  const trace = { n: 2, field: () => ({ row: (k) => [k * 10] }) };
  assert.equal(between(trace, "x", 0.25), 2.5);
  assert.equal(between(trace, "x", 9), 10);
});
