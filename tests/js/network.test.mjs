import assert from "node:assert/strict";
import test from "node:test";
import { networkBus, networkLayout, networkNow, networkParts, networkSpots, networkSums, nextSpot, signText, spotWords } from "../../analog_lab/widgets/static/networklayout.js";

const NETWORKS = [[3, 3, 2], [4, 5, 3], [3, 3, 3, 2]], SCREENS = [[620, 470, 12], [980, 800, 12], [590, 440, 18], [338, 590, 12], [338, 820, 18]];

test("tiles, their edges and every spot lie inside the scene, and tiles do not overlap", () => {
  for (const sizes of NETWORKS)
    for (const [width, height, px] of SCREENS) {
      const L = networkLayout(sizes, width, height, px), said = `${sizes} on ${width} x ${height}`;
      for (const t of L.tiles) assert.ok(t.left >= 0 && t.right <= width + 1 && t.top > 0 && t.foot(2) + px * 0.75 <= height + 1, said);
      for (const s of networkSpots(L)) assert.ok(s.w > 0 && s.h > 0 && s.x >= -1 && s.x + s.w <= width + 1, said);
      L.tiles.slice(1).forEach((t, n) => assert.ok(L.stacked ? t.top > L.tiles[n].foot(2) : t.left >= L.tiles[n].right, said));
      assert.ok(L.dy > px, said);
      assert.ok(L.deep === 1 || L.deep * (L.slot.h + 3) <= L.dy, `numbers beside a row stay clear of the next: ${said}`);
    }
});

test("a narrow scene puts tiles below one another, a wide one side by side", () => {
  assert.equal(networkLayout([4, 5, 3], 338, 590, 12).stacked, true);
  assert.equal(networkLayout([4, 5, 3], 620, 470, 12).stacked, false);
});

test("the link ends beside every row of the next tile", () => {
  const L = networkLayout([4, 5, 3], 620, 470, 12), { line, stubs } = networkBus(L, 0, 1);
  assert.equal(stubs.length, 5);
  assert.ok(line[0][0] < line[1][0] && line[1][0] < L.tiles[1].left);
  assert.deepEqual(stubs.map(([, end]) => end[1]), [0, 1, 2, 3, 4].map((i) => L.tiles[1].y(i)));
});

test("parts of a frame: neurons, rows, columns and cells of each tile", () => {
  const parts = networkParts([4, 5, 3]);
  assert.deepEqual([parts.neuron, parts.rows, parts.columns, parts.cells], [[0, 4, 9, 12], [0, 4, 9], [0, 5, 8], [0, 20, 35]]);
});

test("currents add up along a line", () => assert.deepEqual(networkSums([1, -2, 3], [1, 1, 2]), [1, -1, 5]));

test("arrow keys reach the neighbour, and stay at the rim", () => {
  const spots = networkSpots(networkLayout([4, 5, 3], 620, 470, 12)), k = spots.findIndex((s) => s.kind === "cell" && s.n === 0 && s.i === 1 && s.j === 1);
  const right = spots[nextSpot(spots, k, [1, 0])], down = spots[nextSpot(spots, k, [0, 1])];
  assert.deepEqual([right.kind, right.i, right.j, down.kind, down.i, down.j], ["cell", 1, 2, "cell", 2, 1]);
  const first = spots.findIndex((s) => s.kind === "slot");
  assert.equal(nextSpot(spots, first, [-1, 0]), first);
});

// A network 2-1-1 whose numbers can be followed: the arrays of the trace are (output, input).
function trace(phase, there) {
  const fields = {
    phase: [phase], layer: [1], step: [0], slot: [0], example: [0], loss: [0.5, 0.4], w: [0.5, -0.25, 0.4], a: [0.6, -0.4, 0.6, 0.24], z: [0, 0, 0.4, 0.24],
    s: [0, 0, 0.2, 0], d: [0, 0, 0.128, 0.5], there, x_hits: [1, 0, 1], d_hits: [1, 1], hits: [1, 0, 1],
  };
  return { const: { phases: ["start", "forward", "activation", "error", "backward", "derivative", "update", "done"], f: "tanh", lr: 0.2, dw_min: 0.02, sizes: [2, 1, 1], targets: [[0.8]] }, field: (name) => ({ row: () => fields[name] }) };
}

test("a spot tells the numbers of its phase, and nothing that is not there yet", () => {
  const parts = networkParts([2, 1, 1]), all = [1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1], none = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], tiles = parts.tiles;
  const early = trace(1, none), late = trace(6, all), say = (t, spot, hits) => spotWords({ n: 0, i: 0, j: 0, ...spot }, tiles[spot.n ?? 0], networkNow(t, parts, 0), t.const, hits);
  assert.equal(say(early, { kind: "cell" }), "tile 1: W₁₁ = +0.50 · adds W·x = +0.50 · +0.60 = +0.30 to column 1");
  assert.match(say(early, { kind: "neuron" }), /not read yet/);
  assert.match(say(early, { kind: "error" }), /not there yet/);
  assert.match(say(early, { kind: "slot", n: 1 }), /empty/);
  assert.match(say(late, { kind: "cell" }, 2), /asked: −0.20 · \(\+0.60\) · \(\+0.13\) = −0.015 · pulses: 2 of 0.020/);
  assert.match(say(late, { kind: "slot", n: 1 }), /f′ = 1 − x² = 0.64, so δ₁ = \+0.13/);
  assert.match(say(trace(4, all), { kind: "cell", n: 1 }), /adds W·δ = \+0.40 · \+0.50 = \+0.20 to row 1/);
  assert.match(say(late, { kind: "neuron", n: 1 }), /= \+0.24 = y₁, target 0.8/);
});

test("signs are written out, and zero is no negative number", () => assert.deepEqual([0.5, -0.5, -0.001].map((v) => signText(v)), ["+0.50", "−0.50", "+0.00"]));
