import assert from "node:assert/strict";
import test from "node:test";
import {
  COMMUTE_STEPS, commuteAmount, commuteBusLayout, commuteClock, commuteCompare, commuteCrossbarLayout, commuteMeters, commutePacket, commutePackets,
  commutePlace, commuteSegments, commuteSlowdown, commuteSlowText, commuteTerms, commuteTime, commuteVerdict,
} from "../../analog_lab/widgets/static/commute.js";

import { quantity } from "../../analog_lab/widgets/static/numbers.js";

const PARTS = ["weights moved", "activations moved", "multiply-adds", "DAC", "array", "ADC", "partial sums"];
const UNIT = { bits: "bit", energy_j: "J", time_s: "s" };

// A trace as the page gets it: real numbers in float32, constants in full; rates and costs are round numbers.
function trace({ sizes = [784, 256, 128, 10], batch = 1, weightBits = 32, band = 25.6e9, rate = 200e9, read = 1.33e-7 } = {}) {
  const layers = sizes.slice(1).map((n, k) => [sizes[k], n]), rows = [], clock = [0, 0];
  const add = (machine, layer, part, start, end, busy, bits, energy) => rows.push({ machine, layer, part, start_s: start, end_s: end, busy_s: busy, count: bits, bits, energy_j: energy });
  layers.forEach(([i, o], n) => {
    const w = (i * o * weightBits) / batch, a = (i + o) * 8, bus = (batch * (w + a)) / 8 / band, busy = (batch * i * o) / rate, end = clock[0] + Math.max(bus, busy);
    add(0, n, 0, clock[0], clock[0] + bus, (batch * w) / 8 / band, w, w * 20e-12);
    add(0, n, 1, clock[0], clock[0] + bus, (batch * a) / 8 / band, a, a * 20e-12);
    add(0, n, 2, clock[0], end, busy, 0, i * o * 4.6e-12);
    add(1, n, 1, clock[1], clock[1] + batch * read, 0, i * 8, 0);
    add(1, n, 4, clock[1], clock[1] + batch * read, batch * read, 0, i * o * 4e-15);
    [clock[0], clock[1]] = [end, clock[1] + batch * read];
  });
  const sum = (machine, key) => rows.filter((r) => r.machine === machine).reduce((all, r) => all + r[key], 0);
  const totals = [0, 1].map((m) => ({ bits: sum(m, "bits"), energy_j: sum(m, "energy_j"), time_s: clock[m] / batch }));
  const field = (name) => ({ data: ["machine", "layer", "part"].includes(name) ? Uint8Array.from(rows, (r) => r[name]) : Float32Array.from(rows, (r) => r[name]) });
  return { n: rows.length, field, const: { parts: PARTS, layers, batch, totals, duration_s: clock, waits: 0.5 } };
}
const CASES = [{}, { batch: 100 }, { sizes: [64, 32, 10] }, { sizes: [64, 32, 10], batch: 256, band: 256e9 }, { sizes: [1024, 1024, 1024, 10], weightBits: 8 }, { rate: 1e9 }, { read: 1e-3 }];
const positions = Array.from({ length: 4 * COMMUTE_STEPS + 1 }, (_, k) => k / 4 / COMMUTE_STEPS);

test("at the end every meter is the account's total, to the last bit and in writing", () => {
  for (const options of CASES) {
    const t = trace(options), segments = commuteSegments(t), clock = commuteClock(t.const.duration_s);
    for (const machine of [0, 1]) {
      const end = commuteMeters(segments, t.const, machine, commuteTime(clock, 1)), total = t.const.totals[machine];
      assert.deepEqual(end, total);
      for (const key of Object.keys(UNIT)) {
        const [now, whole] = commuteAmount(end[key], total[key], UNIT[key]).split(" of ");
        assert.equal(now, whole.split(" ")[0]);
      }
    }
  }
});

test("the segments alone add up to the total: the last value is no jump", () => {
  for (const options of CASES) {
    const t = trace(options), segments = commuteSegments(t);
    for (const machine of [0, 1]) {
      const almost = commuteMeters(segments, t.const, machine, t.const.duration_s[machine] * (1 - 1e-6)), total = t.const.totals[machine];
      for (const key of Object.keys(UNIT)) assert.ok(Math.abs(almost[key] / total[key] - 1) < 1e-4, `${key} ${almost[key]} ${total[key]}`);
    }
  }
});

