// The two crossbars of a learning network as signed maps, and a row of test images with the chip's guesses.
import { contextOf } from "./dom.js";

// Where everything stands, from the size of the canvas and of the layers (rows are inputs, columns outputs).
export function mapsLayout(width, height, layers, font) {
  const gap = font * 1.4, strip = Math.min(width / 12.6, height * 0.13), top = strip + font * 3.4;
  const tall = Math.max(40, height - top - font * 2.2), scale = width - font * 4.6;
  const wide = (scale - 3.2 * gap - font * 1.2) * 0.68;
  const first = { x: font * 1.4, y: top, w: wide, h: tall, rows: layers[0], cols: layers[1] };
  const left = first.x + first.w + 2.2 * gap;
  const second = { x: left, y: top, w: scale - left, h: tall, rows: layers[1], cols: layers[2] };
  return { strip, maps: [first, second], bar: { x: scale + font * 0.7, y: top, w: font * 0.9, h: tall } };
}

// Orange for minus, grey for zero, blue for plus; zero is pinned and the limits are fixed.
export function signedColour(value, limit, zero, plus, minus) {
  const t = Math.max(-1, Math.min(1, value / limit)), end = t < 0 ? minus : plus, a = Math.sqrt(Math.abs(t));
  return zero.map((z, k) => Math.round(z + (end[k] - z) * a));
}

// Which cell lies under a point, or null.
export function mapsCell(map, x, y) {
  const row = Math.floor(((y - map.y) / map.h) * map.rows), col = Math.floor(((x - map.x) / map.w) * map.cols);
  return row >= 0 && row < map.rows && col >= 0 && col < map.cols ? { row, col } : null;
}

// A count in the shortest honest form: 950, 12,400, 2.98 million.
export function formatMillions(count) {
  return count < 1e6 ? Math.round(count).toLocaleString("en") : `${(count / 1e6).toPrecision(3)} million`;
}

