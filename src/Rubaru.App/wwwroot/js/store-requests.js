// @ts-check
// IndexedDB's events as promises.

const name = "rubaru";

/**
 * Tables are only ever added, so every version is reached by creating what is not there yet.
 * @param {string[]} stores
 * @returns {Promise<IDBDatabase>}
 */
export function connect(stores) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    for (const name of stores) {
      if (!request.result.objectStoreNames.contains(name)) {
        request.result.createObjectStore(name);
      }
    }
  };
  return result(request);
}

/**
 * Deletes the database. One that somebody else has open is deleted when they close it; this does not wait for them.
 * @returns {Promise<void>}
 */
export function remove() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onblocked = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Committed, not merely successful: with strict durability the data is on the disk then.
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
export function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/**
 * @param {IDBObjectStore} source
 * @param {IDBKeyRange | null} range
 * @param {number} limit
 * @returns {Promise<[ArrayBuffer, Uint8Array][]>}
 */
export function readBackwards(source, range, limit) {
  return new Promise((resolve, reject) => {
    /** @type {[ArrayBuffer, Uint8Array][]} */
    const records = [];
    const request = source.openCursor(range, "prev");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor) {
        records.push([/** @type {ArrayBuffer} */ (cursor.key), cursor.value]);
      }

      if (cursor && records.length < limit) {
        cursor.continue();
      } else {
        resolve(records);
      }
    };
  });
}
