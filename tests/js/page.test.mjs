import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { brokenTitle, curtainAt, themedFigure } from "../../analog_lab/widgets/static/chart.js";
import { latest } from "../../analog_lab/widgets/static/dom.js";
import { taken } from "../../analog_lab/widgets/static/keys.js";

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
  const figure = { data: [{ x: { bdata: "abc" }, line: { color: "#1f6feb", width: 3 }, fillcolor: "rgba(31,111,235,0.16)" }], layout: { font: { size: 12 }, title: "#nothex" } };
  const dark = themedFigure(figure, { dark: true }), large = themedFigure(figure, { lecture: true });
  assert.equal(dark.data[0].line.color, "#6ea8fe");
  assert.equal(dark.data[0].fillcolor, "rgba(110,168,254,0.16)");
  assert.equal(dark.data[0].x, figure.data[0].x);
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
