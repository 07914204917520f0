// @ts-check
// The format of StorePacking.cs: lengths are 4 bytes, little-endian.

const deleted = 0xffffffff;

/**
 * @param {Iterable<[ArrayBuffer | Uint8Array, Uint8Array]>} records
 * @returns {Uint8Array}
 */
export function pack(records) {
  const parts = [...records].flat().map((part) => (part instanceof ArrayBuffer ? new Uint8Array(part) : part));
  const packed = new Uint8Array(parts.reduce((size, part) => size + 4 + part.length, 0));
  const view = new DataView(packed.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    packed.set(part, at + 4);
    at += 4 + part.length;
  }

  return packed;
}

/**
 * @param {Uint8Array<ArrayBuffer>} packed
 * @returns {{ table: number, key: Uint8Array<ArrayBuffer>, value: Uint8Array<ArrayBuffer> | null }[]}
 */
export function unpack(packed) {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const changes = [];
  let at = 0;
  /** Copies, because IndexedDB would store the whole array behind a view. */
  const read = () => {
    const length = view.getUint32(at, true);
    at += 4;
    if (length === deleted) {
      return null;
    }

    at += length;
    return packed.slice(at - length, at);
  };
  while (at < packed.length) {
    const table = packed[at++];
    changes.push({ table, key: read() ?? new Uint8Array(), value: read() });
  }

  return changes;
}
