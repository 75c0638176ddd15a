// The commute: one network on two machines, on one physical clock. Left every weight travels, right weights stay.
// Timeline, meters and layouts are pure functions; two scenes draw them. Everything shown follows the trace's segments.
import { cividis } from "./colour.js";
import { contextOf, h, setText } from "./dom.js";
import { clampTo, quantity } from "./numbers.js";
import { busParts, chipParts } from "./regions.js";

export const COMMUTE_STEPS = 60; // steps of the player from start to end, whatever the machines take
const COMMUTE_RATE = 5; // steps a second before the player has said its own
const FAST_SHARE = 0.4; // share of the playback given to the faster machine
const BUS = 0, CROSSBAR = 1, UNITS = 12;
const SI = ["bits", "energy_j", "time_s"], SI_UNIT = { bits: "bit", energy_j: "J", time_s: "s" };
const METER_NAME = { bits: "moved", energy_j: "energy", time_s: "time" };

// The segments of a trace as plain objects; `part` is a name of const.parts.
export function commuteSegments(trace) {
  const column = (name) => trace.field(name).data;
  const [machine, layer, part, start, end, busy, bits, energy] = ["machine", "layer", "part", "start_s", "end_s", "busy_s", "bits", "energy_j"].map(column);
  const one = (k) => ({ machine: machine[k], layer: layer[k], part: trace.const.parts[part[k]], start: start[k], end: end[k], busy: busy[k], bits: bits[k], energy: energy[k] });
  return Array.from({ length: trace.n }, (_, k) => one(k));
}

// The piecewise linear clock: two stretches, until the faster and until the slower machine is done.
export function commuteClock(durations) {
  const fast = Math.min(...durations), slow = Math.max(...durations), share = slow > 0 ? Math.max(FAST_SHARE, fast / slow) : 1;
  return { fast, slow, share };
}

// Physical time, in s, at the share u (0 … 1) of the playback.
export function commuteTime({ fast, slow, share }, u) {
  if (u >= 1) return slow;
  if (u <= share) return (Math.max(0, u) / share) * fast;
  return fast + ((u - share) / (1 - share)) * (slow - fast);
}

// Seconds on the wall for one second of the machines; `seconds` is the length of the whole playback.
export function commuteSlowdown({ fast, slow, share }, u, seconds) {
  const perShare = u < share || share >= 1 ? fast / share : (slow - fast) / (1 - share);
  return seconds / perShare;
}

export const commuteSlowText = (factor) => `slowed ${Math.round(Number(factor.toPrecision(2))).toLocaleString("en")}×`;

// What one machine has moved, spent and taken at time t, per input; from its end on exactly the account's totals.
export function commuteMeters(segments, constants, machine, t) {
  const total = constants.totals[machine], over = constants.duration_s[machine];
  if (t >= over) return { ...total };
  const sum = (key) => segments.reduce((all, s) => (s.machine === machine ? all + s[key] * segmentShare(s, t) : all), 0);
  return { bits: Math.min(sum("bits"), total.bits), energy_j: Math.min(sum("energy"), total.energy_j), time_s: (total.time_s * Math.max(0, t)) / over };
}

const segmentShare = (s, t) => (s.end > s.start ? clampTo((t - s.start) / (s.end - s.start), 0, 1) : Number(t >= s.end));

// "4.13 of 7.52 Mbit", or "35.1 kbit of 7.52 Mbit" where the prefixes differ.
export function commuteAmount(value, total, unit) {
  const whole = quantity(total, unit), now = quantity(value, unit), [number, symbol] = now.split(" ");
  return `${value === 0 || symbol === whole.split(" ")[1] ? number : now} of ${whole}`;
}

// "92× less": how the crossbar's total compares with the bus machine's.
export function commuteCompare(mine, other) {
  if (!(mine > 0) || !(other > 0)) return "";
  const ratio = Math.max(mine, other) / Math.min(mine, other);
  if (ratio < 1.05) return "about equal";
  const text = ratio < 10 ? ratio.toFixed(1) : Number(ratio.toPrecision(2)).toLocaleString("en");
  return `${text}× ${mine < other ? "less" : "more"}`;
}

