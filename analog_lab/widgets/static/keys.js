// One registry of keys: the handler and the help page read the same list.
import { h } from "./dom.js";

// `keys` is a list of { key, label, does, run }; keys typed into a field or meant for the focused control are left alone.
export function listenKeys(target, keys) {
  const heard = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (taken(event)) return event.stopPropagation(); // JupyterLab would take a slider's arrows for its own
    const found = keys.find((entry) => entry.key === event.key || entry.key.toLowerCase?.() === event.key.toLowerCase());
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    found.run(event);
  };
  target.addEventListener("keydown", heard);
  return () => target.removeEventListener("keydown", heard);
}

// Does the focused element use this key itself?
export function taken({ key, target }) {
  const tag = target?.tagName;
  if (target?.isContentEditable || tag === "TEXTAREA" || tag === "SELECT") return true;
  if (tag === "INPUT") return !["range", "radio", "checkbox"].includes(target.type) || key.startsWith("Arrow") || ["Home", "End", "PageUp", "PageDown", " "].includes(key);
  if (["BUTTON", "A", "SUMMARY"].includes(tag)) return key === " " || key === "Enter";
  return false;
}

export function keyTable(keys) {
  return h("table", { class: "al-keys" }, h("tbody", {}, keys.filter((k) => k.does).map((k) => h("tr", { "data-in": k.key ? null : "scene" }, h("th", { scope: "row" }, h("kbd", {}, k.label)), h("td", {}, k.does)))));
}
