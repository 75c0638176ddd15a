// The link to a page as it stands, and a teacher's builder: which controls a link hides or locks, in which language.
import { h, setText, unique } from "./dom.js";

// The query of a link: the knobs as Python wrote them, and the view; see analog_lab.widgets.links.
export function linkQuery(knobs, { step = null, lang = "en", theme = null, lecture = false, hide = [], lock = [] }) {
  const parts = [knobs];
  if (step !== null) parts.push(`step=${step}`);
  if (lang !== "en") parts.push(`lang=${lang}`);
  if (theme) parts.push(`theme=${theme}`);
  if (lecture) parts.push("lecture=1");
  for (const [name, names] of [["hide", hide], ["lock", lock]]) if (names.length) parts.push(`${name}=${names.map(encodeURIComponent).join(",")}`);
  return parts.filter(Boolean).join("&");
}

export function mountShare(lab) {
  const { page, text, model } = lab;
  if (!page.title) return null;
  const hidden = page.link?.hide ?? [], locked = page.link?.lock ?? [];
  const controls = [...(page.knobs ?? []).map((knob) => [knob.name, knob.label]), ...["presets", "chip", "reset", "more"].map((name) => [name, text(`controls.${name}`)]), ["predict", text("predict.label")]];
  const state = new Map(controls.map(([name]) => [name, hidden.includes(name) ? "hide" : locked.includes(name) ? "lock" : "show"]));
  const url = h("input", { type: "text", class: "al-answer al-url", readonly: true, "aria-label": text("share.link"), onfocus: () => url.select() }), line = h("code", { class: "al-line" });
  const language = h("select", { onchange: () => paint(), "aria-label": text("share.language") }, h("option", { value: "en" }, "English"), h("option", { value: "es" }, "español"));
  const box = (key, checked = false) => h("input", { type: "checkbox", checked, onchange: () => paint() }), step = box(), lecture = box(), theme = box();
  const copied = h("span", { role: "status", class: "al-soft" });
  const one = unique("share"), rows = controls.map(([name, label]) => h("tr", {}, h("th", { scope: "row" }, label), ["show", "lock", "hide"].map((kind) => h("td", {}, h("input", { type: "radio", name: `${one}-${name}`, checked: state.get(name) === kind, "aria-label": `${label}: ${text(`share.${kind}`)}`, onchange: () => (state.set(name, kind), paint()) })))));
  const of = (kind) => controls.map(([name]) => name).filter((name) => state.get(name) === kind);
  function query() {
    return linkQuery(model.get("query"), { step: step.checked ? Math.round(lab.player().pos) : null, lang: language.value, theme: theme.checked ? (lab.look.dark ? "dark" : "light") : null, lecture: lecture.checked, hide: of("hide"), lock: of("lock") });
  }
  function paint() {
    url.value = location.protocol === "blob:" || !location.host ? `?${query()}` : `${location.origin}${location.pathname}?${query()}`;
    setText(line, `${page.id}.show("${query()}")`);
    setText(copied, "");
  }
  async function copy() {
    try {
      await navigator.clipboard.writeText(url.value);
      setText(copied, text("share.copied"));
    } catch {
      url.focus(); // the clipboard is closed: the link is selected, to be copied by hand
    }
  }
  const dialog = h("dialog", { class: "al-help al-share", "aria-label": text("share.title"), onclick: (event) => event.target === dialog && dialog.close(), onclose: () => dialog.replaceChildren() });
  const content = h(
      "div", { class: "al-help-body" },
      h("div", { class: "al-row" }, h("h2", {}, text("share.title")), h("span", { class: "al-gap" }), h("button", { type: "button", onclick: () => dialog.close(), autofocus: true }, text("help.close"))),
      h("div", { class: "al-row" }, url, h("button", { type: "button", class: "al-go", onclick: copy }, text("share.copy")), copied),
      h("p", { class: "al-soft" }, text("share.holds")), h("p", {}, text("share.notebook"), " ", line),
      h("h3", {}, text("share.teacher")),
      h("div", { class: "al-row" }, language, h("label", {}, step, " ", text("share.step")), h("label", {}, lecture, " ", text("share.lecture")), h("label", {}, theme, " ", text("share.theme"))),
      h("table", { class: "al-keys al-share-table" }, h("thead", {}, h("tr", {}, h("th", {}, text("share.control")), ["show", "lock", "hide"].map((kind) => h("th", {}, text(`share.${kind}`))))), h("tbody", {}, rows)),
    );
  language.value = page.language ?? "en";
  return { dialogs: [dialog], open: () => (dialog.replaceChildren(content), paint(), dialog.showModal()) };
}