// The energy so far as the sum that the account makes of it, per input; what is left over is one term, so that it adds up.
export function commuteTerms({ c, segments, now, t }, machine) {
  const of = (part) => segments.reduce((sum, s) => (s.machine === machine && s.part === part ? sum + s.energy * segmentShare(s, t) : sum), 0);
  const total = { t: quantity(now.energy_j, "J"), k: "spark" }, badge = { t: c.badges[machine].energy_j, k: "badge" };
  if (machine === BUS) return [{ t: quantity(now.bits, "bit"), k: "in" }, { t: ` · ${quantity(c.pj_per_bit * 1e-12, "J")}/bit + ` }, { t: "products " }, { t: quantity(of("multiply-adds"), "J"), k: "err" }, { t: " = " }, total, badge];
  const whole = quantity(c.totals[machine].energy_j, "J").split(" ")[0], scale = Number(whole) / c.totals[machine].energy_j, digits = whole.split(".")[1]?.length ?? 0;
  const terms = ["DAC", "array", "ADC"].map((part) => [part, of(part)]), rest = now.energy_j - terms.reduce((sum, [, energy]) => sum + energy, 0);
  return [...[...terms, ["rest", Math.max(0, rest)]].flatMap(([name, energy], k) => [{ t: `${k ? "+ " : ""}${name} ` }, { t: `${(energy * scale).toFixed(digits)} `, k: "in" }]), { t: "= " }, total, badge];
}

// How many weights (inputs, results) one drawn packet stands for: a power of two, with at most `most` packets.
export const commutePacket = (words, most) => 2 ** Math.max(0, Math.ceil(Math.log2(words / most)));

// When each packet leaves, in the bus's own time (0 … 1), and how long it is on its way; the rates are the account's.
export function commutePackets(segments, constants) {
  const bus = segments.filter((s) => s.machine === BUS), weights = bus.filter((s) => s.part === "weights moved");
  const acts = bus.filter((s) => s.part === "activations moved"), batch = constants.batch;
  const busy = constants.layers.map((_, n) => weights[n].busy + acts[n].busy), all = busy.reduce((a, b) => a + b, 0);
  const before = busy.map((_, n) => busy.slice(0, n).reduce((a, b) => a + b, 0) / all), share = busy.map((b) => b / all);
  const sumOf = (words) => words.reduce((a, b) => a + b, 0), [weightWords, ins, outs] = [([i, o]) => i * o, ([i]) => i * batch, ([, o]) => o * batch].map((f) => constants.layers.map(f));
  const stream = (words, per) => {
    const sum = sumOf(words), leave = [];
    let layer = 0, passed = 0;
    for (let k = 0; k * per < sum; k++) {
      while (k * per >= passed + words[layer]) passed += words[layer++];
      leave.push(before[layer] + (share[layer] * (k * per - passed)) / words[layer]);
    }
    return { per, leave };
  };
  const squares = stream(weightWords, commutePacket(sumOf(weightWords), 128)), per = commutePacket(Math.max(sumOf(ins), sumOf(outs)), 48);
  return {
    squares, inputs: stream(ins, per), results: stream(outs, per), gap: sumOf(weights.map((s) => s.busy)) / all / squares.leave.length,
    at: (t) => weights.reduce((sum, s, n) => sum + share[n] * segmentShare(s, t), 0),
  };
}

// Which layer a machine is in at time t, how many inputs it has read and how far the present one is; layer -1: over.
export function commutePlace(segments, constants, machine, t) {
  const own = segments.filter((s) => s.machine === machine), part = machine === BUS ? "multiply-adds" : "array";
  if (t >= constants.duration_s[machine]) return { layer: -1, input: constants.batch, phase: 1 };
  const found = own.find((s) => s.part === part && t < s.end) ?? own.at(-1), at = segmentShare(found, t) * constants.batch;
  const input = Math.min(Math.floor(at), constants.batch - 1);
  return { layer: found.layer, input: input + 1, phase: at - input };
}

// Where memory, bus and processor stand; the legend goes below the bus, or below the processor where that is too narrow.
export function commuteBusLayout(width, height, px) {
  const top = px * 1.6, body = height - top - 2, memory = { x: 1, y: top, w: clampTo(width * 0.27, 76, 176), h: body };
  const w = clampTo(width * 0.26, px * 8.3, 176), cramped = width - memory.w - w < px * 13, below = px * (cramped ? 8 : 3.4);
  const tall = Math.max(px * 3, Math.min(body - below, w * 0.9)), y = top + Math.max(0, (body - below - tall) / 2);
  const processor = { x: width - w - 1, y, w, h: tall }, packet = clampTo(body * 0.07, 9, 15), lane = packet * 4.4;
  const bus = { x: memory.x + memory.w, y: y + Math.max(2, (tall - lane) / 2), w: processor.x - memory.x - memory.w, h: lane };
  return { memory, processor, bus, packet, lanes: [0.9, 2.3, 3.5].map((k) => bus.y + k * packet), legend: cramped ? y + tall + px * 4.8 : bus.y + lane + px * 1.7 };
}

