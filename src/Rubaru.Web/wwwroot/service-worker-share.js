// @ts-check
// Share target: text and files that another app hands over come as a POST, which only this worker sees. They stay in its
// memory until the page that is opened for them asks, a second later; they are in no address, no history and no cache, and
// never on their way to the server. A worker that was ended meanwhile has lost them: nothing was kept.

(() => {
  /** @type {any} */
  const worker = self;
  const scope = new URL("./", location.href);
  const target = new URL("share", scope).href;
  /** Longer than any message; the rest is a paste accident. */
  const most = 32_000;
  /** As many as anybody looks through before sending. */
  const mostFiles = 30;
  const nothing = { text: "", files: /** @type {File[]} */ ([]) };
  let shared = nothing;

  /** @param {Request} request */
  async function receive(request) {
    try {
      const form = await request.formData();
      const parts = ["title", "text", "url"].map((name) => form.get(name)).filter((part) => typeof part === "string");
      // Some apps put the same words in two of the three.
      const words = parts.map((part) => String(part).trim()).filter((part) => part.length > 0);
      const text = words.filter((part, at) => words.indexOf(part) === at).join("\n").slice(0, most);
      const files = form.getAll("files").filter((part) => part instanceof File && (part.size > 0 || part.name !== ""));
      shared = { text, files: /** @type {File[]} */ (files.slice(0, mostFiles)) };
    } catch {
      shared = nothing; // not a form: nothing to share, the app opens all the same
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
      shared = nothing;
    }
  });
})();
