import assert from "node:assert/strict";
import test from "node:test";
import { arrayLayout } from "../../analog_lab/widgets/static/arraylayout.js";
import { commuteBusLayout, commuteCrossbarLayout } from "../../analog_lab/widgets/static/commute.js";
import { edgeLayout } from "../../analog_lab/widgets/static/edge.js";
import { floorLayout } from "../../analog_lab/widgets/static/floorplan.js";
import { emptyProgress, readProgress } from "../../analog_lab/widgets/static/keep.js";
import { levelsLayout } from "../../analog_lab/widgets/static/levels.js";
import { memoryLayout } from "../../analog_lab/widgets/static/memory.js";
import { pairsLayout } from "../../analog_lab/widgets/static/pairs.js";
import { arrayParts, boxAround, busParts, chipParts, edgeParts, floorParts, levelsParts, memoryParts, pairsParts } from "../../analog_lab/widgets/static/regions.js";
import { STEP_REGIONS, seenNext, seenStart, stepDone, stepOffered } from "../../analog_lab/widgets/static/steps.js";

const after = (events, values = { r: 0, on: false, kind: "a" }, pos = 4, n = 5) => events.reduce(seenNext, seenStart(values, pos, n));
const set = (values) => ({ type: "values", values: { r: 0, on: false, kind: "a", ...values } });
const at = (pos, n = 5) => ({ type: "pos", pos, n });
const did = (name) => ({ type: "did", name });

test("a knob counts when the learner has moved it to where it is wanted", () => {
  const above = [{ knob: "r", above: 2 }];
  assert.ok(!stepDone(above, after([])));
  assert.ok(!stepDone(above, after([set({ r: 2 })])));
  assert.ok(stepDone(above, after([set({ r: 2.5 })])));
  assert.ok(!stepDone(above, after([set({ r: 2.5 }), set({ r: 0 })])));
  assert.ok(!stepDone(above, after([], { r: 9 })), "it was there before");
  assert.ok(stepDone([{ knob: "r", below: 1 }], after([set({ r: 3 }), set({ r: 0.5 })])));
  assert.ok(stepDone([{ knob: "on", is: true }], after([set({ on: true })])));
  assert.ok(stepDone([{ knob: "kind", moved: true }], after([set({ kind: "b" }), set({ kind: "a" })])));
  assert.ok(!stepDone([{ knob: "kind", moved: true }], after([set({ r: 1 })])));
});

test("the end counts when it was reached, and that of another run has to be reached anew", () => {
  const end = [{ pos: "end" }];
  assert.ok(!stepDone(end, after([at(4)])));
  assert.ok(!stepDone(end, after([at(0), at(3.9)])));
  assert.ok(stepDone(end, after([at(0), at(4)])));
  assert.ok(!stepDone(end, after([at(9, 10)])), "the run became longer under a player at its end");
  assert.ok(stepDone(end, after([at(9, 10), at(0, 10), at(9, 10)])));
  assert.ok(!stepDone([{ step: 3 }], after([at(4)])) && stepDone([{ step: 3 }], after([at(0), at(3)])));
});

test("a preset must be chosen and hold, and several wishes are all meant", () => {
  const presets = { Large: { r: 2, kind: "b" } }, both = [{ preset: "Large", pos: "end" }];
  assert.ok(!stepDone([{ preset: "Large" }], after([set({ r: 2, kind: "b" })]), presets));
  assert.ok(!stepDone([{ preset: "Large" }], after([did("preset Large")]), presets), "the engine has not answered");
  const chosen = [did("preset Large"), set({ r: 2, kind: "b" })];
  assert.ok(stepDone([{ preset: "Large" }], after(chosen), presets));
  assert.ok(!stepDone(both, after(chosen), presets) && stepDone(both, after([...chosen, at(0), at(4)]), presets));
  assert.ok(!stepDone([{ cell: true }, { input: true }], after([did("cell")])));
  assert.ok(stepDone([{ cell: true }, { input: true }], after([did("cell"), did("input")])));
  assert.ok(stepDone([{ exercise: "first" }], { ...after([]), right: ["first"] }) && !stepDone([{ exercise: "first" }], after([])));
});

