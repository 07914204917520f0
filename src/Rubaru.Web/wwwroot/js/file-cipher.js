// @ts-check
// STREAM of protocol section 12 in the worker of files, with the same libsodium as the page.
import { allocate, libsodium } from "./libsodium-heap.js";
import { functions } from "./sodium.js";

export const chunkSize = 64 * 1024;
export const tagSize = 16;
export const boxSize = chunkSize + tagSize;
const hashSize = 32;
const none = new Uint8Array();

/** A window on bytes, as sodium.js takes it from .NET. @param {Uint8Array} bytes */
const view = (bytes) => ({
  byteLength: bytes.length,
  /** @param {Uint8Array} target */
  copyTo: (target) => target.set(bytes),
  /** @param {Uint8Array} source */
  set: (source) => bytes.set(source),
});

/** @param {number} size plaintext bytes */
export const chunksOf = (size) => Math.max(1, Math.ceil(size / chunkSize));

/** Sealed bytes of one chunk. @param {number} size @param {number} chunk */
export const boxOf = (size, chunk) =>
  chunk === chunksOf(size) - 1 ? size - chunk * chunkSize + tagSize : boxSize;

/**
 * payload_key = HKDF(ikm = file_key, salt = nonce, info = "payload"). The file_key is wiped here: it came as a copy.
 * @param {Uint8Array} fileKey
 * @param {Uint8Array} nonce
 */
export function cipherOf(fileKey, nonce) {
  const prk = new Uint8Array(hashSize);
  const key = new Uint8Array(hashSize);
  functions.crypto_kdf_hkdf_sha256_extract(view(prk), view(nonce), view(fileKey));
  functions.crypto_kdf_hkdf_sha256_expand(view(key), view(new TextEncoder().encode("payload")), view(prk));
  prk.fill(0);
  fileKey.fill(0);

  /** nonce = counter(11) || final(1) @param {number} chunk @param {boolean} last */
  const counter = (chunk, last) => {
    const bytes = new Uint8Array(12);
    new DataView(bytes.buffer).setBigUint64(3, BigInt(chunk));
    bytes[11] = last ? 1 : 0;
    return view(bytes);
  };

  return {
    /** @param {number} chunk @param {boolean} last @param {Uint8Array} plain @param {Uint8Array} box */
    seal(chunk, last, plain, box) {
      const result = functions.crypto_aead_chacha20poly1305_ietf_encrypt(
        view(box), view(plain), view(none), counter(chunk, last), view(key));
      if (result !== 0) {
        throw new Error("A chunk could not be sealed.");
      }
    },

    /** @param {number} chunk @param {boolean} last @param {Uint8Array} box @returns {Uint8Array<ArrayBuffer> | null} */
    open(chunk, last, box) {
      const plain = new Uint8Array(box.length - tagSize);
      const result = functions.crypto_aead_chacha20poly1305_ietf_decrypt(
        view(plain), view(box), view(none), counter(chunk, last), view(key));
      return result === 0 ? plain : null;
    },

    wipe: () => key.fill(0),
  };
}

/** SHA-256 of what is added. `finish` or `drop` gives its memory back. */
export function hasher() {
  const state = allocate(libsodium._crypto_hash_sha256_statebytes());
  const buffer = allocate(chunkSize + hashSize);
  libsodium._crypto_hash_sha256_init(state);
  const drop = () => {
    libsodium.HEAPU8.fill(0, buffer, buffer + chunkSize + hashSize);
    libsodium._free(buffer);
    libsodium._free(state);
  };
  return {
    /** @param {Uint8Array} bytes at most a chunk */
    add(bytes) {
      libsodium.HEAPU8.set(bytes, buffer);
      libsodium._crypto_hash_sha256_update(state, buffer, bytes.length, 0);
    },

    finish() {
      libsodium._crypto_hash_sha256_final(state, buffer + chunkSize);
      const hash = libsodium.HEAPU8.slice(buffer + chunkSize, buffer + chunkSize + hashSize);
      drop();
      return hash;
    },

    drop,
  };
}
