// Training on crossbars: forward, backward by the same wires, and the update by pulses that coincide.
import { h, setText } from "./dom.js";
import { rgbOf } from "./colour.js";
import { flatScene } from "./flat.js";
import { slotAt } from "./crossbar.js";
import { signedColour } from "./maps.js";
import { clampTo } from "./numbers.js";
import { lowIndex, networkBus, networkLayout, networkNow, networkParts, networkSpots, networkSums, nextSpot, signText, slopeOf, spotWords } from "./networklayout.js";

const ACTS = { forward: 0, activation: 0, error: 1, backward: 1, derivative: 1, update: 2, done: 2 };
const ACT_NAMES = ["Forward", "Backward", "Update"];
const rise = (phase, from, to) => clampTo((phase - from) / (to - from), 0, 1);
const glide = (t) => t * t * (3 - 2 * t);

export const networkScene = {
  mount(el, env) {
    const spotsEl = h("div", { class: "al-spots", role: "group", "aria-label": env.say("cells, neurons and memory slots") }), tip = h("div", { class: "al-tip", hidden: true });
    let parts = null, L = null, spots = [], hung = "", picked = -1, at = 0, current = null, totals = null, known = null;
    el.classList.add("al-network");

    const hue = (c) => [c.in, c.err, c.spark];
    const cellColour = (pen, w) => `rgb(${signedColour(w, pen.top, pen.zero, pen.plus, pen.minus)})`;
    const wide = (v) => 1.5 + 6 * clampTo(Math.abs(v) / 1.2, 0, 1) * (env.lecture() ? 1.3 : 1);

    // A number in its box; the bar below shows its size, from the middle.
    function chip(pen, x, y, { w, h: tall }, value, colour, { lit = 1, name = "", dashed = false } = {}) {
      const { c, ctx, px } = pen;
      ctx.globalAlpha = value === null ? 0.55 : 1;
      if (dashed) ctx.setLineDash([3, 2.5]);
      pen.box(x - w / 2, y - tall / 2, w, tall, value === null ? null : c.card, value === null ? c.line : colour, 4, 1.4);
      ctx.setLineDash([]);
      if (value !== null) {
        ctx.globalAlpha = lit;
        const long = (w / 2 - 2) * clampTo(Math.abs(value), 0, 1);
        pen.box(x - (value < 0 ? long : 0), y + tall / 2 - 4, long, 3, colour, null, 1);
        pen.text([`${name}${signText(value)}`, signText(value), signText(value, 1), signText(value, 1).replace("0.", ".")], x, y + px * 0.24, { colour: c.ink, align: "center", weight: 600, room: w - 2 });
      }
      ctx.globalAlpha = 1;
    }

    // A line that carries a signal: whole where it is driven, dashes that move where currents add up.
    function flow(pen, points, colour, width, phase, moving) {
      const { ctx } = pen;
      ctx.lineDashOffset = moving && !env.reduced() ? -phase * 44 : 0;
      pen.line(points, colour, width, moving ? [9, 5] : []);
      ctx.lineDashOffset = 0;
    }

    // A line that fills from one end to the other: `share` of the way from a to b.
    const way = ([ax, ay], [bx, by], share) => [[ax, ay], [ax + (bx - ax) * share, ay + (by - ay) * share]];

    // What is edge and not array: a shade under everything that is a number there.
    function ground(pen, t) {
      const { c, px } = pen, tall = t.foot(2) + px * 0.95 - t.end - px * 0.1;
      pen.box(t.left, t.top - px * 0.1, t.strip - px * 0.3, t.end - t.top + tall + px * 0.2, c.shade, null, px * 0.7);
      pen.box(t.left, t.end + px * 0.1, t.right - t.left, tall, c.shade, null, px * 0.7);
    }

    function wires(pen, t, s, phase) {
      const { c } = pen, forth = s.phase === "forward" && (s.layer === t.n || s.layer < 0), back = s.phase === "backward" && (s.layer === t.n || (s.layer < 0 && t.n)), pulse = s.phase === "update";
      const drive = glide(rise(phase, 0, 0.4)), sum = glide(rise(phase, 0.3, 0.85)), foot = t.foot(0) - L.px * 0.8;
      for (let i = 0; i < t.nIn; i++) {
        const a = [t.x0 - 1, t.y(i)], b = [t.right, t.y(i)];
        pen.line([a, b], c.wire, 1);
        if (forth) flow(pen, way(a, b, drive), c.in, wide(s.a(t.n, i)), phase, false);
        if (pulse && s.xHits(t, i)) flow(pen, way(a, b, drive), c.in, 3, phase, false);
        if (!back) continue;
        const sums = networkSums(Array.from({ length: t.nOut }, (_, k) => s.w(t, i, t.nOut - 1 - k)), Array.from({ length: t.nOut }, (_, k) => s.d(t.n + 1, t.nOut - 1 - k)));
        sums.forEach((v, k) => k / t.nOut < sum && flow(pen, [[t.x(t.nOut - 1 - k), t.y(i)], [k + 1 < t.nOut ? t.x(t.nOut - 2 - k) : t.x0 - 1, t.y(i)]], c.err, wide(v), phase, true));
      }
      for (let j = 0; j < t.nOut; j++) {
        const a = [t.x(j), foot], b = [t.x(j), t.top + 2];
        pen.line([a, b], c.wire, 1);
        if (back) flow(pen, way(a, b, drive), c.err, wide(s.d(t.n + 1, j)), phase, false);
        if (pulse && s.dHits(t, j)) flow(pen, way(a, b, drive), c.err, 3, phase, false);
        if (!forth) continue;
        const sums = networkSums(Array.from({ length: t.nIn }, (_, k) => s.w(t, k, j)), Array.from({ length: t.nIn }, (_, k) => s.a(t.n, k)));
        sums.forEach((v, k) => k / t.nIn < sum && flow(pen, [[t.x(j), t.y(k)], [t.x(j), k + 1 < t.nIn ? t.y(k + 1) : foot]], c.in, wide(v), phase, true));
      }
    }

    function cells(pen, t, s, before, phase) {
      const { c, px, ctx } = pen, size = L.cell, half = size / 2, moved = s.phase === "update" ? glide(rise(phase, 0.5, 0.9)) : 1;
      for (let i = 0; i < t.nIn; i++)
        for (let j = 0; j < t.nOut; j++) {
          const x = t.x(j), y = t.y(i), w0 = before.w(t, i, j), w = w0 + (s.w(t, i, j) - w0) * moved, hit = s.phase === "update" && s.hits(t, i, j) && phase > 0.45;
          if (hit) {
            ctx.globalAlpha = 0.3;
            pen.dot(x, y, half + px * 0.75, c.spark);
            ctx.globalAlpha = 1;
            ctx.beginPath();
            ctx.arc(x, y, half + px * 0.42 + px * 0.5 * (1 - rise(phase, 0.45, 0.7)), 0, 7);
            ctx.strokeStyle = c.spark;
            ctx.lineWidth = 2.5;
            ctx.stroke();
          }
          pen.box(x - half - 1.5, y - half - 1.5, size + 3, size + 3, c.card, null, size * 0.26);
          pen.box(x - half, y - half, size, size, cellColour(pen, w), c.wire, size * 0.22, 1);
          if (hit) arrow(pen, x, y, Math.max(4, size * 0.2), s.w(t, i, j) >= w0);
          else if (size > px * 2.6) pen.text(signText(w), x, y + px * 0.36, { colour: pen.dark || Math.abs(w) > 0.55 * pen.top ? "#fff" : "#1d2530", align: "center", room: size - 2, weight: 600 });
        }
    }

    // Which way a cell is pulsed, in shape and not only in colour.
    function arrow(pen, x, y, r, up) {
      const { ctx } = pen, way = up ? -1 : 1;
      ctx.beginPath();
      ctx.moveTo(x, y + way * r);
      ctx.lineTo(x + r, y - way * r * 0.7);
      ctx.lineTo(x - r, y - way * r * 0.7);
      ctx.closePath();
      ctx.fillStyle = pen.c.spark;
      ctx.fill();
      ctx.strokeStyle = "#1d2530";
      ctx.lineWidth = 1.2;
      ctx.stroke();
    }

    // Beside the rows: what drove them stays here; below it the sum of the backward read, and the stamp of f′.
    function memory(pen, t, s, phase) {
      const { c, px } = pen, x = t.left + t.strip / 2 - px * 0.15, here = s.a(t.n, 0) !== null, mine = s.layer === t.n || s.layer < 0;
      const late = (name, from) => (s.phase === name && mine ? rise(phase, from, from + 0.25) : 1), room = t.n ? L.deep : 1;
      for (let i = 0; i < t.nIn; i++) {
        const y = t.y(i), sum = s.s(t.n, i), slope = s.d(t.n, i) === null || !t.n ? null : slopeOf(pen.f, s.a(t.n, i)), back = t.n && sum !== null;
        const step = L.slot.h + 3, rows = back ? room : 1, top = y - ((rows - 1) * step) / 2;
        const one = s.phase === "derivative" ? "stamp" : s.phase === "backward" ? "sum" : "x", show = (kind) => rows > 1 || one === kind;
        if (!back || show("x")) chip(pen, x, top, L.slot, s.a(t.n, i), c.in, { name: "x " });
        if (!back) continue;
        if (show("sum") && (rows !== 2 || slope === null)) chip(pen, x, top + (rows > 1 ? step : 0), L.slot, sum, c.err, { lit: late("backward", 0.7), name: "Σ ", dashed: true });
        if (show("stamp") && slope !== null) stamp(pen, x, top + (rows - 1) * step, slope, late("derivative", 0.1));
      }
      const words = t.n === 0 && !s.z(1, 0) && s.phase === "start" ? ["inputs x"] : ["parked x", "parked"];
      pen.text(here ? words : ["memory"], x, t.top - px * 0.55, { colour: here ? c.in : c.soft, align: "center", weight: 600, room: t.strip });
    }

    // The derivative is a number of the edge, stamped on from outside.
    function stamp(pen, x, y, slope, lit) {
      const { c, ctx, px } = pen, { w, h: tall } = L.slot;
      ctx.save();
      ctx.translate(x, y);
      ctx.rotate(-0.02);
      const size = 1 + 0.5 * (1 - lit);
      ctx.scale(size, size);
      ctx.globalAlpha = lit;
      pen.box(-w / 2, -tall / 2, w, tall, c.ink, null, 3);
      pen.text([`× f′ ${slope.toFixed(2)}`, `×${slope.toFixed(2)}`, slope.toFixed(1)], 0, px * 0.36, { colour: c.card, align: "center", weight: 700, room: w - 2 });
      ctx.restore();
    }

    // Under the columns: the neuron and what it makes of the sum, or output and target; then the error.
    function feet(pen, t, s, phase) {
      const { c, px, ctx } = pen, last = t.n === parts.tiles.length - 1, mine = s.layer === t.n || s.layer < 0, size = L.chip;
      for (let j = 0; j < t.nOut; j++) {
        const x = t.x(j), z = s.z(t.n + 1, j), a = s.a(t.n + 1, j), d = s.d(t.n + 1, j), active = s.phase === "activation" && s.layer === t.n;
        if (last) {
          chip(pen, x, t.foot(0), size, z === null ? null : a, c.in, { lit: s.phase === "forward" && mine ? rise(phase, 0.75, 1) : 1 });
          pen.text([pen.targets[s.example][j].toFixed(1), String(Number(pen.targets[s.example][j].toFixed(1))).replace("0.", ".")], x, t.foot(1) + px * 0.36, { colour: c.soft, align: "center", weight: 600, room: Math.max(px * 1.3, size.w) });
        } else {
          ctx.globalAlpha = z === null ? 0.5 : 1;
          pen.box(x - px * 0.95, t.foot(0) - px * 0.95, px * 1.9, px * 1.9, active ? c.in : c.card, z === null ? c.wire : c.in, px, 1.6);
          pen.text("f", x, t.foot(0) + px * 0.36, { colour: active ? c.card : c.ink, align: "center", weight: 700 });
          ctx.globalAlpha = 1;
          chip(pen, x, t.foot(1), size, a, c.in, { lit: active ? rise(phase, 0.2, 0.5) : 1 });
        }
        if (d !== null) chip(pen, x, t.foot(2), size, d, c.err, { lit: s.phase === "error" ? rise(phase, 0.2, 0.7) : 1 });
      }
      const names = [[last ? "y" : "", c.in], [last ? "target" : "x′", last ? c.soft : c.in], [s.d(t.n + 1, 0) === null ? "" : "δ", c.err]];
      names.forEach(([word, colour], k) => pen.text([word, word[0] ?? ""], t.x(0) - size.w / 2 - px * 0.35, t.foot(k) + px * 0.36, { colour, align: "right", weight: 700, room: t.strip }));
    }

    // The link between two tiles carries numbers, not currents.
    function link(pen, n, s, phase) {
      const { c } = pen, forth = s.phase === "activation" && s.layer === n, back = s.phase === "derivative" && s.layer === n + 1;
      for (const [row, on, colour] of [[1, forth, c.in], [2, back, c.err]]) {
        if (row === 2 && s.d(n + 1, 0) === null) continue;
        const { line, stubs } = networkBus(L, n, row);
        for (const points of [line, ...(row === 1 || on ? stubs : [])]) pen.line(points, on ? colour : c.line, on ? 2.5 : 2);
        if (!on || env.reduced()) continue;
        const [[x0, y0], [x1], [, y2]] = line, run = Math.abs(x1 - x0), all = run + Math.abs(y2 - y0);
        for (const lag of [0, 0.14, 0.28]) {
          const u = rise(phase, 0.25 + lag, 0.85 + lag / 2), d = (row === 1 ? u : 1 - u) * all;
          pen.dot(d < run ? x0 + Math.sign(x1 - x0) * d : x1, d < run ? y0 : y0 + Math.sign(y2 - y0) * (d - run), 4, colour);
        }
      }
    }

    const doing = (t, s) => {
      const mine = s.layer === t.n || s.layer < 0;
      if (s.phase === "forward" && mine) return ["rows drive, columns sum", "rows drive"];
      if (s.phase === "backward" && mine && t.n) return ["columns drive, rows sum", "columns drive"];
      if (s.phase === "update") return ["pulses on rows and columns", "pulses"];
      return null;
    };

    function heads(pen, s) {
      const { c, px } = pen, act = ACTS[s.phase], gap = 4, w = Math.min(px * 7, (pen.width - px * 10) / 3);
      ACT_NAMES.forEach((word, k) => {
        const on = act === k && s.phase !== "done";
        pen.box(k * (w + gap), 1, w, px * 1.9, on ? hue(c)[k] : c.shade, null, px * 0.95);
        pen.text([word, word.slice(0, 4)], k * (w + gap) + w / 2, 1 + px * 1.32, { colour: on ? (k === 2 || pen.dark ? "#1d2530" : "#fff") : c.soft, align: "center", weight: 600, room: w - 6 });
      });
      const long = px * 4, x = pen.width - long - px * 1.7, y = px * 0.6;
      for (let k = 0; k < 32; k++) pen.box(x + (k * long) / 32, y, long / 32 + 0.6, px * 0.8, cellColour(pen, pen.top * ((2 * k) / 31 - 1)), null, 0);
      [["w", -2.3], ["−1", -0.3]].forEach(([word, shift]) => pen.text(word, x + shift * px, y + px * 0.8, { align: "right", weight: word === "w" ? 700 : 400 }));
      pen.text("+1", x + long + px * 0.25, y + px * 0.8);
      for (const t of L.tiles) {
        const said = doing(t, s), name = `tile ${t.n + 1}`;
        pen.text([...(said ?? []).map((words) => `${name}: ${words}`), ...(said ?? []), `${name} · ${t.nIn} × ${t.nOut}`, name], t.x0 + 3, t.top - px * 0.55, { colour: said ? (s.phase === "update" ? c.ink : hue(c)[act]) : c.ink, weight: said ? 700 : 600, room: Math.min(pen.width, t.right + L.bus * 1.2) - t.x0 - 3 });
      }
    }

    // A button over everything that can be pointed at: one tab stop, arrow keys inside.
    function hang() {
      const key = JSON.stringify([L.tiles.map((t) => [t.nIn, t.nOut, t.left, t.top]), L.dx, L.dy]);
      if (key === hung) return;
      hung = key;
      spots = networkSpots(L);
      picked = Math.min(picked, spots.length - 1);
      const name = (s) => `tile ${s.n + 1}, ${s.kind}${s.i < 0 ? "" : ` row ${s.i + 1}`}${s.j < 0 ? "" : ` column ${s.j + 1}`}`;
      spotsEl.replaceChildren(...spots.map((s, k) => h("button", { type: "button", class: "al-spot", tabindex: k ? -1 : 0, "data-k": k, "data-kind": s.kind, "aria-label": env.say(name(s)), style: `left:${s.x}px;top:${s.y}px;width:${s.w}px;height:${s.h}px` })));
    }

    const wordsOf = (k) => {
      const spot = spots[k], t = L.tiles[spot.n], so = spot.kind === "cell" && totals ? totals[parts.cells[spot.n] + spot.j * t.nIn + spot.i] : 0;
      return env.say(spotWords(spot, t, current, known.const, so));
    };
    function choose(k) {
      picked = k;
      tip.hidden = k < 0 || !current;
      env.redraw();
    }
    function showTip() {
      const s = spots[picked], room = spotsEl.clientWidth;
      setText(tip, wordsOf(picked));
      tip.hidden = false;
      const low = s.y - tip.offsetHeight - 4 < 0;
      tip.style.left = `${clampTo(s.x + s.w / 2 - tip.offsetWidth / 2, 2, Math.max(2, room - tip.offsetWidth - 2))}px`;
      tip.style.top = `${low ? s.y + s.h + 4 : s.y - tip.offsetHeight - 4}px`;
    }
    const spotOf = (event) => Number(event.target.closest?.(".al-spot")?.dataset.k ?? -1);
    spotsEl.addEventListener("pointerover", (event) => choose(spotOf(event)));
    spotsEl.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && choose(-1));
    spotsEl.addEventListener("focusout", () => choose(-1));
    spotsEl.addEventListener("focusin", (event) => {
      const k = spotOf(event);
      spotsEl.querySelector("[tabindex='0']")?.setAttribute("tabindex", -1);
      event.target.setAttribute("tabindex", 0);
      if (current) event.target.setAttribute("aria-label", wordsOf(k));
      choose(k);
    });
    spotsEl.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (event.key === "Escape") choose(-1);
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      spotsEl.children[nextSpot(spots, spotOf(event), by)].focus();
    });

    const frameOf = (trace, pos) => slotAt(Math.min(pos, trace.n - 1), trace.n);
    function read(trace, k) {
      if (known !== trace) [known, parts] = [trace, networkParts(trace.const.sizes)];
      return networkNow(trace, parts, k);
    }
    // Pulses that each cell has had in the present step.
    function counted(trace, k) {
      const field = trace.field("hits"), step = trace.field("step").row(k)[0], sums = Array.from(field.row(k));
      for (let q = k - 1; q >= 0 && trace.field("step").row(q)[0] === step; q--) field.row(q).forEach((v, n) => (sums[n] += v));
      return sums;
    }

    const naming = (s) => {
      const where = s.layer < 0 ? "all tiles" : `tile ${s.layer + 1}`;
      return { start: "the inputs wait", forward: `forward, ${where}`, activation: `f at the edge of ${where}`, error: "the error at the output", backward: `backward, ${where}`, derivative: `× f′ beside ${where}`, update: s.step ? "update, all tiles" : `update, slot ${s.slot}`, done: "done" }[s.phase];
    };

    // The formula of the phase, for the strongest line that has it.
    function formula(trace, pos) {
      const { slot } = frameOf(trace, pos), s = read(trace, slot), all = (m) => Array.from({ length: m }, (_, k) => k), n = s.layer < 0 ? (s.phase === "forward" ? 0 : parts.tiles.length - 1) : s.layer, t = parts.tiles[n], c = trace.const;
      const terms = (ws, vs, k) => ws.flatMap((w, q) => [{ t: `${q ? " + " : ""}` }, { t: `(${signText(w)})` }, { t: "·" }, { t: `(${signText(vs[q])})`, k }]);
      const badge = { t: "simulated", k: "badge" };
      if (s.phase === "start") return [{ t: "z" }, { t: "ⱼ = Σᵢ Wᵢⱼ " }, { t: "xᵢ", k: "in" }, { t: " · step on to read the first tile" }, badge];
      if (s.phase === "forward") return [{ t: `column 1: z₁ = Σᵢ Wᵢ₁ ` }, { t: "xᵢ", k: "in" }, { t: " = " }, ...terms(all(t.nIn).map((i) => s.w(t, i, 0)), all(t.nIn).map((i) => s.a(n, i)), "in"), { t: " = " }, { t: signText(s.z(n + 1, 0)), k: "spark" }, badge];
      if (s.phase === "activation") return [{ t: "x₁ of tile " + (n + 2) + " = f(z₁) = " + c.f + "(" }, { t: signText(s.z(n + 1, 0)) }, { t: ") = " }, { t: signText(s.a(n + 1, 0)), k: "in" }, { t: " · kept until the update" }, badge];
      if (s.phase === "error") return [{ t: "δ₁ = y₁ − t₁ = " }, { t: signText(s.a(n + 1, 0)), k: "in" }, { t: ` − ${c.targets[s.example][0].toFixed(1)} = ` }, { t: signText(s.d(n + 1, 0)), k: "err" }, badge];
      if (s.phase === "backward") return [{ t: "row 1: Σⱼ W₁ⱼ " }, { t: "δⱼ", k: "err" }, { t: " = " }, ...terms(all(t.nOut).map((j) => s.w(t, 0, j)), all(t.nOut).map((j) => s.d(n + 1, j)), "err"), { t: " = " }, { t: signText(s.s(n, 0)), k: "spark" }, badge];
      if (s.phase === "derivative") return [{ t: `δ₁ of tile ${n} = row sum · f′ = ` }, { t: signText(s.s(n, 0)), k: "err" }, { t: ` · ${slopeOf(c.f, s.a(n, 0)).toFixed(2)} = ` }, { t: signText(s.d(n, 0)), k: "spark" }, { t: " · in the digital edge" }, badge];
      if (s.phase === "done") return [{ t: "loss ½ Σ (y − t)² = " }, { t: s.loss[0].toFixed(3), k: "spark" }, { t: ` · in floating point ${s.loss[1].toFixed(3)}` }, badge];
      const [i, j] = largest(t, s, n), so = counted(trace, slot)[parts.cells[n] + j * t.nIn + i];
      return [{ t: `ΔW${lowIndex(i)}${lowIndex(j)} = −lr · x · δ = −${c.lr.toFixed(2)} · (` }, { t: signText(s.a(n, i)), k: "in" }, { t: ") · (" }, { t: signText(s.d(n + 1, j)), k: "err" }, { t: `) = ${signText(-c.lr * s.a(n, i) * s.d(n + 1, j), 3)} · so far ` }, { t: `${so} pulse${so === 1 ? "" : "s"}`, k: "spark" }, { t: ` of about ${Number(c.dw_min.toPrecision(3))}` }, badge];
    }
    // The cell of a tile that is asked to move most.
    function largest(t, s, n) {
      let best = [0, 0], most = -1;
      for (let i = 0; i < t.nIn; i++) for (let j = 0; j < t.nOut; j++) if (Math.abs(s.a(n, i) * s.d(n + 1, j)) > most) [best, most] = [[i, j], Math.abs(s.a(n, i) * s.d(n + 1, j))];
      return best;
    }

    return flatScene(el, env, {
      mount: (host) => host.append(spotsEl, tip),
      draw(pen, pos, trace) {
        const { slot, phase } = frameOf(trace, pos), s = read(trace, slot), before = networkNow(trace, parts, Math.max(0, slot - 1));
        [at, current] = [slot, s];
        Object.assign(pen, { top: trace.const.w_top, f: trace.const.f, targets: trace.const.targets, zero: rgbOf(pen.c.shade), plus: rgbOf(pen.c.plus), minus: rgbOf(pen.c.minus), dark: pen.c.paper < "#8" });
        L = networkLayout(trace.const.sizes, pen.width, pen.height, pen.px);
        hang();
        totals = picked >= 0 ? counted(trace, at) : null;
        heads(pen, s);
        L.tiles.forEach((t) => ground(pen, t));
        parts.tiles.slice(1).forEach((_, n) => link(pen, n, s, phase));
        for (const t of L.tiles) {
          wires(pen, t, s, phase);
          cells(pen, t, s, before, phase);
          memory(pen, t, s, phase);
          feet(pen, t, s, phase);
        }
        if (picked < 0) return;
        const { x, y, w, h: tall } = spots[picked];
        pen.box(x, y, w, tall, null, pen.c.ink, 7, 2);
        showTip();
      },
      describe(trace, pos) {
        const s = read(trace, frameOf(trace, pos).slot), acts = { forward: "Rows are driven, columns sum.", backward: "Columns are driven, rows sum, in the same tile.", derivative: "Row sums are multiplied by f prime outside of the array.", update: "Rows and columns are pulsed; cells move where pulses coincide.", activation: "The edge applies f; the result is parked for the update.", error: "Outputs minus targets are the errors." };
        return `Training step ${s.step + 1}: ${naming(s)}. ${acts[s.phase] ?? ""} Loss ${s.loss[0].toFixed(2)} on the chip, ${s.loss[1].toFixed(2)} in floating point.`;
      },
      sub(trace, pos) {
        const s = read(trace, frameOf(trace, pos).slot);
        return `step ${s.step + 1} of ${trace.const.steps} · ${naming(s)}`;
      },
      label(trace, pos) {
        const s = read(trace, frameOf(trace, pos).slot);
        return s.phase === "done" ? `${trace.const.steps} steps done` : `step ${s.step + 1} / ${trace.const.steps}`;
      },
      formula,
    });
  },
};
