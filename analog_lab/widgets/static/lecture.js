// For whoever stands in front: notes that only a key shows, a script of steps, and what a class has predicted.
import { h, setText } from "./dom.js";

// Count a class's answers: lines of text, or the text of progress files; { counts, total } or null where nothing fits.
export function countAnswers(source, options, lab) {
  const counts = new Map(options.map((option) => [option, 0])), known = new Map(options.map((option) => [option.trim().toLowerCase(), option]));
  const add = (answer) => {
    const option = known.get(String(answer).trim().toLowerCase());
    if (option !== undefined) counts.set(option, counts.get(option) + 1);
    return option !== undefined;
  };
  let total = 0, left = 0;
  const take = (answer) => (add(answer) ? (total += 1) : (left += 1));
  for (const part of source.slice(0, 1e6).split(/\n(?=\s*\{)|(?<=\})\s*\n/)) {
    const plain = part.trim();
    if (!plain) continue;
    if (plain.startsWith("{")) {
      try {
        const answer = JSON.parse(plain).labs?.[lab]?.prediction?.answer;
        take(answer ?? "");
      } catch {
        left += 1;
      }
    } else for (const line of plain.split(/[\n;]/)) if (line.trim()) take(line);
  }
  return total ? { counts, total, left } : null;
}

export function mountLecture(lab) {
  const { page, text, send } = lab, script = page.lecture?.script ?? [];
  if (!page.title || (!script.length && !page.predict?.options)) return null;
  let at = -1;
  const place = h("small", {}), say = h("p", {}), ask = h("p", { class: "al-ask-class" }), expect = h("dl", {}), result = h("div", { class: "al-histogram", role: "img", hidden: true });
  const paste = h("textarea", { class: "al-because", rows: 3, maxlength: 200000, placeholder: text("lecture.paste"), "aria-label": text("lecture.paste") });
  const upload = h("input", { type: "file", multiple: true, accept: ".json,.txt,.csv", hidden: true, onchange: async () => {
    paste.value = (await Promise.all([...upload.files].map((file) => file.text()))).join("\n");
    count();
  } });
  function go(by) {
    if (!script.length) return;
    at = Math.min(Math.max(at + by, 0), script.length - 1);
    const step = script[at];
    setText(place, text("lecture.place", { at: at + 1, of: script.length, minutes: page.lecture.minutes ?? "" }));
    setText(say, step.say ?? "");
    setText(ask, step.ask ? `${text("lecture.ask")} ${step.ask}` : "");
    expect.replaceChildren(...(step.expect ?? []).flatMap(([answer, reveals]) => [h("dt", {}, answer), h("dd", {}, reveals)]));
    if (step.query !== undefined) send({ kind: "link", query: step.query });
  }
  function count() {
    const found = countAnswers(paste.value, page.predict.options, page.id);
    result.hidden = false;
    const said = found ? null : text("lecture.nothing", { options: page.predict.options.join(", ") });
    result.setAttribute("aria-label", said ?? [...found.counts].map(([option, n]) => `${option}: ${n}`).join(", "));
    if (said) return result.replaceChildren(h("p", {}, said));
    result.replaceChildren(...[...found.counts].map(([option, n]) => h("div", { class: "al-bar-row" }, h("span", {}, option), h("i", { style: `width:${(100 * n) / found.total}%` }), h("b", {}, String(n)))), found.left ? h("p", { class: "al-soft" }, text("lecture.left", { n: found.left })) : "");
  }
  const histogram = page.predict?.options ? [h("h3", {}, text("lecture.class")), paste, h("div", { class: "al-row" }, h("button", { type: "button", onclick: count }, text("lecture.count")), h("button", { type: "button", onclick: () => upload.click() }, text("lecture.upload")), upload), result] : [];
  const panel = h(
    "aside", { class: "al-card al-notes", hidden: true, "aria-label": text("lecture.notes") },
    h("div", { class: "al-row" }, h("h2", {}, text("lecture.notes"), place), h("span", { class: "al-gap" }), script.length ? [h("button", { type: "button", onclick: () => go(-1) }, text("lecture.back")), h("button", { type: "button", onclick: () => go(1) }, text("lecture.next"))] : null, h("button", { type: "button", class: "al-quiet", "aria-label": text("help.close"), onclick: () => toggle() }, "×")),
    say, ask, expect, histogram,
  );
  const toggle = () => {
    panel.hidden = !panel.hidden;
    if (!panel.hidden && at < 0 && script.length) go(1);
  };
  return {
    dialogs: [panel],
    keys: [
      { key: "n", label: "N", does: text("lecture.key"), run: toggle },
      { key: "PageDown", label: "PgDn PgUp", does: text("lecture.steps"), run: () => go(1) },
      { key: "PageUp", run: () => go(-1) },
    ],
  };
}
