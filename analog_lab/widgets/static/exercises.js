// Exercises under the first screen, and what a visitor may do with the own progress.
import { h, setText, unique } from "./dom.js";
import { checkAnswer } from "./checks.js";
import { readProgress } from "./keep.js";
import { matchField } from "./match.js";

const MARK = { right: "✓", wrong: "✗", unread: "?" };

// The field that an answer is given in: { el, value(), set(answer) }.
function answerField(task, text, submit) {
  if (task.kind === "numeric") {
    const input = h("input", { type: "text", class: "al-answer", inputmode: "text", autocomplete: "off", maxlength: 60, "aria-label": text("exercise.answer"), onkeydown: (event) => event.key === "Enter" && submit() });
    return { el: h("span", { class: "al-row" }, input, task.unit ? h("span", { class: "al-soft" }, text("exercise.in", { unit: task.unit })) : null), value: () => input.value, set: (answer) => (input.value = answer) };
  }
  if (task.kind === "choice") {
    const name = unique("choice"), inputs = task.options.map((option) => h("input", { type: "radio", name, value: option }));
    const el = h("div", { class: "al-options", role: "radiogroup", "aria-label": text("exercise.answer") }, inputs.map((input, k) => h("label", {}, input, " ", task.options[k])));
    return { el, value: () => inputs.find((input) => input.checked)?.value ?? null, set: (answer) => inputs.forEach((input) => (input.checked = input.value === answer)) };
  }
  if (task.kind === "ranking") return rankField(task.options, text);
  if (task.kind === "match") return matchField(task, text);
  return { el: h("span"), value: () => null, set: () => {} };
}

// Items in an order that is changed by buttons or by dragging; `changed()` hears of every move.
export function rankField(items, text, changed = () => {}) {
  let order = [...items], dragged = null;
  const el = h("ol", { class: "al-rank" });
  const swap = (k, by) => {
    const to = k + by;
    if (to < 0 || to >= order.length) return;
    [order[k], order[to]] = [order[to], order[k]];
    paint();
    changed();
    el.children[to].querySelector(by < 0 ? "button" : "button:last-of-type").focus();
  };
  function paint() {
    el.replaceChildren(...order.map((item, k) => h(
      "li", { draggable: "true", ondragstart: () => (dragged = k), ondragover: (event) => event.preventDefault(), ondrop: () => {
        const [moved] = order.splice(dragged, 1);
        order.splice(k, 0, moved);
        paint();
        changed();
      } },
      h("span", {}, item),
      h("button", { type: "button", class: "al-quiet", "aria-label": `${text("predict.up")}: ${item}`, disabled: k === 0, onclick: () => swap(k, -1) }, "▲"),
      h("button", { type: "button", class: "al-quiet", "aria-label": `${text("predict.down")}: ${item}`, disabled: k === order.length - 1, onclick: () => swap(k, 1) }, "▼"),
    )));
  }
  paint();
  return { el, value: () => [...order], set: (answer) => Array.isArray(answer) && [...answer].sort().join() === [...items].sort().join() && ((order = [...answer]), paint()) };
}

function mountTask(task, lab, number) {
  const { text, keep } = lab, field = answerField(task, text, () => submit());
  const say = h("p", { class: "al-verdict", role: "status", hidden: true }), count = h("small");
  const hint = task.hint ? h("details", {}, h("summary", {}, text("exercise.hint")), h("p", {}, task.hint)) : null;
  const solution = task.solution ? h("details", { hidden: true }, h("summary", {}, text("exercise.solution")), h("p", {}, task.solution)) : null;
  const button = h("button", { type: "button", class: "al-go", onclick: () => submit() }, text(task.kind === "design" ? "exercise.settings" : "exercise.check"));
  const el = h("section", { class: "al-card al-task", "data-task": task.id, "aria-label": `${text("exercise.title")} ${number}` }, h("h3", {}, h("span", { class: "al-badge" }, String(number)), " ", task.question, " ", count), h("div", { class: "al-row" }, field.el, button), say, hint, solution);
  const entry = () => keep.own().exercises?.[task.id] ?? {};
  solution?.addEventListener("toggle", () => solution.open && note({ opened: true }));
  function note(change) {
    keep.change((own) => Object.assign(((own.exercises ??= {})[task.id] ??= {}), change));
    tally();
  }
  function tally() {
    const { tries = 0, right } = entry();
    setText(count, tries ? text(tries === 1 ? "exercise.try" : "exercise.tries", { n: tries }) : "");
    el.dataset.done = right ? "1" : "";
    if (solution) solution.hidden = !tries;
  }
  function submit() {
    const answer = field.value();
    if (lab.page.expected?.[task.id]) return show(checkAnswer(lab.page.expected[task.id], answer));
    el.setAttribute("aria-busy", "true");
    say.hidden = false;
    say.dataset.state = "wait";
    setText(say, text("exercise.wait"));
    lab.send({ kind: "check", name: task.id, answer });
  }
  function show({ right, reason, counted }) {
    el.removeAttribute("aria-busy");
    const state = right ? "right" : counted ? "wrong" : "unread";
    say.hidden = false;
    say.dataset.state = state;
    say.replaceChildren(h("b", {}, `${MARK[state]} ${text(`exercise.${state}`)}`), ` ${reason}`);
    if (counted) note({ tries: (entry().tries ?? 0) + 1, right, answer: field.value() ?? "" });
    lab.env.did("exercise");
  }
  const restore = () => {
    if (entry().answer !== undefined) field.set(entry().answer);
    tally();
  };
  restore();
  return { el, id: task.id, show, restore };
}

// Save, load and forget: a visitor's own file.
function mountProgress(lab, changed) {
  const { text, keep } = lab, say = h("span", { role: "status" });
  const pick = h("input", { type: "file", accept: ".json,application/json", hidden: true, onchange: async () => {
    const file = pick.files[0];
    if (!file) return;
    const found = file.size > 1e6 ? { wrong: "keep.large" } : readProgress(await file.text());
    if (found.progress) {
      keep.put(found.progress);
      setText(say, text("keep.loaded", { n: Object.keys(found.progress.labs).length }));
      changed();
    } else setText(say, text("keep.refused", { why: text(found.wrong, found.values) }));
    pick.value = "";
  } });
  const save = () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(keep.all(), null, 1)], { type: "application/json" }));
    h("a", { href: url, download: "analog-lab-progress.json" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };
  const forget = () => {
    keep.forget();
    setText(say, text("keep.forgotten"));
    changed();
  };
  return h(
    "section", { class: "al-card al-progress", "aria-label": text("keep.title") }, h("h3", {}, text("keep.title")), h("p", { class: "al-soft" }, text("keep.what")),
    h("div", { class: "al-row" }, h("button", { type: "button", onclick: save }, text("keep.save")), h("button", { type: "button", onclick: () => pick.click() }, text("keep.load")), h("button", { type: "button", class: "al-quiet", onclick: forget }, text("keep.forget")), pick, say),
  );
}

export function mountExercises(lab) {
  if (!lab.page.exercises?.length) return null;
  const tasks = lab.page.exercises.map((task, k) => mountTask(task, lab, k + 1));
  const title = h("h2", { class: "al-below-title" }, lab.text("exercise.title"), h("small", {}, lab.text("exercise.sub")));
  const progress = mountProgress(lab, () => (tasks.forEach((task) => task.restore()), lab.kept()));
  return { below: [title, ...tasks.map((task) => task.el), progress], on: { message: (message) => message.kind === "verdict" && tasks.find((task) => task.id === message.id)?.show(message) } };
}
