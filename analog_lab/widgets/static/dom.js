// Small helpers to make elements.
import { speakContext } from "./scenewords.js";

// h("button", { class: "al-go", onclick: run }, "Run"): make an element with attributes, listeners and children.
export function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) el.addEventListener(key.slice(2), value);
    else el.setAttribute(key, value === true ? "" : value);
  }
  el.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return el;
}

// The 2D context of a scene's canvas; a page that wants the drawing as vectors hands out recorders instead.
export function contextOf(canvas, env) {
  const ctx = env?.context?.(canvas) ?? canvas.getContext("2d");
  if (env?.say && env.language !== "en") speakContext(ctx, env.say);
  return ctx;
}

// A name that no other element of the document has: every lab in it is a module of its own, and they count together.
export function unique(kind) {
  globalThis.analogLabNames = (globalThis.analogLabNames ?? 0) + 1;
  return `al-${kind}-${globalThis.analogLabNames}`;
}

// Write a text only when it differs, so that nothing is laid out again for nothing.
export function setText(el, text) {
  if (el.textContent !== text) el.textContent = text;
}

// Call `send` with the latest value, at most once in `wait` milliseconds; the last value always arrives.
export function latest(send, wait = 30) {
  let timer = 0, due = false, args = null, last = -Infinity;
  const fire = () => {
    timer = 0;
    due = false;
    last = performance.now();
    send(...args);
  };
  return (...now) => {
    args = now;
    if (due) return;
    due = true;
    const rest = wait - (performance.now() - last);
    if (rest <= 0) fire();
    else timer = setTimeout(fire, rest);
  };
}
