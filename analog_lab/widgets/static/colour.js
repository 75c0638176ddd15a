// Colours: the tokens of the light and the dark look, and the scale of conductances.

export const LIGHT = {
  paper: "#fbfaf6", card: "#ffffff", ink: "#1d2530", soft: "#5b6675", line: "#dfe2e6", wire: "#9aa4b1", in: "#1f6feb", err: "#c2410c",
  spark: "#f59e0b", ok: "#0f766e", plus: "#0877bd", minus: "#e08214", shade: "#f1f3f5", grey: "#7c8798",
};
export const DARK = {
  paper: "#12161c", card: "#1a2029", ink: "#e8ecf1", soft: "#9aa6b5", line: "#2c3542", wire: "#566274", in: "#6ea8fe", err: "#fb923c",
  spark: "#fbbf24", ok: "#2dd4bf", plus: "#6ea8fe", minus: "#fb923c", shade: "#202833", grey: "#8b97a8",
};

// Cividis (Nuñez, Anderton & Renslow, PLoS ONE 13:e0199239, 2018), ten stops from 0 to 1.
const CIVIDIS = [
  [0, 34, 78], [18, 53, 112], [59, 73, 108], [87, 93, 109], [112, 113, 115],
  [138, 134, 120], [165, 156, 116], [195, 179, 105], [225, 204, 85], [255, 233, 69],
];

// The colour of a conductance that is the fraction t of the scale; outside the scale the end colours hold.
export function cividis(t) {
  const at = Math.min(Math.max(t, 0), 1) * (CIVIDIS.length - 1), i = Math.min(Math.floor(at), CIVIDIS.length - 2);
  return `rgb(${CIVIDIS[i].map((a, k) => Math.round(a + (at - i) * (CIVIDIS[i + 1][k] - a))).join(",")})`;
}

// The same in 256 steps, for scenes with many cells.
export const RAMP = Array.from({ length: 256 }, (_, k) => cividis(k / 255));

export function rgbOf(hex) {
  return [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
}
