// The player: a pure state machine, and the bar at the foot of the page that shows it.
import { h, setText } from "./dom.js";
import { clampTo } from "./numbers.js";

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const STEP_RATE = 1.4; // frames a second while a single step is shown
const CATCH_UP = 6; // a live picture closes this share of its lag in a second
const REVEAL_S = 8; // what a prediction is about is seen within this time

// `pos` runs over the frames, 0 … n-1; `until` ends a single step; `follow` keeps a live run at its newest frame; `held` is the
// speed that comes back after a reveal.
export function playerStart({ rate = 10, live = false, reduced = false } = {}) {
  return { n: 0, pos: 0, playing: false, speed: 1, held: null, rate, until: null, live, follow: live, reduced };
}

// The least speed, from the visitor's own upwards, that shows `n` frames in time.
const revealSpeed = (n, rate, own) => SPEEDS.find((speed) => speed >= own && n - 1 <= rate * speed * REVEAL_S) ?? SPEEDS.at(-1);
const halted = (s) => ({ playing: false, until: null, speed: s.held ?? s.speed, held: null });

// The state after an event: {type: "play" | "reveal" | "pause" | "toggle" | "seek" | "step" | "speed" | "length" | "follow" | "tick", …}.
export function playerNext(s, event) {
  const end = Math.max(0, s.n - 1), halt = halted(s);
  switch (event.type) {
    case "toggle":
      return playerNext(s, { type: s.playing ? "pause" : "play" });
    case "play":
      return s.n < 2 ? s : { ...s, playing: true, until: null, pos: s.pos >= end ? 0 : s.pos };
    case "reveal":
      return playerNext({ ...s, pos: 0, held: halt.speed, speed: revealSpeed(s.n, s.rate, halt.speed) }, { type: "play" });
    case "pause":
      return { ...s, ...halt };
    case "seek": {
      const pos = clampTo(event.pos, 0, end);
      return { ...s, ...halt, pos, follow: s.live && pos >= end };
    }
    case "step": {
      const from = s.until ?? s.pos;
      const to = clampTo(event.by > 0 ? Math.floor(from + 1e-6) + event.by : Math.ceil(s.pos - 1e-6) + event.by, 0, end);
      if (event.by < 0 || s.live || s.reduced) return playerNext(s, { type: "seek", pos: to });
      return { ...s, pos: from, until: to, playing: from < to };
    }
    case "speed":
      return { ...s, speed: clampTo(event.speed, SPEEDS[0], SPEEDS.at(-1)), held: null };
    case "length": {
      if (s.held !== null) s = { ...s, speed: revealSpeed(event.n, s.rate, s.held) };
      const last = Math.max(0, event.n - 1), share = event.scale && s.n > 1 ? s.pos / end : null, atEnd = s.pos >= end && s.n > 1;
      const pos = s.live ? Math.min(s.pos, last) : atEnd ? last : Math.min(s.pos, last);
      if (share !== null && event.n !== s.n) return { ...s, n: event.n, pos: s.playing ? share * last : Math.round(share * last), until: null, playing: s.playing && s.until === null };
      return { ...s, n: event.n, pos, until: s.until === null ? null : Math.min(s.until, last) };
    }
    case "follow":
      return { ...s, follow: true };
    case "tick":
      return tick(s, event.dt, end);
    default:
      throw new Error(`the player knows no event ${event.type}`);
  }
}

function tick(s, dt, end) {
  if (s.live) {
    if (!s.follow) return s;
    const gap = end - s.pos;
    return { ...s, pos: s.reduced || gap < 0.01 ? end : s.pos + Math.min(gap, Math.max(s.rate, CATCH_UP * gap) * dt) };
  }
  if (!s.playing) return s;
  const stop = s.until ?? end, speed = s.until === null ? s.rate * s.speed : STEP_RATE;
  const pos = s.pos + speed * dt;
  return pos < stop ? { ...s, pos } : { ...s, pos: stop, ...halted(s) };
}

// Does the picture change by itself?
export function playerMoving(s) {
  return s.live ? s.follow && s.pos < s.n - 1 : s.playing;
}

// The position to draw: whole frames where motion is unwelcome.
export function playerShown(s) {
  return s.reduced ? Math.floor(s.pos + 1e-6) : s.pos;
}

const ICON = {
  start: "M4 3h2v10H4zM13 3v10L7 8z", back: "M11.5 3v10L4.5 8z", forth: "M4 3v10l6-5zM10.5 3h2v10h-2z",
  play: "M4 2.5v11L13 8z", pause: "M4 3h3v10H4zM9 3h3v10H9z", stop: "M3.5 3.5h9v9h-9z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICON[name]);
  svg.append(path);
  return svg;
}

