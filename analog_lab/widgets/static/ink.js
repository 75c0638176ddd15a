// Ink on paper as the digits' own data were made of it: a bitmap of 32 × 32, counted in blocks of 4 × 4.
import { clampTo } from "./numbers.js";

export const INK = 128; // places along the side of the paper that is drawn on
const INK_SIDE = 32, INK_BLOCK = 4, INK_NARROW = 10, INK_WIDE = 21, INK_LEAST = 0.26; // every digit of the data has ink on 0.29 to 0.32 of its places

// Put ink on every place within r of the line from a to b ([x, y] in places); `on` 0 takes it away.
export function drawInk(ink, a, b, r, on = 1) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]], length = dx * dx + dy * dy || 1;
  for (let y = Math.max(0, Math.floor(Math.min(a[1], b[1]) - r)); y <= Math.min(INK - 1, Math.ceil(Math.max(a[1], b[1]) + r)); y++)
    for (let x = Math.max(0, Math.floor(Math.min(a[0], b[0]) - r)); x <= Math.min(INK - 1, Math.ceil(Math.max(a[0], b[0]) + r)); x++) {
      const t = clampTo(((x + 0.5 - a[0]) * dx + (y + 0.5 - a[1]) * dy) / length, 0, 1);
      if (Math.hypot(x + 0.5 - a[0] - t * dx, y + 0.5 - a[1] - t * dy) <= r) ink[y * INK + x] = on;
    }
}

// What differs from the paper in a grey picture (0 … 255), dark on light or light on dark alike.
export function inkOfGrey(grey, side) {
  const edge = Array.from(grey).filter((_, k) => k < side || k >= side * (side - 1) || k % side === 0 || k % side === side - 1).sort((a, b) => a - b);
  const paper = edge[edge.length >> 1], far = grey.reduce((most, v) => Math.max(most, Math.abs(v - paper)), 0);
  return Uint8Array.from(grey, (v) => (far > 40 && Math.abs(v - paper) > 0.45 * far ? 1 : 0));
}

// The bitmap of a drawing: cut out, as tall as the data's digits, in the middle, and no thinner than their strokes.
export function fitInk(ink, side) {
  let [x0, x1, y0, y1] = [side, -1, side, -1];
  ink.forEach((on, k) => {
    if (!on) return;
    [x0, x1] = [Math.min(x0, k % side), Math.max(x1, k % side)];
    [y0, y1] = [Math.min(y0, Math.floor(k / side)), Math.max(y1, Math.floor(k / side))];
  });
  let bits = new Uint8Array(INK_SIDE * INK_SIDE);
  if (x1 < 0) return bits;
  const [w, h] = [x1 - x0 + 1, y1 - y0 + 1], wide = clampTo(Math.round((w * INK_SIDE) / h), INK_NARROW, INK_WIDE), tall = Math.min(INK_SIDE, Math.max(INK_NARROW, Math.round((h * INK_WIDE) / w)));
  const left = (INK_SIDE - wide) >> 1, top = (INK_SIDE - tall) >> 1, SUB = [1 / 6, 0.5, 5 / 6];
  for (let y = 0; y < tall; y++)
    for (let x = 0; x < wide; x++) {
      let hit = 0;
      for (const v of SUB) for (const u of SUB) hit += ink[(y0 + Math.floor(((y + v) * h) / tall)) * side + x0 + Math.floor(((x + u) * w) / wide)];
      bits[(top + y) * INK_SIDE + left + x] = hit > 4 ? 1 : 0;
    }
  for (let k = 0; k < 4 && bits.reduce((a, b) => a + b, 0) < INK_LEAST * tall * INK_SIDE; k++) bits = thickenInk(bits);
  return bits;
}

function thickenInk(bits) {
  const on = (x, y) => x >= 0 && y >= 0 && x < INK_SIDE && y < INK_SIDE && bits[y * INK_SIDE + x];
  return bits.map((v, k) => (v || on((k % INK_SIDE) - 1, k >> 5) || on((k % INK_SIDE) + 1, k >> 5) || on(k % INK_SIDE, (k >> 5) - 1) || on(k % INK_SIDE, (k >> 5) + 1) ? 1 : 0));
}

// How many places of each block of 4 × 4 carry ink: 64 numbers of 0 … 16.
export function countInk(bits) {
  const counts = new Array(64).fill(0);
  bits.forEach((on, k) => (counts[(k >> 7) * 8 + ((k & 31) >> 2)] += on));
  return counts;
}

// A bitmap with these counts: in every block the places where its neighbours have most ink are filled.
export function bitsOfCounts(counts) {
  const bits = new Uint8Array(INK_SIDE * INK_SIDE), of = (i, j) => counts[clampTo(j, 0, 7) * 8 + clampTo(i, 0, 7)];
  for (let block = 0; block < 64; block++) {
    const [bx, by] = [block % 8, block >> 3], places = [];
    for (let k = 0; k < 16; k++) {
      const [u, v] = [((k % 4) + 0.5) / INK_BLOCK - 0.5, ((k >> 2) + 0.5) / INK_BLOCK - 0.5], [i, j] = [Math.sign(u), Math.sign(v)], [p, q] = [Math.abs(u), Math.abs(v)];
      const weight = (1 - p) * (1 - q) * of(bx, by) + p * (1 - q) * of(bx + i, by) + (1 - p) * q * of(bx, by + j) + p * q * of(bx + i, by + j);
      places.push([weight, (by * INK_BLOCK + (k >> 2)) * INK_SIDE + bx * INK_BLOCK + (k % 4)]);
    }
    places.sort((a, b) => b[0] - a[0]).slice(0, counts[block]).forEach(([, at]) => (bits[at] = 1));
  }
  return bits;
}

// The paper that shows a bitmap.
export const inkOfBits = (bits) => Uint8Array.from({ length: INK * INK }, (_, k) => bits[(Math.floor(k / INK) >> 2) * INK_SIDE + ((k % INK) >> 2)]);

// Where the arrow keys lead to, or null for another key.
export function inkMove(at, key, step = 4) {
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  return by ? [clampTo(at[0] + step * by[0], 0, INK), clampTo(at[1] + step * by[1], 0, INK)] : null;
}
