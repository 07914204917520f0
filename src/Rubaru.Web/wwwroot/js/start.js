// @ts-check
// Starts .NET, or says why not.
(async () => {
  /** @param {string} id */
  const show = (id) => document.getElementById(id)?.removeAttribute("hidden");
  if (typeof WebAssembly !== "object") {
    show("start-no-wasm");
    return;
  }

  try {
    await /** @type {any} */ (globalThis).Blazor.start();
  } catch (error) {
    console.error(error);
    show("start-failed");
  }
})();
