// A drawing becomes the picture that the network sees, and a plane its two maps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { INK, bitsOfCounts, countInk, drawInk, fitInk, inkMove, inkOfBits, inkOfGrey } from "../../analog_lab/widgets/static/ink.js";
import { planeAt, planeContour, planeLayout, planeTo, planeValue, readPoints } from "../../analog_lab/widgets/static/plane.js";

const blank = () => new Uint8Array(INK * INK), sum = (list) => list.reduce((a, b) => a + b, 0);

test("ink is counted in blocks of four by four", () => {
  const bits = new Uint8Array(1024);
  for (const k of [0, 1, 33, 4 * 32 + 4, 31 * 32 + 31]) bits[k] = 1;
  const counts = countInk(bits);
  assert.equal(counts.length, 64);
  assert.deepEqual([counts[0], counts[9], counts[63]], [3, 1, 1]);
  assert.equal(sum(counts), 5);
  assert.deepEqual(countInk(new Uint8Array(1024).fill(1)), new Array(64).fill(16));
});

test("a picture of the data and its bitmap have the same counts", () => {
  const counts = Array.from({ length: 64 }, (_, k) => (k * 7) % 17);
  assert.deepEqual(countInk(bitsOfCounts(counts)), counts);
  assert.equal(sum(inkOfBits(bitsOfCounts(counts))), 16 * sum(counts));
});

test("a drawing anywhere and of any size is seen as tall as the data and in the middle", () => {
  const seen = [[20, 30, 6], [60, 66, 3]].map(([x, y, r]) => {
    const ink = blank();
    for (const [a, b] of [[[0, 0], [4, 0]], [[4, 0], [4, 8]], [[4, 8], [0, 8]], [[0, 8], [0, 0]]]) drawInk(ink, [x + a[0] * r, y + a[1] * r], [x + b[0] * r, y + b[1] * r], r * 0.7);
    return countInk(fitInk(ink, INK));
  });
  for (const counts of seen) {
    const rows = Array.from({ length: 8 }, (_, k) => sum(counts.slice(8 * k, 8 * k + 8))), columns = Array.from({ length: 8 }, (_, k) => sum(counts.filter((_, q) => q % 8 === k)));
    assert.ok(rows[0] > 20 && rows[7] > 20, "from top to bottom");
    assert.equal(columns[0] + columns[7], 0);
    assert.ok(Math.abs(sum(columns.map((n, k) => n * (k - 3.5))) / sum(columns)) < 0.3, "in the middle");
    assert.ok(sum(counts) > 200, "as thick as the data");
  }
  assert.ok(seen[0].every((v, k) => Math.abs(v - seen[1][k]) <= 8), "wherever it is drawn");
});

test("blank paper stays blank, a thin line becomes as thick as a one", () => {
  assert.equal(sum(countInk(fitInk(blank(), INK))), 0);
  const ink = blank();
  drawInk(ink, [40, 20], [40, 100], 1.5);
  assert.ok(sum(countInk(fitInk(ink, INK))) > 0.26 * 1024);
  drawInk(ink, [40, 20], [40, 100], 3, 0);
  assert.equal(sum(ink), 0);
});

test("pictures may be dark on light or light on dark; grey paper is none", () => {
  const side = 16, dark = new Float32Array(256).fill(240), light = new Float32Array(256).fill(20);
  for (let k = 100; k < 104; k++) [dark[k], light[k]] = [15, 250];
  assert.deepEqual([...inkOfGrey(dark, side)], [...inkOfGrey(light, side)]);
  assert.equal(sum(inkOfGrey(dark, side)), 4);
  assert.equal(sum(inkOfGrey(new Float32Array(256).fill(128).map((v, k) => v + (k % 3)), side)), 0);
});

test("arrow keys move the pen and stop at the edge", () => {
  assert.deepEqual(inkMove([10, 10], "ArrowLeft"), [6, 10]);
  assert.deepEqual(inkMove([10, INK], "ArrowDown"), [10, INK]);
  assert.deepEqual(inkMove([2, 2], "ArrowUp"), [2, 0]);
  assert.equal(inkMove([2, 2], "a"), null);
});

test("both maps are squares inside the picture, side by side or one above the other", () => {
  for (const [w, h] of [[640, 520], [330, 350], [340, 800], [1000, 700]]) {
    const { maps, bar } = planeLayout(w, h, 12, 40);
    for (const map of maps) assert.ok(map.x >= 0 && map.x + map.s <= w && map.y >= 0 && map.y + map.s < h, `${w} x ${h}`);
    assert.equal(maps[0].s, maps[1].s);
    assert.ok(maps[1].x >= maps[0].x + maps[0].s || maps[1].y > maps[0].y + maps[0].s);
    assert.ok(bar.y + bar.h <= h - 40);
  }
});

test("a place and its point in the picture lead to each other", () => {
  const map = { x: 30, y: 20, s: 250 };
  assert.deepEqual(planeAt(map, 1.25, ...planeTo(map, 1.25, { x: 0.5, y: -1 })), { x: 0.5, y: -1 });
  assert.deepEqual(planeTo(map, 1.25, { x: -1.25, y: 1.25 }), [30, 20]);
  assert.equal(planeAt(map, 1.25, 29, 50), null);
});

test("the line between the classes stands where the map is zero", () => {
  const side = 12, reach = 1, grid = Int8Array.from({ length: side * side }, (_, k) => 100 * ((k % side) + 0.5 - 0.25 * side) / side);
  const pieces = planeContour(grid, side);
  assert.equal(pieces.length, side - 1);
  for (const [x0, , x1] of pieces) assert.ok(Math.abs(x0 - 0.25) < 0.02 && Math.abs(x1 - 0.25) < 0.02);
  assert.ok(Math.abs(planeValue(grid, side, reach, { x: -0.5, y: 0.3 })) < 0.02);
  assert.ok(planeValue(grid, side, reach, { x: 0.5, y: 0 }) > 0.3 && planeValue(grid, side, reach, { x: -0.95, y: 0 }) < -0.1);
  assert.deepEqual(planeContour(new Int8Array(144).fill(5), side), []);
});

test("points of one's own are read from the link's own text", () => {
  assert.deepEqual(readPoints("0.1,-0.2,1;0,1,0"), [[0.1, -0.2, 1], [0, 1, 0]]);
  assert.deepEqual(readPoints(""), []);
});
