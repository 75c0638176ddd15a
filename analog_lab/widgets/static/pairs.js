// One weight as two cells: their conductances as bars of different hatch, their currents meeting with opposite signs.
import { RAMP } from "./colour.js";
import { latest } from "./dom.js";
import { flatScene } from "./flat.js";
import { clampTo } from "./numbers.js";
import { pairsParts } from "./regions.js";

// Where the bars, the wires and the scale of the weight stand, in pixels.
export function pairsLayout(width, height, px) {
  const top = px * 3.4, tall = Math.max(60, height - top - px * 12.6), wide = clampTo(width * 0.14, 26, 90), mid = width / 2;
  const gap = clampTo(width * 0.18, 44, 150);
  return { top, tall, wide, plus: mid - gap - wide, minus: mid + gap, mid, join: top + tall + px * 4.4, scale: { x: px * 2.4, w: width - px * 4.8, y: height - px * 2.6 } };
}

// Values of a frame, between two frames in proportion.
export function between(trace, name, pos) {
  const at = clampTo(pos, 0, trace.n - 1), k = Math.floor(at), a = trace.field(name).row(k)[0], b = trace.field(name).row(Math.min(k + 1, trace.n - 1))[0];
  return a + (at - k) * (b - a);
}

// The weight that a place on the scale stands for, in steps of 0.01.
export const weightAt = ({ x, w }, place) => Number(clampTo((2 * (place - x)) / w - 1, -1, 1).toFixed(2));

const signed = (v) => `${v < 0 ? "−" : "+"}${Math.abs(v).toFixed(2)}`;

