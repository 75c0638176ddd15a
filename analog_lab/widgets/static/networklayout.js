// A network on crossbars, as geometry and words: where everything stands, what a current is on its way, what a spot says.
// Row i is an input and column j an output, as drawn; the arrays of the trace hold (output, input).

import { clampTo } from "./numbers.js";

// Where the numbers of each layer begin in the arrays of a frame.
export function networkParts(sizes) {
  const tiles = sizes.slice(1).map((nOut, n) => ({ n, nIn: sizes[n], nOut }));
  const starts = (list) => list.reduce((out, size) => [...out, out.at(-1) + size], [0]);
  return { sizes, tiles, neuron: starts(sizes), rows: starts(tiles.map((t) => t.nIn)), columns: starts(tiles.map((t) => t.nOut)), cells: starts(tiles.map((t) => t.nIn * t.nOut)) };
}

// Tiles side by side, or one below the other where that is too narrow; all in pixels.
export function networkLayout(sizes, width, height, px) {
  const tiles = sizes.slice(1).map((nOut, n) => ({ n, nIn: sizes[n], nOut })), count = tiles.length, columns = tiles.reduce((sum, t) => sum + t.nOut, 0);
  const strip = px * 4.3, bus = px * 1.6, head = px * 3.4, name = px * 1.8, foot = px * 6.2;
  const dxWide = (width - count * strip - (count - 1) * bus - px) / columns, tall = (height - head - count * (name + foot)) / sizes.slice(0, -1).reduce((a, b) => a + b), stacked = dxWide < px * 2.5 && tall > px * 1.7;
  const dx = stacked ? Math.min((width - strip - bus - px) / Math.max(...sizes.slice(1)), px * 6) : Math.min(dxWide, px * 8);
  const rows = stacked ? tiles.reduce((sum, t) => sum + t.nIn, 0) : Math.max(...tiles.map((t) => t.nIn));
  const dy = Math.min((height - head - (stacked ? count : 1) * (name + foot)) / rows, dx * 1.6), cell = Math.max(8, Math.min(dx, dy) * 0.64);
  const third = dy / 3 - 4, slot = third > px * 1.2 ? Math.min(third, px * 1.5) : px * 1.5; // three numbers of a row and air to the next
  let x = stacked ? bus : Math.max(0, (width - count * strip - (count - 1) * bus - columns * dx - px) / 2), y = head;
  const placed = tiles.map((t) => {
    const top = stacked ? y + name : head + name + (Math.max(...tiles.map((o) => o.nIn)) - t.nIn) * dy, left = x, x0 = left + strip, end = top + t.nIn * dy;
    const made = { ...t, left, strip, x0, top, end, right: x0 + t.nOut * dx, x: (j) => x0 + (j + 0.5) * dx, y: (i) => top + (i + 0.5) * dy, foot: (k) => end + px * (1.1 + 1.75 * k) };
    if (stacked) y = end + foot;
    else x = made.right + bus;
    return made;
  });
  return { tiles: placed, dx, dy, cell, px, stacked, chip: { w: Math.min(px * 3.7, dx - 3), h: px * 1.5 }, slot: { w: px * 3.7, h: slot }, deep: clampTo(Math.floor(dy / (slot + 3)), 1, 3), bus };
}

// The digital link from the feet of a tile to the memory of the next, as a line with its corners; `row` 1 carries x, 2 δ.
export function networkBus(L, n, row) {
  const from = L.tiles[n], to = L.tiles[n + 1], y = from.foot(row), x = L.stacked ? L.bus * (row === 1 ? 0.3 : 0.62) : to.left - L.bus * (row === 1 ? 0.35 : 0.7);
  const start = L.stacked ? from.left + L.px * 2 : from.right, tops = [to.y(0), to.y(to.nIn - 1)];
  return { line: [[start, y], [x, y], [x, L.stacked ? tops[1] : tops[0]]], stubs: Array.from({ length: to.nIn }, (_, i) => [[x, to.y(i)], [to.left, to.y(i)]]) };
}

// Running sums of w · v along a line: what flows in each of its segments, the whole sum last.
export const networkSums = (weights, values) => weights.reduce((out, w, k) => [...out, (out.at(-1) ?? 0) + w * values[k]], []);

// Everything that can be pointed at, in the order in which it is told.
export function networkSpots(L) {
  const spots = [], add = (kind, n, i, j, x, y, w, h) => spots.push({ kind, n, i, j, x: x - w / 2, y: y - h / 2, w, h });
  for (const t of L.tiles) {
    for (let i = 0; i < t.nIn; i++) add("slot", t.n, i, -1, t.left + t.strip / 2, t.y(i), t.strip - 4, L.dy - 3);
    for (let i = 0; i < t.nIn; i++) for (let j = 0; j < t.nOut; j++) add("cell", t.n, i, j, t.x(j), t.y(i), L.dx - 4, L.dy - 4);
    for (let j = 0; j < t.nOut; j++) {
      add("neuron", t.n, -1, j, t.x(j), (t.foot(0) + t.foot(1)) / 2, L.dx - 2, L.px * 3.3);
      add("error", t.n, -1, j, t.x(j), t.foot(2), L.dx - 2, L.px * 1.6);
    }
  }
  return spots;
}

// The spot that an arrow key leads to from spot k: the nearest one in that direction, or k itself.
export function nextSpot(spots, k, [ax, ay]) {
  const mid = (s) => [s.x + s.w / 2, s.y + s.h / 2], [x, y] = mid(spots[k]);
  let best = k, least = Infinity;
  spots.forEach((spot, n) => {
    const [sx, sy] = mid(spot), along = (sx - x) * ax + (sy - y) * ay, across = Math.abs((sx - x) * ay) + Math.abs((sy - y) * ax);
    if (along > 1 && along + 3 * across < least) [best, least] = [n, along + 3 * across];
  });
  return best;
}

