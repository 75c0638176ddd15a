// Which language is which, for whoever has the page read aloud: the kit speaks one, the lab's own words are English.

// Every text inside plain data.
export function textsOf(value) {
  if (typeof value === "string") return value.trim() ? [value.trim()] : [];
  return value && typeof value === "object" ? Object.values(value).flatMap(textsOf) : [];
}

export function mountTongue(lab) {
  const { page, root } = lab, language = page.language ?? "en";
  root.lang = language;
  if (document.querySelector(".al-voila")) document.documentElement.lang = language;
  if (language === "en") return null;
  const own = new Set(textsOf(page));
  const mark = () => root.querySelectorAll("h1,h2 *,h3,p,dt,dd,label,li,button,td,summary").forEach((el) => !el.lang && own.has(el.textContent.trim()) && (el.lang = "en"));
  requestAnimationFrame(mark);
  return { on: { did: mark, predict: () => requestAnimationFrame(mark) } };
}
