import assert from "node:assert/strict";
import test from "node:test";
import { loopAt } from "../../analog_lab/widgets/static/loop.js";
import { curvePoints } from "../../analog_lab/widgets/static/match.js";

test("a loop and a read on one clock", () => {
  assert.deepEqual(loopAt(0.5, 64, 64, 133, 1).done, 0);
  const half = loopAt(2, 64, 64, 133, 1), end = loopAt(4, 64, 64, 133, 1), small = loopAt(4, 2, 2, 133, 1);
  assert.deepEqual([half.done, half.array, half.i, half.j], [66, 0, 2, 2]);
  assert.deepEqual([end.done, end.total, end.array, end.needsNs], [133, 4096, 4096, 4096]);
  assert.deepEqual([small.done, small.array, small.i, small.j], [4, 4, 2, 2]);
});

test("a small curve keeps its box", () => {
  assert.equal(curvePoints([0, 12.5, 30], 25, 100, 60), "0.0,60.0 50.0,30.0 100.0,0.0");
});
