// The staircase of a converter over the sums that meet it, and what comes out.
import { flatScene } from "./flat.js";
import { clampTo } from "./numbers.js";
import { edgeParts } from "./regions.js";

// Where the two histograms and the staircase stand, in pixels.
export function edgeLayout(width, height, px) {
  const left = px * 1.4, right = px * 3.4, foot = px * 2.6, tall = height - foot - px * 2.2, x = left, w = width - left - right;
  return { x, w, top: px * 2.2, tall, mid: px * 2.2 + tall * 0.52, foot: px * 2.2 + tall };
}

// The levels of the converter inside ± limit, in units of the sums; too many to be told apart are left to the eye.
export function levelsOf(step, span, limit, most = 200) {
  const highest = Math.round(span / step), shown = Math.min(highest, Math.floor(limit / step));
  return 2 * shown + 1 > most ? [] : Array.from({ length: 2 * shown + 1 }, (_, k) => (k - shown) * step);
}

export const edgeScene = {
  mount(el, env) {
    const frame = (trace, pos) => clampTo(Math.round(pos), 0, trace.n - 1);

    function histogram(pen, counts, L, base, tall, top, fill, back) {
      const { c } = pen, n = counts.length;
      counts.forEach((v, k) => {
        const h = (Math.min(v, top) / top) * tall, x = L.x + (k * L.w) / n;
        if (v) pen.box(x, base - h, Math.max(1.5, L.w / n - 0.5), h, fill, null, 0);
      });
      pen.line([[L.x, base], [L.x + L.w, base]], c.wire, 1);
      if (back) pen.hatch(L.x, base - 2, L.w, 2, c.wire);
    }

    return flatScene(el, env, {
      parts: (name, { width, height, px }) => edgeParts(edgeLayout(width, height, px), px)[name] ?? [],
      draw(pen, pos, trace) {
        const { c, px } = pen, L = edgeLayout(pen.width, pen.height, px), { limit, step, span, true: plain, curve, bounds, function: f } = trace.const, at = frame(trace, pos);
        const place = (v) => L.x + (L.w * (v + limit)) / (2 * limit), top = Math.max(...plain) * 1.15, half = L.tall * 0.42;
        histogram(pen, plain, L, L.mid - px * 0.2, half, top, c.in);
        pen.text(["sums, as the array gives them", "sums"], L.x, L.top - px * 0.8, { colour: c.in, weight: 600 });
        const after = trace.field("averaged").row(at)[0] > 1 ? "mean" : "once", counts = trace.field(after).row(at);
        histogram(pen, counts, L, L.foot, half, Math.max(top, Math.max(...counts)), c.spark);
        pen.text(after === "mean" ? [`mean of ${at + 1} reads`, `${at + 1} reads`] : ["converted once", ""], L.x, L.mid + px * 1.5, { colour: c.spark, weight: 600 });
        const stairs = f.endsWith("analog") ? [] : levelsOf(step, span, limit), y = (v) => L.foot - ((v + limit) / (2 * limit)) * L.tall;
        for (const v of stairs) pen.line([[place(v), L.mid], [place(v), L.mid + 6]], c.soft, 1);
        pen.line(curve.map((v, k) => [L.x + (L.w * k) / (curve.length - 1), y(v)]), c.err, env.lecture() ? 3.5 : 2);
        for (const side of bounds) if (Math.abs(side) < limit) {
          pen.line([[place(side), L.top], [place(side), L.foot]], c.err, 1.2, [5, 4]);
          pen.text(["range", ""], place(side) + (side > 0 ? 4 : -4), L.top + px, { colour: c.err, align: side > 0 ? "left" : "right" });
        }
        for (const v of [-4, -2, 0, 2, 4]) pen.text(v === 0 ? "0" : `${v < 0 ? "−" : ""}${Math.abs(v)} σ`, place(v), L.foot + px * 1.3, { align: "center" });
        pen.text([f === "none" ? "converter" : f.split(",")[0], ""], L.x + L.w + 4, y(curve.at(-1)) + 4, { colour: c.err, weight: 600, room: px * 3.4 });
        pen.text("sum, in standard deviations", L.x + L.w / 2, L.foot + px * 2.5, { align: "center" });
      },
      describe(trace, pos) {
        const { bits, outside } = trace.const, rms = median(trace.field("rms_lsb").row(frame(trace, pos)));
        return `A converter of ${bits} bits; after ${frame(trace, pos) + 1} reads the error is ${rms.toFixed(2)} steps; ${(100 * outside).toFixed(1)} per cent of the sums are out of range.`;
      },
      sub: (trace, pos) => `${2 ** trace.const.bits - (trace.const.function === "ReLU, analog" ? 0 : 1)} levels${trace.const.function === "none" ? "" : ` · ${trace.const.function}`} · ${frame(trace, pos) + 1} of ${trace.n} reads`,
      formula(trace, pos) {
        const { step, outside, time_ns: time } = trace.const, rms = median(trace.field("rms_lsb").row(frame(trace, pos)));
        return [
          { t: "1 LSB = " }, { t: `${step.toPrecision(3)} σ`, k: "in" }, { t: " · rms error " }, { t: `${rms.toFixed(2)} LSB`, k: "spark" }, { t: " = " }, { t: `${(rms * step).toPrecision(2)}${trace.const.function.startsWith("tanh") ? "" : " σ"}`, k: "spark" },
          { t: ` · out of range ${(100 * outside).toFixed(1)} % · one read ${time.toPrecision(3)} ns` }, { t: "simulated", k: "badge" },
        ];
      },
    });
  },
};

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
