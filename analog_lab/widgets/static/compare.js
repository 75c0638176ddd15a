// Keep a run, change a knob, see both: in the scenes, in the chart and in words. All of it stays in the browser.
import { h, setText } from "./dom.js";
import { clampTo, showKnob } from "./numbers.js";

const ONE_COLUMN = 760, WIDE = 300, ROOMY = 250; // pixels: one column below; what a scene needs beside, and above, another
const DASH = "5px,4px";
const FILLED = /^(circle|square|diamond|cross|x|star|triangle-\w+)$/;

// What differs between two states of the knobs: [{ label, from, to }]; a change made by hand has no numbers.
export function differences(page, kept, now, words) {
  const known = new Set(page.knobs.map((knob) => knob.name)), other = (name) => !known.has(name) && JSON.stringify(kept[name]) !== JSON.stringify(now[name]);
  const moved = page.knobs.filter((knob) => kept[knob.name] !== now[knob.name]).map((knob) => ({ label: knob.label, from: showKnob(knob, kept[knob.name]), to: showKnob(knob, now[knob.name]) }));
  const short = (name) => [kept[name], now[name]].every((v) => typeof v !== "object" && /^[^,]{1,20}$/.test(String(v)));
  for (const name of Object.keys(now).filter(other)) moved.push(short(name) ? { label: name === "seed" ? words("compare.seed") : name.replaceAll("_", " "), from: String(kept[name]), to: String(now[name]) } : { label: words("compare.hand"), from: "", to: "" });
  return moved.filter((one, k) => moved.findIndex((same) => same.label === one.label) === k);
}

