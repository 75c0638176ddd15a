// A plotly figure from Python: drawn once, revealed by the player, continued by a live run.
import { h, setText, unique } from "./dom.js";
import { DARK, LIGHT, rgbOf } from "./colour.js";
import { arrangePanels, makeMark, panelsHeight, setPanels } from "./panels.js";

// Plotly comes as a file where the server has it, and else from Python over the comm, gzipped, once per page. To start it
// takes most of a second of the processor, so it waits until the scenes are drawn.
export function getPlotly(model) {
  const file = document.getElementById("al-plotly")?.href, idle = () => new Promise((done) => (globalThis.requestIdleCallback ?? setTimeout)(done, { timeout: 500 }));
  return (globalThis.analogLabPlotly ??= idle().then(() => (file ? runScript(file).catch(() => plotlyFromPython(model)) : plotlyFromPython(model))));
}

function runScript(src) {
  const amd = globalThis.define;
  globalThis.define = undefined; // a page with an AMD loader would catch plotly
  return new Promise((done, failed) => {
    document.head.append(h("script", { src, onload: () => done(globalThis.Plotly), onerror: () => failed(new Error("the chart library did not start")) }));
  }).finally(() => (globalThis.define = amd));
}

function plotlyFromPython(model) {
  return new Promise((done, failed) => {
    const heard = (message, buffers) => {
      if (message.kind !== "plotly") return;
      model.off("msg:custom", heard);
      const plain = new Blob([buffers[0]]).stream().pipeThrough(new DecompressionStream("gzip"));
      new Response(plain).blob().then((source) => runScript(URL.createObjectURL(new Blob([source], { type: "text/javascript" })))).then(done, failed);
    };
    model.on("msg:custom", heard);
    model.send({ kind: "need-plotly" });
  });
}

const LIVE_MS = 200, LIVE_SHARE = 5; // a live line grows after so long, and after so many times what drawing it took
const SWAP = Object.keys(LIGHT).map((name) => [LIGHT[name], DARK[name], rgbOf(LIGHT[name]).join(","), rgbOf(DARK[name]).join(",")]);

