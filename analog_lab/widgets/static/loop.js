// The same products on a processor, one after another: how far it has come while the array was read.
import { h, setText } from "./dom.js";
import { clampTo, quantity } from "./numbers.js";

// The read lies between the voltages (step 1 of the player) and the sums (step 3); one clock for both machines.
export function loopAt(pos, rows, columns, readNs, productNs) {
  const ns = clampTo((pos - 1) / 2, 0, 1) * readNs, total = rows * columns, done = Math.min(total, Math.floor(ns / productNs));
  const last = Math.max(0, done - 1);
  return { done, total, array: ns >= readNs ? total : 0, i: (last % rows) + 1, j: Math.floor(last / rows) + 1, ns, needsNs: total * productNs };
}

export function mountLoop(lab) {
  if (lab.page.scenes?.[0]?.kind !== "array" || !lab.page.title) return null;
  const { text } = lab, row = (name) => {
    const bar = h("b", {}), say = h("span", {}), el = h("div", {}, h("span", {}, text(`loop.${name}`)), h("i", { "aria-hidden": "true" }, bar), say);
    return { el, show: (share, words) => (bar.style.width = `${100 * share}%`, setText(say, words)) };
  };
  const array = row("array"), processor = row("processor"), el = h("div", { class: "al-loop", hidden: true, title: text("loop.what") }, array.el, processor.el);
  lab.scenes[0].el.insertBefore(el, lab.scenes[0].el.lastChild);
  return { on: { pos(pos) {
    const { read_ns: readNs, product_ns: productNs } = lab.trace().const, { n_in: rows, n_out: columns } = lab.env.values();
    if (!readNs) return;
    el.hidden = false;
    const at = loopAt(pos, rows, columns, readNs, productNs), n = (v) => v.toLocaleString("en");
    array.show(at.array / at.total, text(at.array ? "loop.at_once" : "loop.not_yet", { total: n(at.total), time: quantity(readNs * 1e-9, "s") }));
    processor.show(at.done / at.total, `${at.done ? `I[${at.j}] += V[${at.i}]·G[${at.i},${at.j}] · ` : ""}${text("loop.step", { done: n(at.done), total: n(at.total), time: quantity(at.needsNs * 1e-9, "s") })}`);
  } } };
}
