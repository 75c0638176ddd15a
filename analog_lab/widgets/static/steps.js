// Steps in the prose: each lights up the part of the page that it speaks of, and ticks itself off when it is done.
import { h, setText } from "./dom.js";

// The words of a step; Python checks steps against the same ones.
export const STEP_ACTS = ["cell", "input", "tile", "predict", "explain", "chip", "start"];
export const STEP_PARTS = { presets: ".al-controls > .al-row > .al-segments", chip: ".al-acts > button:has(.al-badge)", player: ".al-player", chart: ".al-chart-card", predict: ".al-predict", formula: ".al-formula", scene: ".al-scene-card" };
export const STEP_REGIONS = {
  array: ["cells", "inputs", "sums", "corner"], memory: ["inside", "bar", "pulses", "current"], pairs: ["pair", "currents", "weight"], edge: ["sums", "codes"], levels: ["heaps", "clock"],
  floorplan: ["tiles", "layers", "last"], "commute-bus": ["store", "lane", "processor", "meters"], "commute-crossbar": ["crossbar", "tiles", "meters"],
};
const REST_MS = 1700; // a step that is done stays this long before the next one comes

// What a learner has done since a step began.
export function seenStart(values, pos, n) {
  return { values, pos, n, low: pos, touched: new Set(), acts: new Set(), right: [] };
}

export function seenNext(seen, event) {
  if (event.type === "did") return { ...seen, acts: new Set([...seen.acts, event.name]) };
  if (event.type === "values") {
    const moved = Object.keys(event.values).filter((name) => event.values[name] !== seen.values[name]);
    return { ...seen, values: event.values, touched: new Set([...seen.touched, ...moved]) };
  }
  const low = event.n === seen.n ? Math.min(seen.low, event.pos) : event.pos; // another run: its end has to be reached anew
  return { ...seen, pos: event.pos, n: event.n, low };
}

// Is a step done? All that it wishes for must hold, and be the learner's doing: what was so before does not count.
export function stepDone(wishes, seen, presets = {}) {
  const holds = (wish, key, v) => {
    const value = seen.values[wish.knob];
    switch (key) {
      case "knob": return seen.touched.has(v);
      case "above": return value > v;
      case "below": return value < v;
      case "is": return value === v;
      case "moved": return true;
      case "preset": return seen.acts.has(`preset ${v}`) && Object.entries(presets[v]).every(([name, set]) => seen.values[name] === set);
      case "pos": return seen.n > 1 && seen.pos >= seen.n - 1 && seen.low < seen.n - 1;
      case "step": return seen.pos >= v && seen.low < v;
      case "exercise": return seen.right.includes(v);
      default: return seen.acts.has(key);
    }
  };
  return wishes.every((wish) => Object.entries(wish).every(([key, v]) => holds(wish, key, v)));
}

// Can it be done on this page? A recording has no engine, and a link may hide or lock what a step needs.
export function stepOffered(wishes, page) {
  const { hide = [], lock = [] } = page.link ?? {}, live = (name) => !page.recorded && !hide.includes(name) && !lock.includes(name);
  const can = {
    knob: (v) => live(v) && page.knobs.some((knob) => knob.name === v), preset: (v) => v in (page.presets ?? {}) && !hide.includes("presets") && !lock.includes("presets"),
    predict: () => Boolean(page.predict) && !hide.includes("predict"), exercise: (v) => (page.exercises ?? []).some((task) => task.id === v),
    cell: () => live("cells"), input: () => live("inputs"), chip: () => live("chip"), start: () => live(""), explain: () => Boolean(page.explain?.length),
  };
  return wishes.every((wish) => Object.entries(wish).every(([key, v]) => can[key]?.(v) ?? true));
}

// Words between two asterisks are bold, as in the notebook.
export const boldWords = (words) => words.split("**").map((part, k) => (k % 2 ? h("b", {}, part) : part));

function stepTick() {
  const span = h("span", { class: "al-tick", "aria-hidden": "true" });
  span.innerHTML = '<svg viewBox="0 0 16 16"><path d="M3 8.5 6.6 12 13 4.6"/></svg>';
  return span;
}

