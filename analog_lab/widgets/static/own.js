// What visitors bring along: a digit, a trained network, the readings of a cell.
import { h, setText } from "./dom.js";
import { mountChart } from "./chart.js";
import { rgbOf } from "./colour.js";
import { sayTime } from "./cells.js";
import { clampTo } from "./numbers.js";
import { INK, bitsOfCounts, countInk, drawInk, fitInk, inkMove, inkOfBits, inkOfGrey } from "./ink.js";

const OWN_LIMITS = { digit: 20e6, model: 5e6, device: 1e6 }; // bytes of a file
const INK_BRUSH = 6.5, OWN_CARDS = { digit: mountDigit, model: mountModel, device: mountDevice };

// A button that asks for one file and hands it over, or says why not.
function ownFile(lab, kind, accept, take, refuse) {
  const input = h("input", { type: "file", accept, hidden: true, "data-own": kind, onchange: async () => {
    const file = input.files[0];
    if (file && file.size > OWN_LIMITS[kind]) refuse(lab.text("own.large", { name: file.name, size: (file.size / 1e6).toFixed(1), most: OWN_LIMITS[kind] / 1e6 }));
    else if (file) {
      const bytes = await file.arrayBuffer().catch(() => null); // a folder has none, nor has a file that is gone
      if (bytes) await take(file, bytes);
      else refuse(lab.text("own.unread", { name: file.name }));
    }
    input.value = "";
  } });
  return [h("button", { type: "button", onclick: () => input.click() }, lab.text(`own.${kind}_pick`)), h("span", { class: "al-soft" }, lab.text("own.drop")), input];
}

// A file that is dropped onto a card goes the way of a picked one; beside a card it opens nothing.
function ownDrops(root) {
  const of = (event) => event.target.closest("[data-own-card]"), light = (card) => root.querySelectorAll("[data-own-card]").forEach((one) => one.toggleAttribute("data-drop", one === card));
  const hears = {
    dragover: (event) => ((event.dataTransfer.dropEffect = of(event) ? "copy" : "none"), light(of(event))),
    dragleave: (event) => light(event.relatedTarget?.closest?.("[data-own-card]")),
    drop(event) {
      const input = of(event)?.querySelector("input[data-own]");
      light(null);
      if (!input) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change"));
    },
  };
  for (const [name, hear] of Object.entries(hears)) root.addEventListener(name, (event) => event.dataTransfer?.types.includes("Files") && (event.preventDefault(), hear(event)));
}

const ownSend = (lab, what, file, bytes) => lab.model.send({ kind: "own", what, name: file.name }, undefined, [bytes]);

// The last line of a card: what came of it, aloud; an error looks like one.
function ownLine() {
  const el = h("p", { class: "al-verdict", role: "status", hidden: true });
  return { el, say: (words, state = "") => {
    setText(el, words);
    el.hidden = !words;
    el.dataset.state = state;
  } };
}

