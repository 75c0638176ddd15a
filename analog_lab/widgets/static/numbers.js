// How numbers are written, and how a slider's way maps to a knob's range.

const PREFIXES = { "-18": "a", "-15": "f", "-12": "p", "-9": "n", "-6": "µ", "-3": "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T" };

// Write a value with an SI prefix, as analog_lab.core.quantity does: quantity(1.17e-4, "J") is "117 µJ".
export function quantity(value, unit, digits = 3) {
  if (value === 0 || !Number.isFinite(value)) return `${plainNumber(value)} ${unit}`;
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  const third = Math.min(Math.max(3 * Math.floor(power / 3), -18), 12);
  const decimals = Math.max(digits - 1 - (power - third), 0);
  return `${(mantissa * 10 ** (power - third)).toFixed(decimals)} ${PREFIXES[third]}${unit}`;
}

function plainNumber(value) {
  if (Number.isNaN(value)) return "nan";
  return Math.abs(value) === Infinity ? (value < 0 ? "-inf" : "inf") : String(value);
}

// Write a number by a Python format such as ".3g", "+.2f", ",d"; "%" alone shows a fraction in per cent.
export function formatNumber(value, fmt = ".3g") {
  const [, plus, comma, places, kind] = /^(\+?)(,?)(?:\.(\d+))?([dfg%]?)$/.exec(fmt) ?? [null, "", "", "3", "g"];
  let text;
  if (kind === "%") text = `${places === undefined ? general(100 * value, 3) : (100 * value).toFixed(places)} %`;
  else if (kind === "f") text = value.toFixed(places ?? 6);
  else if (kind === "d") text = Math.round(value).toString();
  else text = general(value, places ?? 6);
  if (comma) text = text.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return ((plus && value > 0 ? "+" : "") + text).replace("-", "−");
}

// The shorter of the plain and the exponential form, with zeros at the end left out.
function general(value, digits) {
  if (value === 0) return "0";
  const power = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  if (power < -4 || power >= digits) return String(Number(value.toPrecision(digits)).toExponential());
  return String(Number(value.toPrecision(digits)));
}

// The value of a knob as text, with its unit.
export function showKnob(knob, value) {
  if (typeof value !== "number") return String(value);
  const text = knob.scale === "int" ? formatNumber(value, ",d") : formatNumber(value, knob.fmt);
  return knob.unit ? `${text} ${knob.unit}` : text;
}

export const SLIDER_STEPS = 1000;

// Where a knob's value stands on its slider, 0 … SLIDER_STEPS (whole numbers: the value itself).
export function toSlider(knob, value) {
  if (knob.scale === "int") return value;
  const [low, high, at] = [knob.low, knob.high, value].map(knob.scale === "log" ? Math.log : Number);
  return Math.round((SLIDER_STEPS * (at - low)) / (high - low));
}

// The knob's value at a place of its slider, held inside the range and rounded to three digits of the range.
export function fromSlider(knob, place) {
  if (knob.scale === "int") return clampTo(Math.round(place), knob.low, knob.high);
  const f = place / SLIDER_STEPS;
  if (f <= 0) return knob.low;
  if (f >= 1) return knob.high;
  const log = knob.scale === "log";
  const value = log ? knob.low * (knob.high / knob.low) ** f : knob.low + f * (knob.high - knob.low);
  const grain = log ? 10 ** (Math.floor(Math.log10(value)) - 2) : 10 ** (Math.floor(Math.log10(knob.high - knob.low)) - 3);
  return clampTo(Number((Math.round(value / grain) * grain).toPrecision(12)), knob.low, knob.high);
}

export function clampTo(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
