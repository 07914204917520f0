// @ts-check
// WebDeviceKey.cs: AES-256-GCM under a key that no script can read out of the browser.
import { result } from "./store-requests.js";

const ivSize = 12;

/** @returns {Promise<IDBDatabase>} */
function connect() {
  const request = indexedDB.open("rubaru-device", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("key");
  return result(request);
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} use
 * @returns {Promise<T>}
 */
async function withStore(mode, use) {
  const db = await connect();
  try {
    return await result(use(db.transaction("key", mode, { durability: "strict" }).objectStore("key")));
  } finally {
    db.close(); // after the transaction, which it waits for
  }
}

/** @returns {Promise<CryptoKey | undefined>} */
const load = () => withStore("readonly", (store) => store.get(0));

/** Made at first use; the caller holds the lock of the profile, so no other tab makes one at the same time. */
async function loadOrMake() {
  const found = await load();
  if (found) {
    return found;
  }

  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await withStore("readwrite", (store) => store.put(key, 0));
  return key;
}

/**
 * @param {Uint8Array<ArrayBuffer>} additionalData
 * @param {Uint8Array<ArrayBuffer>} secret
 * @returns {Promise<Uint8Array>} iv(12) || ciphertext || tag(16)
 */
export async function wrap(additionalData, secret) {
  const iv = crypto.getRandomValues(new Uint8Array(ivSize));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, await loadOrMake(), secret);
  const wrapped = new Uint8Array(ivSize + sealed.byteLength);
  wrapped.set(iv);
  wrapped.set(new Uint8Array(sealed), ivSize);
  return wrapped;
}

/**
 * @param {Uint8Array<ArrayBuffer>} additionalData
 * @param {Uint8Array<ArrayBuffer>} wrapped
 * @returns {Promise<Uint8Array>} empty when the key is gone or another
 */
export async function unwrap(additionalData, wrapped) {
  const key = await load();
  if (!key) {
    return new Uint8Array();
  }

  try {
    const iv = wrapped.slice(0, ivSize);
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, wrapped.slice(ivSize)),
    );
  } catch (error) {
    if (error instanceof DOMException && error.name === "OperationError") {
      return new Uint8Array(); // the tag does not fit
    }

    throw error;
  }
}

/** The whole database, so that nothing of it can be asked for. Old bytes on the disk go when the browser compacts its files. */
export async function erase() {
  await result(indexedDB.deleteDatabase("rubaru-device"));
}
