import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { isLost } from "../../analog_lab/widgets/static/alive.js";
import { checkAnswer, parseQuantity } from "../../analog_lab/widgets/static/checks.js";
import { emptyProgress, makeKeep, readProgress } from "../../analog_lab/widgets/static/keep.js";
import { predictedRight } from "../../analog_lab/widgets/static/predict.js";
import { STRINGS } from "../../analog_lab/widgets/static/strings.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/checks.json", import.meta.url)));

test("numbers as people type them, the same as in Python", () => {
  for (const { text, unit, value } of vectors.parse) {
    if (value === null) assert.throws(() => parseQuantity(text, unit), undefined, text);
    else assert.ok(Math.abs(parseQuantity(text, unit) - value) <= 1e-12 * Math.abs(value), text);
  }
});

test("verdicts, the same as in Python", () => {
  for (const { wanted, answer, right, counted, reason } of vectors.check) {
    const found = checkAnswer(wanted, answer);
    assert.deepEqual([found.right, found.counted], [right, counted], String(answer));
    if (reason) assert.equal(found.reason, reason);
  }
});

test("a progress file is read, or refused with what is wrong", () => {
  const good = { ...emptyProgress(), labs: { pulse: { exercises: { one: { tries: 1, answer: "3", right: true } }, prediction: { answer: "up" } } } };
  assert.deepEqual(readProgress(JSON.stringify(good)).progress, good);
  const wrong = (edit) => {
    const data = structuredClone(good);
    edit(data);
    return readProgress(JSON.stringify(data)).wrong;
  };
  assert.equal(wrong((d) => (d.kind = "x")), "keep.kind");
  assert.equal(wrong((d) => (d.format = 2)), "keep.format");
  assert.equal(wrong((d) => (d.labs.pulse.name = "Ann")), "keep.foreign");
  assert.equal(wrong((d) => (d.labs.pulse.exercises.one.mail = "a@b")), "keep.foreign");
  for (const answer of [{ toString: 5 }, null, [{}], true]) assert.equal(wrong((d) => (d.labs.pulse.exercises.one.answer = answer)), "keep.foreign");
  assert.equal(wrong((d) => (d.labs.pulse.exercises.one.tries = "3")), "keep.foreign");
  assert.equal(wrong((d) => (d.labs.pulse.constructor = { a: {} })), "keep.foreign");
  assert.equal(readProgress("{").wrong, "keep.json");
  assert.equal(readProgress(" ".repeat(2e6)).wrong, "keep.large");
});

test("progress is kept per lab, and without storage until the page closes", () => {
  const held = new Map(), storage = { getItem: (k) => held.get(k) ?? null, setItem: (k, v) => held.set(k, v) };
  const one = makeKeep("pulse", storage), two = makeKeep("commute", storage);
  one.change((own) => (own.prediction = { answer: "up" }));
  two.change((own) => (own.prediction = { answer: "down" }));
  assert.deepEqual(makeKeep("pulse", storage).own(), { prediction: { answer: "up" } });
  const closed = { getItem: () => { throw new Error("no"); }, setItem: () => { throw new Error("no"); } }, still = makeKeep("pulse", closed);
  still.change((own) => (own.prediction = { answer: "up" }));
  assert.deepEqual(still.own(), { prediction: { answer: "up" } });
  still.forget();
  assert.deepEqual(still.own(), {});
});

test("a prediction is right when the engine says the same, a number within a tenth", () => {
  assert.ok(predictedRight("pick", "up", "up") && !predictedRight("pick", "up", "down"));
  assert.ok(predictedRight("number", 1.09, 1) && !predictedRight("number", 1.2, 1));
  assert.ok(predictedRight("rank", ["a", "b"], ["a", "b"]) && !predictedRight("rank", ["b", "a"], ["a", "b"]));
  const axes = { y: { low: 0, high: 10 } };
  assert.ok(predictedRight("draw", [1, 2], [1.5, 2.5], axes) && !predictedRight("draw", [1, 2], [9, 9], axes));
});

test("both languages hold the same texts with the same places", () => {
  assert.deepEqual(Object.keys(STRINGS.en).sort(), Object.keys(STRINGS.es).sort());
  const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();
  for (const [key, text] of Object.entries(STRINGS.en)) assert.equal(places(text), places(STRINGS.es[key]), key);
});

test("a page that waits too long for its engine knows it, but not while it is busy", () => {
  assert.ok(!isLost(null, 1e9, false) && !isLost(0, 9000, false) && isLost(0, 11000, false) && !isLost(0, 11000, true));
});
