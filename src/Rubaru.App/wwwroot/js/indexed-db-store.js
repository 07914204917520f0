// @ts-check
// IndexedDbStore.cs: tables of bytes, one transaction per commit, one owner at a time.
import { connect, readBackwards, remove, result } from "./store-requests.js";
import { pack, unpack } from "./store-packing.js";
import { acquire } from "./store-lock.js";
import { claim, commit, done, ownerStore, owns } from "./store-owner.js";


/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Ownership */

/**
 * @param {number[]} tables
 * @param {boolean} takeOver
 * @param {Ownership} ownership StoreOwnership.cs
 * @returns the store, or null when another tab has it
 */
export async function open(tables, takeOver, ownership) {
  /** @type {IDBDatabase | undefined} */
  let db;
  const lose = () => {
    db?.close();
    ownership.invokeMethodAsync("Lose");
  };
  const release = await acquire(takeOver, lose);
  if (!release) {
    return null;
  }

  const name = crypto.randomUUID();
  try {
    db = await connect([ownerStore, ...tables.map(String)]);
    db.onversionchange = lose;
    db.onclose = lose;
    await claim(db, name);
    return store(db, tables, name, release);
  } catch (error) {
    db?.close();
    release();
    throw error;
  }
}

/**
 * @param {IDBDatabase} db
 * @param {number[]} tables
 * @param {string} name of this owner
 * @param {() => void} release
 */
function store(db, tables, name, release) {
  /** @param {Iterable<number>} used @param {(transaction: IDBTransaction) => void} change */
  const write = (used, change) => commit(db, name, [ownerStore, ...[...used].map(String)], change);
  let erased = false;

  return {
    /** @param {number} table @param {Uint8Array<ArrayBuffer>} key */
    async read(table, key) {
      const value = await result(db.transaction(String(table)).objectStore(String(table)).get(key));
      return value ? pack([[key, value]]) : new Uint8Array();
    },

    /**
     * @param {number} table
     * @param {Uint8Array<ArrayBuffer> | null} from
     * @param {Uint8Array<ArrayBuffer> | null} to
     * @param {number} limit
     * @param {boolean} descending
     */
    async readRange(table, from, to, limit, descending) {
      if (from && to && indexedDB.cmp(from, to) >= 0) {
        return new Uint8Array();
      }

      const range =
        from && to ? IDBKeyRange.bound(from, to, false, true)
        : from ? IDBKeyRange.lowerBound(from)
        : to ? IDBKeyRange.upperBound(to, true)
        : null;
      const source = db.transaction(String(table)).objectStore(String(table));
      if (descending) {
        return pack(await readBackwards(source, range, limit));
      }

      const [keys, values] = await Promise.all([
        result(source.getAllKeys(range, limit)),
        result(source.getAll(range, limit)),
      ]);
      return pack(keys.map((key, index) => [/** @type {ArrayBuffer} */ (key), values[index]]));
    },

    /** @param {Uint8Array<ArrayBuffer>} packed StorePacking.cs */
    commit(packed) {
      erased = false;
      const changes = unpack(packed);
      return write(new Set(changes.map((change) => change.table)), (transaction) => {
        for (const { table, key, value } of changes) {
          const target = transaction.objectStore(String(table));
          if (value) {
            target.put(value, key);
          } else {
            target.delete(key);
          }
        }
      });
    },

    async erase() {
      const outcome = await write(tables, (transaction) => {
        for (const table of tables) {
          transaction.objectStore(String(table)).clear();
        }
      });
      erased = outcome === done;
      return outcome;
    },

    /** An erased store goes as a whole: only that drives its records out of all of the browser's files (decision 23). */
    async close() {
      db.onclose = null;
      const whole = erased && (await owns(db, name));
      db.close();
      await (whole && remove());
      release();
    },
  };
}
