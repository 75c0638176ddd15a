// The skeleton goes when the page has drawn itself, and no earlier: nobody looks at an empty page.
new MutationObserver((_, watcher) => {
  const cells = document.getElementById("rendered_cells");
  if (!cells || cells.style.display === "none") return;
  const drawn = [...cells.querySelectorAll(".jp-OutputArea-output")].some((output) =>
    output.querySelector(".analog-lab") ? output.querySelector(".analog-lab[data-ready]") : !["", "Loading widget..."].includes(output.textContent.trim()),
  );
  if (!drawn) return;
  document.getElementById("al-skeleton").remove();
  watcher.disconnect();
}).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["style", "data-ready"] });

// A widget is looked for during two seconds, and given up without a last look: on a busy machine its model comes just then,
// and the page would stay empty. So it is looked for until the engine has told of all its models.
function keepLooking(manager) {
  const find = manager.get_model.bind(manager);
  manager.get_model = async (id) => {
    for (;;) {
      try {
        return await find(id);
      } catch (error) {
        if (manager.restoredStatus && !manager.has_model(id)) throw error;
      }
    }
  };
}
// The manager is made by an extension of the host, before anything is drawn: only there can it be met in time.
let extension;
Object.defineProperty((window._JUPYTERLAB ??= {}), "@voila-dashboards/widgets-manager8", {
  enumerable: true,
  get: () => extension,
  set: (made) => {
    const get = async (name) => {
      const parts = (await made.get(name))();
      for (const plugin of [parts.default ?? []].flat()) {
        const { activate } = plugin;
        plugin.activate = async (app, ...more) => {
          const given = await activate(app, ...more);
          if (app.widgetManager) keepLooking(app.widgetManager);
          return given;
        };
      }
      return () => parts;
    };
    extension = { init: (scope) => made.init(scope), get };
  },
});
// What is said meanwhile, in the language that the link asks for.
if (new URLSearchParams(location.search).get("lang") === "es") {
  const said = document.querySelector("#al-skeleton [role=status]");
  said.lang = "es";
  said.textContent = "arrancando el motor …";
}
