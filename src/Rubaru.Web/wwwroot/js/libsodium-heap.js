// @ts-check
// The package libsodium-sumo, unmodified, and the memory in which sodium.js hands it its arguments.
import createLibsodium from "../lib/libsodium-sumo.mjs";

export const libsodium = /** @type {{ HEAPU8: Uint8Array, [name: string]: any }} */ (await createLibsodium());
if (libsodium._sodium_init() < 0) {
  throw new Error("libsodium could not be initialised.");
}

/** Calls up to this size share one scratch area for ever; larger ones get their own and give it back. */
export const scratchSize = 160 * 1024;
export const scratch = allocate(scratchSize);

/**
 * @param {number} size
 * @returns {number} the address of that many zeros in libsodium's heap
 */
export function allocate(size) {
  const address = libsodium._malloc(size);
  if (address === 0) {
    throw new RangeError(`libsodium has no room for ${size} bytes.`);
  }

  libsodium.HEAPU8.fill(0, address, address + size);
  return address;
}