// The figure in another look: light tokens become dark ones; in lecture mode text and lines grow.
export function themedFigure(part, { dark = false, lecture = false } = {}, key = "") {
  if (Array.isArray(part)) return part.map((item) => themedFigure(item, { dark, lecture }, key));
  if (part && typeof part === "object") {
    const made = {};
    for (const [name, item] of Object.entries(part)) made[name] = name === "x" || name === "y" || name === "z" ? item : themedFigure(item, { dark, lecture }, `${key}.${name}`);
    return made;
  }
  if (typeof part === "string" && dark) {
    if (part.includes("<")) return part.replace(/(?<=[;"']color:\s*)#[0-9a-f]{6}/gi, (colour) => themedFigure(colour, { dark })); // a label's own lines
    const colour = part.replace(/\s/g, "").toLowerCase();
    for (const [light, night, a, b] of SWAP) {
      if (colour === light) return night;
      if (colour.startsWith("rgba(" + a)) return colour.replace(a, b);
    }
  }
  if (typeof part === "number" && lecture) {
    if (/font\.size$/.test(key)) return part * 1.5;
    if (/line\.width$/.test(key)) return part >= 1.5 ? part * 1.5 : part;
    if (/margin\.[lb]$|standoff$/.test(key)) return part * 1.5;
  }
  return part;
}

// The title of a y axis on two lines, where one would be longer than the chart is high.
export function brokenTitle(words, room, px) {
  const middle = words.length / 2, at = [...words.matchAll(/ /g)].map((m) => m.index).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  return words.length * px * 0.56 <= room || at === undefined || words.includes("<br>") ? words : `${words.slice(0, at)}<br>${words.slice(at + 1)}`;
}

// The curtain ends here, in pixels of the plot area: the x axis spans the frames 0 … n-1.
export function curtainAt(pos, n, length) {
  return n > 1 ? (Math.min(Math.max(pos, 0), n - 1) / (n - 1)) * length : length;
}

export function mountChart(el, { model, spec, look, fail, text }) {
  const note = h("p", { class: "al-wait" }, text("chart.wait")), plot = h("div", { class: "al-plotly" }), line = h("div", { class: "al-cursor", hidden: true });
  const curtain = spec.cursor === "curtain", clip = unique("clip"), streams = spec.stream ?? [];
  let plotly = null, figure = null, trace = null, drawn = 0, whole = false, due = null, rest = 0, late = 0, busy = false, pos = 0, area = null, rect = null;
  let veiled = 0, marks = [], decor = null, drawing = null;
  // Words and numbers wait as the picture does.
  const waits = () => veiled > 0 && Boolean(spec.veil || curtain || figure?.layout.meta?.panels);
  const name = () => el.setAttribute("aria-label", waits() ? el.dataset.said : (drawing ?? figure)?.layout?.meta?.alt || spec.alt || spec.title);
  el.setAttribute("role", "img");
  el.append(note, plot, line);

  const flush = async () => {
    due = null;
    if (!plotly || busy || !figure || !el.clientWidth) return;
    busy = true;
    const began = performance.now();
    try {
      if (whole) await drawWhole();
      else if (trace && trace.n > drawn) await extend();
      rest = performance.now() + Math.max(LIVE_MS, LIVE_SHARE * (performance.now() - began));
    } catch (error) {
      fail(error);
    } finally {
      busy = false;
      if (whole || (streams.length && trace && trace.n > drawn)) kick();
    }
  };
  const kick = () => {
    if (due) return;
    const id = whole ? requestAnimationFrame(flush) : setTimeout(flush, Math.max(0, rest - performance.now()));
    due = whole ? () => cancelAnimationFrame(id) : () => clearTimeout(id);
  };
  const forget = () => (due?.(), (due = null));
  const redo = () => {
    whole = true;
    forget();
    kick();
  };

  async function drawWhole() {
    whole = false;
    drawing = decor ? decor(figure) : figure;
    name();
    const panels = drawing.layout.meta?.panels, px = look().lecture ? 18 : 12;
    el.style.minHeight = panels && panelsHeight(panels, el.clientWidth, px) ? `${panelsHeight(panels, el.clientWidth, px)}px` : "";
    const { data, layout } = themedFigure(drawing, look());
    const high = layout.yaxis?.title?.text, title = !panels && high ? brokenTitle(high, el.clientHeight - (layout.margin?.t ?? 0) - (layout.margin?.b ?? 0), px) : high;
    if (title !== high) [layout.yaxis.title.text, layout.margin.l] = [title, layout.margin.l + px * 1.2];
    if (panels) setPanels({ data, layout }, panels, arrangePanels(panels, el.clientWidth, el.clientHeight, px), el.clientWidth, el.clientHeight, px, veiled);
    streams.forEach((s) => Object.assign(data[s.trace], points(s, 0)));
    drawn = trace?.n ?? 0;
    for (const [name, axis] of Object.entries(layout)) if (/^[xy]axis/.test(name) && axis?.title) axis.title.font = { size: layout.font.size, ...axis.title.font };
    Object.assign(layout, { width: el.clientWidth, height: el.clientHeight, dragmode: false });
    await plotly.react(plot, data, layout, { displayModeBar: false, responsive: false, doubleClick: false });
    note.remove();
    el.dataset.ready = "1";
    hang();
  }

  // The values of a streamed line from frame `from` on.
  function points({ x, y, scale = 1 }, from) {
    if (!trace || !trace.has(x)) return { x: [], y: [] };
    return { x: Array.from(trace.field(x).data.subarray(from)), y: Array.from(trace.field(y).data.subarray(from), (v) => v * scale) };
  }

  async function extend() {
    const from = drawn, parts = streams.map((s) => points(s, from));
    drawn = trace.n;
    if (streams.length) await plotly.extendTraces(plot, { x: parts.map((p) => p.x), y: parts.map((p) => p.y) }, streams.map((s) => s.trace));
  }

  // Hang the curtain: the layer of the lines is clipped, and moving the clip costs no call of plotly.
  function hang() {
    if (drawing.layout.meta?.panels) return hangPanels(drawing.layout.meta.panels);
    const axes = plot._fullLayout, layers = plot.querySelectorAll(".cartesianlayer .scatterlayer");
    area = { left: axes.xaxis._offset, top: axes.yaxis._offset, width: axes.xaxis._length, height: axes.yaxis._length };
    if (!curtain || !layers.length) return;
    cover(layers);
    Object.assign(line.style, { left: `${area.left}px`, top: `${area.top}px`, height: `${area.height}px` });
    line.hidden = false;
    place();
  }

  // Hide what of these lines lies beyond the place of the player.
  function cover(layers) {
    const svg = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag), mask = svg("clipPath");
    mask.id = clip;
    rect = svg("rect");
    for (const [name, value] of [["x", -8], ["y", -8], ["height", area.height + 16]]) rect.setAttribute(name, value);
    mask.append(rect);
    plot.querySelector(`#${clip}`)?.remove();
    layers[0].parentNode.append(mask);
    for (const lines of layers) lines.setAttribute("clip-path", `url(#${clip})`);
  }

  // Every panel that follows the player gets its mark; one may keep a curtain until the prediction is over.
  function hangPanels(panels) {
    marks.forEach((mark) => mark.el.remove());
    plot.querySelector(`#${clip}`)?.remove();
    [marks, rect] = [[], null];
    for (const panel of panels.filter((p) => p.follow)) {
      const { [`xaxis${panel.axes}`]: x, [`yaxis${panel.axes}`]: y } = plot._fullLayout, layers = plot.querySelectorAll(`.cartesianlayer .x${panel.axes}y${panel.axes} .scatterlayer`);
      const box = { left: x._offset, top: y._offset, width: x._length, height: y._length, x: (v) => x.d2p(v), y: (v) => y.d2p(v) }, mark = makeMark(panel, box);
      el.append(mark.el);
      marks.push(mark);
      layers.forEach((lines) => lines.removeAttribute("clip-path"));
      if (!veiled || !panel.curtain || !layers.length) continue;
      [area, mark.lifts] = [box, true];
      cover(layers);
    }
    place();
  }

  // Every move of the curtain paints the chart anew, so it may lag behind the line that runs smoothly in front of it.
  const lift = (x) => rect?.setAttribute("width", x + 8);

  function place(curtain = true) {
    for (const mark of marks) {
      const across = mark.place(pos);
      if (mark.lifts && curtain) lift(across);
    }
    if (marks.length) return;
    if (!area || !rect || !trace) return;
    const [from, to] = drawing?.layout.meta?.own ?? [0, 1], x = area.width * from + curtainAt(pos, trace.n, area.width * (to - from));
    if (curtain) lift(pos < trace.n - 1 ? x : area.width);
    line.style.transform = `translateX(${x}px)`;
  }

  const watch = new ResizeObserver(redo);
  watch.observe(el);
  return {
    setFigure(json) {
      if (!json) return;
      figure = JSON.parse(json);
      name();
      if (!plotly) late ||= setTimeout(() => setText(note, text("chart.kernel")), 15000);
      if (!plotly) getPlotly(model).then((found) => ((plotly = found), redo()), (error) => (note.textContent = String(error.message ?? error)));
      redo();
    },
    setTrace(next) {
      trace = next;
      if (streams.length) redo();
      place();
    },
    grow: kick,
    // The figure with all that a live run has added, and what is to be drawn in its place.
    hold: () => figure && { ...figure, data: figure.data.map((line, k) => ({ ...line, ...streams.filter((s) => s.trace === k).map((s) => points(s, 0))[0] })) },
    decorate(how) {
      decor = how;
      redo();
    },
    // What is drawn now: its data, its words, and itself as a drawing.
    shown: () => (waits() ? { data: [] } : plot.data ? { data: plot.data, layout: plot.layout } : figure ?? { data: [] }),
    alt: () => el.getAttribute("aria-label") ?? "",
    size: () => ({ width: el.clientWidth, height: el.clientHeight }),
    async svg() {
      if (!plotly) throw new Error("the chart is still on its way");
      const url = await plotly.toImage(plot, { format: "svg", width: el.clientWidth, height: el.clientHeight });
      return decodeURIComponent(url.slice(url.indexOf(",") + 1));
    },
    // Hide the answer to the prediction, or show it (figures of panels).
    veil(yes) {
      if (veiled !== yes && figure?.layout.meta?.panels) redo();
      veiled = yes;
      name();
    },
    restyle: redo,
    cursor(at, curtain) {
      pos = at;
      place(curtain);
    },
    destroy() {
      watch.disconnect();
      clearTimeout(late);
      forget();
      if (plotly) plotly.purge(plot);
    },
  };
}
