import assert from "node:assert/strict";
import test from "node:test";
import { Trace, readArray } from "../../analog_lab/widgets/static/trace.js";

// Two fields of `n` frames, packed as Python packs them, inside a larger buffer at an odd place.
function packed(n, from = 0) {
  const floats = Float32Array.from({ length: n * 2 }, (_, k) => from + k / 2), bytes = Uint8Array.from({ length: n }, (_, k) => k % 2);
  const store = new Uint8Array(3 + floats.byteLength + n);
  store.set(new Uint8Array(floats.buffer), 3);
  store.set(bytes, 3 + floats.byteLength);
  const fields = [{ name: "g", dtype: "f4", shape: [n, 2], offset: 0 }, { name: "bit", dtype: "u1", shape: [n], offset: floats.byteLength }];
  return [{ n, const: { top: 25 }, fields }, new DataView(store.buffer, 3)];
}

test("frames are read as rows", () => {
  const trace = new Trace(...packed(3));
  assert.equal(trace.n, 3);
  assert.equal(trace.const.top, 25);
  assert.deepEqual(trace.field("g").shape, [3, 2]);
  assert.deepEqual([...trace.field("g").row(2)], [2, 2.5]);
  assert.deepEqual([...trace.field("bit").data], [0, 1, 0]);
});

test("a live trace grows and keeps what it has", () => {
  const trace = new Trace({ const: {} });
  for (let k = 0; k < 20; k++) trace.append(...packed(2, 10 * k));
  assert.equal(trace.n, 40);
  assert.deepEqual([...trace.field("g").row(0)], [0, 0.5]);
  assert.deepEqual([...trace.field("g").row(39)], [191, 191.5]);
  assert.equal(trace.field("g").data.length, 80);
});

test("what is not there is named", () => {
  const [head, bytes] = packed(2), trace = new Trace(head, bytes);
  assert.equal(trace.has("x"), false);
  assert.throws(() => trace.field("x"), /no field x; it has g, bit/);
  assert.throws(() => readArray(bytes, "f8", 0, 1), /f8 is not one of f4/);
  assert.throws(() => readArray(bytes, "f4", 0, 100), /do not fit/);
});
