// @ts-check
// WebDeviceKey.cs: AES-256-GCM under a key that no script can read out of the browser.
import { result } from "./store-requests.js";
import { make, marker, remove, sweep } from "./device-key-sweep.js";

const ivSize = 12;
const name = "rubaru-device";

/** @returns {Promise<IDBDatabase>} */
function connect() {
  const request = indexedDB.open(name, 1);
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
  await sweeping;
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

/**
 * The key is gone when this returns. Its bytes still are in the files of the browser until `sweep` is through, which goes on
 * meanwhile and begins again at the next start when it was interrupted.
 * @param {boolean} withRecords the records were erased too, and are to be driven out also where no key is: a locked profile
 */
export async function erase(withRecords) {
  const names = await databases();
  if (!withRecords && !names.includes(name) && !names.includes(marker)) {
    return;
  }

  await withStore("readwrite", (store) => store.clear());
  await make(marker);
  sweeping = sweeping.then(() => sweep(removeKey)).catch((error) => console.error(error)); // the key itself is gone all the same
}

/** Whoever wants a key waits for the end of the last one's database. */
let sweeping = Promise.resolve();

/** Unless there is a key again: the sweep of an earlier start may be late. */
const removeKey = async () => (await load()) || remove(name);

/** A browser that does not tell (before 2024) is taken to have both. */
async function databases() {
  return (await indexedDB.databases?.())?.map((database) => database.name) ?? [name, marker];
}
