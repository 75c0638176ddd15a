// A chip from above: tiles that fill, vectors that travel from layer to layer, a window that slides, a state that bends back.
import { h } from "./dom.js";
import { flatScene } from "./flat.js";
import { clampTo } from "./numbers.js";
import { floorParts } from "./regions.js";

// Tiles in rows layer by layer: the place of every tile, in pixels, for a chip of the given size.
export function floorLayout(tiles, layers, width, height, px) {
  const left = px * 7.5, top = px * 1.6, room = { w: width - left - px, h: height - top - px * 0.8 };
  const wide = (side) => Math.max(1, Math.floor((room.w + px * 0.6) / (side + px * 0.6)));
  const rows = (side) => layers.reduce((sum, layer) => sum + Math.ceil(layer.tiles / wide(side)), 0);
  let side = Math.min(room.w, 150);
  while (side > 14 && rows(side) * (side + px * 0.6) + (layers.length - 1) * px * 1.5 > room.h) side -= 1;
  const places = [], heads = [];
  let y = top;
  layers.forEach((layer, n) => {
    heads.push({ x: 0, y, h: Math.ceil(layer.tiles / wide(side)) * (side + px * 0.6) });
    for (let k = 0; k < layer.tiles; k++) places.push({ x: left + (k % wide(side)) * (side + px * 0.6), y: y + Math.floor(k / wide(side)) * (side + px * 0.6), side });
    y += heads[n].h + px * 1.5;
  });
  return { left, side, places, heads };
}

// Where a window of a convolution stands after `reads` reads, in pixels of its image: it slides row by row.
export function windowAt(reads, [size, kernel]) {
  const out = size - kernel + 1, k = clampTo(Math.floor(reads) - 1, 0, out * out - 1);
  return { x: k % out, y: Math.floor(k / out), kernel, size };
}

const HUES = (c) => [[c.in, 0], [c.spark, 1], [c.ok, 2], [c.grey, 3]];

