// @ts-check
// Who may write. The lock alone is not enough: after a takeover the old tab learns late that it lost it.
import { finished, result } from "./store-requests.js";

export const ownerStore = "owner";

/** Outcomes; the numbers are the seam to IndexedDbStore.cs. */
export const done = 0;
const full = 1;
const lost = 2;

/** @param {IDBDatabase} db @param {string} name of the owner from now on */
export function claim(db, name) {
  const transaction = db.transaction(ownerStore, "readwrite", { durability: "strict" });
  transaction.objectStore(ownerStore).put(name, 0);
  return finished(transaction);
}

/** @param {IDBDatabase} db @param {string} name @returns {Promise<boolean>} false also where it was closed meanwhile */
export async function owns(db, name) {
  try {
    return (await result(db.transaction(ownerStore).objectStore(ownerStore).get(0))) === name;
  } catch {
    return false;
  }
}

/**
 * The owner is checked inside the same transaction, so nothing of the old tab is written once the new one has claimed.
 * @param {IDBDatabase} db
 * @param {string} name
 * @param {string[]} stores
 * @param {(transaction: IDBTransaction) => void} change
 * @returns {Promise<number>} outcome
 */
export async function commit(db, name, stores, change) {
  let owned = true;
  try {
    const transaction = db.transaction(stores, "readwrite", { durability: "strict" });
    const owner = transaction.objectStore(ownerStore).get(0);
    owner.onsuccess = () => {
      owned = owner.result === name;
      if (owned) {
        change(transaction);
      } else {
        transaction.abort();
      }
    };
    await finished(transaction);
    return done;
  } catch (error) {
    const reason = error instanceof DOMException ? error.name : "";
    if (!owned || reason === "InvalidStateError") {
      return lost; // taken over; or closed, because of that or because the browser removed the data
    }

    if (reason === "QuotaExceededError") {
      return full;
    }

    throw error;
  }
}
