// @ts-check
// SharedText.cs: what service-worker-share.js holds for this page.

/** It answers at once or was ended. */
const limit = 2000;

/** @returns {Promise<string>} empty when there is nothing */
export async function take() {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) {
    return "";
  }

  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(""), limit);
    port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(typeof data === "string" ? data : "");
    };
    worker.postMessage("take-shared", [port2]);
  });
}
