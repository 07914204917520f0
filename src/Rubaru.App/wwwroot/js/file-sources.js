// @ts-check
// Files that a person chose or pasted, until they are sent. .NET knows them by number.

/** @type {Map<number, { blob: Blob, name: string }>} */
const chosen = new Map();
let last = 0;

/** @param {Blob} blob @param {string} name @returns {number} */
export function keep(blob, name) {
  chosen.set(++last, { blob, name });
  return last;
}

/** @param {number} id @returns {Blob} */
export function blobOf(id) {
  const source = chosen.get(id);
  if (!source) {
    throw new DOMException("The file was let go of.", "NotReadableError");
  }

  return source.blob;
}

/** @param {number} id */
export function drop(id) {
  chosen.delete(id);
}
