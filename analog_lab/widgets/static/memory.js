// One memory cell cut open in a small circuit: what a pulse does inside it, its conductance, and the current that reads it.
import { RAMP } from "./colour.js";
import { flatScene } from "./flat.js";
import { clampTo } from "./numbers.js";
import { memoryParts } from "./regions.js";

const KEYS = { "phase change": "phase", filament: "filament", "floating gate": "gate" };

// Where the cell, the circuit that reads it and the bar stand, in pixels.
export function memoryLayout(width, height, px) {
  const top = px * 5.2, tall = Math.max(80, height - top - px * 2.6), bar = { x: width - px * 5, y: top, w: px * 1.4, h: tall };
  const words = px * 6.6, room = px * (width < px * 36 ? 2.5 : 3.4), cut = { x: px * 1.4, y: top, w: Math.max(px * 4, Math.min(width * 0.55, bar.x - words - 2 * room - px * 1.4)), h: tall };
  return { cut, bar, loop: { x: (cut.x + cut.w + bar.x - words) / 2, top: top - px * 1.1, foot: top + tall + px * 1.1 } };
}

// A fixed scatter of points in the unit square, the same in every picture (Halton, bases 2 and 3).
export function scatter(count) {
  const radical = (k, base) => {
    let [f, r] = [1, 0];
    for (let n = k; n > 0; n = Math.floor(n / base)) r += (f /= base) * (n % base);
    return r;
  };
  return Array.from({ length: count }, (_, k) => [radical(k + 1, 2), radical(k + 1, 3)]);
}

const POINTS = scatter(220);

// The places of a lattice in a box, with every second row set off by half a step.
export function lattice({ x, y, w, h }, pitch) {
  const columns = Math.max(1, Math.floor(w / pitch)), rows = Math.max(1, Math.floor(h / (pitch * 0.87))), dx = w / columns, dy = h / rows, places = [];
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns - (r % 2); c++) places.push([x + (c + (r % 2 ? 1 : 0.5)) * dx, y + (r + 0.5) * dy]);
  return places;
}

const at = (trace, pos) => clampTo(Math.ceil(pos - 1e-6), 0, trace.n - 1), cellUs = (trace, k) => trace.field("cells_us").row(Math.max(0, k))[0];

// Between two pulses the conductance glides while the pulse is on.
function shownUs(trace, pos) {
  const next = at(trace, pos), t = next === 0 ? 1 : clampTo((pos - next + 1 - 0.2) / 0.55, 0, 1);
  return cellUs(trace, next - 1) + (cellUs(trace, next) - cellUs(trace, next - 1)) * t * t * (3 - 2 * t);
}

// How strongly the pulse is felt at `pos`, 0 … 1, and which one it is.
function pulseAt(trace, pos) {
  const next = at(trace, pos), t = next === 0 ? 1 : pos - next + 1;
  return { kind: trace.field("pulse").row(next)[0], share: t, felt: t > 0.12 && t < 0.75 ? Math.sin(((t - 0.12) / 0.63) * Math.PI) : 0 };
}

function glow(pen, x, y, r, colour, strength) {
  if (strength <= 0) return;
  pen.ctx.globalAlpha = 0.16 * strength;
  for (let k = 5; k > 0; k--) pen.dot(x, y, (r * k) / 5, colour);
  pen.ctx.globalAlpha = 1;
}

function within(ctx, box, run) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.x, box.y, box.w, box.h);
  ctx.clip();
  run();
  ctx.restore();
}

function electrodes(pen, b, names) {
  const { c, px } = pen, thick = px * 1.7;
  for (const [k, y] of [b.y, b.y + b.h - thick].entries()) {
    pen.box(b.x, y, b.w, thick, c.wire, null, 5);
    pen.text(names[k], b.x + px * 0.7, y + thick * 0.7, { colour: c.card, weight: 600, room: b.w * 0.36 });
  }
  return { x: b.x + b.w * 0.04, y: b.y + thick, w: b.w * 0.92, h: b.h - 2 * thick };
}