function mountDigit(lab) {
  const { text } = lab, { el: line, say } = ownLine(), canvas = (name, label) => h("canvas", { class: `al-own-${name}`, role: "img", "aria-label": label });
  const paper = canvas("paper", text("own.paper")), seen = canvas("seen", text("own.seen")), bars = canvas("bars", text("own.bars"));
  const sheet = h("canvas", { width: INK, height: INK }), pad = h("div", { class: "al-own-pad", tabindex: 0, role: "application", "aria-label": text("own.paper_keys") }, paper), samples = h("div", { class: "al-row al-own-samples" });
  let ink = new Uint8Array(INK * INK), counts = null, source = "", turn = 0, answer = null, waiting = false, due = false, inView = false, frame = -1, pos = 0, tens = [], at = [INK / 2, INK / 2], pen = null, focused = false;

  const ask = () => {
    if (!counts || !inView || !lab.trace()?.n) return;
    if (waiting) return (due = true);
    waiting = true;
    frame = clampTo(Math.round(pos), 0, lab.trace().n - 1);
    lab.model.send({ kind: "own", what: "digit", pixels: counts, frame });
  };
  const use = (next, named) => {
    [counts, source] = [next?.some(Boolean) ? next : null, named];
    if (!counts) answer = null;
    say(counts ? "" : text("own.blank"));
    paint();
    ask();
  };
  const drawn = () => use(countInk(fitInk(ink, INK)), text("own.yours"));
  const wipe = () => {
    ink = new Uint8Array(INK * INK);
    use(null, "");
  };
  const sample = (image, label) => {
    ink = inkOfBits(bitsOfCounts(image));
    use(image, text("own.sampled", { label }));
  };
  const picture = async (file) => {
    try {
      const image = await createImageBitmap(file), part = h("canvas", { width: INK, height: INK }), pen2 = part.getContext("2d", { willReadFrequently: true }), k = INK / Math.max(image.width, image.height);
      const [w, tall] = [image.width * k, image.height * k], at0 = [(INK - w) / 2, (INK - tall) / 2];
      pen2.imageSmoothingQuality = "high";
      pen2.drawImage(image, 0, 0, 1, 1, 0, 0, INK, INK); // beside the picture goes on what its corner is
      pen2.drawImage(image, ...at0, w, tall);
      const { data } = pen2.getImageData(0, 0, INK, INK), grey = Float32Array.from({ length: INK * INK }, (_, q) => { // what is transparent is paper
        const a = data[4 * q + 3] / 255;
        return 255 * (1 - a) + a * (0.299 * data[4 * q] + 0.587 * data[4 * q + 1] + 0.114 * data[4 * q + 2]);
      });
      ink = inkOfGrey(grey, INK);
      use(countInk(fitInk(ink, INK)), file.name);
      if (!counts) say(text("own.no_ink", { name: file.name }), "wrong");
    } catch {
      say(text("own.no_picture", { name: file.name }), "wrong");
    }
  };

  // The pen: pointer, touch, and keys.
  const spot = (event) => {
    const box = paper.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * INK, ((event.clientY - box.top) / box.height) * INK];
  };
  const line_to = (to, from = at) => {
    if (source !== text("own.yours")) ink = new Uint8Array(INK * INK); // a sample or a picture is not drawn over
    drawInk(ink, from, to, INK_BRUSH);
    at = to;
    drawn();
  };
  paper.addEventListener("pointerdown", (event) => {
    pad.focus({ preventScroll: true });
    paper.setPointerCapture(event.pointerId);
    pen = spot(event);
    line_to(pen, pen);
    event.preventDefault();
  });
  paper.addEventListener("pointermove", (event) => {
    if (!pen) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) {
      const to = spot(part);
      drawInk(ink, pen, to, INK_BRUSH);
      at = pen = to;
    }
    drawn();
  });
  for (const name of ["pointerup", "pointercancel"]) paper.addEventListener(name, () => (pen = null));
  pad.addEventListener("keydown", (event) => {
    const to = inkMove(at, event.key);
    if (to && event.shiftKey) line_to(to);
    else if (to) at = to;
    else if (event.key === " ") line_to(at);
    else if (event.key === "Delete" || event.key === "Backspace") wipe();
    else return;
    event.preventDefault();
    event.stopPropagation();
    paint();
  });
  pad.addEventListener("focus", () => ((focused = true), paint()));
  pad.addEventListener("blur", () => ((focused = false), paint()));

  const fine = (el) => {
    const ratio = globalThis.devicePixelRatio || 1, [w, tall] = [el.clientWidth, el.clientHeight], ctx = el.getContext("2d");
    [el.width, el.height] = [Math.round(w * ratio), Math.round(tall * ratio)];
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    return { ctx, w, h: tall, c: lab.look.colours, px: lab.look.lecture ? 18 : 12 };
  };
  function paint() {
    const { ctx, w, c } = fine(paper), cell = w / INK;
    const image = new ImageData(INK, INK), colour = rgbOf(c.ink);
    ink.forEach((on, k) => on && image.data.set([...colour, 255], 4 * k));
    sheet.getContext("2d").putImageData(image, 0, 0);
    ctx.drawImage(sheet, 0, 0, w, w);
    if (focused) {
      ctx.strokeStyle = c.in;
      ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.arc(at[0] * cell, at[1] * cell, INK_BRUSH * cell, 0, 7);
      ctx.stroke();
    }
    grid(seen, counts ?? new Array(64).fill(0), true);
    seen.setAttribute("aria-label", counts ? text("own.seen_rows", { rows: Array.from({ length: 8 }, (_, k) => counts.slice(8 * k, 8 * k + 8).join(" ")).join("; ") }) : text("own.seen"));
    chart();
  }
  function grid(el, image, lines) {
    const { ctx, w, c } = fine(el), cell = w / 8;
    image.forEach((v, k) => {
      const [x, y] = [(k % 8) * cell, (k >> 3) * cell];
      ctx.fillStyle = c.shade;
      ctx.fillRect(x, y, cell - (lines ? 1 : 0), cell - (lines ? 1 : 0));
      ctx.globalAlpha = v / 16;
      ctx.fillStyle = c.ink;
      ctx.fillRect(x, y, cell - (lines ? 1 : 0), cell - (lines ? 1 : 0));
      ctx.globalAlpha = 1;
    });
  }
  // Two bars a digit: floating point hatched, the mean of the chips filled; a dot is one chip.
  function chart() {
    const { ctx, w, h: tall, c, px } = fine(bars), left = px * 3.9, base = tall - px * 1.7, top = px * 0.8, step = (w - left) / 10, y = (p) => base - p * (base - top);
    ctx.font = lab.look.font(px);
    ctx.fillStyle = c.soft;
    ctx.strokeStyle = c.line;
    ctx.textAlign = "right";
    for (const p of [0, 0.5, 1]) {
      ctx.fillText(`${100 * p} %`, left - 6, y(p) + px * 0.35);
      ctx.beginPath();
      ctx.moveTo(left, y(p));
      ctx.lineTo(w, y(p));
      ctx.stroke();
    }
    ctx.textAlign = "center";
    const winner = answer && answer.exact.indexOf(Math.max(...answer.exact));
    for (let k = 0; k < 10; k++) {
      const x = left + k * step, wide = step * 0.36;
      ctx.fillStyle = k === winner ? c.ink : c.soft;
      ctx.font = lab.look.font(px + 2, k === winner ? 700 : 400, true);
      ctx.fillText(k, x + step / 2, base + px * 1.35);
      if (!answer) continue;
      const mean = answer.chips.reduce((sum, chip) => sum + chip[k], 0) / answer.chips.length;
      ctx.fillStyle = c.grey;
      ctx.fillRect(x + step * 0.12, y(answer.exact[k]), wide, base - y(answer.exact[k]));
      ctx.fillStyle = c.in;
      ctx.globalAlpha = 0.45;
      ctx.fillRect(x + step * 0.52, y(mean), wide, base - y(mean));
      ctx.globalAlpha = 1;
      answer.chips.forEach((chip, n) => {
        ctx.beginPath();
        ctx.arc(x + step * 0.52 + ((n + 0.5) / answer.chips.length) * wide, y(chip[k]), Math.max(1.8, Math.min(3, wide / 6)), 0, 7);
        ctx.fill();
      });
    }
  }
  function told() {
    const best = (p) => p.indexOf(Math.max(...p)), votes = answer.chips.map(best), tally = [...new Set(votes)].map((digit) => [digit, votes.filter((v) => v === digit).length]).sort((a, b) => b[1] - a[1]);
    const float = best(answer.exact), [first, ...rest] = tally, of = lab.trace()?.const ?? {};
    const list = rest.map(([digit, n]) => (n > 1 ? `${digit} (${n})` : digit)).join(", "), said = text("own.votes", { digit: first[0], n: first[1], of: votes.length }) + (list ? `, ${text("own.votes_rest", { list })}` : "");
    const words = text("own.says", { source, float, sure: (100 * answer.exact[float]).toFixed(0), said, when: of.drifts ? text("own.after", { time: sayTime(answer.t_s) }) : text("own.once") });
    say(words, tally[0][0] === float ? "right" : "wrong");
    bars.setAttribute("aria-label", words);
  }

  const others = h("button", { type: "button", class: "al-quiet", onclick: () => lab.model.send({ kind: "own", what: "digit-samples", turn: ++turn }) }, text("own.others"));
  const el = h(
    "section", { class: "al-card al-own", "aria-label": text("own.digit"), "data-own-card": "digit" }, h("h3", {}, text("own.digit")), h("p", { class: "al-soft" }, text("own.digit_what")),
    h("div", { class: "al-own-digit" },
      h("figure", {}, h("figcaption", {}, text("own.paper")), pad, h("div", { class: "al-row" }, h("button", { type: "button", onclick: wipe }, text("own.wipe")), ownFile(lab, "digit", "image/png,image/jpeg", picture, (words) => say(words, "wrong")))),
      h("figure", {}, h("figcaption", {}, text("own.seen")), seen),
      h("figure", { class: "al-own-wide" }, h("figcaption", {}, h("span", {}, h("i", { class: "al-own-key" }), text("own.key_float")), h("span", {}, h("i", { class: "al-own-key", "data-chips": true }), text("own.key_chips"))), bars)),
    h("div", { class: "al-row" }, h("span", { class: "al-soft" }, text("own.samples")), samples, others), line, h("p", { class: "al-soft" }, text("own.private")),
  );
  const watch = new IntersectionObserver(([entry]) => {
    inView = entry.isIntersecting;
    if (inView && !samples.children.length) lab.model.send({ kind: "own", what: "digit-samples", turn });
    if (inView) ask();
  });
  const size = new ResizeObserver(paint);
  watch.observe(el);
  size.observe(bars);
  return { el, on: {
    "digit-samples": ({ images, labels }) => {
      tens = images;
      samples.replaceChildren(...images.map((image, k) => h("button", { type: "button", class: "al-own-sample", "aria-label": text("own.sample", { label: labels[k] }), onclick: () => sample(image, labels[k]) }, h("canvas"))));
      [...samples.children].forEach((button, k) => grid(button.firstChild, images[k], false));
      if (!counts) sample(images[3], labels[3]);
    },
    digit: (message) => {
      waiting = false;
      if (message.error) return say(message.error, "wrong");
      if (counts) {
        answer = message;
        told();
        chart();
      }
      if (due) {
        due = false;
        ask();
      }
    } },
    trace: ask,
    pos: (now) => {
      pos = now;
      if (lab.trace()?.n && clampTo(Math.round(now), 0, lab.trace().n - 1) !== frame) ask();
    },
    restyle: () => {
      [...samples.children].forEach((button, k) => grid(button.firstChild, tens[k], false));
      paint();
    },
    destroy: () => (watch.disconnect(), size.disconnect()),
  };
}