export const floorplanScene = {
  mount(el, env) {
    let picked = null, L = null;
    const list = h("div", { class: "al-tiles", role: "group", "aria-label": env.say("tiles") });

    const frame = (trace, pos) => clampTo(Math.ceil(pos - 1e-6), 0, trace.n - 1), row = (trace, name, pos) => trace.field(name).row(frame(trace, pos));
    const running = (trace, pos, layer) => row(trace, "image", pos)[layer];

    function tile(pen, t, k, share, active) {
      const { c, px } = pen, { x, y, side } = L.places[k], size = pen.tile, [hue, kind] = HUES(c)[t.layer % 4];
      pen.box(x, y, side, side, c.shade, active ? hue : c.line, 4, active ? 3 : 1);
      if (share > 0) {
        const w = (side * t.outputs) / size, tall = ((side * t.inputs) / size) * share;
        pen.ctx.globalAlpha = active ? 0.95 : 0.6;
        pen.box(x, y, w, tall, hue, null, 3);
        pen.ctx.globalAlpha = 1;
        if (kind % 2) pen.hatch(x, y, w, tall, c.card, 7, kind > 1);
      }
      if (side > px * 4.5) pen.text(`${t.inputs}×${t.outputs}`, x + px * 0.4, y + side - px * 0.5, { colour: c.ink, room: side - px * 0.8, weight: 600, size: clampTo(side / 6.2, px * 0.85, px) });
      if (picked === k) pen.box(x - 2, y - 2, side + 4, side + 4, null, c.ink, 5, 2.5);
    }

    function head(pen, layer, n, pos, trace) {
      const { c, px } = pen, { y, h: tall } = L.heads[n], [hue] = HUES(c)[n % 4], image = running(trace, pos, n), reads = row(trace, "reads", pos)[n];
      pen.text(`layer ${n + 1}`, 0, y + px, { colour: c.ink, weight: 700 });
      pen.text([{ dense: "dense", conv: "convolution", lstm: "recurrent" }[layer.kind]], 0, y + px * 2.3);
      pen.text(`${layer.n_in} → ${layer.n_out}`, 0, y + px * 3.6);
      if (image >= 0 && tall > px * 4) pen.text([`read ${reads} of ${layer.reads}`, `${reads}/${layer.reads}`], 0, y + px * 5, { colour: hue, weight: 600, room: L.left });
      const right = L.places[trace.const.tiles.findLastIndex((t) => t.layer === n)].x + L.side + px * 1.2;
      if (layer.window) slide(pen, layer, image < 0 ? 0 : reads, right, y, Math.min(pen.width - right - px, tall - px * 0.6));
    }

    // The picture over which a window slides; every place is one read.
    function slide(pen, layer, reads, left, y, side) {
      if (side < 22) return;
      const { c, px } = pen, { x, y: down, kernel, size } = windowAt(reads, layer.window), cell = side / size;
      pen.box(left, y, side, side, c.shade, c.wire, 2);
      if (reads > 0) pen.box(left, y, side, down * cell, c.line, null, 0);
      pen.box(left + x * cell, y + down * cell, kernel * cell, kernel * cell, null, c.err, 1, 2.5);
      pen.text([`window ${kernel} × ${kernel} on ${size} × ${size}`, `${kernel} × ${kernel} on ${size} × ${size}`], left + side + px * 0.6, y + px, { room: pen.width - left - side - px });
    }

    // A vector on its way: from the tiles of one layer to those of the next, or from the output back to the input.
    function message(pen, from, to, share, image, back) {
      const { c, px, ctx } = pen, x0 = from.x, y0 = from.y, x1 = to.x, y1 = to.y, bend = back ? px * 2.2 : 0;
      const at = (s) => (back ? [x0 + bend * Math.sin(Math.PI * s), y0 + (y1 - y0) * s] : [x0 + (x1 - x0) * s, y0 + (y1 - y0) * s]);
      ctx.globalAlpha = 0.5;
      pen.line(Array.from({ length: 13 }, (_, k) => at(k / 12)), c.wire, 1.5, [3, 4]);
      ctx.globalAlpha = 1;
      const [x, y] = at(env.reduced() ? 1 : share);
      pen.dot(x, y, px * 0.5, c.err);
      if (image >= 0) pen.text(String(image + 1), x + px * 0.7, y + px * 0.35, { colour: c.err, weight: 700 });
    }

    const middle = (k) => ({ x: L.places[k].x + L.side / 2, y: L.places[k].y + L.side / 2 });
    function traffic(pen, trace, pos) {
      const { layers, tiles } = trace.const, share = clampTo(pos - Math.ceil(pos) + 1, 0, 1);
      layers.forEach((layer, n) => {
        const image = running(trace, pos, n);
        if (image < 0) return;
        const own = tiles.map((t, k) => (t.layer === n ? k : -1)).filter((k) => k >= 0), next = tiles.findIndex((t) => t.layer === n + 1);
        const first = middle(own[0]), last = middle(own.at(-1));
        if (layer.kind === "lstm") message(pen, { x: last.x + L.side / 2, y: last.y + L.side * 0.4 }, { x: last.x + L.side / 2, y: first.y - L.side * 0.4 }, share, image, true);
        own.slice(0, -1).forEach((k) => message(pen, middle(k), middle(k + 1), share, -1, false)); // partial sums on their way to where they are added
        if (n === 0) message(pen, { x: L.left - pen.px * 2, y: first.y }, first, share, image, false);
        if (next >= 0) message(pen, last, middle(next), share, image, false);
        else message(pen, last, { x: last.x, y: last.y + L.side / 2 + pen.px * 1.4 }, share, image, false);
      });
    }

    const say = (t, k, size) => `tile ${k + 1}: layer ${t.layer + 1}, ${t.inputs} of ${size} rows, ${t.outputs} of ${size} columns, ${Math.round((100 * t.inputs * t.outputs) / size ** 2)} % in use`;
    let hung = "";
    // A button over every tile, for pointer and keyboard alike.
    function hang(trace) {
      const key = JSON.stringify([L.places.length, L.side, L.left, trace.const.tiles.length, trace.const.tile]);
      if (key === hung) return;
      hung = key;
      list.replaceChildren(...trace.const.tiles.map((t, k) => h("button", {
        type: "button", class: "al-tile", style: `left:${L.places[k].x}px;top:${L.places[k].y}px;width:${L.side}px;height:${L.side}px`, title: env.say(say(t, k, trace.const.tile)), "aria-label": env.say(say(t, k, trace.const.tile)),
        onclick: () => ((picked = picked === k ? null : k), env.did?.("tile"), env.redraw()),
      })));
    }

    // One tile large: the lines that it has, and those that it uses.
    function zoom(pen, trace) {
      const { c, px } = pen, t = trace.const.tiles[picked], size = trace.const.tile, side = Math.min(pen.width * 0.56, pen.height * 0.7), x = pen.width - side - px * 2, y = px * 3.5, [hue] = HUES(c)[t.layer % 4];
      pen.box(x - px * 1.6, y - px * 3, side + px * 3, side + px * 5.4, c.card, c.ink, 10, 1.5);
      pen.text(say(t, picked, size).split(",")[0], x, y - px * 1.3, { colour: c.ink, weight: 700 });
      const lines = 32, used = { w: (side * t.outputs) / size, h: (side * t.inputs) / size };
      pen.ctx.globalAlpha = 0.85;
      pen.box(x, y, used.w, used.h, hue, null, 0);
      pen.ctx.globalAlpha = 1;
      for (let k = 0; k <= lines; k++) {
        pen.line([[x + (side * k) / lines, y], [x + (side * k) / lines, y + side]], c.line, 0.8);
        pen.line([[x, y + (side * k) / lines], [x + side, y + (side * k) / lines]], c.line, 0.8);
      }
      pen.text(`rows ${t.block[0] * size + 1} … ${t.block[0] * size + t.inputs} of ${trace.const.layers[t.layer].n_in} inputs · ${Math.round((100 * t.inputs * t.outputs) / size ** 2)} % in use`, x, y + side + px * 1.6, { room: side + px * 2, colour: c.ink });
    }

    return flatScene(el, env, {
      parts: (name) => (L && floorParts(L)[name]) ?? [],
      picked: (k) => (k === undefined ? picked : (picked = k)),
      mount(host) {
        host.append(list);
        host.addEventListener("keydown", (event) => event.key === "Escape" && picked !== null && ((picked = null), env.redraw()));
      },
      draw(pen, pos, trace) {
        const { tiles, layers, tile: size } = trace.const, filled = trace.field("filled").row(frame(trace, pos))[0], share = clampTo(pos - Math.ceil(pos) + 1, 0, 1);
        if (picked !== null && picked >= tiles.length) picked = null;
        pen.tile = size;
        L = floorLayout(tiles, layers, pen.width, pen.height, pen.px);
        hang(trace);
        const before = trace.field("filled").row(Math.max(0, frame(trace, pos) - 1))[0];
        tiles.forEach((t, k) => tile(pen, t, k, k < before ? 1 : k < filled ? share : 0, running(trace, pos, t.layer) >= 0));
        layers.forEach((layer, n) => head(pen, layer, n, pos, trace));
        traffic(pen, trace, pos);
        if (picked !== null) zoom(pen, trace);
      },
      describe(trace, pos) {
        const { tiles, utilisation, layers } = trace.const, busy = layers.map((_, n) => running(trace, pos, n)).map((image, n) => (image >= 0 ? `layer ${n + 1} works on input ${image + 1}` : "")).filter(Boolean);
        return `${tiles.length} tiles, ${Math.round(100 * utilisation)} per cent of their cells in use. ${busy.join(", ") || `${row(trace, "filled", pos)[0]} tiles filled`}.`;
      },
      sub: (trace) => `${trace.const.tiles.length} tiles of ${trace.const.tile} × ${trace.const.tile} · ${Math.round(100 * trace.const.utilisation)} % of the cells in use`,
      label(trace, pos) {
        const filled = row(trace, "filled", pos)[0], busy = row(trace, "image", pos).some((v) => v >= 0);
        return busy ? `${row(trace, "done", pos)[0]} of ${trace.const.inputs} inputs through` : filled < trace.const.tiles.length ? `filling ${filled} / ${trace.const.tiles.length}` : row(trace, "done", pos)[0] ? "all inputs through" : "filled";
      },
      formula(trace) {
        const { tiles, tile: size, layers, reads } = trace.const, used = tiles.reduce((sum, t) => sum + t.inputs * t.outputs, 0);
        return [
          { t: "in use = " }, { t: used.toLocaleString("en"), k: "in" }, { t: ` / (${tiles.length} · ${size}²) = ` }, { t: trace.const.utilisation.toFixed(2), k: "spark" },
          { t: ` · one input: ${layers.reduce((sum, layer) => sum + layer.reads, 0).toLocaleString("en")} reads in a row, ${reads.toLocaleString("en")} if every tile counts` }, { t: "counted", k: "badge" },
        ];
      },
    });
  },
};
