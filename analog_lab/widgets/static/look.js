// The look of a page: light or dark, lecture mode, and whether motion is welcome. Choices are kept in the browser.
import { DARK, LIGHT } from "./colour.js";

const SANS = '"Inter","Segoe UI",system-ui,sans-serif', MONO = 'ui-monospace,"JetBrains Mono","Cascadia Mono",Menlo,monospace';

function kept(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(`analog-lab-${key}`);
    localStorage.setItem(`analog-lab-${key}`, value);
  } catch {
    // a page that may not store anything starts in the same look every time
  }
  return null;
}

// Follow the system (in JupyterLab its theme) until the visitor chooses; `changed()` is called after every change.
export function makeLook(root, changed, link = {}) {
  const dark = matchMedia("(prefers-color-scheme: dark)"), still = matchMedia("(prefers-reduced-motion: reduce)");
  let asked = link.theme ?? null;
  const voila = document.querySelector(".al-voila") !== null, host = document.body.dataset;
  const isDark = () => {
    const chosen = asked ?? kept("theme");
    if (chosen) return chosen === "dark";
    return !voila && host.jpThemeLight ? host.jpThemeLight === "false" : dark.matches;
  };
  const look = {
    dark: false,
    lecture: link.lecture === true || kept("lecture") === "1",
    colours: LIGHT,
    calm: kept("calm") === "1",
    reduced: () => look.calm || still.matches,
    font: (px, weight = 400, mono = false) => `${weight} ${px}px ${mono ? MONO : SANS}`,
    toggleTheme() {
      asked = null;
      kept("theme", look.dark ? "light" : "dark");
      apply();
    },
    toggleLecture() {
      look.lecture = !look.lecture;
      kept("lecture", look.lecture ? "1" : "0");
      apply();
    },
    toggleCalm() {
      look.calm = !look.calm;
      kept("calm", look.calm ? "1" : "0");
      apply();
    },
    destroy() {
      dark.removeEventListener("change", apply);
      still.removeEventListener("change", apply);
      host_watch.disconnect();
    },
  };
  function apply() {
    look.dark = isDark();
    look.colours = look.dark ? DARK : LIGHT;
    root.dataset.theme = look.dark ? "dark" : "light";
    root.toggleAttribute("data-lecture", look.lecture);
    root.toggleAttribute("data-calm", look.reduced());
    for (const [name, value] of Object.entries(look.colours)) root.style.setProperty(`--al-${name}`, value);
    if (voila) {
      document.documentElement.style.background = document.body.style.background = look.colours.paper;
      document.documentElement.style.colorScheme = look.dark ? "dark" : "light";
    }
    changed();
  }
  const host_watch = new MutationObserver(apply);
  host_watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  dark.addEventListener("change", apply);
  still.addEventListener("change", apply);
  look.apply = apply;
  return look;
}
