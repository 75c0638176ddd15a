// The layers of a read array: what rests is drawn once on canvases of its own, what flows is a pattern that moves over them.
import { RAMP } from "./colour.js";
import { contextOf } from "./dom.js";
import { clampTo, formatNumber } from "./numbers.js";
import { VOLT_RAMP, flowWidth, lossBar, roundCurrent, thinned } from "./arraylayout.js";

export const VALUE_ROOM = 2.4; // font sizes that a cell must be wide to hold its value
export const shortNumber = (value) => formatNumber(Math.abs(value) < 5e-7 ? 0 : value, ".3g");
const tone = (v, top) => VOLT_RAMP[clampTo(Math.round((Math.abs(v) / top) * 255), 0, 255)];

// A canvas behind the picture; `paint(ctx)` draws on it in the units of the page.
export function makeLayer(env) {
  const canvas = document.createElement("canvas"), ctx = contextOf(canvas, env);
  return {
    canvas, ctx, filled: false,
    paint(L, ratio, draw) {
      const [w, h] = [Math.round(L.width * ratio), Math.round(L.height * ratio)];
      if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, L.width, L.height);
      this.filled = draw(ctx) !== false;
    },
  };
}

// Where a row's and a column's pieces of wire begin and end.
const rowPiece = (L, c) => [c ? L.x(c - 1) : L.left, L.x(c)];
const columnPiece = (L, r) => [L.y(r), r < L.rows - 1 ? L.y(r + 1) : L.y1];

const joined = (L) => L.per === 2 && L.out > L.px * 2;

// The bare wires.
export function paintWires(ctx, L, look) {
  ctx.strokeStyle = look.wire;
  ctx.lineWidth = L.pitch < 14 ? 0.6 : 1.1;
  ctx.beginPath();
  for (let r = 0; r < L.rows; r++) ctx.moveTo(L.left, L.y(r)), ctx.lineTo(L.x(L.columns - 1), L.y(r));
  for (let c = 0; c < L.columns; c++) {
    ctx.moveTo(L.x(c), L.y(0)), ctx.lineTo(L.x(c), L.y1);
    if (!joined(L)) ctx.lineTo(L.outX(Math.floor(c / L.per)), L.footTop);
  }
  ctx.stroke();
}

// Wires in the colour of their voltage, each piece in that of the node where it ends.
export function paintVolts(ctx, L, s, top) {
  const wide = clampTo(L.pitch * 0.14, 1.2, 5);
  for (let c = 0; c < L.columns; c++)
    for (let r = 0; r < L.rows; r++) {
      const k = c * L.rows + r, [xa, xb] = rowPiece(L, c), [ya, yb] = columnPiece(L, r);
      ctx.fillStyle = tone(s.vRow[k], top);
      ctx.fillRect(xa, L.y(r) - wide / 2, xb - xa, wide);
      ctx.fillStyle = tone(s.vColumn[k], top);
      ctx.fillRect(L.x(c) - wide / 2, ya, wide, yb - ya);
    }
}

// The colour of a piece of wire: that of its voltage where wires matter.
const flowTone = (s, k, horizontal, colour) => (s.ohm > 0 ? tone((horizontal ? s.vRow : s.vColumn)[k], s.vTop) : colour);

// What flows one way (`way` 1: to the right or down, -1: back) in rows or in columns; returns whether anything does.
export function paintFlow(ctx, L, s, horizontal, way, colour) {
  const current = horizontal ? s.wires.row : s.wires.column, sign = s.backward ? -way : way;
  let any = false;
  ctx.fillStyle = colour;
  for (let c = 0; c < L.columns; c++)
    for (let r = 0; r < L.rows; r++) {
      const ua = current[c * L.rows + r], wide = flowWidth(ua, L, s.cellUa);
      if (ua * sign <= 0 || wide < 0.02) continue;
      any = true;
      if (s.ohm > 0) ctx.fillStyle = flowTone(s, c * L.rows + r, horizontal, colour);
      const [a, b] = horizontal ? rowPiece(L, c) : columnPiece(L, r);
      if (horizontal) ctx.fillRect(a, L.y(r) - wide / 2, b - a, wide);
      else ctx.fillRect(L.x(c) - wide / 2, a, wide, b - a);
    }
  return any;
}

