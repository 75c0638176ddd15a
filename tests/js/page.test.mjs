import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { brokenTitle, curtainAt, themedFigure } from "../../analog_lab/widgets/static/chart.js";
import { latest } from "../../analog_lab/widgets/static/dom.js";
import { taken } from "../../analog_lab/widgets/static/keys.js";
import { tableOf, tableThinned } from "../../analog_lab/widgets/static/tools.js";

test("of many slider moves the first and the last arrive", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const seen = [], send = latest((value) => seen.push(value), 30);
  for (const value of [1, 2, 3, 4]) send(value);
  assert.deepEqual(seen, [1]);
  mock.timers.tick(31);
  assert.deepEqual(seen, [1, 4]);
  mock.timers.reset();
});

test("keys are left to the control that uses them", () => {
  const on = (key, tagName, type) => taken({ key, target: { tagName, type } });
  assert.ok(on("a", "INPUT", "text") && on(" ", "BUTTON") && on("ArrowLeft", "INPUT", "range") && on("1", "TEXTAREA"));
  assert.ok(!on("ArrowLeft", "BUTTON") && !on("2", "INPUT", "range") && !on(" ", "DIV"));
});

test("a figure changes its look and keeps its data", () => {
  const figure = { data: [{ x: { bdata: "abc" }, line: { color: "#1f6feb", width: 3 }, fillcolor: "rgba(31,111,235,0.16)" }], layout: { font: { size: 12 }, title: "#nothex", annotations: [{ text: '<b>#c2410c</b> <span style="color:#c2410c">noise</span><br><span style="font-weight:600;color:#1f6feb">current</span>' }] } };
  const dark = themedFigure(figure, { dark: true }), large = themedFigure(figure, { lecture: true });
  assert.equal(dark.data[0].line.color, "#6ea8fe");
  assert.equal(dark.data[0].fillcolor, "rgba(110,168,254,0.16)");
  assert.equal(dark.data[0].x, figure.data[0].x);
  assert.equal(dark.layout.annotations[0].text, '<b>#c2410c</b> <span style="color:#fb923c">noise</span><br><span style="font-weight:600;color:#6ea8fe">current</span>');
  assert.equal(large.layout.font.size, 18);
  assert.equal(large.data[0].line.width, 4.5);
  assert.equal(figure.layout.font.size, 12);
});

test("the curtain opens from the first frame to the last", () => {
  assert.equal(curtainAt(0, 11, 500), 0);
  assert.equal(curtainAt(5, 11, 500), 250);
  assert.equal(curtainAt(99, 11, 500), 500);
  assert.equal(curtainAt(0, 1, 500), 500);
});

test("a long title of an axis breaks where it is nearest to its middle", () => {
  assert.equal(brokenTitle("current (µA)", 200, 12), "current (µA)");
  assert.equal(brokenTitle("test accuracy (%), from 70", 90, 12), "test accuracy<br>(%), from 70");
  assert.equal(brokenTitle("conductance", 20, 12), "conductance");
});

test("in a table every line is thinned on its own, and a bundle is a few of its lines", () => {
  const bundle = { x: [], y: [] }, count = (n) => Array.from({ length: n }, (_, k) => k);
  for (let cell = 0; cell < 200; cell++) for (const k of count(121)) [bundle.x[121 * cell + k], bundle.y[121 * cell + k]] = k < 120 ? [k, 1000 * cell + k] : [NaN, NaN];
  const columns = tableThinned(tableOf({ data: [bundle, { x: count(241), y: count(241) }, { y: [5, 6] }] }));
  assert.deepEqual(columns.map((c) => [c.name, c.values.length]), [
    ["xaxis [1, 1 / 200]", 120], ["yaxis [1, 1 / 200]", 120], ["xaxis [1, 101 / 200]", 120], ["yaxis [1, 101 / 200]", 120], ["xaxis [1, 200 / 200]", 120], ["yaxis [1, 200 / 200]", 120],
    ["xaxis [2]", 200], ["yaxis [2]", 200], ["xaxis [3]", 2], ["yaxis [3]", 2],
  ]);
  assert.deepEqual(columns[5].values, count(120).map((k) => 199000 + k));
  assert.deepEqual([columns[6].values[0], columns[6].values.at(-1), new Set(columns[6].values).size], [0, 240, 200]);
});
