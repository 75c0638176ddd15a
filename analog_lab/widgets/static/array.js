// One read of an array: voltages on the driven lines, a current in every cell, sums at the ends of the other lines.
import { contextOf, h, latest, setText } from "./dom.js";
import { clampTo, formatNumber } from "./numbers.js";
import { arrayAt, arrayLayout, arrayStep, dragged, readShares, wireCurrents } from "./arraylayout.js";
import { VALUE_ROOM, makeLayer, paintArrows, paintCell, paintFlow, paintJoins, paintLoss, paintPort, paintRings, paintScales, paintTitles, paintValue, paintVolts, paintWires, shortNumber } from "./arraypaint.js";
import { arrayFormula, arraySpoken } from "./arraywords.js";
import { openNumber } from "./arrayedit.js";
import { arrayParts } from "./regions.js";

const FAINT = 0.32; // of the ribbon under the dashes
const FLOW = 90; // pixels that dashes move in one step of the player
const PENDING_MS = 1500; // a value that Python has not taken by then is drawn no longer

// What the scene needs of a trace: the read at its end, and the scales.
function readOf(trace) {
  const last = (name) => trace.field(name).row(trace.n - 1), [, columns, rows] = trace.field("g_us").shape, c = trace.const;
  const cells = last("i_cell_ua");
  return {
    rows, columns, cells, g: last("g_us"), v: last("v"), vRow: last("v_row"), vColumn: last("v_column"), line: last("line_ua"), loss: last("loss"),
    sum: last("sum_ua"), out: last("out_ua"), code: last("code"), wires: wireCurrents(cells, rows, columns),
    backward: c.backward, pairs: c.pairs, ohm: c.r_wire_ohm, noise: c.noise, cellUa: c.cell_ua, fullUa: c.full_ua, lsb: c.lsb_ua, bits: c.adc_bits, gTop: c.g_max_us, vTop: c.v_read_v,
  };
}