// Arrowheads at the ends of the wires say the way at rest, too.
export function paintArrows(ctx, L, s, horizontal, colour) {
  if (L.pitch < 18) return false;
  const current = horizontal ? s.wires.row : s.wires.column, count = horizontal ? L.rows : L.columns, size = clampTo(L.pitch * 0.13, 4, 9);
  for (let i = 0; i < count; i++) {
    const ua = current[horizontal ? i : i * L.rows + L.rows - 1], way = Math.sign(ua) * (s.backward ? -1 : 1);
    if (Math.abs(ua) < 1e-6) continue;
    ctx.fillStyle = flowTone(s, horizontal ? i : i * L.rows + L.rows - 1, horizontal, colour);
    const half = size + flowWidth(ua, L, s.cellUa) * 0.35, [a, b] = horizontal ? rowPiece(L, 0) : columnPiece(L, L.rows - 1);
    const middle = horizontal ? (a + b - L.cell / 2) / 2 : (a + L.cell / 2 + b) / 2, [x, y] = horizontal ? [middle, L.y(i)] : [L.x(i), middle];
    ctx.beginPath();
    if (horizontal) ctx.moveTo(x + way * size, y), ctx.lineTo(x - way * size * 0.7, y - half), ctx.lineTo(x - way * size * 0.7, y + half);
    else ctx.moveTo(x, y + way * size), ctx.lineTo(x - half, y - way * size * 0.7), ctx.lineTo(x + half, y - way * size * 0.7);
    ctx.fill();
  }
  return true;
}

// Rings around the cells, as wide as their currents.
export function paintRings(ctx, L, s, colour) {
  if (L.cell < 14) return false; // smaller ones would drown the colours of the cells
  ctx.strokeStyle = colour;
  for (let c = 0; c < L.columns; c++)
    for (let r = 0; r < L.rows; r++) {
      const ua = Math.abs(s.cells[c * L.rows + r]), wide = (L.cell * 0.13 * ua) / s.cellUa + (ua > 1e-9 ? 0.4 : 0), half = L.cell / 2 + 1 + wide / 2;
      if (!ua) continue;
      ctx.lineWidth = wide;
      cellShape(ctx, L, c, r, half);
      ctx.stroke();
    }
  return true;
}

// A cell is a square; the one that counts negative a disc, with hatches where they can be seen.
function cellShape(ctx, L, c, r, half) {
  const x = L.x(c), y = L.y(r);
  ctx.beginPath();
  if (L.per === 2 && c % 2) ctx.arc(x, y, half, 0, 7);
  else if (L.cell < 9) ctx.rect(x - half, y - half, 2 * half, 2 * half);
  else ctx.roundRect(x - half, y - half, 2 * half, 2 * half, half * 0.4);
}

export function paintCell(ctx, L, look, c, r, g, top) {
  const half = L.cell / 2, f = clampTo(g / top, 0, 1), x = L.x(c), y = L.y(r);
  if (L.cell >= 9) {
    cellShape(ctx, L, c, r, half + clampTo(L.cell * 0.05, 1, 2));
    ctx.fillStyle = look.card;
    ctx.fill();
  }
  cellShape(ctx, L, c, r, half);
  ctx.fillStyle = RAMP[Math.round(f * 255)];
  ctx.fill();
  if (L.per === 2 && c % 2 && L.cell >= 12) hatch(ctx, x, y, half, f);
}

function hatch(ctx, x, y, half, f) {
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, half, 0, 7);
  ctx.clip();
  ctx.strokeStyle = f > 0.6 ? "rgba(10,20,40,0.34)" : "rgba(255,255,255,0.34)";
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  for (let d = -2 * half; d < 2 * half; d += clampTo(half * 0.34, 4, 9)) ctx.moveTo(x + d - half, y + half), ctx.lineTo(x + d + half, y - half);
  ctx.stroke();
  ctx.restore();
}

// The conductance in the cell, and under it the current where there is room for two lines.
export function paintValue(ctx, L, env, c, r, g, ua, top, unit) {
  const px = L.px, two = L.cell > px * 4.4, f = g / top;
  if (L.cell < px * VALUE_ROOM) return;
  const lines = two ? [`${shortNumber(g)} µS`, ua === null ? null : `${shortNumber(ua)} ${unit}`] : [shortNumber(g)];
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  lines.forEach((text, k) => {
    if (text === null) return;
    ctx.font = env.font(px, k ? 400 : 600);
    const y = L.y(r) + (two ? (k - 0.5) * px * 1.35 : 0);
    if (L.per === 2 && c % 2 && L.cell >= 12) { // hatches would cross the figures
      const wide = ctx.measureText(text).width + 4;
      ctx.fillStyle = RAMP[clampTo(Math.round(f * 255), 0, 255)];
      ctx.fillRect(L.x(c) - wide / 2, y - px * 0.6, wide, px * 1.2);
    }
    ctx.fillStyle = f > 0.55 ? "#131a24" : "#fff";
    ctx.fillText(text, L.x(c), y);
  });
}

