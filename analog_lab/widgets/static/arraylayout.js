// Where everything of a read array stands, what flows in its wires, and what is said of it: pure functions.
// Arrays are (column, row); rows are inputs, columns outputs, and a pair has two columns an output.
import { clampTo, formatNumber } from "./numbers.js";

const FULL_LOSS = 0.25; // a full bar of what the wires take

// The voltage of a wire from 0 to the read voltage: like viridis, with a low end that shows on a dark page, too.
const VOLTS = [[110, 64, 170], [72, 118, 190], [33, 158, 150], [118, 200, 84], [246, 222, 40]];
export const VOLT_RAMP = Array.from({ length: 256 }, (_, k) => {
  const at = (k / 255) * (VOLTS.length - 1), i = Math.min(Math.floor(at), VOLTS.length - 2);
  return `rgb(${VOLTS[i].map((a, c) => Math.round(a + (at - i) * (VOLTS[i + 1][c] - a))).join(",")})`;
});

// Which share of each step is told at `pos`: voltages, cell currents, sums, codes; `stage` is the step that is being told.
export function readShares(pos) {
  const share = (k) => clampTo(pos - k, 0, 1);
  return { volts: share(0), cells: share(1), sums: share(2), codes: share(3), stage: Math.max(0, Math.ceil(pos - 1e-6)) };
}

// The place of cells, ports (boxes at the left and at the foot), colour bars and losses, in pixels.
export function arrayLayout(width, height, rows, columns, { px = 12, pairs = false, wires = false, backward = false } = {}) {
  const per = pairs ? 2 : 1, outs = columns / per, lossHigh = wires && !backward ? px * 1.7 : 0, side = wires && backward ? px * 0.5 : 0, bars = wires ? 2 : 1;
  const left = clampTo(width * 0.15, px * 4.4, px * 8) + side, right = px * (width < 430 ? 3.7 : 4.2) * bars + 6;
  const x0 = left + clampTo(width * 0.02, 6, 16), top = px * 2.1 + (pairs ? px * 0.9 : 0);
  const w = width - x0 - right, out = w / outs;
  const port = { h: px * 3, join: pairs ? px * 1.9 : px * 0.9 }, close = out < px * 3.6, foot = port.h + port.join + lossHigh + (close ? px * 1.5 : 4);
  const tall = height - top - foot, dy = tall / rows, dx = out / per, near = pairs ? out * 0.46 : out;
  const pitch = Math.min(near, dy), cell = Math.min(pitch * (pitch >= 14 ? 0.63 : wires ? 0.5 : 0.66), px * 7.5);
  const y1 = top + tall, footTop = y1 + port.join;
  return {
    width, height, rows, columns, outs, per, px, pitch, cell, dx, dy, out, left, x0, top, y1, footTop, port, lossHigh, wires, right,
    x: (column) => x0 + (Math.floor(column / per) + 0.5) * out + (pairs ? ((column % 2) - 0.5) * near : 0),
    y: (row) => top + (row + 0.5) * dy,
    outX: (k) => x0 + (k + 0.5) * out,
    leftRoom: Math.min(dy * 0.72, px * 3) >= px * 1.45, footRoom: Math.min(out * 0.92, px * 7) >= px * 2.9, lossRoom: (pairs ? near : out) >= px * 3,
    widest: clampTo(pitch * 0.3, 1.5, 13),
    leftBox: (row) => ({ x: 1 + side, y: top + (row + 0.5) * dy - Math.min(dy * 0.72, px * 3) / 2, w: left - 1 - side, h: Math.min(dy * 0.72, px * 3) }),
    footBox: (k) => ({ x: x0 + (k + 0.5) * out - Math.min(out * 0.92, px * 7) / 2, y: footTop, w: Math.min(out * 0.92, px * 7), h: port.h }),
    bar: (k) => ({ x: width - right + 8 + k * px * (width < 430 ? 3.7 : 4.2), y: top + px * 1.2, w: clampTo(px * 0.9, 9, 15), h: clampTo(tall * 0.62, 60, 300) }),
  };
}

// What stands at a point: a cell, a port at the left, a port at the foot, or nothing.
export function arrayAt(L, x, y) {
  const row = Math.floor((y - L.top) / L.dy), k = Math.floor((x - L.x0) / L.out);
  if (x < L.x0 && row >= 0 && row < L.rows) return { row, column: -1 };
  if (k < 0 || k >= L.outs) return null;
  const column = L.per * k + (L.per === 2 && x > L.outX(k) ? 1 : 0);
  if (row >= 0 && row < L.rows) return { row, column };
  return y >= L.y1 && y <= L.height ? { row: L.rows, column: L.per * k } : null;
}

