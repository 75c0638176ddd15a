// A lab's page: lays out the cards, connects them to Python, and draws while something changes.
import { h, setText } from "./dom.js";
import { Trace } from "./trace.js";
import { makeLook } from "./look.js";
import { listenKeys } from "./keys.js";
import { mountPlayer, playerMoving, playerNext, playerShown, playerStart } from "./player.js";
import { mountControls } from "./controls.js";
import { mountPredict } from "./predict.js";
import { mountChart } from "./chart.js";
import { mountHeader, mountHelp, mountStatus } from "./help.js";
import { mountShare } from "./share.js";
import { SCENES } from "./scenes.js";
import { PARTS } from "./parts.js";
import { makeText } from "./strings.js";
import { makeKeep } from "./keep.js";
import { makeSay } from "./scenewords.js";

const STALE_MS = 300; // a picture older than the settings is marked after this time
const WORDS_MS = 100; // words beside a moving picture change no more often: every change lays out the page

function card(kind, { title, sub }) {
  const small = h("small", {}, sub ?? "");
  return { el: h("section", { class: `al-card ${kind}`, "aria-label": title }, h("h2", {}, h("span", {}, title), small)), small };
}

// A scene in its card, with the half-line above and the formula below that follow the player.
function mountScene(spec, env) {
  const { el, small } = card("al-scene-card", spec), stage = h("div", { class: "al-scene" }), formula = h("div", { class: "al-formula", hidden: true });
  el.append(stage, formula);
  const kind = SCENES[spec.kind];
  if (!kind) throw new Error(`no scene is called ${spec.kind}; there are ${Object.keys(SCENES).join(", ")}`);
  const scene = kind.mount(stage, env), canvas = () => stage.querySelector("canvas[role=img]");
  let said = "", spoken = -Infinity, long = 0;
  const write = (parts) => {
    const key = JSON.stringify(parts);
    if (key === said) return;
    said = key;
    formula.hidden = !parts;
    formula.replaceChildren(...(parts ?? []).map(({ t, k }) => h("span", { class: k ? `al-k-${k}` : null }, env.say(t))));
    if (formula.textContent.length <= long) return;
    long = formula.textContent.length;
    formula.style.minHeight = `${formula.offsetHeight}px`; // a line more or less must not move the picture
  };
  return {
    el, stage, scene,
    loosen() {
      [long, said] = [0, ""];
      formula.style.minHeight = "";
    },
    draw(pos, clock) {
      const again = scene.draw(pos, clock);
      if (clock.words === false) return again === true;
      setText(small, env.say(scene.sub?.(pos)) ?? spec.sub ?? "");
      write(scene.formula?.(pos) ?? null);
      if (!clock.playing || clock.now - spoken > 1000) {
        spoken = clock.now;
        canvas()?.setAttribute("aria-label", env.say(scene.describe(pos)) || spec.alt || spec.title);
      }
      return again === true;
    },
  };
}