// The bar. `dispatch(event)` moves the machine; in live mode `act(name)` asks Python to start, pause, step or stop.
export function mountPlayer({ live, unit }, dispatch, act, text) {
  const button = (name, label, run, kind = "") => h("button", { type: "button", class: `al-icon ${kind}`, "aria-label": label, title: label, onclick: run }, icon(name));
  const word = h("span", {}, text(live ? "player.start" : "player.play")), face = h("span", { class: "al-face" }, icon("play"));
  const go = h("button", { type: "button", class: "al-go al-play", onclick: () => (live ? act(state.running ? "pause" : "start") : dispatch({ type: "toggle" })) }, face, word);
  const done = h("div", { class: "al-done" }), knob = h("div", { class: "al-knob" });
  const bar = h("div", { class: "al-bar", role: "slider", tabindex: 0, "aria-label": text("player.position"), "aria-valuemin": 0 }, h("div", { class: "al-rail" }, done), knob);
  const count = h("span", { class: "al-count" }), what = h("span", { class: "al-unit" }), where = h("span");
  count.append(what, where);
  const badge = live && h("button", { type: "button", class: "al-live", title: text("player.newest"), onclick: () => dispatch({ type: "follow" }) }, text("player.live"));
  const pace = h("button", { type: "button", class: "al-pace", title: text("player.speed") });
  const state = { running: false, shown: null };
  let wide = 0;
  const place = (s) => s && (knob.style.transform = `translateX(${((wide * s.pos) / Math.max(1, s.n - 1)).toFixed(1)}px)`);
  const watch = new ResizeObserver(() => ((wide = bar.clientWidth), place(state.shown)));
  watch.observe(bar);

  const speedBy = (by, s = state.shown) => {
    dispatch({ type: "speed", speed: SPEEDS[(SPEEDS.indexOf(s.speed) + by + SPEEDS.length) % SPEEDS.length] });
  };
  pace.addEventListener("click", (event) => speedBy(event.shiftKey ? -1 : 1));
  const seek = (event) => {
    const box = bar.getBoundingClientRect();
    dispatch({ type: "seek", pos: Math.round(((event.clientX - box.left) / box.width) * (state.shown.n - 1)) });
  };
  bar.addEventListener("pointerdown", (event) => {
    bar.setPointerCapture(event.pointerId);
    seek(event);
  });
  bar.addEventListener("pointermove", (event) => bar.hasPointerCapture(event.pointerId) && seek(event));
  bar.addEventListener("keydown", (event) => {
    const s = state.shown, tenth = Math.max(1, Math.round((s.n - 1) / 10));
    const to = { ArrowLeft: s.pos - 1, ArrowDown: s.pos - 1, ArrowRight: s.pos + 1, ArrowUp: s.pos + 1, PageDown: s.pos - tenth, PageUp: s.pos + tenth, Home: 0, End: s.n - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    dispatch({ type: "seek", pos: Math.round(to) });
  });

  const el = h(
    "section", { class: "al-player", "aria-label": text("player.title") },
    live
      ? [go, button("forth", text("player.step"), () => act("step")), button("stop", text("player.stop"), () => act("stop"))]
      : [button("start", text("player.first"), () => dispatch({ type: "seek", pos: 0 })), button("back", text("player.back"), () => dispatch({ type: "step", by: -1 })), go, button("forth", text("player.step"), () => dispatch({ type: "step", by: 1 }))],
    bar, count, badge || null, pace,
  );

  return {
    el,
    speedBy,
    destroy: () => watch.disconnect(),
    // Draw the machine's state; a `label` replaces the plain count, and with false only the bar moves.
    show(s, running, label) {
      const active = live ? running : s.playing, last = Math.max(0, s.n - 1), at = last ? s.pos / last : 0;
      state.shown = s;
      state.running = running;
      setText(word, text(active ? "player.pause" : live ? "player.start" : "player.play"));
      if (face.dataset.on !== String(active)) {
        face.dataset.on = active;
        face.replaceChildren(icon(active ? "pause" : "play"));
      }
      done.style.transform = `scaleX(${at.toFixed(4)})`;
      place(s);
      if (label === false) return;
      const frame = Math.max(0, Math.ceil(s.pos - 1e-6));
      bar.setAttribute("aria-valuemax", last);
      bar.setAttribute("aria-valuenow", frame);
      bar.setAttribute("aria-valuetext", label || text("player.of", { unit, at: frame, last }));
      setText(what, label ? "" : `${unit} `);
      setText(where, label || `${frame.toLocaleString("en")} / ${last.toLocaleString("en")}`);
      setText(pace, `${s.speed}×`);
      if (badge) badge.dataset.on = s.follow;
    },
  };
}
