// @ts-check
// The worker of files (file-store.js): seals, opens and hashes, so that the page stays free. It decides nothing.
import { boxOf, boxSize, chunkSize, chunksOf, cipherOf, hasher } from "./file-cipher.js";
import { erase, existing, handle, read, remove, write } from "./file-copies.js";

/** After so many chunks what else was asked for gets its turn. */
const turn = 32;
const pause = () => new Promise((resolve) => setTimeout(resolve));

/** @typedef {{ name: string, key: Uint8Array, nonce: Uint8Array, size: number }} Copy */

/**
 * Opens a copy from its first chunk on.
 * @param {Copy} copy
 * @param {(plain: Uint8Array<ArrayBuffer>, chunk: number) => void} take
 * @returns {Promise<number>} how many chunks opened
 */
async function each({ name, key, nonce, size }, take) {
  const cipher = cipherOf(key, nonce);
  const chunks = chunksOf(size);
  try {
    for (let chunk = 0; chunk < chunks; chunk++) {
      const file = await existing(name);
      const box = file && read(file, chunk * boxSize, boxOf(size, chunk));
      const plain = box && cipher.open(chunk, chunk === chunks - 1, box);
      if (!plain) {
        return chunk;
      }

      take(plain, chunk);
      if (chunk % turn === turn - 1) {
        await pause();
      }
    }

    return chunks;
  } finally {
    cipher.wipe();
  }
}

const operations = {
  /** @param {Copy & { source: Blob }} copy @param {(done: number) => void} progress */
  async seal({ name, key, nonce, size, source }, progress) {
    const cipher = cipherOf(key, nonce);
    const hash = hasher();
    let finished = false;
    try {
      const chunks = chunksOf(size);
      const ahead = chunkSize * turn;
      for (let start = 0; start < size || start === 0; start += ahead) {
        const end = Math.min(start + ahead, size);
        const plain = new Uint8Array(await source.slice(start, end).arrayBuffer());
        if (plain.length !== end - start) {
          throw new DOMException("The file is shorter than it was.", "NotReadableError");
        }

        const file = await handle(name, true);
        for (let at = start; at < end || (at === 0 && size === 0); at += chunkSize) {
          const chunk = at / chunkSize;
          const part = plain.subarray(at - start, at - start + chunkSize);
          const box = new Uint8Array(boxOf(size, chunk));
          cipher.seal(chunk, chunk === chunks - 1, part, box);
          hash.add(part);
          write(file, chunk * boxSize, box);
        }

        plain.fill(0);
        progress(end);
      }

      (await handle(name, true)).flush();
      finished = true;
      return hash.finish();
    } finally {
      cipher.wipe();
      if (!finished) {
        hash.drop();
        await remove(name);
      }
    }
  },

  /** @param {{ name: string }} copy @returns {Promise<number>} */
  length: async ({ name }) => (await existing(name))?.getSize() ?? 0,

  /** @param {{ name: string, size: number, chunk: number }} copy */
  async read({ name, size, chunk }) {
    const file = await existing(name);
    return file && read(file, chunk * boxSize, boxOf(size, chunk));
  },

  /** @param {Copy & { chunk: number, box: Uint8Array }} copy */
  async write({ name, key, nonce, size, chunk, box }) {
    const cipher = cipherOf(key, nonce);
    const plain = cipher.open(chunk, chunk === chunksOf(size) - 1, box);
    cipher.wipe();
    if (!plain) {
      return false;
    }

    plain.fill(0);
    write(await handle(name, true), chunk * boxSize, box);
    return true;
  },

  /** @param {Copy} copy */
  async check(copy) {
    const hash = hasher();
    let finished = false;
    try {
      const opened = await each(copy, (plain) => {
        hash.add(plain);
        plain.fill(0);
      });
      finished = true;
      const result = hash.finish();
      return { opened, hash: opened === chunksOf(copy.size) ? result : null };
    } finally {
      if (!finished) {
        hash.drop();
      }
    }
  },

  /** The plaintext, in parts that the browser may keep on its disk while somebody saves them. @param {Copy} copy */
  async open(copy) {
    /** @type {Blob[]} */
    const parts = [];
    const opened = await each(copy, (plain) => parts.push(new Blob([plain])));
    return opened === chunksOf(copy.size) ? new Blob(parts) : null;
  },

  /** @param {{ name: string }} copy */
  delete: ({ name }) => remove(name),

  erase: () => erase(),
};

addEventListener("message", async ({ data }) => {
  const { id, operation, args } = data;
  try {
    const run = /** @type {Record<string, Function>} */ (operations)[operation];
    const result = await run(args, (/** @type {number} */ done) => postMessage({ id, done }));
    postMessage({ id, result });
  } catch (error) {
    postMessage({ id, error: error instanceof DOMException ? error.name : String(error) });
  }
});
postMessage({ ready: true });