function rgb(hex) {
  return [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
}

export const mapsScene = {
  mount(el, env) {
    const canvas = document.createElement("canvas"), tip = document.createElement("div"), small = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    tip.className = "al-tip";
    tip.hidden = true;
    el.append(canvas, tip);
    let trace = null, at = 0, layout = null, hover = null, drawn = "";

    const grid = (n, frame) => trace.field(`g${n + 1}_us`).row(frame);

    function paint(ctx, map, n, frame, c) {
      small.width = map.cols;
      small.height = map.rows;
      const sc = small.getContext("2d"), img = sc.createImageData(map.cols, map.rows), g = grid(n, frame);
      const before = frame > 0 ? grid(n, frame - 1) : g, zero = rgb(c.zero), plus = rgb(c.plus), minus = rgb(c.minus), flash = rgb(c.ink);
      for (let row = 0; row < map.rows; row++)
        for (let col = 0; col < map.cols; col++) {
          const k = col * map.rows + row, colour = signedColour(g[k], trace.const.g_max_us, zero, plus, minus);
          const glow = Math.min(0.6, Math.abs(g[k] - before[k]) / 2);
          for (let q = 0; q < 3; q++) img.data[4 * (row * map.cols + col) + q] = colour[q] + (flash[q] - colour[q]) * glow;
          img.data[4 * (row * map.cols + col) + 3] = 255;
        }
      sc.putImageData(img, 0, 0);
      ctx.imageSmoothingEnabled = false;
      ctx.drawImage(small, map.x, map.y, map.w, map.h);
      ctx.strokeStyle = c.line;
      ctx.lineWidth = 1;
      ctx.strokeRect(map.x - 0.5, map.y - 0.5, map.w + 1, map.h + 1);
    }

    function images(ctx, frame, c, px) {
      const shown = trace.const.shown, guess = trace.field("guess").row(frame), s = layout.strip, cell = (s - 8) / 8;
      shown.forEach((image, k) => {
        const x = layout.maps[0].x + k * s, right = guess[k] === trace.const.labels[k];
        ctx.fillStyle = c.shade;
        ctx.fillRect(x, 2, s - 6, s - 6);
        image.forEach((v, q) => {
          ctx.globalAlpha = v / 16;
          ctx.fillStyle = c.ink;
          ctx.fillRect(x + 1 + (q % 8) * cell, 3 + Math.floor(q / 8) * cell, cell, cell);
        });
        ctx.globalAlpha = 1;
        ctx.strokeStyle = right ? c.in : c.err;
        ctx.lineWidth = right ? 1.5 : 2.5;
        ctx.setLineDash(right ? [] : [4, 3]);
        ctx.strokeRect(x, 2, s - 6, s - 6);
        ctx.setLineDash([]);
        ctx.font = env.font(px + 1, 600, true);
        ctx.fillStyle = right ? c.in : c.err;
        ctx.textAlign = "center";
        ctx.fillText(`${guess[k]}${right ? "" : "✗"}`, x + (s - 6) / 2, s + px * 0.85);
      });
    }

    function legend(ctx, c, px) {
      const b = layout.bar, top = trace.const.g_max_us, steps = 60, zero = rgb(c.zero), plus = rgb(c.plus), minus = rgb(c.minus);
      for (let k = 0; k < steps; k++) {
        ctx.fillStyle = `rgb(${signedColour(top * (1 - (2 * k) / (steps - 1)), top, zero, plus, minus)})`;
        ctx.fillRect(b.x, b.y + (k * b.h) / steps, b.w, b.h / steps + 0.6);
      }
      ctx.fillStyle = c.soft;
      ctx.font = env.font(px, 400);
      ctx.textAlign = "left";
      [[`+${top}`, 0.02], ["0", 0.5], [`−${top}`, 0.98]].forEach(([t, f]) => ctx.fillText(t, b.x + b.w + 4, b.y + f * b.h + px * 0.35));
      ctx.textAlign = "right";
      ctx.fillText("g⁺−g⁻ (µS)", b.x + b.w + px * 2.9, b.y - px * 0.7);
    }

    function titles(ctx, c, px) {
      const [a, b] = layout.maps, [n0, n1, n2] = trace.const.layers;
      ctx.fillStyle = c.soft;
      ctx.font = env.font(px, 400);
      ctx.textAlign = "left";
      const fit = (room, ...texts) => texts.find((text) => ctx.measureText(text).width < room) ?? "";
      ctx.fillText(fit(b.x - a.x - px, `layer 1 · ${n0} pixels in, ${n1} neurons out`, `layer 1 · ${n0} × ${n1}`, "layer 1"), a.x, a.y - px * 0.7);
      ctx.fillText(fit(layout.bar.x - b.x - px * 5.2, `layer 2 · ${n1} in, ${n2} digits out`, `layer 2 · ${n1} × ${n2}`, "layer 2"), b.x, b.y - px * 0.7);
      ctx.textAlign = "center";
      const every = b.w / n2 < px * 0.75 ? 3 : 1; // digits that would touch are thinned out
      for (let k = 0; k < n2; k += every) ctx.fillText(k, b.x + ((k + 0.5) * b.w) / n2, b.y + b.h + px * 1.3);
      ctx.fillText(fit(a.w, `columns: neurons 1 … ${n1}`, `neurons 1 … ${n1}`), a.x + a.w / 2, a.y + a.h + px * 1.3);
      ctx.strokeStyle = c.in;
      ctx.fillStyle = c.in;
      ctx.lineWidth = 2;
      const x0 = a.x + a.w + 5, x1 = b.x - 5, y = a.y + a.h / 2;
      ctx.beginPath();
      ctx.moveTo(x0, y);
      ctx.lineTo(x1 - 6, y);
      ctx.stroke();
      ctx.beginPath();
      ctx.moveTo(x1, y);
      ctx.lineTo(x1 - 8, y - 5);
      ctx.lineTo(x1 - 8, y + 5);
      ctx.fill();
    }

    function describeCell(frame) {
      const g = grid(hover.n, frame)[hover.col * layout.maps[hover.n].rows + hover.row];
      const from = hover.n === 0 ? `pixel (${Math.floor(hover.row / 8) + 1}, ${(hover.row % 8) + 1})` : `neuron ${hover.row + 1}`;
      const to = hover.n === 0 ? `neuron ${hover.col + 1}` : `digit ${hover.col}`;
      return env.say(`${from} → ${to}: g⁺−g⁻ = ${g < 0 ? "−" : "+"}${Math.abs(g).toFixed(2)} µS`);
    }

    const view = {
      setTrace(next) {
        if (trace !== next) drawn = ""; // a live run grows, and what it holds stays
        trace = next;
      },
      resize() {
        const box = el.getBoundingClientRect(), ratio = globalThis.devicePixelRatio || 1;
        canvas.style.width = `${box.width}px`;
        canvas.style.height = `${box.height}px`;
        [canvas.width, canvas.height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
      },
      draw(pos) {
        if (!trace || !trace.n) return;
        at = Math.min(trace.n - 1, Math.floor(pos));
        if (hover) tip.textContent = describeCell(at);
        const ratio = globalThis.devicePixelRatio || 1, px = env.lecture() ? 18 : 12, colours = env.colours(), key = [at, canvas.width, canvas.height, px, colours.paper].join();
        if (key === drawn) return;
        drawn = key;
        const ctx = contextOf(canvas, env), c = { ...colours, zero: colours.shade };
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        ctx.clearRect(0, 0, canvas.width, canvas.height);
        layout = mapsLayout(canvas.width / ratio, canvas.height / ratio, trace.const.layers, px);
        images(ctx, at, c, px);
        titles(ctx, c, px);
        layout.maps.forEach((map, n) => paint(ctx, map, n, at, c));
        legend(ctx, c, px);
      },
      describe(pos) {
        if (!trace || !trace.n) return "Two crossbars before the first image.";
        const f = Math.min(trace.n - 1, Math.floor(pos)), percent = (name) => Math.round(100 * trace.field(name).row(f)[0]);
        return `After ${trace.field("samples").row(f)[0]} images: ${percent("accuracy")} per cent right in memory, ${percent("accuracy_float")} in floating point.`;
      },
      sub(pos) {
        if (!trace || !trace.n) return null;
        const f = Math.min(trace.n - 1, Math.floor(pos));
        return `what the chip says of ${trace.const.shown.length} unseen images · epoch ${trace.field("epoch").row(f)[0].toFixed(1)}`;
      },
      formula(pos) {
        if (!trace || !trace.n) return null;
        const f = Math.min(trace.n - 1, Math.floor(pos)), value = (name) => trace.field(name).row(f)[0];
        const right = Math.round(value("accuracy") * trace.const.tested);
        return [
          { t: "right / tested = " }, { t: `${right}`, k: "in" }, { t: ` / ${trace.const.tested} = ` },
          { t: `${(100 * value("accuracy")).toFixed(1)} %`, k: "in" }, { t: " · pulses " },
          { t: `${formatMillions(value("pulses"))}`, k: "spark" },
        ];
      },
      destroy() {
        el.replaceChildren();
      },
    };
    const seek = (event) => {
      const box = canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
      hover = null;
      if (layout && trace && trace.n)
        layout.maps.forEach((map, n) => {
          const cell = mapsCell(map, x, y);
          if (cell) hover = { n, ...cell };
        });
      tip.hidden = !hover;
      if (!hover) return;
      tip.textContent = describeCell(at);
      tip.style.left = `${Math.min(x + 12, box.width - tip.offsetWidth - 4)}px`;
      tip.style.top = `${Math.max(0, y - 34)}px`;
    };
    canvas.addEventListener("pointermove", seek);
    canvas.addEventListener("pointerdown", seek);
    canvas.addEventListener("pointerleave", () => {
      hover = null;
      tip.hidden = true;
    });
    return view;
  },
};