export const arrayScene = {
  mount(el, env) {
    const canvas = h("canvas", { role: "img" }), tip = h("div", { class: "al-tip", hidden: true }), say = env.text;
    const nodes = [0, 1].map((k) => h("div", { role: "gridcell", class: "al-array-focus", tabindex: k ? -1 : 0 }));
    const grid = h("div", { class: "al-array-grid", role: "grid", "aria-label": say("array.grid"), "aria-description": say("array.keys") }, nodes.map((node) => h("div", { role: "row" }, node)));
    const ctx = contextOf(canvas, env), layers = Object.fromEntries(["base", "volts", "rowForth", "rowBack", "columnForth", "columnBack", "rings", "cells", "under", "over"].map((name) => [name, makeLayer(env)]));
    let trace = null, s = null, L = null, at = 0, width = 0, height = 0, painted = "", under = "", over = "", serial = 0, look = null;
    let hover = null, focus = null, active = 0, pending = null, drag = null, editor = null, forget = 0;
    el.append(canvas, grid, tip);

    const ratio = () => globalThis.devicePixelRatio || 1;
    const chosen = () => drag?.at ?? hover ?? focus;
    const isCell = (p) => p.column >= 0 && p.row < s.rows;
    const drives = (p) => (s.backward ? p.row === s.rows : p.column < 0);
    const lineOf = (p) => (p.column < 0 ? p.row : Math.floor(p.column / L.per)); // the port's own number
    const same = (a, b) => a && b && a.row === b.row && a.column === b.column;
    const valueAt = (p) => (same(pending?.at, p) ? pending.value : isCell(p) ? s.g[p.column * s.rows + p.row] : drives(p) ? s.v[lineOf(p)] : null);
    const limits = (p) => (isCell(p) ? { unit: "µS", low: 0, high: s.gTop } : { unit: "V", low: -s.vTop, high: s.vTop });

    // Python is told of a new value, the latest at most every 30 ms; until it answers the value is drawn here.
    const tell = latest((p, value) => env.send(isCell(p) ? { kind: "cell", row: p.row, col: p.column, value } : { kind: "input", row: lineOf(p), value }));
    function change(p, value) {
      if (value === valueAt(p)) return;
      pending = { at: p, value };
      clearTimeout(forget);
      forget = setTimeout(() => ((pending = null), env.redraw()), PENDING_MS);
      tell(p, value);
      relabel();
      env.redraw();
    }
    const nudge = (p, by) => {
      const { low, high } = limits(p), step = (high - low) / 50;
      change(p, clampTo(Number(((Math.round(valueAt(p) / step) + by) * step).toPrecision(6)), low, high));
    };

    const signed = (driven) => (s.pairs && !driven) || s.v.some((v) => v < 0);

    // What the lines of numbers are called.
    function titles() {
      const rangeText = (driven) => `${signed(driven) ? "±" : "0 … "}${shortNumber(driven ? s.vTop : s.fullUa)}`;
      return {
        left: say(s.backward ? "array.left_sums" : "array.inputs") + (L.leftRoom ? "" : `, ${rangeText(!s.backward)} ${s.backward ? "µA" : "V"}`), top: say(s.backward ? "array.errors" : "array.outputs"), foot: say(s.backward ? "array.foot_volts" : "array.foot_sums"),
        foot2: !L.footRoom ? rangeText(s.backward) : s.bits && !s.backward ? say("array.foot_codes") : "",
        loss: say(L.lossRoom ? "array.foot_loss" : "array.foot_loss_bars"), lossShort: say("array.foot_loss"),
      };
    }

    // Layers that rest are painted when the read, the size or the look is another.
    function paint() {
      const key = `${serial} ${width} ${height} ${ratio()} ${env.lecture()} ${env.reduced()}`;
      if (painted === key && look === env.colours()) return;
      [painted, look] = [key, env.colours()];
      L = arrayLayout(width, height, s.rows, s.columns, { px: env.lecture() ? 18 : 12, pairs: s.pairs, wires: s.ohm > 0, backward: s.backward });
      const colour = s.backward ? look.err : look.in, on = (name, draw) => layers[name].paint(L, ratio(), draw);
      on("base", (c) => (paintWires(c, L, look), paintJoins(c, L, look)));
      on("volts", (c) => s.ohm > 0 && paintVolts(c, L, s, s.vTop));
      for (const [name, rows, way] of [["rowForth", true, 1], ["rowBack", true, -1], ["columnForth", false, 1], ["columnBack", false, -1]]) on(name, (c) => paintFlow(c, L, s, rows, way, colour));
      on("rings", (c) => paintRings(c, L, s, look.spark));
      on("cells", (c) => {
        for (let k = 0; k < s.g.length; k++) paintCell(c, L, look, Math.floor(k / s.rows), k % s.rows, s.g[k], s.gTop);
      });
      [under, over] = ["", ""];
      placeFocus();
    }

    const blit = (layer) => ctx.drawImage(layer.canvas, 0, 0, width, height);
    function clipped(x, y, w, hgt, run) {
      ctx.save();
      ctx.beginPath();
      ctx.rect(x, y, w, hgt);
      ctx.clip();
      run();
      ctx.restore();
    }

    // The part of the picture that a share of a step has reached, from where its lines begin.
    function reached(horizontal, share, run) {
      if (share <= 0) return;
      const wide = L.bar(0).x - 8, tall = L.footTop;
      if (horizontal) s.backward ? clipped(wide * (1 - share), 0, wide * share + 1, height, run) : clipped(0, 0, L.left + (wide - L.left) * share, height, run);
      else s.backward ? clipped(0, tall * (1 - share), width, tall * share + 1, run) : clipped(0, 0, width, L.top + (tall - L.top) * share, run);
    }

    // Currents: a faint ribbon as wide as the current, and pieces of the same ribbon in full colour that move along it.
    function flow(layer, horizontal, way, share) {
      if (!layer.filled || share <= 0) return;
      const period = Math.round(clampTo(L.pitch * 0.9, 9, 22)), dash = period * 0.58, shift = way * ((at * FLOW) % period), scale = ratio();
      const [from, to] = horizontal ? [L.left, L.x(L.columns - 1)] : [L.y(0), L.y1];
      reached(horizontal, share, () => {
        ctx.globalAlpha = FAINT;
        if (share < 1) blit(layer);
        ctx.globalAlpha = 1;
        for (let a = from + shift - period; a < to; a += period) {
          const p = Math.max(Math.round(a * scale), 0), n = Math.round((a + dash) * scale) - p; // whole pixels: no blur, and no work for it
          if (n <= 0) continue;
          if (horizontal) ctx.drawImage(layer.canvas, p, 0, n, layer.canvas.height, p / scale, 0, n / scale, height);
          else ctx.drawImage(layer.canvas, 0, p, layer.canvas.width, n, 0, p / scale, width, n / scale);
        }
      });
    }

    // Driven lines take their voltage from the driver to the far end.
    function heads(c, share) {
      if (share <= 0 || s.ohm > 0) return;
      const n = s.backward ? s.columns : s.rows, head = [], end = L.x(s.columns - 1);
      c.strokeStyle = c.fillStyle = s.backward ? look.err : look.in;
      c.lineWidth = 1;
      c.globalAlpha = share < 1 ? 1 : 0.6;
      c.beginPath();
      for (let i = 0; i < n; i++) {
        if (!s.v[s.backward ? Math.floor(i / L.per) : i]) continue;
        const to = s.backward ? [L.x(i), L.y1 + (L.y(0) - L.y1) * share] : [L.left + (end - L.left) * share, L.y(i)];
        c.moveTo(...(s.backward ? [L.x(i), L.y1] : [L.left, L.y(i)]));
        c.lineTo(...to);
        head.push(to);
      }
      c.stroke();
      c.globalAlpha = 1;
      if (share >= 1) return;
      const r = clampTo(L.pitch * 0.12, 1.5, 5);
      c.beginPath();
      for (const [x, y] of head) c.moveTo(x + r, y), c.arc(x, y, r, 0, 7);
      c.fill();
    }

    // Two pictures that change only from step to step: what lies under the moving dashes, and what lies over them.
    function settle(share, rows, columns) {
      const low = `${share.volts >= 1} ${rows >= 1} ${columns >= 1}`, high = `${share.volts >= 1} ${share.cells >= 1} ${share.sums} ${share.codes}`, colour = s.backward ? look.err : look.in;
      if (low !== under) {
        under = low;
        layers.under.paint(L, ratio(), (c) => {
          const put = (layer, alpha) => ((c.globalAlpha = alpha), layer.filled && c.drawImage(layer.canvas, 0, 0, width, height), (c.globalAlpha = 1));
          put(layers.base, 1);
          if (share.volts >= 1) put(layers.volts, L.pitch < 14 ? 1 : 0.5), heads(c, 1); // thin wires have room for their voltage alone
          if (rows >= 1) put(layers.rowForth, FAINT), put(layers.rowBack, FAINT), paintArrows(c, L, s, true, colour);
          if (columns >= 1) put(layers.columnForth, FAINT), put(layers.columnBack, FAINT), paintArrows(c, L, s, false, colour);
        });
      }
      const live = share.sums > 0 && share.codes < 1; // sums count up: their ports are drawn with the dashes
      if ((live ? `${share.volts >= 1} live` : high) === over) return live;
      over = live ? `${share.volts >= 1} live` : high;
      layers.over.paint(L, ratio(), (c) => {
        const put = (layer) => layer.filled && c.drawImage(layer.canvas, 0, 0, width, height);
        if (share.cells >= 1) put(layers.rings);
        put(layers.cells);
        if (L.cell >= L.px * VALUE_ROOM) for (let k = 0; k < s.g.length; k++) valueIn(c, Math.floor(k / s.rows), k % s.rows, s.g[k], share.cells >= 1 ? s.cells[k] : null);
        if (share.volts >= 1) for (let i = 0; i < s.v.length; i++) drivePort(c, i, s.v[i], 1);
        if (!live) sumPorts(c, share);
        const words = titles();
        paintScales(c, L, env, look, s);
        paintTitles(c, L, env, look, s, words);
      });
      return live;
    }
    const valueIn = (c, column, row, g, ua) => paintValue(c, L, env, column, row, g, ua, s.gTop, "µA");

    function drivePort(c, i, v, share) {
      const both = s.backward && s.pairs, texts = { main: both ? `${v < 0 ? "∓" : "±"}${shortNumber(Math.abs(v))} V` : `${shortNumber(v)} V`, short: shortNumber(v), name: String(i + 1) };
      paintPort(c, L, env, look, { box: s.backward ? L.footBox(i) : L.leftBox(i), across: !s.backward, share: v / s.vTop, lit: 0.35 + 0.65 * share, colour: s.backward ? look.err : look.in, texts, index: i, signed: signed(true) });
    }

    function sumPorts(c, share) {
      for (let i = 0; i < s.sum.length; i++) {
        const ua = share.codes >= 1 && s.bits ? s.out[i] : s.sum[i], code = String(s.code[i]).replace("-", "−");
        const texts = { main: `${shortNumber(s.sum[i])} µA`, short: shortNumber(s.sum[i]), more: s.bits ? say("array.code", { code }) : null, moreShort: code, waits: true, moreLit: share.codes, name: String(i + 1) };
        paintPort(c, L, env, look, { box: s.backward ? L.leftBox(i) : L.footBox(i), across: s.backward, share: ua / s.fullUa, lit: share.sums, colour: look.ink, texts, index: i, signed: signed(false) });
      }
      if (s.ohm > 0 && share.sums > 0) paintLoss(c, L, env, look, s, share.sums);
    }

    function mark(p) {
      ctx.strokeStyle = look.ink;
      ctx.lineWidth = env.lecture() ? 3 : 2;
      ctx.beginPath();
      const b = boxOf(p), grow = isCell(p) ? clampTo(L.cell * 0.12, 2, 5) : 2;
      ctx.roundRect(b.x - grow, b.y - grow, b.w + 2 * grow, b.h + 2 * grow, Math.min(8, b.w * 0.3));
      ctx.stroke();
    }

    const boxOf = (p) => {
      if (p.column < 0) return L.leftBox(p.row);
      if (p.row === s.rows) return L.footBox(lineOf(p));
      return { x: L.x(p.column) - L.cell / 2, y: L.y(p.row) - L.cell / 2, w: L.cell, h: L.cell };
    };

    function showTip(p) {
      const text = isCell(p) ? `${shortNumber(valueAt(p))} µS · ${shortNumber(s.cells[p.column * s.rows + p.row])} µA` : drives(p) ? `${shortNumber(valueAt(p))} V` : `${shortNumber(s.sum[lineOf(p)])} µA`;
      const plain = isCell(p) && L.cell > L.px * 4.4;
      tip.hidden = Boolean(plain || editor);
      if (tip.hidden) return;
      setText(tip, text);
      const b = boxOf(p), above = b.y - tip.offsetHeight - 6;
      tip.style.left = `${clampTo(b.x + b.w / 2 - tip.offsetWidth / 2, 2, Math.max(2, width - tip.offsetWidth - 2))}px`;
      tip.style.top = `${above < 0 ? b.y + b.h + 6 : above}px`;
    }

    // One tab stop: two cells of the grid take turns, so that a screen reader hears each place anew.
    function placeFocus() {
      if (!L) return;
      const b = boxOf(clampPlace(focus ?? { row: 0, column: 0 }));
      Object.assign(nodes[active].style, { left: `${b.x}px`, top: `${b.y}px`, width: `${b.w}px`, height: `${b.h}px` });
      nodes[1 - active].style.width = "0px";
    }
    const clampPlace = (p) => ({ row: Math.min(p.row, s.rows), column: Math.min(p.column, s.columns - 1) });
    function relabel() {
      const p = clampPlace(focus ?? { row: 0, column: 0 }), node = nodes[active];
      node.setAttribute("aria-label", arraySpoken(s, p, valueAt(p), say));
      node.setAttribute("aria-colindex", p.column + 2);
      node.parentElement.setAttribute("aria-rowindex", p.row + 1);
    }
    function goTo(p) {
      focus = p;
      nodes[active].tabIndex = -1;
      active = 1 - active;
      nodes[active].tabIndex = 0;
      placeFocus();
      relabel();
      nodes[active].focus({ preventScroll: true });
      env.redraw();
    }

    function edit(p) {
      if (!isCell(p) && !drives(p)) return;
      const { unit, low, high } = limits(p), b = boxOf(p);
      editor?.close();
      tip.hidden = true;
      editor = openNumber(el, {
        say, unit, low, high, value: valueAt(p), near: b, width, height,
        label: isCell(p) ? say("array.edit_cell", { row: p.row + 1, column: Math.floor(p.column / L.per) + 1, part: s.pairs ? say(p.column % 2 ? "array.minus_cell" : "array.plus_cell") : "" }) : say("array.edit_line", { line: lineOf(p) + 1 }),
        send: (value) => change(p, value),
        closed: () => ((editor = null), goTo(p)),
      });
    }

    const placeOf = (event) => {
      const box = el.getBoundingClientRect(), p = s && L ? arrayAt(L, event.clientX - box.left, event.clientY - box.top) : null;
      return p;
    };
    const hears = {
      pointermove(event) {
        if (drag) {
          const by = event.clientY - drag.y;
          if (Math.abs(by) < 3 && !drag.moved) return;
          drag.moved = true;
          const { low, high } = limits(drag.at);
          return change(drag.at, dragged(drag.start, by, low, high, event.shiftKey));
        }
        if (event.pointerType === "touch") return;
        const p = placeOf(event);
        if (same(p, hover) || (!p && !hover)) return;
        hover = p;
        grid.style.cursor = p && (isCell(p) || drives(p)) ? "ns-resize" : "default";
        tip.hidden = true;
        env.redraw();
      },
      pointerdown(event) {
        const p = placeOf(event);
        if (!p || editor || event.button) return;
        event.stopPropagation();
        const touched = event.pointerType === "touch" && event.target !== nodes[active]; // a finger first chooses, then drags
        if (!same(p, focus) || document.activeElement !== nodes[active]) goTo(p);
        if (touched || (!isCell(p) && !drives(p))) return;
        drag = { at: p, y: event.clientY, start: valueAt(p), moved: false };
        grid.setPointerCapture(event.pointerId);
      },
      pointerup: () => ((drag = null), env.redraw()),
      pointercancel: () => ((drag = null), env.redraw()),
      pointerleave() {
        if (drag) return;
        hover = null;
        tip.hidden = true;
        env.redraw();
      },
      mousedown: (event) => placeOf(event) && event.preventDefault(), // the page would take the focus
      dblclick: (event) => placeOf(event) && edit(placeOf(event)),
      focusin() {
        focus ??= { row: 0, column: 0 };
        relabel();
        env.redraw();
      },
      focusout(event) {
        if (grid.contains(event.relatedTarget) || editor) return;
        tip.hidden = true;
        env.redraw();
      },
      keydown(event) {
        if (!focus || !s || !L || event.ctrlKey || event.metaKey || event.altKey) return;
        const arrow = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key], sets = isCell(focus) || drives(focus);
        const by = { PageUp: 5, PageDown: -5 }[event.key] ?? (event.shiftKey && arrow ? -arrow[0] || arrow[1] : 0);
        if (by && sets) nudge(focus, by);
        else if (event.key === "Enter" && sets) edit(focus);
        else if (arrow) goTo(arrayStep(L, focus, ...arrow));
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    };
    for (const [name, run] of Object.entries(hears)) grid.addEventListener(name, run);
    const shown = () => chosen() && (hover || drag || grid.contains(document.activeElement) || editor) ? chosen() : null;

    return {
      keys: ["move", "change", "type"].map((name) => ({ key: "", label: say(`array.key_${name}`), does: say(`array.does_${name}`) })), // told in the help; heard above
      parts: (name) => (L && s ? arrayParts(L, s.backward)[name] ?? [] : []),
      setTrace(next) {
        trace = next;
        if (!trace.n) return;
        s = readOf(trace);
        serial += 1;
        grid.setAttribute("aria-rowcount", s.rows + 1);
        grid.setAttribute("aria-colcount", s.columns + 1);
        if (focus) focus = clampPlace(focus);
        if (hover) hover = hover.row > s.rows || hover.column >= s.columns ? null : hover;
        if (pending && (pending.at.row > s.rows || pending.at.column >= s.columns)) pending = null;
        if (pending && !drag) {
          const p = pending.at, now = isCell(p) ? s.g[p.column * s.rows + p.row] : s.v[p.column < 0 ? p.row : Math.floor(p.column / (s.pairs ? 2 : 1))];
          if (Math.abs(now - pending.value) < 1e-5 * (1 + Math.abs(now))) pending = null;
        }
        if (L) relabel();
      },
      resize() {
        [width, height, painted] = [el.clientWidth, el.clientHeight, ""];
        [canvas.width, canvas.height] = [Math.round(width * ratio()), Math.round(height * ratio())];
      },
      draw(pos) {
        if (!s || !width) return;
        at = Math.min(pos, trace.n - 1);
        const first = !L, share = readShares(at), [drive, gather] = [share.cells, share.sums], scale = ratio(), p = (paint(), shown());
        if (first) relabel();
        ctx.setTransform(scale, 0, 0, scale, 0, 0);
        ctx.clearRect(0, 0, width, height);
        const rows = s.backward ? gather : drive, columns = s.backward ? drive : gather, live = settle(share, rows, columns), late = pending?.at;
        blit(layers.under);
        if (share.volts < 1 && layers.volts.filled) reached(!s.backward, share.volts, () => blit(layers.volts));
        if (share.volts < 1) heads(ctx, share.volts);
        flow(layers.rowForth, true, 1, rows);
        flow(layers.rowBack, true, -1, rows);
        flow(layers.columnForth, false, 1, columns);
        flow(layers.columnBack, false, -1, columns);
        if (share.cells > 0 && share.cells < 1 && layers.rings.filled) {
          ctx.globalAlpha = share.cells;
          blit(layers.rings);
          ctx.globalAlpha = 1;
        }
        blit(layers.over);
        if (live) sumPorts(ctx, share);
        if (share.volts < 1) for (let i = 0; i < s.v.length; i++) drivePort(ctx, i, s.v[i], share.volts);
        if (late && isCell(late)) paintCell(ctx, L, look, late.column, late.row, pending.value, s.gTop), valueIn(ctx, late.column, late.row, pending.value, null);
        else if (late) drivePort(ctx, lineOf(late), pending.value, share.volts);
        if (p) {
          mark(p);
          showTip(p);
        } else tip.hidden = true;
      },
      describe(pos) {
        if (!s) return say("array.empty");
        const p = shown(), { stage } = readShares(Math.min(pos, trace.n - 1)), sums = Array.from(s.sum.subarray(0, 4), (ua) => formatNumber(ua, ".3g")).join(", ");
        const all = say(s.backward ? "array.describe_back" : "array.describe", { rows: s.rows, columns: s.columns, stage: say(`array.stage${stage}`) });
        const told = stage >= 3 ? ` ${say("array.describe_sums", { sums, more: s.sum.length > 4 ? "…" : "" })}` : "";
        return `${p ? `${arraySpoken(s, p, valueAt(p), say)}. ` : ""}${all}${told}`;
      },
      sub() {
        if (!s) return null;
        return say(s.pairs ? "array.sub_pairs" : "array.sub", { rows: s.rows, columns: s.columns, pairs: (s.rows * s.columns) / 2, way: say(s.backward ? "array.backward" : "array.forward") });
      },
      label(pos) {
        if (!s) return null;
        const { stage } = readShares(Math.min(pos, trace.n - 1));
        return `${stage}/4 ${say(`array.stage${stage}`)}`;
      },
      formula(pos) {
        if (!s || !L) return null;
        const { stage } = readShares(Math.min(pos, trace.n - 1)), p = shown();
        return arrayFormula(s, p, p ? valueAt(p) : null, stage, say);
      },
      destroy() {
        clearTimeout(forget);
        editor?.close();
        el.replaceChildren();
      },
    };
  },
};