// Two formula lines as { head, kept, now }: what both begin with is said once.
export function twoResults(kept, now) {
  const plain = (parts) => (parts ?? []).filter((part) => part.k !== "badge").map((part) => part.t).join("").trim(), [a, b] = [plain(kept), plain(now)];
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same++;
  const head = a === b ? "" : a.slice(0, same).replace(/[^\s(]*$/, "");
  return { head: head.trim(), kept: a.slice(head.length), now: b.slice(head.length) };
}

const axesOf = (layout) => Object.keys(layout).filter((name) => /^[xy]axis/.test(name)).sort();
const axisKey = (axis) => JSON.stringify([axis.title?.text ?? "", axis.type ?? "", (axis.range ?? [0, 1])[0] > (axis.range ?? [0, 1])[1]]);

// Can the kept figure lie over the present one? Only on the same axes, none of which shrinks to less than 2/5, and as lines, points or single bars.
export function overlays(now, kept) {
  const flat = (figure) => figure.data.every((line) => ["scatter", "bar", undefined].includes(line.type)) && !(figure.layout.barmode === "stack") && figure.data.filter((line) => line.type === "bar").length < 2;
  const names = axesOf(now.layout), fits = ({ range: a }, { range: b }) => !a || !b || Math.max(...a, ...b) - Math.min(...a, ...b) <= 2.5 * Math.abs(a[1] - a[0]);
  return flat(now) && flat(kept) && names.join() === axesOf(kept.layout).join() && names.every((name) => axisKey(now.layout[name]) === axisKey(kept.layout[name]) && fits(now.layout[name], kept.layout[name]));
}

// A line of the kept run: dashed, thinner, paler; open marks; bundles of single cells are left out.
export function keptLine(line, said, ink = "#5b6675") {
  const mode = line.mode ?? "lines", more = { name: `${line.name ?? ""} ${said}`.trim(), hovertemplate: line.hovertemplate && `${said}: ${line.hovertemplate}` };
  if (line.type === "bar") return { ...line, ...more, marker: { color: "rgba(0,0,0,0)", line: { color: ink, width: 2 } } };
  if (!mode.includes("markers") && line.hoverinfo === "skip" && line.opacity < 0.5) return null;
  const symbol = line.marker?.symbol ?? "circle";
  if (mode === "markers" && !FILLED.test(symbol)) return null; // marks that cannot be drawn open would not be told apart
  const width = clampTo((line.line?.width || 1) * 0.7, 1, 2);
  return {
    ...line, ...more, fill: "none", opacity: 0.8 * (line.opacity ?? 1), line: { ...line.line, width, dash: DASH },
    ...(line.marker ? { marker: { ...line.marker, symbol: FILLED.test(symbol) ? `${symbol}-open` : symbol } } : {}),
  };
}

// The present figure with the kept one on it; axes grow until they hold both, and `grown` says so.
export function overlaid(now, kept, said, alt = "") {
  const layout = { ...now.layout, meta: { ...now.layout.meta, alt } };
  let grown = false;
  for (const name of axesOf(layout)) {
    const [own, other] = [layout[name], kept.layout[name]], [a, b] = [own.range, other.range];
    if (!a || !b) continue;
    const back = a[0] > a[1], ends = [Math.min(...a, ...b), Math.max(...a, ...b)], range = back ? ends.reverse() : ends;
    if (range.every((v, k) => Math.abs(v - a[k]) < 1e-9)) continue;
    grown = true;
    const ticks = own.tickvals && other.tickvals && new Map([...own.tickvals.map((v, k) => [v, own.ticktext?.[k] ?? v]), ...other.tickvals.map((v, k) => [v, other.ticktext?.[k] ?? v])]);
    layout[name] = { ...own, range, ...(ticks ? { tickvals: [...ticks.keys()], ticktext: [...ticks.values()].map(String) } : {}) };
    if (name === "xaxis") layout.meta.own = a.map((v) => (v - range[0]) / (range[1] - range[0]));
  }
  const same = (line) => now.data.some((other) => JSON.stringify([line.x, line.y]) === JSON.stringify([other.x, other.y]));
  const lines = kept.data.filter((line) => !same(line)).map((line) => keptLine(line, said)).filter(Boolean);
  if (lines.some((line) => line.type === "bar")) layout.barmode = "overlay";
  return { figure: { ...now, data: [...now.data, ...lines], layout }, grown };
}

// How two scenes share the room of one: beside, one under the other, or in turn at the same place.
export function arrangeTwo(width, height, whole) {
  if (whole <= ONE_COLUMN) return "rows";
  if (width >= 2 * WIDE && height >= WIDE) return "columns";
  return height >= 2 * ROOMY ? "rows" : "turns";
}

export function mountCompare(lab) {
  const { page, text, root } = lab;
  if (!page.title) return null;
  let kept = null, twins = [], view = "both", grown = false, covers = true;
  const tool = h("button", { type: "button", class: "al-keep-tool", title: text("compare.keep_title"), "aria-pressed": "false", onclick: () => keep() }, text("compare.keep"));
  const badge = (which) => h("span", { class: `al-badge al-run-${which}` }, text(`compare.${which}`));
  const differ = h("span", { class: "al-differ" }), results = h("span", { class: "al-results" });
  const views = ["both", "kept", "now"].map((name) => h("button", { type: "button", onclick: () => show(name) }, text(`compare.${name}`)));
  const strip = h(
    "section", { class: "al-compare", "aria-label": text("compare.strip") }, badge("kept"), differ, results, h("span", { class: "al-gap" }),
    h("div", { class: "al-segments", role: "group", "aria-label": text("compare.view") }, views), h("button", { type: "button", title: text("compare.forget_title"), onclick: () => forget() }, text("compare.forget")),
  );
  const legend = h("small", { class: "al-kept-legend" });
  const watch = new ResizeObserver(() => {
    twins.forEach(({ made }) => made.scene.resize());
    lab.env.redraw();
  });
  const turns = () => twins.some(({ card }) => card.dataset.kept === "turns"), frames = ({ made }) => made.scene.frames?.(kept.trace) || kept.trace.n;

  function keep() {
    if (!lab.trace().n) return;
    forget();
    kept = { trace: lab.trace().frozen(), values: { ...lab.env.values() }, figure: lab.chart()?.hold() ?? null };
    root.querySelector(".al-main").before(strip);
    root.dataset.compare = "1";
    tool.setAttribute("aria-pressed", "true");
    twins = lab.scenes.map(twin);
    root.querySelector(".al-chart-card h2")?.append(legend);
    lab.chart()?.decorate(decor);
    arrange();
    paint();
  }

  // The same scene once more, with the kept run; it is looked at, not changed.
  function twin(scene, k) {
    const made = lab.mount(page.scenes[k], { values: () => kept.values, send: () => {} }), now = badge("now");
    made.el.className = "al-kept";
    made.el.setAttribute("aria-label", `${text("compare.kept")}: ${page.scenes[k].title}`);
    made.el.querySelector("h2").prepend(badge("kept"));
    made.el.querySelector(".al-formula").className = "al-kept-formula";
    made.stage.inert = true;
    scene.el.querySelector("h2").prepend(now);
    scene.el.append(made.el);
    made.scene.setTrace(kept.trace);
    watch.observe(made.stage);
    return { made, scene, card: scene.el, now };
  }

  function forget() {
    twins.forEach(({ made, card, now }) => {
      watch.unobserve(made.stage);
      made.scene.destroy();
      [made.el, now].forEach((el) => el.remove());
      delete card.dataset.kept;
    });
    [strip, legend].forEach((el) => el.remove());
    [kept, twins, view] = [null, [], "both"];
    delete root.dataset.compare;
    tool.setAttribute("aria-pressed", "false");
    lab.chart()?.decorate(null);
    lab.env.redraw();
  }

  // Which arrangement fits is measured as if only one scene were there.
  function arrange() {
    if (!kept) return;
    for (const { card } of twins) [card.dataset.kept, card.dataset.side] = ["turns", "now"];
    const modes = twins.map(({ scene }) => arrangeTwo(scene.stage.clientWidth, scene.stage.clientHeight, root.clientWidth)), room = !modes.includes("turns");
    if (!room && view === "both" && twins.length) view = "now";
    twins.forEach(({ card }, k) => [card.dataset.kept, card.dataset.side] = [view === "both" ? modes[k] : "turns", view === "kept" ? "kept" : "now"]);
    views.forEach((button, k) => button.setAttribute("aria-pressed", ["both", "kept", "now"][k] === view));
    views[0].hidden = !room;
    results.classList.toggle("al-spoken", view === "both"); // both formulas can be read then
    twins.forEach(({ made }) => made.loosen());
    lab.scenes.forEach((scene) => scene.loosen());
    lab.env.redraw();
  }
  function show(name) {
    view = name;
    lab.chart()?.decorate(decor);
    arrange();
  }

  // The chart of both, or of one of them where they cannot lie over each other.
  function decor(figure) {
    if (!kept?.figure) return figure;
    covers = overlays(figure, kept.figure);
    const both = covers && overlaid(figure, kept.figure, text("compare.kept"), `${figure.layout.meta?.alt ?? ""} ${text("compare.alt", { alt: kept.figure.layout.meta?.alt ?? "" })}`);
    grown = both && both.grown;
    const bars = covers && figure.data.some((line) => line.type === "bar");
    setText(legend, covers ? `${text(bars ? "compare.outline" : "compare.legend")}${grown ? ` · ${text("compare.grown")}` : ""}` : text(view === "kept" ? "compare.kept" : "compare.now"));
    legend.dataset.alone = covers ? "" : view;
    return covers ? both.figure : view === "kept" ? kept.figure : figure;
  }

  const saying = () => {
    const moved = differences(page, kept.values, lab.env.values(), text);
    return moved.length ? moved.map(({ label, from, to }) => (to ? `${label} ${from} → ${to}` : `${label}: ${text("compare.differ")}`)).join(" · ") : text("compare.same");
  };
  function paint() {
    if (kept) setText(differ, saying()), (differ.title = differ.textContent);
  }
  lab.keptRun = () => kept && text("compare.caption", { said: saying() });

  function onPos(pos, clock) {
    if (!kept) return;
    const { n } = lab.player();
    let again = false;
    twins.forEach((one, k) => {
      const last = frames(one) - 1, at = page.player?.scale && n > 1 ? (pos * last) / (n - 1) : Math.min(pos, last), mine = one.scene.scene;
      if (mine.picked && one.made.scene.picked() !== mine.picked()) one.made.scene.picked(mine.picked());
      again = one.made.draw(at, clock) || again;
      if (k) return;
      const { head, kept: then, now } = twoResults(one.made.scene.formula?.(at), mine.formula?.(pos));
      setText(results, then ? `${head} ${text("compare.kept")} ${then} │ ${text("compare.now")} ${now}`.trim() : "");
    });
    if (again) lab.env.redraw();
  }

  addEventListener("resize", arrange);
  return {
    tools: [tool],
    keys: [
      { key: "k", label: "K ⇧K", does: text("compare.key"), run: (event) => (event.shiftKey ? forget() : keep()) },
      { key: "x", label: "X", does: text("compare.flip_key"), run: () => kept && show(view === "kept" ? "now" : "kept") },
    ],
    on: {
      pos: onPos, values: paint, trace: paint, restyle: () => requestAnimationFrame(arrange),
      destroy() {
        removeEventListener("resize", arrange);
        watch.disconnect();
        twins.forEach(({ made }) => made.scene.destroy());
      },
    },
  };
}
