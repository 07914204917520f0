// @ts-check
// Hashes that grow while copies are stored from their first chunk on: such a copy need not be opened again to be compared.
import { hasher } from "./file-cipher.js";

/** Beyond it the oldest goes, and its copy is opened to be compared. */
const most = 8;

/** @type {Map<string, { hash: ReturnType<typeof hasher>, next: number }>} the oldest first */
const growing = new Map();

/** @param {string} name */
export function forget(name) {
  growing.get(name)?.hash.drop();
  growing.delete(name);
}

export const forgetAll = () => [...growing.keys()].forEach(forget);

/** A chunk that is on the disk. @param {string} name @param {number} chunk @param {Uint8Array} plain */
export function grow(name, chunk, plain) {
  if (chunk === 0) {
    forget(name);
    growing.set(name, { hash: hasher(), next: 0 });
    const [oldest] = growing.keys();
    if (growing.size > most) {
      forget(oldest);
    }
  }

  const entry = growing.get(name);
  if (entry?.next === chunk) {
    entry.hash.add(plain);
    entry.next++;
  } else {
    forget(name);
  }
}

/** @param {string} name @param {number} chunks all of the file @returns {Uint8Array | null} null: not all of it went through here */
export function finish(name, chunks) {
  const entry = growing.get(name);
  if (entry?.next !== chunks) {
    return null;
  }

  growing.delete(name);
  return entry.hash.finish();
}
