import assert from "node:assert/strict";
import test from "node:test";
import { arrangePanels, panelsHeight, placeAt, setPanels } from "../../analog_lab/widgets/static/panels.js";

const FIVE = [["", 0, 1.6], ["2", 0, 1], ["3", 1, 1], ["4", 1, 1], ["5", 1, 1]].map(([axes, row, wide]) => ({ axes, row, wide }));
const apart = (a, b) => a.left + a.width <= b.left || b.left + b.width <= a.left || a.top + a.height <= b.top || b.top + b.height <= a.top;

test("panels never overlap and stay inside the figure", () => {
  for (const [width, height, px] of [[768, 400, 12], [768, 420, 18], [1190, 760, 18], [330, 1100, 12]]) {
    const boxes = arrangePanels(FIVE, width, height, px);
    assert.equal(boxes.length, 5);
    boxes.forEach((box, i) => {
      assert.ok(box.left > 0 && box.top > 0 && box.width > 100 && box.height > 80);
      assert.ok(box.left + box.width <= width && box.top + box.height <= height);
      for (const other of boxes.slice(i + 1)) assert.ok(apart(box, other));
    });
  }
});

test("on a narrow page they stand one under another, and the figure grows", () => {
  const boxes = arrangePanels(FIVE, 340, 1100, 12);
  assert.equal(new Set(boxes.map((box) => box.left)).size, 1);
  assert.deepEqual(boxes.map((box) => box.top), boxes.map((box) => box.top).sort((a, b) => a - b));
  assert.equal(panelsHeight(FIVE, 900, 12), 0);
  assert.ok(panelsHeight(FIVE, 340, 12) >= 1000);
  assert.equal(panelsHeight(FIVE.slice(0, 1), 340, 12), 0);
});

test("a veiled figure keeps the answer back", () => {
  const made = () => ({ layout: { xaxis: {}, yaxis: {} }, data: [{ meta: "answer" }, { meta: "way" }, {}] });
  const boxes = arrangePanels(FIVE.slice(0, 1), 600, 300, 12), [open, veiled] = [made(), made()];
  setPanels(open, FIVE.slice(0, 1), boxes, 600, 300, 12, false);
  setPanels(veiled, FIVE.slice(0, 1), boxes, 600, 300, 12, true);
  assert.deepEqual(open.data.map((line) => line.visible), [undefined, undefined, undefined]);
  assert.deepEqual(veiled.data.map((line) => line.visible), [false, undefined, undefined]);
  assert.ok(open.layout.xaxis.domain[0] > 0 && open.layout.yaxis.domain[1] < 1);
});

test("a mark stands between two frames where the player does", () => {
  assert.equal(placeAt([0, 10, 20], 0.5, (v) => 2 * v), 10);
  assert.equal(placeAt([0, 10, 20], 9, (v) => v), 20);
  assert.equal(placeAt([1, 100], 0.5, Math.log10), 1);
});