// Draws the rings around what a step speaks of and what it wants moved: by an attribute, or by boxes over a scene.
function makeLight({ root, scenes, page, look }) {
  let step = null, drawn = "", rings = [], seen = false;
  const visible = (el) => el?.getClientRects().length > 0, more = ".al-acts > button[aria-expanded]";
  function knobs(name) {
    const row = root.querySelector(`[data-knob="${name}"]`);
    return row && !visible(row) ? [root.querySelector(more)] : [row];
  }
  const preset = (name) => [root.querySelectorAll(`${STEP_PARTS.presets} > button`)[Object.keys(page.presets ?? {}).indexOf(name)]];
  function elements() {
    const part = STEP_PARTS[step.part] ? [...root.querySelectorAll(STEP_PARTS[step.part])] : knobs(step.part);
    const moved = step.done.flatMap((wish) => [...(wish.knob ? knobs(wish.knob) : []), ...(wish.preset ? preset(wish.preset) : [])]);
    return [...(step.part === "presets" && moved.length ? [] : part), ...moved].filter(visible);
  }
  const regions = () => scenes.flatMap(({ scene, stage }) => (scene.parts?.(step.part) ?? []).map((box) => ({ stage, box })));
  function paint() {
    const boxes = step ? regions() : [], key = JSON.stringify(boxes.map(({ box }) => box));
    if (key === drawn) return;
    drawn = key;
    rings.forEach((ring) => ring.remove());
    rings = boxes.map(({ stage, box }) => {
      const ring = h("i", { class: "al-ring", "aria-hidden": "true", style: `left:${box.x - 5}px;top:${box.y - 5}px;width:${box.w + 10}px;height:${box.h + 10}px` });
      stage.append(ring);
      return ring;
    });
  }
  function mark() {
    const lit = step ? elements() : [];
    seen = visible(root);
    root.querySelectorAll("[data-lit]").forEach((el) => lit.includes(el) || el.removeAttribute("data-lit"));
    lit.forEach((el) => el.setAttribute("data-lit", ""));
    paint();
  }
  return {
    mark, follow: () => (seen ? paint() : mark()), // a page is drawn before it is in its place
    on: (next) => ((step = next), mark()),
    show: () => (rings[0] ?? elements()[0])?.scrollIntoView({ block: "center", behavior: look.reduced() ? "auto" : "smooth" }),
  };
}

