// Every number explains itself, any state is three lines of Python, every figure is also a table; and undo.
import { h, setText } from "./dom.js";
import { sayTime } from "./cells.js";
import { formatNumber } from "./numbers.js";

function dialogOf(lab, title, cls = "") {
  const body = h("div", {}), dialog = h(
    "dialog", { class: `al-help ${cls}`, "aria-label": title, onclick: (event) => event.target === dialog && dialog.close() },
    h("div", { class: "al-help-body" }, h("div", { class: "al-row" }, h("h2", {}, title), h("span", { class: "al-gap" }), h("button", { type: "button", onclick: () => dialog.close(), autofocus: true }, lab.text("help.close"))), body),
  );
  return { dialog, body };
}

// The formula line of a scene opens what stands behind it.
function mountExplain(lab) {
  const told = lab.page.explain ?? [];
  if (!told.length) return null;
  const { text } = lab, { dialog, body } = dialogOf(lab, text("explain.title"));
  const value = (from) => {
    const values = lab.env.values(), trace = lab.trace();
    if (from in values) return values[from];
    if (!trace.n || !trace.has(from)) return null;
    return trace.field(from).row(Math.min(trace.n - 1, Math.max(0, Math.ceil(lab.player().pos - 1e-6))))[0];
  };
  function open({ title, equation, inputs, badge, source, ignores }) {
    if (lab.root.hasAttribute("data-hush")) return; // the prediction comes first
    body.replaceChildren(
      h("h3", {}, title, " ", h("span", { class: "al-badge" }, badge)), h("p", { class: "al-equation" }, equation),
      h("table", { class: "al-keys" }, h("tbody", {}, inputs.map(([symbol, words, unit, from]) => {
        const now = from ? value(from) : null, shown = typeof now !== "number" ? now ?? "" : unit === "s" && now >= 60 ? lab.env.say(sayTime(now)) : `${formatNumber(now, ".4g")} ${unit}`;
        return h("tr", {}, h("th", { scope: "row" }, symbol), h("td", {}, words), h("td", {}, String(shown).trim()));
      }))),
      h("h3", {}, text("explain.source")), h("p", {}, source), h("h3", {}, text("explain.ignores")), h("p", {}, ignores),
    );
    dialog.showModal();
    lab.env.did("explain");
  }
  lab.root.addEventListener("click", (event) => {
    const formula = event.target.closest(".al-formula"), k = formula ? [...lab.root.querySelectorAll(".al-formula")].indexOf(formula) : -1;
    if (told[k]) open(told[k]);
  });
  const offer = () => lab.root.querySelectorAll(".al-formula").forEach((formula, k) => {
    if (!told[k] || formula.dataset.opens) return;
    formula.dataset.opens = "1";
    for (const [name, v] of [["role", "button"], ["tabindex", "0"], ["title", text("explain.open")]]) formula.setAttribute(name, v);
    formula.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && (event.preventDefault(), event.stopPropagation(), open(told[k])));
  });
  return { dialogs: [dialog], on: { pos: offer } };
}

function mountCode(lab) {
  if (!lab.page.title || lab.page.recorded) return null;
  const { text } = lab, { dialog, body } = dialogOf(lab, text("code.title")), lines = h("pre", { class: "al-code", tabindex: 0 }), said = h("span", { role: "status", class: "al-soft" });
  body.append(h("p", {}, text("code.what")), lines, h("div", { class: "al-row" }, h("button", { type: "button", class: "al-go", onclick: async () => {
    try {
      await navigator.clipboard.writeText(lines.textContent);
      setText(said, text("share.copied"));
    } catch {
      getSelection().selectAllChildren(lines);
    }
  } }, text("share.copy")), said));
  return {
    tools: [h("button", { type: "button", class: "al-code-tool", title: text("code.open"), onclick: () => lab.send({ kind: "code" }) }, text("code.tool"))],
    dialogs: [dialog],
    on: { message: (message) => {
      if (message.kind !== "code") return;
      setText(lines, message.text);
      setText(said, "");
      dialog.showModal();
    } },
  };
}

const ROWS = 200, BUNDLE = 3; // that a table shows: rows of a line, lines of a bundle

const KINDS = { f8: Float64Array, f4: Float32Array, i1: Int8Array, i2: Int16Array, i4: Int32Array, u1: Uint8Array, u2: Uint16Array, u4: Uint32Array };

// Values of a line as plain numbers: plotly's Python side sends them as an array or as base64 with a type.
export function valuesOf(values) {
  if (!values) return [];
  if (!values.bdata) return Array.from(values);
  const bytes = Uint8Array.from(atob(values.bdata), (c) => c.charCodeAt(0));
  return Array.from(new KINDS[values.dtype](bytes.buffer));
}

// The drawn data of a figure as columns: { name, values } for every line that is not skipped.
export function tableOf(figure) {
  const axis = (name) => figure.layout?.[name]?.title?.text ?? name, columns = [];
  figure.data.forEach((trace, k) => {
    const ys = valuesOf(trace.y);
    if (trace.visible === false || !ys.length) return;
    const own = trace.name ?? `${k + 1}`, x = axis(`xaxis${(trace.xaxis ?? "x").slice(1)}`), y = axis(`yaxis${(trace.yaxis ?? "y").slice(1)}`);
    columns.push({ name: `${x} [${own}]`, values: valuesOf(trace.x) }, { name: `${y} [${own}]`, values: ys });
  });
  return columns;
}

