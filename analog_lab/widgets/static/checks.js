// Right or wrong, and why: the same as analog_lab.exercises, for pages without a kernel. Nothing is ever evaluated.

const POWERS = { a: -18, f: -15, p: -12, n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12 };
const KNOWN_UNITS = ["ohm", "bit", "LSB", "Hz", "A", "V", "S", "J", "W", "s", "%"];
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", LEVEL = "0123456789-+", NUMBER = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)`;
const QUANTITY = new RegExp(String.raw`^(${NUMBER})(?:e([+-]?\d{1,3})|\s*[*x·×]\s*10(?:\^|\*\*)?([+-]?\d{1,3}))?(?:\s*/\s*(${NUMBER}))?\s*([A-Za-z%µμΩ]*)$`);

const plainUnits = (text) => text.replace(/[µμ]/g, "u").replace(/Ω/g, "ohm");

export function splitUnit(unit) {
  const plain = plainUnits(unit);
  for (const name of ["", ...KNOWN_UNITS]) {
    if (name ? !plain.endsWith(name) : plain !== "") continue;
    const prefix = plain.slice(0, plain.length - name.length);
    if (prefix in POWERS && !(["", "%"].includes(name) && prefix)) return [POWERS[prefix], name];
  }
  throw new Error(`'${unit}' is no unit that is known here`);
}

// Read a number as people type it, in `unit`; throws an Error with a sentence for anything else.
export function parseQuantity(text, unit = "") {
  if (text.length > 60) throw new Error("that is too long to be a number");
  let plain = text.trim().replace(/−/g, "-").replace(new RegExp(`[${RAISED}]`, "g"), (c) => LEVEL[RAISED.indexOf(c)]);
  if (/^[^.,]*\d,\d[^.,]*$/.test(plain)) plain = plain.replace(",", ".");
  else if (/^[+-]?\d{1,3}(,\d{3})+(?!\d)/.test(plain)) plain = plain.replaceAll(",", "");
  const found = QUANTITY.exec(/\dE[+-]?\d/.test(plain) ? plain.replaceAll("E", "e") : plain);
  if (!found) throw new Error(`'${text.trim() || "nothing"}' is not a number, such as ${unit ? `5 ${unit}` : "0.25"}`);
  let value = Number(`${found[1]}e${found[2] ?? found[3] ?? 0}`);
  if (found[4]) {
    if (Number(found[4]) === 0) throw new Error("nothing can be divided by 0");
    value /= Number(found[4]);
  }
  if (!Number.isFinite(value)) throw new Error("that number is too large");
  if (!found[5]) return value;
  const [power, name] = splitUnit(found[5]), [wanted, base] = splitUnit(unit);
  if (name === "%" && base === "") return value / 100;
  if (name !== base) throw new Error(`${found[5]} is not a unit of what is asked: give it in ${unit || "a plain number"}`);
  return value * 10 ** (power - wanted);
}

const verdict = (right, reason, counted = true) => ({ right, reason, counted });

// Judge an answer by what the engine expects; see the vectors for every case.
export function checkAnswer(wanted, answer) {
  if (wanted.kind === "numeric") return checkNumber(wanted, String(answer));
  if (wanted.kind === "choice") {
    if (!wanted.options.includes(answer)) return verdict(false, "Choose one of the answers.", false);
    return answer === wanted.value ? verdict(true, "Right.") : verdict(false, wanted.reasons[answer] ?? "Not this one.");
  }
  if (wanted.kind === "match") return checkMatch(wanted, answer);
  const order = wanted.value;
  if (!Array.isArray(answer) || answer.length !== order.length || [...answer].sort().join("\n") !== [...order].sort().join("\n")) return verdict(false, "Put every item in its place once.", false);
  const first = order.findIndex((item, k) => item !== answer[k]);
  if (first < 0) return verdict(true, "Right.");
  if (order.every((item, k) => item === answer[order.length - 1 - k])) return verdict(false, "Exactly the other way round.");
  return verdict(false, `Not yet: look again at place ${first + 1}.${wanted.reason ? ` ${wanted.reason}` : ""}`);
}

function checkMatch({ value, items, options, reasons }, answer) {
  if (!Array.isArray(answer) || answer.length !== value.length || !answer.every((name) => options.includes(name))) return verdict(false, "Give every one a name.", false);
  const wrong = value.findIndex((name, k) => name !== answer[k]), right = value.filter((name, k) => name === answer[k]).length;
  return wrong < 0 ? verdict(true, "Right.") : verdict(false, `${right} of ${value.length} are right. Look again at ${items[wrong]}: ${reasons[answer[wrong]] ?? "not this one."}`);
}

function checkNumber({ value: target, unit, tolerance, mistakes }, text) {
  let value;
  try {
    value = parseQuantity(text, unit);
  } catch (error) {
    return verdict(false, `${error.message}.`, false);
  }
  const near = (other) => Math.abs(value - other) <= tolerance * Math.abs(other) + (other === 0 ? 1e-12 * Math.max(Math.abs(target), 1) : 0);
  if (near(target)) return verdict(true, "Right.");
  const slip = mistakes.find((m) => near(m.value));
  if (slip) return verdict(false, slip.reason);
  if (near(-target)) return verdict(false, "The size is right, the sign is not.");
  for (const power of [3, -3, 6, -6, 9, -9, 12, -12]) if (near(target * 10 ** power)) return verdict(false, `The digits are right; the prefix of the unit is off by a factor of 10^${Math.abs(power)}.`);
  if (target && value / target > 0 && near(1 / target)) return verdict(false, "That is one over the answer.");
  return verdict(false, Math.abs(value) > Math.abs(target) ? "Not yet: that is too large." : "Not yet: that is too small.");
}