test("the formula line is a sum that adds up, at any time: bits and products here, what the edge and the cells take there", () => {
  for (const options of CASES) {
    const t = trace(options), c = { ...t.const, pj_per_bit: 20, badges: Array(2).fill({ energy_j: "derived" }) }, segments = commuteSegments(t), clock = commuteClock(c.duration_s);
    for (const u of positions) {
      const at = commuteTime(clock, u), line = (machine) => commuteTerms({ c, segments, t: at, now: commuteMeters(segments, c, machine, at) }, machine);
      const [bits, , , products] = line(0).map((part) => part.t), whole = commuteMeters(segments, c, 0, at).energy_j;
      const size = { "": 1, k: 1e3, M: 1e6, G: 1e9, f: 1e-15, p: 1e-12, n: 1e-9, "µ": 1e-6, m: 1e-3 }, number = (said) => Number(said.split(" ")[0]) * size[said.split(" ")[1].replace(/bit|J/, "")];
      assert.ok(Math.abs(number(bits) * 20e-12 + number(products) - whole) <= 0.02 * whole, `${bits} ${products} ${whole}`);
      const terms = line(1).filter((part) => part.k === "in").map((part) => Number(part.t)), end = quantity(c.totals[1].energy_j, "J").split(" ")[0];
      if (u === 1) assert.ok(Math.abs(terms.reduce((a, b) => a + b, 0) - Number(end)) <= 0.02 * Number(end), `${terms} ${end}`);
    }
  }
});

test("a changed cost changes the end value", () => {
  const t = trace();
  t.const.totals[0].energy_j *= 2;
  const end = commuteMeters(commuteSegments(t), t.const, 0, t.const.duration_s[0]);
  assert.equal(end.energy_j, 2 * trace().const.totals[0].energy_j);
});

test("meters start at zero and never run back", () => {
  for (const options of CASES) {
    const t = trace(options), segments = commuteSegments(t), clock = commuteClock(t.const.duration_s);
    for (const machine of [0, 1]) {
      let before = commuteMeters(segments, t.const, machine, 0);
      assert.deepEqual(before, { bits: 0, energy_j: 0, time_s: 0 });
      for (const u of positions) {
        const now = commuteMeters(segments, t.const, machine, commuteTime(clock, u));
        for (const key of Object.keys(UNIT)) assert.ok(now[key] >= before[key], `${key} at ${u}`);
        before = now;
      }
    }
  }
});

test("both machines share one clock: it starts at 0, runs on, and turns when the faster one is done", () => {
  for (const options of CASES) {
    const { fast, slow, share } = commuteClock(trace(options).const.duration_s), clock = { fast, slow, share };
    assert.equal(commuteTime(clock, 0), 0);
    assert.equal(commuteTime(clock, 1), slow);
    assert.ok(Math.abs(commuteTime(clock, share) / fast - 1) < 1e-12);
    assert.ok(share >= 0.4 && share <= 1);
    for (let k = 1; k < positions.length; k++) assert.ok(commuteTime(clock, positions[k]) > commuteTime(clock, positions[k - 1]));
  }
  assert.equal(commuteTime(commuteClock([2, 2]), 0.5), 1);
});

test("the slow-motion factor is wall time over physical time on both stretches", () => {
  const clock = commuteClock([36.7e-6, 0.4e-6]), seconds = 12;
  for (const u of [0.1, 0.39, 0.41, 0.9]) {
    const du = 1e-4, slope = (commuteTime(clock, u + du) - commuteTime(clock, u)) / (du * seconds);
    assert.ok(Math.abs(commuteSlowdown(clock, u, seconds) * slope - 1) < 1e-6);
  }
  assert.ok(Math.abs(commuteSlowdown(commuteClock([1, 1]), 1, 5) - 5) < 1e-12);
  assert.equal(commuteSlowText(12_034_000), "slowed 12,000,000×");
});

test("amounts are written in the unit of the total where they can be", () => {
  assert.equal(commuteAmount(4.131e6, 7.524e6, "bit"), "4.13 of 7.52 Mbit");
  assert.equal(commuteAmount(35_100, 7.524e6, "bit"), "35.1 kbit of 7.52 Mbit");
  assert.equal(commuteAmount(0, 7.524e6, "bit"), "0 of 7.52 Mbit");
  assert.equal(commuteAmount(0, 0, "J"), "0 of 0 J");
});

