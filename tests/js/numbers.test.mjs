import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { clampTo, formatNumber, fromSlider, quantity, showKnob, toSlider } from "../../analog_lab/widgets/static/numbers.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/quantity.json", import.meta.url)));

test("quantities read as in Python", () => {
  for (const { value, unit, digits, text } of vectors) assert.equal(quantity(value, unit, digits), text);
  assert.equal(quantity(NaN, "J"), "nan J");
  assert.equal(quantity(-Infinity, "J"), "-inf J");
});

test("knobs' formats", () => {
  const cases = [
    [0.3, "%", "30 %"], [0.125, "%", "12.5 %"], [0.5, ".1%", "50.0 %"], [0.2, "+.2f", "+0.20"], [-0.2, "+.2f", "−0.20"], [0, "+.2f", "0.00"],
    [0.0016, ".3g", "0.0016"], [0.00005, ".3g", "5e−5"], [12345, ",d", "12,345"], [1234567, ".3g", "1.23e+6"], [100, ".3g", "100"], [0, ".3g", "0"],
  ];
  for (const [value, fmt, text] of cases) assert.equal(formatNumber(value, fmt), text);
  assert.equal(showKnob({ scale: "int", unit: "bit" }, 1024), "1,024 bit");
  assert.equal(showKnob({ scale: "linear", unit: "µS", fmt: ".1f" }, 12.55), "12.6 µS");
});

test("a slider reaches both ends exactly and never leaves the range", () => {
  const scales = [
    { scale: "linear", low: -0.9, high: 0.9 }, { scale: "log", low: 0.0005, high: 0.1 }, { scale: "int", low: 2, high: 12 }, { scale: "linear", low: 0, high: 5 },
  ];
  for (const knob of scales) {
    const [from, to] = knob.scale === "int" ? [2, 12] : [0, 1000];
    assert.equal(fromSlider(knob, from), knob.low);
    assert.equal(fromSlider(knob, to), knob.high);
    let last = -Infinity;
    for (let place = from; place <= to; place++) {
      const value = fromSlider(knob, place);
      assert.ok(value >= knob.low && value <= knob.high && value >= last);
      last = value;
    }
  }
});

test("a value comes back from its place on the slider", () => {
  const log = { scale: "log", low: 0.002, high: 0.2 }, linear = { scale: "linear", low: 0, high: 0.4 };
  for (const value of [0.002, 0.02, 0.05, 0.2]) assert.ok(Math.abs(fromSlider(log, toSlider(log, value)) / value - 1) < 0.005);
  for (const value of [0, 0.1, 0.3, 0.4]) assert.ok(Math.abs(fromSlider(linear, toSlider(linear, value)) - value) < 1e-9);
  assert.equal(clampTo(7, 0, 5), 5);
});
