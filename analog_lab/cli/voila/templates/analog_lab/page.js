// The skeleton goes when the lab has drawn something, and no earlier: the page is never empty.
new MutationObserver((_, watcher) => {
  const cells = document.getElementById("rendered_cells");
  if (!cells || cells.style.display === "none") return;
  const widgets = [...cells.querySelectorAll(".jupyter-widgets")];
  const drawn = widgets.length ? widgets.some((w) => w.childElementCount) : cells.querySelector(".jp-OutputArea-output > *");
  if (!drawn) return;
  document.getElementById("al-skeleton").remove();
  watcher.disconnect();
}).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["style"] });
