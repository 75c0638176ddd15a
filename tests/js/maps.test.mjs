// The geometry and the colours of the learning maps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMillions, mapsCell, mapsLayout, signedColour } from "../../analog_lab/widgets/static/maps.js";

test("both maps, the strip and the colour bar stand side by side inside the canvas", () => {
  for (const [width, height, font] of [[600, 480, 12], [330, 360, 12], [1000, 800, 18]]) {
    const { strip, maps: [a, b], bar } = mapsLayout(width, height, [64, 32, 10], font);
    assert.ok(strip > 0 && a.y > strip);
    assert.ok(a.x >= 0 && a.x + a.w < b.x && b.x + b.w < bar.x && bar.x + bar.w < width);
    assert.ok(a.y + a.h < height && a.h === b.h && a.w > 40 && b.w > 20);
  }
});

test("a point finds its cell, and a point outside finds none", () => {
  const map = { x: 10, y: 20, w: 320, h: 640, rows: 64, cols: 32 };
  assert.deepEqual(mapsCell(map, 10.5, 20.5), { row: 0, col: 0 });
  assert.deepEqual(mapsCell(map, 329, 659), { row: 63, col: 31 });
  assert.equal(mapsCell(map, 9, 30), null);
  assert.equal(mapsCell(map, 30, 661), null);
});

test("zero is pinned, the ends are the ends, and beyond them nothing changes", () => {
  const zero = [241, 243, 245], plus = [8, 119, 189], minus = [224, 130, 20];
  assert.deepEqual(signedColour(0, 25, zero, plus, minus), zero);
  assert.deepEqual(signedColour(25, 25, zero, plus, minus), plus);
  assert.deepEqual(signedColour(-25, 25, zero, plus, minus), minus);
  assert.deepEqual(signedColour(-40, 25, zero, plus, minus), minus);
  assert.notDeepEqual(signedColour(1, 25, zero, plus, minus), zero);
});

test("counts are short and honest", () => {
  assert.equal(formatMillions(950), "950");
  assert.equal(formatMillions(12400), "12,400");
  assert.equal(formatMillions(2979158), "2.98 million");
});
