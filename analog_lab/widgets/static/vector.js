// A 2D context that remembers what is drawn and gives it back as SVG: shapes stay shapes and words stay words.

const CELLS = 4096; // pixels of an unsmoothed map that become squares; larger pictures are embedded as they are
export const escapeXml = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const svgNumber = (v) => String(Math.round(v * 100) / 100 || 0);
const attributes = (map) => Object.entries(map).map(([name, v]) => (v === null || v === undefined ? "" : ` ${name}="${typeof v === "number" ? svgNumber(v) : escapeXml(v)}"`)).join("");
const PEN_STATE = {
  fillStyle: "#000000", strokeStyle: "#000000", lineWidth: 1, lineCap: "butt", lineJoin: "miter", lineDashOffset: 0, globalAlpha: 1,
  font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic", imageSmoothingEnabled: true,
};
const times = ([a, b, c, d, e, f], [g, h, i, j, k, l]) => [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];

// A colour as SVG 1.1 knows it, and how opaque it is.
export function colourOf(style) {
  const rgba = /^rgba\(\s*([^)]*),\s*([\d.]+)\s*\)$/.exec(style);
  return rgba ? [`rgb(${rgba[1]})`, Number(rgba[2])] : [style, 1];
}

// An arc as the commands of a path, from where it starts.
export function arcPath(x, y, r, from, to, back = false) {
  const at = (angle) => `${svgNumber(x + r * Math.cos(angle))} ${svgNumber(y + r * Math.sin(angle))}`, turn = 2 * Math.PI, way = back ? 0 : 1;
  if (Math.abs(to - from) >= turn) return { start: at(from), rest: `A${svgNumber(r)} ${svgNumber(r)} 0 1 ${way} ${at(from + Math.PI)}A${svgNumber(r)} ${svgNumber(r)} 0 1 ${way} ${at(from)}` };
  const sweep = back ? (((from - to) % turn) + turn) % turn : (((to - from) % turn) + turn) % turn;
  return { start: at(from), rest: `A${svgNumber(r)} ${svgNumber(r)} 0 ${sweep > Math.PI ? 1 : 0} ${way} ${at(to)}` };
}

// The recorders of one drawing. `measure` is a real context (words are measured by it), `ratio` the canvas pixels in one of the page.
export function makeVector(measure, ratio = 1) {
  const made = new Map(), defs = [], known = new Map();
  const define = (body, tag, more = {}) => {
    const key = `${tag}${attributes(more)}${body}`;
    if (!known.has(key)) {
      known.set(key, `v${known.size + 1}`);
      defs.push(`<${tag} id="${known.get(key)}"${attributes(more)}>${body}</${tag}>`);
    }
    return known.get(key);
  };
  return {
    // The recorder of a canvas, the same one every time.
    context(canvas) {
      if (!made.has(canvas)) made.set(canvas, makeRecorder(canvas, measure, ratio, define, (source) => made.get(source)));
      return made.get(canvas);
    },
    svg(canvas, { title, describe, caption, ground, ink, family = "sans-serif" }) {
      const [w, h] = [canvas.width / ratio, canvas.height / ratio], foot = 30, body = this.context(canvas).body(); // its clips are defined on the way
      return `<svg xmlns="http://www.w3.org/2000/svg" width="${svgNumber(w)}" height="${svgNumber(h + foot)}" viewBox="0 0 ${svgNumber(w)} ${svgNumber(h + foot)}" stroke-miterlimit="10"><title>${escapeXml(title)}</title><desc>${escapeXml(describe)}</desc><defs>${defs.join("")}</defs><rect width="100%" height="100%"${attributes({ fill: ground })}/>${body}<text x="8" y="${svgNumber(h + 19)}" font-size="12"${attributes({ fill: ink, "font-family": family })}>${escapeXml(caption)}</text></svg>`;
    },
  };
}

