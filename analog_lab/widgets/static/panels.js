// Several small charts in one figure: where each stands, and the marks on them that follow the player.
import { h } from "./dom.js";
import { clampTo } from "./numbers.js";

export const NARROW = 560; // below this width panels stand one under another
const ROW = 220; // least height of a row then, in pixels of body text at 12 px

// Where each panel's plot area stands, in pixels: { left, top, width, height }. Around it is room for title and labels.
export function arrangePanels(panels, width, height, px) {
  const narrow = width < NARROW, row = (p, k) => (narrow ? k : p.row), rows = [...new Set(panels.map(row))];
  const room = { left: px * 5.4, right: px * 1.4, top: px * 2.1, bottom: px * 3.4 }, tall = height / rows.length, boxes = [];
  rows.forEach((r, k) => {
    const inside = panels.filter((p, i) => row(p, i) === r), total = inside.reduce((sum, p) => sum + p.wide, 0);
    let left = 0;
    for (const p of inside) {
      const share = (width * p.wide) / total;
      boxes.push({ left: left + room.left, top: k * tall + room.top, width: share - room.left - room.right, height: tall - room.top - room.bottom });
      left += share;
    }
  });
  return boxes;
}

// How tall the figure must be for its panels to be read.
export function panelsHeight(panels, width, px) {
  return width < NARROW && panels.length > 1 ? panels.length * ROW * (px / 12) ** 0.7 : 0;
}

// Put the figure's axes where the boxes are, and take away what waits for the prediction.
export function setPanels(figure, panels, boxes, width, height, px, veiled) {
  const layout = figure.layout;
  panels.forEach(({ axes }, k) => {
    const { left, top, width: w, height: t } = boxes[k];
    Object.assign(layout[`xaxis${axes}`], { domain: [left / width, (left + w) / width], nticks: Math.max(3, Math.floor(w / (px * 2.6))), tickangle: 0 });
    Object.assign(layout[`yaxis${axes}`], { domain: [1 - (top + t) / height, 1 - top / height], nticks: Math.max(4, Math.floor(t / (px * 2.4))) });
  });
  layout.margin = { l: 0, r: 0, t: 0, b: 0 };
  // 2: before the prediction is locked; 1: until the run has been seen to its end
  const hidden = [[], ["answer"], ["answer", "way"]][Number(veiled)];
  for (const trace of figure.data) if (hidden.includes(trace.meta)) trace.visible = false;
}

// A place between two frames, in pixels.
export function placeAt(values, pos, scale) {
  const at = clampTo(pos, 0, values.length - 1), i = Math.floor(at), next = Math.min(i + 1, values.length - 1);
  return scale(values[i]) + (at - i) * (scale(values[next]) - scale(values[i]));
}

// The line or the dot that follows the player on a panel, over plotly's axes.
export function makeMark(panel, area) {
  const { x, y } = panel.follow, el = h("div", { class: y ? "al-dot" : "al-cursor" });
  Object.assign(el.style, y ? {} : { left: `${area.left}px`, top: `${area.top}px`, height: `${area.height}px` });
  return {
    el,
    place(pos) {
      const across = clampTo(placeAt(x, pos, area.x), 0, area.width);
      if (y) el.style.transform = `translate(${area.left + across}px,${area.top + placeAt(y, pos, area.y)}px)`;
      else el.style.transform = `translateX(${across}px)`;
      return across;
    },
  };
}
