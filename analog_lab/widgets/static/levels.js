// Cells that were all meant for one of a few levels: where they are now, with the time since they were programmed.
import { cividis } from "./colour.js";
import { sayTime } from "./cells.js";
import { contextOf } from "./dom.js";
import { clampTo } from "./numbers.js";
import { levelsParts } from "./regions.js";

const FULL = 0.16; // share of a level's cells in one bin that reaches the top
const CLOCK = [[1, "1 s"], [60, "1 min"], [3600, "1 h"], [86400, "1 day"], [2.592e6, "1 month"], [3.156e7, "1 year"]];

// Where the histogram and the clock stand, in pixels.
export function levelsLayout(width, height, px) {
  const left = px * 1.2, right = px * 1.2, top = px * 3.2, clock = px * 4.6;
  const plot = { x: left, y: top, w: width - left - right, h: Math.max(60, height - top - clock - px * 3.4) };
  return { plot, clock: { x: left, y: height - clock * 0.55, w: plot.w } };
}

// The place of a time on the clock, 0 … 1.
export function clockAt(t, first, last) {
  return last > first ? clampTo(Math.log(t / first) / Math.log(last / first), 0, 1) : 0;
}

// Marks of the clock that lie inside its span.
export function clockTicks(first, last) {
  return CLOCK.filter(([t]) => t >= 0.99 * first && t <= 1.01 * last);
}