function makeRecorder(canvas, measure, ratio, define, recorded) {
  let items = [], said = null, path = "", matrix = [1, 0, 0, 1, 0, 0], clip = null, dash = [];
  const pen = { canvas, ...PEN_STATE }, saved = [];
  const place = () => {
    const m = matrix.map((v) => v / ratio);
    return m.every((v, k) => Math.abs(v - [1, 0, 0, 1, 0, 0][k]) < 1e-9) ? null : `matrix(${m.map((v) => Math.round(v * 1e6) / 1e6).join(" ")})`;
  };
  const push = (item) => ((said = null), items.push({ clip, ...item }));
  const add = (tag, map, body = "") => push({ text: `<${tag}${attributes({ ...map, transform: place() })}${body ? `>${body}</${tag}>` : "/>"}` });
  const painted = (style) => {
    const [fill, solid] = colourOf(style);
    return { fill, opacity: pen.globalAlpha * solid < 1 ? pen.globalAlpha * solid : null };
  };
  const stroked = () => {
    const { fill: stroke, opacity } = painted(pen.strokeStyle), cap = pen.lineCap === "butt" ? null : pen.lineCap, join = pen.lineJoin === "miter" ? null : pen.lineJoin;
    const broken = dash.length ? { "stroke-dasharray": dash.map(svgNumber).join(" "), "stroke-dashoffset": pen.lineDashOffset || null } : {};
    return { fill: "none", stroke, opacity, "stroke-width": pen.lineWidth, "stroke-linecap": cap, "stroke-linejoin": join, ...broken };
  };
  const box = (x, y, w, h) => ({ x: Math.min(x, x + w), y: Math.min(y, y + h), width: Math.abs(w), height: Math.abs(h) });
  const metrics = (baseline = "alphabetic") => Object.assign(measure, { font: pen.font, textAlign: "left", textBaseline: baseline });

  // Pictures: a recorded canvas is used again, a small unsmoothed one becomes squares, another is embedded.
  function draw(source, ...at) {
    const [sx, sy, sw, sh, x, y, w, h] = at.length === 8 ? at : [0, 0, source.width, source.height, at[0], at[1], at[2] ?? source.width, at[3] ?? source.height];
    if (!sw || !sh || !w || !h || !source.width) return;
    const from = recorded(source), body = from ? from.body() : pixels(source), alpha = pen.globalAlpha < 1 ? pen.globalAlpha : null;
    if (!body) return;
    const id = define(body, "g"), unit = from ? ratio : 1, view = `${svgNumber(sx / unit)} ${svgNumber(sy / unit)} ${svgNumber(sw / unit)} ${svgNumber(sh / unit)}`;
    const last = items.at(-1), same = [sx / unit - x, sy / unit - y, sw / unit - w, sh / unit - h].every((v) => Math.abs(v) < 0.5) && !place();
    if (!same) return add("svg", { ...box(x, y, w, h), viewBox: view, preserveAspectRatio: "none", opacity: alpha }, `<use href="#${id}"/>`);
    if (last?.use !== id || last.clip !== clip || last.alpha !== alpha) push({ use: id, alpha, parts: [] });
    said = null;
    items.at(-1).parts.push(`M${svgNumber(x)} ${svgNumber(y)}h${svgNumber(w)}v${svgNumber(h)}h${svgNumber(-w)}z`); // strips of one picture are one clip of it
  }

  function pixels(source) {
    if (pen.imageSmoothingEnabled || source.width * source.height > CELLS) return `<image width="${source.width}" height="${source.height}" href="${source.toDataURL("image/png")}"/>`;
    const { data } = source.getContext("2d").getImageData(0, 0, source.width, source.height), shades = new Map();
    for (let k = 0; k < source.width * source.height; k++) {
      const [r, g, b, a] = data.subarray(4 * k, 4 * k + 4), shade = `rgb(${r},${g},${b})`;
      if (a) shades.set(shade, `${shades.get(shade) ?? ""}M${k % source.width} ${Math.floor(k / source.width)}h1v1h-1z`);
    }
    return `<g shape-rendering="crispEdges">${[...shades].map(([fill, d]) => `<path${attributes({ d, fill })}/>`).join("")}</g>`;
  }

  return Object.assign(pen, {
    beginPath: () => (path = ""),
    closePath: () => (path += "Z"),
    moveTo: (x, y) => (path += `M${svgNumber(x)} ${svgNumber(y)}`),
    lineTo: (x, y) => (path += `${path ? "L" : "M"}${svgNumber(x)} ${svgNumber(y)}`),
    quadraticCurveTo: (a, b, x, y) => (path += `Q${[a, b, x, y].map(svgNumber).join(" ")}`),
    bezierCurveTo: (...p) => (path += `C${p.map(svgNumber).join(" ")}`),
    rect: (x, y, w, h) => (path += `M${svgNumber(x)} ${svgNumber(y)}h${svgNumber(w)}v${svgNumber(h)}h${svgNumber(-w)}z`),
    arc(x, y, r, from, to, back) {
      const { start, rest } = arcPath(x, y, r, from, to, back);
      path += `${path ? "L" : "M"}${start}${rest}`;
    },
    roundRect(x, y, w, h, round = 0) {
      const r = Math.min([round].flat()[0], w / 2, h / 2);
      if (r < 0.005) return pen.rect(x, y, w, h);
      const turn = (dx, dy) => `a${svgNumber(r)} ${svgNumber(r)} 0 0 1 ${svgNumber(dx)} ${svgNumber(dy)}`;
      path += `M${svgNumber(x + r)} ${svgNumber(y)}h${svgNumber(w - 2 * r)}${turn(r, r)}v${svgNumber(h - 2 * r)}${turn(-r, r)}h${svgNumber(2 * r - w)}${turn(-r, -r)}v${svgNumber(2 * r - h)}${turn(r, -r)}z`;
    },
    fill: () => path && add("path", { d: path, ...painted(pen.fillStyle) }),
    stroke: () => path && add("path", { d: path, ...stroked() }),
    fillRect: (x, y, w, h) => w && h && add("rect", { ...box(x, y, w, h), ...painted(pen.fillStyle) }),
    strokeRect: (x, y, w, h) => add("rect", { ...box(x, y, w, h), ...stroked() }),
    clearRect: () => ([items, said] = [[], null]), // the whole picture: no scene clears a part
    clip() {
      clip = define(`<path${attributes({ d: path || "M0 0", transform: place() })}/>`, "clipPath", { "clip-path": clip && `url(#${clip})` });
    },
    save: () => saved.push([{ ...Object.fromEntries(Object.keys(PEN_STATE).map((name) => [name, pen[name]])) }, matrix, clip, dash]),
    restore() {
      const state = saved.pop();
      if (state) [, matrix, clip, dash] = [Object.assign(pen, state[0]), ...state.slice(1)];
    },
    setTransform: (...m) => (matrix = m.length === 6 ? m : [1, 0, 0, 1, 0, 0]),
    resetTransform: () => (matrix = [1, 0, 0, 1, 0, 0]),
    translate: (x, y) => (matrix = times(matrix, [1, 0, 0, 1, x, y])),
    scale: (x, y) => (matrix = times(matrix, [x, 0, 0, y, 0, 0])),
    rotate: (t) => (matrix = times(matrix, [Math.cos(t), Math.sin(t), -Math.sin(t), Math.cos(t), 0, 0])),
    setLineDash: (list) => (dash = [...list]),
    getLineDash: () => [...dash],
    measureText: (text) => metrics().measureText(text),
    fillText(text, x, y, most = Infinity) {
      const ascent = (baseline) => metrics(baseline).measureText(text).fontBoundingBoxAscent ?? 0, wide = metrics().measureText(text).width;
      const [, weight, size, family] = /^(?:(\S+) )?([\d.]+)px (.*)$/.exec(pen.font), drop = pen.textBaseline === "alphabetic" ? 0 : ascent("alphabetic") - ascent(pen.textBaseline);
      // a baseline of the middle is moved by hand: programs do not agree where it is
      add("text", {
        x, y: y + drop, "font-size": Number(size), "font-weight": weight && weight !== "400" ? weight : null, "font-family": family.replaceAll('"', "'"),
        "text-anchor": { center: "middle", right: "end", end: "end" }[pen.textAlign] ?? null, textLength: wide > most ? most : null, lengthAdjust: wide > most ? "spacingAndGlyphs" : null, ...painted(pen.fillStyle),
      }, escapeXml(text));
    },
    drawImage: draw,
    // What was drawn, as the elements of an SVG.
    body() {
      if (said !== null) return said;
      let out = "", open = null;
      for (const item of items) {
        if (item.clip !== open) out += `${open ? "</g>" : ""}${item.clip ? `<g clip-path="url(#${item.clip})">` : ""}`;
        open = item.clip;
        const cut = item.use && define(`<path${attributes({ d: item.parts.join("") })}/>`, "clipPath");
        out += item.use ? `<use href="#${item.use}"${attributes({ opacity: item.alpha, "clip-path": `url(#${cut})` })}/>` : item.text;
      }
      return (said = out + (open ? "</g>" : ""));
    },
  });
}
