// One cell large, its sisters small: how far each is up its scale, pulse by pulse or year by year.
import { h } from "./dom.js";
import { RAMP } from "./colour.js";
import { clampTo, formatNumber } from "./numbers.js";

const SHOWN = 40; // sisters drawn beside the large cell

// Where everything stands: the scale at the left, the large cell, and the bars of its sisters.
export function cellsLayout(width, height, px, count) {
  const top = px * 2.2, bottom = height - px * 2, left = px * 4.2, big = clampTo(width * 0.2, 54, 130);
  const start = left + big + clampTo(width * 0.07, 18, 48), pitch = (width - start - 4) / count;
  return { top, bottom, left, big, start, pitch, bar: Math.max(2, pitch * 0.66), px };
}

// The height of a value on the scale, and what share of the scale it is.
export function cellsPlace(value, low, high, top, bottom) {
  const share = clampTo((value - low) / (high - low), 0, 1);
  return { share, y: bottom - share * (bottom - top) };
}

// A time in the largest unit that it fills.
export function sayTime(seconds) {
  const units = [["y", 31557600], ["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const [unit, size] = units.find(([, s]) => seconds >= s) ?? ["s", 1];
  return `${formatNumber(seconds / size, ".3g")} ${unit}`;
}

// What is said of a cell in numbers, as the parts of a formula line.
export function cellsFacts(c) {
  if (!c.pulsed) return [{ t: `${c.targets ? new Set(c.targets).size : 0} levels up to ${formatNumber(Math.max(...c.targets), ".3g")} µS · programmed in one go` }];
  const parts = [{ t: `${formatNumber(c.states, ".3g")} states`, k: "in" }, { t: ` · asymmetry ${formatNumber(c.asymmetry, ".2f")}` }];
  parts.push({ t: ` · nonlinearity ${formatNumber(c.nonlinearity[0], "+.2f")} / ${formatNumber(c.nonlinearity[1], "+.2f")}` });
  if (c.symmetric !== null) parts.push({ t: ` · symmetric point ${formatNumber(c.symmetric, ".3g")}${c.unit && ` ${c.unit}`}` });
  parts.push({ t: c.noise ? ` · a pulse scatters by ${formatNumber(c.noise, ".2g")} steps` : "" }, { t: "derived", k: "badge" });
  return parts;
}

export const cellsScene = {
  mount(el, env) {
    const canvas = h("canvas", { role: "img" }), ctx = canvas.getContext("2d");
    let trace = null, L = null, width = 0, height = 0;
    const facts = h("dl", { class: "al-facts" });
    el.append(canvas);
    el.after(facts);

    const frame = (pos) => clampTo(Math.round(pos), 0, trace.n - 1);
    const row = (name, k) => trace.field(name).row(k);

    function about(c) {
      const link = c.url ? h("a", { href: c.url, rel: "noreferrer", target: "_blank" }, c.source) : c.source;
      const rows = [["Source", link], ["Measured", c.measured], ["Assumed", c.assumed]];
      facts.replaceChildren(...rows.map(([name, text]) => h("div", {}, h("dt", {}, name), h("dd", {}, text))));
    }

    function rect(x, y, w, hgt, fill, r = 2) {
      ctx.beginPath();
      ctx.roundRect(x, y, w, Math.max(0, hgt), r);
      ctx.fillStyle = fill;
      ctx.fill();
    }

    function scale(c, t) {
      ctx.font = env.font(L.px, 400);
      ctx.textBaseline = "middle";
      ctx.textAlign = "right";
      for (const f of [0, 0.25, 0.5, 0.75, 1]) {
        const y = L.bottom - f * (L.bottom - L.top), value = t.low + f * (t.high - t.low);
        rect(L.left, y, width - L.left, 1, c.line, 0);
        ctx.fillStyle = c.soft;
        ctx.fillText(formatNumber(Math.abs(value) < 1e-9 * t.high ? 0 : value, ".2g"), L.left - 6, y);
      }
      ctx.textAlign = "left";
      ctx.fillText(t.unit ? `${t.name} (${t.unit})` : `${t.name} w`, 1, L.px * 0.7);
      ctx.textBaseline = "alphabetic";
      ctx.textAlign = "center";
      ctx.fillText("without spread", L.left + L.big / 2, height - L.px * 0.4);
      ctx.fillText(`${Math.min(SHOWN, row("g", 0).length)} of ${row("g", 0).length} sister cells`, (L.start + width) / 2, height - L.px * 0.4);
    }

    // Two electrodes with a channel between them; its level is the conductance.
    function large(c, t, value) {
      const x = L.left + 8, w = L.big - 16, { share, y } = cellsPlace(value, t.low, t.high, L.top, L.bottom);
      rect(x - 6, L.top - 8, w + 12, 7, c.grey, 3);
      rect(x - 6, L.bottom + 1, w + 12, 7, c.grey, 3);
      rect(x, L.top, w, L.bottom - L.top, c.shade, 0);
      rect(x, y, w, L.bottom - y, RAMP[Math.round(share * 255)], 0);
      return y;
    }

    function arrow(c, sign, y) {
      const x = L.left + L.big + (L.start - L.left - L.big) / 2 - 3, r = Math.max(6, L.px * 0.6), way = sign > 0 ? -1 : 1;
      ctx.beginPath();
      ctx.moveTo(x, y + way * r);
      ctx.lineTo(x + r, y - way * r * 0.8);
      ctx.lineTo(x - r, y - way * r * 0.8);
      ctx.closePath();
      ctx.fillStyle = sign > 0 ? c.in : c.err;
      ctx.fill();
    }

    return {
      setTrace(next) {
        trace = next;
        if (trace.n) about(trace.const);
      },
      resize() {
        const ratio = globalThis.devicePixelRatio || 1;
        [width, height, L] = [el.clientWidth, el.clientHeight, null];
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
      },
      draw(pos) {
        if (!trace?.n || !width) return;
        const ratio = globalThis.devicePixelRatio || 1, c = env.colours(), t = trace.const, k = frame(pos), g = row("g", k);
        const count = Math.min(SHOWN, g.length), every = Math.floor(g.length / count);
        L = cellsLayout(width, height, env.lecture() ? 18 : 12, count);
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        ctx.clearRect(0, 0, width, height);
        scale(c, t);
        for (let q = 0; q < count; q++) {
          const { share, y } = cellsPlace(g[q * every], t.low, t.high, L.top, L.bottom), x = L.start + q * L.pitch;
          rect(x, L.top, L.bar, L.bottom - L.top, c.shade, 1);
          rect(x, y, L.bar, L.bottom - y, RAMP[Math.round(share * 255)], 1);
        }
        const y = large(c, t, row("nominal", k)[0]), sign = row("sign", k)[0];
        ctx.setLineDash([5, 4]);
        ctx.strokeStyle = c.ink;
        ctx.lineWidth = 1.2;
        ctx.beginPath();
        ctx.moveTo(L.left + 8, y);
        ctx.lineTo(width - 4, y);
        ctx.stroke();
        ctx.setLineDash([]);
        if (sign) arrow(c, sign, y);
      },
      label(pos) {
        if (!trace?.n) return null;
        const x = row("x", frame(pos))[0];
        return trace.const.pulsed ? `${formatNumber(x, ",d")} pulses` : sayTime(x);
      },
      describe(pos) {
        if (!trace?.n) return "A memory cell and its sisters.";
        const k = frame(pos), g = row("g", k), t = trace.const, mean = g.reduce((a, b) => a + b, 0) / g.length;
        const when = t.pulsed ? `after ${formatNumber(row("x", k)[0], ",d")} pulses` : `${sayTime(row("x", k)[0])} after programming`;
        return `${t.title}, ${when}: the cell without spread holds ${formatNumber(row("nominal", k)[0], ".3g")} ${t.unit}, ${g.length} sisters ${formatNumber(mean, ".3g")} on average.`;
      },
      sub(pos) {
        if (!trace?.n) return null;
        const t = trace.const, k = frame(pos), sign = row("sign", k)[0];
        const now = t.pulsed ? `${formatNumber(row("x", k)[0], ",d")} pulses${sign ? (sign > 0 ? " · going up ▲" : " · going down ▼") : ""}` : `${sayTime(row("x", k)[0])} after programming`;
        return `${t.title} · ${now}`;
      },
      formula: () => (trace?.n ? cellsFacts(trace.const) : null),
      destroy() {
        el.replaceChildren();
        facts.remove();
      },
    };
  },
};
