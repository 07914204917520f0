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