// Crystal is a lattice, glass a heap without order that sits on the heater and blocks the way.
function phase(pen, b, share, pulse, say) {
  const { ctx, c, px } = pen, m = electrodes(pen, b, [say("memory.electrode"), ""]), mid = m.x + m.w / 2, foot = m.y + m.h, r = Math.max(0, Math.min(m.w * 0.46, m.h * 0.86)) * (1 - share) ** 0.6, heater = px * 1.3;
  pen.box(m.x, m.y, m.w, m.h, c.shade, null, 0);
  const pitch = px * 1.5, size = px * 0.27, inside = ([x, y]) => Math.hypot(x - mid, y - foot) < r;
  const atoms = lattice(m, pitch).filter((place) => !inside(place));
  ctx.fillStyle = c.wire;
  ctx.beginPath();
  for (const [x, y] of atoms) ctx.moveTo(x + size, y), ctx.arc(x, y, size, 0, 7);
  ctx.fill();
  within(ctx, m, () => {
    ctx.globalAlpha = 0.2;
    pen.dot(mid, foot, r, c.minus);
    ctx.globalAlpha = 1;
    ctx.fillStyle = c.minus;
    ctx.beginPath();
    for (const [u, v] of POINTS) {
      const x = m.x + u * m.w, y = m.y + v * m.h;
      if (inside([x, y])) ctx.moveTo(x + size, y), ctx.arc(x, y, size, 0, 7);
    }
    ctx.fill();
    ctx.strokeStyle = c.minus;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(mid, foot, r, Math.PI, 0);
    ctx.stroke();
    glow(pen, mid, foot, m.h * (pulse.kind > 0 ? 0.45 : 0.85), pulse.kind > 0 ? c.spark : c.err, pulse.felt);
  });
  pen.box(mid - heater, foot, 2 * heater, px * 1.7, pulse.felt > 0.1 ? c.spark : c.ink, null, 2);
  pen.text(say("memory.heater"), mid + heater + px * 0.6, foot + px * 1.2, { colour: c.card, weight: 600, room: b.x + b.w - mid - heater - px });
  label(pen, say("memory.crystal"), m.x + px * 0.6, m.y + px * 1.7, c.ink, "left", m.w - px * 2);
  if (r > px * 3) label(pen, say("memory.glass"), mid, foot - r * 0.5, c.minus, "center", 1.7 * r);
  return [[0.2, 0.35, 0.5, 0.65, 0.8].map((f) => [[m.x + f * m.w, b.y], [m.x + f * m.w, m.y + m.h * 0.5], [mid, foot - m.h * 0.3], [mid, foot]])].flat();
}

// A word that can be read on any ground; what stands behind a colon is left out where there is no room.
function label(pen, whole, x, y, colour, align = "left", room = Infinity) {
  pen.ctx.font = pen.env.font(pen.px, 600);
  const words = pen.ctx.measureText(whole).width <= room ? whole : whole.split(":")[0], w = pen.ctx.measureText(words).width, left = align === "center" ? x - w / 2 : x;
  pen.ctx.globalAlpha = 0.82;
  pen.box(left - 4, y - pen.px, w + 8, pen.px * 1.4, pen.c.card, null, 4);
  pen.ctx.globalAlpha = 1;
  pen.text(words, x, y, { colour, align, weight: 600 });
}

// Oxygen vacancies gather to a filament that reaches for the upper electrode.
function filament(pen, b, share, pulse, say) {
  const { ctx, c, px } = pen, m = electrodes(pen, b, [say("memory.electrode"), ""]), mid = m.x + m.w / 2, wide = m.w * (0.05 + 0.15 * share), tall = m.h * clampTo(0.6 + 0.5 * share, 0.55, 1);
  pen.box(m.x, m.y, m.w, m.h, c.shade, null, 0);
  within(ctx, m, () => glow(pen, mid, m.y + m.h - tall, m.h * 0.3, pulse.kind > 0 ? c.spark : c.err, pulse.felt));
  POINTS.forEach(([u, v], k) => {
    const inside = k < 40 + 180 * share, y = m.y + m.h - v * (inside ? tall : m.h), slim = wide * (1.15 - 0.6 * v);
    ctx.globalAlpha = inside ? 1 : 0.3;
    pen.dot(inside ? mid + (2 * u - 1) * slim : m.x + px + u * (m.w - 2 * px), y, px * 0.26, c.plus);
  });
  ctx.globalAlpha = 1;
  label(pen, say("memory.oxide"), m.x + px * 0.6, m.y + px * 1.7, c.ink);
  label(pen, say("memory.vacancies"), mid + wide + px * 0.9, m.y + m.h * 0.66, c.plus);
  return [[[mid, b.y], [mid, b.y + b.h * 0.4], [mid, b.y + b.h * 0.6], [mid, b.y + b.h]]];
}

// Words on one line, or on two where they are too long and there is the height for it.
function inTwo(pen, words, x, y, style, high) {
  const { px } = pen;
  pen.ctx.font = pen.env.font(px, style.weight);
  if (pen.ctx.measureText(words).width <= style.room || high < px * 2.4) return pen.text(words, x, y, style);
  const [one, ...more] = words.split(" ");
  pen.text(one, x, y - px * 0.6, style);
  pen.text(more.join(" "), x, y + px * 0.6, style);
}

