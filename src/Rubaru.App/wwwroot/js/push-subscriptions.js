// @ts-check
// PushSubscriptions.cs: the Push API, and what the service worker needs to know and says.

/** Read by service-worker-push.js; a cache of its own survives updates of the app. */
const cacheName = "rubaru-notifications";

/** @type {AbortController | undefined} */
let watching;

/** A browser without a service worker for this page answers with nothing. */
async function registration() {
  return navigator.serviceWorker?.getRegistration();
}

/** @returns {Promise<string>} unsupported, default, granted or denied */
export async function permission() {
  const supported = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
  return supported ? Notification.permission : "unsupported";
}

export async function ask() {
  return (await permission()) === "default" ? await Notification.requestPermission() : permission();
}

/** @param {ArrayBuffer | null | undefined} buffer */
function text(buffer) {
  return buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))) : "";
}

/** @param {PushSubscription} subscription @returns {string[]} endpoint, then p256dh, auth and server key in base64 */
function fields(subscription) {
  return [
    subscription.endpoint,
    text(subscription.getKey("p256dh")),
    text(subscription.getKey("auth")),
    text(subscription.options?.applicationServerKey),
  ];
}

/** @returns {Promise<string[]>} empty where there is none */
export async function find() {
  const subscription = await (await registration())?.pushManager?.getSubscription();
  return subscription ? fields(subscription) : [];
}

/** @param {Uint8Array<ArrayBuffer>} serverKey */
export async function subscribe(serverKey) {
  const found = await registration();
  if (!found) {
    throw new Error("There is no service worker.");
  }

  return fields(await found.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: serverKey }));
}

export async function unsubscribe() {
  await (await (await registration())?.pushManager?.getSubscription())?.unsubscribe();
}

export async function erase() {
  await close("");
  await caches.delete(cacheName);
  await unsubscribe();
}

/**
 * What the service worker says in the person's language.
 * @param {string} title @param {string} wake @param {string} knock @param {string} test
 */
export async function speak(title, wake, knock, test) {
  await (await caches.open(cacheName)).put("texts", new Response(JSON.stringify({ title, wake, knock, test })));
}

/**
 * A notification of one chat; a newer one of the same chat takes its place.
 * @param {string} chat @param {string} title @param {string} body
 */
export async function show(chat, title, body) {
  const options = { body, tag: `chat ${chat}`, renotify: true, icon: "icons/icon-192.png", data: { chat } };
  await (await registration())?.showNotification(title, options);
}

/** @param {string} tag the notifications with it, or with none, all of them */
export async function close(tag) {
  const shown = (await (await registration())?.getNotifications(tag ? { tag } : {})) ?? [];
  shown.forEach((notification) => notification.close());
}

/** @param {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} events */
export function watch(events) {
  unwatch();
  watching = new AbortController();
  navigator.serviceWorker?.addEventListener(
    "message",
    ({ data }) => {
      switch (data?.type) {
        case "push":
          events.invokeMethodAsync("OnPush", String(data.kind));
          break;
        case "push-change":
          events.invokeMethodAsync("OnChange");
          break;
        case "notification-click":
          events.invokeMethodAsync("OnClick", String(data.chat ?? ""));
          break;
      }
    },
    { signal: watching.signal },
  );
  // What arrived before somebody listened waits until here.
  navigator.serviceWorker?.startMessages();
}

export function unwatch() {
  watching?.abort();
  watching = undefined;
}
