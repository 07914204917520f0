// @ts-check
// libsodium for BrowserSodium.cs: one binding per C function.
import { allocate, libsodium, scratch, scratchSize } from "./libsodium-heap.js";

/**
 * .NET's window on a Span<byte>; valid only during the call it was passed to.
 * @typedef {{ readonly byteLength: number, copyTo(target: Uint8Array): void, set(source: Uint8Array): void }} MemoryView
 */

/**
 * How a C argument is made. `in` and `out` take the next span; `+size` adds its length as a size_t, `+length` as an
 * unsigned long long, which this build takes as two 32-bit halves; `null` is a pointer libsodium allows to be absent.
 * `long` (an unsigned long long), `memory` (a size_t, and how much the function works in) and `int` take the numbers
 * that follow the spans, in their order.
 * @typedef {"in" | "in+size" | "in+length" | "out" | "out+size" | "out+length" | "null"} Pointer
 * @typedef {Pointer | "long" | "memory" | "int"} Argument
 */

/** The C functions and their arguments: the same list as BrowserLibsodium.cs. @type {Record<string, Argument[]>} */
const signatures = {
  randombytes_buf: ["out+size"],
  crypto_hash_sha256: ["out", "in+length"],
  crypto_hash_sha512: ["out", "in+length"],
  crypto_kdf_hkdf_sha256_extract: ["out", "in+size", "in+size"],
  crypto_kdf_hkdf_sha256_expand: ["out+size", "in+size", "in"],
  crypto_box_keypair: ["out", "out"],
  crypto_scalarmult_base: ["out", "in"],
  crypto_scalarmult: ["out", "in", "in"],
  crypto_sign_keypair: ["out", "out"],
  crypto_sign_seed_keypair: ["out", "out", "in"],
  crypto_sign_detached: ["out", "null", "in+length", "in"],
  crypto_sign_verify_detached: ["in", "in+length", "in"],
  crypto_kem_xwing_keypair: ["out", "out"],
  crypto_kem_xwing_seed_keypair: ["out", "out", "in"],
  crypto_kem_xwing_enc: ["out", "out", "in"],
  crypto_kem_xwing_enc_deterministic: ["out", "out", "in", "in"],
  crypto_kem_xwing_dec: ["out", "in", "in"],
  crypto_kem_mlkem768_seed_keypair: ["out", "out", "in"],
  crypto_kem_mlkem768_enc_deterministic: ["out", "out", "in", "in"],
  crypto_kem_mlkem768_dec: ["out", "in", "in"],
  crypto_aead_chacha20poly1305_ietf_encrypt: ["out", "null", "in+length", "in+length", "null", "in", "in"],
  crypto_aead_chacha20poly1305_ietf_decrypt: ["out", "null", "null", "in+length", "in+length", "in", "in"],
  crypto_pwhash: ["out+length", "in+length", "in", "long", "memory", "int"],
};

/** The arguments that are numbers. @type {Argument[]} */
const numeric = ["long", "memory", "int"];

/** @param {number} length */
const aligned = (length) => (length + 15) & -16;

/**
 * A function that copies its spans, in the order of the C arguments, into libsodium's heap, calls, and copies the
 * outputs back. The copies are zeroed before it returns, also when it throws: nothing else would ever clear keys and
 * plaintexts there. So an output libsodium leaves alone, because it failed, reads as zeros.
 * @param {string} name
 * @returns {(...given: (MemoryView | number)[]) => number}
 */
function bind(name) {
  /** @type {(...values: number[]) => number | undefined} */
  const call = libsodium[`_${name}`];
  if (typeof call !== "function") {
    throw new Error(`libsodium has no ${name}.`);
  }

  const signature = signatures[name];
  const spans = signature.filter((argument) => argument !== "null" && !numeric.includes(argument));
  const outputs = spans.map((argument) => argument.startsWith("out"));
  return (...given) => {
    const views = /** @type {MemoryView[]} */ (given.slice(0, spans.length));
    const numbers = /** @type {number[]} */ (given.slice(spans.length));
    let work = 0;
    const lengths = views.map((view) => view.byteLength);
    const size = lengths.reduce((sum, length) => sum + aligned(length), 0);
    const start = size > scratchSize ? allocate(size) : scratch;
    try {
      /** @type {number[]} */
      const values = [];
      let address = start;
      let index = 0;
      for (const argument of signature) {
        if (argument === "null") {
          values.push(0);
          continue;
        }

        if (numeric.includes(argument)) {
          const number = /** @type {number} */ (numbers.shift());
          values.push(number);
          if (argument === "long") {
            values.push(0);
          } else if (argument === "memory") {
            work = number;
          }

          continue;
        }

        const length = lengths[index];
        values.push(address);
        if (argument.endsWith("+length")) {
          values.push(length, 0);
        } else if (argument.endsWith("+size")) {
          values.push(length);
        }

        if (!outputs[index]) {
          views[index].copyTo(libsodium.HEAPU8.subarray(address, address + length));
        }

        address += aligned(length);
        index++;
      }

      const result = call(...values) ?? 0;

      address = start;
      for (index = 0; index < views.length; index++) {
        if (outputs[index]) {
          // HEAPU8 is read anew each time: it is another array once the heap has grown.
          views[index].set(libsodium.HEAPU8.subarray(address, address + lengths[index]));
        }

        address += aligned(lengths[index]);
      }

      return result;
    } finally {
      libsodium.HEAPU8.fill(0, start, start + size);
      if (start !== scratch) {
        libsodium._free(start);
      }

      // Argon2 gives its memory back as it is, the key's preimage in it; the next block of that size is the same one.
      if (work > 0) {
        libsodium._free(allocate(work + 64));
      }
    }
  };
}

export const functions = Object.fromEntries(Object.keys(signatures).map((name) => [name, bind(name)]));
