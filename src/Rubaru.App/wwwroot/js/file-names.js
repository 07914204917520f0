// @ts-check
// Which copies of files there are (file-copies.js).

/** The folder of file-copies.js. */
const folder = "files";

/** @param {unknown} error */
const isMissing = (error) => error instanceof DOMException && error.name === "NotFoundError";

/** Without the worker: it is asked at every start. @returns {Promise<string[]>} */
export async function names() {
  try {
    const root = await navigator.storage.getDirectory();
    /** @type {string[]} */
    const found = [];
    for await (const name of /** @type {any} */ (await root.getDirectoryHandle(folder)).keys()) {
      found.push(name);
    }

    return found;
  } catch (error) {
    if (isMissing(error)) {
      return [];
    }

    throw error;
  }
}