function mountModel(lab) {
  const { text } = lab, { el: line, say } = ownLine(), code = h("pre", { class: "al-own-code", tabindex: 0 });
  const back = h("button", { type: "button", hidden: true, onclick: () => {
    lab.send({ kind: "own", what: "model-back" });
    back.hidden = true;
    say(text("own.model_back"));
  } }, text("own.model_builtin"));
  const take = (file, bytes) => {
    say(text("own.model_wait", { name: file.name }));
    ownSend(lab, "model", file, bytes);
  };
  const more = h("details", { ontoggle: () => !code.textContent && lab.model.send({ kind: "own", what: "model-example" }) }, h("summary", {}, text("own.model_code")), code);
  const el = h("section", { class: "al-card al-own", "aria-label": text("own.model"), "data-own-card": "model" }, h("h3", {}, text("own.model")), h("p", { class: "al-soft" }, text("own.model_what")), h("div", { class: "al-row" }, ownFile(lab, "model", ".pt,.pth", take, (words) => say(words, "wrong")), back), line, more, h("p", { class: "al-soft" }, text("own.private")));
  return { el, on: {
    "model-example": (message) => setText(code, message.text),
    model: (message) => {
      if (message.error) return say(text("own.refused", { why: message.error }), "wrong");
      back.hidden = false;
      const [early, late] = message.chips.map((v) => v.toFixed(1));
      say([text("own.model_holds", { name: message.name, shape: message.shape, exact: message.exact.toFixed(1), early, late }), message.said].filter(Boolean).join(" "), "right");
    } } };
}

