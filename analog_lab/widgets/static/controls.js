// The knobs with their presets, the drawer, reset and a new chip.
import { h, latest, setText } from "./dom.js";
import { SLIDER_STEPS, clampTo, fromSlider, showKnob, toSlider } from "./numbers.js";

const MANY = 8; // more choices than this open as a list
let names = 0;

// One knob as a slider, a switch or a row of choices; `send(value)` hears of every move.
export function mountKnob(knob, send) {
  const id = `al-knob-${++names}`, title = knob.help || null;
  if (knob.choices?.length > MANY) return mountSelect(knob, id, title, send);
  if (knob.scale === "bool" || knob.choices?.length) return mountChoice(knob, id, title, send);
  const whole = knob.scale === "int", out = h("output", { for: id });
  const input = h("input", { type: "range", id, min: whole ? knob.low : 0, max: whole ? knob.high : SLIDER_STEPS, step: 1 });
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
    el: h("div", { class: "al-knob-row", title }, h("label", { for: id }, knob.label), out, input),
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
function mountSelect(knob, id, title, send) {
  const option = ([choice, words]) => h("option", { value: choice }, words), groups = Object.entries(knob.groups ?? {});
  const plain = knob.choices.map((choice) => option([choice, String(choice)])), made = groups.map(([label, choices]) => h("optgroup", { label }, Object.entries(choices).map(option)));
  const select = h("select", { id, onchange: () => send(knob.choices.find((choice) => String(choice) === select.value)) }, made.length ? made : plain);
  return { el: h("div", { class: "al-knob-row al-choice al-list", title }, h("label", { for: id }, knob.label), select), set: (next) => (select.value = next) };
}

function mountChoice(knob, id, title, send) {
  const choices = knob.scale === "bool" ? [true, false] : knob.choices, say = (choice) => (choice === true ? "on" : choice === false ? "off" : String(choice));
  const inputs = choices.map((choice, k) => h("input", { type: "radio", name: id, id: `${id}-${k}`, onchange: () => send(choice) }));
  const row = h("div", { class: "al-segments", role: "radiogroup", "aria-label": knob.label }, inputs.map((input, k) => [input, h("label", { for: input.id }, say(choices[k]))]));
  return {
    el: h("div", { class: `al-knob-row al-choice ${choices.map(say).join("").length > 16 ? "al-wide" : ""}`, title }, h("span", { class: "al-label" }, knob.label), row),
    set: (next) => inputs.forEach((input, k) => (input.checked = choices[k] === next)),
  };
}

// Presets, knobs, the drawer, reset and a new chip.
export function mountControls(page, send) {
  const knobs = new Map(page.knobs.map((knob) => [knob.name, mountKnob(knob, (value) => send({ kind: "set", name: knob.name, value }))]));
  const pick = (name) => send({ kind: "preset", name });
  const presets = Object.keys(page.presets ?? {}).map((name, k) => h("button", { type: "button", title: `preset ${name} (key ${k + 1})`, onclick: () => pick(name) }, name));
  const drawer = h("div", { class: "al-knobs al-drawer", hidden: true }, page.knobs.filter((k) => k.more).map((k) => knobs.get(k.name).el));
  const more = h("button", { type: "button", "aria-expanded": "false", onclick: () => open(drawer.hidden) }, "More ", h("span", { class: "al-caret", "aria-hidden": "true" }, "▾"));
  const open = (yes) => {
    drawer.hidden = !yes;
    more.setAttribute("aria-expanded", yes);
  };
  const seed = h("span", { class: "al-badge", hidden: true });
  const act = (name) => () => send({ kind: "action", name });
  const chip = h("button", { type: "button", title: "draw another chip: the same settings, other cells", onclick: act("chip") }, "New chip ", seed);
  const reset = h("button", { type: "button", title: "all settings as at the start", onclick: act("reset") }, "Reset");
  const has = (name) => !page.actions || page.actions.includes(name);
  const el = h(
    "section", { class: "al-card al-controls", "aria-label": "settings" },
    h("div", { class: "al-row" }, presets.length ? h("div", { class: "al-segments", role: "group", "aria-label": "presets" }, presets) : null, h("span", { class: "al-gap" }), drawer.childElementCount ? more : null, has("chip") ? chip : null, has("reset") ? reset : null),
    h("div", { class: "al-knobs" }, page.knobs.filter((k) => !k.more).map((k) => knobs.get(k.name).el)),
    drawer,
  );
  return {
    el,
    pick: (k) => presets[k]?.click(),
    set(values) {
      for (const [name, knob] of knobs) knob.set(values[name]);
      seed.hidden = chip.hidden = values.seed === undefined;
      setText(seed, `seed ${values.seed}`);
      Object.entries(page.presets ?? {}).forEach(([, preset], k) => presets[k].setAttribute("aria-pressed", Object.entries(preset).every(([name, value]) => values[name] === value)));
    },
  };
}
