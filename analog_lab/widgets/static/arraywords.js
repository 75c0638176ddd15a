// What a read array says: the live formula of what is pointed at, and the words of a screen reader.
import { formatNumber } from "./numbers.js";
import { indexed, sumTerms } from "./arraylayout.js";

const three = (value) => formatNumber(Math.abs(value) < 5e-7 ? 0 : value, ".3g");
const say3 = (value) => three(value).replace("−", "-"); // spoken: some readers skip the true minus

// "row 3 column 2, 12.5 microsiemens, current 2.5 microamperes"
export function arraySpoken(s, { row, column }, value, say) {
  const per = s.pairs ? 2 : 1, names = { row: row + 1, column: Math.floor(column / per) + 1, value: value === null ? "" : say3(value) };
  if (column >= 0 && row < s.rows) {
    const part = s.pairs ? say(column % 2 ? "array.minus_cell" : "array.plus_cell") : "";
    return say("array.cell", { ...names, part, current: say3(s.cells[column * s.rows + row]) });
  }
  const line = column < 0 ? row : Math.floor(column / per), names2 = { ...names, line: line + 1 };
  if ((column < 0) !== s.backward) return say(s.backward ? "array.driven_column" : "array.driven_row", names2);
  return say(s.backward ? "array.summing_row" : "array.summing_column", { ...names2, current: say3(s.sum[line]), code: s.bits ? say("array.code", { code: s.code[line] }) : "" });
}

// The formula line: of the cell or line that is pointed at, else of the step that is being told.
export function arrayFormula(s, place, value, stage, say) {
  if (place && place.column >= 0 && place.row < s.rows) return cellFormula(s, place, value, stage);
  if (place) {
    const line = place.column < 0 ? place.row : Math.floor(place.column / (s.pairs ? 2 : 1));
    return (place.column < 0) !== s.backward ? driveFormula(s, line, value, say) : sumFormula(s, line, stage, say);
  }
  const last = s.ohm > 0 ? s.sum.length - 1 : 0; // wires take most from the last line
  if (stage === 0) return [{ t: say("array.rest") }];
  if (stage === 1) return driveFormula(s, 0, s.v[0], say);
  return stage === 2 ? cellFormula(s, { row: s.backward ? last : 0, column: s.backward ? 0 : last * (s.pairs ? 2 : 1) }, null, stage) : sumFormula(s, last, stage, say);
}

function cellFormula(s, { row, column }, value, stage) {
  const k = column * s.rows + row, g = value ?? s.g[k], drop = s.backward ? s.vColumn[k] - s.vRow[k] : s.vRow[k] - s.vColumn[k];
  const out = Math.floor(column / (s.pairs ? 2 : 1)), part = s.pairs ? (column % 2 ? "⁻" : "⁺") : "", named = indexed(`G${part}`, row, out), node = [indexed("V", row), indexed(`U${part}`, out)];
  const held = [{ t: named }, { t: ` = ${three(g)} µS`, k: "ok" }], drive = s.backward ? "err" : "in";
  if (stage < 2) return held;
  const late = Math.abs(g - s.g[k]) > 1e-4 * (1 + g), voltage = { t: `${three(drop)} V`, k: drive }; // the read is older than the value
  const between = s.ohm > 0 ? `(${(s.backward ? node.reverse() : node).join(" − ")})` : s.backward ? `${part === "⁻" ? "−" : ""}${indexed("δ", out)}` : node[0];
  return [
    { t: `${indexed(`I${part}`, row, out)} = ${between} · ${named} = ` },
    voltage, { t: " · " }, { t: `${three(g)} µS`, k: "ok" }, { t: " = " }, late ? { t: "…" } : { t: `${three(s.cells[k])} µA`, k: "spark" },
  ];
}

function driveFormula(s, line, value, say) {
  const name = indexed(s.backward ? "δ" : "V", line), drive = s.backward ? "err" : "in";
  return [{ t: `${name} = ` }, { t: `${three(value)} V`, k: drive }, { t: ` ${say(s.backward ? "array.drives_column" : "array.drives_row", { line: line + 1 })}` }];
}

// Voltages and conductances whose products add up in one physical line.
function termsOf(s, line) {
  const per = s.pairs ? 2 : 1, n = s.backward ? s.columns : s.rows, at = (i) => (s.backward ? i * s.rows + line : line * s.rows + i);
  return { g: Array.from({ length: n }, (_, i) => s.g[at(i)]), v: Array.from({ length: n }, (_, i) => (s.backward ? s.v[Math.floor(i / per)] * (per === 2 && i % 2 ? -1 : 1) : s.v[i])) };
}

function sumFormula(s, k, stage, say) {
  const name = indexed("I", k), more = (n) => say("array.more_terms", { n }), result = { t: `${three(s.sum[k])} µA`, k: "spark" };
  if (stage < 3) return [{ t: `${name} = Σ V · G ` }, { t: say("array.not_yet"), k: "soft" }];
  const parts = [{ t: `${name} = ` }];
  if (s.pairs && !s.backward) parts.push({ t: `I⁺ − I⁻ = ${three(s.line[2 * k])} − ${three(s.line[2 * k + 1])} = ` }, result);
  else {
    const { g, v } = termsOf(s, k);
    parts.push({ t: sumTerms(v, g, more), k: "soft" }, { t: s.ohm > 0 ? ` → ` : " = " }, s.noise > 0 ? { t: `${three(s.line[k])} µA` } : result);
    if (s.noise > 0) parts.push({ t: ` ${say("array.with_noise")} ` }, result);
  }
  if (s.ohm > 0) parts.push({ t: ` · ${say("array.wires_take", { loss: formatNumber(100 * Math.max(0, s.loss[s.pairs && !s.backward ? 2 * k : k]), ".2g") })}` });
  if (stage >= 4 && s.bits) parts.push({ t: ` · ÷ ${three(s.lsb)} µA → ` }, { t: say("array.code", { code: s.code[k] }).replace("-", "−"), k: "ok" });
  return parts;
}