// The scales at the right: conductance, voltage where wires matter, and what a width stands for.
export function paintScales(ctx, L, env, look, s) {
  const { px } = L, scale = (k, ramp, title, top) => {
    const b = L.bar(k);
    for (let i = 0; i < 64; i++) {
      ctx.fillStyle = ramp[255 - 4 * i];
      ctx.fillRect(b.x, b.y + (i * b.h) / 64, b.w, b.h / 64 + 0.7);
    }
    ctx.font = env.font(px, 400);
    ctx.fillStyle = look.soft;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.fillText(title, b.x - 3, b.y - px * 0.6);
    ctx.textBaseline = "middle";
    for (const f of [0, 0.5, 1]) ctx.fillText(shortNumber(top * (1 - f)), b.x + b.w + 4, clampTo(b.y + f * b.h, b.y + px * 0.4, b.y + b.h - px * 0.4));
  };
  scale(0, RAMP, "µS", s.gTop);
  if (L.wires) scale(1, VOLT_RAMP, "V", s.vTop);
  const b = L.bar(0), ua = roundCurrent(0.5 * s.cellUa * Math.max(L.rows, L.outs)), y = b.y + b.h + px * 2.2;
  ctx.fillStyle = L.wires ? look.soft : s.backward ? look.err : look.in;
  for (let k = 0; k < 2; k++) ctx.fillRect(b.x + k * px * 1.1, y - flowWidth(ua, L, s.cellUa) / 2, px * 0.75, flowWidth(ua, L, s.cellUa));
  ctx.fillStyle = look.soft;
  ctx.textBaseline = "alphabetic";
  ctx.fillText(`${shortNumber(ua)} µA`, b.x - 3, y + px * 1.9);
}

// Titles of the sides, and what the lines of numbers at the foot are.
export function paintTitles(ctx, L, env, look, s, words) {
  const { px } = L, write = (text, x, y, colour, weight, align) => {
    ctx.font = env.font(px, weight);
    ctx.fillStyle = colour;
    ctx.textAlign = align;
    ctx.fillText(text, x, y);
  };
  ctx.textBaseline = "alphabetic";
  write(words.left, 1, px * 1.1, s.backward ? look.ink : look.in, 600, "left");
  const after = ctx.measureText(words.left).width + px, half = ctx.measureText(words.top).width / 2;
  write(words.top, Math.max((L.outX(0) + L.outX(L.outs - 1)) / 2, after + half), px * 1.1, s.backward ? look.err : look.ink, 600, "center");
  ctx.textBaseline = "middle";
  const fits = (text, short) => (ctx.measureText(text).width > L.x0 - 8 ? short : text);
  write(words.foot, L.x0 - 8, L.footTop + L.port.h * (words.foot2 ? 0.29 : 0.5), s.backward ? look.err : look.ink, 600, "right");
  if (words.foot2) write(words.foot2, L.x0 - 8, L.footTop + L.port.h * 0.75, look.soft, 400, "right");
  if (L.wires && !s.backward) write(fits(words.loss, words.lossShort), L.x0 - 8, L.footTop + L.port.h + L.lossHigh * 0.55, look.soft, 400, "right");
  ctx.textBaseline = "alphabetic";
  if (L.per === 2 && L.out > px * 1.6) for (let c = 0; c < L.columns; c++) write(c % 2 ? "−" : "+", L.x(c), L.y(0) - L.cell / 2 - px * 0.45, look.ink, 600, "center");
}

