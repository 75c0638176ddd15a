// A field for one number beside what it sets: Enter takes it, Escape leaves it, arrows step, and a refusal is said in words.
import { h, setText, unique } from "./dom.js";
import { clampTo, formatNumber } from "./numbers.js";
import { parseTyped } from "./arraylayout.js";


// openNumber(stage, { label, value, unit, low, high, near: {x, y, w, h}, width, height, say, send(value), closed() }).
export function openNumber(stage, { label, value, unit, low, high, near, width, height, say, send, closed }) {
  const id = unique("number"), input = h("input", { id, type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-why` });
  const range = say("array.range", { low: formatNumber(low, ".3g"), high: formatNumber(high, ".3g"), unit }), why = h("p", { id: `${id}-why`, "aria-live": "assertive" }, range);
  const form = h("form", { class: "al-number", novalidate: true }, h("label", { for: id }, label), h("div", {}, input, h("span", {}, unit), h("button", { type: "submit", class: "al-go" }, say("array.set"))), why);
  const show = (number) => (input.value = String(Number(number.toPrecision(6))));
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    form.remove();
    closed();
  };
  const read = () => {
    const found = parseTyped(input.value, unit, low, high), wrong = found.error !== undefined;
    setText(why, wrong ? say(found.error, found.values) : range);
    form.toggleAttribute("data-wrong", wrong);
    input.setAttribute("aria-invalid", wrong);
    return wrong ? null : found.value;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const number = read();
    if (number === null) return input.select();
    send(number);
    close();
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key], step = (high - low) / 50;
    if (event.key === "Escape") close();
    else if (by && event.target === input) {
      const number = read();
      if (number !== null) {
        show(clampTo((Math.round(number / step) + by) * step, low, high));
        send(read());
      }
    } else return;
    event.preventDefault();
  });
  form.addEventListener("pointerdown", (event) => event.stopPropagation());
  form.addEventListener("focusout", (event) => !form.contains(event.relatedTarget) && close());
  show(value);
  stage.append(form);
  form.style.left = `${clampTo(near.x + near.w / 2 - form.offsetWidth / 2, 2, Math.max(2, width - form.offsetWidth - 2))}px`;
  const under = near.y + near.h + 6;
  form.style.top = `${under + form.offsetHeight > height ? Math.max(2, near.y - form.offsetHeight - 6) : under}px`;
  input.focus({ preventScroll: true });
  input.select();
  return { close };
}