function mountDevice(lab) {
  const { text } = lab, { el: line, say } = ownLine(), facts = h("div", { class: "al-own-facts" }), plot = h("div", { class: "al-own-plot" }), found = h("div", { class: "al-own-fit", hidden: true }, plot, facts);
  let chart = null;
  const cancel = h("button", { type: "button", hidden: true, onclick: () => lab.model.send({ kind: "own", what: "device-cancel" }) }, text("export.cancel"));
  const begin = (name) => {
    say(text("own.fit_wait", { name, seconds: 0 }));
    cancel.hidden = false;
    begun = name;
  };
  let begun = "";
  const take = (file, bytes) => {
    begin(file.name);
    ownSend(lab, "device", file, bytes);
  };
  const example = h("button", { type: "button", onclick: () => (begin("example.csv"), lab.model.send({ kind: "own", what: "device-example" })) }, text("own.device_example"));
  const row = (...cells) => h("tr", {}, cells.map((cell, k) => h(k ? "td" : "th", k ? {} : { scope: "row" }, cell)));
  const el = h("section", { class: "al-card al-own", "aria-label": text("own.device"), "data-own-card": "device" }, h("h3", {}, text("own.device")), h("p", { class: "al-soft" }, text("own.device_what")), h("div", { class: "al-row" }, ownFile(lab, "device", ".csv,text/csv", take, (words) => say(words, "wrong")), example, cancel), line, found, h("p", { class: "al-soft" }, text("own.private")));
  return { el, on: { device: (message) => {
    if (message.busy !== undefined) return !cancel.hidden && say(text("own.fit_wait", { name: begun, seconds: message.busy }));
    cancel.hidden = true;
    if (message.error) return say(message.error === "cancelled" ? text("export.cancelled") : text("own.refused", { why: message.error }), message.error === "cancelled" ? "" : "wrong");
    found.hidden = false;
    chart ??= mountChart(plot, { text, model: lab.model, spec: { title: text("own.device"), cursor: "none" }, look: () => lab.look, fail: lab.fail });
    chart.setFigure(message.figure);
    facts.replaceChildren(h("table", {}, h("caption", {}, message.law), h("tbody", {}, message.rows.map(([name, value, error]) => row(name, value, error ? `± ${error}` : text("own.untold"))), row(text("own.read_noise"), message.read_noise, ""), row("g", message.scale, ""))));
    say(text(message.apart < 2 ? "own.fit_close" : "own.fit_found", { name: message.name, n: message.readings.toLocaleString("en"), law: message.law, second: message.second, apart: message.apart.toFixed(1) }) + (message.detected ? ` ${text("own.fit_detected")}` : ""), "right");
  } }, restyle: () => chart?.restyle(), destroy: () => chart?.destroy() };
}

export function mountOwn(lab) {
  if (!lab.page.own?.length || lab.page.recorded) return null;
  const parts = lab.page.own.map((kind) => OWN_CARDS[kind](lab)), all = (name) => (...args) => parts.forEach((part) => part[name]?.(...args));
  ownDrops(lab.root);
  const message = (said) => said.kind === "own" && parts.forEach((part) => part.on[said.what]?.(said));
  return { below: [h("h2", { class: "al-below-title" }, lab.text("own.title"), h("small", {}, lab.text("own.sub"))), ...parts.map((part) => part.el)], on: { message, trace: all("trace"), pos: all("pos"), restyle: all("restyle"), destroy: all("destroy") } };
}