test("machines are compared in words", () => {
  assert.equal(commuteCompare(1, 483.4), "480× less");
  assert.equal(commuteCompare(7.1, 1), "7.1× more");
  assert.equal(commuteCompare(1, 1.01), "about equal");
  assert.equal(commuteCompare(0, 1), "");
});

test("packets are as many as the bits they stand for, leave in order and all arrive", () => {
  for (const options of CASES) {
    const t = trace(options), packets = commutePackets(commuteSegments(t), t.const);
    const words = { squares: 0, inputs: 0, results: 0 };
    for (const [i, o] of t.const.layers) (words.squares += i * o), (words.inputs += i * t.const.batch), (words.results += o * t.const.batch);
    for (const [name, all] of Object.entries(words)) {
      const { per, leave } = packets[name];
      assert.equal(leave.length, Math.ceil(all / per));
      assert.ok(leave.length <= 128 && leave.every((at, k) => at >= 0 && at < 1 && (!k || at > leave[k - 1])));
    }
    assert.ok(packets.squares.leave.length > 60);
    assert.equal(packets.inputs.per, packets.results.per);
    assert.equal(packets.at(0), 0);
    assert.ok(Math.abs(packets.at(t.const.duration_s[0] * 1.001) - 1) < 1e-9);
  }
  assert.equal(commutePacket(234_752, 128), 2048);
});

test("the squares on the bus are in step with the meter", () => {
  const t = trace(), segments = commuteSegments(t), packets = commutePackets(segments, t.const);
  for (const share of [0.1, 0.5, 0.83, 0.97]) {
    const at = share * t.const.duration_s[0], left = packets.squares.leave.filter((leave) => leave <= packets.at(at)).length;
    const moved = commuteMeters(segments, t.const, 0, at).bits / t.const.totals[0].bits;
    assert.ok(Math.abs(left / packets.squares.leave.length - moved) < 0.02, `${left} squares at ${moved}`);
  }
});

test("each machine goes through its layers and inputs and ends", () => {
  const t = trace({ batch: 4 }), segments = commuteSegments(t), end = t.const.duration_s[1];
  const seen = positions.slice(0, -1).map((u) => commutePlace(segments, t.const, 1, u * end));
  assert.deepEqual([...new Set(seen.map((p) => p.layer))], [0, 1, 2]);
  assert.deepEqual([...new Set(seen.map((p) => p.input))], [1, 2, 3, 4]);
  assert.ok(seen.every((p) => p.phase >= 0 && p.phase <= 1));
  assert.equal(commutePlace(segments, t.const, 1, end).layer, -1);
});

test("the crossbar says how far the bus has come when it is done", () => {
  const t = trace(), late = trace({ read: 1e-3 });
  assert.match(commuteVerdict({ c: t.const, segments: commuteSegments(t) })[0], /^✓ done in 399 ns; the bus had moved 1\.1 % of its bits$/);
  assert.match(commuteVerdict({ c: late.const, segments: commuteSegments(late) })[0], /the bus was done before$/);
});

test("both pictures stay inside their canvas, on a phone, in a card and on a projector", () => {
  for (const [width, height, px] of [[327, 247, 12], [302, 342, 18], [582, 180, 13], [582, 400, 13], [588, 318, 18], [900, 700, 13]]) {
    const B = commuteBusLayout(width, height, px);
    assert.ok(B.memory.x + B.memory.w < B.bus.x + 1 && B.bus.x + B.bus.w <= B.processor.x + 1 && B.processor.x + B.processor.w < width);
    assert.ok(B.bus.w > px * 3 && B.processor.y + B.processor.h + px * 3 < height && B.legend + px * 2.9 < height, `bus ${width} × ${height}`);
    for (const layers of [[[784, 256], [256, 128], [128, 10]], [[64, 32], [32, 10]]]) {
      const C = commuteCrossbarLayout(width, height, px, layers);
      assert.ok(C.lines >= 3 && C.lines <= 8 && C.size < C.dx && C.size < C.dy && C.adc.w < C.dx);
      assert.ok(C.dac.x + C.dac.w < C.x0 - C.size / 2 && C.end.y + C.size / 2 < C.adc.y && C.adc.y + C.adc.h < height - px);
      assert.ok(C.end.x < C.right && C.right + px * 6 < width && C.f.x + C.f.w < width && C.rows.at(-1).y + C.rows.at(-1).h <= C.f.y, `crossbar ${width} × ${height}`);
    }
  }
});
