// @ts-check
// BackupFile.cs: a file in the making. Its parts are Blobs, which the browser keeps on disk when they grow.

const urlLife = 60_000;

export function create() {
  /** @type {Blob[]} */
  let parts = [];
  return {
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    append(bytes) {
      parts.push(new Blob([bytes]));
    },

    /** Everything written so far, to be read back. */
    read: () => new Blob(parts),

    /** Hands the file to the browser, which saves it among the downloads or asks where. @param {string} name */
    save(name) {
      const url = URL.createObjectURL(new Blob(parts, { type: "application/octet-stream" }));
      const link = document.createElement("a");
      link.href = url;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), urlLife); // the download has begun by then
    },

    drop() {
      parts = [];
    },
  };
}
