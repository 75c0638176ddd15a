// The tour: one line over the cards that says what to do at this stop, with the way to the next.
import { h } from "./dom.js";
import { boldWords } from "./steps.js";

export function mountTour({ page, text }) {
  const stop = page.link?.tour ? page.tour : null;
  if (!stop) return null;
  const home = page.home || null;
  return {
    top: [h(
      "nav", { class: "al-guide al-tour", "aria-label": text("tour.name") },
      h("span", { class: "al-badge" }, text("tour.place", stop)), h("p", {}, boldWords(stop.says)),
      stop.back ? h("a", { href: stop.back }, text("tour.back")) : null,
      stop.next ? h("a", { class: "al-go", href: stop.next }, text("tour.next")) : home && h("a", { class: "al-go", href: home }, text("tour.end")),
    )],
  };
}
