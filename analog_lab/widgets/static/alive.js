// Is the engine still there? A page that gets no answer says so, and offers to start again as it stands.
import { h, setText } from "./dom.js";
import { linkQuery } from "./share.js";

const EVERY_MS = 2000, PATIENCE_MS = 10000;

// Whether a page has waited too long: `sent` since when an answer is owed (null: none), `busy` while the engine records.
export function isLost(sent, now, busy) {
  return sent !== null && !busy && now - sent > PATIENCE_MS;
}

export function mountAlive(lab) {
  if (!lab.page.title || lab.page.recorded) return null;
  let owed = null, busy = false;
  const said = h("span", {}), again = h("button", { type: "button", class: "al-go", onclick: () => {
    lab.keep.leave();
    location.href = `${location.pathname}?${linkQuery(lab.model.get("query"), { ...lab.page.link, step: Math.ceil(lab.player().pos - 1e-6) })}`;
  } }, lab.text("alive.reload"));
  const el = h("div", { class: "al-status al-lost", role: "alert", hidden: true }, said, again);
  const answered = () => {
    owed = null;
    el.hidden = true;
  };
  const ask = () => {
    if (document.hidden) return (owed = null); // a sleeping page owes nothing
    if (isLost(owed, performance.now(), busy)) {
      setText(said, lab.text("alive.lost"));
      el.hidden = false;
    }
    owed ??= performance.now();
    try {
      lab.model.send({ kind: "ping" });
    } catch {
      // a closed line: the wait above says it
    }
  };
  const timer = setInterval(ask, EVERY_MS);
  return { dialogs: [el], on: { message: answered, trace: answered, values: answered, status: (state) => ((busy = state === "busy"), answered()), destroy: () => clearInterval(timer) } };
}
