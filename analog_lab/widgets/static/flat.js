// What a flat scene needs beside its drawing: a canvas of the right fineness, boxes, lines and words.
import { contextOf } from "./dom.js";
import { clampTo } from "./numbers.js";

// Letters grow a little where there is room for them.
export const roomy = (width, height) => clampTo(Math.round(Math.min(width / 54, height / 42)), 12, 16);

// flatScene(el, env, { draw, … }): `draw(pen, pos, trace, clock)` paints; the rest of a scene's duties is done here. What
// `key(trace, pos)` returns tells all that a picture depends on: while it stays, nothing is painted again.
export function flatScene(el, env, { draw, key, describe, sub, label, formula, frames, mount, parts, picked }) {
  const canvas = document.createElement("canvas"), ctx = contextOf(canvas, env);
  canvas.setAttribute("role", "img");
  el.append(canvas);
  let trace = null, drawn = "";
  const ready = () => Boolean(trace?.n), pen = makePen(ctx, env), told = (run) => (run ? (pos) => (ready() ? run(trace, pos) : null) : undefined);
  mount?.(el, canvas, () => trace);
  return {
    picked,
    setTrace(next) {
      if (trace !== next) drawn = "";
      trace = next;
    },
    resize() {
      const size = el.getBoundingClientRect(), ratio = globalThis.devicePixelRatio || 1;
      [canvas.width, canvas.height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    },
    draw(pos, clock) {
      if (!ready() || canvas.width < 60 || canvas.height < 60) return false; // out of sight
      const ratio = globalThis.devicePixelRatio || 1, c = env.colours(), now = key && JSON.stringify([key(trace, pos), canvas.width, canvas.height, c.paper, env.lecture()]);
      if (now && now === drawn) return false;
      drawn = now;
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, canvas.width, canvas.height);
      Object.assign(pen, { c, px: env.lecture() ? 18 : roomy(canvas.width / ratio, canvas.height / ratio), width: canvas.width / ratio, height: canvas.height / ratio });
      return draw(pen, pos, trace, clock) === true;
    },
    describe: (pos) => (ready() ? describe(trace, pos) : ""),
    sub: told(sub), label: told(label), formula: told(formula),
    frames: frames && ((t) => frames(t)),
    parts: (name) => (parts && ready() && pen.width ? parts(name, pen) : []),
    destroy() {
      el.replaceChildren();
    },
  };
}

function makePen(ctx, env) {
  const pen = {
    ctx, env, c: null, px: 12, width: 0, height: 0,
    box(x, y, w, h, fill, stroke = null, round = 4, line = 1) {
      ctx.beginPath();
      ctx.roundRect(x, y, Math.max(0, w), Math.max(0, h), round);
      if (fill) {
        ctx.fillStyle = fill;
        ctx.fill();
      }
      if (stroke) {
        ctx.lineWidth = line;
        ctx.strokeStyle = stroke;
        ctx.stroke();
      }
    },
    line(points, colour, width = 1, dash = []) {
      ctx.beginPath();
      points.forEach(([x, y], k) => (k ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
      ctx.setLineDash(dash);
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke();
      ctx.setLineDash([]);
    },
    dot(x, y, r, fill) {
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 7);
      ctx.fillStyle = fill;
      ctx.fill();
    },
    // The first of the texts that fits into `room` is written.
    text(words, x, y, { colour = pen.c.soft, align = "left", weight = 400, size = pen.px, room = Infinity, mono = false } = {}) {
      ctx.font = env.font(size, weight, mono);
      ctx.textAlign = align;
      ctx.fillStyle = colour;
      const fits = [words].flat().find((t) => ctx.measureText(t).width <= room);
      if (fits !== undefined) ctx.fillText(fits, x, y);
    },
    // Diagonal strokes that mark a kind beside its colour.
    hatch(x, y, w, h, colour, gap = 6, back = false) {
      ctx.save();
      ctx.beginPath();
      ctx.rect(x, y, w, h);
      ctx.clip();
      ctx.strokeStyle = colour;
      ctx.lineWidth = 1.2;
      ctx.beginPath();
      for (let k = -h; k < w; k += gap) {
        ctx.moveTo(x + k + (back ? h : 0), y + h);
        ctx.lineTo(x + k + (back ? 0 : h), y);
      }
      ctx.stroke();
      ctx.restore();
    },
  };
  return pen;
}
