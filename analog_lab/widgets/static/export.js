// Pictures, data and films of what is on screen, all made in the browser, each with a caption that says how to make it again.
import { h, setText } from "./dom.js";
import { makeGif } from "./gif.js";
import { showKnob } from "./numbers.js";
import { csvOf, tableOf } from "./tools.js";
import { escapeXml, makeVector } from "./vector.js";

const FILM_S = 6, FILM_RATE = 10; // of a film at most, and its pictures a second

// Title, what differs from the start, seed and version, in one line.
export function captionOf(page, values) {
  const own = page.knobs.filter((knob) => values[knob.name] !== knob.default).map((knob) => `${knob.label} ${showKnob(knob, values[knob.name])}`);
  return [page.title, ...own, values.seed === undefined ? null : `seed ${values.seed}`, `analog_lab ${page.version}`].filter(Boolean).join(" · ");
}

export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 20000);
}

export function mountExport(lab) {
  const { page, text } = lab;
  if (!page.title) return null;
  const say = h("p", { role: "status", class: "al-soft" }), stop = h("button", { type: "button", hidden: true, onclick: () => (cancelled = true) }, text("export.cancel"));
  let cancelled = false;
  const name = (part, end) => `${page.id}${part ? `-${part}` : ""}-seed${lab.env.values().seed ?? 0}.${end}`, caption = () => captionOf(page, lab.env.values());

  // A scene with its caption on a canvas of its own.
  function picture(scene, { title = true, fine = 1 } = {}) {
    const from = scene.stage.querySelector("canvas[role=img]") ?? scene.stage.querySelector("canvas"), ratio = from.width / from.getBoundingClientRect().width, foot = title ? Math.round(30 * ratio) : 0;
    const canvas = h("canvas"), ctx = canvas.getContext("2d"), c = lab.env.colours();
    [canvas.width, canvas.height] = [Math.round(from.width * fine), Math.round((from.height + foot) * fine)];
    ctx.scale(fine, fine);
    ctx.fillStyle = c.card;
    ctx.fillRect(0, 0, from.width, from.height + foot);
    ctx.drawImage(from, 0, 0);
    ctx.fillStyle = c.soft;
    ctx.font = lab.env.font(12 * ratio);
    if (title) ctx.fillText(caption(), 8 * ratio, from.height + 19 * ratio, from.width - 16 * ratio);
    return canvas;
  }
  const png = (canvas) => new Promise((done) => canvas.toBlob(done, "image/png"));

  async function scenePicture(scene, k, kind) {
    if (kind === "png") return save(await png(picture(scene)), name(`scene${k + 1}`, "png"));
    save(new Blob([drawing(scene, k)], { type: "image/svg+xml" }), name(`scene${k + 1}`, "svg"));
  }

  // The scene drawn once more, out of sight and into recorders: the same picture as shapes and words.
  function drawing(scene, k) {
    const size = scene.stage.getBoundingClientRect(), vector = makeVector(h("canvas").getContext("2d"), globalThis.devicePixelRatio || 1), c = lab.env.colours();
    const twin = lab.mount(page.scenes[k], { context: vector.context, send: () => {}, redraw: () => {} }), hidden = h("div", { class: "al-unseen", inert: true }, twin.stage);
    twin.stage.style.cssText = `width:${size.width}px;height:${size.height}px`;
    lab.root.append(hidden);
    try {
      twin.scene.setTrace(lab.trace());
      twin.scene.picked?.(scene.scene.picked());
      twin.scene.resize();
      const still = { now: performance.now(), dt: 0, playing: false, rate: 0 }, { pos } = lab.shown();
      for (let twice = 0; twice < 2; twice++) twin.scene.draw(pos, still); // a first drawing may give its words another line
      return vector.svg(twin.stage.querySelector("canvas[role=img]"), { title: page.title, describe: scene.scene.describe(pos), caption: caption(), ground: c.card, ink: c.soft, family: lab.env.font(12).replace(/^.*?px /, "").replaceAll('"', "'") });
    } finally {
      twin.scene.destroy();
      hidden.remove();
    }
  }

  async function chartPicture(kind) {
    const source = await lab.chart().svg(), size = lab.chart().size(), lines = [caption(), lab.keptRun?.()].filter(Boolean), tall = size.height + 12 + 18 * lines.length;
    const drawing = source.replace(/<svg /, `<svg x="0" y="0" `), c = lab.env.colours();
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${tall}"><rect width="100%" height="100%" fill="${c.card}"/>${drawing}${lines.map((said, k) => `<text x="8" y="${size.height + 19 + 18 * k}" font-family="sans-serif" font-size="12" fill="${c.soft}">${escapeXml(said)}</text>`).join("")}</svg>`;
    if (kind === "svg") return save(new Blob([svg], { type: "image/svg+xml" }), name("chart", "svg"));
    const image = new Image(), canvas = h("canvas"), fine = 2;
    image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    await image.decode();
    [canvas.width, canvas.height] = [size.width * fine, tall * fine];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    save(await png(canvas), name("chart", "png"));
  }

  // The run from its start to its end, as a film of a few seconds.
  async function film(kind) {
    const scene = lab.scenes[0], count = lab.trace().n > 1 ? FILM_S * FILM_RATE : 1, last = lab.player().n - 1, held = lab.player().pos;
    cancelled = false;
    stop.hidden = false;
    const shown = (k) => {
      lab.dispatch({ type: "seek", pos: (last * k) / Math.max(1, count - 1) });
      return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    };
    try {
      if (kind === "webm") await webm(scene, count, shown);
      else {
        let gif = null;
        for (let k = 0; k < count && !cancelled; k++) {
          await shown(k);
          const from = scene.stage.querySelector("canvas"), canvas = picture(scene, { fine: Math.min(1, 640 / from.width) });
          gif ??= makeGif(canvas.width, canvas.height, Math.round(100 / FILM_RATE));
          gif.add(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data);
          setText(say, text("export.film", { at: k + 1, of: count }));
        }
        if (!cancelled) save(gif.blob(), name("", "gif"));
      }
      setText(say, cancelled ? text("export.cancelled") : text("export.done"));
    } finally {
      stop.hidden = true;
      lab.dispatch({ type: "seek", pos: held });
    }
  }

  async function webm(scene, count, shown) {
    const canvas = picture(scene), ctx = canvas.getContext("2d"), stream = canvas.captureStream(0), parts = [];
    const recorder = new MediaRecorder(stream, { mimeType: "video/webm" }), over = new Promise((done) => (recorder.onstop = done));
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.start();
    const began = performance.now();
    for (let k = 0; k < count && !cancelled; k = Math.max(k + 1, Math.round(((performance.now() - began) / 1000) * FILM_RATE))) { // a slow machine leaves pictures out: the film keeps its length
      await shown(k);
      ctx.drawImage(picture(scene), 0, 0);
      stream.getVideoTracks()[0].requestFrame?.();
      await new Promise((done) => setTimeout(done, Math.max(0, began + ((k + 1) * 1000) / FILM_RATE - performance.now())));
      setText(say, text("export.film", { at: k + 1, of: count }));
    }
    recorder.stop();
    await over;
    if (!cancelled) save(new Blob(parts, { type: "video/webm" }), name("", "webm"));
  }

  function frames() {
    const trace = lab.trace(), columns = [{ name: "frame", values: Array.from({ length: trace.n }, (_, k) => k) }];
    for (const [field, { size, data }] of trace.fields) for (let k = 0; k < Math.min(size, 64); k++) columns.push({ name: size > 1 ? `${field}[${k}]` : field, values: Array.from({ length: trace.n }, (_, n) => data[n * size + k]) });
    save(new Blob([csvOf(columns, caption())], { type: "text/csv" }), name("run", "csv"));
  }

  function html() {
    setText(say, text("export.making"));
    lab.send({ kind: "export-html" });
  }

  const state = () => save(new Blob([JSON.stringify({ kind: "analog_lab state", lab: page.id, version: page.version, query: lab.model.get("query"), values: lab.env.values() }, null, 1)], { type: "application/json" }), name("", "json"));
  const button = (words, run) => h("button", { type: "button", onclick: async () => {
    try {
      await run();
    } catch (error) {
      setText(say, String(error.message ?? error));
    }
  } }, words);
  const dialog = h(
    "dialog", { class: "al-help al-export", "aria-label": text("export.title"), onclick: (event) => event.target === dialog && dialog.close() },
    h(
      "div", { class: "al-help-body" },
      h("div", { class: "al-row" }, h("h2", {}, text("export.title")), h("span", { class: "al-gap" }), h("button", { type: "button", onclick: () => dialog.close(), autofocus: true }, text("help.close"))),
      lab.scenes.map((scene, k) => [h("h3", {}, page.scenes[k].title), h("div", { class: "al-row" }, button("PNG", () => scenePicture(scene, k, "png")), button("SVG", () => scenePicture(scene, k, "svg")), k === 0 ? button("GIF", () => film("gif")) : null, k === 0 && globalThis.MediaRecorder ? button("WebM", () => film("webm")) : null)]),
      page.chart ? [h("h3", {}, page.chart.title), h("div", { class: "al-row" }, button("PNG", () => chartPicture("png")), button("SVG", () => chartPicture("svg")), button("CSV", () => save(new Blob([csvOf(tableOf(lab.chart().shown()), caption())], { type: "text/csv" }), name("chart", "csv"))))] : [],
      h("h3", {}, text("export.run")), h("div", { class: "al-row" }, button("CSV", frames), button("JSON", state), page.recorded ? null : button(text("export.html"), html)),
      h("p", { class: "al-soft" }, text("export.what")), h("div", { class: "al-row" }, say, stop),
    ),
  );
  return {
    tools: [h("button", { type: "button", class: "al-export-tool", title: text("export.open"), onclick: () => (setText(say, ""), dialog.showModal()) }, text("export.tool"))],
    dialogs: [dialog],
    on: { message: (message, buffers) => {
      if (message.kind !== "html") return;
      save(new Blob([buffers[0]], { type: "text/html" }), name("", "html"));
      setText(say, text("export.done"));
    } },
  };
}
