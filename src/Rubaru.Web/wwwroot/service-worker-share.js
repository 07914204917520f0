// @ts-check
// Share target: text that another app hands over comes as a POST, which only this worker sees. It stays in its memory
// until the page that is opened for it asks, a second later; it is in no address, no history and no cache, and never on
// its way to the server. A worker that was ended meanwhile has lost it: nothing was kept.

(() => {
  /** @type {any} */
  const worker = self;
  const scope = new URL("./", location.href);
  const target = new URL("share", scope).href;
  /** Longer than any message; the rest is a paste accident. */
  const most = 32_000;
  let shared = "";

  /** @param {Request} request */
  async function receive(request) {
    try {
      const form = await request.formData();
      const parts = ["title", "text", "url"].map((name) => form.get(name)).filter((part) => typeof part === "string");
      // Some apps put the same words in two of the three.
      const words = parts.map((part) => String(part).trim()).filter((part) => part.length > 0);
      shared = words.filter((part, at) => words.indexOf(part) === at).join("\n").slice(0, most);
    } catch {
      shared = ""; // not a form: nothing to share, the app opens all the same
    }

    return Response.redirect(new URL("#shared", scope).href, 303);
  }

  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    if (event.request.method === "POST" && event.request.url === target) {
      event.respondWith(receive(event.request));
    }
  });
  worker.addEventListener("message", (/** @type {MessageEvent} */ event) => {
    if (event.data === "take-shared") {
      event.ports[0]?.postMessage(shared);
      shared = "";
    }
  });
})();
