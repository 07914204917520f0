// @ts-check
// Blocks of sealed bytes that stay in the page while .NET decides what becomes of them (FileBytes.cs): their numbers cross
// instead. Nobody has to give one back: what a closed connection left goes when others come.

/** More than all windows of a busy page; beyond it the oldest goes, and whoever wanted it asks for it again. */
const most = 96 * 1024 * 1024;

/** @type {Map<number, ArrayBuffer>} the oldest first */
const blocks = new Map();
let last = 0;
let size = 0;

/** @param {number} number */
function drop(number) {
  size -= blocks.get(number)?.byteLength ?? 0;
  blocks.delete(number);
}

/** @param {ArrayBuffer} block @returns {number} its number, never 0 */
export function hold(block) {
  blocks.set(++last, block);
  size += block.byteLength;
  for (const number of blocks.keys()) {
    if (size <= most) {
      break;
    }

    drop(number);
  }

  return last;
}

/** @param {number} number @returns {ArrayBuffer} */
export function look(number) {
  const block = blocks.get(number);
  if (!block) {
    throw new Error("These bytes are not held any more.");
  }

  return block;
}

/** @typedef {{ block: ArrayBuffer, start: number, length: number }} Part */

/**
 * @param {Uint8Array} names PieceBatch.Name: held(4) || start(4) || length(4), one after another
 * @returns {Part[]} which are not held any more
 */
export function take(names) {
  const view = new DataView(names.buffer, names.byteOffset, names.length);
  const numbers = Array.from({ length: names.length / 12 }, (_, i) => i * 12);
  const parts = numbers.map((at) => ({ block: look(view.getInt32(at)), start: view.getInt32(at + 4), length: view.getInt32(at + 8) }));
  forget(names);
  return parts;
}

/** @param {Uint8Array} names as above */
export function forget(names) {
  const view = new DataView(names.buffer, names.byteOffset, names.length);
  for (let at = 0; at < names.length; at += 12) {
    drop(view.getInt32(at));
  }
}
