// Stands where the kernel would be: hands out the recorded runs, and the chart library when it is asked for.
const recorded = JSON.parse(document.getElementById("data").textContent), hearers = new Map(), state = {};
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const plain = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  return new DataView(plain);
}
const emit = (name, ...args) => (hearers.get(name) ?? []).forEach((hear) => hear(...args));
let version = 0;
async function showRun(name) {
  const run = recorded.runs[name];
  Object.assign(state, { values: run.values, query: run.query, figure: run.figure ?? "", body: await unpacked(run.body), head: { ...run.head, version: ++version }, status: { state: "ready", text: "" } });
  for (const field of ["values", "head", "figure", "status"]) emit(`change:${field}`);
}
const fake = {
  get: (name) => (name === "page" ? recorded.page : state[name]),
  on: (name, hear) => hearers.set(name, [...(hearers.get(name) ?? []), hear]),
  off: (name, hear) => hearers.set(name, (hearers.get(name) ?? []).filter((other) => other !== hear)),
  async send(message) {
    if (message.kind === "need-plotly") emit("msg:custom", { kind: "plotly" }, [new DataView(Uint8Array.from(atob(recorded.plotly), (c) => c.charCodeAt(0)).buffer)]);
    else if (message.kind === "preset" && recorded.runs[message.name]) await showRun(message.name);
    else if (message.kind === "predict") {
      if (recorded.runs[" predict"]) await showRun(" predict");
      if (recorded.truth !== null) emit("msg:custom", { kind: "truth", value: recorded.truth, because: recorded.because }, []);
    }
  },
};
// The file's own address may say how it opens; settings need an engine, and are named as left out.
function fromAddress() {
  const asked = new URLSearchParams(location.search), link = recorded.page.link, left = [];
  const known = { step: /^\d{1,6}$/, lang: /^(en|es)$/, theme: /^(light|dark)$/, lecture: /^[01]$/ };
  for (const [name, value] of asked) {
    if (!known[name]?.test(value)) left.push(name.slice(0, 40));
    else link[name] = name === "step" ? Number(value) : name === "lecture" ? value === "1" : value;
  }
  if (asked.has("lang")) document.documentElement.lang = recorded.page.language = link.lang;
  return left;
}
const left = fromAddress();
await showRun("");
if (left.length) state.status = { state: "ready", text: makeText(recorded.page.language)("file.left", { names: left.join(", ") }) };
render({ model: fake, el: document.getElementById("lab") });