export const levelsScene = {
  mount(el, env) {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    el.append(canvas);
    let trace = null;
    const frame = (pos) => clampTo(Math.round(pos), 0, trace.n - 1), of = (name, at) => trace.field(name).row(at);

    function ridge(ctx, counts, box, colour, total) {
      const bins = counts.length, y = (v) => box.y + box.h * (1 - Math.min(1, v / total / FULL));
      ctx.beginPath();
      ctx.moveTo(box.x, box.y + box.h);
      for (let k = 0; k < bins; k++) {
        ctx.lineTo(box.x + (k * box.w) / bins, y(counts[k]));
        ctx.lineTo(box.x + ((k + 1) * box.w) / bins, y(counts[k]));
      }
      ctx.lineTo(box.x + box.w, box.y + box.h);
      ctx.globalAlpha = 0.8;
      ctx.fillStyle = colour;
      ctx.fill();
      ctx.globalAlpha = 1;
    }

    // Dashed lines where the levels should be, with their values, and the axis.
    function frameOf(ctx, box, c, px) {
      const { targets_us: targets, top_us: top } = trace.const;
      ctx.font = env.font(px, 400);
      ctx.textAlign = "center";
      ctx.fillStyle = ctx.strokeStyle = c.ink;
      targets.forEach((g) => {
        const x = box.x + (g / top) * box.w;
        ctx.setLineDash([4, 4]);
        ctx.lineWidth = env.lecture() ? 2.5 : 1.4;
        ctx.beginPath();
        ctx.moveTo(x, box.y - 4);
        ctx.lineTo(x, box.y + box.h);
        ctx.stroke();
        ctx.setLineDash([]);
        ctx.fillText(g < 10 ? String(Number(g.toPrecision(2))) : g.toFixed(g < 100 ? 1 : 0).replace(/\.0$/, ""), Math.max(x, box.x + px), box.y - 9);
      });
      ctx.fillStyle = c.soft;
      ctx.textAlign = "left";
      ctx.fillText("meant for (µS)", box.x, box.y - 9 - px * 1.4);
      ctx.strokeStyle = c.wire;
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.moveTo(box.x, box.y + box.h);
      ctx.lineTo(box.x + box.w, box.y + box.h);
      ctx.stroke();
      ctx.textAlign = "center";
      const step = top > 150 ? 50 : top > 60 ? 20 : top > 20 ? 5 : 2;
      for (let g = 0; g <= top; g += step) ctx.fillText(g, box.x + Math.max((g / top) * box.w, px * 0.4), box.y + box.h + px * 1.3);
      ctx.textAlign = "right";
      ctx.fillText("conductance now (µS)", box.x + box.w, box.y + box.h + px * 2.6);
    }

    function clock(ctx, at, t, c, px) {
      const { first_s: first, last_s: last, drifts } = trace.const, place = (s) => at.x + px * 2 + clockAt(s, first, last) * (at.w - px * 4.6);
      ctx.font = env.font(px, 400);
      ctx.textAlign = "center";
      ctx.fillStyle = c.soft;
      if (!drifts) return ctx.fillText("measured at one time only: the source says nothing of drift", at.x + at.w / 2, at.y + px);
      ctx.strokeStyle = c.line;
      ctx.lineWidth = 4;
      ctx.beginPath();
      ctx.moveTo(place(first), at.y);
      ctx.lineTo(place(last), at.y);
      ctx.stroke();
      let free = Infinity; // from the right: what would touch its neighbour stays a mark without words
      for (const [s, words] of clockTicks(first, last).reverse()) {
        const half = ctx.measureText(words).width / 2;
        ctx.fillRect(place(s) - 0.5, at.y - 5, 1, 10);
        if (place(s) + half > free) continue;
        ctx.fillText(words, place(s), at.y + px * 1.8);
        free = place(s) - half - px * 0.6;
      }
      ctx.fillStyle = c.spark;
      ctx.beginPath();
      ctx.arc(place(t), at.y, px * 0.55, 0, 7);
      ctx.fill();
    }

    return {
      parts(name) {
        const px = env.lecture() ? 18 : 12;
        return levelsParts(levelsLayout(el.clientWidth, el.clientHeight, px), px)[name] ?? [];
      },
      setTrace(next) {
        trace = next;
      },
      resize() {
        const box = el.getBoundingClientRect(), ratio = globalThis.devicePixelRatio || 1;
        [canvas.width, canvas.height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
      },
      draw(pos) {
        if (!trace?.n) return;
        const ratio = globalThis.devicePixelRatio || 1, ctx = contextOf(canvas, env), px = env.lecture() ? 18 : 12, c = env.colours();
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        ctx.clearRect(0, 0, canvas.width, canvas.height);
        const at = frame(pos), layout = levelsLayout(canvas.width / ratio, canvas.height / ratio, px), all = of("levels", at);
        const { targets_us: targets, top_us: top } = trace.const, bins = all.length / targets.length;
        targets.forEach((g, k) => {
          const counts = all.subarray(k * bins, (k + 1) * bins);
          ridge(ctx, counts, layout.plot, cividis((g / top) * 0.9 + 0.05), counts.reduce((a, b) => a + b, 0) || 1);
        });
        frameOf(ctx, layout.plot, c, px);
        clock(ctx, layout.clock, of("t_s", at)[0], c, px);
      },
      describe(pos) {
        if (!trace?.n) return "";
        const at = frame(pos), g = of("g_us", at), targets = trace.const.targets_us;
        return `${sayTime(of("t_s", at)[0])} after programming: cells meant for ${targets.at(-1).toPrecision(3)} microsiemens hold ${g.at(-1).toPrecision(3)} in the middle.`;
      },
      sub(pos) {
        return trace?.n && trace.const.drifts ? `${sayTime(of("t_s", frame(pos))[0])} after programming` : null;
      },
      label(pos) {
        return trace?.n && trace.const.drifts ? sayTime(of("t_s", frame(pos))[0]) : null;
      },
      formula(pos) {
        if (!trace?.n) return null;
        const at = frame(pos), now = of("g_us", at).at(-1), first = of("g_us", 0).at(-1);
        return [
          { t: "median g(t) / g(first) = " }, { t: `${now.toPrecision(3)}`, k: "in" }, { t: ` µS / ${first.toPrecision(3)} µS = ` },
          { t: (now / first).toFixed(3), k: "spark" }, { t: " · weight error " }, { t: of("error", at)[0].toFixed(2), k: "err" }, { t: ", with one factor " }, { t: of("error_scaled", at)[0].toFixed(2), k: "in" }, { t: "measured", k: "badge" },
        ];
      },
      destroy() {
        el.replaceChildren();
      },
    };
  },
};
