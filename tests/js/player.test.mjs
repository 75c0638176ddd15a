import assert from "node:assert/strict";
import test from "node:test";
import { playerMoving, playerNext, playerShown, playerStart } from "../../analog_lab/widgets/static/player.js";

const after = (state, ...events) => events.reduce(playerNext, state);
const loaded = (options) => after(playerStart({ rate: 10, ...options }), { type: "length", n: 11 });
const tick = (dt) => ({ type: "tick", dt });

test("plays at its rate and stops at the end", () => {
  let s = after(loaded(), { type: "play" }, tick(0.25));
  assert.equal(s.pos, 2.5);
  assert.ok(playerMoving(s));
  s = after(s, { type: "speed", speed: 4 }, tick(0.1), tick(1));
  assert.equal(s.pos, 10);
  assert.equal(playerMoving(s), false);
  assert.equal(after(s, { type: "play" }).pos, 0, "playing at the end begins again");
});

test("one step runs to the next frame and no further; a second press hurries it", () => {
  let s = after(loaded(), { type: "step", by: 1 });
  assert.ok(playerMoving(s));
  s = after(s, tick(0.3));
  assert.ok(s.pos > 0 && s.pos < 1);
  s = after(s, { type: "step", by: 1 });
  assert.equal(s.pos, 1);
  s = after(s, tick(5));
  assert.equal(s.pos, 2);
  assert.equal(s.playing, false);
  assert.equal(after(s, { type: "step", by: -1 }).pos, 1);
  assert.equal(after({ ...s, pos: 2.4 }, { type: "step", by: -1 }).pos, 2);
});

test("a reveal is over in eight seconds, whatever the length, and the own speed comes back", () => {
  let s = after(loaded(), { type: "length", n: 121 }, { type: "reveal" });
  assert.deepEqual([s.pos, s.speed, s.playing], [0, 2, true]);
  s = after(s, { type: "length", n: 401 });
  assert.equal(s.speed, 8, "the run that the question asks for may be longer");
  s = after(s, tick(5));
  assert.deepEqual([s.pos, s.speed, s.playing], [400, 1, false]);
  const fast = after(loaded(), { type: "speed", speed: 4 }, { type: "reveal" });
  assert.equal(fast.speed, 4, "a faster speed of one's own stays");
  assert.equal(after(loaded(), { type: "length", n: 401 }, { type: "reveal" }, { type: "seek", pos: 400 }).speed, 1);
  assert.equal(after(loaded(), { type: "length", n: 401 }, { type: "reveal" }, { type: "speed", speed: 2 }, { type: "pause" }).speed, 2);
});

test("seeking holds to the range and pauses", () => {
  const s = after(loaded(), { type: "play" }, { type: "seek", pos: 99 });
  assert.equal(s.pos, 10);
  assert.equal(s.playing, false);
  assert.equal(after(s, { type: "seek", pos: -3 }).pos, 0);
});

test("a new trace keeps the place, and the end stays the end", () => {
  assert.equal(after(loaded(), { type: "seek", pos: 4 }, { type: "length", n: 21 }).pos, 4);
  assert.equal(after(loaded(), { type: "seek", pos: 10 }, { type: "length", n: 21 }).pos, 20);
  assert.equal(after(loaded(), { type: "seek", pos: 9 }, { type: "length", n: 5 }).pos, 4);
});

test("a live run is followed, can be looked back on, and returned to", () => {
  let s = after(loaded({ live: true }), tick(0.1));
  assert.ok(s.pos > 0 && playerMoving(s));
  for (let k = 0; k < 100; k++) s = after(s, tick(0.05));
  assert.equal(s.pos, 10);
  assert.equal(playerMoving(s), false);
  s = after(s, { type: "seek", pos: 3 }, { type: "length", n: 40 }, tick(1));
  assert.equal(s.pos, 3, "newer frames do not move the picture");
  s = after(s, { type: "follow" }, tick(0.1));
  assert.ok(s.pos > 3);
});

test("without motion the picture goes in whole frames", () => {
  const s = after(loaded({ reduced: true }), { type: "play" }, tick(0.27));
  assert.equal(playerShown(s), 2);
  assert.equal(after(loaded({ reduced: true }), { type: "step", by: 1 }).pos, 1);
});

test("an unknown event is refused", () => assert.throws(() => after(loaded(), { type: "loop" }), /no event loop/));

test("a run of another length keeps the share of the way, where the page asks for it", () => {
  const half = { ...playerStart(), n: 201, pos: 100 };
  assert.equal(playerNext(half, { type: "length", n: 21, scale: true }).pos, 10);
  assert.equal(playerNext(half, { type: "length", n: 21 }).pos, 20);
  const running = playerNext({ ...half, playing: true }, { type: "length", n: 21, scale: true });
  assert.ok(running.playing && running.pos === 10);
});
