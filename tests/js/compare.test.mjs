import assert from "node:assert/strict";
import test from "node:test";
import { arrangeTwo, differences, keptLine, overlaid, overlays, twoResults } from "../../analog_lab/widgets/static/compare.js";
import { Trace } from "../../analog_lab/widgets/static/trace.js";

const words = (key) => key;
const page = { knobs: [{ name: "a", label: "asymmetry", scale: "linear", fmt: "+.2f", unit: "" }] };
const axes = (x, y, title = "pulse") => ({ xaxis: { title: { text: title }, range: x }, yaxis: { title: { text: "g (µS)" }, range: y }, meta: { alt: "now" } });
const figure = (x, y, ...data) => ({ data, layout: axes(x, y) });

test("what differs is said knob by knob, the chip and what was set by hand too", () => {
  const kept = { a: 0.2, seed: 1, cells: "1,2,12.5" }, now = { a: 0.5, seed: 2, cells: "" };
  assert.deepEqual(differences(page, kept, now, words), [
    { label: "asymmetry", from: "+0.20", to: "+0.50" }, { label: "compare.seed", from: "1", to: "2" }, { label: "compare.hand", from: "", to: "" },
  ]);
  assert.deepEqual(differences(page, now, { ...now }, words), []);
});

test("two results share what both begin with", () => {
  const of = (g, i) => [{ t: "I = G · V = " }, { t: `${g} µS` }, { t: ` = ${i} µA` }, { t: "fitted", k: "badge" }];
  assert.deepEqual(twoResults(of(7.7, 1.5), of(9, 1.8)), { head: "I = G · V =", kept: " 7.7 µS = 1.5 µA".trim(), now: "9 µS = 1.8 µA" });
  assert.equal(twoResults(null, null).kept, "");
});

test("a kept figure lies over the present one only on the same axes", () => {
  const line = { x: [0, 1], y: [0, 1] }, bars = { type: "bar", x: [1], y: [2] };
  assert.ok(overlays(figure([0, 1], [0, 1], line), figure([0, 2], [0, 1], line)));
  assert.ok(!overlays(figure([0, 1], [0, 1], line), figure([0, 9], [0, 1], line)), "a ninth of the axis shows nothing");
  assert.ok(!overlays(figure([0, 1], [0, 1], line), { data: [line], layout: axes([0, 1], [0, 1], "time") }));
  assert.ok(!overlays(figure([0, 1], [0, 1], { ...line, type: "heatmap" }), figure([0, 1], [0, 1], line)));
  assert.ok(!overlays(figure([0, 1], [0, 1], bars, bars), figure([0, 1], [0, 1], bars, bars)), "stacked bars would hide each other");
});

test("axes grow to hold both, and it is said; the present keeps its share", () => {
  const { figure: made, grown } = overlaid(figure([0, 100], [0, 10], { x: [0], y: [1] }), figure([0, 200], [0, 5], { x: [0], y: [2] }), "kept", "both");
  assert.ok(grown);
  assert.deepEqual([made.layout.xaxis.range, made.layout.yaxis.range, made.layout.meta.own], [[0, 200], [0, 10], [0, 0.5]]);
  assert.equal(made.layout.meta.alt, "both");
  assert.equal(overlaid(figure([0, 9], [0, 9], { x: [0], y: [1] }), figure([0, 9], [0, 3], { x: [0], y: [2] }), "kept").grown, false);
});

test("kept lines are dashed and thin, marks are open, bundles and equals are left out", () => {
  const bold = { x: [0, 1], y: [2, 3], mode: "lines", name: "mean", line: { color: "#1f6feb", width: 3 }, hovertemplate: "%{y}" };
  const made = keptLine(bold, "kept");
  assert.deepEqual([made.line.dash, made.line.width, made.line.color, made.name, made.hovertemplate], ["5px,4px", 2, "#1f6feb", "mean kept", "kept: %{y}"]);
  assert.equal(keptLine({ mode: "markers", marker: { symbol: "diamond", size: 5 } }, "kept").marker.symbol, "diamond-open");
  assert.equal(keptLine({ mode: "lines", hoverinfo: "skip", opacity: 0.16 }, "kept"), null);
  assert.equal(keptLine({ type: "bar", marker: { color: "#1f6feb" } }, "kept").marker.color, "rgba(0,0,0,0)");
  assert.equal(overlaid(figure([0, 1], [0, 1], bold), figure([0, 1], [0, 1], { ...bold }), "kept").figure.data.length, 1);
});

test("two scenes share the room of one as it allows", () => {
  assert.equal(arrangeTwo(350, 700, 390), "rows");
  assert.equal(arrangeTwo(619, 480, 1280), "columns");
  assert.equal(arrangeTwo(401, 340, 1280), "turns");
  assert.equal(arrangeTwo(500, 600, 1280), "rows");
});

test("a kept live run stands still while the run goes on", () => {
  const frame = (v) => [{ n: 1, fields: [{ name: "a", dtype: "f4", shape: [1], offset: 0 }] }, new DataView(new Float32Array([v]).buffer)];
  const live = new Trace({}, null);
  for (const v of [1, 2]) live.append(...frame(v));
  const kept = live.frozen();
  for (const v of [3, 4]) live.append(...frame(v));
  assert.deepEqual([kept.n, [...kept.field("a").data]], [2, [1, 2]]);
  assert.equal(live.n, 4);
});
