// Predict first: pick, rank, give a number or draw a curve; lock it with a confidence; then see what the engine says.
import { h, setText } from "./dom.js";
import { rankField } from "./exercises.js";
import { parseQuantity } from "./checks.js";
import { clampTo } from "./numbers.js";

const SURE = ["guess", "fairly", "certain"];

// Is a prediction what the engine says? A number within a tenth, a curve within a tenth of its axis on average.
export function predictedRight(kind, answer, truth, axes) {
  if (kind === "number") return Math.abs(answer - truth) <= 0.1 * Math.abs(truth);
  if (kind === "draw") return answer.reduce((sum, y, k) => sum + Math.abs(y - truth[k]), 0) / answer.length <= 0.1 * (axes.y.high - axes.y.low);
  return JSON.stringify(answer) === JSON.stringify(truth);
}

const svgNode = (tag, props = {}, ...children) => {
  const el = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(props)) el.setAttribute(key, value);
  el.append(...children);
  return el;
};

// A curve through a few points, each of which is moved by pointer or by arrow keys.
function curveField({ x, y }, text, changed) {
  const W = 460, H = 122, box = { left: 44, right: 12, top: 22, bottom: 36 }, n = x.values.length, values = Array(n).fill((y.low + y.high) / 2);
  const px = (k) => box.left + ((W - box.left - box.right) * k) / (n - 1), py = (v) => box.top + (H - box.top - box.bottom) * (1 - (v - y.low) / (y.high - y.low));
  const line = svgNode("polyline", { fill: "none", stroke: "var(--al-in)", "stroke-width": 2.5 }), truth = svgNode("polyline", { fill: "none", stroke: "var(--al-err)", "stroke-width": 2.5, "stroke-dasharray": "6 4", points: "" });
  const dots = values.map((_, k) => svgNode("circle", { r: 8, cx: px(k), tabindex: 0, role: "slider", "aria-label": text("predict.point", { x: `${x.label} ${x.values[k]}` }), "aria-valuemin": y.low, "aria-valuemax": y.high }));
  const label = (tx, ty, words, anchor = "middle") => Object.assign(svgNode("text", { x: tx, y: ty, "text-anchor": anchor }), { textContent: words });
  const el = svgNode("svg", { viewBox: `0 0 ${W} ${H}`, class: "al-curve", role: "group", "aria-label": text("predict.label") });
  el.append(
    svgNode("path", { d: `M${box.left} ${box.top}V${H - box.bottom}H${W - box.right}`, fill: "none", stroke: "var(--al-wire)" }),
    ...x.values.map((v, k) => label(px(k), H - box.bottom + 15, String(v))), label((W + box.left) / 2, H - 3, x.label), label(box.left - 5, box.top + 8, String(y.high), "end"), label(box.left - 5, H - box.bottom, String(y.low), "end"), label(box.left + 5, box.top - 10, y.label, "start"),
    truth, line, ...dots,
  );
  let locked = false;
  function paint() {
    line.setAttribute("points", values.map((v, k) => `${px(k)},${py(v)}`).join(" "));
    dots.forEach((dot, k) => {
      dot.setAttribute("cy", py(values[k]));
      dot.setAttribute("aria-valuenow", Number(values[k].toPrecision(3)));
    });
  }
  const put = (k, v) => {
    if (locked) return;
    values[k] = clampTo(v, y.low, y.high);
    paint();
    changed();
  };
  dots.forEach((dot, k) => {
    dot.addEventListener("pointerdown", (event) => dot.setPointerCapture(event.pointerId));
    dot.addEventListener("pointermove", (event) => {
      if (!dot.hasPointerCapture(event.pointerId)) return;
      const size = el.getBoundingClientRect(), at = ((event.clientY - size.top) / size.height) * H;
      put(k, y.low + (y.high - y.low) * (1 - (at - box.top) / (H - box.top - box.bottom)));
    });
    dot.addEventListener("keydown", (event) => {
      const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5, Home: -20, End: 20 }[event.key];
      if (!steps || locked) return;
      event.preventDefault();
      event.stopPropagation();
      put(k, values[k] + (steps * (y.high - y.low)) / 20);
    });
  });
  paint();
  return {
    el, value: () => [...values], lock: (yes) => (locked = yes),
    set: (next) => (next.forEach((v, k) => (values[k] = v)), paint()),
    show: (points) => truth.setAttribute("points", points ? points.map((v, k) => `${px(k)},${py(v)}`).join(" ") : ""),
  };
}

