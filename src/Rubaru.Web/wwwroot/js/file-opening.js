// @ts-check
// The worker of files, reading: sealed copies are opened from their first chunk on, to compare, to draw or to save them.
import { boxOf, boxSize, chunkSize, chunksOf, cipherOf, hasher, tagSize } from "./file-cipher.js";
import { existing, read } from "./file-copies.js";
import { finish } from "./file-hashes.js";

/** After so many chunks what else was asked for gets its turn. */
const turn = 32;
const pause = () => new Promise((resolve) => setTimeout(resolve));

/** @typedef {{ name: string, key: Uint8Array, nonce: Uint8Array, size: number }} Copy */

/**
 * Opens a copy from its first chunk on.
 * @param {Copy} copy
 * @param {(plain: Uint8Array<ArrayBuffer>, chunk: number) => void} take
 * @param {number} most no more chunks than this
 * @returns {Promise<number>} how many chunks opened
 */
async function each({ name, key, nonce, size }, take, most = Infinity) {
  const cipher = cipherOf(key, nonce);
  const chunks = chunksOf(size);
  const wanted = Math.min(chunks, most);
  try {
    for (let chunk = 0; chunk < wanted; chunk++) {
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

    return wanted;
  } finally {
    cipher.wipe();
  }
}

/** @param {Copy} copy */
export async function check(copy) {
  const chunks = chunksOf(copy.size);
  const whole = (await existing(copy.name))?.getSize() === copy.size + chunks * tagSize;
  const grown = whole ? finish(copy.name, chunks) : null;
  if (grown) {
    copy.key.fill(0);
    return { opened: chunks, hash: grown };
  }

  const hash = hasher();
  let finished = false;
  try {
    const opened = await each(copy, (plain) => {
      hash.add(plain);
      plain.fill(0);
    });
    finished = true;
    const result = hash.finish();
    return { opened, hash: opened === chunks ? result : null };
  } finally {
    if (!finished) {
      hash.drop();
    }
  }
}

/** The first bytes of the plaintext. @param {Copy & { most: number }} copy @returns {Promise<Uint8Array | null>} */
export async function head({ most, ...copy }) {
  const bytes = new Uint8Array(Math.min(most, copy.size));
  const wanted = Math.max(1, Math.ceil(bytes.length / chunkSize));
  const opened = await each(
    copy,
    (plain, chunk) => {
      bytes.set(plain.subarray(0, bytes.length - chunk * chunkSize), chunk * chunkSize);
      plain.fill(0);
    },
    wanted,
  );
  return opened === wanted ? bytes : null;
}

/** The plaintext, in parts that the browser may keep on its disk while somebody saves them. @param {Copy} copy */
export async function open(copy) {
  /** @type {Blob[]} */
  const parts = [];
  const opened = await each(copy, (plain) => parts.push(new Blob([plain])));
  return opened === chunksOf(copy.size) ? new Blob(parts) : null;
}

/** Sealed chunks, one after another. @param {{ name: string, size: number, chunk: number, count: number }} copy */
export async function readBoxes({ name, size, chunk, count }) {
  const file = await existing(name);
  const last = Math.min(chunk + count, chunksOf(size)) - 1;
  return file && read(file, chunk * boxSize, (last - chunk) * boxSize + boxOf(size, last));
}
