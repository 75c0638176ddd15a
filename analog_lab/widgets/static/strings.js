// Every word of the kit itself, in each language; a lab's own text comes with its page.

export const STRINGS = {
  en: {},
  es: {},
};

// makeText("es")("player.play"): the text in that language; {name} in it is filled from `values`.
export function makeText(language = "en") {
  const table = STRINGS[language] ?? STRINGS.en;
  return (key, values = {}) => {
    const text = table[key] ?? STRINGS.en[key];
    if (text === undefined) throw new Error(`no text is called ${key}`);
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
}