// Electrons on the insulated gate push those of the channel away: the more of them, the thinner the channel.
function gate(pen, b, share, pulse, say) {
  const { ctx, c, px } = pen, electrons = Math.round(((1 - share) / 0.95) * 48), wide = b.w * (b.w < px * 18 ? 0.9 : 0.62), x = b.x + (b.w - wide) / 2, part = b.h / 6.4, r = Math.max(0, Math.min(px * 0.42, part * 0.09, wide * 0.03));
  pen.box(x, b.y, wide, part, c.wire, null, 5);
  inTwo(pen, say("memory.control"), x + wide / 2, b.y + part / 2 + px * 0.4, { colour: c.card, weight: 600, align: "center", room: wide }, part);
  pen.box(x, b.y + 1.35 * part, wide, 1.5 * part, c.shade, c.ink, 5, 1.5);
  if (pulse.felt) glow(pen, x + wide / 2, b.y + 3 * part, part, pulse.kind > 0 ? c.spark : c.err, pulse.felt);
  POINTS.slice(0, electrons).forEach(([u, v]) => {
    const ex = x + px + u * (wide - 2 * px), ey = b.y + 1.35 * part + px * 1.9 + v * (1.5 * part - px * 2.6);
    pen.dot(ex, ey, r, c.err);
    ctx.fillStyle = c.card;
    ctx.fillRect(ex - r / 2, ey - 0.7, r, 1.6);
  });
  pen.text([say("memory.floating"), say("memory.floating").split(" ")[0]], x + px * 0.7, b.y + 1.35 * part + px * 1.3, { weight: 600, room: wide - px });
  const top = b.y + 3.3 * part;
  pen.box(b.x, top, b.w, 3.1 * part, c.shade, c.line, 5);
  ctx.globalAlpha = 0.35;
  pen.box(b.x + b.w * 0.28, top, b.w * 0.44, Math.max(1, share * part * 0.9), c.in, null, 0);
  ctx.globalAlpha = 1;
  for (const [side, word] of [[0, "memory.source"], [0.7, "memory.drain"]]) {
    pen.box(b.x + b.w * side, top, b.w * 0.3, 1.4 * part, c.wire, null, 5);
    pen.text(say(word), b.x + b.w * (side + 0.15), top + 0.9 * part, { colour: c.card, weight: 600, align: "center", room: b.w * 0.3 });
  }
  pen.text(say("memory.channel"), b.x + b.w / 2, top + part * 1.3, { colour: c.in, weight: 600, align: "center" });
  const y = top + part * 0.3;
  return [[[b.x + b.w, y], [b.x + b.w * 0.7, y], [b.x + b.w * 0.3, y], [b.x, y]]];
}

// The loop that reads: a source of a small voltage and a meter; dashes are the current, as wide as it is strong.
function circuit(pen, L, ends, paths, v, ua, pos, say) {
  const { ctx, c, px } = pen, { x } = L.loop, [from, to] = ends, thick = clampTo(ua * 0.7, 0, 7), r = px * 1.9;
  const lane = L.loop.top, outer = L.loop.foot, side = to[0] - px * 0.9, up = from[0] + px * 0.6, around = from[0] === to[0] ? [from, [from[0], lane], [x, lane], [x, outer], [to[0], outer], to] : [from, [up, from[1]], [up, lane], [x, lane], [x, outer], [side, outer], [side, to[1]], to];
  pen.line(around, c.wire, 1.5);
  if (thick > 0.1) {
    ctx.lineDashOffset = pen.env.reduced() ? 0 : -pos * px * 5;
    ctx.lineCap = "round";
    pen.line([...around].reverse(), c.in, Math.max(1.2, thick), [px * 0.7, px * 0.9]);
    ctx.strokeStyle = c.in;
    ctx.setLineDash([px * 0.7, px * 0.9]);
    ctx.lineWidth = Math.max(1.4, thick / paths.length ** 0.8);
    for (const [a, p, q, z] of paths) {
      ctx.beginPath();
      ctx.moveTo(...a);
      ctx.bezierCurveTo(...p, ...q, ...z);
      ctx.stroke();
    }
    ctx.setLineDash([]);
    ctx.lineCap = "butt";
    ctx.lineDashOffset = 0;
  }
  const part = (share, main, small, colour) => {
    const y = lane + (outer - lane) * share;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 7);
    ctx.fillStyle = c.card;
    ctx.fill();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2;
    ctx.stroke();
    pen.text(main, x, y + px * 0.4, { colour, weight: 700, align: "center", size: px * 1.1 });
    pen.text(small, x + r + px * 0.5, y - px * 0.25, { room: L.bar.x - x - r - px });
    return y;
  };
  for (const [share, letter, word, value] of [[0.3, "V", "memory.read", `${v.toFixed(2)} V`], [0.72, "A", "memory.meter", `${ua.toFixed(2)} µA`]]) {
    const y = part(share, letter, say(word), c.in);
    pen.text(value, x + r + px * 0.5, y + px * 1.1, { colour: c.in, weight: 700, size: px * 1.1 });
  }
}

