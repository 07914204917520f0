// @ts-check
// The worker of files, writing: a chosen file becomes a sealed copy, and a sealed chunk of a contact is stored.
import { boxOf, boxSize, chunkSize, chunksOf, cipherOf, hasher } from "./file-cipher.js";
import { erase, handle, remove, write } from "./file-copies.js";
import { forget, forgetAll, grow } from "./file-hashes.js";

/** Sealed at once: what else was asked for, a stop too, gets its turn between two of these. */
const ahead = 32 * chunkSize;

/** @typedef {import("./file-opening.js").Copy} Copy */

/** What is being sealed or stored: an erase comes after it. @type {Set<Promise<unknown>>} */
const making = new Set();
/** Names whose sealing is not wanted any more. @type {Set<string>} */
const stopped = new Set();
let erasing = false;

/** @param {string} name */
function checkWanted(name) {
  if (erasing || stopped.has(name)) {
    throw new DOMException("It is not wanted any more.", "AbortError");
  }
}

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
function make(work) {
  making.add(work);
  work.catch(() => {}).finally(() => making.delete(work));
  return work;
}

/** @param {Copy & { source: Blob }} copy @param {(done: number) => void} progress */
async function sealAll({ name, key, nonce, size, source }, progress) {
  const cipher = cipherOf(key, nonce);
  const hash = hasher();
  let finished = false;
  try {
    const chunks = chunksOf(size);
    for (let start = 0; start < size || start === 0; start += ahead) {
      const end = Math.min(start + ahead, size);
      const plain = new Uint8Array(await source.slice(start, end).arrayBuffer());
      checkWanted(name);
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
    stopped.delete(name);
    if (!finished) {
      hash.drop();
      await remove(name);
    }
  }
}

/** @param {Copy & { chunk: number, boxes: Uint8Array }} copy chunk: the number of the first */
async function storeBoxes({ name, key, nonce, size, chunk, boxes }) {
  const cipher = cipherOf(key, nonce);
  try {
    for (let at = 0; at < boxes.length; chunk++) {
      const box = boxes.subarray(at, at + boxOf(size, chunk));
      const plain = cipher.open(chunk, chunk === chunksOf(size) - 1, box);
      if (!plain) {
        return false;
      }

      try {
        checkWanted(name);
        write(await handle(name, true), chunk * boxSize, box);
        grow(name, chunk, plain);
      } finally {
        plain.fill(0);
      }

      at += box.length;
    }

    return true;
  } finally {
    cipher.wipe();
  }
}

/** @param {Copy & { source: Blob }} copy @param {(done: number) => void} progress */
export const seal = (copy, progress) => make(sealAll(copy, progress));

/** @param {Copy & { chunk: number, boxes: Uint8Array }} copy */
export const store = (copy) => make(storeBoxes(copy));

/** @param {Copy & { chunk: number, parts: { block: ArrayBuffer, start: number, length: number }[] }} copy */
export function storeParts({ parts, ...copy }) {
  const boxes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { block, start, length } of parts) {
    boxes.set(new Uint8Array(block, start, length), at);
    at += length;
  }

  return store({ ...copy, boxes });
}

/** @param {{ name: string }} copy */
export function stop({ name }) {
  stopped.add(name);
}

/** @param {{ name: string }} copy */
export function drop({ name }) {
  stopped.delete(name);
  forget(name);
  return remove(name);
}

/** What is made meanwhile stops first: it would make the folder anew. */
export async function eraseAll() {
  erasing = true;
  try {
    await Promise.allSettled(making);
    forgetAll();
    await erase();
  } finally {
    erasing = false;
  }
}
