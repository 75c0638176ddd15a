import assert from "node:assert/strict";
import test from "node:test";
import { arcPath, colourOf, makeVector } from "../../analog_lab/widgets/static/vector.js";

// A context that measures: six tenths of the size a letter, the middle a third of it above the baseline.
const ruler = { measureText: (text) => ({ width: text.length * 6, fontBoundingBoxAscent: ruler.textBaseline === "middle" ? 5 : 9 }) };
const words = { title: "A <title>", describe: "said", caption: "seed 7 & more", ground: "#ffffff", ink: "#5b6675" };
function drawn(paint, ratio = 1) {
  const vector = makeVector(ruler, ratio), canvas = { width: 100 * ratio, height: 50 * ratio }, ctx = vector.context(canvas);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(ctx, vector);
  return { body: ctx.body(), svg: vector.svg(canvas, words), ctx, vector, canvas };
}

test("a path keeps its shape, colour, width, dashes and opacity", () => {
  const { body } = drawn((c) => {
    c.beginPath();
    c.moveTo(1, 2);
    c.lineTo(3, 4.567);
    Object.assign(c, { strokeStyle: "#1f6feb", lineWidth: 2.5, globalAlpha: 0.3, lineDashOffset: 4 });
    c.setLineDash([4, 3]);
    c.stroke();
    c.fillStyle = "rgba(8,12,20,0.5)";
    c.fillRect(5, 6, -2, 3);
  });
  assert.match(body, /<path d="M1 2L3 4.57" fill="none" stroke="#1f6feb" opacity="0.3" stroke-width="2.5" stroke-dasharray="4 3" stroke-dashoffset="4"\/>/);
  assert.match(body, /<rect x="3" y="6" width="2" height="3" fill="rgb\(8,12,20\)" opacity="0.15"\/>/);
  assert.deepEqual(colourOf("#fff"), ["#fff", 1]);
});

test("arcs end where the canvas ends them", () => {
  assert.deepEqual(arcPath(0, 0, 2, 0, 7), { start: "2 0", rest: "A2 2 0 1 1 -2 0A2 2 0 1 1 2 0" });
  assert.deepEqual(arcPath(0, 0, 2, Math.PI, 0), { start: "-2 0", rest: "A2 2 0 0 1 2 0" }, "the upper half");
  assert.deepEqual(arcPath(0, 0, 2, 0, Math.PI / 2, true), { start: "2 0", rest: "A2 2 0 1 0 0 2" }, "three quarters backwards");
  const { body } = drawn((c) => (c.beginPath(), c.roundRect(0, 0, 10, 4, 9), c.fill()));
  assert.match(body, /M2 0h6a2 2 0 0 1 2 2v0a/, "a corner is no rounder than the box allows");
});

test("words stay words, at their place and in their font", () => {
  const { body } = drawn((c) => {
    Object.assign(c, { font: '600 12px "Inter",sans-serif', textAlign: "center", textBaseline: "middle", fillStyle: "#1d2530" });
    c.fillText("a < b", 50, 20);
    c.fillText("squeezed", 50, 40, 12);
  });
  assert.match(body, /<text x="50" y="24" font-size="12" font-weight="600" font-family="'Inter',sans-serif" text-anchor="middle" fill="#1d2530">a &lt; b<\/text>/);
  assert.match(body, /textLength="12"/);
});

test("save and restore, clips and transforms", () => {
  const { body, svg, ctx } = drawn((c) => {
    c.save();
    c.beginPath();
    c.rect(0, 0, 5, 5);
    c.clip();
    c.fillStyle = "#c2410c";
    c.fillRect(0, 0, 9, 9);
    c.restore();
    c.fillRect(1, 1, 2, 2);
    c.translate(10, 5);
    c.fillRect(0, 0, 1, 1);
  }, 2);
  assert.match(svg, /<clipPath id="v1"><path d="M0 0h5v5h-5z"\/><\/clipPath>/);
  assert.equal(body, '<g clip-path="url(#v1)"><rect x="0" y="0" width="9" height="9" fill="#c2410c"/></g><rect x="1" y="1" width="2" height="2" fill="#000000"/><rect x="0" y="0" width="1" height="1" fill="#000000" transform="matrix(1 0 0 1 10 5)"/>');
  ctx.clearRect(0, 0, 100, 50);
  assert.equal(ctx.body(), "");
});

test("a recorded layer is used again, its strips as one clip, and what it held then", () => {
  const { svg, body } = drawn((c, vector) => {
    const layer = { width: 200, height: 100 }, own = vector.context(layer);
    own.setTransform(2, 0, 0, 2, 0, 0);
    own.fillRect(0, 0, 7, 7);
    c.globalAlpha = 0.32;
    c.drawImage(layer, 0, 0, 100, 50);
    c.globalAlpha = 1;
    for (const x of [0, 20]) c.drawImage(layer, 2 * x, 0, 10, 100, x, 0, 5, 50);
    own.clearRect(0, 0, 100, 50);
  }, 2);
  assert.equal(svg.match(/<rect x="0" y="0" width="7" height="7"/g).length, 1);
  assert.equal(body, '<use href="#v1" opacity="0.32" clip-path="url(#v2)"/><use href="#v1" clip-path="url(#v3)"/>');
  assert.match(svg, /<clipPath id="v3"><path d="M0 0h5v50h-5zM20 0h5v50h-5z"\/><\/clipPath>/, "the clips are in the file");
  assert.ok(svg.indexOf('id="v3"') < svg.indexOf("#v3"));
});

test("a small map becomes squares of its colours", () => {
  const data = new Uint8ClampedArray([1, 2, 3, 255, 9, 9, 9, 255, 1, 2, 3, 255, 0, 0, 0, 0]);
  const map = { width: 2, height: 2, getContext: () => ({ getImageData: () => ({ data }) }), toDataURL: () => "data:," };
  const { svg } = drawn((c) => ((c.imageSmoothingEnabled = false), c.drawImage(map, 10, 10, 40, 20)));
  assert.match(svg, /<path d="M0 0h1v1h-1zM0 1h1v1h-1z" fill="rgb\(1,2,3\)"\/><path d="M1 0h1v1h-1z" fill="rgb\(9,9,9\)"\/>/);
  assert.match(svg, /<svg x="10" y="10" width="40" height="20" viewBox="0 0 2 2" preserveAspectRatio="none">/);
  assert.match(drawn((c) => c.drawImage(map, 0, 0)).svg, /<image width="2"/, "a smooth picture stays one");
});

test("the file says what it is and how it was made", () => {
  const { svg } = drawn(() => {});
  assert.match(svg, /<title>A &lt;title&gt;<\/title><desc>said<\/desc>/);
  assert.match(svg, /viewBox="0 0 100 80"/);
  assert.match(svg, />seed 7 &amp; more<\/text><\/svg>$/);
});
