// @ts-check
// BrowserFileStore.cs: what the worker of files is asked for, and what only a page can do with its answers.
import { blobOf } from "./file-sources.js";
import { forget, hold, take } from "./held-bytes.js";
import { names } from "./file-names.js";
import { requests } from "./file-requests.js";
import { rasterOf } from "./raster.js";
import { soundOf } from "./sound.js";

const urlLife = 60_000;

/** @typedef {import("./file-requests.js").Progress} Progress */
/** Outcomes of writing; the numbers are the seam to BrowserFileStore.cs. */
const done = 0;
const refused = 1;
const full = 2;
const changed = 3;
const stopped = 4;

/** What the worker's errors mean; any other is a fault. @type {Record<string, number>} */
const outcomes = { QuotaExceededError: full, AbortError: stopped, NotReadableError: changed, NotFoundError: changed };

export function open() {
  const { ask, close } = requests();

  /** @param {unknown} error */
  const outcomeOf = (error) => {
    if (error instanceof DOMException && error.name in outcomes) {
      return outcomes[error.name];
    }

    throw error;
  };

  /** @param {string} name @param {Uint8Array} key @param {Uint8Array} nonce @param {number} size @returns {Promise<Blob | null>} */
  const plain = (name, key, nonce, size) => ask("open", { name, key, nonce, size });

  /** @param {Blob | null} blob @param {(blob: Blob) => Promise<string | null>} kind which of the known ones it begins as */
  const show = async (blob, kind) => {
    const type = blob && (await kind(blob));
    return type ? URL.createObjectURL(blob.slice(0, blob.size, type)) : "";
  };

  return {
    async room() {
      const { quota, usage } = await navigator.storage.estimate();
      return quota === undefined ? -1 : Math.max(0, quota - (usage ?? 0));
    },

    /**
     * @param {string} name @param {Uint8Array} key @param {Uint8Array} nonce @param {number} source @param {Progress} progress
     * @returns {Promise<Uint8Array>} outcome, and the hash when it is done
     */
    async seal(name, key, nonce, source, progress) {
      try {
        const blob = blobOf(source);
        const hash = await ask("seal", { name, key, nonce, size: blob.size, source: blob }, progress);
        return new Uint8Array([done, ...hash]);
      } catch (error) {
        return new Uint8Array([outcomeOf(error)]);
      }
    },

    /** What is sealed under this name now is not wanted any more. @param {string} name */
    stopSealing: (name) => ask("stop", { name }),

    /** @param {string} name @returns {Promise<number>} */
    length: (name) => ask("length", { name }),

    /** @param {string} name @param {number} size @param {number} chunk @param {number} count @returns {Promise<Uint8Array>} empty: not there */
    read: async (name, size, chunk, count) => (await ask("read", { name, size, chunk, count })) ?? new Uint8Array(),

    /** @param {string} name @param {Uint8Array} key @param {Uint8Array} nonce @param {number} size @param {number} chunk @param {Uint8Array} boxes */
    async write(name, key, nonce, size, chunk, boxes) {
      try {
        return (await ask("write", { name, key, nonce, size, chunk, boxes })) ? done : refused;
      } catch (error) {
        return outcomeOf(error);
      }
    },

    /** The same, held here. @param {string} name @param {number} size @param {number} chunk @param {number} count @returns {Promise<number>} 0: not there */
    async fetch(name, size, chunk, count) {
      const boxes = await ask("read", { name, size, chunk, count });
      return boxes ? hold(boxes.buffer) : 0;
    },

    /** What was held. @param {string} name @param {Uint8Array} key @param {Uint8Array} nonce @param {number} size @param {number} chunk @param {Uint8Array} names */
    async store(name, key, nonce, size, chunk, names) {
      const parts = take(names);
      try {
        const args = { name, key, nonce, size, chunk, parts };
        return (await ask("store", args, undefined, parts.map(({ block }) => block))) ? done : refused;
      } catch (error) {
        return outcomeOf(error);
      }
    },

    forget,

    /** @param {string} name @param {Uint8Array} key @param {Uint8Array} nonce @param {number} size @returns {Promise<string[]>} chunks, hash */
    async check(name, key, nonce, size) {
      const { opened, hash } = await ask("check", { name, key, nonce, size });
      return hash ? [String(opened), Array.from(hash, (/** @type {number} */ byte) => byte.toString(16).padStart(2, "0")).join("")] : [String(opened)];
    },

    /** The first bytes. @param {string} name @param {Uint8Array} key @param {Uint8Array} nonce @param {number} size @param {number} most @returns {Promise<Uint8Array>} empty: it does not open */
    head: async (name, key, nonce, size, most) => (await ask("head", { name, key, nonce, size, most })) ?? new Uint8Array(),

    /** Hands the file to the browser under a neutral type, which saves it. @param {string} name @param {Uint8Array} key @param {Uint8Array} nonce @param {number} size @param {string} as */
    async save(name, key, nonce, size, as) {
      const blob = await plain(name, key, nonce, size);
      if (!blob) {
        return false;
      }

      const url = URL.createObjectURL(blob.slice(0, blob.size, "application/octet-stream"));
      const link = document.createElement("a");
      link.href = url;
      link.download = as;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), urlLife); // the download has begun by then
      return true;
    },

    /** Only what begins as a raster image, and under that type. @param {string} name @param {Uint8Array} key @param {Uint8Array} nonce @param {number} size */
    draw: async (name, key, nonce, size) => show(await plain(name, key, nonce, size), rasterOf),

    /** The same of a sound. @param {string} name @param {Uint8Array} key @param {Uint8Array} nonce @param {number} size */
    listen: async (name, key, nonce, size) => show(await plain(name, key, nonce, size), soundOf),

    /** @param {string} url */
    undraw: (url) => URL.revokeObjectURL(url),

    /** @param {string} name */
    delete: (name) => ask("delete", { name }),

    list: names,

    erase: () => ask("erase", {}),

    close,
  };
}