const LOW_DIGITS = "₀₁₂₃₄₅₆₇₈₉";
export const lowIndex = (k) => String(k + 1).replace(/\d/g, (d) => LOW_DIGITS[d]);
export const signText = (v, places = 2) => `${v < 0 && Math.abs(v) >= 0.5 * 10 ** -places ? "−" : "+"}${Math.abs(v).toFixed(places)}`;
const dotText = (w, v) => w.map((one, k) => `${signText(one)}·${signText(v[k])}`).join(" ").replace(/ ([+−])/g, " $1");
const SLOPE_WORDS = { tanh: "1 − x²", sigmoid: "x (1 − x)", relu: "1 where x > 0" };

// The derivative of f where f has made x, as the edge has it.
export const slopeOf = (f, x) => ({ tanh: 1 - x * x, sigmoid: x * (1 - x), relu: Number(x > 0) })[f];

// The numbers of one frame by name; a number that is not there yet is null.
export function networkNow(trace, parts, k) {
  const row = (name) => trace.field(name).row(k), there = row("there"), layers = parts.sizes.length, value = { a: row("a"), z: row("z"), s: row("s"), d: row("d") };
  const get = (name) => (layer, i) => (there["azsd".indexOf(name) * layers + layer] ? value[name][parts.neuron[layer] + i] : null);
  const w = row("w"), hits = row("hits"), at = (t, i, j) => parts.cells[t.n] + j * t.nIn + i;
  return {
    phase: trace.const.phases[row("phase")[0]], layer: row("layer")[0], step: row("step")[0], slot: row("slot")[0], example: row("example")[0], loss: row("loss"),
    a: get("a"), z: get("z"), s: get("s"), d: get("d"), w: (t, i, j) => w[at(t, i, j)], hits: (t, i, j) => hits[at(t, i, j)],
    xHits: (t, i) => row("x_hits")[parts.rows[t.n] + i], dHits: (t, j) => row("d_hits")[parts.columns[t.n] + j],
  };
}

// What a spot says of itself, with the numbers on screen.
export function spotWords(spot, t, s, c, hitsSoFar = 0) {
  const { i, j, n } = spot, x = (k) => s.a(n, k), d = (k) => s.d(n + 1, k), all = (m) => Array.from({ length: m }, (_, k) => k), last = n === c.sizes.length - 2;
  if (spot.kind === "cell") {
    const name = `W${lowIndex(i)}${lowIndex(j)}`, w = `tile ${n + 1}: ${name} = ${signText(s.w(t, i, j))}`;
    if (s.phase === "update" || s.phase === "done") {
      const asked = `asked: −${c.lr.toFixed(2)} · (${signText(x(i))}) · (${signText(d(j))}) = ${signText(-c.lr * x(i) * d(j), 3)}`;
      return `${w} · ${asked} · pulses: ${hitsSoFar} of ${signText(c.dw_min, 3).slice(1)}`;
    }
    if (d(j) !== null && ["backward", "derivative", "error"].includes(s.phase)) return `${w} · adds W·δ = ${signText(s.w(t, i, j))} · ${signText(d(j))} = ${signText(s.w(t, i, j) * d(j))} to row ${i + 1}`;
    return x(i) === null ? w : `${w} · adds W·x = ${signText(s.w(t, i, j))} · ${signText(x(i))} = ${signText(s.w(t, i, j) * x(i))} to column ${j + 1}`;
  }
  if (spot.kind === "slot") {
    if (x(i) === null) return `memory of row ${i + 1}: empty so far`;
    const back = n && s.s(n, i) !== null ? ` · row sum Σⱼ W${lowIndex(i)}ⱼ δⱼ = ${dotText(all(t.nOut).map((k) => s.w(t, i, k)), all(t.nOut).map(d))} = ${signText(s.s(n, i))}` : "";
    const slope = n && s.d(n, i) !== null ? ` · f′ = ${SLOPE_WORDS[c.f]} = ${slopeOf(c.f, x(i)).toFixed(2)}, so δ${lowIndex(i)} = ${signText(s.d(n, i))}` : "";
    return `x${lowIndex(i)} = ${signText(x(i))}, parked beside row ${i + 1} for the update${n ? " and for f′" : ""}${back}${slope}`;
  }
  if (spot.kind === "neuron") {
    if (s.z(n + 1, j) === null) return `column ${j + 1}: not read yet`;
    const sum = `z${lowIndex(j)} = Σᵢ Wᵢ${lowIndex(j)} xᵢ = ${dotText(all(t.nIn).map((k) => s.w(t, k, j)), all(t.nIn).map(x))} = ${signText(s.z(n + 1, j))}`;
    return last ? `${sum} = y${lowIndex(j)}, target ${c.targets[s.example][j].toFixed(1)}` : s.a(n + 1, j) === null ? sum : `${sum} · ${c.f} makes ${signText(s.a(n + 1, j))} of it`;
  }
  if (d(j) === null) return `error of column ${j + 1}: not there yet`;
  return last ? `δ${lowIndex(j)} = y − t = ${signText(s.a(n + 1, j))} − ${c.targets[s.example][j].toFixed(1)} = ${signText(d(j))}` : `δ${lowIndex(j)} = row sum · f′ = ${signText(s.s(n + 1, j))} · ${slopeOf(c.f, s.a(n + 1, j)).toFixed(2)} = ${signText(d(j))}`;
}
