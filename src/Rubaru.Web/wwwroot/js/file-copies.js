// @ts-check
// Sealed copies in the origin private file system, for the worker of files. It knows bytes and places only.

const folder = "files";
/** A handle locks its file, so one that is not used is let go of; opening it again takes a millisecond. */
const idle = 3_000;

/** @typedef {any} Handle FileSystemSyncAccessHandle, which exists in workers only */
/** @type {Map<string, { opening: Promise<Handle>, timer: number }>} */
const open = new Map();

/** @param {boolean} create @returns {Promise<any>} */
async function directory(create) {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(folder, { create });
}

/** @param {unknown} error */
const isMissing = (error) => error instanceof DOMException && error.name === "NotFoundError";

/** @param {string} name @param {boolean} create @returns {Promise<Handle>} */
export function handle(name, create) {
  let entry = open.get(name);
  if (!entry) {
    const opening = directory(create)
      .then((files) => files.getFileHandle(name, { create }))
      .then((/** @type {any} */ file) => file.createSyncAccessHandle());
    entry = { opening, timer: 0 };
    open.set(name, entry);
    opening.catch(() => open.delete(name));
  }

  clearTimeout(entry.timer);
  entry.timer = setTimeout(() => close(name), idle);
  return entry.opening;
}

/** The handle of a copy that is there. @param {string} name @returns {Promise<Handle | null>} */
export async function existing(name) {
  try {
    return await handle(name, false);
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }

    throw error;
  }
}

/** @param {string} name */
async function close(name) {
  const entry = open.get(name);
  if (entry) {
    open.delete(name);
    clearTimeout(entry.timer);
    const file = await entry.opening.catch(() => null);
    file?.flush();
    file?.close();
  }
}

/** @param {Handle} file @param {number} at @param {number} length @returns {Uint8Array<ArrayBuffer> | null} */
export function read(file, at, length) {
  const bytes = new Uint8Array(length);
  return file.read(bytes, { at }) === length ? bytes : null;
}

/** All or nothing. @param {Handle} file @param {number} at @param {Uint8Array} bytes */
export function write(file, at, bytes) {
  const before = file.getSize();
  try {
    if (file.write(bytes, { at }) === bytes.length) {
      return;
    }
  } catch (error) {
    file.truncate(Math.min(before, at));
    throw error;
  }

  file.truncate(Math.min(before, at));
  throw new DOMException("The disk took a part of it only.", "QuotaExceededError");
}

/** @param {string} name */
export async function remove(name) {
  await close(name);
  try {
    await (await directory(false)).removeEntry(name);
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
}

export async function erase() {
  await Promise.all([...open.keys()].map(close));
  try {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(folder, { recursive: true });
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
}