function render({ model, el }) {
  const page = model.get("page"), live = page.mode === "live", root = h("div", { class: "analog-lab", tabindex: -1, "data-lm-suppress-shortcuts": "true" });
  const voila = document.querySelector(".al-voila") !== null, cleanup = [];
  const text = makeText(page.language), keep = makeKeep(page.id), status = mountStatus(text, () => send({ kind: "cancel" })), look = makeLook(root, () => restyle(), page.link);
  let trace = new Trace(), player = playerStart({ rate: page.player?.rate, live, reduced: look.reduced() });
  let frame = 0, before = 0, stale = 0, talk = 0, wrote = 0, dirty = true, chart = null, promised = false;

  const env = {
    colours: () => look.colours, reduced: look.reduced, lecture: () => look.lecture, font: look.font,
    values: () => model.get("values"), redraw: () => invalidate(), send: (message) => send(message), did: (name) => tell("did", name), text, language: page.language ?? "en", say: makeSay(page.language),
  };
  const fail = (error) => {
    status.say("error", String(error?.message ?? error));
    console.error(error);
  };

  // Messages to Python, and the mark on a picture that is older than the settings.
  const send = (message) => {
    model.send(message);
    tell("sent", message);
    if (["set", "preset", "cell", "input"].includes(message.kind) || (message.kind === "action" && ["reset", "chip"].includes(message.name))) {
      stale ||= setTimeout(() => (root.dataset.stale = "1"), STALE_MS);
      if (message.name === "reset") dispatch({ type: "pause" });
    }
  };
  const fresh = () => {
    clearTimeout(stale);
    stale = 0;
    delete root.dataset.stale;
  };
  const act = (name) => {
    if (name === "start") dispatch({ type: "follow" });
    send({ kind: "action", name });
  };
  const running = () => model.get("status").state === "running";
  const dispatch = (event) => {
    const speed = player.speed;
    player = playerNext({ ...player, reduced: look.reduced() }, event);
    if (live && player.speed !== speed) send({ kind: "speed", value: player.speed });
    invalidate();
  };

  const toEnd = () => dispatch({ type: "seek", pos: player.n - 1 });

  // The cards.
  const bar = mountPlayer({ live, unit: page.player?.unit ?? "frame" }, dispatch, act, text);
  const controls = page.knobs?.length || Object.keys(page.presets ?? {}).length ? mountControls(page, send, text) : null;
  const asked = page.predict && !page.link?.hide.includes("predict"), predict = asked ? mountPredict(page.predict, { send, text, keep, end: live ? null : toEnd }, (locked, run = true) => {
    root.toggleAttribute("data-hush", !locked && page.predict.hush === true);
    chartCard?.el.toggleAttribute("data-veil", !locked && page.chart.cursor === "curtain");
    chartCard?.el.toggleAttribute("data-later", page.chart.veil === true && !(locked && !run));
    promised = locked && run; // the answer shows when the run has been seen to its end
    chart?.veil(locked ? (promised ? 1 : 0) : 2);
    if (!live && promised === locked) dispatch({ type: promised ? "reveal" : "pause" });
    else if (promised && !running()) act("start");
    tell("predict", locked ? (run ? "locked" : "skipped") : "open");
  }) : null;
  const chartCard = page.chart && card("al-chart-card", page.chart), plot = h("div", { class: "al-plot", "data-said": text("predict.later") });
  root.toggleAttribute("data-hush", Boolean(predict) && page.predict.hush === true);
  if (chartCard) {
    chartCard.el.append(plot);
    chartCard.el.toggleAttribute("data-veil", Boolean(predict) && page.chart.cursor === "curtain");
    chartCard.el.toggleAttribute("data-later", Boolean(predict) && page.chart.veil === true);
    chart = mountChart(plot, { model, spec: page.chart, look: () => look, fail, text });
    chart.veil(predict ? 2 : 0);
  }
  const scenes = page.scenes.map((spec) => mountScene(spec, env));
  const toggleFull = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.());
  const keys = [
    { key: " ", label: text("key.space"), does: text(live ? "key.start" : "key.play"), run: () => (live ? act(running() ? "pause" : "start") : dispatch({ type: "toggle" })) },
    { key: "ArrowRight", label: "→", does: text("key.forth"), run: () => (live && player.follow ? act("step") : dispatch({ type: "step", by: 1 })) },
    { key: "ArrowLeft", label: "←", does: text("key.back"), run: () => dispatch({ type: "step", by: -1 }) },
    { key: "Home", label: "Home", does: text("key.first"), run: () => dispatch({ type: "seek", pos: 0 }) },
    { key: "End", label: "End", does: text("key.last"), run: toEnd },
    { key: "+", label: "+ −", does: text("key.speed"), run: () => bar.speedBy(1) },
    { key: "-", label: "−", run: () => bar.speedBy(-1) },
    { key: "1", label: "1 … 9", does: text("key.presets"), run: () => controls?.pick(0) },
    ...Array.from({ length: 8 }, (_, k) => ({ key: String(k + 2), run: () => controls?.pick(k + 1) })),
    { key: "p", label: "P", does: text("key.predict"), run: () => predict?.focus() },
    { key: "l", label: "L", does: text("key.lecture"), run: look.toggleLecture },
    { key: "t", label: "T", does: text("key.theme"), run: look.toggleTheme },
    { key: "f", label: "F", does: text("key.full"), run: toggleFull },
    { key: "?", label: "?", does: text("key.help"), run: () => help.toggle() },
  ];
  // What else a page may hold: each part adds its own cards, tools, keys and dialogs, and hears what happens.
  const lab = {
    page, root, model, env, look, send, act, dispatch, fail, scenes, live, text, keep, mount: (spec, more) => mountScene(spec, { ...env, ...more }),
    say: status.say, kept: () => tell("kept"), trace: () => trace, player: () => player, shown: () => ({ ...player, pos: playerShown(player) }), chart: () => chart, running,
  };
  const parts = PARTS.map((mount) => mount(lab)).filter(Boolean), add = (name) => parts.flatMap((part) => part[name] ?? []);
  const tell = (name, ...args) => parts.forEach((part) => part.on?.[name]?.(...args));
  keys.splice(-1, 0, ...add("keys"), ...scenes.flatMap((s) => s.scene.keys ?? []));
  const help = mountHelp(page, keys, text, add("help")), share = mountShare(lab);
  const header = mountHeader(page, { lecture: look.toggleLecture, theme: look.toggleTheme, link: () => share?.open(), help: () => help.toggle() }, add("tools"), text);
  const main = h("main", { class: "al-main" }, scenes.map((s) => s.el), chartCard?.el ?? null, predict?.el ?? null, controls?.el ?? null, add("main")), below = add("below");
  const spoken = h("div", { class: "al-spoken", "aria-live": "polite" });
  bar.el.querySelector(".al-count").before(status.el); // a message takes room of the bar and covers nothing
  root.append(h("div", { class: "al-page", "data-layout": page.layout ?? "single", "data-predict": String(Boolean(predict)) }, page.title ? header : null, add("top"), main, scenes.length ? bar.el : status.el, spoken), below.length ? h("section", { class: "al-below", "aria-label": text("help.below") }, below) : "", help.el, ...add("dialogs"), ...(share?.dialogs ?? []));
  root.addEventListener("pointerdown", (event) => !event.target.closest("button,input,a,select,[tabindex='0'],[role=gridcell]") && root.focus({ preventScroll: true }));
  el.classList.add("al-host");
  el.append(root);

  // Drawing: one animation frame at a time, and none while nothing changes.
  function draw(now) {
    frame = 0;
    const dt = Math.min(0.1, Math.max(0, now - before) / 1000), moving = playerMoving(player);
    before = now;
    if (moving) player = playerNext(player, { type: "tick", dt });
    else if (!dirty) return;
    dirty = moving && !playerMoving(player); // when the end is reached, one more picture at rest
    if (dirty) frame = requestAnimationFrame(draw);
    const pos = playerShown(player), words = !moving || now - wrote > WORDS_MS;
    const clock = { now, dt, playing: moving, words, rate: moving && player.until === null ? player.rate * player.speed : 0 };
    let again = playerMoving(player);
    if (words) wrote = now;
    try {
      for (const scene of scenes) again = scene.draw(pos, clock) || again;
    } catch (error) {
      return fail(error);
    }
    chart?.cursor(pos, words);
    tell("pos", pos, clock);
    if (promised && player.n > 1 && pos >= player.n - 1 && !running()) {
      promised = false;
      chart?.veil(0);
      predict.reveal();
      tell("predict", "seen");
      chartCard?.el.removeAttribute("data-later");
    }
    bar.show({ ...player, pos }, running(), words && (env.say(scenes.map((s) => s.scene.label?.(pos)).find(Boolean)) ?? ""));
    if (again) invalidate();
    else speak(pos);
  }
  // Once the picture rests, say in words what it shows.
  function speak(pos) {
    clearTimeout(talk);
    talk = setTimeout(() => setText(spoken, scenes.map((s) => env.say(s.scene.describe(pos))).join(" ")), 600);
  }
  function invalidate() {
    dirty = true;
    if (frame || document.hidden) return;
    if (!playerMoving(player)) before = performance.now();
    frame = requestAnimationFrame(draw);
  }
  function restyle() {
    player = { ...player, reduced: look.reduced() };
    chart?.restyle();
    predict?.unfold(!look.lecture);
    header.querySelector(".al-lecture").setAttribute("aria-pressed", look.lecture);
    tell("restyle");
    loosen();
  }
  function loosen() {
    scenes.forEach((s) => s.loosen());
    invalidate();
  }

  // Data from Python.
  const show = () => {
    fresh();
    for (const { scene } of scenes) scene.setTrace(trace);
    const own = scenes.map(({ scene }) => scene.frames?.(trace)).find((n) => n > 0);
    dispatch({ type: "length", n: own ?? trace.n, scale: page.player?.scale });
    chart?.setTrace(trace);
    tell("trace", trace);
  };
  const onHead = () => {
    const head = model.get("head");
    if (!head.version) return;
    trace = new Trace(head, model.get("body"));
    show();
  };
  const onMessage = (message, buffers) => {
    if (message.kind === "restart") {
      trace = new Trace(message.head);
      player = { ...player, n: 0, pos: 0, follow: live };
      show();
    } else if (message.kind === "frames") {
      trace.append(message.head, buffers[0]);
      for (const { scene } of scenes) scene.setTrace(trace);
      dispatch({ type: "length", n: trace.n });
      chart?.grow();
      tell("trace", trace);
    } else if (message.kind === "moved") fresh();
    else if (message.kind === "truth") predict?.truth(message.value, message.because);
    else tell("message", message, buffers);
  };
  const onValues = () => {
    controls?.set(model.get("values"));
    tell("values", model.get("values"));
    if (live) fresh();
    invalidate();
  };
  const onStatus = () => {
    const { state, text } = model.get("status");
    root.dataset.state = state;
    if (state !== "busy") fresh();
    status.say(state, text);
    tell("status", state);
    invalidate();
  };
  const guard = (run) => (...args) => {
    try {
      run(...args);
    } catch (error) {
      fail(error);
    }
  };
  const hears = { "change:head": guard(onHead), "msg:custom": guard(onMessage), "change:values": guard(onValues), "change:status": guard(onStatus), "change:figure": guard(() => chart?.setFigure(model.get("figure"))) };
  for (const [name, run] of Object.entries(hears)) model.on(name, run);
  const watch = new ResizeObserver(() => {
    for (const { scene } of scenes) scene.resize();
    invalidate();
  });
  scenes.forEach((s) => watch.observe(s.stage));
  addEventListener("resize", loosen);
  cleanup.push(listenKeys(voila ? document : root, keys));
  document.addEventListener("visibilitychange", invalidate);

  look.apply();
  for (const name of ["change:values", "change:status", "change:figure", "change:head"]) hears[name]();
  const first = page.link?.step ?? page.player?.start ?? 0; // a frame, or below 1 a share of the run
  if (player.n && first) dispatch({ type: "seek", pos: first < 1 ? Math.round(first * (player.n - 1)) : first });
  root.dataset.ready = "1";
  model.send({ kind: "ready" });

  return () => {
    for (const [name, run] of Object.entries(hears)) model.off(name, run);
    cleanup.forEach((undo) => undo());
    document.removeEventListener("visibilitychange", invalidate);
    removeEventListener("resize", loosen);
    watch.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(talk);
    tell("destroy");
    chart?.destroy();
    bar.destroy();
    look.destroy();
    scenes.forEach((s) => s.scene.destroy());
  };
}

export default { render };
