// The staircase of a converter over the sums that meet it, and what comes out.
import { flatScene } from "./flat.js";
import { clampTo } from "./numbers.js";
import { edgeParts } from "./regions.js";

// Where the sums (below), the staircase (square in the middle) and what comes out (right, on its side) stand, in pixels.
export function edgeLayout(width, height, px) {
  const left = px * 4.4, top = px * 2.6, foot = px * 4.2, side = clampTo(width * 0.2, px * 5, px * 12), low = clampTo((height - top - foot) * 0.26, px * 3.4, px * 10);
  const w = Math.max(40, width - left - side - px * 1.6), tall = Math.max(40, height - top - foot - low - px * 0.6);
  return { x: left, w, top, tall, base: top + tall, foot: top + tall + low + px * 0.6, low, right: left + w + px * 0.8, side };
}

// The levels of the converter inside ± limit, in units of the sums; too many to be told apart are left to the eye.
export function levelsOf(step, span, limit, most = 200) {
  const highest = Math.round(span / step), shown = Math.min(highest, Math.floor(limit / step));
  return 2 * shown + 1 > most ? [] : Array.from({ length: 2 * shown + 1 }, (_, k) => (k - shown) * step);
}

export const edgeScene = {
  mount(el, env) {
    const frame = (trace, pos) => clampTo(Math.round(pos), 0, trace.n - 1);

    // Counts as bars that stand on a line, or lie on their side.
    function histogram(pen, counts, L, top, fill, lying) {
      const n = counts.length, wide = lying ? L.tall / n : L.w / n;
      counts.forEach((v, k) => {
        const h = (Math.min(v, top) / top) * (lying ? L.side : L.low);
        if (!v) return;
        if (lying) pen.box(L.right, L.base - (k + 1) * wide, h, Math.max(1.5, wide - 0.4), fill, null, 0);
        else pen.box(L.x + k * wide, L.foot - h, Math.max(1.5, wide - 0.4), h, fill, null, 0);
      });
      pen.line(lying ? [[L.right, L.top], [L.right, L.base]] : [[L.x, L.foot], [L.x + L.w, L.foot]], pen.c.wire, 1);
    }

    return flatScene(el, env, {
      parts: (name, { width, height, px }) => edgeParts(edgeLayout(width, height, px), px)[name] ?? [],
      draw(pen, pos, trace) {
        const { c, px } = pen, L = edgeLayout(pen.width, pen.height, px), { limit, step, span, true: plain, curve, bounds, function: f } = trace.const, at = frame(trace, pos);
        const x = (v) => L.x + (L.w * (v + limit)) / (2 * limit), y = (v) => L.base - (L.tall * (v + limit)) / (2 * limit), sigma = (v) => (v === 0 ? "0" : `${v < 0 ? "−" : ""}${Math.abs(v)} σ`);
        const after = trace.field("averaged").row(at)[0] > 1 ? "mean" : "once", counts = trace.field(after).row(at), inside = (v) => Math.abs(v) < limit;
        pen.box(L.x, L.top, L.w, L.tall, c.shade, null, 4);
        for (const v of f.endsWith("analog") ? [] : levelsOf(step, span, limit)) pen.line([[L.x, y(v)], [L.x + L.w, y(v)]], c.line, 0.7);
        for (const v of [-4, -2, 0, 2, 4]) {
          pen.text(sigma(v), x(v), L.foot + px * 1.3, { align: "center" });
          pen.text(sigma(v), L.x - px * 0.4, clampTo(y(v) + px * 0.35, L.top + px * 0.8, L.base), { align: "right" });
        }
        histogram(pen, plain, L, Math.max(...plain) * 1.05, c.in, false);
        histogram(pen, counts, L, Math.max(...plain, ...counts) * 1.05, c.spark, true);
        for (const v of bounds.filter(inside)) pen.line([[x(v), L.top], [x(v), L.foot]], c.err, 1.2, [5, 4]);
        pen.line(curve.map((v, k) => [L.x + (L.w * k) / (curve.length - 1), y(v)]), c.err, env.lecture() ? 4 : 2.5);
        const word = { weight: 600, colour: c.err };
        if (bounds.filter(inside).length > 1) pen.text(["range of the converter", "range"], (x(bounds[0]) + x(bounds[1])) / 2, L.top - px * 0.6, { ...word, align: "center", room: x(bounds[1]) - x(bounds[0]) });
        pen.text(f === "none" ? "converter" : f.split(",")[0], x(Math.min(limit, Math.max(...bounds))) - px * 0.6, L.base - px * 0.8, { ...word, align: "right", room: L.w * 0.4 });
        pen.text(["what comes out", "out"], L.right, L.top - px * 0.6, { weight: 600, colour: c.spark, room: L.side });
        pen.text(after === "mean" ? [`mean of ${at + 1} reads`, `${at + 1} reads`] : ["converted once", ""], L.right, L.base + px * 1.2, { room: L.side });
        pen.text(["sums, as the array gives them, in standard deviations", "sums of the array, in σ"], L.x + L.w / 2, L.foot + px * 2.8, { colour: c.in, weight: 600, align: "center", room: L.w + px * 4 });
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