test("what a page cannot do is not asked for", () => {
  const page = { knobs: [{ name: "r" }], presets: { A: {} }, predict: {}, exercises: [{ id: "one" }], explain: [{}], link: { hide: [], lock: [] } };
  for (const wish of [{ knob: "r", above: 1 }, { preset: "A" }, { predict: true }, { cell: true }, { pos: "end" }, { explain: true }, { exercise: "one" }]) assert.ok(stepOffered([wish], page), JSON.stringify(wish));
  const recorded = { ...page, recorded: true, predict: null };
  for (const wish of [{ knob: "r", above: 1 }, { cell: true }, { start: true }, { chip: true }, { predict: true }, { preset: "B" }]) assert.ok(!stepOffered([wish], recorded), JSON.stringify(wish));
  assert.ok(stepOffered([{ preset: "A", pos: "end" }], recorded));
  assert.ok(!stepOffered([{ knob: "r", above: 1 }], { ...page, link: { hide: [], lock: ["r"] } }));
  assert.ok(!stepOffered([{ preset: "A" }], { ...page, link: { hide: ["presets"], lock: [] } }));
});

test("every named part of a scene is a box inside it, on a wide and on a narrow page", () => {
  const layers = [[784, 256], [256, 128], [128, 10]], tiles = [0, 0, 1].map((layer) => ({ layer })), rows = [{ tiles: 2 }, { tiles: 1 }];
  for (const [w, h, px] of [[620, 480, 12], [620, 440, 18], [330, 350, 12]]) {
    const made = {
      array: arrayParts(arrayLayout(w, h, 8, 8, { px })), memory: memoryParts(memoryLayout(w, h, px), px), pairs: pairsParts(pairsLayout(w, h, px), px), edge: edgeParts(edgeLayout(w, h, px), px), levels: levelsParts(levelsLayout(w, h, px), px),
      floorplan: floorParts(floorLayout(tiles, rows, w, h, px)), "commute-bus": busParts(commuteBusLayout(w, h, px)), "commute-crossbar": chipParts(commuteCrossbarLayout(w, h, px, layers)),
    };
    for (const [kind, names] of Object.entries(STEP_REGIONS)) {
      assert.deepEqual([...Object.keys(made[kind]), ...(kind.startsWith("commute") ? ["meters"] : [])].sort(), [...names].sort());
      for (const [name, boxes] of Object.entries(made[kind])) for (const b of boxes) assert.ok(b.x >= -8 && b.y >= -8 && b.w > 10 && b.h > 10 && b.x + b.w <= w + 8 && b.y + b.h <= h + 8, `${kind} ${name} ${JSON.stringify(b)} in ${w} × ${h}`);
    }
  }
  assert.deepEqual(boxAround([{ x: 1, y: 2, w: 3, h: 4 }, { x: 0, y: 5, w: 1, h: 9 }]), { x: 0, y: 2, w: 4, h: 12 });
  const forth = arrayParts(arrayLayout(600, 400, 2, 2)), back = arrayParts(arrayLayout(600, 400, 2, 2), true);
  assert.deepEqual(forth.inputs, back.sums);
});

test("steps are kept as places, and nothing else is", () => {
  const read = (steps) => readProgress(JSON.stringify({ ...emptyProgress(), labs: { mvm: { steps } } }));
  assert.ok(read({ done: [0, 3], closed: true }).progress && read({}).progress);
  for (const steps of [{ done: ["0"] }, { done: [-1] }, { done: [99] }, { closed: 1 }, { name: "x" }, []]) assert.equal(read(steps).wrong, "keep.foreign", JSON.stringify(steps));
});
