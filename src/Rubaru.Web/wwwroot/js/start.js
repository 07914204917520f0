// @ts-check
// Starts .NET, or says why not.
(async () => {
  /** What the app imports on its way to the first screen, in that order; who is not in the list only comes later. */
  const modules = [
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

  /** @param {string} id */
  const show = (id) => document.getElementById(id)?.removeAttribute("hidden");
  if (typeof WebAssembly !== "object") {
    show("start-no-wasm");
    return;
  }

  try {
    const started = /** @type {any} */ (globalThis).Blazor.start();
    // While the runtime is fetched and compiled this thread has nothing to do, so libsodium and the modules come now.
    // What fails here fails again, and is told, where it is needed.
    for (const path of ["js/sodium.js", ...modules.map((name) => `_content/Rubaru.App/js/${name}.js`)]) {
      import(new URL(path, document.baseURI).href).catch(() => {});
    }

    await started;
  } catch (error) {
    console.error(error);
    show("start-failed");
  }
})();