// One port: a box with its value; where lines stand close, a bar of its length, and a number at every so manieth line.
export function paintPort(ctx, L, env, look, port) {
  const { box, across, share, lit, colour, texts, index, signed } = port, px = L.px, room = across ? L.leftRoom : L.footRoom;
  if (room) {
    ctx.beginPath();
    ctx.roundRect(box.x, box.y, box.w, box.h, Math.min(6, box.h * 0.3, box.w * 0.3));
    ctx.fillStyle = look.shade;
    ctx.fill();
    ctx.strokeStyle = lit > 0.5 ? colour : look.line;
    ctx.lineWidth = 1.2;
    ctx.stroke();
    return portWords(ctx, L, env, look, port);
  }
  const thick = Math.max(1, (across ? box.h : box.w) * 0.62), long = across ? box.w * 0.56 : box.h - 4, middle = across ? box.y + box.h / 2 : box.x + box.w / 2;
  ctx.fillStyle = look.line;
  if (across) ctx.fillRect(box.x + box.w - long - 2, middle - thick / 2, long, thick);
  else ctx.fillRect(middle - thick / 2, box.y + 2, thick, long);
  ctx.fillStyle = colour;
  const full = (long * clampTo(Math.abs(share), 0, 1) * lit) / (signed ? 2 : 1), zero = signed ? long / 2 : 0, from = share < 0 ? zero - full : zero;
  if (across) ctx.fillRect(box.x + box.w - long - 2 + from, middle - thick / 2, full, thick);
  else ctx.fillRect(middle - thick / 2, box.y + 2 + long - from - full, thick, full);
  const every = thinned(across ? L.dy : L.out / 1.6, px);
  if (index % every && index !== 0) return;
  ctx.font = env.font(px, 400);
  ctx.fillStyle = look.soft;
  ctx.textBaseline = across ? "middle" : "alphabetic";
  ctx.textAlign = across ? "left" : "center";
  ctx.fillText(texts.name, across ? box.x : middle, across ? middle : Math.min(L.height - 1, box.y + box.h + (across ? 0 : L.lossHigh) + px * 1.15));
}

function portWords(ctx, L, env, look, { box, across, lit, texts, colour }) {
  const px = L.px, two = texts.more && (across ? box.h >= px * 2.5 : true), x = box.x + box.w / 2, y = box.y + box.h / 2;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.globalAlpha = texts.waits ? lit : 1;
  ctx.font = env.font(px, 600);
  ctx.fillStyle = texts.waits ? look.ink : colour;
  const fit = (long, short) => (short && ctx.measureText(long).width > box.w - 4 ? short : long);
  ctx.fillText(fit(texts.main, texts.short), x, y - (two ? px * 0.62 : 0));
  if (!two) return (ctx.globalAlpha = 1);
  ctx.globalAlpha = texts.moreLit;
  ctx.font = env.font(px, 400);
  ctx.fillStyle = look.soft;
  ctx.fillText(fit(texts.more, texts.moreShort), x, y + px * 0.75);
  ctx.globalAlpha = 1;
}

// What the wires take from each summing line.
export function paintLoss(ctx, L, env, look, s, lit) {
  const { px } = L, along = s.backward;
  ctx.globalAlpha = lit;
  for (let i = 0; i < s.loss.length; i++) {
    const bar = lossBar(s.loss[i]);
    if (along) {
      const high = Math.min(L.dy * 0.7, px * 3);
      ctx.fillStyle = look.line;
      ctx.fillRect(0, L.y(i) - high / 2, px * 0.28, high);
      ctx.fillStyle = look.spark;
      ctx.fillRect(0, L.y(i) + high / 2 - bar.share * high, px * 0.28, bar.share * high);
      continue;
    }
    const y = L.footTop + px * 3 + 2, room = L.lossRoom, tall = L.lossHigh - 4, wide = room ? px * 0.4 : clampTo((L.x(1) - L.x(0)) * 0.6, 1.2, 8);
    const x = room ? L.x(i) - px * 1.45 : L.x(i) - wide / 2;
    ctx.fillStyle = look.line;
    ctx.fillRect(x, y, wide, tall);
    ctx.fillStyle = look.spark;
    ctx.fillRect(x, y + tall * (1 - bar.share), wide, tall * bar.share);
    if (!room) continue;
    ctx.fillStyle = look.ink;
    ctx.font = env.font(px, 400);
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.fillText(lossText(s.loss[i]), x + wide + 3, y + tall / 2 + 1);
  }
  ctx.globalAlpha = 1;
}

const lossText = (loss) => formatNumber(100 * loss, ".2g");

// Two columns of a pair meet where one is subtracted.
export function paintJoins(ctx, L, look) {
  if (!joined(L)) return;
  const r = clampTo(L.out * 0.11, 5, L.px * 0.62);
  for (let k = 0; k < L.outs; k++) {
    const x = L.outX(k), y = L.y1 + (L.footTop - L.y1) * 0.45;
    ctx.strokeStyle = look.wire;
    ctx.lineWidth = 1.1;
    ctx.beginPath();
    for (const c of [2 * k, 2 * k + 1]) ctx.moveTo(L.x(c), L.y1), ctx.lineTo(L.x(c), y), ctx.lineTo(x, y);
    ctx.moveTo(x, y), ctx.lineTo(x, L.footTop);
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 7);
    ctx.fillStyle = look.card;
    ctx.fill();
    ctx.strokeStyle = look.ink;
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - r * 0.55, y), ctx.lineTo(x + r * 0.55, y);
    ctx.lineWidth = 1.6;
    ctx.stroke();
  }
}