function scale(pen, b, g, top) {
  const { ctx, c, px } = pen, y = (v) => b.y + b.h * (1 - v / top);
  for (let k = 0; k < 64; k++) {
    ctx.fillStyle = RAMP[255 - 4 * k];
    ctx.globalAlpha = b.y + (k * b.h) / 64 < y(g) ? 0.16 : 1;
    ctx.fillRect(b.x, b.y + (k * b.h) / 64, b.w, b.h / 64 + 0.6);
  }
  ctx.globalAlpha = 1;
  for (const v of [0, top / 2, top]) if (Math.abs(y(v) - y(g)) > px * 1.1) pen.text(String(v), b.x + b.w + px * 0.4, y(v) + px * 0.35);
  pen.line([[b.x - 5, y(g)], [b.x + b.w + 3, y(g)]], c.ink, 2.5);
  pen.text(g.toFixed(1), b.x + b.w + px * 0.4, y(g) + px * 0.35, { colour: c.ink, weight: 700 });
  pen.text("g (µS)", b.x + b.w / 2, b.y - px * 1.2, { align: "center" });
}

// The pulse on its way: low and long, or high and short.
function pulseShape(pen, { kind, share }, gated, say) {
  const { c, px } = pen, words = kind === 0 ? "memory.before" : kind > 0 ? (gated ? "memory.program" : "memory.set") : gated ? "memory.erase" : "memory.reset";
  const x = px * 0.6, y = px * 2.4, up = (kind > 0 ? 1 : 1.9) * px, long = (kind > 0 ? 3.4 : 1.2) * px;
  const shape = kind ? [[0, 0], [px * 0.6, 0], [px * 0.6, -up], [px * 0.6 + long, -up], [px * 0.6 + long, 0], [px * 1.2 + long, 0]] : [[0, 0], [px * 2.4, 0]];
  pen.line(shape.map(([dx, dy]) => [x + dx, y + dy]), kind && share < 0.8 ? c.spark : c.wire, 3);
  pen.text(say(words), x + shape.at(-1)[0] + px * 0.8, y, { colour: c.ink, weight: 600 });
}

export const memoryScene = {
  mount(el, env) {
    const say = env.text, kind = (trace) => say(`memory.${KEYS[trace.const.kind]}`);
    const ohm = (trace, pos) => ({ v: trace.const.v_read_v, g: cellUs(trace, at(trace, pos)), i: trace.const.v_read_v * cellUs(trace, at(trace, pos)) });
    function draw(pen, pos, trace) {
      const L = memoryLayout(pen.width, pen.height, pen.px), g = shownUs(trace, pos), top = trace.const.g_max_us, gated = trace.const.kind === "floating gate", pulse = pulseAt(trace, pos), b = L.cut;
      const paths = { "phase change": phase, filament, "floating gate": gate }[trace.const.kind](pen, b, g / top, pulse, say), mid = b.x + b.w / 2;
      const ends = gated ? [[b.x + b.w, paths[0][0][1]], [b.x, paths[0][0][1]]] : [[mid, b.y], [mid, b.y + b.h]];
      circuit(pen, L, ends, paths, trace.const.v_read_v, trace.const.v_read_v * g, pos, say);
      pulseShape(pen, pulse, gated, say);
      scale(pen, L.bar, g, top);
    }
    return flatScene(el, env, {
      parts: (name, { width, height, px }) => memoryParts(memoryLayout(width, height, px), px)[name] ?? [],
      draw,
      describe(trace, pos) {
        const { v, g, i } = ohm(trace, pos);
        return say("memory.spoken", { pulses: at(trace, pos), kind: kind(trace), g: g.toFixed(1), v: v.toFixed(2), i: i.toFixed(1) });
      },
      sub: (trace, pos) => say("memory.sub", { kind: kind(trace), at: at(trace, pos), of: trace.n - 1 }),
      formula(trace, pos) {
        const { v, g, i } = ohm(trace, pos);
        return [{ t: "I = G · V = " }, { t: `${g.toFixed(1)} µS`, k: "spark" }, { t: " · " }, { t: `${v.toFixed(2)} V`, k: "in" }, { t: ` = ${i.toFixed(2)} µA` }, { t: trace.const.kind === "floating gate" ? "illustrative" : "fitted", k: "badge" }];
      },
    });
  },
};