function pickField(options, changed) {
  let choice = null;
  const buttons = options.map((option) => h("button", { type: "button", "aria-pressed": "false", onclick: () => set(option) }, option));
  const set = (option) => {
    choice = option;
    buttons.forEach((button) => button.setAttribute("aria-pressed", button.textContent === option));
    changed();
  };
  return { el: h("span", { class: "al-row" }, buttons), value: () => choice, set };
}

function numberField(unit, text, changed, submit) {
  let why = ""; // it is not read, in the words of the exercises
  const input = h("input", { type: "text", class: "al-answer", maxlength: 60, autocomplete: "off", "aria-label": text("predict.label"), oninput: changed, onkeydown: (event) => event.key === "Enter" && submit() });
  const value = () => {
    why = "";
    try {
      return parseQuantity(input.value, unit);
    } catch (error) {
      if (input.value.trim()) why = `? ${text("exercise.unread")}: ${error.message}.`;
      return null;
    }
  };
  return { el: h("span", { class: "al-row" }, input, unit ? h("span", { class: "al-soft" }, unit) : null), value, why: () => why, set: (v) => (input.value = String(v)) };
}

// `done(locked, run)` runs the lab, `end()` goes to the end of a recorded run; `reveal()` is called when the run has been seen to its end, `truth(v)` brings the engine's answer.
export function mountPredict(page, { send, text, keep, end }, done) {
  const kind = page.kind ?? "pick", hint = h("span", { class: "al-sure al-soft", role: "status" });
  // An order or a curve that nobody has touched is no prediction, unless somebody says to be sure of it.
  const changed = () => {
    const early = (kind === "rank" || kind === "draw") && !moved && !sure;
    lock.disabled = field.value() === null || early;
    setText(hint, early ? text("predict.move") : field.why?.() ?? "");
  };
  const move = () => {
    moved = true;
    changed();
  };
  const field = { pick: () => pickField(page.options, changed), rank: () => rankField(page.options, text, move), number: () => numberField(page.unit, text, changed, () => lock.disabled || close()), draw: () => curveField(page.axes, text, move) }[kind]();
  let locked = false, answer = null, sure = null, known, why = "", seen = false, moved = false;
  const lock = h("button", { type: "button", class: "al-go", onclick: () => close() }, text("predict.lock"));
  const skip = h("button", { type: "button", class: "al-quiet", onclick: () => pass() }, text("predict.skip"));
  const levels = SURE.map((level) => h("button", { type: "button", "aria-pressed": "false", onclick: () => feel(level) }, text(`predict.${level}`)));
  const confidence = h("span", { class: "al-sure", role: "group", "aria-label": text("predict.sure") }, h("span", { class: "al-soft" }, text("predict.sure")), h("span", { class: "al-segments" }, levels));
  const title = h("h2", {}, text("predict.title")), row = h("div", { class: "al-row" }, field.el, kind === "draw" ? null : skip), foot = h("div", { class: "al-row" }, confidence, kind === "draw" ? skip : null, hint);
  const again = h("button", { type: "button", class: "al-quiet", hidden: true, onclick: () => reopen() }, text("predict.clear"));
  const fold = h("button", { type: "button", class: "al-fold", "aria-expanded": "true", onclick: () => unfold(fold.getAttribute("aria-expanded") !== "true") }, `${text("predict.question")} `, h("span", { class: "al-caret", "aria-hidden": "true" }, "▾"));
  const ahead = h("button", { type: "button", class: "al-quiet", hidden: true, onclick: end }, text("predict.end"));
  const truth = h("p", { class: "al-truth", role: "status", hidden: true });
  const because = h("textarea", { class: "al-because", rows: 1, maxlength: 500, "aria-label": text("predict.because"), placeholder: text("predict.because"), hidden: true, oninput: () => note({ because: because.value }) });
  const question = h("p", {}, page.question);
  const el = h("section", { class: "al-card al-predict", "aria-label": text("predict.label") }, h("div", { class: "al-ask" }, h("div", {}, title, question), lock, fold, ahead, again), row, foot, truth, because);
  const note = (change) => keep.change((own) => (own.prediction = { ...own.prediction, ...change }));
  const say = (value) => (Array.isArray(value) ? (kind === "draw" ? text("predict.yours") : value.join(" > ")) : `${typeof value === "number" ? Number(value.toPrecision(3)) : value}${kind === "number" && page.unit ? ` ${page.unit}` : ""}`);

  // In lecture mode the question waits folded, so that the chart has room until it is asked.
  function unfold(yes) {
    fold.setAttribute("aria-expanded", yes);
    el.toggleAttribute("data-folded", !yes);
  }
  function feel(level) {
    sure = level;
    levels.forEach((button, k) => button.setAttribute("aria-pressed", SURE[k] === level));
    changed();
  }
  function settle(words) {
    locked = true;
    el.dataset.locked = "1";
    setText(title, words);
    row.hidden = kind !== "draw" || answer === null;
    foot.hidden = lock.hidden = fold.hidden = true;
    again.hidden = false;
  }
  function close() {
    answer = field.value();
    field.lock?.(true);
    settle(text("predict.said", { answer: say(answer) }));
    ahead.hidden = !end;
    truth.hidden = Boolean(end);
    setText(truth, text("predict.over"));
    note({ answer, skipped: false, ...(sure ? { confidence: sure } : {}) });
    send({ kind: "predict", choice: answer });
    done(true);
  }
  // Without a prediction the lab stays as it is, and shows all it has.
  function pass() {
    settle(text("predict.skipped"));
    note({ skipped: true });
    done(true, false);
  }
  function reopen() {
    [locked, answer, known, seen] = [false, null, undefined, false];
    delete el.dataset.locked;
    field.lock?.(false);
    field.show?.(null);
    setText(title, text("predict.title"));
    row.hidden = foot.hidden = lock.hidden = fold.hidden = question.hidden = false;
    again.hidden = ahead.hidden = truth.hidden = because.hidden = true;
    done(false);
  }
  function judge() {
    if (!seen || answer === null) return;
    truth.hidden = false;
    if (known === undefined) return setText(truth, text("predict.waits"));
    const right = predictedRight(kind, answer, known, page.axes);
    because.hidden = false;
    truth.dataset.right = right ? "1" : "0";
    truth.replaceChildren(h("b", {}, right ? `✓ ${text("predict.right")}` : `✗ ${text("predict.wrong", { truth: kind === "draw" ? text("predict.truth") : say(known) })}.`), why ? ` ${why}` : "");
    question.hidden = true;
    field.show?.(known);
    note({ right });
  }
  changed();
  // After a lost engine the answer stands as it was locked.
  requestAnimationFrame(() => {
    const held = keep.returned() ? keep.own().prediction : null;
    if (held?.skipped) return pass();
    if (held?.answer === undefined) return;
    answer = held.answer;
    field.set(answer);
    field.lock?.(true);
    settle(text("predict.said", { answer: say(answer) }));
    done(true, false);
  });
  return {
    el, unfold,
    focus() {
      unfold(true);
      (locked ? again : row.querySelector("button,input,[tabindex='0']")).focus();
    },
    truth(value, reason) {
      [known, why] = [value, reason];
      judge();
    },
    reveal() {
      seen = ahead.hidden = true;
      judge();
    },
  };
}
