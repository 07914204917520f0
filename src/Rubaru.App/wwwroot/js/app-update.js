// @ts-check
// AppUpdate.cs: registers the service worker and notices a version that waits.

/** A page that stays open for days looks for a new version now and then. */
const checkEvery = 60 * 60 * 1000;

/** @type {ServiceWorkerRegistration | undefined} */
let registration;

/** @param {{ invokeMethodAsync(name: string): Promise<unknown> }} events */
export async function start(events) {
  if (!("serviceWorker" in navigator)) {
    return;
  }

  try {
    registration = await navigator.serviceWorker.register("service-worker.js", { updateViaCache: "none" });
  } catch (error) {
    console.warn("service worker", error); // the app works without offline starts
    return;
  }

  const found = registration;
  if (!found) {
    return; // a browser that is told to block service workers answers with nothing
  }

  const look = () => {
    // The first version of all has nobody to replace and is no update.
    if (found.waiting && navigator.serviceWorker.controller) {
      events.invokeMethodAsync("OnReady");
    }
  };
  found.addEventListener("updatefound", () => found.installing?.addEventListener("statechange", look));
  found.installing?.addEventListener("statechange", look);
  look();
  // Offline is a reason for it to fail and none to complain.
  setInterval(() => found.update().catch(() => {}), checkEvery);
}

export function apply() {
  const waiting = registration?.waiting;
  if (waiting) {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("activate");
  } else {
    location.reload(); // another tab was told first: the new version is there already
  }
}
