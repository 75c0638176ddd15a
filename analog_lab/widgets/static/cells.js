// One cell drawn large, with the pulses that reach it, beside all its sisters; below, what is known of this kind of cell.
import { contextOf, h, setText } from "./dom.js";
import { RAMP } from "./colour.js";
import { slotAt } from "./crossbar.js";
import { clampTo, formatNumber } from "./numbers.js";

const MEETS = 0.45; // share of a burst in which its pulses run to the cell
const FAST = 6; // from so many bursts a second on, pulses are drawn as a stream
const SPANS = [[3.15e7, "y"], [86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

// Where everything stands, in pixels: the large cell, its scale, and the small cells.
export function cellsLayout(width, height, count, px) {
  const words = px * 1.7, wire = clampTo(height * 0.13, 16, 44), big = { x: 2, w: clampTo(width * 0.36, 90, 260) };
  const body = { x: big.x + big.w * 0.16, y: words + wire, w: big.w * 0.8, h: clampTo(height - words - 1.35 * wire, 40, big.w * 1.4) };
  const bar = { x: body.x + body.w + px, y: body.y, w: px, h: body.h }, left = bar.x + bar.w + px * 5;
  const room = { w: Math.max(30, width - left - 2), h: Math.max(30, height - words - 2) };
  let columns = 1;
  while (Math.ceil(count / columns) * (room.w / columns) > room.h && columns < count) columns++;
  const pitch = Math.min(room.w / columns, room.h / Math.ceil(count / columns), 56);
  return { body, bar, px, words, left, pitch, columns, wire, cell: (k) => ({ x: left + (k % columns) * pitch, y: words + Math.floor(k / columns) * pitch }) };
}

// A time after programming in words: "3 h", "2.5 d".
export function sayTime(seconds) {
  const [unit, name] = SPANS.find(([size]) => seconds >= size * 0.999) ?? [1, "s"];
  return `${formatNumber(seconds / unit, ".2g")} ${name}`;
}

export const cellsScene = {
  mount(el, env) {
    const canvas = h("canvas", { role: "img" }), stage = h("div", { class: "al-cell-stage" }, canvas), facts = h("div", { class: "al-facts" }), ctx = contextOf(canvas, env);
    const pick = h("div", { class: "al-pick", role: "slider", tabindex: 0, "aria-label": env.say("cell drawn large"), "aria-valuemin": 1 });
    let trace = null, L = null, chosen = 0, width = 0, height = 0, at = 0, last = null;
    el.classList.add("al-cell-scene");
    stage.append(pick);
    el.append(stage, facts);

    const c = () => trace.const, number = (v) => formatNumber(Math.abs(v) < 1e-5 * c().top ? 0 : v, c().pulsed && !c().unit ? "+.2f" : ".3g"), unit = () => (c().unit ? ` ${c().unit}` : "");
    const share = (v) => clampTo((v - c().bottom) / (c().top - c().bottom), 0, 1);
    const frame = (slot, name) => trace.field(name).row(slot);
    const now = (pos) => {
      const { slot, phase } = slotAt(Math.min(pos, trace.n - 1), trace.n), t = clampTo((phase - MEETS) / 0.3, 0, 1);
      return { slot, phase, g: frame(slot, "g"), before: frame(Math.max(0, slot - 1), "g"), sign: frame(slot, "sign")[0], moved: c().pulsed ? t * t * (3 - 2 * t) : phase };
    };
    const shown = (s, k) => s.before[k] + (s.g[k] - s.before[k]) * s.moved;
    const when = (slot) => (c().pulsed ? "" : c().one_time ? `write ${slot + 1} of ${trace.n}` : slot ? `${sayTime(frame(slot, "x")[0])} later` : "just programmed");

    function box(x, y, w, t, r, fill, stroke) {
      ctx.beginPath();
      ctx.roundRect(x, y, w, t, r);
      ctx.fillStyle = fill;
      ctx.fill();
      if (!stroke) return;
      ctx.strokeStyle = stroke;
      ctx.lineWidth = 1.2;
      ctx.stroke();
    }

    function text(words, x, y, colour, align = "left", weight = 400) {
      ctx.font = env.font(L.px, weight);
      ctx.fillStyle = colour;
      ctx.textAlign = align;
      ctx.textBaseline = "middle";
      ctx.fillText(words, x, y);
    }

    // One square pulse on the wire: a bump up in blue, a bump down in orange.
    function pulse(x, y, sign, size, look) {
      ctx.beginPath();
      ctx.moveTo(x - size, y);
      for (const [dx, dy] of [[-size / 2, 0], [-size / 2, -sign * size], [size / 2, -sign * size], [size / 2, 0], [size, 0]]) ctx.lineTo(x + dx, y + dy);
      ctx.strokeStyle = sign > 0 ? look.in : look.err;
      ctx.lineWidth = env.lecture() ? 4 : 2.5;
      ctx.stroke();
    }

    function wires(s, clock, look) {
      const { body, wire, words } = L, middle = body.x + body.w / 2, y = words + wire * 0.5, size = clampTo(wire * 0.32, 6, 12);
      ctx.strokeStyle = look.wire;
      ctx.lineWidth = 1.6;
      ctx.beginPath();
      ctx.moveTo(2, y);
      ctx.lineTo(middle, y);
      ctx.lineTo(middle, body.y);
      ctx.moveTo(middle, body.y + body.h);
      ctx.lineTo(middle, body.y + body.h + wire * 0.35);
      ctx.stroke();
      if (!c().pulsed || !s.sign) return;
      const from = 2 + size, to = middle - size;
      if ((clock?.rate ?? 0) > FAST && !env.reduced()) for (let k = 0; k < 3; k++) pulse(from + (to - from) * (((clock.now / 900 + k / 3) % 1)), y, s.sign, size, look);
      else pulse(from + (to - from) * clampTo(s.phase / MEETS, 0, 1), y, s.sign, size, look);
    }

    function large(s, clock, look) {
      const { body, bar, px } = L, value = shown(s, chosen), f = share(value), metal = clampTo(body.h * 0.09, 6, 16), inside = body.h - 2 * metal;
      const fast = (clock?.rate ?? 0) > FAST, lit = c().pulsed && s.sign ? (fast ? 0.5 : s.phase < MEETS ? 0 : 1 - (s.phase - MEETS) * 1.2) : 0;
      box(body.x, body.y + metal, body.w, inside, 0, look.shade, look.line);
      const w = body.w * (0.06 + 0.88 * f);
      box(body.x + (body.w - w) / 2, body.y + metal, w, inside, 3, RAMP[Math.round(f * 255)], look.wire);
      for (const y of [body.y, body.y + body.h - metal]) box(body.x - 3, y, body.w + 6, metal, 3, look.wire);
      if (lit > 0) {
        ctx.globalAlpha = lit;
        ctx.strokeStyle = look.spark;
        ctx.lineWidth = env.lecture() ? 5 : 3;
        ctx.beginPath();
        ctx.roundRect(body.x - 7, body.y - 4, body.w + 14, body.h + 8, 9);
        ctx.stroke();
        ctx.globalAlpha = 1;
      }
      for (let k = 0; k < 64; k++) {
        ctx.fillStyle = RAMP[255 - 4 * k];
        ctx.fillRect(bar.x, bar.y + (k * bar.h) / 64, bar.w, bar.h / 64 + 0.7);
      }
      const y = bar.y + (1 - f) * bar.h;
      ctx.fillStyle = look.ink;
      ctx.beginPath();
      ctx.moveTo(bar.x + bar.w - 2, y);
      for (const side of [-1, 1]) ctx.lineTo(bar.x + bar.w + px * 0.55, y + side * px * 0.45);
      ctx.fill();
      if (Math.abs(f - 1) > 0.12) text(number(c().top), bar.x + bar.w + px * 0.7, bar.y + px * 0.4, look.soft);
      if (f > 0.12) text(number(c().bottom), bar.x + bar.w + px * 0.7, bar.y + bar.h - px * 0.4, look.soft);
      text(number(value), bar.x + bar.w + px * 0.7, clampTo(y, bar.y + px * 0.4, bar.y + bar.h - px * 0.4), look.ink, "left", 600);
      if (!c().targets) return;
      const wanted = bar.y + (1 - share(c().targets[chosen])) * bar.h;
      ctx.fillStyle = look.spark;
      ctx.fillRect(bar.x - 5, wanted - 1.5, bar.w + 7, 3);
    }

    function sisters(s, look) {
      const size = Math.max(3, L.pitch * 0.84), tall = size * 0.74, thin = Math.max(2, size * 0.13);
      for (let k = 0; k < s.g.length; k++) {
        const { x, y } = L.cell(k), f = share(shown(s, k));
        box(x, y, size, size, size * 0.22, RAMP[Math.round(f * 255)]);
        if (size > 20) {
          ctx.fillStyle = "rgba(8,12,20,0.5)";
          ctx.fillRect(x + size - thin * 2, y + size * 0.13, thin, tall);
          ctx.fillStyle = "#fff";
          ctx.fillRect(x + size - thin * 2, y + size * 0.13 + (1 - f) * tall, thin, f * tall);
        }
        if (k !== chosen) continue;
        ctx.strokeStyle = look.ink;
        ctx.lineWidth = 2;
        ctx.beginPath();
        ctx.roundRect(x - 1.5, y - 1.5, size + 3, size + 3, size * 0.26);
        ctx.stroke();
      }
    }

    // What is known of this kind of cell, in numbers and words.
    function tell() {
      const n = c(), gain = (v) => (Math.abs(v) < 0.005 ? "0" : formatNumber(v, "+.2f")), part = (v) => (v ? formatNumber(v, ".1%") : "none");
      const rows = n.pulsed
        ? [["states", n.states < 10 ? formatNumber(n.states, ".2g") : formatNumber(n.states, ",d"), "the range in mean steps"], ["asymmetry", formatNumber(n.asymmetry, ".2f"), "0: up and down pulses undo each other everywhere; 1: one way does nothing"], ["nonlinearity ↑ ↓", n.nonlinearity.map((bend) => bend === null ? "–" : gain(bend)).join("  "), "how far the response bends from a line, as the MLP+NeuroSim manual counts it: 0 straight, 10 at most; – where one pulse crosses the range"], ["symmetric point", n.symmetric === null ? "none" : number(n.symmetric) + unit(), "where an up and a down pulse undo each other"]]
        : [["range", `${number(n.bottom)} – ${number(n.top)} µS`, "conductances that can be programmed"], ["spread", part(n.spread), "of programming at half the range, in parts of the largest conductance"], ["drift ν", n.drift === null ? "none" : formatNumber(n.drift, ".3f"), "exponent of drift at half the range"], ["read noise", part(n.read), "at half the range, in parts of the largest conductance"]];
      facts.replaceChildren(
        h("dl", {}, rows.map(([name, value, help]) => h("div", { title: env.say(help) }, h("dt", {}, env.say(name)), h("dd", {}, env.say(value))))),
        h("p", {}, h("b", {}, env.say("Measured: ")), n.measured), h("p", {}, h("b", {}, env.say("Assumed: ")), n.assumed),
        h("p", { class: "al-source" }, n.url ? h("a", { href: n.url, target: "_blank", rel: "noopener" }, n.source) : n.source),
      );
    }

    function choose(k) {
      chosen = clampTo(k, 0, frame(0, "g").length - 1);
      pick.setAttribute("aria-valuenow", chosen + 1);
      env.redraw();
    }
    pick.addEventListener("pointerdown", (event) => {
      const box = stage.getBoundingClientRect(), column = Math.floor((event.clientX - box.left - L.left) / L.pitch), row = Math.floor((event.clientY - box.top - L.words) / L.pitch);
      if (column >= 0 && column < L.columns && row >= 0) choose(row * L.columns + column);
    });
    pick.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -L.columns, ArrowDown: L.columns }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      choose(chosen + by);
    });

    const line = (s) => (c().pulsed ? `${formatNumber(frame(s.slot, "x")[0], ",d")} pulses` : when(s.slot));
    return {
      picked: (k) => (k === undefined ? chosen : choose(k)),
      setTrace(next) {
        trace = next;
        if (!trace.n) return;
        const count = frame(0, "g").length;
        chosen = Math.min(chosen, count - 1);
        pick.setAttribute("aria-valuemax", count);
        L = null;
        if (last !== c().cell) tell();
        last = c().cell;
      },
      resize() {
        L = null;
      },
      draw(pos, clock) {
        if (!trace?.n || !stage.clientWidth) return;
        const ratio = globalThis.devicePixelRatio || 1, look = env.colours(), px = env.lecture() ? 18 : 12;
        at = Math.min(pos, trace.n - 1);
        if (!L || L.px !== px || width !== stage.clientWidth || height !== stage.clientHeight) {
          [width, height] = [stage.clientWidth, stage.clientHeight];
          [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
          L = cellsLayout(width, height, frame(0, "g").length, px);
        }
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        ctx.clearRect(0, 0, width, height);
        const s = now(at);
        pick.setAttribute("aria-valuetext", env.say(`cell ${chosen + 1}: ${number(s.g[chosen])}${unit()}`));
        text(`cell ${chosen + 1}`, 2, px * 0.7, look.ink, "left", 600);
        text(c().unit ? `g (${c().unit})` : "w", L.bar.x + L.bar.w, px * 0.7, look.soft, "right");
        text(`all ${s.g.length} cells`, L.left, px * 0.7, look.soft);
        wires(s, clock, look);
        large(s, clock, look);
        sisters(s, look);
      },
      describe(pos) {
        if (!trace?.n) return "A memory cell.";
        const s = now(Math.min(pos, trace.n - 1)), mean = s.g.reduce((a, b) => a + b, 0) / s.g.length;
        return `${c().title}, ${line(s)}: ${s.g.length} cells, mean ${number(mean)}${unit()}.`;
      },
      sub: () => (trace?.n ? c().title : null),
      label(pos) {
        if (!trace?.n) return null;
        const { slot } = slotAt(Math.min(pos, trace.n - 1), trace.n);
        return c().pulsed ? `${formatNumber(frame(slot, "x")[0], ",d")} / ${formatNumber(2 * c().ups * c().burst, ",d")}` : when(slot);
      },
      formula(pos) {
        if (!trace?.n) return null;
        const s = now(Math.min(pos, trace.n - 1)), name = c().unit ? "g" : "w", own = { t: `${number(s.g[chosen])}${unit()}`, k: "spark" };
        if (!c().pulsed) return [{ t: `${when(s.slot)}: wanted ${number(c().targets[chosen])}, read ` }, own];
        const many = c().burst > 1 ? `${c().burst} pulses` : "pulse", way = s.sign ? { t: `${many} ${s.sign > 0 ? "▲" : "▼"} `, k: s.sign > 0 ? "in" : "err" } : { t: "at the start " };
        return [way, { t: `${name} ` }, own, { t: ` · no spread ${number(frame(s.slot, "nominal")[0])}` }];
      },
      destroy() {
        el.replaceChildren();
      },
    };
  },
};