// Rows are inputs, columns outputs; as many lines are drawn as find room.
export function commuteCrossbarLayout(width, height, px, layers) {
  const top = px * 1.6, queue = px * 1.3, adc = clampTo(height * 0.055, 11, 16), dacW = clampTo(width * 0.07, px * 2, 44);
  const room = height - top - px * 2.1 - adc, free = width - px * 12 - queue - dacW;
  const lines = clampTo(Math.floor(Math.min(room / 21, free / 13)), 3, 8), dy = room / (lines + 0.2);
  const dx = Math.min(free / (lines + 1.2), dy * 1.5), x0 = queue + dacW + dx * 0.7, y0 = top + dy * 0.5;
  const end = { x: x0 + (lines - 1) * dx, y: y0 + (lines - 1) * dy }, ground = end.y + dy * 0.62, right = end.x + Math.max(dx * 0.5, 12) + px * 1.4;
  const f = { w: Math.min(px * 6.6, width - right - px), h: Math.min(px * 2, adc + px) };
  f.x = width - f.w - px * 1.2;
  f.y = ground + adc / 2 - f.h / 2;
  const tall = (f.y - 4 - top) / layers.length, d = Math.min(dx, dy);
  return {
    lines, dx, dy, d, x0, y0, top, end, right, f, size: d * 0.54, rows: layers.map((_, n) => ({ y: top + n * tall, h: tall })),
    dac: { x: queue, w: dacW, h: Math.min(20, dy * 0.62) }, adc: { y: ground, h: adc, w: Math.min(30, dx * 0.72) },
  };
}

// A fixed pseudo-random number in 0 … 1 that belongs to k, and a weight's colour: pictures of weights, not data.
const speckle = (k) => Math.abs(Math.sin(k * 12.9898 + 4.1) * 43758.5453) % 1;
const COMMUTE_RAMP = Array.from({ length: 64 }, (_, k) => cividis(k / 63)), shadeOf = (k) => COMMUTE_RAMP[Math.floor(64 * speckle(k))];

const COMMUTE_CSS = `
.al-commute { display: flex; flex-direction: column; gap: 4px; font-size: 13px; container: al-cm / inline-size; }
.al-cm-stage { position: relative; flex: 1; min-height: 13em; }
.al-cm-meters { position: relative; font-variant-numeric: tabular-nums; display: grid; grid-template-columns: auto minmax(40px, 1fr) auto auto; gap: 2px 12px; color: var(--al-soft); }
.al-cm-row { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; align-items: center; }
.al-cm-bar { height: 1em; border-radius: 1em; background: var(--al-shade); box-shadow: inset 0 0 0 1px var(--al-line); overflow: hidden; }
.al-cm-bar i { display: block; height: 100%; background: var(--al-in); transform: scaleX(0); transform-origin: left; will-change: transform; }
.al-cm-bar[data-k="energy_j"] i { background: var(--al-spark); }
.al-cm-value { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 10px; min-width: 16.5em; color: var(--al-ink); font-weight: 600; }
.al-cm-value span { white-space: nowrap; } .al-cm-value em { font-style: normal; color: var(--al-in); }
.analog-lab .al-cm-row button { font: 12px/1.5 var(--al-mono); border-radius: 99px; padding: 1px 8px; min-width: 8.9em; color: var(--al-soft); }
.al-cm-tip { position: absolute; inset: auto 0 calc(100% + 6px); z-index: 4; padding: 8px 12px; border-radius: 8px; background: var(--al-ink); color: var(--al-paper); }
.analog-lab .al-cm-tip ul { padding-left: 1.1em; }
.analog-lab[data-lecture] .al-commute { font-size: 18px; } .analog-lab[data-lecture] .al-cm-row button { font-size: 14px; padding-inline: 6px; }
.analog-lab[data-lecture] .al-cm-meters { column-gap: 8px; } .analog-lab[data-lecture] .al-cm-value { font-size: 17px; }
.al-commute + .al-formula { padding-block: 3px; margin-top: 6px; letter-spacing: -0.03em; }
.analog-lab[data-lecture] .al-commute + .al-formula .al-k-badge { display: none; } /* the meter has it */
.analog-lab[data-hush] .al-cm-row[data-k="energy_j"] :is(.al-cm-value > *, button) { visibility: hidden; } /* it would be the answer */
.analog-lab[data-hush] .al-cm-row[data-k="energy_j"] .al-cm-value::before { content: "?"; }
@container al-cm (max-width: 31em) {
  .al-cm-stage { min-height: 19em; }
  .al-cm-meters { grid-template-columns: auto 1fr auto; }
  .al-commute .al-cm-value { grid-area: 1 / 2 / 2 / 4; min-width: 0; }
  .al-cm-bar { grid-area: 2 / 1 / 3 / 3; }
}`;

// Is the energy what a prediction still asks for?
const hushed = (el) => el.closest("[data-hush]") !== null;

