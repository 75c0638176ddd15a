// Every item gets one of several names; a small curve may stand beside each.
import { h } from "./dom.js";

// A curve as the points of a polyline in a box of w × h; the box spans 0 … top.
export function curvePoints(values, top, w, tall) {
  return values.map((v, k) => `${((k * w) / Math.max(1, values.length - 1)).toFixed(1)},${(tall * (1 - Math.min(v, top) / top)).toFixed(1)}`).join(" ");
}

function smallCurve(values, { top, unit }) {
  const el = h("span", { class: "al-small-curve", role: "img", "aria-label": `0 … ${top} ${unit}: ${values.map((v) => v.toFixed(1)).join(", ")}` }, h("i", {}, `${top} ${unit}`));
  el.insertAdjacentHTML("beforeend", `<svg viewBox="-2 -2 134 64" aria-hidden="true"><path d="M0 0V60H130"/><polyline points="${curvePoints(values, top, 130, 60)}"/></svg>`);
  return el;
}

export function matchField({ items, options, curves }, text) {
  const picks = items.map((item) => h("select", { "aria-label": `${text("exercise.answer")} ${item}` }, h("option", { value: "" }, "?"), options.map((option) => h("option", { value: option }, option))));
  const el = h("div", { class: "al-match" }, items.map((item, k) => h("label", {}, h("b", {}, item), curves ? smallCurve(curves.values[k], curves) : null, picks[k])));
  return { el, value: () => picks.map((pick) => pick.value), set: (answer) => picks.forEach((pick, k) => (pick.value = answer[k] ?? "")) };
}
