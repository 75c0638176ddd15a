import assert from "node:assert/strict";
import test from "node:test";
import { cellsLayout, sayTime } from "../../analog_lab/widgets/static/cells.js";

test("the cell, its scale and its sisters stand side by side inside the canvas", () => {
  for (const [width, height, px] of [[402, 205, 12], [312, 155, 12], [640, 560, 18], [402, 240, 18]])
    for (const count of [10, 100, 400]) {
      const L = cellsLayout(width, height, count, px), last = L.cell(count - 1);
      assert.ok(L.body.x >= 0 && L.body.x + L.body.w < L.bar.x, "the scale stands right of the cell");
      assert.ok(L.bar.x + L.bar.w < L.left, "the sisters stand right of the scale");
      assert.ok(L.body.y + L.body.h <= height + 1);
      for (let k = 0; k < count; k++) assert.ok(L.cell(k).x + L.pitch <= width + 1 && L.cell(k).y >= L.words);
      assert.ok(last.y + L.pitch <= height + 1, `${count} cells fit`);
    }
});

test("a time is said in the largest unit that it fills", () => {
  assert.equal(sayTime(1), "1 s");
  assert.equal(sayTime(90), "1.5 min");
  assert.equal(sayTime(86400), "1 d");
  assert.equal(sayTime(3.2e8), "10 y");
});