// Three meters below a picture: a bar on the scale of both machines, the value, and a badge that opens its sources.
function commuteMeterRows(machine, say) {
  const tip = h("div", { class: "al-cm-tip", role: "note", hidden: true });
  const el = h("div", { class: "al-cm-meters" }, tip);
  let pinned = "", constants = null;
  const show = (name) => {
    tip.hidden = !name || !constants || (name === "energy_j" && hushed(el));
    for (const k of SI) rows[k].badge.setAttribute("aria-expanded", k === name);
    if (tip.hidden) return;
    tip.replaceChildren(h("b", {}, say(`${METER_NAME[name]} per input, summed from`)), h("ul", {}, constants.sources[machine][name].map((t) => h("li", {}, t))), say("The bars of both machines share one scale."));
  };
  const rows = Object.fromEntries(SI.map((name) => {
    const bar = h("div", { class: "al-cm-bar", "data-k": name }, h("i")), number = h("span"), ratio = h("em"), label = h("span"), badge = h("button", { type: "button", "aria-expanded": false });
    const row = h("div", { class: "al-cm-row", "data-k": name }, label, bar, h("span", { class: "al-cm-value" }, number, ratio), badge);
    const hears = {
      click: () => show((pinned = pinned === name ? "" : name)), focus: () => show(name), blur: () => show((pinned = "")),
      keydown: (e) => e.key === "Escape" && !tip.hidden && (e.stopPropagation(), show((pinned = ""))),
    };
    for (const [event, hear] of Object.entries(hears)) badge.addEventListener(event, hear);
    row.addEventListener("pointerenter", (e) => e.pointerType === "mouse" && show(name));
    row.addEventListener("pointerleave", () => show(pinned));
    el.append(row);
    return [name, { bar, number, ratio, label, badge }];
  }));
  return {
    el,
    setTrace(c) {
      constants = c;
      for (const k of SI) {
        setText(rows[k].label, say(c.batch > 1 ? `${METER_NAME[k]} / input` : METER_NAME[k]));
        setText(rows[k].badge, say(c.badges[machine][k]));
        rows[k].badge.setAttribute("aria-label", say(`${METER_NAME[k]}: ${c.badges[machine][k]}; show the sources`));
      }
      show((pinned = ""));
    },
    set(now, over, words) {
      const mine = constants.totals[machine], other = constants.totals[1 - machine];
      for (const k of SI) {
        rows[k].bar.firstChild.style.transform = `scaleX(${(now[k] / Math.max(mine[k], other[k], 1e-300)).toFixed(5)})`;
        if (!words) continue;
        setText(rows[k].number, say(commuteAmount(now[k], mine[k], SI_UNIT[k])));
        setText(rows[k].ratio, over && machine === CROSSBAR ? say(commuteCompare(mine[k], other[k])) : "");
      }
    },
  };
}

