// @ts-check
// The worker of files (file-store.js): seals, opens and hashes, so that the page stays free. It decides nothing.
import { existing } from "./file-copies.js";
import { check, head, open, readBoxes } from "./file-opening.js";
import { drop, eraseAll, seal, stop, store, storeParts } from "./file-sealing.js";

const operations = {
  seal,
  stop,
  check,
  head,
  open,

  /** @param {{ name: string }} copy @returns {Promise<number>} */
  length: async ({ name }) => (await existing(name))?.getSize() ?? 0,
  read: readBoxes,
  write: store,
  store: storeParts,
  delete: drop,
  erase: eraseAll,
};

addEventListener("message", async ({ data }) => {
  const { id, operation, args } = data;
  try {
    const run = /** @type {Record<string, Function>} */ (operations)[operation];
    const result = await run(args, (/** @type {number} */ done) => postMessage({ id, done }));
    // Read for the page alone, which gets it without a copy.
    postMessage({ id, result }, operation === "read" && result ? { transfer: [result.buffer] } : {});
  } catch (error) {
    postMessage({ id, error: error instanceof DOMException ? error.name : String(error) });
  }
});
postMessage({ ready: true });
