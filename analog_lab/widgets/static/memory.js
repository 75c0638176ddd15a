// One memory cell cut open, its conductance as a bar, and the current that a small voltage reads.
import { RAMP } from "./colour.js";
import { clampTo } from "./numbers.js";

// Where the cut, the bar and the meter stand, in pixels.
export function memoryLayout(width, height, px) {
  const top = px * 3.6, foot = px * 3.2, tall = Math.max(80, height - top - foot), side = clampTo(width * 0.34, px * 13, px * 22);
  const cut = { x: px * 0.6, y: top, w: width - side - px * 1.6, h: tall };
  return { cut, bar: { x: width - side + px * 2.6, y: top, w: px * 1.5, h: tall }, meter: { x: width - px * 3.4, y: top + tall * 0.5 } };
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

const POINTS = scatter(140);

export const memoryScene = {
  mount(el, env) {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    el.append(canvas);
    const ctx = canvas.getContext("2d");
    let trace = null;
    const at = (pos) => clampTo(Math.ceil(pos - 1e-6), 0, trace.n - 1), now = (pos) => trace.field("cells_us").row(at(pos))[0];

    // Between two pulses the conductance glides in the last half of the way.
    function shown(pos) {
      const next = at(pos), share = next === 0 ? 1 : clampTo((pos - next + 1 - 0.45) / 0.5, 0, 1), before = trace.field("cells_us").row(Math.max(0, next - 1))[0];
      return before + (now(pos) - before) * share;
    }

    function box(x, y, w, tall, fill, stroke = null) {
      ctx.beginPath();
      ctx.roundRect(x, y, w, tall, 4);
      ctx.fillStyle = fill;
      ctx.fill();
      if (!stroke) return;
      ctx.strokeStyle = stroke;
      ctx.stroke();
    }

    function words(text, x, y, colour, align = "left", weight = 400) {
      ctx.font = env.font(env.lecture() ? 18 : 12, weight);
      ctx.textAlign = align;
      ctx.fillStyle = colour;
      ctx.fillText(text, x, y);
    }

    const electrodes = (b, c, px) => {
      box(b.x + b.w * 0.08, b.y, b.w * 0.84, px * 1.9, c.wire);
      box(b.x + b.w * 0.08, b.y + b.h - px * 1.9, b.w * 0.84, px * 1.9, c.wire);
      return { x: b.x + b.w * 0.12, y: b.y + px * 1.9, w: b.w * 0.76, h: b.h - px * 3.8 };
    };

    // A dome of glass over the heater blocks the way; what is crystalline is ruled, what is glass is dotted.
    function phase(b, share, c, px) {
      const m = electrodes(b, c, px), r = Math.min(m.w * 0.46, m.h * 0.86) * (1 - share) ** 0.6, mid = m.x + m.w / 2, heater = px * 1.1;
      box(m.x, m.y, m.w, m.h, c.shade, c.line);
      ctx.save();
      ctx.beginPath();
      ctx.rect(m.x, m.y, m.w, m.h);
      ctx.clip();
      ctx.strokeStyle = c.wire;
      ctx.lineWidth = 1;
      for (let k = 0; k < 16; k++) {
        ctx.beginPath();
        ctx.moveTo(m.x, m.y + (k * m.h) / 10);
        ctx.lineTo(m.x + m.w, m.y + ((k - 4) * m.h) / 10);
        ctx.stroke();
      }
      ctx.beginPath();
      ctx.arc(mid, m.y + m.h, r, Math.PI, 0);
      ctx.fillStyle = c.minus;
      ctx.fill();
      ctx.clip();
      ctx.fillStyle = c.card;
      for (const [u, v] of POINTS) ctx.fillRect(mid + (2 * u - 1) * r, m.y + m.h - v * r, 2.4, 2.4);
      ctx.restore();
      box(mid - heater, b.y + b.h - px * 1.9, 2 * heater, px * 1.9, c.ink);
      if (r > px * 2.6) words("glass", mid - r * 0.78, m.y + m.h - r * 0.78, c.minus, "right", 600);
      words("crystal", m.x + px * 0.6, m.y + px * 1.6, c.soft);
      words("heater", mid + heater + px * 0.5, b.y + b.h - px * 0.6, c.card);
      return mid;
    }

    // Vacancies gather to a filament that reaches for the upper electrode.
    function filament(b, share, c, px) {
      const m = electrodes(b, c, px), mid = m.x + m.w / 2, wide = m.w * (0.07 + 0.16 * share), tall = m.h * clampTo(0.55 + 0.45 * share * 1.4, 0.5, 1);
      box(m.x, m.y, m.w, m.h, c.shade, c.line);
      ctx.fillStyle = c.plus;
      POINTS.forEach(([u, v], k) => {
        const inside = k < 30 + 110 * share, y = m.y + m.h - v * (inside ? tall : m.h), slim = wide * (1.1 - 0.5 * v);
        const x = inside ? mid + (2 * u - 1) * slim : m.x + u * m.w;
        ctx.globalAlpha = inside ? 1 : 0.25;
        ctx.beginPath();
        ctx.arc(x, y, px * 0.24, 0, 7);
        ctx.fill();
      });
      ctx.globalAlpha = 1;
      words("oxide", m.x + px * 0.6, m.y + px * 1.6, c.soft);
      words("vacancies", mid + wide + px * 0.8, m.y + m.h * 0.62, c.plus, "left", 600);
      return mid;
    }

    // Electrons on the insulated gate push those of the channel away.
    function gate(b, share, c, px) {
      const electrons = Math.round(((1 - share) / 0.95) * 40), wide = b.w * 0.62, x = b.x + (b.w - wide) / 2, part = b.h / 6.4;
      box(x, b.y, wide, part, c.wire);
      words("control gate", x + px * 0.7, b.y + part / 2 + px * 0.4, c.card, "left", 600);
      box(x, b.y + 1.35 * part, wide, 1.5 * part, c.shade, c.ink);
      words("floating gate", x + px * 0.7, b.y + 1.35 * part + px * 1.3, c.soft);
      ctx.font = env.font(px * 1.1, 700);
      ctx.textAlign = "center";
      POINTS.slice(0, electrons).forEach(([u, v]) => {
        const ex = x + px + u * (wide - 2 * px), ey = b.y + 1.35 * part + px * 2 + v * (1.5 * part - px * 2.6);
        ctx.fillStyle = c.err;
        ctx.beginPath();
        ctx.arc(ex, ey, px * 0.42, 0, 7);
        ctx.fill();
        ctx.fillStyle = c.card;
        ctx.fillRect(ex - px * 0.22, ey - 0.7, px * 0.44, 1.6);
      });
      box(b.x + b.w * 0.04, b.y + 3.3 * part, b.w * 0.92, 3 * part, c.shade, c.line);
      for (const side of [0.06, 0.72]) box(b.x + b.w * side, b.y + 3.3 * part, b.w * 0.22, 1.5 * part, c.wire);
      words("source", b.x + b.w * 0.17, b.y + 4.1 * part, c.card, "center");
      words("drain", b.x + b.w * 0.83, b.y + 4.1 * part, c.card, "center");
      return null;
    }

    function current(b, mid, ua, c, px, pos) {
      const width = clampTo(ua * 0.7, 0, 9), y = b.y + (3.5 / 6.4) * b.h;
      if (width < 0.15) return;
      ctx.strokeStyle = c.in;
      ctx.lineWidth = Math.max(1, width);
      ctx.setLineDash([px * 0.8, px * 0.5]);
      ctx.lineDashOffset = env.reduced() ? 0 : -pos * px * 5;
      ctx.beginPath();
      if (mid === null) ctx.moveTo(b.x + b.w * 0.28, y), ctx.lineTo(b.x + b.w * 0.72, y);
      else ctx.moveTo(mid, b.y - px * 0.6), ctx.lineTo(mid, b.y + b.h + px * 0.6);
      ctx.stroke();
      ctx.setLineDash([]);
    }

    function scale(b, g, c, px) {
      const top = trace.const.g_max_us, y = (v) => b.y + b.h * (1 - v / top);
      for (let k = 0; k < b.h; k++) {
        ctx.fillStyle = RAMP[Math.round(255 * (1 - k / b.h))];
        ctx.globalAlpha = b.y + k < y(g) ? 0.16 : 1;
        ctx.fillRect(b.x, b.y + k, b.w, 1.5);
      }
      ctx.globalAlpha = 1;
      ctx.strokeStyle = c.ink;
      ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.moveTo(b.x - 5, y(g));
      ctx.lineTo(b.x + b.w + 5, y(g));
      ctx.stroke();
      for (const v of [0, top / 2, top]) words(String(v), b.x - px * 0.6, y(v) + px * 0.35, c.soft, "right");
      words("g (µS)", b.x + b.w / 2, b.y - px, c.soft, "center");
      words(g.toFixed(1), b.x + b.w + px * 0.7, y(g) + px * 0.35, c.ink, "left", 700);
    }

    // The pulse on its way: low and long, or high and short.
    function pulse(b, pos, c, px) {
      const kind = trace.field("pulse").row(at(pos))[0], share = at(pos) === 0 ? 1 : clampTo(pos - at(pos) + 1, 0, 1);
      const gate = trace.const.kind === "floating gate", say = kind === 0 ? "before the first pulse" : kind > 0 ? (gate ? "gentle: program" : "gentle: SET") : gate ? "strong: erase" : "strong: RESET";
      const x = b.x + px * 0.5, y = b.y - px * 1.2, up = (kind > 0 ? 0.9 : 1.7) * px, long = (kind > 0 ? 2.6 : 1.1) * px;
      ctx.strokeStyle = share < 0.5 ? c.spark : c.wire;
      ctx.lineWidth = 2.5;
      ctx.beginPath();
      ctx.moveTo(x, y);
      if (kind) for (const [dx, dy] of [[0.5 * px, 0], [0.5 * px, -up], [0.5 * px + long, -up], [0.5 * px + long, 0], [px + long, 0]]) ctx.lineTo(x + dx, y + dy);
      ctx.stroke();
      words(say, x + (kind ? px * 1.8 + long : 0), y, c.ink, "left", 600);
    }

    const ohm = (pos) => ({ v: trace.const.v_read_v, g: now(pos), i: trace.const.v_read_v * now(pos) });
    return {
      setTrace(next) {
        trace = next;
      },
      resize() {
        const size = el.getBoundingClientRect(), ratio = globalThis.devicePixelRatio || 1;
        canvas.width = Math.round(size.width * ratio);
        canvas.height = Math.round(size.height * ratio);
      },
      draw(pos) {
        if (!trace?.n) return;
        const ratio = globalThis.devicePixelRatio || 1, px = env.lecture() ? 18 : 12, c = env.colours(), g = shown(pos), share = g / trace.const.g_max_us;
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        ctx.clearRect(0, 0, canvas.width, canvas.height);
        ctx.lineWidth = 1;
        const L = memoryLayout(canvas.width / ratio, canvas.height / ratio, px);
        const mid = { "phase change": phase, filament, "floating gate": gate }[trace.const.kind](L.cut, share, c, px);
        current(L.cut, mid, trace.const.v_read_v * g, c, px, pos);
        pulse(L.cut, pos, c, px);
        scale(L.bar, g, c, px);
        words(`${(trace.const.v_read_v * g).toFixed(2)} µA at ${trace.const.v_read_v.toFixed(2)} V`, L.cut.x + L.cut.w / 2, L.cut.y + L.cut.h + px * 2.2, c.in, "center", 600);
      },
      describe(pos) {
        return trace?.n ? `After ${at(pos)} pulses the ${trace.const.kind} cell has ${now(pos).toFixed(1)} microsiemens; ${ohm(pos).v.toFixed(2)} volts read ${ohm(pos).i.toFixed(1)} microamperes.` : "";
      },
      sub(pos) {
        return trace?.n ? `${trace.const.kind} · pulse ${at(pos)} of ${trace.n - 1}` : null;
      },
      formula(pos) {
        if (!trace?.n) return null;
        const { v, g, i } = ohm(pos);
        return [{ t: "I = G · V = " }, { t: `${g.toFixed(1)} µS`, k: "spark" }, { t: " · " }, { t: `${v.toFixed(2)} V`, k: "in" }, { t: ` = ${i.toFixed(2)} µA` }, { t: trace.const.kind === "floating gate" ? "illustrative" : "fitted", k: "badge" }];
      },
      destroy() {
        el.replaceChildren();
      },
    };
  },
};
