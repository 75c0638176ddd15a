import assert from "node:assert/strict";
import test from "node:test";
import { memoryLayout, scatter } from "../../analog_lab/widgets/static/memory.js";
import { clockAt, clockTicks, levelsLayout } from "../../analog_lab/widgets/static/levels.js";

test("the cut, the bar and the words stand side by side at every size", () => {
  for (const [width, height, px] of [[330, 300, 12], [640, 480, 12], [900, 700, 18]]) {
    const { cut, bar } = memoryLayout(width, height, px);
    assert.ok(cut.x >= 0 && cut.x + cut.w < bar.x - 2 * px, "room for the scale's numbers");
    assert.ok(bar.x + bar.w + 3.5 * px <= width && bar.y + bar.h < height);
  }
});

test("scattered points are the same every time and fill the square", () => {
  const points = scatter(100);
  assert.deepEqual(points, scatter(100));
  assert.ok(points.every(([u, v]) => u > 0 && u < 1 && v > 0 && v < 1));
  for (const half of [0, 1]) assert.ok(Math.abs(points.filter(([u]) => u >= half / 2 && u < (half + 1) / 2).length - 50) < 6);
});

test("the clock of an ageing chip is logarithmic and names what lies on it", () => {
  assert.equal(clockAt(25, 25, 2500), 0);
  assert.ok(Math.abs(clockAt(250, 25, 2500) - 0.5) < 1e-9);
  assert.equal(clockAt(1e9, 25, 2500), 1);
  assert.deepEqual(clockTicks(25, 90000).map(([, words]) => words), ["1 min", "1 h", "1 day"]);
  const { plot, clock } = levelsLayout(360, 300, 12);
  assert.ok(plot.y + plot.h < clock.y && clock.y < 300);
});