// The same for reading: every line is thinned on its own, and a bundle, whose lines lie one after another with gaps in x, is a few of its lines.
export function tableThinned(columns) {
  const spread = (list, most) => (list.length <= most ? list : Array.from({ length: most }, (_, k) => list[Math.round((k * (list.length - 1)) / (most - 1))]));
  return columns.flatMap(({ values: x }, k) => {
    if (k % 2) return [];
    const pair = columns.slice(k, k + 2), lines = [[]];
    pair[1].values.forEach((_, n) => (x.length && (x[n] === null || Number.isNaN(x[n])) ? lines.push([]) : lines.at(-1).push(n)));
    const full = lines.filter((line) => line.length);
    return spread([...full.keys()], BUNDLE).flatMap((i) => pair.map(({ name, values }) => ({ name: full.length > 1 ? `${name.slice(0, -1)}, ${i + 1} / ${full.length}]` : name, values: spread(full[i], ROWS).map((n) => values[n]) })));
  });
}

export function csvOf(columns, head = "") {
  const quote = (v) => (v === null || v === undefined || Number.isNaN(v) ? "" : /[",\n]/.test(String(v)) ? `"${String(v).replaceAll('"', '""')}"` : String(v));
  const rows = Math.max(0, ...columns.map((column) => column.values.length)), lines = [columns.map((column) => quote(column.name)).join(",")];
  for (let k = 0; k < rows; k++) lines.push(columns.map((column) => quote(column.values[k])).join(","));
  return `${head ? `# ${head.replaceAll("\n", " ")}\n` : ""}${lines.join("\n")}\n`;
}

// The chart's data as a table that a screen reader can walk.
function mountTable(lab) {
  if (!lab.page.chart) return null;
  const { text } = lab, { dialog, body } = dialogOf(lab, text("table.title"), "al-wide-dialog");
  function open() {
    const whole = tableOf(lab.chart()?.shown() ?? { data: [] }), columns = tableThinned(whole), rows = Math.max(0, ...columns.map((c) => c.values.length)), all = (list) => list.reduce((sum, c) => sum + c.values.length, 0);
    const cell = (v) => (typeof v === "number" ? formatNumber(v, ".4g") : v ?? "");
    body.replaceChildren(
      h("p", {}, lab.chart()?.alt() ?? ""), all(columns) < all(whole) ? h("p", { class: "al-soft" }, text("table.thin", { rows: ROWS, lines: BUNDLE })) : "",
      h("div", { class: "al-table", tabindex: 0, role: "region", "aria-label": text("table.title") }, h("table", {}, h("thead", {}, h("tr", {}, columns.map((c) => h("th", { scope: "col" }, c.name)))), h("tbody", {}, Array.from({ length: rows }, (_, k) => h("tr", {}, columns.map((c) => h("td", {}, String(cell(c.values[k]))))))))),
    );
    dialog.showModal();
  }
  return { dialogs: [dialog], keys: [{ key: "d", label: "D", does: text("table.key"), run: open }] };
}

function mountUndo(lab) {
  if (!lab.page.knobs?.length || lab.page.recorded) return null;
  const { text, model, root } = lab, go = (by) => lab.send({ kind: "undo", by });
  const button = (by, face, words) => h("button", { type: "button", disabled: true, "aria-label": text(words), title: text(words), onclick: () => go(by) }, face);
  const ways = [button(-1, "↶", "undo.back"), button(1, "↷", "undo.forth")], row = h("div", { class: "al-undo", role: "group", "aria-label": text("undo.key") }, ways);
  const paint = () => (model.get("history") ?? [0, 0]).forEach((steps, k) => (ways[k].disabled = !steps));
  model.on("change:history", paint);
  return {
    keys: [{ key: "u", label: "U ⇧U", does: text("undo.key"), run: (event) => go(event.shiftKey ? 1 : -1) }],
    on: {
      values() {
        if (!row.isConnected) root.querySelector(".al-reset")?.before(row);
        paint();
      },
      destroy: () => model.off("change:history", paint),
    },
  };
}

// Words of the glossary inside a text become marks that say what they mean, by pointer and by focus.
export function termsIn(words, glossary) {
  const names = Object.keys(glossary).sort((a, b) => b.length - a.length);
  if (!names.length) return [words];
  const found = new RegExp(`(?<![\\w-])(${names.map((name) => name.replace(/[.*+?^$()|[\]{}\\]/g, "\\$&")).join("|")})((?:e?s)?)(?![\\w-])`, "g"), parts = [];
  let from = 0;
  for (const match of words.matchAll(found)) {
    parts.push(words.slice(from, match.index), { term: match[1], text: match[0], means: glossary[match[1]] });
    from = match.index + match[0].length;
  }
  return [...parts, words.slice(from)].filter((part) => part !== "");
}

// The first time a word is met in a question it is marked; all of them stand in the help.
function mountGlossary(lab) {
  const glossary = lab.page.glossary ?? {};
  if (!Object.keys(glossary).length) return null;
  const seen = new Set();
  requestAnimationFrame(() => lab.root.querySelectorAll(".al-question, .al-predict .al-ask p, .al-task h3").forEach((el) => {
    for (const node of [...el.childNodes].filter((child) => child.nodeType === 3)) {
      const parts = termsIn(node.textContent, glossary).map((part) => {
        if (typeof part === "string" || seen.has(part.term)) return part.text ?? part;
        seen.add(part.term);
        return h("abbr", { class: "al-term", tabindex: 0, title: part.means }, part.text);
      });
      node.replaceWith(...parts);
    }
  }));
  return null;
}

export const TOOLS = [mountCode, mountExplain, mountTable, mountUndo, mountGlossary];
