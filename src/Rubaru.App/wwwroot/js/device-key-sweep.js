// @ts-check
// device-key.js: what was deleted leaves the files of the browser, too.
import { result } from "./store-requests.js";

/** Is there until the sweep is through. */
export const marker = "rubaru-sweep";
const scratch = "rubaru-scratch";

/**
 * Chromium (LevelDB) drops deleted bytes out of its files only when it compacts them, which deleting a database makes it do
 * with those files that hold something of this database, and with nothing that is in its log only. So: a database to delete,
 * which moves the log into a file; then the one that held the key; then one more, which removes the files that were compacted
 * (decision 23).
 * @param {() => Promise<unknown>} removeKey
 */
export async function sweep(removeKey) {
  await stir();
  await removeKey();
  await remove(marker);
  void sweepLate().catch((error) => console.error(error));
}

/** On a busy machine the compaction comes late, and the old files stay until something else is deleted: nobody waits for this. */
async function sweepLate() {
  for (const pause of [3_000, 12_000]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    await stir();
  }
}

async function stir() {
  await make(scratch);
  await remove(scratch);
}

/** @param {string} database */
export async function make(database) {
  const request = indexedDB.open(database, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("nothing").put(0, 0);
  (await result(request)).close();
}

/**
 * The browser compacts a little after it said that a database is deleted, and nothing tells when.
 * @param {string} database
 */
export async function remove(database) {
  await result(indexedDB.deleteDatabase(database));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
}