// What both scenes share: canvas, meters, clock; `paint(g)` draws one machine on the canvas.
function commuteScene(machine, paint, words) {
  return {
    mount(el, env) {
      const canvas = h("canvas", { role: "img" }), ctx = contextOf(canvas, env), stage = h("div", { class: "al-cm-stage" }, canvas), meters = commuteMeterRows(machine, env.say);
      let trace = null, model = null, drawn = "", width = 0, height = 0, rate = COMMUTE_RATE, last = 0;
      el.classList.add("al-commute");
      el.append(h("style", {}, COMMUTE_CSS), stage, meters.el);
      const state = (pos) => {
        const { segments, packets, clock } = model, c = trace.const, u = clampTo(pos / COMMUTE_STEPS, 0, 1), t = commuteTime(clock, u);
        const slow = commuteSlowdown(clock, u, COMMUTE_STEPS / rate), place = commutePlace(segments, c, machine, t), now = commuteMeters(segments, c, machine, t);
        return { u, t, c, segments, packets, slow, place, now, over: t >= c.duration_s[machine], both: t >= clock.slow };
      };
      const measure = () => {
        const ratio = globalThis.devicePixelRatio || 1;
        [width, height, drawn] = [stage.clientWidth, stage.clientHeight, ""];
        [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      };
      return {
        frames: (next) => (next?.n ? COMMUTE_STEPS + 1 : 0),
        parts(name) {
          const px = env.lecture() ? 18 : width < 430 ? 12 : 13, own = { x: meters.el.offsetLeft, y: meters.el.offsetTop, w: meters.el.offsetWidth, h: meters.el.offsetHeight };
          if (!trace || !width) return [];
          const drawn = machine === BUS ? busParts(commuteBusLayout(width, height, px)) : chipParts(commuteCrossbarLayout(width, height, px, trace.const.layers));
          return name === "meters" ? [own] : (drawn[name] ?? []).map((box) => ({ ...box, x: box.x + stage.offsetLeft, y: box.y + stage.offsetTop }));
        },
        setTrace(next) {
          trace = next?.n ? next : null;
          if (!trace) return;
          const segments = commuteSegments(trace);
          model = { segments, clock: commuteClock(trace.const.duration_s), packets: commutePackets(segments, trace.const) };
          drawn = "";
          meters.setTrace(trace.const);
        },
        resize: measure,
        draw(pos, clock = {}) {
          const words = clock.words !== false;
          if (words && stage.clientHeight !== height) measure(); // the meters have taken another line
          if (!trace || !width) return;
          if (clock.rate) rate = clock.rate;
          else if (clock.playing && clock.dt > 0 && pos > last) rate = Number(((pos - last) / clock.dt).toPrecision(2));
          last = pos;
          const colours = env.colours(), px = env.lecture() ? 18 : width < 430 ? 12 : 13, key = [pos, px, colours.paper, rate].join();
          if (key === drawn) return;
          drawn = key;
          const s = state(pos), ratio = canvas.width / width;
          ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
          ctx.clearRect(0, 0, width, height);
          paint(commutePen(ctx, env, colours, px), s, width, height);
          meters.set(s.now, s.both, words);
        },
        label(pos) {
          const s = trace && state(pos);
          return s && `clock ${quantity(s.t, "s")} · ${commuteSlowText(s.slow)}`;
        },
        sub: (pos) => (trace ? words.sub(state(pos)) : null),
        formula: (pos) => (trace ? commuteTerms(state(pos), machine) : null),
        describe(pos) {
          const s = trace && state(pos), said = s && SI.filter((k) => k !== "energy_j" || !hushed(el)).map((k) => `${METER_NAME[k]} ${commuteAmount(s.now[k], s.c.totals[machine][k], SI_UNIT[k])}`);
          return s ? `${words.describe(s)} Per input: ${said.join(", ")}.` : "";
        },
        destroy: () => el.replaceChildren(),
      };
    },
  };
}

// A few strokes for canvases, with the colours of the page.
function commutePen(ctx, env, c, px) {
  const thick = env.lecture() ? 1.6 : 1;
  return {
    ctx, c, px, thick,
    text(t, x, y, { colour = c.soft, align = "left", weight = 400, size = px } = {}) {
      [ctx.font, ctx.fillStyle, ctx.textAlign] = [env.font(size, weight), colour, align];
      ctx.fillText(t, x, y);
    },
    // The first of several wordings that fits in `room`; the shortest stands last.
    fit(texts, room, x, y, style = {}) {
      ctx.font = env.font(style.size ?? px, style.weight ?? 400);
      const said = texts.find((t) => ctx.measureText(t).width <= room) ?? texts.at(-1);
      this.text(said, x, y, style);
      return ctx.measureText(said).width;
    },
    box(x, y, w, hgt, r, fill, stroke, wide = 1) {
      ctx.beginPath();
      ctx.roundRect(x, y, w, hgt, r);
      if (fill) (ctx.fillStyle = fill), ctx.fill();
      if (stroke) [ctx.strokeStyle, ctx.lineWidth] = [stroke, wide * thick], ctx.stroke();
    },
    disc(x, y, r, fill, stroke) {
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 7);
      if (fill) (ctx.fillStyle = fill), ctx.fill();
      if (stroke) [ctx.strokeStyle, ctx.lineWidth] = [stroke, 2], ctx.stroke();
    },
    line(points, colour, wide, dash = [], offset = 0) {
      ctx.beginPath();
      points.forEach(([x, y], k) => (k ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
      [ctx.strokeStyle, ctx.lineWidth, ctx.lineDashOffset] = [colour, wide * thick, offset];
      ctx.setLineDash(dash);
      ctx.stroke();
      ctx.setLineDash([]);
    },
  };
}

const GROUPED = new Intl.NumberFormat("en"), commuteWords = (n) => GROUPED.format(Math.round(n));
const layerWords = ({ place, c }) => (place.layer < 0 ? "done" : `layer ${place.layer + 1} of ${c.layers.length}`);

function paintBus(g, s, width, height) {
  const { c: colour, px } = g, { c, packets, place } = s, L = commuteBusLayout(width, height, px), progress = packets.at(s.t);
  const flight = Math.max(1, Math.floor(L.bus.w / (L.packet * 1.45))) * packets.gap, moved = progress * (1 + flight);
  g.fit([`bus, ${quantity(c.bytes_per_s, "B/s")}`, "bus"], L.bus.w - px * 2, L.bus.x + L.bus.w / 2, L.bus.y - px * 0.5, { align: "center" });
  g.box(L.bus.x - 3, L.bus.y, L.bus.w + 6, L.bus.h, 0, colour.shade, colour.line);
  g.ctx.save();
  g.ctx.beginPath();
  g.ctx.rect(L.bus.x, L.bus.y, L.bus.w, L.bus.h);
  g.ctx.clip();
  const onBus = (stream, draw) => stream.leave.forEach((leave, k) => {
    const way = (moved - leave) / flight;
    if (way > 0 && way < 1) draw(way, k);
  });
  const half = L.packet / 2, x = (way) => L.bus.x - half + way * (L.bus.w + 2 * half);
  onBus(packets.squares, (way, k) => g.box(x(way) - half, L.lanes[0] - half, L.packet, L.packet, 3, shadeOf(k), colour.ink, 0.6));
  onBus(packets.inputs, (way) => g.disc(x(way), L.lanes[1], half * 0.85, colour.err));
  onBus(packets.results, (way) => g.disc(x(1 - way), L.lanes[2], half * 0.7, colour.card, colour.err));
  g.ctx.restore();
  [[packets.squares, "weights"], [packets.inputs, "activations in"], [packets.results, "activations out"]].forEach(([stream, name], k) => {
    const y = L.legend + k * px * 1.45, at = L.bus.x + px;
    if (k === 0) g.box(at - half, y - px * 0.36 - half, L.packet, L.packet, 3, COMMUTE_RAMP[32], colour.ink, 0.6);
    else g.disc(at, y - px * 0.36, half * (k === 1 ? 0.85 : 0.7), k === 1 ? colour.err : colour.card, colour.err);
    g.text(`${commuteWords(stream.per)} ${name}`, at + px, y);
  });
  paintMemory(g, s, L, moved);
  paintProcessor(g, s, L, packets.squares.leave.filter((leave) => moved - leave >= flight).length);
}

// Every square is a block of weights; a fetched one stays behind as an outline, because the memory keeps its copy.
function paintMemory(g, s, L, moved) {
  const { c: colour, px } = g, m = L.memory, leave = s.packets.squares.leave, cols = Math.ceil(Math.sqrt((leave.length * m.w) / m.h)), rows = Math.ceil(leave.length / cols);
  const dx = (m.w - 14) / cols, dy = (m.h - 14) / rows, size = Math.min(dx, dy) * 0.74;
  g.text(`${s.c.memory}${s.c.memory_blocks > 1 ? ` × ${commuteWords(s.c.memory_blocks)}` : ""}`, m.x, m.y - px * 0.5);
  g.box(m.x, m.y, m.w, m.h, 10, colour.shade, colour.line);
  leave.forEach((at, k) => {
    const x = m.x + 7 + ((k % cols) + 0.5) * dx - size / 2, y = m.y + 7 + (Math.floor(k / cols) + 0.5) * dy - size / 2, gone = moved > at;
    g.box(x, y, size, size, 2.5, gone ? null : shadeOf(k), gone ? colour.wire : null, 0.8);
  });
}

// As many multiply-add units are lit as work on average, and blocks that arrive move the light on.
function paintProcessor(g, s, L, arrived) {
  const { c: colour, px } = g, p = L.processor, cols = 4, dx = (p.w - 16) / cols, dy = (p.h - 16) / (UNITS / cols);
  const layer = s.segments.find((k) => k.machine === BUS && k.part === "multiply-adds" && k.layer === s.place.layer);
  const duty = layer && s.t > 0 ? layer.busy / (layer.end - layer.start) : 0, lit = duty > 0.99 ? UNITS : arrived || duty > 0.5 ? duty * UNITS : 0;
  g.text("processor", p.x + p.w / 2, p.y - px * 0.5, { align: "center" });
  g.box(p.x, p.y, p.w, p.h, 10, colour.shade, colour.line);
  for (let k = 0; k < UNITS; k++) {
    const place = (((k - Math.floor(arrived / 4)) % UNITS) + UNITS) % UNITS, level = clampTo(lit - place, 0, 1);
    const x = p.x + 8 + (k % cols) * dx + 2, y = p.y + 8 + Math.floor(k / cols) * dy + 2, w = dx - 4, tall = dy - 4;
    g.box(x, y, w, tall, 4, colour.card, colour.line);
    if (level > 0) g.box(x, y + tall * (1 - level), w, tall * level, Math.min(4, (tall * level) / 2), colour.in);
    g.text("×", x + w / 2, y + tall / 2 + px * 0.36, { align: "center", colour: level > 0.6 ? colour.card : colour.soft });
  }
  const waits = Math.round(100 * s.c.waits), right = p.x + p.w, slow = s.c.limits[Math.max(0, s.place.layer)] === "bandwidth";
  const said = { align: "right", colour: waits < 1 ? colour.ok : colour.err, weight: 700, size: Math.round(px * 1.25) };
  g.text(waits < 1 ? "never waits" : `waits ${waits} %`, right, p.y + p.h + px * 1.6, said);
  g.text(`limited by ${slow ? "the bus" : "arithmetic"}`, right, p.y + p.h + px * 3, { align: "right" });
}

function paintCrossbar(g, s, width, height) {
  const { c: colour, px } = g, { c, place } = s, L = commuteCrossbarLayout(width, height, px, c.layers), layer = place.layer < 0 ? c.layers.length - 1 : place.layer;
  const steady = 1 / (s.slow * c.read_s) > 2.5, on = s.t > 0 && place.layer >= 0, phase = steady ? (s.u * 40) % 1 : place.phase;
  const stage = (from, to) => (!on ? 0 : steady ? 1 : clampTo((phase - from) / (to - from), 0, 1));
  const into = stage(0, 0.22), along = stage(0.2, 0.45), down = stage(0.4, 0.7), read = stage(0.66, 0.86), out = on && steady ? phase : stage(0.84, 1);
  const X = (k) => L.x0 + k * L.dx, Y = (k) => L.y0 + k * L.dy, edge = L.dac.x + L.dac.w, far = L.end.x + L.dx * 0.45, half = L.size / 2;
  g.text("DAC", L.dac.x + L.dac.w / 2, L.top - px * 0.5, { align: "center" });
  g.fit([`${L.lines} × ${L.lines} of ${c.tile.join(" × ")} cells`, `${L.lines} × ${L.lines} of ${c.tile[0]}²`, "cells"], L.right - L.x0 - px * 0.4, L.x0 - half, L.top - px * 0.5);
  g.text("layers on tiles", L.right, L.top - px * 0.5);
  for (let k = 0; k < L.lines; k++) {
    const x = speckle(100 * layer + k), current = speckle(100 * layer + 50 + k);
    g.line([[edge, Y(k)], [far, Y(k)]], colour.wire, 1);
    if (along > 0) g.line([[edge, Y(k)], [edge + (far - edge) * along, Y(k)]], colour.in, 1 + 3 * x);
    g.line([[X(k), L.top], [X(k), L.adc.y]], colour.wire, 1);
    if (down > 0) g.line([[X(k), L.y0], [X(k), L.y0 + (L.adc.y - L.y0) * down]], colour.in, 1.4 + 3.4 * current, [9, 5], -(steady ? s.u * 1500 : phase * 90));
    g.box(L.dac.x, Y(k) - L.dac.h / 2, L.dac.w, L.dac.h, 4, into >= 1 ? colour.in : colour.shade, colour.line);
    g.box(X(k) - L.adc.w / 2, L.adc.y, L.adc.w, L.adc.h, 4, read >= 1 ? colour.in : colour.shade, colour.line);
    const way = steady && on ? (phase + speckle(k)) % 1 : into;
    if (place.layer >= 0 && way < 1) g.disc(5 + (L.dac.x + L.dac.w * 0.4 - 5) * way, Y(k), Math.min(5, L.d * 0.22), colour.err);
  }
  for (let k = 0; k < L.lines * L.lines; k++) {
    const x = X(k % L.lines) - half, y = Y(Math.floor(k / L.lines)) - half;
    g.box(x - 1.5, y - 1.5, L.size + 3, L.size + 3, 4, colour.card);
    g.box(x, y, L.size, L.size, 3.5, shadeOf(1000 * (layer + 1) + k), colour.line, 0.6);
  }
  g.text("ADC", edge - 2, L.adc.y + L.adc.h / 2 + px * 0.36, { align: "right" });
  paintTiles(g, s, L, width, out);
  const [n_in, n_out] = c.layers[layer], y = height - px * 0.35, strong = { colour: place.layer < 0 ? colour.ok : colour.in, weight: 700 };
  const products = `${commuteWords(n_in)} × ${commuteWords(n_out)} products`, w = g.fit(place.layer < 0 ? commuteVerdict(s) : [`one read = ${products}`, products], width, 1, y, strong);
  const rest = `in ${quantity(c.read_s, "s")}${c.batch > 1 ? ` · input ${place.input} of ${c.batch}` : ""}`;
  if (place.layer >= 0 && w + px * 0.58 * rest.length < width) g.text(rest, w + px * 0.7, y);
}

// What is said once the crossbar is done: how far the other machine has come by then.
export function commuteVerdict({ c, segments }) {
  const end = c.duration_s[CROSSBAR], percent = (100 * commuteMeters(segments, c, BUS, end).bits) / c.totals[BUS].bits;
  const when = `✓ done in ${quantity(end, "s")}`, share = percent < 10 ? percent.toFixed(1) : percent.toFixed(0);
  return percent >= 100 ? [`${when}; the bus was done before`, when] : [`${when}; the bus had moved ${share} % of its bits`, `${when}; bus: ${share} %`, when];
}

// The layers as tiles of the chip, filled as far as they are used, and the way of the results to the next one.
function paintTiles(g, s, L, width, out) {
  const { c: colour, px } = g, { c, place } = s, widest = Math.max(...c.tiles.map(([, cols]) => cols)), tallest = Math.max(...c.tiles.map(([rows]) => rows));
  const t = Math.min((L.rows[0].h - px * 0.5) / Math.max(2, tallest), (width - L.right - px * 7) / Math.max(2, widest), 22), at = (n) => L.rows[n].y + L.rows[n].h / 2;
  const sum = (n) => (c.tiles[n][0] > 1 ? `Σ ${c.tiles[n][0]}, f( · )` : "f( · )"), layer = place.layer < 0 ? c.layers.length - 1 : place.layer;
  c.tiles.forEach(([rows, cols], n) => {
    const x0 = L.right, y0 = at(n) - (rows * t) / 2, active = n === place.layer, [n_in, n_out] = c.layers[n], [high, wide] = c.tile;
    for (let r = 0; r < rows; r++)
      for (let k = 0; k < cols; k++) {
        const used = [clampTo((n_out - k * wide) / wide, 0, 1), clampTo((n_in - r * high) / high, 0, 1)], x = x0 + k * t, y = y0 + r * t;
        g.box(x + 1, y + 1, t - 2, t - 2, 2, colour.shade, colour.wire, 0.8);
        g.ctx.fillStyle = COMMUTE_RAMP[39];
        g.ctx.fillRect(x + 1.5, y + 1.5, (t - 3) * used[0], (t - 3) * used[1]);
      }
    if (active) g.box(x0 - 2, y0 - 2, cols * t + 4, rows * t + 4, 4, null, colour.in, 2.4);
    const tx = x0 + widest * t + px * 0.7, mark = place.layer < 0 || n < place.layer ? " ✓" : "";
    const two = L.rows[n].h > px * 2.5, y = at(n) - (two ? px * 0.15 : -px * 0.36);
    const name = `layer ${n + 1}${mark}`;
    g.text(name, tx, y, { colour: active ? colour.in : colour.soft, weight: active ? 700 : 400 });
    const w = two ? 0 : g.ctx.measureText(name).width;
    g.fit([`${n_in} × ${n_out}`, `${n_in}×${n_out}`], width - tx, two ? tx : tx + w + px * 0.6, two ? y + px * 1.2 : y);
  });
  const f = L.f, y = f.y + f.h / 2, from = [L.end.x + L.adc.w / 2 + 2, y], edge = f.x + f.w, next = layer + 1 < c.layers.length && place.layer >= 0, end = [width - 5, next ? at(layer + 1) : y];
  const path = [from, [f.x, y], [width - 5, y], end], home = [end[0] - px * 0.5, end[1]];
  g.line([from, [f.x, y]], colour.err, 2);
  g.box(f.x, f.y, f.w, f.h, 8, colour.shade, colour.line);
  g.text(sum(layer), f.x + f.w / 2, y + px * 0.36, { align: "center", colour: colour.ink });
  if (next) g.line([[edge, y], [width - 5, y], end, home], colour.err, 1.5, [4, 4]);
  if (out > 0 && out < 1) {
    const spot = alongPath(next ? [...path, home] : path, out);
    g.disc(spot[0], spot[1], 5, colour.err);
  }
}

function alongPath(points, share) {
  const long = points.slice(1).map(([x, y], k) => Math.hypot(x - points[k][0], y - points[k][1]));
  let left = share * long.reduce((a, b) => a + b, 0);
  const k = long.findIndex((l) => l > 0 && (left -= l) <= 0);
  return k < 0 ? points.at(-1) : points[k].map((v, d) => v + (points[k + 1][d] - v) * (1 + left / long[k]));
}

export const commuteBusScene = commuteScene(BUS, paintBus, {
  sub: (s) => `${s.c.batch > 1 ? `one fetch serves ${s.c.batch} inputs` : "every weight commutes"} · ${layerWords(s)}`,
  describe: (s) => `Memory, bus and processor, ${layerWords(s)}: the processor waits ${Math.round(100 * s.c.waits)} per cent of the time.`,
});
export const commuteCrossbarScene = commuteScene(CROSSBAR, paintCrossbar, {
  sub(s) {
    const [rows, cols] = s.c.tiles[s.place.layer] ?? [1, 1];
    return `weights stay · ${layerWords(s)}${rows * cols > 1 ? ` on ${rows * cols} tiles` : ""}`;
  },
  describe: (s) => `A crossbar, ${layerWords(s)}: inputs enter its rows, sums leave its columns, no weight moves. ${s.over ? `${commuteVerdict(s)[0]}.` : ""}`,
});
