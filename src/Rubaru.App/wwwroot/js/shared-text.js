// @ts-check
// SharedText.cs: what service-worker-share.js holds for this page.
import { keep } from "./file-sources.js";

/** It answers at once or was ended. */
const limit = 2000;

/** @returns {Promise<string[]>} the text, then number, name, type and size of each file; empty when there is nothing */
export async function take() {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) {
    return [];
  }

  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), limit);
    port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      // A worker of an older version says the text alone.
      const { text, files } = typeof data === "string" ? { text: data, files: [] } : data;
      const kept = files.flatMap((/** @type {File} */ file) => [String(keep(file, file.name)), file.name, file.type, String(file.size)]);
      resolve(text || kept.length > 0 ? [text, ...kept] : []);
    };
    worker.postMessage("take-shared", [port2]);
  });
}
