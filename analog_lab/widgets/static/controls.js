// The knobs with their presets, the drawer, reset and a new chip.
import { h, latest, setText, unique } from "./dom.js";
import { SLIDER_STEPS, clampTo, fromSlider, showKnob, toSlider } from "./numbers.js";

const MANY = 8; // more choices than this open as a list

// One knob as a slider, a switch or a row of choices; `send(value)` hears of every move.
export function mountKnob(knob, send, text, locked = false) {
  const id = unique("knob"), title = locked ? text("share.locked") : knob.help || null;
  if (knob.choices?.length > MANY) return mountSelect(knob, id, title, send, locked);
  if (knob.scale === "bool" || knob.choices?.length) return mountChoice(knob, id, title, send, text, locked);
  const whole = knob.scale === "int", out = h("output", { for: id });
  const input = h("input", { type: "range", id, min: whole ? knob.low : 0, max: whole ? knob.high : SLIDER_STEPS, step: 1, disabled: locked });
  const soon = latest(send);
  let moved = -Infinity, value = null;
  const paint = () => {
    setText(out, showKnob(knob, value));
    input.setAttribute("aria-valuetext", out.textContent);
    input.style.setProperty("--at", ((input.value - input.min) / (input.max - input.min)).toFixed(4));
  };
  input.addEventListener("input", () => {
    moved = performance.now();
    value = fromSlider(knob, Number(input.value));
    paint();
    soon(value);
  });
  return {
    el: h("div", { class: "al-knob-row", title }, h("label", { for: id }, knob.label, locked ? h("i", { class: "al-lock", "aria-hidden": "true" }) : null), out, input),
    // Take Python's value, but not while the visitor is moving the slider.
    set(next) {
      if (typeof next !== "number" || performance.now() - moved < 400) return;
      value = clampTo(next, knob.low, knob.high);
      input.value = toSlider(knob, value);
      paint();
    },
  };
}

// Many choices as a list, with words of their own and in groups where the page gives them: { group: { choice: words } }.
function mountSelect(knob, id, title, send, locked) {
  const option = ([choice, words]) => h("option", { value: choice }, words), groups = Object.entries(knob.groups ?? {});
  const plain = knob.choices.map((choice) => option([choice, String(choice)])), made = groups.map(([label, choices]) => h("optgroup", { label }, Object.entries(choices).map(option)));
  const select = h("select", { id, disabled: locked, onchange: () => send(knob.choices.find((choice) => String(choice) === select.value)) }, made.length ? made : plain);
  return { el: h("div", { class: "al-knob-row al-choice al-list", title }, h("label", { for: id }, knob.label), select), set: (next) => (select.value = next) };
}

function mountChoice(knob, id, title, send, text, locked) {
  const choices = knob.scale === "bool" ? [true, false] : knob.choices, say = (choice) => (choice === true ? text("controls.on") : choice === false ? text("controls.off") : String(choice));
  const wide = choices.map(say).join("").length, inputs = choices.map((choice, k) => h("input", { type: "radio", name: id, id: `${id}-${k}`, disabled: locked, onchange: () => send(choice) }));
  const row = h("div", { class: "al-segments", role: "radiogroup", "aria-label": knob.label }, inputs.map((input, k) => [input, h("label", { for: input.id }, say(choices[k]))]));
  return {
    el: h("div", { class: `al-knob-row al-choice ${wide > 16 ? "al-wide" : ""} ${wide > 24 ? "al-widest" : ""}`, title }, h("span", { class: "al-label" }, knob.label, locked ? h("i", { class: "al-lock", "aria-hidden": "true" }) : null), row),
    set: (next) => inputs.forEach((input, k) => (input.checked = choices[k] === next)),
  };
}

// Presets, knobs, the drawer, reset and a new chip.
export function mountControls(page, send, text) {
  const { hide = [], lock = [] } = page.link ?? {}, held = (name) => Boolean(page.recorded) || lock.includes(name), shown = page.knobs.filter((knob) => !hide.includes(knob.name));
  const knobs = new Map(shown.map((knob) => [knob.name, mountKnob(knob, (value) => send({ kind: "set", name: knob.name, value }), text, held(knob.name))]));
  for (const [name, knob] of knobs) knob.el.dataset.knob = name;
  const pick = (name) => send({ kind: "preset", name });
  const presets = Object.keys(page.presets ?? {}).map((name, k) => h("button", { type: "button", disabled: lock.includes("presets"), title: text("controls.preset", { name, key: k + 1 }), onclick: () => pick(name) }, name));
  const drawer = h("div", { class: "al-knobs al-drawer", hidden: true }, shown.filter((k) => k.more).map((k) => knobs.get(k.name).el));
  const more = h("button", { type: "button", "aria-expanded": "false", onclick: () => open(drawer.hidden) }, `${text("controls.more")} `, h("span", { class: "al-caret", "aria-hidden": "true" }, "▾"));
  const open = (yes) => {
    drawer.hidden = !yes;
    more.setAttribute("aria-expanded", yes);
  };
  const seed = h("span", { class: "al-badge", hidden: true });
  const act = (name) => () => send({ kind: "action", name });
  const chip = h("button", { type: "button", disabled: held("chip"), title: text("controls.chip_title"), onclick: act("chip") }, `${text("controls.chip")} `, seed);
  const reset = h("button", { type: "button", class: "al-reset", disabled: held("reset"), title: text("controls.reset_title"), onclick: act("reset") }, text("controls.reset"));
  const has = (name) => (!page.actions || page.actions.includes(name)) && !hide.includes(name);
  const el = h(
    "section", { class: "al-card al-controls", "data-long": text("controls.reset").length > 6, "aria-label": text("controls.title") },
    h("div", { class: "al-row" }, presets.length && !hide.includes("presets") ? h("div", { class: "al-segments", role: "group", "aria-label": text("controls.presets") }, presets) : null, h("div", { class: "al-acts" }, drawer.childElementCount && !hide.includes("more") ? more : null, has("chip") ? chip : null, has("reset") ? reset : null)),
    h("div", { class: "al-knobs" }, shown.filter((k) => !k.more).map((k) => knobs.get(k.name).el)),
    drawer,
  );
  return {
    el,
    pick: (k) => presets[k]?.click(),
    set(values) {
      for (const [name, knob] of knobs) knob.set(values[name]);
      seed.hidden = chip.hidden = values.seed === undefined;
      setText(seed, text("controls.seed", { seed: values.seed }));
      Object.entries(page.presets ?? {}).forEach(([, preset], k) => presets[k].setAttribute("aria-pressed", Object.entries(preset).every(([name, value]) => values[name] === value)));
    },
  };
}
