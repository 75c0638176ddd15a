// The page's frame: header, help, and the line that says how things stand.
import { h, setText } from "./dom.js";
import { keyTable } from "./keys.js";

export function mountHeader(page, { lecture, theme, link, help }, tools, text) {
  const brand = h(page.home ? "a" : "span", { class: "al-brand", href: page.home || null, title: page.home ? text("head.home") : null }, "analog", h("i", {}, "·"), "lab");
  return h(
    "header", { class: "al-head" }, brand, h("h1", {}, page.title), h("p", { class: "al-question" }, page.question),
    h(
      "div", { class: "al-tools" },
      h("button", { type: "button", class: "al-lecture", title: text("head.lecture_title"), onclick: lecture }, text("head.lecture")),
      h("button", { type: "button", title: text("head.theme_title"), onclick: theme }, text("head.theme")),
      h("button", { type: "button", title: text("head.link_title"), onclick: link }, text("head.link")), tools,
      h("button", { type: "button", "aria-label": text("head.help"), title: `${text("head.help")} (?)`, onclick: help }, "?"),
    ),
  );
}

export function mountHelp(page, keys, text, more = []) {
  const close = () => el.close();
  const el = h(
    "dialog", { class: "al-help", "aria-label": `${text("head.help")}: ${page.title}`, onclick: (event) => event.target === el && close() },
    h(
      "div", { class: "al-help-body" },
      h("div", { class: "al-row" }, h("h2", {}, page.title), h("span", { class: "al-gap" }), h("button", { type: "button", onclick: close, autofocus: true }, text("help.close"))),
      h("p", {}, page.question), more,
      (page.notes ?? []).map((note) => [h("h3", {}, note.title), h("p", {}, note.text)]),
      Object.keys(page.glossary ?? {}).length ? [h("h3", {}, text("help.words")), h("dl", {}, Object.entries(page.glossary).map(([word, means]) => [h("dt", {}, word), h("dd", {}, means)]))] : [],
      h("h3", {}, text("help.settings")),
      h("dl", {}, (page.knobs ?? []).filter((knob) => knob.help).map((knob) => [h("dt", {}, knob.label), h("dd", {}, knob.help)])),
      h("h3", {}, text("help.keys")), keyTable(keys),
      page.sources?.length ? [h("h3", {}, text("help.sources")), h("ul", {}, page.sources.map((s) => h("li", {}, s.url ? h("a", { href: s.url, target: "_blank", rel: "noopener" }, s.text) : s.text)))] : [],
      h("p", { class: "al-version" }, `analog_lab ${page.version ?? ""}`),
    ),
  );
  return { el, toggle: () => (el.open ? close() : el.showModal()) };
}

// A quiet line in the player: what went wrong stays until the next word, other words leave by themselves.
export function mountStatus(words, cancel) {
  const text = h("span"), close = h("button", { type: "button", class: "al-quiet", "aria-label": words("status.dismiss"), onclick: () => (el.hidden = true) }, "×");
  const stop = h("button", { type: "button", hidden: true, onclick: () => cancel() }, words("export.cancel"));
  const el = h("div", { class: "al-status", role: "status", hidden: true }, text, stop, close);
  let timer = 0;
  return {
    el,
    say(state, said) {
      clearTimeout(timer);
      el.dataset.state = state;
      el.hidden = !said;
      close.hidden = state === "busy";
      stop.hidden = state !== "busy";
      setText(text, said ?? "");
      if (state !== "error" && state !== "busy") timer = setTimeout(() => (el.hidden = true), 8000);
    },
  };
}
