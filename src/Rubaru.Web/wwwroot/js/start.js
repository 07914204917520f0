// @ts-check
// Starts .NET, or says why not.
(async () => {
  /** What the app imports on its way to the first screen, in that order; who is not in the list only comes later. */
  const modules = [
    "app-keys",
    "intl",
    "languages",
    "browser-support",
    "page-events",
    "push-subscriptions",
    "indexed-db-store",
    "device-key",
    "server-socket",
    "screen",
    "storage-persistence",
    "app-badge",
    "app-update",
  ];

  /** What the first chat, sheet and menu need: they shall not wait for it then. */
  const next = ["message-window", "composer-field", "options-field", "dialogs", "menu-place"];

  /** @param {string} id */
  const show = (id) => document.getElementById(id)?.removeAttribute("hidden");
  if (typeof WebAssembly !== "object") {
    show("start-no-wasm");
    return;
  }

  try {
    const started = /** @type {any} */ (globalThis).Blazor.start();
    /** @param {string} path What fails here fails again, and is told, where it is needed. */
    const preload = (path) => import(new URL(path, document.baseURI).href).catch(() => {});
    /** @param {string} name */
    const module = (name) => `_content/Rubaru.App/js/${name}.js`;
    // While the runtime is fetched and compiled this thread has nothing to do, so libsodium and the modules come now.
    for (const path of ["js/sodium.js", ...modules.map(module)]) {
      void preload(path);
    }

    await started;
    for (const name of next) {
      void preload(module(name));
    }
  } catch (error) {
    console.error(error);
    show("start-failed");
  }
})();