// The next place of the focus: columns from -1 (ports at the left), rows up to `rows` (ports at the foot).
export function arrayStep(L, at, down, across) {
  const foot = at.row + down >= L.rows, side = foot ? L.per : 1;
  const column = clampTo(at.column + across * (at.row === L.rows ? side : 1), foot ? 0 : -1, L.columns - 1);
  const row = clampTo(at.row + down, 0, column < 0 ? L.rows - 1 : L.rows);
  return { row, column: row === L.rows ? column - (column % L.per) : column };
}

// The current in every piece of wire, the sum of the cells beyond it: of a row before each column, of a column after each row.
export function wireCurrents(cells, rows, columns) {
  const row = new Float32Array(cells.length), column = new Float32Array(cells.length);
  for (let c = columns - 1; c >= 0; c--) for (let r = 0; r < rows; r++) row[c * rows + r] = cells[c * rows + r] + (c < columns - 1 ? row[(c + 1) * rows + r] : 0);
  for (let c = 0; c < columns; c++) for (let r = 0; r < rows; r++) column[c * rows + r] = cells[c * rows + r] + (r ? column[c * rows + r - 1] : 0);
  return { row, column };
}

// How wide a current is drawn: in proportion, `widest` at half of what all cells of the longer side can carry.
export function flowWidth(ua, L, cellUa) {
  return (L.widest * Math.abs(ua)) / (0.5 * cellUa * Math.max(L.rows, L.outs));
}

// The current of a round number (1, 2, 5 times a power of ten) that stands in the legend of widths.
export function roundCurrent(ua) {
  const power = 10 ** Math.floor(Math.log10(ua));
  return power * [5, 2, 1].find((step) => step * power <= ua * 1.0001);
}

// Every how manieth line gets its number where they stand `pitch` pixels apart.
export function thinned(pitch, px) {
  return [1, 2, 4, 8, 16, 32].find((k) => k * pitch >= px * 1.6) ?? 64;
}

// The height of a loss as a share of its bar, and whether it is more than the bar shows.
export function lossBar(loss) {
  return { share: clampTo(loss / FULL_LOSS, 0, 1), over: loss > FULL_LOSS };
}

const LOW = "₀₁₂₃₄₅₆₇₈₉";
const low = (n) => String(n).replace(/\d/g, (digit) => LOW[digit]);

// A name with its indices counted from 1: G₃₂, and G₁₂,₃ where a digit would not tell them apart.
export function indexed(name, ...at) {
  return name + at.map((i) => low(i + 1)).join(at.some((i) => i > 8) ? "," : "");
}

const num = (value) => formatNumber(Math.abs(value) < 5e-7 ? 0 : value, ".3g");

// The terms of a sum as text: the first three, then how many more.
export function sumTerms(volts, siemens, more) {
  const term = (k) => `${num(volts[k])} V · ${num(siemens[k])} µS`;
  const shown = volts.length <= 4 ? volts.length : 2;
  const text = Array.from({ length: shown }, (_, k) => term(k)).join(" + ").replaceAll("+ −", "− ");
  return volts.length > shown ? `${text} + … (${more(volts.length - shown)})` : text;
}

const PREFIX = { "": 1, k: 1e3, m: 1e-3, µ: 1e-6, n: 1e-9, p: 1e-12 };

// A typed number with or without its unit, "12.5", "12,5 uS", "100 mV": { value } in `unit`, or { error, values } as a key of a text.
export function parseTyped(text, unit, low, high) {
  const [, digits, said] = /^\s*([+\-−]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?)\s*([a-zµμ]*)\s*$/i.exec(text) ?? [];
  if (digits === undefined) return { error: "array.no_number", values: { text: text.trim().slice(0, 20) || "–" } };
  const base = unit.slice(-1), clean = said.replace(/[uμ](?=.)/, "µ"), prefix = clean.slice(0, -1), own = unit.slice(0, -1);
  if (said && !(clean.endsWith(base) && prefix in PREFIX)) return { error: "array.no_unit", values: { text: said, unit } };
  const number = Number(digits.replace(",", ".").replace("−", "-")), value = Number((said ? (number * PREFIX[prefix]) / PREFIX[own] : number).toPrecision(9));
  if (!(value >= low && value <= high)) return { error: "array.outside", values: { value: formatNumber(value, ".4g"), low: formatNumber(low, ".3g"), high: formatNumber(high, ".3g"), unit } };
  return { value };
}

// A value that is dragged by `dy` pixels: the whole range takes 160 of them, ten times as many when it is to be fine.
export function dragged(start, dy, low, high, fine = false) {
  const value = start - (dy * (high - low)) / (fine ? 1600 : 160), grain = (high - low) / (fine ? 1000 : 250);
  return clampTo(Number((Math.round(value / grain) * grain).toPrecision(6)), low, high);
}
