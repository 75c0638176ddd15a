// A plane told apart twice: what floating point and what memory make of every place, with the line between the classes.
import { h, setText, unique } from "./dom.js";
import { flatScene } from "./flat.js";
import { rgbOf } from "./colour.js";
import { formatMillions, signedColour } from "./maps.js";
import { clampTo } from "./numbers.js";

const OWN_POINTS = "your own", PLANE_STEP = 0.05, PLANE_TINT = 0.42, UNDECIDED = 3; // a map is paler than its points

// Where both maps and the scale stand; the maps are squares, beside each other where that makes them larger.
export function planeLayout(width, height, px, foot) {
  const left = px * 2.2, gap = px * 2.4, top = px * 2.1, bottom = px * 1.5, bar = px * 3.4;
  const room = height - foot - bar, beside = Math.min((width - left - gap - 4) / 2, room - top - bottom), under = Math.min(width - left - 4, room / 2 - top - bottom);
  const s = Math.max(60, beside, under), stacked = under > beside;
  const wide = stacked ? s : 2 * s + gap, x = left + Math.max(0, (width - left - 4 - wide) / 2), y = top + Math.max(0, (room - (stacked ? 2 : 1) * (s + top + bottom)) / 2);
  const maps = [{ x, y, s }, stacked ? { x, y: y + s + bottom + top, s } : { x: x + s + gap, y, s }];
  return { maps, bar: { x, y: maps[1].y + s + bottom + px * 1.2, w: wide, h: px * 0.8 } };
}

// The place under a point of the picture, to two decimals, or null outside the map; y grows upwards.
export function planeAt(map, reach, px, py) {
  const [u, v] = [(px - map.x) / map.s, (py - map.y) / map.s], round = (t) => Math.round(100 * reach * (2 * t - 1)) / 100;
  return u >= 0 && u <= 1 && v >= 0 && v <= 1 ? { x: round(u), y: round(1 - v) } : null;
}

export function planeTo(map, reach, { x, y }) {
  return [map.x + (map.s * (x / reach + 1)) / 2, map.y + (map.s * (1 - y / reach)) / 2];
}

// A map's value at a place, between its neighbours; rows of the grid go upwards.
export function planeValue(grid, side, reach, { x, y }) {
  const at = (t) => clampTo(((t / reach + 1) / 2) * side - 0.5, 0, side - 1), [u, v] = [at(x), at(y)], i = Math.min(side - 2, Math.floor(u)), j = Math.min(side - 2, Math.floor(v));
  const of = (a, b) => grid[b * side + a], [p, q] = [u - i, v - j];
  return ((1 - q) * ((1 - p) * of(i, j) + p * of(i + 1, j)) + q * ((1 - p) * of(i, j + 1) + p * of(i + 1, j + 1))) / 127;
}

// Where a grid is zero, as pieces of line [x, y, x, y] in parts of its side, y upwards (marching squares); where nothing is decided there is no line.
export function planeContour(grid, side) {
  const found = [];
  for (let j = 0; j < side - 1; j++)
    for (let i = 0; i < side - 1; i++) {
      const corner = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]], v = corner.map(([a, b]) => grid[b * side + a] || 0.5), cuts = [];
      if (Math.max(...v.map(Math.abs)) < UNDECIDED) continue;
      for (let k = 0; k < 4; k++) {
        const m = (k + 1) % 4;
        if (v[k] > 0 === v[m] > 0) continue;
        const t = v[k] / (v[k] - v[m]);
        cuts.push((corner[k][0] + t * (corner[m][0] - corner[k][0]) + 0.5) / side, (corner[k][1] + t * (corner[m][1] - corner[k][1]) + 0.5) / side);
      }
      for (let k = 0; k + 3 < cuts.length; k += 4) found.push(cuts.slice(k, k + 4));
    }
  return found;
}

// "0.1,-0.2,1;…" as [x, y, class].
export function readPoints(text) {
  return text.split(";").filter(Boolean).map((group) => group.split(",").map(Number));
}

const planeSigned = (v) => `${v < 0 ? "−" : "+"}${Math.abs(v).toFixed(2)}`, placeText = (v) => v.toFixed(2).replace("-", "−");


