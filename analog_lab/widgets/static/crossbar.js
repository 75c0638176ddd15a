// The crossbar, slot by slot: pulses run along rows and columns, and where they meet a cell moves.
// Arrays are (output, input); on screen rows are inputs and columns outputs, so the picture is the transpose.
import { contextOf, h, setText } from "./dom.js";
import { RAMP } from "./colour.js";
import { clampTo, formatNumber } from "./numbers.js";

const TRAVEL = 0.42; // share of a slot in which the pulses run to the ends of their lines
const GROW = 0.25; // share of a slot in which a cell moves after its spark
const BITS = 9; // bits of each train that a driver shows

// Where everything stands, in pixels: drivers, cells and the colour bar.
export function crossbarLayout(width, height, nIn, nOut, px) {
  const small = width < 430, rowBox = { w: clampTo(width * 0.14, 46, 96), h: 0 }, columnBox = { w: 0, h: clampTo(height * 0.12, 26, 72) };
  const bar = { w: clampTo(width * 0.022, 10, 16) }, x0 = rowBox.w + (small ? 8 : 16), y0 = px * 1.9 + columnBox.h + (small ? 6 : 12);
  const right = bar.w + px * 2.7 + (small ? 8 : 24);
  const dx = (width - x0 - right) / nOut, dy = (height - y0 - 4) / nIn, cell = Math.max(6, Math.min(dx, dy) * 0.54);
  rowBox.h = Math.min(36, dy * 0.6);
  columnBox.w = Math.min(36, dx * 0.6);
  Object.assign(bar, { x: width - bar.w - px * 2.7, y: y0 + dy * 0.5 - cell / 2, h: Math.max(40, Math.min(dy * (nIn - 1) + cell, Math.max(240, height * 0.6))) });
  return {
    dx, dy, cell, rowBox, columnBox, bar, px, top: px * 1.9,
    x: (column) => x0 + (column + 0.5) * dx,
    y: (row) => y0 + (row + 0.5) * dy,
    left: rowBox.w, above: px * 1.9 + columnBox.h, end: { x: x0 + nOut * dx, y: y0 + nIn * dy },
  };
}

// Which slot is on the lines at `pos`, and how far it is, 0 … 1; at a whole number the slot is over and settled.
export function slotAt(pos, n) {
  const slot = clampTo(Math.ceil(pos - 1e-6), 0, Math.max(0, n - 1));
  return { slot, phase: slot === 0 ? 1 : clampTo(pos - slot + 1, 0, 1) };
}

// When the pulses of a row and a column have both reached their crossing: the later of the two.
export function meeting(row, column, nIn, nOut) {
  return TRAVEL * Math.max((column + 1) / nOut, (row + 1) / nIn);
}

// How much of its step a cell has made.
export function stepShare(phase, meet) {
  const t = clampTo((phase - meet) / GROW, 0, 1);
  return t * t * (3 - 2 * t);
}

// Sums over the frames up to `slot`: coincidences of every cell, (slot + 1, cells) as running totals.
export function runningTotals(hits, n, size) {
  const sums = new Uint32Array(n * size);
  for (let k = 0; k < n; k++) for (let c = 0; c < size; c++) sums[k * size + c] = hits[k * size + c] + (k ? sums[(k - 1) * size + c] : 0);
  return sums;
}

const total = (array) => array.reduce((a, b) => a + b, 0);
const us = (value) => formatNumber(value, ".2f");

