// Calm: whole steps instead of motion, for whoever wants it here and not in the whole system.
import { h } from "./dom.js";

export function mountCalm({ text, look }) {
  const button = h("button", { type: "button", onclick: look.toggleCalm }, text("calm.name"));
  const restyle = () => button.setAttribute("aria-pressed", look.calm);
  restyle();
  return { help: [h("p", { class: "al-row" }, button, h("span", { class: "al-soft" }, text("calm.what")))], keys: [{ key: "m", label: "M", does: text("calm.key"), run: look.toggleCalm }], on: { restyle } };
}
