// @ts-check
// PageEvents.cs: what happens to the page.

/** @type {AbortController | undefined} */
let watching;

/** @param {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} events */
export function watch(events) {
  unwatch();
  watching = new AbortController();
  const options = { signal: watching.signal };
  // In the page .NET runs the call before it returns, so a bye still leaves while the page is being unloaded.
  let left = false;
  const leave = () => {
    left = true;
    events.invokeMethodAsync("OnLeave");
  };
  const visibility = () => {
    // A page that is being closed turns hidden after it has left; that is no news, and nothing may start again then.
    if (!left) {
      events.invokeMethodAsync("OnVisibility", document.visibilityState === "hidden");
    }
  };
  const resume = () => {
    left = false;
    events.invokeMethodAsync("OnResume");
    visibility();
  };
  const network = () => void events.invokeMethodAsync("OnNetwork", navigator.onLine);

  addEventListener("pagehide", leave, options);
  document.addEventListener("freeze", leave, options);
  document.addEventListener("resume", resume, options);
  addEventListener("pageshow", (event) => event.persisted && resume(), options);
  document.addEventListener("visibilitychange", visibility, options);
  addEventListener("online", network, options);
  addEventListener("offline", network, options);
  // Another Wi-Fi or from Wi-Fi to mobile, without a moment offline; Chromium only.
  const connection = /** @type {{ connection?: EventTarget }} */ (navigator).connection;
  connection?.addEventListener("change", () => void events.invokeMethodAsync("OnResume"), options);
  visibility();
  network();
}

export function unwatch() {
  watching?.abort();
  watching = undefined;
}