export const crossbarScene = {
  mount(el, env) {
    const canvas = h("canvas", { role: "img" }), grid = h("div", { class: "al-grid", role: "grid", "aria-label": env.say("cells: rows are inputs, columns are outputs") }), tip = h("div", { class: "al-tip", hidden: true });
    const ctx = contextOf(canvas, env);
    let trace = null, sums = null, nIn = 0, nOut = 0, L = null, at = 0, chosen = null, width = 0, height = 0;
    el.append(canvas, grid, tip);

    const now = (pos) => {
      const { slot, phase } = slotAt(pos, trace.n);
      return { slot, phase, g: trace.field("g_us").row(slot), before: trace.field("g_us").row(Math.max(0, slot - 1)), hits: trace.field("hits").row(slot) };
    };
    const bitsOf = (name, slot) => trace.field(name).row(slot);
    const value = (k, row, column, s) => s.before[k] + (s.g[k] - s.before[k]) * (s.slot ? stepShare(s.phase, meeting(row, column, nIn, nOut)) : 1);

    // A ring is an event: full while its slot lasts, then fading, more slowly when slots fly by.
    function rings(s, tail) {
      const seen = new Float32Array(nIn * nOut);
      for (let back = 0; back <= Math.ceil(tail) && s.slot - back > 0; back++) {
        const hits = trace.field("hits").row(s.slot - back);
        for (let k = 0; k < hits.length; k++) {
          if (!hits[k]) continue;
          const column = Math.floor(k / nIn), meet = meeting(k % nIn, column, nIn, nOut);
          const lit = back === 0 ? clampTo((s.phase - meet) / 0.06, 0, 1) : 1 - (back - 1 + s.phase) / tail;
          if (lit > seen[k]) seen[k] = lit;
        }
      }
      return seen;
    }

    function line(horizontal, index, colour, wide, upTo) {
      const [x, y] = [L.x(index), L.y(index)];
      ctx.strokeStyle = colour;
      ctx.lineWidth = wide;
      ctx.beginPath();
      if (horizontal) ctx.moveTo(L.left, y), ctx.lineTo(L.left + (L.end.x - L.left) * upTo, y);
      else ctx.moveTo(x, L.above), ctx.lineTo(x, L.above + (L.end.y - L.above) * upTo);
      ctx.stroke();
    }

    function lines(horizontal, s, c) {
      const count = horizontal ? nIn : nOut, name = horizontal ? "x_bits" : "d_bits", colour = horizontal ? c.in : c.err, thick = env.lecture() ? 4.5 : 3;
      const live = bitsOf(name, s.slot), last = s.slot > 1 && s.phase < 0.3 ? bitsOf(name, s.slot - 1) : null;
      for (let i = 0; i < count; i++) {
        line(horizontal, i, c.wire, 1.2, 1);
        if (last?.[i]) {
          ctx.globalAlpha = 1 - s.phase / 0.3;
          line(horizontal, i, colour, thick, 1);
          ctx.globalAlpha = 1;
        }
        if (!live[i]) continue;
        const head = clampTo(s.phase / TRAVEL, 0, 1);
        line(horizontal, i, colour, thick, head);
        if (head < 1) dot(horizontal ? L.left + (L.end.x - L.left) * head : L.x(i), horizontal ? L.y(i) : L.above + (L.end.y - L.above) * head, thick * 1.9, colour);
      }
    }

    function dot(x, y, r, colour) {
      ctx.fillStyle = colour;
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 7);
      ctx.fill();
    }

    function box(x, y, w, hgt, r, fill, stroke) {
      ctx.beginPath();
      ctx.roundRect(x, y, w, hgt, r);
      ctx.fillStyle = fill;
      ctx.fill();
      if (!stroke) return;
      ctx.strokeStyle = stroke;
      ctx.lineWidth = 1.2;
      ctx.stroke();
    }

    // A driver shows the last bits of its train; the newest stands at the wire.
    function drivers(horizontal, s, c) {
      const count = horizontal ? nIn : nOut, name = horizontal ? "x_bits" : "d_bits", colour = horizontal ? c.in : c.err;
      const long = (horizontal ? L.rowBox.w : L.columnBox.h) - 8, wide = horizontal ? L.rowBox.h : L.columnBox.w, shown = Math.min(BITS, Math.floor(long / 4.6)), pitch = long / shown;
      const slide = s.slot && s.phase < 0.16 ? (1 - s.phase / 0.16) * pitch : 0;
      for (let i = 0; i < count; i++) {
        const on = s.slot > 0 && bitsOf(name, s.slot)[i], x = horizontal ? 1 : L.x(i) - wide / 2, y = horizontal ? L.y(i) - wide / 2 : L.top;
        box(x, y, horizontal ? L.rowBox.w - 1 : wide, horizontal ? wide : L.columnBox.h, 6, c.shade, on ? colour : c.line);
        for (let b = 0; b < shown; b++) {
          const slot = s.slot - b, at = long - (b + 1) * pitch + 4 + (pitch - Math.max(2, pitch * 0.62)) / 2 + (b ? slide : 0), fat = Math.max(2, pitch * 0.62), bit = slot > 0 && bitsOf(name, slot)[i];
          ctx.globalAlpha = bit && b ? 0.5 : 1;
          ctx.fillStyle = bit ? colour : c.line;
          if (at + fat > long + 5) continue;
          if (horizontal) ctx.fillRect(at, L.y(i) - wide * 0.26, fat, wide * 0.52);
          else ctx.fillRect(L.x(i) - wide * 0.26, L.top + at, wide * 0.52, fat);
        }
        ctx.globalAlpha = 1;
      }
    }

    function cells(s, c, tail) {
      const top = trace.const.g_max_us, size = L.cell, half = size / 2, lit = rings(s, tail), up = trace.has("sign") ? trace.field("sign").row(s.slot)[0] : 0;
      for (let column = 0; column < nOut; column++)
        for (let row = 0; row < nIn; row++) {
          const k = column * nIn + row, x = L.x(column), y = L.y(row), g = value(k, row, column, s) / top;
          if (lit[k] > 0) ring(x, y, size, lit[k], s.hits[k] ? s.phase - meeting(row, column, nIn, nOut) : 1, c);
          box(x - half - 2, y - half - 2, size + 4, size + 4, size * 0.28, c.card);
          box(x - half, y - half, size, size, size * 0.23, RAMP[clampTo(Math.round(g * 255), 0, 255)]);
          level(x + half, y + half, size, g);
          if (lit[k] > 0 && s.hits[k] && up) arrow(x - size * 0.13, y, size, up, lit[k], c);
        }
    }

    function ring(x, y, size, strength, age, c) {
      const r = size * (0.74 + 0.22 * (1 - clampTo(age / 0.16, 0, 1)));
      ctx.globalAlpha = 0.26 * strength;
      dot(x, y, r + size * 0.17, c.spark);
      ctx.globalAlpha = strength;
      ctx.strokeStyle = c.spark;
      ctx.lineWidth = env.lecture() ? 4 : 2.6;
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 7);
      ctx.stroke();
      ctx.globalAlpha = 1;
    }

    // The level inside a cell: how much of the scale its conductance fills.
    function level(right, bottom, size, g) {
      const w = Math.max(2.5, size * 0.13), tall = size * 0.76, x = right - w - size * 0.12, y = bottom - size * 0.12;
      ctx.fillStyle = "rgba(8,12,20,0.5)";
      ctx.fillRect(x, y - tall, w, tall);
      ctx.fillStyle = "#fff";
      ctx.fillRect(x, y - clampTo(g, 0, 1) * tall, w, clampTo(g, 0, 1) * tall);
    }

    // Which way the cell has just moved, in shape and not only in colour.
    function arrow(x, y, size, up, strength, c) {
      const r = Math.max(3.5, size * 0.2), way = up > 0 ? -1 : 1;
      ctx.globalAlpha = strength;
      ctx.beginPath();
      ctx.moveTo(x, y + way * r);
      ctx.lineTo(x + r, y - way * r * 0.7);
      ctx.lineTo(x - r, y - way * r * 0.7);
      ctx.closePath();
      ctx.fillStyle = c.spark;
      ctx.fill();
      ctx.strokeStyle = "#1d2530";
      ctx.lineWidth = 1.2;
      ctx.stroke();
      ctx.globalAlpha = 1;
    }

    function words(c) {
      const { bar, px } = L;
      for (let k = 0; k < 64; k++) {
        ctx.fillStyle = RAMP[255 - 4 * k];
        ctx.fillRect(bar.x, bar.y + (k * bar.h) / 64, bar.w, bar.h / 64 + 0.7);
      }
      ctx.textBaseline = "alphabetic";
      ctx.font = env.font(px, 600);
      ctx.fillStyle = c.in;
      ctx.textAlign = "left";
      ctx.fillText("inputs x", 1, L.left < px * 5 ? px * 1.1 : L.y(0) - L.rowBox.h / 2 - px * 0.7);
      ctx.fillStyle = c.err;
      ctx.textAlign = "center";
      ctx.fillText("errors δ", (L.x(0) + L.x(nOut - 1)) / 2, px * 1.1);
      ctx.font = env.font(px, 400);
      ctx.fillStyle = c.soft;
      ctx.textAlign = "right";
      ctx.fillText("g (µS)", width - 1, bar.y - px * 0.6);
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      const top = trace.const.g_max_us;
      for (const f of [0, 0.5, 1]) ctx.fillText(formatNumber(top * (1 - f), ".3g"), bar.x + bar.w + 4, clampTo(bar.y + f * bar.h, bar.y + px * 0.4, bar.y + bar.h - px * 0.4));
    }

    function mark(c) {
      const half = L.cell / 2 + 5;
      ctx.strokeStyle = c.ink;
      ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.roundRect(L.x(chosen.column) - half, L.y(chosen.row) - half, 2 * half, 2 * half, L.cell * 0.35);
      ctx.stroke();
    }

    // What a cell says of itself when it is pointed at.
    function readout(row, column) {
      const s = now(at), k = column * nIn + row, size = nIn * nOut;
      let last = s.slot;
      while (last > 0 && !trace.field("hits").row(last)[k]) last--;
      const step = last ? trace.field("g_us").row(last)[k] - trace.field("g_us").row(last - 1)[k] : 0;
      return env.say(`row ${row + 1}, column ${column + 1}: ${us(s.g[k])} µS, ${last ? `last step ${formatNumber(step, "+.2f")} µS, ` : ""}pulses so far ${sums[s.slot * size + k]}`);
    }

    function choose(cell) {
      chosen = cell && { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
      tip.hidden = !chosen;
      if (chosen) showTip();
      env.redraw();
    }

    function showTip() {
      setText(tip, readout(chosen.row, chosen.column));
      const x = L.x(chosen.column), y = L.y(chosen.row), low = y - L.cell - tip.offsetHeight - 6 < 0;
      tip.style.left = `${clampTo(x - tip.offsetWidth / 2, 2, Math.max(2, width - tip.offsetWidth - 2))}px`;
      tip.style.top = `${low ? y + L.cell * 0.9 + 4 : y - L.cell * 0.9 - tip.offsetHeight - 2}px`;
    }

    // One widget with roving focus: a transparent grid over the picture, one tab stop, arrow keys inside.
    function makeGrid() {
      const cell = (row, column) => h("div", { role: "gridcell", tabindex: row + column ? -1 : 0, "data-row": row, "data-column": column, "aria-label": env.say(`row ${row + 1}, column ${column + 1}`) });
      grid.replaceChildren(...Array.from({ length: nIn }, (_, row) => h("div", { role: "row" }, Array.from({ length: nOut }, (_, column) => cell(row, column)))));
      placeGrid();
    }

    function placeGrid() {
      if (!L || !nIn) return;
      Object.assign(grid.style, { left: `${L.x(0) - L.dx / 2}px`, top: `${L.y(0) - L.dy / 2}px`, width: `${L.dx * nOut}px`, height: `${L.dy * nIn}px` });
    }

    const cellOf = (event) => event.target.closest?.("[role=gridcell]");
    grid.addEventListener("pointerover", (event) => choose(cellOf(event)));
    grid.addEventListener("pointerleave", () => choose(null));
    grid.addEventListener("focusout", () => choose(null));
    grid.addEventListener("focusin", (event) => {
      const cell = cellOf(event);
      grid.querySelector("[tabindex='0']")?.setAttribute("tabindex", -1);
      cell.setAttribute("tabindex", 0);
      cell.setAttribute("aria-label", trace ? readout(Number(cell.dataset.row), Number(cell.dataset.column)) : "");
      choose(cell);
    });
    grid.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key], from = cellOf(event);
      if (!by || !from) return;
      event.preventDefault();
      event.stopPropagation();
      const row = clampTo(Number(from.dataset.row) + by[0], 0, nIn - 1), column = clampTo(Number(from.dataset.column) + by[1], 0, nOut - 1);
      grid.children[row].children[column].focus();
    });

    return {
      setTrace(next) {
        trace = next;
        if (!trace.n) return;
        const [, outs, ins] = trace.field("g_us").shape;
        sums = runningTotals(trace.field("hits").data, trace.n, outs * ins);
        if (ins === nIn && outs === nOut) return;
        [nIn, nOut, L] = [ins, outs, null];
        makeGrid();
      },
      resize() {
        const ratio = globalThis.devicePixelRatio || 1;
        [width, height, L] = [el.clientWidth, el.clientHeight, null];
        [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      },
      draw(pos, clock) {
        if (!trace?.n || !width) return;
        const ratio = globalThis.devicePixelRatio || 1, c = env.colours(), px = env.lecture() ? 18 : 12;
        at = Math.min(pos, trace.n - 1);
        if (!L || L.px !== px) {
          L = crossbarLayout(width, height, nIn, nOut, px);
          placeGrid();
        }
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        ctx.clearRect(0, 0, width, height);
        const s = now(at), tail = clampTo(0.25 * (clock?.rate ?? 0), 0.35, 5);
        lines(true, s, c);
        lines(false, s, c);
        drivers(true, s, c);
        drivers(false, s, c);
        cells(s, c, tail);
        words(c);
        if (chosen) {
          mark(c);
          showTip();
        }
      },
      describe(pos) {
        if (!trace?.n) return "A crossbar before its first slot.";
        const s = now(Math.min(pos, trace.n - 1)), mean = total(s.g) / s.g.length;
        const list = (name) => Array.from(bitsOf(name, s.slot)).flatMap((bit, i) => (bit ? [i + 1] : [])).join(", ") || "none";
        return `Crossbar of ${nIn} rows and ${nOut} columns after ${s.slot} slots: pulses on rows ${list("x_bits")} and columns ${list("d_bits")}; ${total(s.hits)} cells change; mean conductance ${Math.round(mean)} microsiemens.`;
      },
      sub(pos) {
        if (!trace?.n) return null;
        const s = now(Math.min(pos, trace.n - 1));
        return `${nIn} × ${nOut} cells · rows carry x, columns δ · slot ${s.slot} of ${trace.n - 1}`;
      },
      formula(pos) {
        if (!trace?.n) return null;
        const s = now(Math.min(pos, trace.n - 1)), rows = total(bitsOf("x_bits", s.slot)), columns = total(bitsOf("d_bits", s.slot)), size = nIn * nOut;
        const made = total(s.hits), sofar = total(sums.subarray(s.slot * size, (s.slot + 1) * size)), way = trace.has("sign") ? trace.field("sign").row(s.slot)[0] : 0;
        return [
          { t: "this slot: " }, { t: `${rows} row${rows === 1 ? "" : "s"}`, k: "in" }, { t: " × " }, { t: `${columns} column${columns === 1 ? "" : "s"}`, k: "err" },
          { t: " = " }, { t: String(made), k: "spark" }, { t: ` step${made === 1 ? "" : "s"}${!made || !way ? "" : way > 0 ? " up ▲" : " down ▼"} · so far ${sofar.toLocaleString("en")}` }, { t: "counted", k: "badge" },
        ];
      },
      destroy() {
        el.replaceChildren();
      },
    };
  },
};
