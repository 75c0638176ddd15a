// The skeleton goes when the page has drawn itself, and no earlier: nobody looks at an empty page.
new MutationObserver((_, watcher) => {
  const cells = document.getElementById("rendered_cells");
  if (!cells || cells.style.display === "none") return;
  const drawn = [...cells.querySelectorAll(".jp-OutputArea-output")].some((output) =>
    output.querySelector(".analog-lab") ? output.querySelector(".analog-lab[data-ready]") : output.textContent.trim(),
  );
  if (!drawn) return;
  document.getElementById("al-skeleton").remove();
  watcher.disconnect();
}).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["style", "data-ready"] });
