import assert from "node:assert/strict";
import test from "node:test";
import { crossbarLayout, meeting, runningTotals, slotAt, stepShare } from "../../analog_lab/widgets/static/crossbar.js";
import { cividis } from "../../analog_lab/widgets/static/colour.js";

test("everything stands inside the canvas and nothing overlaps, on a phone and on a projector", () => {
  for (const [width, height, px] of [[340, 350, 12], [619, 508, 12], [590, 478, 18], [957, 868, 12], [340, 350, 18]])
    for (const n of [2, 8, 16]) {
      const L = crossbarLayout(width, height, n, n, px);
      assert.ok(L.x(0) - L.cell / 2 > L.left, "cells stand right of the drivers");
      assert.ok(L.y(0) - L.cell / 2 > L.above, "cells stand below the drivers");
      assert.ok(L.end.x < L.bar.x && L.end.y <= height, "lines end before the colour bar");
      assert.ok(L.bar.x + L.bar.w < width && L.bar.y + L.bar.h <= height);
      assert.ok(L.cell < L.dx && L.cell < L.dy && L.rowBox.h < L.dy && L.columnBox.w < L.dx);
    }
});

test("the slot on the lines is the one that leads to the next frame", () => {
  assert.deepEqual(slotAt(0, 10), { slot: 0, phase: 1 });
  assert.deepEqual(slotAt(3, 10), { slot: 3, phase: 1 });
  assert.equal(slotAt(3.25, 10).slot, 4);
  assert.ok(Math.abs(slotAt(3.25, 10).phase - 0.25) < 1e-9);
  assert.equal(slotAt(99, 10).slot, 9);
});

test("pulses meet when the later one arrives, and every cell has moved before the slot ends", () => {
  assert.equal(meeting(0, 7, 8, 8), meeting(7, 0, 8, 8));
  assert.ok(meeting(0, 0, 8, 8) < meeting(3, 1, 8, 8));
  assert.equal(stepShare(meeting(7, 7, 8, 8), meeting(7, 7, 8, 8)), 0);
  assert.equal(stepShare(1, meeting(7, 7, 8, 8)), 1);
});

test("running totals count every coincidence once", () => {
  assert.deepEqual([...runningTotals(Uint8Array.of(0, 0, 1, 0, 1, 1), 3, 2)], [0, 0, 1, 0, 2, 1]);
});

test("the colour scale is pinned at both ends", () => {
  assert.equal(cividis(0), "rgb(0,34,78)");
  assert.equal(cividis(1), "rgb(255,233,69)");
  assert.equal(cividis(-3), cividis(0));
});
