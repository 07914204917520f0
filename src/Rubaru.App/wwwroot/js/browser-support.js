// @ts-check
// BrowserSupport.cs. Must run in a browser that has nothing of what it asks for.

/** @returns {string[]} */
export function missing() {
  if (!globalThis.isSecureContext) {
    return ["secure-context"];
  }

  const needed = {
    webrtc: typeof globalThis.RTCPeerConnection === "function" && "createDataChannel" in RTCPeerConnection.prototype,
    indexeddb: Boolean(globalThis.indexedDB),
    "web-locks": typeof navigator.locks?.request === "function",
    "web-crypto": Boolean(globalThis.crypto?.subtle),
  };
  return Object.entries(needed)
    .filter(([, present]) => !present)
    .map(([name]) => name);
}

/** A private place for files, and a worker that reaches it. */
export const takesFiles = () => typeof navigator.storage?.getDirectory === "function" && typeof Worker === "function";

/** @returns {Promise<"ios-tab" | "private" | "">} */
export async function forgets() {
  // Safari on iPhone and iPad only: there, and in no other browser, the property exists.
  if (/** @type {any} */ (navigator).standalone === false && navigator.maxTouchPoints > 0) {
    return "ios-tab";
  }

  if (!navigator.serviceWorker) {
    return "private"; // Firefox
  }

  try {
    await navigator.storage.getDirectory();
    return "";
  } catch {
    return "private"; // Safari, and Firefox again
  }
}
