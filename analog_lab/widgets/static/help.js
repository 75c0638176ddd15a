// The page's frame: header, help, and the line that says how things stand.
import { h, setText } from "./dom.js";
import { keyTable } from "./keys.js";

export function mountHeader(page, { lecture, theme, link, help }, tools = []) {
  const brand = h(page.home ? "a" : "span", { class: "al-brand", href: page.home || null, title: page.home ? "all labs" : null }, "analog", h("i", {}, "·"), "lab");
  const copy = h("button", { type: "button", title: "copy a link to these settings", onclick: () => link(copy) }, "Link");
  return h(
    "header", { class: "al-head" }, brand, h("h1", {}, page.title), h("p", { class: "al-question" }, page.question),
    h(
      "div", { class: "al-tools" },
      h("button", { type: "button", class: "al-lecture", title: "larger text for a lecture room (L)", onclick: lecture }, "Lecture"),
      h("button", { type: "button", title: "light or dark (T)", onclick: theme }, "Theme"),
      copy, tools,
      h("button", { type: "button", "aria-label": "help", title: "help (?)", onclick: help }, "?"),
    ),
  );
}

// Copy a link that carries the settings; where the clipboard is closed, show it to be copied by hand.
export async function copyLink(query, button) {
  const url = `${location.origin}${location.pathname}${query ? `?${query}` : ""}`;
  try {
    await navigator.clipboard.writeText(url);
    setText(button, "Copied");
    setTimeout(() => setText(button, "Link"), 1500);
  } catch {
    window.prompt("The link to these settings:", url);
  }
}

export function mountHelp(page, keys) {
  const close = () => el.close();
  const el = h(
    "dialog", { class: "al-help", "aria-label": `help: ${page.title}`, onclick: (event) => event.target === el && close() },
    h(
      "div", { class: "al-help-body" },
      h("div", { class: "al-row" }, h("h2", {}, page.title), h("span", { class: "al-gap" }), h("button", { type: "button", onclick: close, autofocus: true }, "Close")),
      h("p", {}, page.question),
      (page.notes ?? []).map((note) => [h("h3", {}, note.title), h("p", {}, note.text)]),
      h("h3", {}, "Settings"),
      h("dl", {}, (page.knobs ?? []).filter((knob) => knob.help).map((knob) => [h("dt", {}, knob.label), h("dd", {}, knob.help)])),
      h("h3", {}, "Keys"), keyTable(keys),
      page.sources?.length ? [h("h3", {}, "Sources"), h("ul", {}, page.sources.map((s) => h("li", {}, s.url ? h("a", { href: s.url, target: "_blank", rel: "noopener" }, s.text) : s.text)))] : [],
      h("p", { class: "al-version" }, `analog_lab ${page.version ?? ""}`),
    ),
  );
  return { el, toggle: () => (el.open ? close() : el.showModal()) };
}

// A quiet line over the player: what went wrong stays until the next word, other words leave by themselves.
export function mountStatus() {
  const text = h("span"), close = h("button", { type: "button", class: "al-quiet", "aria-label": "dismiss", onclick: () => (el.hidden = true) }, "×");
  const el = h("div", { class: "al-status", role: "status", hidden: true }, text, close);
  let timer = 0;
  return {
    el,
    say(state, words) {
      clearTimeout(timer);
      el.dataset.state = state;
      el.hidden = !words;
      close.hidden = state === "busy";
      setText(text, words ?? "");
      if (state !== "error" && state !== "busy") timer = setTimeout(() => (el.hidden = true), 8000);
    },
  };
}
