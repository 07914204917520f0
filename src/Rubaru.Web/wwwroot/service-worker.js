// @ts-check
// While developing there is nothing to keep: the published one is service-worker.published.js.
self.addEventListener("fetch", () => {});
