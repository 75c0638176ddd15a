// Named parts of the scenes, as boxes in pixels of the scene: what a step of the guide can light up.

// The smallest box around several.
export function boxAround(boxes) {
  const x = Math.min(...boxes.map((b) => b.x)), y = Math.min(...boxes.map((b) => b.y));
  return { x, y, w: Math.max(...boxes.map((b) => b.x + b.w)) - x, h: Math.max(...boxes.map((b) => b.y + b.h)) - y };
}

// Rows are inputs; driven backward they sum, and the foot drives. The far corner is where a current has the longest way.
export function arrayParts(L, backward = false) {
  const wide = Math.min(L.pitch, L.cell * 1.25), cell = (row, column) => ({ x: L.x(column) - wide / 2, y: L.y(row) - wide / 2, w: wide, h: wide }), r = L.rows - 1, c = L.columns - 1;
  const left = [boxAround([L.leftBox(0), L.leftBox(r)])], foot = [boxAround([L.footBox(0), L.footBox(L.outs - 1)])];
  return { cells: [boxAround([cell(0, 0), cell(r, c)])], inputs: backward ? foot : left, sums: backward ? left : foot, corner: [boxAround([cell(0, c), cell(Math.floor(r / 4), c - Math.floor(c / 4))])] };
}

export function memoryParts({ cut, bar, loop }, px) {
  const meter = loop.top + (loop.foot - loop.top) * 0.72, far = bar.x - px;
  return {
    inside: [cut], bar: [{ x: bar.x - px * 0.8, y: bar.y - px * 2.4, w: bar.w + px * 4, h: bar.h + px * 2.8 }],
    pulses: [{ x: px * 0.2, y: px * 0.2, w: cut.w, h: px * 2.8 }], current: [{ x: loop.x - px * 2.2, y: meter - px * 2.2, w: far - loop.x + px * 2.2, h: px * 4.4 }],
  };
}

export function pairsParts(L, px) {
  const bar = (x) => ({ x, y: L.top, w: L.wide, h: L.tall }), foot = L.top + L.tall;
  return {
    pair: [bar(L.plus), bar(L.minus)], currents: [{ x: L.plus - px, y: foot + px * 0.3, w: L.minus + L.wide - L.plus + 2 * px, h: px * 5.2 }],
    weight: [{ x: L.scale.x - px, y: L.scale.y - px * 2.4, w: L.scale.w + 2 * px, h: px * 4.4 }],
  };
}

export function edgeParts(L, px) {
  return { sums: [{ x: L.x, y: L.base + px * 0.2, w: L.w, h: L.foot - L.base }], codes: [{ x: L.right, y: L.top, w: L.side, h: L.tall }] };
}

export function levelsParts({ plot, clock }, px) {
  return { heaps: [plot], clock: [{ x: clock.x, y: clock.y - px, w: clock.w, h: px * 3.2 }] };
}

export function floorParts({ places, heads, left, side }) {
  const tile = ({ x, y }) => ({ x, y, w: side, h: side });
  return { tiles: [boxAround(places.map(tile))], layers: heads.map(({ x, y, h }) => ({ x, y: y - 4, w: left - 8, h })), last: [tile(places.at(-1))] };
}

export function busParts({ memory, bus, processor }) {
  return { store: [memory], lane: [bus], processor: [processor] };
}

export function chipParts(L) {
  const half = L.size / 2, last = L.rows.at(-1), right = L.f.x + L.f.w;
  return { crossbar: [{ x: L.x0 - half, y: L.y0 - half, w: L.end.x - L.x0 + L.size, h: L.end.y - L.y0 + L.size }], tiles: [{ x: L.right - 4, y: L.top, w: right - L.right, h: last.y + last.h - L.top }] };
}