export function mountSteps(lab) {
  const { page, text, keep } = lab, all = page.steps ?? [], offered = all.map((step) => stepOffered(step.done, page)), order = all.map((_, k) => k).filter((k) => offered[k]);
  if (!order.length) return null;
  const light = makeLight(lab), load = () => ({ done: [], closed: false, ...keep.own().steps, ...(page.link?.tour ? { closed: true } : {}) }), isDone = (k) => state.done.includes(k);
  let at = 0, seen = null, rest = 0, ready = false, state = load();
  const button = (words, mark, run) => h("button", { type: "button", class: "al-quiet", "aria-label": words, title: words, onclick: run }, mark);
  const place = h("span", { class: "al-badge" }), said = h("p", { role: "status", tabindex: 0 }), check = stepTick();
  const again = h("button", { type: "button", hidden: true, onclick: () => begin() }, text("steps.again"));
  const guide = h("section", { class: "al-guide", "aria-label": text("steps.guide") }, place, check, said, again, button(text("steps.back"), "‹", () => go(-1)), button(text("steps.skip"), "›", () => go(1)), button(text("steps.hide"), "×", () => close(true)));
  const open = h("button", { type: "button", class: "al-guide-open", title: text("steps.key"), onclick: () => close(false) }, text("steps.guide"));
  const items = all.map((step, k) => h("li", { "data-off": !offered[k], onclick: () => offered[k] && choose(k), onpointerenter: () => light.on(step), onpointerleave: () => relight() }, h("button", { type: "button", disabled: !offered[k], onfocus: () => light.on(step), onblur: () => relight() }, h("span", { class: "al-badge" }, String(k + 1)), stepTick()), h("span", {}, boldWords(step.text), offered[k] ? "" : h("em", {}, ` ${text("steps.off")}`))));
  const count = h("small"), list = h("section", { class: "al-card al-steps", "aria-label": text("steps.title") }, h("ol", {}, items), h("div", { class: "al-row" }, h("button", { type: "button", class: "al-quiet", onclick: () => begin() }, text("steps.again"))));
  const over = () => order.every(isDone), left = (from) => order.map((_, k) => order[(order.indexOf(from) + k + 1) % order.length]).find((k) => !isDone(k)) ?? from;
  const relight = () => light.on(guide.hidden || (over() && !guide.dataset.done) ? null : all[at]);

  function paint() {
    const end = over() && !guide.dataset.done, steps = { at: order.indexOf(at) + 1, of: order.length };
    guide.hidden = state.closed;
    open.hidden = !guide.hidden;
    place.hidden = end;
    setText(place, `${steps.at}/${steps.of}`);
    guide.dataset.ticked = isDone(at) || end ? "1" : "";
    const now = end ? text("steps.over") : all[at].text;
    if (said.dataset.now !== now + steps.at) said.replaceChildren(h("span", { class: "al-spoken" }, end ? "" : `${text("steps.place", steps)} `), ...boldWords(now));
    said.dataset.now = now + steps.at;
    again.hidden = !end;
    items.forEach((item, k) => {
      item.dataset.ticked = isDone(k) ? "1" : "";
      item.firstChild.setAttribute("aria-label", `${text("steps.place", { at: k + 1, of: all.length })} ${isDone(k) ? text("steps.done") : ""}`);
      if (k === at && !end) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    setText(count, text("steps.count", { n: order.filter(isDone).length, of: order.length }));
    relight();
  }
  function enter(k) {
    clearTimeout(rest);
    delete guide.dataset.done;
    at = k;
    seen = { ...seenStart({ ...lab.env.values() }, lab.player().pos, lab.player().n), right: solved() };
    paint();
  }
  const go = (by) => enter(order[(order.indexOf(at) + by + order.length) % order.length]);
  function note(change) {
    state = { ...state, ...change };
    keep.change((own) => (own.steps = state));
  }
  function choose(k) {
    note({ closed: false });
    enter(k);
    light.show();
  }
  function close(yes) {
    note({ closed: yes });
    paint();
    if (!yes) said.focus({ preventScroll: true });
    else lab.root.focus({ preventScroll: true });
  }
  function begin() {
    note({ done: [], closed: false });
    enter(order[0]);
  }
  // Something happened: is the present step done by it?
  function hear(event) {
    if (!ready) return;
    seen = seenNext(seen, event);
    if (guide.dataset.done || isDone(at)) return;
    if (event.type === "did") seen.right = solved();
    if (!stepDone(all[at].done, seen, page.presets)) return;
    note({ done: [...state.done, at].sort((a, b) => a - b) });
    guide.dataset.done = "1";
    paint();
    rest = setTimeout(() => enter(left(at)), REST_MS);
  }
  const solved = () => Object.entries(keep.own().exercises ?? {}).filter(([, entry]) => entry.right).map(([id]) => id);
  const did = (name) => hear({ type: "did", name });
  said.addEventListener("pointerenter", relight);
  said.addEventListener("keydown", (event) => event.key === "Enter" && light.show());
  const where = () => ({ type: "pos", pos: lab.player().pos, n: lab.player().n });
  const resume = () => enter(order.find((k) => !isDone(k)) ?? order[0]);
  lab.root.addEventListener("click", () => ready && light.mark()); // the drawer may have opened
  queueMicrotask(() => {
    ready = true;
    resume();
  });
  return {
    top: [guide], tools: [open], below: [h("h2", { class: "al-below-title" }, text("steps.title"), count), list],
    keys: [{ key: "g", label: "G", does: text("steps.key"), run: () => close(!guide.hidden) }],
    on: {
      pos: (_, clock) => (clock.words && light.follow(), hear(where())), values: (values) => (hear({ type: "values", values: { ...values } }), ready && light.mark()), did,
      sent: ({ kind, name }) => kind !== "predict" && did(kind === "action" ? name : kind === "preset" ? `preset ${name}` : kind),
      predict: (state) => ["skipped", "seen"].includes(state) && did("predict"), restyle: () => ready && light.mark(), kept: () => ((state = load()), resume()), destroy: () => clearTimeout(rest),
    },
  };
}
