import assert from "node:assert/strict";
import test from "node:test";
import { arrayAt, arrayLayout, arrayStep, dragged, flowWidth, indexed, lossBar, parseTyped, readShares, roundCurrent, sumTerms, thinned, wireCurrents } from "../../analog_lab/widgets/static/arraylayout.js";

const SIZES = [[330, 350, 12], [619, 508, 12], [590, 478, 18], [957, 868, 12], [330, 350, 18]];

test("everything stands inside the canvas and nothing overlaps, at every size", () => {
  for (const [width, height, px] of SIZES)
    for (const pairs of [false, true])
      for (const wires of [false, true])
        for (const n of [2, 8, 64]) {
          const columns = n * (pairs ? 2 : 1), L = arrayLayout(width, height, n, columns, { px, pairs, wires });
          assert.ok(L.x(0) - L.cell / 2 > L.left, "cells stand right of the ports");
          assert.ok(L.x(columns - 1) + L.cell / 2 < L.bar(0).x, "and left of the colour bar");
          assert.ok(L.y(n - 1) + L.cell / 2 < L.footTop, "and above the foot");
          assert.ok(L.x(1) - L.x(0) > L.cell && L.dy > L.cell, "cells do not touch");
          const foot = L.footBox(n - 1);
          assert.ok(foot.y + foot.h + L.lossHigh <= height && foot.x + foot.w <= width);
          assert.ok(L.leftBox(0).h < L.dy && L.leftBox(0).x >= 0);
          assert.ok(L.dy > 2 && L.bar(wires ? 1 : 0).x + L.bar(0).w < width);
        }
});

test("a point finds its cell, and the port of its row or output", () => {
  for (const pairs of [false, true]) {
    const columns = pairs ? 16 : 8, L = arrayLayout(619, 508, 8, columns, { pairs });
    for (const row of [0, 7]) for (const column of [0, columns - 1]) assert.deepEqual(arrayAt(L, L.x(column), L.y(row)), { row, column });
    assert.deepEqual(arrayAt(L, 10, L.y(3)), { row: 3, column: -1 });
    assert.deepEqual(arrayAt(L, L.outX(2), L.footTop + 5), { row: 8, column: pairs ? 4 : 2 });
    assert.equal(arrayAt(L, 618, 100), null);
  }
});

test("the focus goes over cells and ports and never beyond", () => {
  const L = arrayLayout(619, 508, 2, 4, { pairs: true });
  assert.deepEqual(arrayStep(L, { row: 0, column: 0 }, 0, -1), { row: 0, column: -1 });
  assert.deepEqual(arrayStep(L, { row: 0, column: -1 }, 0, -1), { row: 0, column: -1 });
  assert.deepEqual(arrayStep(L, { row: 1, column: -1 }, 1, 0), { row: 2, column: 0 });
  assert.deepEqual(arrayStep(L, { row: 1, column: 3 }, 1, 0), { row: 2, column: 2 });
  assert.deepEqual(arrayStep(L, { row: 2, column: 0 }, 0, 1), { row: 2, column: 2 });
  assert.deepEqual(arrayStep(L, { row: 2, column: 2 }, 0, 1), { row: 2, column: 2 });
  assert.deepEqual(arrayStep(L, { row: 0, column: 3 }, -1, 0), { row: 0, column: 3 });
});

test("currents of wires add up the cells beyond, and the ends carry the whole line", () => {
  const { row, column } = wireCurrents(Float32Array.of(1, 4, 0.5, 3), 2, 2); // columns (1, 4) and (0.5, 3)
  assert.deepEqual([...row], [1.5, 7, 0.5, 3]);
  assert.deepEqual([...column], [1, 5, 0.5, 3.5]);
});

test("a width is in proportion to its current", () => {
  const L = arrayLayout(619, 508, 4, 4);
  assert.equal(flowWidth(10, L, 5), L.widest);
  assert.equal(flowWidth(-5, L, 5), L.widest / 2);
  assert.equal(flowWidth(0, L, 5), 0);
  assert.deepEqual([7.3, 2, 0.15, 160].map(roundCurrent), [5, 2, 0.1, 100]);
});

test("one read is told in four steps, one after the other", () => {
  assert.deepEqual(readShares(0), { volts: 0, cells: 0, sums: 0, codes: 0, stage: 0 });
  assert.deepEqual(readShares(2.5), { volts: 1, cells: 1, sums: 0.5, codes: 0, stage: 3 });
  assert.deepEqual(readShares(4), { volts: 1, cells: 1, sums: 1, codes: 1, stage: 4 });
});

test("labels thin out, and losses say when they leave their bar", () => {
  assert.equal(thinned(60, 12), 1);
  assert.equal(thinned(7, 12), 4);
  assert.deepEqual(lossBar(0.08), { share: 0.32, over: false });
  assert.deepEqual(lossBar(0.5), { share: 1, over: true });
});

test("names and sums are written as on paper", () => {
  assert.equal(indexed("I", 2, 1), "I₃₂");
  assert.equal(indexed("G", 11, 2), "G₁₂,₃");
  assert.equal(sumTerms([0.1, 0.2], [10, 20], String), "0.1 V · 10 µS + 0.2 V · 20 µS");
  assert.equal(sumTerms([0.2, -0.1], [10, 5], String), "0.2 V · 10 µS − 0.1 V · 5 µS");
  assert.match(sumTerms(new Float32Array(64).fill(0.1), new Float32Array(64).fill(5), (n) => `${n} more`), /\(62 more\)$/);
});

test("a typed number is understood with its unit, and refused in words", () => {
  for (const text of ["12.5", " 12,5 ", "12.5 µS", "12.5uS", "12.5 μS", "0.0125 mS", "12500 nS", "1.25e-5 S"]) assert.deepEqual(parseTyped(text, "µS", 0, 25), { value: 12.5 }, text);
  assert.deepEqual(parseTyped("−100 mV", "V", -0.2, 0.2), { value: -0.1 });
  assert.equal(parseTyped("much", "µS", 0, 25).error, "array.no_number");
  assert.equal(parseTyped("", "µS", 0, 25).error, "array.no_number");
  assert.equal(parseTyped("5 V", "µS", 0, 25).error, "array.no_unit");
  assert.equal(parseTyped("1;alert(1)", "µS", 0, 25).error, "array.no_number");
  const outside = parseTyped("31", "µS", 0, 25);
  assert.equal(outside.error, "array.outside");
  assert.deepEqual(outside.values, { value: "31", low: "0", high: "25", unit: "µS" });
});

test("a drag goes over the whole range and stays inside", () => {
  assert.equal(dragged(10, -160, 0, 25), 25);
  assert.equal(dragged(10, 64, 0, 25), 0);
  assert.equal(dragged(10, -16, 0, 25), 12.5);
  assert.equal(dragged(10, -16, 0, 25, true), 10.25);
  assert.equal(dragged(0.1, 1000, -0.2, 0.2), -0.2);
});