export const planeScene = {
  mount(el, env) {
    const small = document.createElement("canvas"), { text } = env, tip = h("div", { class: "al-tip", role: "status", hidden: true });
    let layout = null, at = null, tool = "0", near = 0, trace = null;
    const frame = (t, pos) => clampTo(Math.floor(pos), 0, t.n - 1), own = () => env.values()?.data === OWN_POINTS;
    const shown = () => (own() ? readPoints(env.values().points) : trace.const.points);
    const tools = unique("plane"), pick = (key, mark) => [h("input", { type: "radio", name: tools, id: `${tools}-${key}`, checked: key === tool, onchange: () => (tool = key) }), h("label", { for: `${tools}-${key}`, "data-tool": key, title: text(`plane.tool${key}`) }, mark)];
    const clear = h("button", { type: "button", class: "al-quiet", onclick: () => env.send({ kind: "unplace-all" }) }, text("plane.clear"));
    const foot = h("div", { class: "al-row al-plane-foot" }, h("span", { class: "al-soft" }, text("plane.add")), h("div", { class: "al-segments", role: "radiogroup", "aria-label": text("plane.add") }, pick("0", "● 0"), pick("1", "▲ 1"), pick("2", `✕ ${text("plane.remove")}`)), clear);
    const pad = h("div", { class: "al-plane-pad", tabindex: 0, role: "application", "aria-label": text("plane.pad") });

    const use = () => at && env.send(tool === "2" ? { kind: "unplace", ...at } : { kind: "place", ...at, class: Number(tool) });
    const tell = () => {
      tip.hidden = !at || !trace?.n;
      if (tip.hidden) return;
      const value = (name) => planeValue(trace.field(name).row(trace.n - 1 < last ? trace.n - 1 : last), trace.const.side, trace.const.reach, at);
      setText(tip, text("plane.tip", { x: placeText(at.x), y: placeText(at.y), float: planeSigned(value("map_float")), memory: planeSigned(value("map")) }));
      const [x, y] = planeTo(layout.maps[near], trace.const.reach, at), box = pad.getBoundingClientRect();
      tip.style.left = `${clampTo(x + 12, 0, box.width - tip.offsetWidth - 4)}px`;
      tip.style.top = `${y < tip.offsetHeight + 14 ? y + 14 : y - tip.offsetHeight - 10}px`;
    };
    let last = 0;
    const move = (event) => {
      if (!layout || !trace?.n) return;
      const box = pad.getBoundingClientRect(), found = layout.maps.map((map) => planeAt(map, trace.const.reach, event.clientX - box.left, event.clientY - box.top));
      near = found.findIndex(Boolean);
      at = found[near] ?? null;
      near = Math.max(0, near);
      env.redraw();
    };
    const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    pad.addEventListener("pointermove", move);
    pad.addEventListener("click", (event) => (move(event), use()));
    pad.addEventListener("pointerleave", () => ((at = null), env.redraw()));
    pad.addEventListener("blur", () => ((at = null), env.redraw()));
    pad.addEventListener("keydown", (event) => {
      const by = STEP[event.key], reach = trace?.const.reach, keep = (v) => Math.round(100 * clampTo(v, -reach, reach)) / 100;
      if (by) at = at ? { x: keep(at.x + by[0] * PLANE_STEP), y: keep(at.y + by[1] * PLANE_STEP) } : { x: 0, y: 0 };
      else if (event.key === "Enter") use();
      else if (event.key === "Delete" && at) env.send({ kind: "unplace", ...at });
      else if (event.key === "Escape") at = null;
      else return;
      event.preventDefault();
      event.stopPropagation();
      env.redraw();
    });

    function paint(pen, map, grid, { side, reach }) {
      const { ctx, c } = pen, zero = rgbOf(c.shade), plus = rgbOf(c.plus), minus = rgbOf(c.minus), image = new ImageData(side, side);
      grid.forEach((raw, k) => {
        const v = raw / 127, to = 4 * ((side - 1 - Math.floor(k / side)) * side + (k % side));
        signedColour(v * Math.abs(v) * PLANE_TINT, 1, zero, plus, minus).forEach((part, q) => (image.data[to + q] = part));
        image.data[to + 3] = 255;
      });
      small.width = small.height = side;
      small.getContext("2d").putImageData(image, 0, 0);
      ctx.imageSmoothingEnabled = true;
      ctx.imageSmoothingQuality = "high";
      ctx.drawImage(small, map.x, map.y, map.s, map.s);
      ctx.beginPath();
      for (const [x0, y0, x1, y1] of planeContour(grid, side)) {
        ctx.moveTo(map.x + map.s * x0, map.y + map.s * (1 - y0));
        ctx.lineTo(map.x + map.s * x1, map.y + map.s * (1 - y1));
      }
      ctx.lineWidth = env.lecture() ? 3 : 2;
      ctx.lineCap = "round";
      ctx.strokeStyle = c.ink;
      ctx.stroke();
      pen.box(map.x, map.y, map.s, map.s, null, c.line, 0);
      for (const t of [-1, 0, 1]) {
        const [x, y] = planeTo(map, reach, { x: t, y: t });
        pen.text(placeText(t).replace(".00", ""), x, map.y + map.s + pen.px * 1.15, { align: "center" });
        pen.text(placeText(t).replace(".00", ""), map.x - 4, y + pen.px * 0.35, { align: "right" });
      }
    }

    function dots(pen, map, reach, points) {
      const { ctx, c } = pen, r = clampTo(map.s / 75, 3, 6);
      for (const [x0, y0, label] of points) {
        const [x, y] = planeTo(map, reach, { x: x0, y: y0 });
        ctx.beginPath();
        if (label) {
          ctx.moveTo(x, y - r * 1.25);
          ctx.lineTo(x + r * 1.15, y + r * 0.85);
          ctx.lineTo(x - r * 1.15, y + r * 0.85);
          ctx.closePath();
        } else ctx.arc(x, y, r, 0, 7);
        ctx.fillStyle = label ? c.plus : c.minus;
        ctx.fill();
        ctx.lineWidth = 1.2;
        ctx.strokeStyle = c.card;
        ctx.stroke();
      }
    }

    function draw(pen, pos, t) {
      const { c, px } = pen, { const: k } = t, points = shown();
      last = frame(t, pos);
      layout = planeLayout(pen.width, pen.height, px, foot.offsetHeight + 4);
      ["map_float", "map"].forEach((name, n) => {
        const map = layout.maps[n], share = t.field(n ? "accuracy" : "accuracy_float").row(last)[0];
        paint(pen, map, t.field(name).row(last), k);
        dots(pen, map, k.reach, points);
        pen.text([text(n ? "plane.memory" : "plane.float"), text(n ? "plane.memory_short" : "plane.float_short")], map.x, map.y - px * 0.6, { colour: n ? c.in : c.ink, weight: 600, size: px + 1, room: map.s - px * 3.6 });
        if (Number.isFinite(share)) pen.text(`${(100 * share).toFixed(0)} %`, map.x + map.s, map.y - px * 0.6, { align: "right", colour: n ? c.in : c.ink, mono: true, weight: 600, size: px + 1 });
        if (new Set(points.map((p) => p[2])).size < 2) pen.text([text("plane.empty"), text("plane.empty_short")], map.x + map.s / 2, map.y + map.s / 2, { align: "center", colour: c.ink, weight: 600, room: map.s - 12 });
        if (!at) return;
        const [x, y] = planeTo(map, k.reach, at);
        pen.line([[x, map.y], [x, map.y + map.s]], c.soft, 1, [3, 3]);
        pen.line([[map.x, y], [map.x + map.s, y]], c.soft, 1, [3, 3]);
        pen.dot(x, y, 3.5, c.ink);
      });
      scale(pen, layout.bar);
      clear.hidden = !(own() && points.length);
      tell();
    }

    function scale(pen, bar) {
      const { ctx, c, px } = pen, words = text("plane.scale"), zero = rgbOf(c.shade), plus = rgbOf(c.plus), minus = rgbOf(c.minus), w = Math.min(bar.w, px * 18), x = bar.x + bar.w - w;
      for (let k = 0; k < 60; k++) {
        const v = (2 * k) / 59 - 1;
        ctx.fillStyle = `rgb(${signedColour(v * Math.abs(v) * PLANE_TINT, 1, zero, plus, minus)})`;
        ctx.fillRect(x + (k * w) / 60, bar.y, w / 60 + 0.6, bar.h);
      }
      [["−1", 0, "left"], ["0", 0.5, "center"], ["+1", 1, "right"]].forEach(([t, f, align]) => pen.text(t, x + f * w, bar.y + bar.h + px * 1.05, { align }));
      pen.text([words, text("plane.scale_short")], x - px, bar.y + px * 0.75, { align: "right", room: bar.w - w - px });
    }

    const scene = flatScene(el, env, {
      draw, key: (t, pos) => [frame(t, pos), at, near, env.values(), foot.offsetHeight],
      mount: (host) => host.append(pad, foot, tip),
      describe: (t, pos) => text("plane.describe", { step: t.field("step").row(frame(t, pos))[0], memory: Math.round(100 * t.field("accuracy").row(frame(t, pos))[0]) || 0, float: Math.round(100 * t.field("accuracy_float").row(frame(t, pos))[0]) || 0 }),
      sub: (t, pos) => text("plane.sub", { layers: t.const.layers.join("-"), step: t.field("step").row(frame(t, pos))[0].toLocaleString("en") }),
      formula: (t, pos) => {
        const f = frame(t, pos), value = (name) => t.field(name).row(f)[0], share = value("accuracy"), n = value("tested");
        if (!n || !Number.isFinite(share)) return [{ t: text("plane.waiting"), k: "soft" }];
        return [
          { t: `${text("plane.right")} = ` }, { t: `${Math.round(share * n)}`, k: "in" }, { t: ` / ${n} = ` }, { t: `${(100 * share).toFixed(1)} %`, k: "in" },
          { t: ` · ${text("plane.loss")} ` }, { t: value("loss").toFixed(3), k: "in" }, { t: ` · ${text("plane.pulses")} ` }, { t: formatMillions(value("pulses")), k: "spark" },
        ];
      },
    });
    return { ...scene, setTrace: (next) => ((trace = next), scene.setTrace(next)) };
  },
};