export const pairsScene = {
  mount(el, env) {
    const value = (trace, pos) => (name) => between(trace, name, pos);

    function bar(pen, x, L, g, title, back) {
      const { c, px } = pen, top = pen.top, y = L.top + L.tall * (1 - g / top), fill = RAMP[clampTo(Math.round((255 * g) / top), 0, 255)];
      pen.box(x, L.top, L.wide, L.tall, c.shade, c.line);
      pen.box(x, y, L.wide, L.top + L.tall - y, fill, null, 2);
      pen.hatch(x, y, L.wide, L.top + L.tall - y, c.card, 9, back);
      pen.text(title, x + L.wide / 2, L.top - px * 1.9, { colour: c.ink, align: "center", weight: 700, size: px * 1.15 });
      pen.text(`${g.toFixed(1)} µS`, x + L.wide / 2, L.top - px * 0.75, { colour: c.soft, align: "center" });
      pen.text(String(Math.round(top)), x + (back ? L.wide + 9 : -9), L.top + px * 0.6, { align: back ? "left" : "right" });
      pen.text("0", x + (back ? L.wide + 9 : -9), L.top + L.tall, { align: back ? "left" : "right" });
    }

    // A current as dashes on its way to the join, as wide as it is strong.
    function wire(pen, from, L, ua, sign, pos) {
      const { ctx, c, px } = pen, x = from + L.wide / 2, foot = L.top + L.tall, bend = foot + px * 1.6, way = [[x, foot], [x, bend], [L.mid + (sign > 0 ? -1 : 1) * px * 1.5, bend]];
      pen.line(way, c.wire, 1);
      const width = clampTo(ua * 1.4, 0, 12);
      if (width > 0.2) {
        ctx.lineDashOffset = env.reduced() ? 0 : -pos * 26;
        pen.line(way, sign > 0 ? c.plus : c.minus, Math.max(1.5, width), [9, 6]);
        ctx.lineDashOffset = 0;
      }
      pen.text(`${sign > 0 ? "+" : "−"} ${ua.toFixed(2)} µA`, x, bend + px * 1.7, { colour: sign > 0 ? c.plus : c.minus, weight: 600, align: "center" });
    }

    function scale(pen, L, w) {
      const { c, px } = pen, { x, w: wide, y } = L.scale, at = (v) => x + (wide * (v + 1)) / 2;
      pen.line([[x, y], [x + wide, y]], c.wire, 2);
      for (const v of [-1, -0.5, 0, 0.5, 1]) {
        pen.line([[at(v), y - 5], [at(v), y + 5]], c.wire, 1.5);
        pen.text(v === 0 ? "0" : signed(v).replace(/0$/, ""), at(v), y + px * 1.6, { align: "center" });
      }
      pen.line([[at(0), y], [at(w), y]], w < 0 ? c.minus : c.plus, 6);
      pen.dot(at(w), y, px * 0.95, c.card);
      pen.dot(at(w), y, px * 0.75, c.ink);
      pen.dot(at(w), y, px * 0.3, c.card);
      pen.text(`w = ${signed(w)}`, clampTo(at(w), x + px * 3, x + wide - px * 3), y - px * 1.1, { colour: c.ink, weight: 700, align: "center", size: px * 1.15 });
    }

    // The weight is dragged on its scale; the slider of the same name is for the keyboard.
    let L = null, held = false;
    const tell = latest((w) => env.send({ kind: "set", name: "w", value: w }));
    function drag(host, canvas) {
      const place = (event) => ({ x: event.clientX - canvas.getBoundingClientRect().left, y: event.clientY - canvas.getBoundingClientRect().top });
      host.style.touchAction = "pan-y";
      const near = (event) => L && place(event).y > L.scale.y - 26;
      host.addEventListener("pointerdown", (event) => {
        if (!near(event)) return;
        held = true;
        host.setPointerCapture(event.pointerId);
        tell(weightAt(L.scale, place(event).x));
        event.preventDefault();
      });
      host.addEventListener("pointermove", (event) => {
        host.style.cursor = held ? "grabbing" : near(event) ? "grab" : "";
        if (held) tell(weightAt(L.scale, place(event).x));
      });
      for (const name of ["pointerup", "pointercancel"]) host.addEventListener(name, () => (held = false));
    }

    return flatScene(el, env, {
      parts: (name, { width, height, px }) => pairsParts(pairsLayout(width, height, px), px)[name] ?? [],
      mount: drag,
      draw(pen, pos, trace) {
        const of = value(trace, pos), { c, px } = pen;
        L = pairsLayout(pen.width, pen.height, px);
        pen.top = trace.const.g_max_us;
        bar(pen, L.plus, L, of("g_plus_us"), "G⁺", false);
        bar(pen, L.minus, L, of("g_minus_us"), "G⁻", true);
        wire(pen, L.plus, L, of("i_plus_ua"), 1, pos);
        wire(pen, L.minus, L, of("i_minus_ua"), -1, pos);
        pen.dot(L.mid, L.top + L.tall + px * 1.6, px * 1.5, c.card);
        pen.box(L.mid - px * 1.5, L.top + L.tall + px * 0.1, px * 3, px * 3, c.card, c.ink, px * 1.5, 1.5);
        pen.text("−", L.mid, L.top + L.tall + px * 2.2, { colour: c.ink, align: "center", weight: 700, size: px * 1.8 });
        pen.text(`${signed(of("i_plus_ua") - of("i_minus_ua"))} µA`, L.mid, L.top + L.tall + px * 5, { colour: c.ink, align: "center", weight: 700 });
        pen.text(`row: ${trace.const.v_read_v.toFixed(2)} V`, L.mid, L.top + px, { colour: c.in, align: "center", weight: 600, room: L.minus - L.plus - L.wide - px });
        pen.line([[L.plus + L.wide, L.top + px * 1.8], [L.minus, L.top + px * 1.8]], c.in, 2);
        scale(pen, L, of("w"));
        return false;
      },
      describe(trace, pos) {
        const of = value(trace, pos);
        return `G plus ${of("g_plus_us").toFixed(1)}, G minus ${of("g_minus_us").toFixed(1)} microsiemens: weight ${of("w").toFixed(2)}.`;
      },
      sub: (trace, pos) => `both raised by ${between(trace, "common_us", pos).toFixed(1)} µS`,
      label: (trace, pos) => `+ ${between(trace, "common_us", pos).toFixed(1)} µS in common`,
      formula(trace, pos) {
        const of = value(trace, pos);
        return [
          { t: "w = (G⁺ − G⁻) / G_max = (" }, { t: of("g_plus_us").toFixed(1), k: "in" }, { t: " − " }, { t: of("g_minus_us").toFixed(1), k: "err" },
          { t: `) / ${trace.const.g_max_us.toFixed(0)} = ` }, { t: signed(of("w")), k: "spark" }, { t: "derived", k: "badge" },
        ];
      },
    });
  },
};
