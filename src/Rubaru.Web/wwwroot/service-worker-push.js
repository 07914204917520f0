// @ts-check
// Notifications. A push says only its kind, so the words come from the device. Every push is shown, whoever looks at the
// app: iOS takes the subscription away otherwise, and a page that seems visible may have stopped long ago. An open page
// hears of it and closes or refines what it has on its screen.

(() => {
  /** @type {any} */
  const worker = self;
  const scope = new URL("./", location.href);

  /** Written by push-subscriptions.js in the language of the person. */
  const cacheName = "rubaru-notifications";
  const english = {
    title: "Rubaru",
    wake: "New message",
    knock: "Someone you know wants to connect",
    test: "Test notification: it works",
  };
  const kinds = /** @type {const} */ (["wake", "wake", "knock", "test"]);

  /** What this version does not know, or cannot open, is a reason to look. @param {any} data */
  function kindOf(data) {
    const bytes = data ? new Uint8Array(data.arrayBuffer()) : new Uint8Array();
    return kinds[bytes[0] ?? 1] ?? "wake";
  }

  async function texts() {
    try {
      const kept = await (await caches.open(cacheName)).match("texts");
      return { ...english, ...(kept && (await kept.json())) };
    } catch {
      return english; // no room, or written by another version: a notification in English is still one
    }
  }

  /** @returns {Promise<any[]>} */
  function pages() {
    return worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  }

  /** @param {any} data */
  async function push(data) {
    const kind = kindOf(data);
    const words = await texts();
    await worker.registration.showNotification(words.title, {
      body: words[kind],
      tag: kind,
      renotify: true,
      icon: new URL("icons/icon-192.png", scope).href,
      data: {},
    });
    const open = await pages();
    open.forEach((page) => page.postMessage({ type: "push", kind }));
    if (open.length === 0 && kind !== "test") {
      await worker.navigator.setAppBadge?.().catch(() => {}); // how many there are, only the page can find out
    }
  }

  /** @param {any} notification */
  async function click(notification) {
    notification.close();
    const chat = notification.data?.chat ?? "";
    const open = await pages();
    if (open.length === 0) {
      await worker.clients.openWindow(new URL(`#n=${chat}`, scope).href);
      return;
    }

    // One tab has the profile; which one, only they know.
    open.forEach((page) => page.postMessage({ type: "notification-click", chat }));
    await (open.find((page) => page.visibilityState === "visible") ?? open[0]).focus();
  }

  worker.addEventListener("push", (/** @type {any} */ event) => event.waitUntil(push(event.data)));
  worker.addEventListener("notificationclick", (/** @type {any} */ event) => event.waitUntil(click(event.notification)));
  worker.addEventListener("pushsubscriptionchange", (/** @type {any} */ event) =>
    // Only a page can log in and tell the server; without one, the next start looks.
    event.waitUntil(pages().then((open) => open.forEach((page) => page.postMessage({ type: "push-change" })))),
  );
})();
